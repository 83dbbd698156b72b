import DocketCore
import DocketStore
import Testing

extension StoreConformance {
    static let queries = [
        StoreConformance("patterns match what ECMAScript's do", patterns),
        StoreConformance("letters of all scripts have the same other case", letters),
        StoreConformance("a query that takes too long is stopped, and nothing else", slowQueries),
        StoreConformance("short reads wait for no query that takes long", shortReads),
        StoreConformance("any statement of a query is stopped", slowStatements),
    ]

    // MARK: - Texts

    @Sendable private static func patterns(_ database: any Database) async throws {
        var rows = SampleRows(seed: 80)
        let orders = PatternCases.all.map { rows.order(named: $0.text) }
        try await database.store(orders)
        for (order, (pattern, text, matches)) in zip(orders, PatternCases.all) {
            let found = try await database.ids(
                "Id eq \(order.id) and matchesPattern(Name,\(pattern.asQueryLiteral))")
            #expect(found == (matches ? [order.id] : []), "\(pattern) on \(text.prefix(40))")
        }
    }

    @Sendable private static func letters(_ database: any Database) async throws {
        let texts = chunksOfLetters()
        var rows = SampleRows(seed: 81)
        let orders = texts.map { rows.order(named: $0) }
        try await database.store(orders)
        for (order, text) in zip(orders, texts) {
            for (function, mapping) in [
                ("tolower", TextMapping.lower), ("toupper", TextMapping.upper),
            ] {
                let filter = "\(function)(Name) eq \(mapping(text).asQueryLiteral)"
                let found = try await database.ids("Id eq \(order.id) and \(filter)")
                let first = text.unicodeScalars.first.map { String($0.value, radix: 16) } ?? ""
                #expect(found == [order.id], "\(function) from U+\(first) on")
            }
        }
    }

    /// All characters of the basic plane but U+0000, and of the next one all letters with two
    /// cases, some hundreds a text.
    private static func chunksOfLetters() -> [String] {
        let scalars = (UInt32(1)...0x1FFFF).compactMap { Unicode.Scalar($0) }
            .filter { $0.value < 0x10000 || $0.properties.isCased }
        return stride(from: 0, to: scalars.count, by: 400).map { start in
            String(String.UnicodeScalarView(scalars[start...].prefix(400)))
        }
    }

    // MARK: - Queries that take long

    /// Items enough for a query that would take hours.
    private static let manyItems = 1500
    private static let slow = """
        Items/all(a:$it/Items/all(b:$it/Items/all(c:\
        concat(a/Description,concat(b/Description,c/Description)) ne 'x')))
        """

    private static func storeManyItems(_ database: any Database) async throws -> Order {
        var rows = SampleRows(seed: 82)
        var order = rows.plainOrder()
        order.items = (0..<manyItems).map { number in
            var item = rows.plainItem(index: Int32(number))
            item.fields.description = "y"
            return item
        }
        try await database.store([order])
        return order
    }

    @Sendable private static func slowQueries(_ database: any Database) async throws {
        let order = try await storeManyItems(database)
        let slow = ListRequest(try .orders(Self.slow), limit: 1)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<4 {
                group.addTask {
                    await #expect(throws: SQLError.tookTooLong) {
                        _ = try await database.query(forAtMost: 1) { connection throws in
                            try CompanyStore(connection, company: SampleRows.company).orders(slow)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        // On each connection that was used for it.
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<16 {
                group.addTask {
                    let found = try await database.ids("Items/any()")
                    #expect(found == [order.id])
                }
            }
            try await group.waitForAll()
        }
        #expect(try await database.order(order.id)?.items.count == manyItems)
    }

    /// Of queries that take long there are more than connections.
    @Sendable private static func shortReads(_ database: any Database) async throws {
        var rows = SampleRows(seed: 86)
        let order = rows.plainOrder()
        try await database.store([order])
        let gate = Gate()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<12 {
                group.addTask {
                    // It takes longer than a query may that is not known to, and begins again.
                    let isKnown = Shared(false)
                    try await database.query(forAtMost: 60) { _ throws in
                        guard isKnown.value else {
                            isKnown.change { $0 = true }
                            throw SQLError.tookTooLong
                        }
                        gate.pass()
                    }
                }
            }
            try await gate.wait()
            for _ in 0..<50 {
                let version = try await database.first(
                    CompanyStore.orderVersion(order.id, of: SampleRows.company))
                #expect(version == order.version)
                #expect(try await database.order(order.id) == order)
            }
            #expect(!gate.isOpen && gate.reached < 12, "a short read waited for a long one")
            gate.open()
            try await group.waitForAll()
        }
        #expect(gate.reached == 12)
    }

    @Sendable private static func slowStatements(_ database: any Database) async throws {
        let counting: SQL = """
            WITH RECURSIVE numbers(number) AS (
              SELECT 1 UNION ALL SELECT number + 1 FROM numbers WHERE number < 1000000000000)
            SELECT count(*) FROM numbers
            """
        let first = Shared<SQLError?>(nil)
        await #expect(throws: SQLError.tookTooLong) {
            try await database.query(forAtMost: 1) { connection throws in
                do throws(SQLError) {
                    try connection.each(counting) { (_) throws(SQLError) in }
                } catch {
                    first.change { $0 = error }
                    throw error
                }
            }
        }
        #expect(first.value == .tookTooLong, "whoever asks is told by the statement itself")
        #expect(try await database.count("SELECT count(*) FROM companies") == 2)
        // Short ones have all the time that they need.
        let value = try await database.query(forAtMost: 1) { connection throws in
            try connection.first("SELECT 1") { (row) throws(SQLError) in row.integer(0) }
        }
        #expect(value == 1)
    }
}

extension SampleRows {
    mutating func order(named name: String) -> Order {
        var order = plainOrder()
        order.fields.name = Text(name)
        return order
    }
}
