package import DocketCore

/// A database of Docket: an SQLite file or a PostgreSQL; what speaks to it is the driver's
/// business.
///
/// A transaction is one closure that is not `async`: no code can wait for a network while it holds
/// one. A closure may be run more than once before its answer is given (a batch that failed is
/// redone without its neighbours, a lost connection is made again), so it must change nothing but
/// the database.
package protocol Database: Sendable {
    /// Runs `body` in a read transaction: a snapshot that no writer disturbs or waits for.
    ///
    /// - Throws: what `body` throws, or `SQLError`.
    func read<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value

    /// Runs `body` in a read transaction that may take long: on a thread where shorter reads do
    /// not wait for it, and for `seconds` at most.
    ///
    /// - Throws: as `read`; `.tookTooLong` where it was stopped, `.overloaded` at once where too
    ///   many such reads wait.
    func query<Value: Sendable>(
        forAtMost seconds: Int,
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value

    /// Runs one statement, which needs no transaction round it, and takes each of its rows into
    /// `value` by `step`.
    func fold<Value: Sendable>(
        _ sql: SQL, into value: Value,
        _ step: @escaping @Sendable (inout Value, any SQLCursor) throws(SQLError) -> Void
    ) async throws -> Value

    /// Runs `body` in a write transaction and returns after it is on disk.
    ///
    /// Transactions of one company, on however many servers, run one after the other; so do those
    /// of none.
    ///
    /// - Parameters:
    ///   - company: whose rows `body` changes; `nil` for rows of no company.
    ///   - onlyAdds: whether `body` only inserts rows and reads none; such a transaction need not
    ///     wait for others of its company.
    /// - Throws: what `body` throws (then it has changed nothing), or `SQLError`;
    ///   `.overloaded` at once where too many writers wait.
    func write<Value: Sendable>(
        of company: CompanyID?, onlyAdds: Bool,
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value

    /// Has `handler` called when a change was announced, by this server or another, and with
    /// `nil` when announcements may have been missed. What this server announces it hears before
    /// its own write returns.
    func listen(_ handler: @escaping @Sendable (Announcement?) -> Void)

    /// Whether other processes are heard at present; where they are not, nothing may be kept in
    /// memory on the strength of what was not announced.
    var hearsOthers: Bool { get }

    /// How busy it is at this moment.
    var load: DatabaseLoad { get }

    /// Finishes what runs and closes the database; later calls throw `SQLError.unavailable`.
    func close() async
}

extension Database {
    /// All rows of one statement.
    package func all<Value: Sendable>(_ query: SQLQuery<Value>) async throws -> [Value] {
        try await fold(query.sql, into: []) { (values, row) throws(SQLError) in
            values.append(try query.read(row))
        }
    }

    /// The first row of one statement; `nil` where there is none.
    package func first<Value: Sendable>(_ query: SQLQuery<Value>) async throws -> Value? {
        try await all(query).first
    }

    /// Runs `body` in a write transaction of a company, or of none, and returns after it is on
    /// disk.
    ///
    /// - Throws: as `write(of:onlyAdds:_:)`.
    package func write<Value: Sendable>(
        of company: CompanyID? = nil,
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        try await write(of: company, onlyAdds: false, body)
    }
}

/// What servers on one database tell each other.
package enum Announcement: String, Sendable {
    /// A client, a user or a token lost a right.
    case access
    /// An entry of a directory has changed, or a company.
    case directory
    /// The schema was migrated.
    case schema
}

/// A connection inside a transaction; valid only within the closure it was handed to.
package protocol SQLConnection {
    /// Whose SQL it speaks.
    var dialect: SQLDialect { get }

    /// Whether the rows are spread over several machines, as Citus does it, which takes less SQL.
    var isDistributed: Bool { get }

    /// Calls `row` with each row of a query.
    func each(_ sql: SQL, _ row: (any SQLCursor) throws(SQLError) -> Void) throws(SQLError)

    /// Runs a change and returns how many rows it touched.
    @discardableResult
    func run(_ sql: SQL) throws(SQLError) -> Int

    /// Runs a change whose outcome nobody waits for. A driver may run it later, at the latest
    /// before the next query; if it fails then, the transaction is undone and its closure run
    /// again, one statement at a time, so that it fails here.
    func send(_ sql: SQL) throws(SQLError)

    /// Adds a row, at once or later as `send` does, perhaps together with others of its kind.
    ///
    /// - Returns: false where the insert's `unless` key is taken; then nothing was added.
    func insert(_ insert: SQLInsert, _ values: [SQLValue]) throws(SQLError) -> Bool

    /// Tells every server on the database, once the transaction is committed.
    func announce(_ change: Announcement) throws(SQLError)
}

/// Whose SQL a connection speaks. Statements are written in what both have in common; the few
/// that can't be ask for this.
package enum SQLDialect: Sendable {
    case sqlite, postgres
}

extension SQLConnection {
    /// On one machine, unless the driver says otherwise.
    package var isDistributed: Bool { false }

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

    /// The first row of a query; `nil` where there is none.
    package func first<Value>(_ query: SQLQuery<Value>) throws(SQLError) -> Value? {
        try first(query.sql, query.read)
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

/// A query with the way its rows are read.
package struct SQLQuery<Value: Sendable>: Sendable {
    /// The statement.
    package let sql: SQL
    /// Reads the row that a cursor stands on.
    package let read: @Sendable (any SQLCursor) throws(SQLError) -> Value

    init(
        _ sql: SQL, _ read: @escaping @Sendable (any SQLCursor) throws(SQLError) -> Value
    ) {
        self.sql = sql
        self.read = read
    }
}
