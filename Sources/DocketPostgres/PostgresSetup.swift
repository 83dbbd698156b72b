import DocketCore
import DocketStore

/// What is looked at, and put right, before a database is served.
enum PostgresSetup {
    /// Sees to it that the database is one that can be served, and has this program's schema.
    ///
    /// - Returns: whether it is a Citus.
    /// - Throws: `DatabaseRefusal`, `SQLError`.
    static func prepare(_ settings: PostgresSettings) throws -> Bool {
        let connection = try connect(settings)
        try migrate(connection, isAllowed: settings.migrates)
        return try transact(.reading, on: connection) { transaction in
            guard try transaction.first(CitusSchema.isThere) == true else { return false }
            let missing = try CitusSchema.undistributed(on: transaction)
            guard missing.isEmpty else {
                throw DatabaseRefusal.unfit(
                    detail: "on Citus these tables are not distributed: "
                        + missing.joined(separator: ", ") + "; run `docket migrate --citus`")
            }
            return true
        }
    }

    /// Migrates the database and distributes its tables.
    ///
    /// - Returns: the tables that had not been distributed before.
    /// - Throws: `DatabaseRefusal`, `SQLError`.
    static func distribute(_ settings: PostgresSettings) throws -> [String] {
        let connection = try connect(settings)
        guard
            try transact(.reading, on: connection, { try $0.first(CitusSchema.isThere) == true })
        else {
            throw DatabaseRefusal.unfit(
                detail: "it has no Citus: run `CREATE EXTENSION citus` on every node first")
        }
        try migrate(connection, isAllowed: true)
        let tables = try transact(.together, on: connection) { transaction in
            try CitusSchema.distribute(on: transaction)
        }
        for table in tables {
            try transact(.together, on: connection) { transaction in
                try CitusSchema.truncateLocalRows(of: table, on: transaction)
            }
        }
        return tables
    }

    private static func connect(_ settings: PostgresSettings) throws -> PostgresConnection {
        guard PostgresConnection.canRead(settings.url) else {
            // What libpq says of it quotes it, with the password.
            throw DatabaseRefusal.unreachable(detail: "its URL is not one that libpq can read")
        }
        let connection: PostgresConnection
        do {
            connection = try PostgresConnection(settings)
        } catch {
            throw DatabaseRefusal.unreachable(detail: error.message)
        }
        let encoding = try transact(.reading, on: connection) { transaction in
            try transaction.first("SHOW server_encoding") { (row) throws(SQLError) in
                row.string(0) ?? ""
            }
        }
        guard encoding == "UTF8" else {
            throw DatabaseRefusal.unfit(
                detail: "its encoding is \(encoding ?? "unknown"), and must be UTF8")
        }
        return connection
    }

    /// Servers that start at the same time do this one after the other.
    private static func migrate(_ connection: PostgresConnection, isAllowed: Bool) throws {
        let known = try transact(.reading, on: connection) { try Migrations.found(on: $0) }
        if known == Migrations.newest { return }
        guard isAllowed || known > Migrations.newest else {
            throw DatabaseRefusal.olderSchema(found: known, known: Migrations.newest)
        }
        try transact(.together, on: connection) { _ = try Migrations.run(on: $0) }
    }

    /// Runs a transaction.
    private static func transact<Value>(
        _ mode: PostgresTransaction.Mode, on connection: PostgresConnection,
        _ body: (PostgresTransaction) throws -> Value
    ) throws -> Value {
        let transaction = PostgresTransaction(
            connection, mode, of: mode == .reading ? [] : [nil])
        do {
            let value = try body(transaction)
            if mode == .reading { transaction.rollback() } else { try transaction.commit() }
            return value
        } catch let error as PostgresError {
            transaction.rollback()
            throw error.sqlError
        } catch {
            let failure = transaction.failure
            transaction.rollback()
            // What the SQLSTATE calls an insufficient privilege.
            guard failure?.state == "42501" else { throw error }
            throw DatabaseRefusal.unfit(
                detail: "\(failure?.message ?? ""); run `docket migrate` as the tables' owner")
        }
    }
}
