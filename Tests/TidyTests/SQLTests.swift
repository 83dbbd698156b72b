import Testing

/// What SQL does without, so that it runs on Citus unchanged
/// (docs/decisions/0009-postgresql-transactions.md).
@Suite struct SQLTests {
    /// Tables whose rows are a company's, by the column that says which.
    private static let companyTables = [
        "companies": "id", "locations": "company_id", "employees": "company_id",
        "customers": "company_id", "addresses": "company_id", "orders": "company_id",
        "order_items": "company_id", "order_events": "company_id",
        "order_counters": "company_id", "leases": "company_id",
        "order_item_serials": "company_id", "kept_answers": "company_id",
        "webhooks": "company_id", "webhook_deliveries": "company_id",
        "rate_cards": "company_id", "parcel_orders": "company_id", "shipments": "company_id",
        "tracking_events": "company_id", "ledgers": "company_id", "transfers": "company_id",
        "card_payments": "company_id", "card_refunds": "company_id",
    ]

    /// Statements over all companies, each with the reason why it may be one. They lock
    /// nothing, but for the migration.
    private static let exceptions = [
        // Leases, step 1: a look at who has work.
        "SELECT c.id FROM companies AS c WHERE EXISTS": "SystemStore+Leases.swift",
        // How far the check of a whole database has to go.
        "SELECT count(*) FROM orders": "CompanyStore+Orders.swift",
        // What an operator wants to know of the whole, once a minute at most.
        "SELECT state, count(*) FROM orders GROUP BY state": "CompanyStore+Orders.swift",
        // The step to schema 4, which runs once.
        "UPDATE orders SET expires_at =": "Schema+History.swift",
        // What a server does before others can know of it, on a file that is its alone.
        "UPDATE leases SET leased_until =": "SystemStore+Leases.swift",
        // What a copy of the whole database begins with.
        "SELECT id FROM companies ORDER BY id": "TableCopy.swift",
    ]

    /// Volatile or of the server's own clock: what is stored is decided by the program.
    private static let functions = [
        "now()", "random()", "gen_random_uuid()", "clock_timestamp()", "current_timestamp",
        "statement_timestamp()", "nextval(", "select *", "returning *",
    ]

    /// The statements that are written down in DocketStore.
    private static let statements = SourceTree.sources
        .filter { $0.target == "DocketStore" }
        .flatMap { file in
            file.literals.filter { isStatement($0.text) }.map { (file: file, piece: $0) }
        }

    private static func isStatement(_ text: String) -> Bool {
        let words = text.split(whereSeparator: { $0.isWhitespace })
        return ["SELECT", "INSERT", "UPDATE", "DELETE", "WITH"].contains(words.first)
    }

    @Test func `there are statements to look at`() {
        #expect(Self.statements.count > 40)
    }

    @Test(arguments: functions)
    func `no statement asks the database for time, chance or all columns`(word: String) {
        expectNone(
            Self.statements.filter { Self.flat($0.piece.text).lowercased().contains(word) }
                .map { "\($0.file.place($0.piece.line)) has '\(word)'" })
    }

    @Test func `every statement on a company's table says which company`() {
        var violations: [String] = []
        for (file, piece) in Self.statements where !Self.isExcepted(piece.text, in: file) {
            let words = Self.words(of: piece.text)
            // Rows that are added name their company as a column, all others by a condition.
            let isInsert = words.first == "insert"
            let places = isInsert ? words[...] : words.drop { !["on", "where"].contains($0) }
            for column in ["id", "company_id"] {
                let tables = Self.companyTables.filter { $0.value == column }.map(\.key)
                let named = tables.reduce(0) { $0 + Self.count(of: $1, in: words) }
                if places.count(where: { $0 == column }) < named {
                    violations.append("\(file.place(piece.line)) wants \(named) × \(column)")
                }
            }
        }
        expectNone(violations)
    }

    @Test func `every exception is still there`() {
        for (start, name) in Self.exceptions {
            let isThere = Self.statements.contains { file, piece in
                file.path.hasSuffix(name) && Self.flat(piece.text).hasPrefix(start)
            }
            #expect(isThere, "\(name) has no statement '\(start)…'")
        }
    }

    private static func isExcepted(_ text: String, in file: SwiftFile) -> Bool {
        exceptions.contains { start, name in
            file.path.hasSuffix(name) && flat(text).hasPrefix(start)
        }
    }

    /// On one line.
    private static func flat(_ text: String) -> String {
        text.split(whereSeparator: { $0.isWhitespace }).joined(separator: " ")
    }

    private static func words(of text: String) -> [String] {
        text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map { $0.lowercased() }
    }

    /// How often the table stands where a statement's tables do.
    private static func count(of table: String, in words: [String]) -> Int {
        zip(words, words.dropFirst()).count { before, word in
            word == table && ["from", "join", "into", "update"].contains(before)
        }
    }
}
