import DocketCore
import DocketStore
import Testing

extension StoreConformance {
    static let lists = [
        StoreConformance("pages follow one another without a gap or a double", pages),
        StoreConformance("a page goes on behind its position, whatever came since", lateOrders),
        StoreConformance("skip and limit count behind the position", skipAndLimit),
        StoreConformance("items come with a list where they are wanted", listedItems),
        StoreConformance("a list goes by PrintableId", byPrintableID),
        StoreConformance("a list goes by State and EntityId", byState),
    ]

    @Sendable private static func pages(_ database: any Database) async throws {
        let orders = try await storeOrders(database, count: 50, seed: 20)
        let expected = orders.sorted {
            $0.createdAt == $1.createdAt ? $0.id < $1.id : $0.createdAt < $1.createdAt
        }
        for size in [1, 7, 50, 51] {
            var found: [Order] = []
            var position = OrderPosition.start
            while true {
                let page = try await page(database, after: position, limit: size)
                #expect(page.count <= size)
                found += page
                guard page.count == size, let last = page.last else { break }
                position = OrderPosition(after: last)
            }
            #expect(found.map(\.id) == expected.map(\.id), "pages of \(size)")
        }
    }

    @Sendable private static func lateOrders(_ database: any Database) async throws {
        var rows = SampleRows(seed: 21)
        let orders = (0..<6).map { number in
            rows.plainOrder(at: SampleRows.now.adding(seconds: Int64(number) * 2))
        }
        try await database.store(orders)
        let first = try await page(database, after: .start, limit: 3)
        // One before the position and one behind it.
        let early = rows.plainOrder(at: SampleRows.now.adding(seconds: 1))
        let late = rows.plainOrder(at: SampleRows.now.adding(seconds: 7))
        try await database.store([early, late])
        let rest = try await page(
            database, after: OrderPosition(after: try #require(first.last)), limit: 100)
        #expect(first.map(\.id) == orders[..<3].map(\.id))
        #expect(rest.map(\.id) == [orders[3].id, late.id, orders[4].id, orders[5].id])
    }

    @Sendable private static func skipAndLimit(_ database: any Database) async throws {
        var rows = SampleRows(seed: 22)
        let orders = (0..<10).map { number in
            rows.plainOrder(at: SampleRows.now.adding(seconds: Int64(number)))
        }
        try await database.store(orders)
        let behind = OrderPosition(after: orders[1])
        let page = try await page(database, after: behind, skip: 3, limit: 2)
        #expect(page.map(\.id) == [orders[5].id, orders[6].id])
        #expect(try await Self.page(database, after: behind, skip: 8, limit: 2).isEmpty)
        #expect(try await Self.page(database, after: .start, limit: 0).isEmpty)
    }

    @Sendable private static func listedItems(_ database: any Database) async throws {
        var rows = SampleRows(seed: 23)
        let orders = [rows.fullOrder(items: 2), rows.plainOrder(), rows.fullOrder(items: 5)]
        try await database.store(orders)
        let expected = orders.sorted { $0.id < $1.id }
        #expect(try await page(database, after: .start, limit: 9, withItems: true) == expected)
        let bare = try await page(database, after: .start, limit: 9)
        #expect(bare.allSatisfy { $0.items.isEmpty })
    }

    @Sendable private static func byPrintableID(_ database: any Database) async throws {
        let orders = try await storeOrders(database, count: 20, seed: 24)
        let wanted = orders[7].printableID.description
        for (text, ids) in [
            (wanted, [orders[7].id]), (wanted + "0", []), ("", []), ("' OR 1=1 --", []),
        ] {
            let found = try await page(
                database, .printableID(text), after: .start, limit: 100)
            #expect(found.map(\.id) == ids, "\(text)")
        }
        let past = try await page(
            database, .printableID(wanted), after: OrderPosition(after: orders[7]), limit: 100)
        #expect(past.isEmpty)
    }

    @Sendable private static func byState(_ database: any Database) async throws {
        var rows = SampleRows(seed: 25)
        var orders: [Order] = []
        for number in 0..<40 {
            orders.append(
                rows.plainOrder(
                    entityID: Int32(number % 3), state: OrderState.allCases[number % 5],
                    at: SampleRows.now.adding(seconds: Int64(40 - number))))
        }
        try await database.store(orders)
        for state in OrderState.allCases {
            let expected = orders.filter { $0.state == state && $0.fields.entityID == 2 }
                .sorted { $0.createdAt < $1.createdAt }
            let found = try await page(
                database, .state(state, entityID: 2), after: .start, limit: 100)
            #expect(found.map(\.id) == expected.map(\.id), "\(state)")
            #expect(!expected.isEmpty)
        }
    }

    // MARK: - Steps

    /// Orders of few different instants.
    private static func storeOrders(
        _ database: any Database, count: Int, seed: UInt64
    ) async throws -> [Order] {
        var rows = SampleRows(seed: seed)
        let orders = (0..<count).map { number in
            rows.plainOrder(at: SampleRows.now.adding(seconds: Int64(number * 7 % 5)))
        }
        try await database.store(orders)
        return orders
    }

    private static func page(
        _ database: any Database, _ filter: OrderFilter = .all, after position: OrderPosition,
        skip: Int = 0, limit: Int, withItems: Bool = false
    ) async throws -> [Order] {
        try await database.read { connection throws in
            try CompanyStore(connection, company: SampleRows.company).orders(
                filter, after: position, skip: skip, limit: limit, withItems: withItems)
        }
    }
}
