import Crypto
import DocketCore
import Foundation

/// A backup: a folder with one file that is the database, and one that says what it is.
struct Backup: Codable, Equatable {
    /// How the database was kept.
    enum Kind: String, Codable {
        /// An SQLite file.
        case sqlite
        /// What `pg_dump` writes in its own format.
        case postgres
    }

    /// How the database was kept.
    let kind: Kind
    /// The program that made it.
    let program: String
    /// When it was begun, in UTC.
    let madeAt: String
    /// The length of the file in bytes.
    let bytes: Int
    /// The file's SHA-256 in hexadecimal digits.
    let sha256: String

    /// The name of the file that says what the other is.
    static let manifestName = "backup.json"

    /// The name of the file with the database.
    static func fileName(_ kind: Kind) -> String {
        switch kind {
        case .sqlite: "docket.db"
        case .postgres: "docket.dump"
        }
    }

    /// Reads what a folder holds, and sees that its file is as it was written.
    ///
    /// - Throws: `CommandRefusal`.
    static func read(_ folder: URL) throws -> (backup: Backup, file: URL) {
        let manifest = folder.appendingPathComponent(manifestName)
        guard let data = try? Data(contentsOf: manifest),
            let backup = try? JSONDecoder().decode(Backup.self, from: data)
        else { throw CommandRefusal(description: "\(folder.path) is no backup of Docket") }
        let file = folder.appendingPathComponent(fileName(backup.kind))
        guard let digest = try? digest(of: file), digest.sha256 == backup.sha256 else {
            throw CommandRefusal(
                description: "\(file.path) is not as it was written; nothing was restored")
        }
        return (backup, file)
    }

    /// Has a file's bytes, or a folder's names, survive a power cut.
    static func sync(_ place: URL) throws {
        let descriptor = open(place.path, O_RDONLY)
        guard descriptor >= 0 else {
            throw CommandRefusal(description: "can't read \(place.path)")
        }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw CommandRefusal(description: "\(place.path) could not be put on disk")
        }
    }

    /// The length of a file and its SHA-256 in hexadecimal digits.
    static func digest(of file: URL) throws -> (bytes: Int, sha256: String) {
        let handle = try FileHandle(forReadingFrom: file)
        defer { try? handle.close() }
        var hash = SHA256()
        var count = 0
        while let data = try handle.read(upToCount: 1 << 20), !data.isEmpty {
            hash.update(data: data)
            count += data.count
        }
        return (count, Array(hash.finalize()).hexadecimal)
    }
}
