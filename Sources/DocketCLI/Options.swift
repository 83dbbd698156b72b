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
            "The database: sqlite:PATH, or postgres://… as libpq takes it. "
                + "(default: sqlite:docket.db)",
            valueName: "url"))
    var database: String?

    @Option(help: ArgumentHelp("A JSON file with settings.", valueName: "file"))
    var config: String?

    /// The database, opened, and made or migrated where that is needed.
    ///
    /// - Throws: `DatabaseRefusal`, `ValidationError`.
    func open() async throws -> any Database {
        try await PoolOptions.open(try await url(), try await Settings(file: config))
    }

    /// Where the database is.
    func url() async throws -> String {
        try await Settings(file: config)
            .string("database", flag: database, default: "sqlite:docket.db")
    }

    /// The database, opened as it is: none is made, and one with an older schema is refused, since
    /// servers may be at work on it.
    ///
    /// - Throws: `DatabaseRefusal`, `ValidationError`.
    func openExisting() async throws -> any Database {
        let url = try await url()
        if let path = DatabasePlace(url).path, !FileManager.default.fileExists(atPath: path) {
            throw DatabaseRefusal.absent(path: path)
        }
        return try await PoolOptions.open(
            url, try await Settings(file: config), migrates: false)
    }

    /// The instant of the command, by the database's own clock: a sandbox's may be ahead.
    func now(_ database: any Database) async throws -> Timestamp {
        try await WallClock(secondsAhead: Sandbox.secondsAhead(in: database)).now()
    }

    /// The instant of the command, by the machine's clock.
    func now() -> Timestamp { WallClock().now() }
}

/// How a server uses a PostgreSQL.
struct PoolOptions: ParsableArguments {
    @Option(help: "Connections to a PostgreSQL that write. (default: 2)")
    var databaseWriters: Int?

    @Option(help: "Connections to a PostgreSQL that read. (default: 4)")
    var databaseReaders: Int?

    @Option(
        help: ArgumentHelp(
            "Seconds after which a PostgreSQL gives a statement up. (default: 30)",
            valueName: "seconds"))
    var statementTimeout: Int?

    /// Whether a URL is one for libpq.
    static func isPostgres(_ url: String) -> Bool {
        url.hasPrefix("postgres://") || url.hasPrefix("postgresql://")
    }

    /// The database at `url`.
    ///
    /// - Parameter figures: what is counted of its work.
    /// - Throws: `DatabaseRefusal`, `ValidationError`.
    func open(
        _ url: String, _ settings: Settings, figures: DatabaseFigures
    ) async throws -> any Database {
        try await Self.open(
            url, settings, writers: databaseWriters, readers: databaseReaders,
            statementTimeout: statementTimeout, figures: figures)
    }

    /// The database at `url`, for a command without these flags, or with their values.
    ///
    /// - Throws: `DatabaseRefusal`, `ValidationError`.
    static func open(
        _ url: String, _ settings: Settings, writers: Int? = nil, readers: Int? = nil,
        statementTimeout: Int? = nil, migrates: Bool = true,
        figures: DatabaseFigures = DatabaseFigures()
    ) async throws -> any Database {
        let database = try openAny(
            url, settings, writers: writers, readers: readers, statementTimeout: statementTimeout,
            migrates: migrates, figures: figures)
        do {
            try await DatabaseCopy.refuseUnfinished(database)
        } catch {
            await database.close()
            throw error
        }
        return database
    }

    /// The database at `url`, even one that is an unfinished copy.
    static func openAny(
        _ url: String, _ settings: Settings, writers: Int? = nil, readers: Int? = nil,
        statementTimeout: Int? = nil, migrates: Bool = true,
        figures: DatabaseFigures = DatabaseFigures()
    ) throws -> any Database {
        if isPostgres(url) {
            var postgres = PostgresSettings(url: url)
            postgres.writers = try settings.integer(
                "database-writers", flag: writers, default: postgres.writers, in: 1...16)
            postgres.readers = try settings.integer(
                "database-readers", flag: readers, default: postgres.readers, in: 1...64)
            postgres.statementTimeoutSeconds = try settings.integer(
                "statement-timeout", flag: statementTimeout,
                default: postgres.statementTimeoutSeconds, in: 1...3600)
            postgres.migrates = migrates
            return try PostgresDatabase(postgres, figures: figures)
        }
        guard url.hasPrefix("sqlite:"), url.count > "sqlite:".count else {
            throw ValidationError(
                "the database must be given as sqlite:PATH or postgres://…, not '\(url)'")
        }
        return try SQLiteDatabase(
            path: String(url.dropFirst("sqlite:".count)), migrates: migrates, figures: figures)
    }
}
