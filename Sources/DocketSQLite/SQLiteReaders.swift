import DocketStore
import Foundation

/// The connections that only read. Each has a snapshot of its own, so none waits for the writer.
///
/// A class, since it is the identity of the pool.
final class SQLiteReaders: @unchecked Sendable {
    private let condition = NSCondition()
    private let all: [SQLiteConnection]
    private var free: [SQLiteConnection]
    private var waiting = 0
    private var isClosed = false

    init(_ connections: [SQLiteConnection]) {
        all = connections
        free = connections
    }

    /// Runs `body` in a read transaction, on the calling thread; waits where all are in use.
    ///
    /// - Parameter deadline: when it is stopped; `nil` for never.
    func read<Value>(
        until deadline: UInt64? = nil, _ body: (any SQLConnection) throws -> Value
    ) throws -> Value {
        let connection = try checkOut()
        defer { checkIn(connection) }
        return try connection.use(until: deadline) { connection in
            try connection.run(SQL(.beginRead))
            do {
                let value = try body(connection)
                try connection.run(SQL(.commit))
                return value
            } catch {
                if connection.isInTransaction { _ = try? connection.run(SQL(.rollback)) }
                throw error
            }
        }
    }

    /// Runs one query on the calling thread; a statement by itself is its own snapshot.
    func fold<Value>(
        _ sql: SQL, into value: Value,
        _ step: (inout Value, any SQLCursor) throws(SQLError) -> Void
    ) throws -> Value {
        let connection = try checkOut()
        defer { checkIn(connection) }
        return try connection.use { connection in
            var value = value
            try connection.each(sql) { (row) throws(SQLError) in try step(&value, row) }
            return value
        }
    }

    /// How many connections there are, how many of them are in use, and how many calls wait.
    var load: (connections: Int, busy: Int, waiting: Int) {
        condition.withLock { (all.count, all.count - free.count, waiting) }
    }

    /// Waits for the readers under way and closes all.
    func close() throws {
        condition.lock()
        isClosed = true
        while free.count < all.count { condition.wait() }
        condition.unlock()
        for connection in all { try connection.close() }
    }

    private func checkOut() throws(SQLError) -> SQLiteConnection {
        condition.lock()
        defer { condition.unlock() }
        while !isClosed {
            if let connection = free.popLast() { return connection }
            waiting += 1
            condition.wait()
            waiting -= 1
        }
        throw .unavailable(detail: "the database is closed")
    }

    private func checkIn(_ connection: SQLiteConnection) {
        condition.lock()
        free.append(connection)
        condition.signal()
        if isClosed { condition.broadcast() }
        condition.unlock()
    }
}
