import DocketStore
import Foundation
import class GRDB.DatabaseQueue

/// The file of a database: made in one step, and looked at before it is opened.
enum SQLiteFile {
    /// `DOCK` in ASCII: the application id in the header of a Docket database.
    static let applicationID: UInt32 = 0x444F_434B
    /// Where the header of an SQLite file has the application id, big-endian (SQLite, "Database
    /// File Format", section 1.3).
    private static let applicationIDOffset = 68

    /// Makes the file where there is none, and refuses one that is something else without
    /// touching it.
    ///
    /// A new database is made beside its place and moved there whole, so that a crash leaves
    /// nothing half made.
    ///
    /// - Throws: `DatabaseRefusal`.
    static func prepare(at path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else {
            try create(at: path)
            return
        }
        let header = try header(of: path)
        if header.isEmpty {
            try FileManager.default.removeItem(atPath: path)
            try create(at: path)
            return
        }
        let end = applicationIDOffset + 4
        guard header.count == 100, header.starts(with: Array("SQLite format 3\0".utf8)),
            header[applicationIDOffset..<end].reduce(0, { $0 << 8 | UInt32($1) })
                == applicationID
        else { throw DatabaseRefusal.notADocketDatabase(path: path) }
    }

    /// The first 100 bytes; fewer where there are no more.
    private static func header(of path: String) throws -> Data {
        do {
            guard let file = FileHandle(forReadingAtPath: path) else {
                throw CocoaError(.fileReadNoPermission)
            }
            defer { try? file.close() }
            return try file.read(upToCount: 100) ?? Data()
        } catch {
            throw DatabaseRefusal.unreadable(path: path, detail: "it can't be read")
        }
    }

    private static func create(at path: String) throws {
        let draft = "\(path).new-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: draft) }
        do {
            let queue = try DatabaseQueue(path: draft)
            try queue.writeWithoutTransaction { database in
                try database.execute(sql: "PRAGMA application_id = \(applicationID)")
                _ = try String.fetchOne(database, sql: "PRAGMA journal_mode = WAL")
            }
            try queue.close()
            // A link, unlike a new name, never takes the place of a file that somebody else has
            // just made.
            guard link(draft, path) == 0 || errno == EEXIST else {
                throw CocoaError(.fileWriteUnknown)
            }
            syncFolder(of: path)
        } catch {
            throw DatabaseRefusal.unreadable(path: path, detail: "\(error)")
        }
    }

    /// Makes the new name itself survive a power cut.
    static func syncFolder(of path: String) {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY)
        guard descriptor >= 0 else { return }
        fsync(descriptor)
        close(descriptor)
    }
}
