import ArgumentParser
import DocketPostgres
import DocketStore

/// `docket migrate`.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Bring a database to the schema of this program, making it where there is none.",
        discussion: """
            `docket serve` does the same when it starts, where its role may. On a Citus, --citus \
            also distributes the tables over the nodes; again after an upgrade.
            """)

    @OptionGroup var databaseOptions: DatabaseOptions

    @Flag(help: "Distribute the tables of a PostgreSQL with Citus.")
    var citus = false

    func run() async throws {
        if citus {
            let tables = try await distribute()
            print(tables.isEmpty ? "all tables are distributed" : "distributed \(tables.count):")
            for table in tables { print("  \(table)") }
        }
        let database = try await databaseOptions.open()
        let schema = try await database.first(Migrations.current) ?? 0
        await database.close()
        print("schema \(schema)")
    }

    private func distribute() async throws -> [String] {
        let settings = try await Settings(file: databaseOptions.config)
        let url = settings.string("database", flag: databaseOptions.database, default: "")
        guard PoolOptions.isPostgres(url) else {
            throw ValidationError("--citus needs a database at postgres://…")
        }
        return try PostgresDatabase.distribute(PostgresSettings(url: url))
    }
}
