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
    private var prepared: [ObjectIdentifier: OpaquePointer] = [:]
    private var handle: OpaquePointer?

    init(_ queue: DatabaseQueue) {
        self.queue = queue
    }

    /// Runs `body` with the connection in hand.
    func use<Value>(_ body: (SQLiteConnection) throws -> Value) throws -> Value {
        try queue.inDatabase { database in
            handle = database.sqliteConnection
            defer { handle = nil }
            return try body(self)
        }
    }

    /// Lets go of the prepared statements and closes the connection.
    func close() throws {
        for statement in prepared.values { sqlite3_finalize(statement) }
        prepared = [:]
        try queue.close()
    }

    /// Rows changed since the connection was opened: tells whether a job has changed anything.
    var changeCount: Int64 { sqlite3_total_changes64(handle) }

    /// Whether the last error was one of reading or writing the file.
    var lastErrorIsIO: Bool { sqlite3_errcode(handle) & 0xFF == SQLITE_IOERR }

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

    /// Nobody listens: what is kept in memory is checked against the file at each use.
    func announce(_ change: Announcement) {}

    func each(_ sql: SQL, _ row: (any SQLCursor) throws(SQLError) -> Void) throws(SQLError) {
        let statement = try begin(sql)
        defer { end(statement, of: sql) }
        let cursor = SQLiteCursor(statement: statement)
        while true {
            let code = sqlite3_step(statement)
            if code == SQLITE_DONE { return }
            guard code == SQLITE_ROW else { throw error(code) }
            try row(cursor)
        }
    }

    @discardableResult
    func run(_ sql: SQL) throws(SQLError) -> Int {
        let statement = try begin(sql)
        defer { end(statement, of: sql) }
        while true {
            let code = sqlite3_step(statement)
            if code == SQLITE_ROW { continue }
            guard code == SQLITE_DONE else { throw error(code) }
            return Int(sqlite3_changes64(handle))
        }
    }
}

// MARK: - Statements

extension SQLiteConnection {
    private func begin(_ sql: SQL) throws(SQLError) -> OpaquePointer {
        let statement: OpaquePointer
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
        // A step of an insert may need fewer values than the others.
        let places = Int(sqlite3_bind_parameter_count(statement))
        for (position, value) in sql.values.prefix(places).enumerated() {
            let code = bind(value, to: statement, at: Int32(position + 1))
            guard code == SQLITE_OK else {
                end(statement, of: sql)
                throw error(code)
            }
        }
        return statement
    }

    private func end(_ statement: OpaquePointer, of sql: SQL) {
        switch sql.source {
        case .prepared:
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
        case .built:
            sqlite3_finalize(statement)
        }
    }

    private func prepare(_ text: String, flags: Int32) throws(SQLError) -> OpaquePointer {
        // `$1` counts by its first place in the text, `?1` is the first value.
        let numbered = text.replacing("$", with: "?")
        var statement: OpaquePointer?
        let code = sqlite3_prepare_v3(handle, numbered, -1, UInt32(flags), &statement, nil)
        guard code == SQLITE_OK, let statement else { throw error(code) }
        return statement
    }

    private func bind(_ value: SQLValue, to statement: OpaquePointer, at index: Int32) -> Int32 {
        // SQLITE_TRANSIENT: SQLite takes a copy before the call returns.
        let copy = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value {
        case .null:
            return sqlite3_bind_null(statement, index)
        case .integer(let number):
            return sqlite3_bind_int64(statement, index, number)
        case .boolean(let flag):
            return sqlite3_bind_int64(statement, index, flag ? 1 : 0)
        case .money(let money):
            return sqlite3_bind_int64(statement, index, money.tenThousandths)
        case .time(let time):
            return sqlite3_bind_int64(statement, index, time.microseconds)
        case .guid(let id):
            return withUnsafeBytes(of: (id.high.bigEndian, id.low.bigEndian)) {
                sqlite3_bind_blob(statement, index, $0.baseAddress, 16, copy)
            }
        case .text(let text):
            return text.utf8.withUnsafeBytes { bytes in
                bindText(bytes, to: statement, at: index, copy)
            }
        case .string(var string):
            return string.withUTF8 { bytes in
                bindText(UnsafeRawBufferPointer(bytes), to: statement, at: index, copy)
            }
        case .blob(let blob):
            return blob.withUnsafeBytes { bytes in
                bytes.isEmpty
                    ? sqlite3_bind_zeroblob(statement, index, 0)
                    : sqlite3_bind_blob64(
                        statement, index, bytes.baseAddress, UInt64(bytes.count), copy)
            }
        }
    }

    private func bindText(
        _ bytes: UnsafeRawBufferPointer, to statement: OpaquePointer, at index: Int32,
        _ destructor: sqlite3_destructor_type
    ) -> Int32 {
        guard let start = bytes.baseAddress else {
            return sqlite3_bind_text(statement, index, "", 0, destructor)
        }
        return sqlite3_bind_text64(
            statement, index, start.assumingMemoryBound(to: CChar.self), UInt64(bytes.count),
            destructor, UInt8(SQLITE_UTF8))
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
            SQLITE_CANTOPEN, SQLITE_NOMEM, SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_INTERRUPT:
            return .unavailable(detail: detail)
        default:
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
