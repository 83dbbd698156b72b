import DocketStore
import Foundation
import struct GRDB.Configuration
import struct GRDB.DatabaseError
import class GRDB.DatabaseQueue

/// Looks for damage in a file before it is served.
package enum SQLiteDamage {
    /// How long it may look, in seconds: a large file is not read whole.
    private static let seconds: UInt64 = 1

    /// Refuses a file whose pages are not in order, as far as a second of looking tells.
    ///
    /// - Throws: `DatabaseRefusal.damaged`, with the page named.
    package static func refuse(path: String) throws {
        guard FileManager.default.fileExists(atPath: path) else { return }
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        configuration.allowsUnsafeTransactions = true
        let queue: DatabaseQueue
        do {
            queue = try DatabaseQueue(path: path, configuration: configuration)
        } catch let error as DatabaseError where error.resultCode == .SQLITE_CORRUPT {
            // Pages are found by the schema, so nothing can be looked at behind it.
            throw DatabaseRefusal.damaged(
                path: path, detail: "its schema (page 1) is unreadable: \(error.message ?? "")")
        } catch {
            // What it is that can't be opened is told by whoever opens it to work with it.
            return
        }
        let connection = SQLiteConnection(queue)
        defer { try? connection.close() }
        let end = DispatchTime.now().uptimeNanoseconds + seconds * 1_000_000_000
        var found: String?
        do {
            found =
                try connection.use(until: end) { connection in
                    try connection.first("PRAGMA quick_check(1)") { (row) throws(SQLError) in
                        row.string(0)
                    }
                } ?? nil
        } catch SQLError.unavailable(let detail) where detail.contains("malformed") {
            found = detail
        } catch {}
        guard let found, found != "ok" else { return }
        let words = found.replacing("*** in database main ***\n", with: "")
        throw DatabaseRefusal.damaged(path: path, detail: words)
    }
}
