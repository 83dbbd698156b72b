import ArgumentParser
import DocketSQLite
import DocketService
import DocketStore
import Foundation

/// `docket restore`.
struct RestoreCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "restore",
        abstract: "Make a database out of a backup.",
        discussion: """
            The backup of an SQLite file becomes a new file, or is copied into an empty \
            PostgreSQL; that of a PostgreSQL goes into an empty one by pg_restore. What is there \
            already is never written over. Then everything is checked as `docket check` does it.
            """)

    @OptionGroup var databaseOptions: DatabaseOptions

    @Argument(help: ArgumentHelp("The folder of the backup.", valueName: "folder"))
    var folder: String

    func run() async throws {
        let url = try await databaseOptions.url()
        let (backup, file) = try Backup.read(URL(fileURLWithPath: folder))
        switch (backup.kind, PoolOptions.isPostgres(url)) {
        case (.sqlite, false):
            try SQLiteBackup.restore(file.path, to: DatabasePlace(url).path ?? "")
        case (.sqlite, true):
            try await copy(file, to: url)
        case (.postgres, true):
            try PostgresDump.restore(file, to: url)
        case (.postgres, false):
            throw CommandRefusal(
                description: "this is a backup of a PostgreSQL: restore it into one, then "
                    + "`docket migrate --from postgres://… --to \(url)`")
        }
        let database = try await databaseOptions.open()
        let result: Result<DatabaseCheck.Outcome, any Error>
        do {
            result = .success(try await CheckCommand.check(database))
        } catch {
            result = .failure(error)
        }
        await database.close()
        print(
            "restored \(url.hasPrefix("sqlite:") ? url : "the database"): \(try result.get().words)"
        )
    }

    /// Copies an SQLite file into an empty database of another kind.
    private func copy(_ file: URL, to url: String) async throws {
        // A database opened is a database written to: the backup itself stays as it is.
        let copy = FileManager.default.temporaryDirectory
            .appendingPathComponent("docket-restore-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: copy) }
        try FileManager.default.createDirectory(
            at: copy, withIntermediateDirectories: false,
            attributes: [.posixPermissions: 0o700])
        let path = copy.appendingPathComponent("docket.db").path
        try SQLiteBackup.restore(file.path, to: path)
        try await MigrateCommand.copy(
            from: "sqlite:\(path)", to: url, try await Settings(file: databaseOptions.config))
    }
}
