import DocketStore
import Foundation
import struct GRDB.Configuration
import struct GRDB.DatabaseError
import class GRDB.DatabaseQueue

/// Copies of a database's file.
package enum SQLiteBackup {
    /// Copies the database at `path` as it is at one instant into a new file, also while servers
    /// write to it.
    ///
    /// - Throws: `DatabaseRefusal`.
    package static func copy(_ path: String, to copy: String) throws {
        do {
            var configuration = Configuration()
            configuration.readonly = true
            configuration.busyMode = .timeout(5)
            let source = try DatabaseQueue(path: path, configuration: configuration)
            let target = try DatabaseQueue(path: copy)
            // In one step, so that the copy is of one instant; in WAL mode no writer waits for it.
            try source.backup(to: target)
            try target.close()
            try source.close()
        } catch let error as DatabaseError where error.resultCode == .SQLITE_FULL {
            throw DatabaseRefusal.unreadable(path: copy, detail: "the disk is full")
        } catch let error as DatabaseError {
            throw DatabaseRefusal.unreadable(path: path, detail: "\(error)")
        }
    }

    /// Puts a copy where there is no file yet, whole or not at all.
    ///
    /// - Throws: `DatabaseRefusal.exists`, `.unreadable`.
    package static func restore(_ copy: String, to path: String) throws {
        // What another database left there would be taken for part of this one.
        for place in [path] + ["-wal", "-shm", "-journal"].map({ path + $0 })
        where FileManager.default.fileExists(atPath: place) {
            throw DatabaseRefusal.exists(path: place)
        }
        let draft = "\(path).new-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: draft) }
        do {
            try FileManager.default.copyItem(atPath: copy, toPath: draft)
            let file = try FileHandle(forUpdating: URL(fileURLWithPath: draft))
            try file.synchronize()
            try file.close()
        } catch {
            throw DatabaseRefusal.unreadable(path: path, detail: "it can't be written")
        }
        do {
            // A link, unlike a new name, never takes the place of a file that is there.
            try FileManager.default.linkItem(atPath: draft, toPath: path)
            SQLiteFile.syncFolder(of: path)
        } catch {
            throw DatabaseRefusal.exists(path: path)
        }
    }
}
