package import DocketStore

/// A connection that hands everything on to another and keeps the queries that it was asked.
///
/// A class, since whoever made it looks at what came by.
package final class StatementRecorder: SQLConnection {
    private let connection: any SQLConnection
    /// The queries, in their order.
    package private(set) var queries: [SQL] = []

    /// Listens to what `connection` is asked.
    package init(_ connection: any SQLConnection) {
        self.connection = connection
    }

    /// How the database would go about a query, a line a step; SQLite's without its numbers.
    package func plan(of query: SQL) throws -> [String] {
        let (word, column) =
            switch dialect {
            case .sqlite: ("EXPLAIN QUERY PLAN", 3)
            case .postgres: ("EXPLAIN", 0)
            }
        let statement = Self.kept("\(word) \(query.text)")
        return try connection.all(SQL(statement, query.values)) { (row) throws(SQLError) in
            row.string(column) ?? ""
        }
    }

    /// The statement of that text, which is never let go of: connections know statements by their
    /// identity, and another one could come to lie where it was.
    private static func kept(_ text: String) -> SQLStatement {
        let new = SQLStatement(text)
        explained.change { $0[text] = $0[text] ?? new }
        return explained.value[text] ?? new
    }

    private static let explained = Shared<[String: SQLStatement]>([:])

    /// The other's.
    package var dialect: SQLDialect { connection.dialect }

    /// Keeps a query and hands it on.
    package func each(
        _ sql: SQL, _ row: (any SQLCursor) throws(SQLError) -> Void
    ) throws(SQLError) {
        queries.append(sql)
        try connection.each(sql, row)
    }

    /// Hands a change on.
    @discardableResult
    package func run(_ sql: SQL) throws(SQLError) -> Int { try connection.run(sql) }

    /// Hands a change on.
    package func send(_ sql: SQL) throws(SQLError) { try connection.send(sql) }

    /// Hands a row on.
    package func insert(_ insert: SQLInsert, _ values: [SQLValue]) throws(SQLError) -> Bool {
        try connection.insert(insert, values)
    }

    /// Hands an announcement on.
    package func announce(_ change: Announcement) throws(SQLError) {
        try connection.announce(change)
    }
}
