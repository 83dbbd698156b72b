import ArgumentParser
import DocketPostgres
import DocketService
import DocketStore
import Foundation

/// `docket migrate`.
struct MigrateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate",
        abstract: "Bring a database to the schema of this program, or copy it into another.",
        discussion: """
            Makes the database where there is none; `docket serve` does the same when it starts, \
            where its role may. On a Citus, --citus also distributes the tables over the nodes; \
            again after an upgrade.

            With --from and --to, copies everything from one database into another, which must be \
            empty, and compares both afterwards. Stop the servers of both before. Until the copy \
            is found to be the same, no server starts on it.
            """)

    @OptionGroup var databaseOptions: DatabaseOptions

    @Flag(help: "Distribute the tables of a PostgreSQL with Citus.")
    var citus = false

    @Option(
        help: ArgumentHelp(
            "The database to copy: sqlite:PATH or postgres://…", valueName: "url"))
    var from: String?

    @Option(
        help: ArgumentHelp(
            "The empty database to copy it into; an SQLite file is made.", valueName: "url"))
    var to: String?

    func validate() throws {
        guard from != nil || to != nil else { return }
        guard let from, let to else { throw ValidationError("use --from and --to together") }
        if databaseOptions.database != nil || citus {
            throw ValidationError("--from and --to go without --database and --citus")
        }
        if DatabasePlace(from) == DatabasePlace(to) {
            throw ValidationError("--from and --to are the same database")
        }
    }

    func run() async throws {
        if let from, let to {
            try await copy(from: from, to: to)
            return
        }
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

    private func copy(from: String, to: String) async throws {
        if let path = DatabasePlace(from).path, !FileManager.default.fileExists(atPath: path) {
            throw DatabaseRefusal.absent(path: path)
        }
        try await Self.copy(from: from, to: to, try await Settings(file: databaseOptions.config))
    }

    /// Copies one database into another, with a bar, and tells how it went.
    static func copy(from: String, to: String, _ settings: Settings) async throws {
        let source = try await PoolOptions.open(from, settings)
        let outcome: Result<DatabaseCopy.Outcome, any Error>
        do {
            let target = try PoolOptions.openAny(to, settings)
            outcome = await Self.outcome(from: source, to: target)
            await target.close()
        } catch {
            outcome = .failure(error)
        }
        await source.close()
        try Self.tell(outcome)
    }

    private static func outcome(
        from source: any Database, to target: any Database
    ) async -> Result<DatabaseCopy.Outcome, any Error> {
        do {
            let copy = DatabaseCopy(from: source, to: target)
            let rows = try await copy.countRows()
            let bar = ProgressBar(total: 3 * rows)
            defer { bar.finish() }
            return .success(
                try await copy.run { done in
                    bar.update(done, done <= rows ? "\(done) rows" : "comparing")
                })
        } catch {
            return .failure(error)
        }
    }

    private static func tell(_ outcome: Result<DatabaseCopy.Outcome, any Error>) throws {
        do {
            let copied = try outcome.get()
            print(
                "copied \(copied.rows) \(copied.rows == 1 ? "row" : "rows") "
                    + "in \(copied.tables) tables, checksums equal")
        } catch let error as SQLError {
            throw CommandRefusal(description: "the database: \(error); the copy is not finished")
        }
    }
}
