import DocketPostgres
import DocketStore
import DocketTestKit
import Testing

@Suite struct PostgresPlanTests {
    /// Look-ups by key, one a table that has other indexes beside.
    private static let lookUps: [(table: String, query: SQL)] = [
        (
            "orders",
            "EXPLAIN SELECT name FROM orders WHERE company_id = 1 AND id = \(SampleRows.id)"
        ),
        (
            "customers",
            "EXPLAIN SELECT title FROM customers WHERE company_id = 1 AND id = \(SampleRows.id)"
        ),
        (
            "addresses",
            "EXPLAIN SELECT notes FROM addresses WHERE company_id = 1 AND id = \(SampleRows.id)"
        ),
        ("employees", "EXPLAIN SELECT email FROM employees WHERE company_id = 1 AND id = 1"),
    ]

    /// Before PostgreSQL has looked at the rows, all indexes seem equal to it; the wrong one would
    /// read all that the company has, at each look-up and each check of a foreign key.
    @Test func `a new database looks up by key through the key`() async throws {
        try await PostgresServer.shared().withDatabase { place in
            let database = try PostgresDatabase(PostgresSettings(url: place.url))
            for (table, query) in Self.lookUps {
                let plan = try await database.read { connection throws in
                    try connection.all(query) { (row) throws(SQLError) in row.string(0) ?? "" }
                }
                #expect(plan.contains { $0.contains("\(table)_pkey") }, "\(plan)")
            }
            await database.close()
        }
    }
}
