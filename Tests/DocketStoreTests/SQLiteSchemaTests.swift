import DocketSQLite
import DocketStore
import DocketTestKit
import Testing

/// What the schema comes to in SQLite, as SQLite itself tells it.
@Suite struct SQLiteSchemaTests {
    /// What belongs to no company: the rows of these are keyed by themselves.
    static let globalTables: Set<String> = [
        "schema_version", "settings", "clients", "users", "tokens", "companies", "sessions",
        "authorization_codes", "sign_in_failures", "signing_keys",
    ]

    private static func texts(
        _ query: SQL, column: Int = 0, on connection: any SQLConnection
    ) throws -> [String] {
        try connection.all(query) { (row) throws(SQLError) in row.string(column) ?? "" }
    }

    private static func tables(_ connection: any SQLConnection) throws -> [String] {
        try texts(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'",
            on: connection)
    }

    @Test func `every key and index of a company's table begins with company_id`() async throws {
        try await SQLiteFolder.run { folder in
            let database = try folder.open()
            try await database.read { connection throws in
                let tables = try Self.tables(connection)
                #expect(Set(tables).isSuperset(of: Self.globalTables))
                #expect(Set(tables).isSuperset(of: ["orders", "order_items", "order_events"]))
                for table in tables where !Self.globalTables.contains(table) {
                    let key = try Self.texts(
                        "SELECT name FROM pragma_table_info(\(table)) WHERE pk = 1", on: connection)
                    #expect(key == ["company_id"], "\(table)")
                    let indexes = try Self.texts(
                        "SELECT name FROM pragma_index_list(\(table))", on: connection)
                    for index in indexes {
                        let first = try Self.texts(
                            "SELECT name FROM pragma_index_info(\(index)) WHERE seqno = 0",
                            on: connection)
                        #expect(first == ["company_id"], "\(table), \(index)")
                    }
                }
            }
            await database.close()
        }
    }

    @Test func `every foreign key of a company's table goes by company_id`() async throws {
        try await SQLiteFolder.run { folder in
            let database = try folder.open()
            try await database.read { connection throws in
                for table in try Self.tables(connection) {
                    let columns = try Self.texts(
                        "SELECT \"from\" FROM pragma_foreign_key_list(\(table)) WHERE seq = 0",
                        on: connection)
                    #expect(columns.allSatisfy { $0 == "company_id" }, "\(table)")
                    // Leases and answers have rows of no company, under 0; serial numbers go with
                    // their items by the store's hand, which needs no key.
                    let hasNone = ["leases", "kept_answers", "order_item_serials"].contains(table)
                    if !Self.globalTables.contains(table), !hasNone {
                        #expect(!columns.isEmpty, "\(table)")
                    }
                }
                let breaches = try Self.texts("PRAGMA foreign_key_check", on: connection)
                #expect(breaches.isEmpty)
            }
            await database.close()
        }
    }

    @Test func `no list of orders or of the directory sorts or scans`() async throws {
        let queries: [SQL] = [
            """
            SELECT id FROM orders WHERE company_id = 1 AND (created_at, id) > (0, x'00')
            ORDER BY created_at, id LIMIT 9
            """,
            """
            SELECT id FROM orders
            WHERE company_id = 1 AND (created_at, id) > (0, x'00') AND state = 1 AND entity_id = 2
            ORDER BY created_at, id LIMIT 9
            """,
            "SELECT id FROM orders WHERE company_id = 1 AND printable_id = 'x'",
            "SELECT id FROM order_items WHERE company_id = 1 AND order_id = x'00'",
            "SELECT id FROM customers WHERE company_id = 1 ORDER BY created_at, id LIMIT 9",
            "SELECT id FROM locations WHERE company_id = 1 ORDER BY id LIMIT 9",
        ]
        try await SQLiteFolder.run { folder in
            let database = try folder.open()
            try await database.read { connection throws in
                for query in queries {
                    let plan = try Self.texts(
                        SQL(unbound: "EXPLAIN QUERY PLAN \(query.text)"), column: 3, on: connection)
                    for step in plan {
                        #expect(!step.contains("TEMP B-TREE"), "\(query.text): \(plan)")
                        #expect(step.hasPrefix("SEARCH"), "\(query.text): \(plan)")
                    }
                }
            }
            await database.close()
        }
    }

    @Test func `the writer waits for the disk, and keys are enforced`() async throws {
        try await SQLiteFolder.run { folder in
            let database = try folder.open()
            #expect(try await database.synchronous() == 2)
            let modes = try await database.write { connection throws in
                try ["foreign_keys", "journal_mode", "synchronous"].map {
                    try Self.texts("PRAGMA \(schema: $0)", on: connection).first
                }
            }
            #expect(modes == ["1", "wal", "2"])
            try await database.makeSampleCompanies()
            #expect(try await database.synchronous() == 2, "also after it has written")
            await database.close()
        }
    }

    @Test func `a reader can't write`() async throws {
        try await SQLiteFolder.run { folder in
            let database = try folder.open()
            await #expect(throws: SQLError.self) {
                try await database.read { connection throws in
                    try connection.run("INSERT INTO settings (name, value) VALUES ('a', 'b')")
                }
            }
            #expect(try await database.settingCount() == 0)
            await database.close()
        }
    }
}
