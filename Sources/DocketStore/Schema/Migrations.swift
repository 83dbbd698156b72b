/// The steps from nothing to the schema of this program, each run once, in one transaction.
package enum Migrations {
    /// The newest schema that this program knows.
    package static let newest: Int64 = 6

    /// Makes schema `version` out of the one before.
    ///
    /// - Parameter found: the schema that the database had at first.
    private static func step(
        to version: Int64, from found: Int64, on connection: any SQLConnection
    ) throws(SQLError) {
        switch version {
        case 1: try create(Schema.firstTables, on: connection)
        case 2: try create([Schema.leases], on: connection)
        case 3:
            try create([Schema.serialNumbers], on: connection)
            // A new database has had them since its tables were made.
            for index in Schema.queryIndexes where found > 0 {
                try connection.run(SQL(unbound: index.statement))
            }
            try connection.run(SQL(unbound: Schema.fillSerialNumbers(connection.dialect)))
            _ = try SystemStore(connection).listTokenKey()
        case 4:
            try create(Schema.historyTables, on: connection)
            guard found > 0 else { return }
            for statement in Schema.addHistory(connection.dialect) {
                try connection.run(SQL(unbound: statement))
            }
        case 5:
            try create(Schema.signInTables, on: connection)
            // A new database has had them since its tables were made.
            if found > 0 { try Schema.addUserIDs(on: connection) }
        case 6: try create(Schema.parcelTables, on: connection)
        default: preconditionFailure("there is no step to schema \(version)")
        }
    }

    /// Brings the database to the newest schema. Where it has it, nothing is written, so that a
    /// role that may not make tables can serve.
    ///
    /// - Returns: the schema it had before; 0 for a new one.
    /// - Throws: `DatabaseRefusal.newerSchema`, `SQLError`.
    @discardableResult
    package static func run(on connection: any SQLConnection) throws -> Int64 {
        let found = try found(on: connection)
        guard found <= newest else {
            throw DatabaseRefusal.newerSchema(found: found, known: newest)
        }
        guard found < newest else { return found }
        if found == 0 {
            try connection.run(
                "CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL PRIMARY KEY)")
        }
        for version in (found + 1)..<(newest + 1) {
            try step(to: version, from: found, on: connection)
        }
        if found == 0 {
            try connection.run("INSERT INTO schema_version (version) VALUES (\(newest))")
        } else {
            try connection.run("UPDATE schema_version SET version = \(newest)")
        }
        try connection.announce(.schema)
        return found
    }

    /// The schema that a database has which may be empty; 0 for one that is.
    package static func found(on connection: any SQLConnection) throws(SQLError) -> Int64 {
        let table: SQL =
            switch connection.dialect {
            case .sqlite: "SELECT 1 FROM sqlite_master WHERE name = 'schema_version'"
            // Not `to_regclass`, which may answer from what the session remembers: of two servers
            // that start on an empty database, the one that had to wait would not see the tables.
            case .postgres:
                """
                SELECT 1 FROM pg_class
                WHERE relname = 'schema_version' AND relkind IN ('r', 'p')
                  AND pg_table_is_visible(oid)
                """
            }
        let isThere = try connection.first(table) { (_) throws(SQLError) in true }
        return isThere == nil ? 0 : try connection.first(current) ?? 0
    }

    /// The schema that the database has.
    package static var current: SQLQuery<Int64> {
        SQLQuery(SQL(selectCurrent)) { (row) throws(SQLError) in row.integer(0) }
    }

    private static let selectCurrent = SQLStatement("SELECT max(version) FROM schema_version")

    private static func create(
        _ tables: [Table], on connection: any SQLConnection
    ) throws(SQLError) {
        for table in tables {
            for statement in table.statements(for: connection.dialect) {
                try connection.run(SQL(unbound: statement))
            }
        }
    }
}
