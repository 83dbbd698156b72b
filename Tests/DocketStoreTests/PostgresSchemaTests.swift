import DocketPostgres
import DocketTestKit
import Testing

/// What the schema comes to in PostgreSQL, as its catalogue tells it: the rules by which Citus can
/// spread it over many machines (docs/decisions/0009-postgresql-transactions.md).
@Suite(.timeLimit(.minutes(30))) struct PostgresSchemaTests {
    /// Tables of a company are all but these.
    private static let globals = SQLiteSchemaTests.globalTables

    /// The rows of a query on a migrated database, each as its columns.
    private static func rows(_ query: String) async throws -> [[String]] {
        let server = try await PostgresServer.shared()
        return try await server.withDatabase { place in
            await (try PostgresDatabase(PostgresSettings(url: place.url))).close()
            return try await server.sql(query, in: place.name)
                .split(separator: "\n")
                .map {
                    $0.split(separator: "|", omittingEmptySubsequences: false).map { String($0) }
                }
        }
    }

    private static let isOurs = "relnamespace = 'public'::regnamespace"

    // MARK: - company_id

    @Test func `every table but the global ones has company_id, of one type and never NULL`()
        async throws
    {
        let rows = try await Self.rows(
            """
            SELECT c.relname, format_type(a.atttypid, a.atttypmod), a.attnotnull
            FROM pg_class c
            LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'company_id'
            WHERE c.relkind = 'r' AND c.\(Self.isOurs)
            """)
        #expect(Set(rows.map { $0[0] }).isSuperset(of: Self.globals))
        #expect(rows.count > Self.globals.count)
        for row in rows {
            let expected = Self.globals.contains(row[0]) ? ["", ""] : ["bigint", "t"]
            #expect(Array(row.dropFirst()) == expected, "\(row[0])")
        }
    }

    @Test func `every index of a company's table begins with company_id`() async throws {
        let rows = try await Self.rows(
            """
            SELECT c.relname, i.indexrelid::regclass, pg_get_indexdef(i.indexrelid, 1, true)
            FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid WHERE c.\(Self.isOurs)
            """)
        #expect(Set(rows.map { $0[0] }).count > Self.globals.count, "every table has a key")
        for row in rows where !Self.globals.contains(row[0]) {
            #expect(row[2] == "company_id", "\(row[1])")
        }
    }

    @Test func `every foreign key goes by company_id, from company's table to company's table`()
        async throws
    {
        let rows = try await Self.rows(
            """
            SELECT k.conrelid::regclass, k.confrelid::regclass,
              (SELECT attname FROM pg_attribute
               WHERE attrelid = k.conrelid AND attnum = k.conkey[1]),
              (SELECT attname FROM pg_attribute
               WHERE attrelid = k.confrelid AND attnum = k.confkey[1]),
              k.confdeltype, k.confupdtype
            FROM pg_constraint k WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace
            """)
        #expect(!rows.isEmpty)
        for row in rows {
            #expect(!Self.globals.contains(row[0]), "\(row)")
            let isCompany = row[1] == "companies"
            #expect(isCompany || !Self.globals.contains(row[1]), "\(row)")
            #expect(row[2] == "company_id", "\(row)")
            #expect(row[3] == (isCompany ? "id" : "company_id"), "\(row)")
            // Neither SET NULL nor SET DEFAULT, which Citus refuses; ids never change.
            #expect(["a", "r", "c"].contains(row[4]) && row[5] == "a", "\(row)")
        }
    }

    // MARK: - What Citus has no word for

    @Test func `nothing is deferrable, and nothing excludes`() async throws {
        let rows = try await Self.rows(
            """
            SELECT conrelid::regclass, conname FROM pg_constraint
            WHERE connamespace = 'public'::regnamespace
              AND (condeferrable OR condeferred OR contype IN ('x', 't'))
            """)
        #expect(rows == [])
    }

    @Test(arguments: [
        """
        SELECT tgrelid::regclass, tgname FROM pg_trigger
        WHERE NOT tgisinternal
        """,
        "SELECT tablename, rulename FROM pg_rules WHERE schemaname = 'public'",
        "SELECT sequencename FROM pg_sequences WHERE schemaname = 'public'",
        """
        SELECT attrelid::regclass, attname FROM pg_attribute JOIN pg_class c ON c.oid = attrelid
        WHERE c.relnamespace = 'public'::regnamespace AND (attidentity <> '' OR attgenerated <> '')
        """,
        """
        SELECT adrelid::regclass, pg_get_expr(adbin, adrelid) FROM pg_attrdef
        """,
        """
        SELECT oid::regprocedure FROM pg_proc WHERE pronamespace = 'public'::regnamespace
        """,
        """
        SELECT relname, relkind FROM pg_class
        WHERE relnamespace = 'public'::regnamespace AND relkind NOT IN ('r', 'i')
        """,
    ])
    func `the schema is tables and indexes, and nothing that acts by itself`(
        query: String
    ) async throws {
        #expect(try await Self.rows(query) == [])
    }

    // MARK: - Types

    @Test func `columns have the types that PostgreSQL has for what is in them`() async throws {
        let rows = try await Self.rows(
            """
            SELECT DISTINCT format_type(a.atttypid, a.atttypmod)
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind = 'r' AND c.\(Self.isOurs)
              AND c.relname <> 'schema_version' ORDER BY 1
            """)
        #expect(
            rows.map { $0[0] } == [
                "bigint", "boolean", "bytea", "json", "jsonb", "numeric(19,4)", "text",
                "timestamp with time zone", "uuid",
            ])
        let some = try await Self.rows(
            """
            SELECT c.relname || '.' || a.attname, format_type(a.atttypid, a.atttypmod)
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid WHERE c.\(Self.isOurs)
            """)
        let types = Dictionary(some.map { ($0[0], $0[1]) }) { first, _ in first }
        let expected = [
            "orders.id": "uuid", "orders.created_at": "timestamp with time zone",
            "orders.discount_amount": "numeric(19,4)", "order_items.cost": "numeric(19,4)",
            "order_items.tracking": "jsonb", "order_items.order_id": "uuid",
            "customers.do_not_contact": "boolean", "tokens.hash": "bytea",
            "leases.due_at": "timestamp with time zone",
        ]
        for (column, type) in expected { #expect(types[column] == type, "\(column)") }
    }

    @Test func `texts are compared by code point, whatever the database's language`() async throws {
        let rows = try await Self.rows(
            """
            SELECT c.relname, a.attname, o.collname
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
            JOIN pg_collation o ON o.oid = a.attcollation
            WHERE a.attnum > 0 AND c.relkind = 'r' AND c.\(Self.isOurs)
            """)
        #expect(!rows.isEmpty)
        for row in rows { #expect(row[2] == "C", "\(row)") }
    }
}
