import ArgumentParser
import DocketStore

/// `docket migrate`.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Bring a database to the schema of this program, making it where there is none.",
        discussion: "`docket serve` does the same when it starts.")

    @OptionGroup var databaseOptions: DatabaseOptions

    func run() async throws {
        let database = try await databaseOptions.open()
        let schema = try await database.first(Migrations.current) ?? 0
        await database.close()
        print("schema \(schema)")
    }
}
