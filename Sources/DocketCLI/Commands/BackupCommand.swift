import ArgumentParser
import DocketCore
import DocketSQLite
import DocketStore
import Foundation

/// `docket backup`.
struct BackupCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Write the whole database into a folder, and check what was written.",
        discussion: """
            Runs beside a server, and takes the database as it is at one instant. What was written \
            is read again: of an SQLite file everything is checked as `docket check` does it; of a \
            PostgreSQL, which pg_dump writes (Debian's postgresql-client), the checksum and the \
            list of contents. The folder is there only once all of that is done.
            """)

    @OptionGroup var databaseOptions: DatabaseOptions

    @Argument(help: ArgumentHelp("The folder, which must not be there yet.", valueName: "folder"))
    var folder: String

    func run() async throws {
        let url = try await databaseOptions.url()
        let place = URL(fileURLWithPath: folder)
        guard !FileManager.default.fileExists(atPath: place.path) else {
            throw DatabaseRefusal.exists(path: folder)
        }
        let draft = URL(fileURLWithPath: "\(place.path).new-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: draft, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        do {
            let words = try await write(url, to: draft)
            try Backup.sync(draft)
            try FileManager.default.moveItem(at: draft, to: place)
            try Backup.sync(place.deletingLastPathComponent())
            print("wrote \(folder): \(words)")
        } catch {
            try? FileManager.default.removeItem(at: draft)
            throw error
        }
    }

    private func write(_ url: String, to folder: URL) async throws -> String {
        let madeAt = databaseOptions.now()
        let kind: Backup.Kind = PoolOptions.isPostgres(url) ? .postgres : .sqlite
        let file = folder.appendingPathComponent(Backup.fileName(kind))
        var words: String
        switch kind {
        case .sqlite:
            // Opened first: what is no database of ours, or is older, is refused.
            await (try await databaseOptions.openExisting()).close()
            try SQLiteBackup.copy(DatabasePlace(url).path ?? "", to: file.path)
            let copy = try SQLiteDatabase(path: file.path)
            do {
                words = try await CheckCommand.check(copy).words
            } catch {
                await copy.close()
                throw error
            }
            await copy.close()
        case .postgres:
            try PostgresDump.write(url, to: file)
            words = "\(try PostgresDump.tables(in: file)) tables"
        }
        let (bytes, sha256) = try Backup.digest(of: file)
        let backup = Backup(
            kind: kind, program: "docket \(VersionCommand.number)", madeAt: "\(madeAt)",
            bytes: bytes, sha256: sha256)
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
        try encoder.encode(backup)
            .write(to: folder.appendingPathComponent(Backup.manifestName))
        for name in [Backup.fileName(kind), Backup.manifestName] {
            try Backup.sync(folder.appendingPathComponent(name))
        }
        words += ", \(bytes) bytes"
        return words
    }
}
