/// A database of Docket: SQLite today; what speaks to it is the driver's business.
///
/// A transaction is one closure that is not `async`: no code can wait for a network while it holds
/// one. A closure may be run more than once before its answer is given (a batch that failed is
/// redone without its neighbours), so it must change nothing but the database.
package protocol Database: Sendable {
    /// Runs `body` in a read transaction: a snapshot that no writer disturbs or waits for.
    ///
    /// - Throws: what `body` throws, or `SQLError`.
    func read<Value: Sendable>(
        _ body: @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value

    /// Runs `body` in a write transaction and returns after it is on disk.
    ///
    /// - Throws: what `body` throws (then it has changed nothing), or `SQLError`;
    ///   `.overloaded` at once where too many writers wait.
    func write<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value

    /// Finishes what runs and closes the database; later calls throw `SQLError.unavailable`.
    func close() async
}

/// A connection inside a transaction; valid only within the closure it was handed to.
package protocol SQLConnection {
    /// Calls `row` with each row of a query.
    func each(_ sql: SQL, _ row: (any SQLCursor) throws(SQLError) -> Void) throws(SQLError)

    /// Runs a change and returns how many rows it touched.
    @discardableResult
    func run(_ sql: SQL) throws(SQLError) -> Int
}

extension SQLConnection {
    /// The first row of a query, read by `read`; `nil` where there is none.
    package func first<Value>(
        _ sql: SQL, _ read: (any SQLCursor) throws(SQLError) -> Value
    ) throws(SQLError) -> Value? {
        var value: Value?
        try each(sql) { (cursor) throws(SQLError) in
            if value == nil { value = try read(cursor) }
        }
        return value
    }

    /// All rows of a query, each read by `read`.
    package func all<Value>(
        _ sql: SQL, _ read: (any SQLCursor) throws(SQLError) -> Value
    ) throws(SQLError) -> [Value] {
        var values: [Value] = []
        try each(sql) { (cursor) throws(SQLError) in values.append(try read(cursor)) }
        return values
    }
}

/// The row that a query stands on; columns count from 0.
package protocol SQLCursor {
    /// Whether the column is NULL.
    func isNull(_ column: Int) -> Bool
    /// A whole number; 0 where it is NULL.
    func integer(_ column: Int) -> Int64
    /// The bytes of a text or a blob, valid until the next row; none where it is NULL.
    func bytes(_ column: Int) -> UnsafeRawBufferPointer
}

extension SQLCursor {
    /// A number that fits 32 bits, `nil` where it is NULL.
    package func int32(_ column: Int) -> Int32? {
        isNull(column) ? nil : Int32(truncatingIfNeeded: integer(column))
    }

    /// A truth value; false where it is NULL.
    package func boolean(_ column: Int) -> Bool { integer(column) != 0 }

    /// A string of its own; `nil` where it is NULL. For what is not hot.
    package func string(_ column: Int) -> String? {
        isNull(column) ? nil : String(decoding: bytes(column), as: UTF8.self)
    }

    /// A copy of the bytes.
    package func blob(_ column: Int) -> [UInt8] { Array(bytes(column)) }
}
