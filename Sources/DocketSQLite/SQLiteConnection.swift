import Dispatch
import DocketCore
import DocketStore
import class GRDB.DatabaseQueue
import GRDBSQLite

/// A connection that GRDB opened, stepped through its C handle: each hot statement is prepared
/// once, values go in and columns come out without a box or a `String` between.
///
/// Used by one thread at a time: by the writer's own, or by whoever has checked a reader out.
final class SQLiteConnection: @unchecked Sendable {
    /// GRDB's queue, which owns the connection.
    let queue: DatabaseQueue
    private var prepared: [ObjectIdentifier: SQLiteStatement] = [:]
    private var handle: OpaquePointer?
    /// What is to be told once it is committed.
    var announced: Set<Announcement> = []

    init(_ queue: DatabaseQueue) {
        self.queue = queue
        deadline = .allocate(capacity: 1)
        deadline.initialize(to: .max)
    }

    /// Makes the functions known that queries and the history need.
    ///
    /// - Throws: `.misuse` where SQLite does not take them.
    func registerFunctions() throws {
        try use { connection in
            let code = SQLiteFunctions.register(on: connection.handle, deadline: deadline)
            guard code == SQLITE_OK else {
                throw SQLError.misuse(detail: "SQLite takes no functions (\(code))")
            }
        }
    }

    /// When what runs is to be stopped, on the clock that never stands still, in nanoseconds.
    private let deadline: UnsafeMutablePointer<UInt64>

    deinit {
        // GRDB closes its connection with the queue, after which nothing looks there any more.
        deadline.deallocate()
    }

    /// Runs `body` with the connection in hand.
    ///
    /// - Parameter end: when its statements are stopped; `nil` for never.
    func use<Value>(
        until end: UInt64? = nil, _ body: (SQLiteConnection) throws -> Value
    ) throws -> Value {
        try queue.inDatabase { database in
            handle = database.sqliteConnection
            if let end { stop(at: end) }
            defer {
                if end != nil {
                    sqlite3_progress_handler(handle, 0, nil, nil)
                    deadline.pointee = .max
                }
                handle = nil
            }
            return try body(self)
        }
    }

    /// Has SQLite look at the clock every few thousand steps; functions that take long look at it
    /// by themselves.
    private func stop(at end: UInt64) {
        deadline.pointee = end
        sqlite3_progress_handler(
            handle, 4096,
            { deadline in
                let end = deadline?.load(as: UInt64.self) ?? .max
                return DispatchTime.now().uptimeNanoseconds > end ? 1 : 0
            }, deadline)
    }

    /// Lets go of the prepared statements and closes the connection.
    func close() throws {
        prepared = [:]
        try queue.close()
    }

    /// Rows changed since the connection was opened: tells whether a job has changed anything.
    var changeCount: Int64 { sqlite3_total_changes64(handle) }

    /// Whether the last error was one of reading or writing the file; those of the memory that
    /// connections share beside it, which is lost by nobody's leave anyway, do not count.
    var lastErrorIsIO: Bool {
        guard sqlite3_errcode(handle) & 0xFF == SQLITE_IOERR else { return false }
        // SQLITE_IOERR_SHMOPEN, _SHMSIZE and _SHMMAP, macros that Swift lacks.
        let shared = [18, 19, 21].map { SQLITE_IOERR | $0 << 8 }
        return !shared.contains(sqlite3_extended_errcode(handle))
    }

    /// Whether a transaction is open; some errors end it by themselves.
    var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }
}

extension SQLiteConnection: SQLConnection {
    var dialect: SQLDialect { .sqlite }

    /// At once: to wait would gain nothing here.
    func send(_ sql: SQL) throws(SQLError) {
        try run(sql)
    }

    func insert(_ insert: SQLInsert, _ values: [SQLValue]) throws(SQLError) -> Bool {
        var count = 0
        for step in insert.steps { count = try run(SQL(step, values)) }
        return count == 1
    }

    func announce(_ change: Announcement) { announced.insert(change) }

    func each(_ sql: SQL, _ row: (any SQLCursor) throws(SQLError) -> Void) throws(SQLError) {
        let statement = try begin(sql)
        defer { statement.reset() }
        let cursor = SQLiteCursor(statement: statement.handle)
        while true {
            let code = sqlite3_step(statement.handle)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { throw error(code) }
            try row(cursor)
        }
    }

    @discardableResult
    func run(_ sql: SQL) throws(SQLError) -> Int {
        let statement = try begin(sql)
        defer { statement.reset() }
        while true {
            let code = sqlite3_step(statement.handle)
            if code == SQLITE_ROW { continue }
            guard code == SQLITE_DONE else { throw error(code) }
            return Int(sqlite3_changes64(handle))
        }
    }
}

// MARK: - Statements

extension SQLiteConnection {
    private func begin(_ sql: SQL) throws(SQLError) -> SQLiteStatement {
        let statement: SQLiteStatement
        switch sql.source {
        case .prepared(let text):
            if let known = prepared[ObjectIdentifier(text)] {
                statement = known
            } else {
                statement = try prepare(text.text, flags: SQLITE_PREPARE_PERSISTENT)
                prepared[ObjectIdentifier(text)] = statement
            }
        case .built(let text):
            statement = try prepare(text, flags: 0)
        }
        let code = statement.bind(sql.values)
        guard code == SQLITE_OK else { throw error(code) }
        return statement
    }

    private func prepare(_ text: String, flags: Int32) throws(SQLError) -> SQLiteStatement {
        // `$1` counts by its first place in the text, `?1` is the first value.
        let numbered = text.replacing("$", with: "?")
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, numbered, -1, UInt32(flags), &statement, nil)
        guard code == SQLITE_OK, let statement else { throw error(code) }
        return SQLiteStatement(statement)
    }

    private func error(_ code: Int32) -> SQLError {
        let extended = sqlite3_extended_errcode(handle)
        let detail = String(cString: sqlite3_errmsg(handle)) + " (\(extended))"
        switch code & 0xFF {
        case SQLITE_CONSTRAINT:
            // SQLITE_CONSTRAINT_UNIQUE and SQLITE_CONSTRAINT_PRIMARYKEY, macros that Swift lacks.
            let taken = [SQLITE_CONSTRAINT | 8 << 8, SQLITE_CONSTRAINT | 6 << 8]
            return taken.contains(extended) ? .conflict : .constraint(detail: detail)
        case SQLITE_FULL, SQLITE_IOERR, SQLITE_BUSY, SQLITE_LOCKED, SQLITE_READONLY,
            SQLITE_CANTOPEN, SQLITE_NOMEM, SQLITE_CORRUPT, SQLITE_NOTADB:
            return .unavailable(detail: detail)
        case SQLITE_INTERRUPT:
            // Only the progress handler interrupts.
            return .tookTooLong
        default:
            // Limits of SQLite's parser, which have no code of their own.
            let limits = ["parser stack overflow", "too large", "too many"]
            if limits.contains(where: detail.contains) { return .tooComplex }
            return .misuse(detail: detail)
        }
    }
}

/// The row that a statement stands on.
private struct SQLiteCursor: SQLCursor {
    let statement: OpaquePointer

    func isNull(_ column: Int) -> Bool {
        sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL
    }

    func integer(_ column: Int) -> Int64 {
        sqlite3_column_int64(statement, Int32(column))
    }

    func bytes(_ column: Int) -> UnsafeRawBufferPointer {
        let start = sqlite3_column_blob(statement, Int32(column))
        let count = Int(sqlite3_column_bytes(statement, Int32(column)))
        return UnsafeRawBufferPointer(start: start, count: start == nil ? 0 : count)
    }
}
