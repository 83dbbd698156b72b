/// The steps from nothing to the schema of this program, each run once, in one transaction.
package enum Migrations {
    /// The newest schema that this program knows.
    package static let newest: Int64 = 1

    /// Makes schema `version` out of the one before.
    private static func step(
        to version: Int64, on connection: any SQLConnection
    ) throws(SQLError) {
        precondition(version == 1, "there is no step to schema \(version)")
        try create(Schema.tables, on: connection)
    }

    /// Brings the database to the newest schema.
    ///
    /// - Returns: the schema it had before; 0 for a new one.
    /// - Throws: `DatabaseRefusal.newerSchema`, `SQLError`.
    @discardableResult
    package static func run(on connection: any SQLConnection) throws -> Int64 {
        try connection.run("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL)")
        let found = try current(on: connection)
        guard found <= newest else {
            throw DatabaseRefusal.newerSchema(found: found, known: newest)
        }
        for version in (found + 1)..<(newest + 1) { try step(to: version, on: connection) }
        if found == 0 {
            try connection.run("INSERT INTO schema_version (version) VALUES (\(newest))")
        } else if found < newest {
            try connection.run("UPDATE schema_version SET version = \(newest)")
        }
        return found
    }

    /// The schema that the database has; 0 where none is noted.
    package static func current(on connection: any SQLConnection) throws(SQLError) -> Int64 {
        let query: SQL = "SELECT max(version) FROM schema_version"
        return try connection.first(query) { (row) throws(SQLError) in row.integer(0) } ?? 0
    }

    private static func create(
        _ tables: [Table], on connection: any SQLConnection
    ) throws(SQLError) {
        for table in tables {
            for statement in table.sqliteStatements {
                try connection.run(SQL(unbound: statement))
            }
        }
    }
}
