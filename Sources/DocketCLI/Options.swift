import ArgumentParser
import DocketCore
import DocketPostgres
import DocketSQLite
import DocketService
import DocketStore
import Foundation

/// `--database` and `--config`, as every command has them.
struct DatabaseOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The database: sqlite:PATH or postgres://… (default: sqlite:docket.db)", valueName: "url"))
    var database: String?

    @Option(help: ArgumentHelp("A JSON file with settings.", valueName: "file"))
    var config: String?

    /// The database, opened, and made or migrated where that is needed.
    ///
    /// - Throws: `DatabaseRefusal`, `ValidationError`.
    func open() async throws -> any Database {
        let url = try await Settings(file: config)
            .string("database", flag: database, default: "sqlite:docket.db")
        return try Self.open(url)
    }

    /// The database at `url`.
    static func open(_ url: String) throws -> any Database {
        if url.hasPrefix("postgres://") || url.hasPrefix("postgresql://") {
            return try PostgresDatabase(PostgresSettings(url: url))
        }
        guard url.hasPrefix("sqlite:"), url.count > "sqlite:".count else {
            throw ValidationError(
                "the database must be given as sqlite:PATH or postgres://…, not '\(url)'")
        }
        return try SQLiteDatabase(path: String(url.dropFirst("sqlite:".count)))
    }

    /// The instant of the command, by the database's own clock: a sandbox's may be ahead.
    func now(_ database: any Database) async throws -> Timestamp {
        try await WallClock(secondsAhead: Sandbox.secondsAhead(in: database)).now()
    }

    /// The instant of the command, by the machine's clock.
    func now() -> Timestamp { WallClock().now() }
}
