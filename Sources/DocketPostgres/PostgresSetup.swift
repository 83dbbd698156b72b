import DocketCore
import DocketStore

/// What is looked at, and put right, before a database is served.
enum PostgresSetup {
    /// What a PostgreSQL is.
    enum Engine {
        case plain, citus
    }

    /// Sees to it that the database is one that can be served, and has this program's schema.
    ///
    /// - Throws: `DatabaseRefusal`, `SQLError`.
    static func prepare(_ settings: PostgresSettings) throws -> Engine {
        let connection: PostgresConnection
        do {
            connection = try PostgresConnection(settings)
        } catch {
            throw DatabaseRefusal.unreachable(detail: error.message)
        }
        let encoding = try string("SHOW server_encoding", on: connection)
        guard encoding == "UTF8" else {
            throw DatabaseRefusal.unfit(
                detail: "its encoding is \(encoding ?? "unknown"), and must be UTF8")
        }
        try migrate(connection)
        let citus: SQL = "SELECT 1::bigint WHERE EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citus')"
        return try first(citus, on: connection) == nil ? .plain : .citus
    }

    /// Servers that start at the same time do this one after the other.
    private static func migrate(_ connection: PostgresConnection) throws {
        let transaction = PostgresTransaction(connection, .together, of: [nil])
        do {
            try Migrations.run(on: transaction)
            try transaction.commit()
        } catch let error as SQLError {
            let failure = transaction.failure
            transaction.rollback()
            if failure?.state == "42501" {
                throw DatabaseRefusal.unfit(
                    detail: "it needs a migration, which this role may not do: run "
                        + "`docket migrate` as the owner of the tables")
            }
            throw error
        } catch let error as PostgresError {
            transaction.rollback()
            throw error.sqlError
        } catch {
            transaction.rollback()
            throw error
        }
    }

    private static func string(_ sql: SQL, on connection: PostgresConnection) throws -> String? {
        var found: String?
        try transact(connection) { transaction in
            found = try transaction.first(sql) { (row) throws(SQLError) in row.string(0) } ?? nil
        }
        return found
    }

    private static func first(_ sql: SQL, on connection: PostgresConnection) throws -> Int64? {
        var found: Int64?
        try transact(connection) { transaction in
            found = try transaction.first(sql) { (row) throws(SQLError) in row.integer(0) }
        }
        return found
    }

    private static func transact(
        _ connection: PostgresConnection, _ body: (PostgresTransaction) throws -> Void
    ) throws {
        let transaction = PostgresTransaction(connection, .reading)
        defer { transaction.rollback() }
        try body(transaction)
    }
}
