package import DocketCore
package import DocketStore
import Foundation
import struct GRDB.Configuration
import struct GRDB.DatabaseError
import class GRDB.DatabaseQueue

/// A database in one SQLite file: one connection writes, others read, all in WAL mode with
/// `synchronous=FULL`, so that what was committed survives a power cut.
package final class SQLiteDatabase: Database {
    /// Where the file is.
    package let path: String
    private let writer: SQLiteWriter
    private let writerConnection: SQLiteConnection
    private let readers: SQLiteReaders
    private let queries: SQLiteQueries
    private let announcements: SQLiteAnnouncements

    /// Opens the file, making and migrating it where that is needed.
    ///
    /// - Parameters:
    ///   - readers: connections for short reads; queries have others of their own. Each has a page
    ///     cache of 2 MiB.
    ///   - migrates: whether a file with an older schema is migrated; else it is refused.
    ///   - figures: what it counts of its work.
    /// - Throws: `DatabaseRefusal`, `SQLError`.
    package init(
        path: String, readers readerCount: Int = 4, migrates: Bool = true,
        figures: DatabaseFigures = DatabaseFigures()
    ) throws {
        try SQLiteFile.prepare(at: path)
        self.path = path
        do {
            try Self.refuseSchema(of: path, migrates: migrates)
            writerConnection = SQLiteConnection(try Self.openWriter(path))
            try writerConnection.registerFunctions()
            try writerConnection.queue.writeWithoutTransaction { database in
                // GRDB has just turned this down to NORMAL, under which a commit is not on disk
                // when it returns.
                try database.execute(sql: "PRAGMA synchronous = FULL")
                #if DEBUG
                    if PlantedBug.synchronousNormal.isPlanted {
                        try database.execute(sql: "PRAGMA synchronous = NORMAL")
                    }
                #endif
            }
            do {
                try Self.migrate(writerConnection)
            } catch {
                // Closed, so that nothing is left beside a file that is refused.
                try? writerConnection.close()
                throw error
            }
            announcements = SQLiteAnnouncements(try Self.openReader(path))
            readers = SQLiteReaders(
                try (0..<readerCount).map { _ in try Self.openReader(path) })
            queries = SQLiteQueries(
                SQLiteReaders(
                    try (0..<SQLiteQueries.connectionsMax).map { _ in
                        let connection = try Self.openReader(path)
                        try connection.registerFunctions()
                        return connection
                    }))
        } catch let error as DatabaseError {
            throw DatabaseRefusal.unreadable(path: path, detail: "\(error)")
        }
        writer = SQLiteWriter(
            writerConnection, announcements: announcements, figures: figures)
    }

    /// Runs on the calling thread: a point read is cheaper than a change of threads.
    package func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try readers.read(body)
    }

    /// Runs on threads of their own.
    package func query<Value: Sendable>(
        forAtMost seconds: Int,
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await queries.run(forAtMost: seconds, body)
    }

    /// Runs on the calling thread, too.
    package func fold<Value: Sendable>(
        _ sql: SQL, into value: Value,
        _ step: @escaping @Sendable (inout Value, any SQLCursor) throws(SQLError) -> Void
    ) async throws -> Value {
        try readers.fold(sql, into: value, step)
    }

    /// Waits for the batch that the job becomes part of.
    package func write<Value: Sendable>(
        of company: CompanyID?, onlyAdds: Bool,
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await withUnsafeThrowingContinuation { continuation in
            let job = TransactionJob(of: company, onlyAdds: onlyAdds, body, continuation)
            do {
                try writer.enqueue(job)
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// Tells of this process's changes by name, of others' without (`SQLiteAnnouncements`).
    package func listen(_ handler: @escaping @Sendable (Announcement?) -> Void) {
        announcements.listen(handler)
    }

    /// Other processes change the file without a word: they are heard by its version.
    package var hearsOthers: Bool { announcements.isUpToDate() }

    /// How busy the writer, the readers and the queries are.
    package var load: DatabaseLoad {
        let (writes, reads, slow) = (writer.load, readers.load, queries.load)
        return DatabaseLoad(
            waitingWrites: writes.waiting, waitingReads: reads.waiting + slow.waiting,
            pools: [
                .init("write", connections: 1, busy: writes.isWriting ? 1 : 0),
                .init("read", connections: reads.connections, busy: reads.busy),
                .init("query", connections: slow.connections, busy: slow.busy),
            ])
    }

    /// Finishes what waits, then closes the file.
    package func close() async {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread { [writer, readers, queries, announcements, writerConnection] in
                writer.close()
                try? readers.close()
                try? queries.close()
                try? announcements.close()
                try? writerConnection.close()
                continuation.resume()
            }
        }
    }

    /// The writer's `synchronous` as SQLite has it: 2 is FULL.
    package func synchronous() async throws -> Int64 {
        try await write { connection in
            try connection.first("PRAGMA synchronous") { (row) throws(SQLError) in row.integer(0) }
                ?? 0
        }
    }

    private static func openReader(_ path: String) throws -> SQLiteConnection {
        SQLiteConnection(try DatabaseQueue(path: path, configuration: readerConfiguration()))
    }

    private static func migrate(_ connection: SQLiteConnection) throws {
        try connection.use { connection in
            try connection.run(SQL(.begin))
            do {
                try Migrations.run(on: connection)
                try connection.run(SQL(.commit))
            } catch {
                _ = try? connection.run(SQL(.rollback))
                throw error
            }
        }
    }

    /// Looks at the schema before anything is set up, which would write: a file that is refused is
    /// left as it is.
    private static func refuseSchema(of path: String, migrates: Bool) throws {
        var configuration = Configuration()
        configuration.busyMode = .timeout(5)
        let connection = SQLiteConnection(
            try DatabaseQueue(path: path, configuration: configuration))
        defer { try? connection.close() }
        let found = try connection.use { connection in
            try Migrations.found(on: connection)
        }
        guard found <= Migrations.newest else {
            throw DatabaseRefusal.newerSchema(found: found, known: Migrations.newest)
        }
        guard migrates || found == Migrations.newest else {
            throw DatabaseRefusal.olderSchema(found: found, known: Migrations.newest)
        }
    }

    /// Opens the connection that writes; tries again while another process sets the same file up,
    /// for which SQLite's own waiting does not help.
    private static func openWriter(_ path: String) throws -> DatabaseQueue {
        var tries = 0
        while true {
            do {
                return try DatabaseQueue(path: path, configuration: writerConfiguration())
            } catch let error as DatabaseError
                where error.resultCode == .SQLITE_BUSY && tries < 50
            {
                tries += 1
                Thread.sleep(forTimeInterval: 0.1)
            }
        }
    }

    private static func writerConfiguration() -> Configuration {
        var configuration = Configuration()
        configuration.journalMode = .wal
        configuration.busyMode = .timeout(5)
        configuration.allowsUnsafeTransactions = true
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA cache_size = -16384")
            try database.execute(sql: "PRAGMA wal_autocheckpoint = 4000")
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
        }
        return configuration
    }

    private static func readerConfiguration() -> Configuration {
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        configuration.allowsUnsafeTransactions = true
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA cache_size = -2048")
            try database.execute(sql: "PRAGMA query_only = ON")
            try database.execute(sql: "PRAGMA trusted_schema = OFF")
        }
        return configuration
    }
}
