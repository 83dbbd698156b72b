import DocketCore
import DocketStore
import Testing

extension StoreConformance {
    static let lists = [
        StoreConformance("pages follow one another without a gap or a double", pages),
        StoreConformance("a page goes on behind its position, whatever came since", lateOrders),
        StoreConformance("skip and limit count behind the position", skipAndLimit),
        StoreConformance("a place of another order finds nothing", foreignPosition),
        StoreConformance("a count counts the list, whatever the page", counts),
        StoreConformance("items come with a list where they are wanted", listedItems),
        StoreConformance("the items of a list are those that $expand asks for", expandedItems),
        StoreConformance("an order's items have pages of their own", itemPages),
        StoreConformance("a list goes by PrintableId", byPrintableID),
        StoreConformance("a list goes by State and EntityId", byState),
        StoreConformance("serial numbers are found as long as an item has them", serialNumbers),
    ]

    @Sendable private static func pages(_ database: any Database) async throws {
        let orders = try await storeOrders(database, count: 50, seed: 20)
        let expected = orders.sorted {
            $0.createdAt == $1.createdAt ? $0.id < $1.id : $0.createdAt < $1.createdAt
        }
        for size in [1, 7, 50, 51] {
            let pages = try await database.pages(of: size, .orders())
            #expect(pages.dropLast().allSatisfy { $0.count == size })
            #expect(pages.last?.isEmpty == false, "the last page is known for the last one")
            #expect(pages.joined().map(\.id) == expected.map(\.id), "pages of \(size)")
        }
    }

    @Sendable private static func lateOrders(_ database: any Database) async throws {
        var rows = SampleRows(seed: 21)
        let orders = (0..<6).map { number in
            rows.plainOrder(at: SampleRows.now.adding(seconds: Int64(number) * 2))
        }
        try await database.store(orders)
        let query = try ListQuery.orders()
        let first = try await database.orders(ListRequest(query, limit: 3))
        // One before the position and one behind it.
        let early = rows.plainOrder(at: SampleRows.now.adding(seconds: 1))
        let late = rows.plainOrder(at: SampleRows.now.adding(seconds: 7))
        try await database.store([early, late])
        let next = try #require(first.next)
        let rest = try await database.orders(ListRequest(query, after: next, limit: 100))
        #expect(first.elements.map(\.id) == orders[..<3].map(\.id))
        #expect(
            rest.elements.map(\.id) == [orders[3].id, late.id, orders[4].id, orders[5].id])
        #expect(rest.next == nil)
    }

    @Sendable private static func skipAndLimit(_ database: any Database) async throws {
        var rows = SampleRows(seed: 22)
        let orders = (0..<10).map { number in
            rows.plainOrder(at: SampleRows.now.adding(seconds: Int64(number)))
        }
        try await database.store(orders)
        let query = try ListQuery.orders()
        let behind = try await database.orders(ListRequest(query, limit: 2)).next
        for (position, skip, limit, expected) in [
            (behind, 3, 2, 5..<7), (behind, 8, 2, 10..<10), (nil, 0, 0, 0..<0), (nil, 9, 5, 9..<10),
            (nil, Int(Int32.max), 1, 10..<10),
        ] {
            let page = try await database.orders(
                ListRequest(query, after: position, skip: skip, limit: limit))
            #expect(page.elements.map(\.id) == orders[expected].map(\.id), "\(skip), \(limit)")
        }
    }

    @Sendable private static func foreignPosition(_ database: any Database) async throws {
        let orders = try await storeOrders(database, count: 4, seed: 29)
        let position = ListPosition(values: [.bytes(Array("a".utf8))])
        let page = try await database.orders(ListRequest(.orders(), after: position, limit: 9))
        #expect(page.elements.isEmpty && page.next == nil)
        #expect(try await database.orders(.all(.orders())).elements.count == orders.count)
    }

    @Sendable private static func counts(_ database: any Database) async throws {
        let orders = try await storeOrders(database, count: 30, seed: 26)
        let behind = try await database.orders(ListRequest(.orders(), limit: 4)).next
        let late = "CreatedDateUtc gt \(SampleRows.now.adding(seconds: 2))"
        let lateCount = orders.count { $0.createdAt > SampleRows.now.adding(seconds: 2) }
        for (filter, count) in [
            ("", 30), (late, lateCount), ("not (\(late))", 30 - lateCount), ("1 eq 2", 0),
            ("Items/$count eq 0", 30),
        ] {
            for (position, skip, limit) in [(nil, 0, 100), (behind, 0, 2), (nil, 29, 0)] {
                var request = ListRequest(
                    try .orders(filter), after: position, skip: skip, limit: limit)
                #expect(try await database.orders(request).count == nil)
                request.counts = true
                #expect(try await database.orders(request).count == Int64(count), "\(filter)")
            }
        }
    }

    @Sendable private static func byPrintableID(_ database: any Database) async throws {
        let orders = try await storeOrders(database, count: 20, seed: 24)
        let wanted = orders[7].printableID.description
        for (text, ids) in [
            (wanted, [orders[7].id]), (wanted + "0", []), ("", []), ("' OR 1=1 --", []),
        ] {
            let found = try await database.ids("PrintableId eq \(text.asQueryLiteral)")
            #expect(found == ids, "\(text)")
        }
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
            let found = try await database.ids("State eq '\(state.name)' and EntityId eq 2")
            #expect(found == expected.map(\.id), "\(state)")
            #expect(!expected.isEmpty)
        }
    }

    // MARK: - Items

    @Sendable private static func listedItems(_ database: any Database) async throws {
        var rows = SampleRows(seed: 23)
        let orders = [rows.fullOrder(items: 2), rows.plainOrder(), rows.fullOrder(items: 5)]
        try await database.store(orders)
        let expected = orders.sorted { $0.id < $1.id }
        #expect(try await database.orders(.all(.orders(isFull: true))).elements == expected)
        #expect(try await database.orders(.all(.orders(expand: "Items"))).elements == expected)
        let pages = try await database.pages(of: 1, .orders(isFull: true))
        #expect(pages.map { $0 } == expected.map { [$0] })
        let bare = try await database.orders(.all(.orders()))
        #expect(bare.elements.allSatisfy { $0.items.isEmpty })
    }

    @Sendable private static func expandedItems(_ database: any Database) async throws {
        var rows = SampleRows(seed: 27)
        let orders = (0..<3).map { _ in rows.variedOrder(items: 9) } + [rows.plainOrder()]
        try await database.store(orders)
        let all = { (items: [OrderItem]) in items }
        let skus = { (items: [OrderItem]) in items.filter { $0.fields.sku == "b" } }
        let byCost = { (items: [OrderItem]) in
            items.sorted { left, right in
                left.fields.cost == right.fields.cost
                    ? left.id < right.id : left.fields.cost > right.fields.cost
            }
        }
        let cases: [(String, ([OrderItem]) -> [OrderItem])] = [
            ("Items", all), ("Items($filter=SKU eq 'b')", skus),
            ("Items($orderby=Cost desc)", byCost), ("Items($top=2)", { Array($0.prefix(2)) }),
            ("Items($skip=3;$top=2)", { Array($0.dropFirst(3).prefix(2)) }),
            ("Items($top=0)", { _ in [] }), ("Items($skip=9)", { _ in [] }),
            ("Items($filter=SKU eq 'none')", { _ in [] }),
            (
                "Items($filter=SKU eq 'b';$orderby=Cost desc;$skip=1;$top=1)",
                { Array(byCost(skus($0)).dropFirst().prefix(1)) }
            ),
        ]
        for (expand, select) in cases {
            let found = try await database.orders(.all(.orders(expand: expand))).elements
            #expect(found.count == orders.count)
            for order in orders {
                let items = found.first { $0.id == order.id }?.items.map(\.id)
                #expect(items == select(order.items).map(\.id), "\(expand)")
            }
        }
    }

    @Sendable private static func itemPages(_ database: any Database) async throws {
        var rows = SampleRows(seed: 28)
        let (order, other) = (rows.variedOrder(items: 12), rows.variedOrder(items: 5))
        try await database.store([order, other])
        let sorted = order.items.sorted { left, right in
            let (one, two) = (left.fields.sku, right.fields.sku)
            if one == two { return left.id < right.id }
            return one.map { "\($0)" } ?? "" > two.map { "\($0)" } ?? ""
        }
        let wanted = order.items.filter { $0.fields.sku != "b" }
        for (query, expected) in [
            (try ListQuery.of(.item), order.items), (try .of(.item, orderBy: "SKU desc"), sorted),
            (try .of(.item, "SKU ne 'b'"), wanted),
        ] {
            for size in [1, 5, 12] {
                var found: [OrderItem] = []
                var request = ListRequest(query, limit: size)
                request.counts = true
                repeat {
                    let current = request
                    let page = try await database.read { connection throws in
                        try CompanyStore(connection, company: SampleRows.company)
                            .items(of: order.id, current)
                    }
                    #expect(page.count == Int64(expected.count))
                    found += page.elements
                    request.position = page.next
                } while request.position != nil && found.count < 100
                #expect(found == expected, "pages of \(size)")
            }
        }
    }

    // MARK: - Serial numbers

    @Sendable private static func serialNumbers(_ database: any Database) async throws {
        var rows = SampleRows(seed: 30)
        let (first, other) = (rows.fullOrder(items: 3), rows.fullOrder(items: 1))
        var steps = [first]
        // What changes: one item's numbers, numbers given twice, an item less, an item more,
        // something else of an item, none at all, other items altogether.
        let changes: [(inout Order, inout SampleRows) -> Void] = [
            { order, _ in order.items[0].fields.serialNumbers = ["new", "two"] },
            { order, _ in order.items[1].fields.serialNumbers = ["same", "same", "\u{1F4E6}'"] },
            { order, _ in order.items.remove(at: 2) },
            { order, rows in order.items.append(rows.fullItem(index: 7)) },
            { order, _ in order.items[0].fields.notes = "changed" },
            { order, _ in order.items[0].fields.serialNumbers = [] },
            { order, rows in order.items = [rows.fullItem(index: 0), rows.plainItem(index: 1)] },
            { order, _ in order.items = [] },
        ]
        for change in changes {
            var next = steps[steps.count - 1]
            change(&next, &rows)
            steps.append(next)
        }
        try await database.store([first, other])
        try await expectSerialNumbers([first, other], database)
        for (before, after) in zip(steps, steps.dropFirst()) {
            try await database.write(of: SampleRows.company) { connection throws in
                try CompanyStore(connection, company: SampleRows.company)
                    .update(before, to: after)
            }
            try await expectSerialNumbers([after, other], database)
            for number in ["new", "same", "two"] {
                let found = try await database.ids(
                    "Items/any(i:i/SerialNumbers/any(s:s eq '\(number)'))")
                let expected = [after, other].filter { order in
                    order.items.contains { $0.fields.serialNumbers.contains(Text(number)) }
                }
                #expect(Set(found) == Set(expected.map(\.id)), "\(number)")
            }
        }
        try await database.write(of: SampleRows.company) { connection throws in
            try CompanyStore(connection, company: SampleRows.company).removeEverything()
        }
        try await expectSerialNumbers([], database)
    }

    private struct Serial: Hashable {
        let order: GUID?
        let item: GUID?
        let number: String?
    }

    private static func expectSerialNumbers(
        _ orders: [Order], _ database: any Database
    ) async throws {
        let expected = orders.flatMap { order in
            order.items.flatMap { item in
                Set(item.fields.serialNumbers).map {
                    Serial(order: order.id, item: item.id, number: "\($0)")
                }
            }
        }
        let found = try await database.read { connection throws in
            try connection.all(
                "SELECT order_id, item_id, serial_number FROM order_item_serials"
            ) { (row) throws(SQLError) in
                Serial(order: row.guid(0), item: row.guid(1), number: row.string(2))
            }
        }
        #expect(Set(found) == Set(expected))
        #expect(found.count == expected.count)
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
}

extension SampleRows {
    /// An order whose items have few different SKUs, one of them none, and few different costs;
    /// in the order of their Index.
    mutating func variedOrder(items count: Int) -> Order {
        var order = plainOrder()
        order.items = (0..<count).map { number in
            var item = plainItem(index: Int32(number))
            item.fields.sku = [nil, "a", "b", "\u{E9}"][number % 4]
            item.fields.cost = Money(tenThousandths: Int64(number * 5 % 3) - 1) ?? .zero
            return item
        }
        return order
    }
}
