import DocketCore
import DocketJSON
import DocketService
import DocketTestKit
import Testing

/// The documents that a history is made of.
@Suite struct OrderDocumentTests {
    /// Orders of every kind, their times in whole milliseconds as the program makes them.
    private static func orders(seed: UInt64) -> [Order] {
        var rows = SampleRows(seed: seed)
        var random = SeededRandom(seed: seed)
        var orders = [rows.plainOrder(), rows.plainOrder(items: 2)]
        for state in OrderState.allCases {
            var order = rows.fullOrder(items: Int.random(in: 0...5, using: &random))
            order.state = state
            order.version = Int64.random(in: 1...Int64.max, using: &random)
            order.expiryHours = Int32.random(in: 1...87_600, using: &random)
            order.fields.type = OrderType.allCases.randomElement(using: &random)
            for place in order.items.indices {
                let status = ItemStatus.allCases.randomElement(using: &random)
                order.items[place].fields.status = status
                order.items[place].fields.type = status?.type
            }
            orders.append(order)
        }
        for text in [
            "", " ", "e\u{301}", "\u{E9}", "\u{1F468}\u{200D}\u{1F469}", "\u{FEFF}", "\u{2028}",
            "\\u0041", "null", "~0~1/", "\t\r\n", "\"\\/", "\u{10FFFF}", "\u{FFFE}",
        ] { orders.append(rows.order(of: Text(text))) }
        return orders.map { order in
            var order = order
            order.modifiedAt = order.modifiedAt.wholeMilliseconds
            return order
        }
    }

    private static func document(_ order: Order) throws -> JSONValue {
        try JSONValue(OrderDocument.bytes(order, withItems: true))
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `what was written is read as it was`(seed: UInt64) throws {
        for order in Self.orders(seed: seed) {
            let document = try Self.document(order)
            let read = try #require(OrderDocument.order(document))
            #expect(read == order)
            #expect(OrderDocument.bytes(read, withItems: true) == document.encoded)
        }
    }

    @Test func `every naughty string is read as it was`() throws {
        guard SharedTestData.isThere else { return }
        var rows = SampleRows(seed: 9)
        for text in try SharedTestData.naughtyStrings() + SharedTestData.injections() {
            var order = rows.order(of: Text(text))
            order.modifiedAt = order.modifiedAt.wholeMilliseconds
            #expect(OrderDocument.order(try Self.document(order)) == order)
        }
    }

    @Test(arguments: 1...8 as ClosedRange<UInt64>)
    func `a patch makes of one order the other`(seed: UInt64) throws {
        var random = SeededRandom(seed: seed)
        let orders = Self.orders(seed: seed)
        for before in orders {
            var after = before
            let others = orders.filter { $0.id != before.id }.shuffled(using: &random)
            for other in others.prefix(3) {
                after.fields = Bool.random(using: &random) ? other.fields : after.fields
                after.state = other.state
                after.items = (after.items + other.items).shuffled(using: &random)
                    .filter { _ in Int.random(in: 0..<4, using: &random) > 0 }
                if let place = after.items.indices.randomElement(using: &random) {
                    after.items[place].fields.sku = Text("\(place)~/\"")
                }
                after.version &+= 1
                let patch = try #require(
                    JSONPatch(JSONValue(OrderDocument.patch(from: before, to: after))))
                let made = patch.applied(to: try Self.document(before))
                #expect(made?.encoded == OrderDocument.bytes(after, withItems: true))
            }
            let same = OrderDocument.patch(from: before, to: before)
            #expect(String(decoding: same, as: UTF8.self) == "[]")
        }
    }

    @Test func `the first patch makes the order out of nothing`() throws {
        for order in Self.orders(seed: 10) {
            let document = OrderDocument.bytes(order, withItems: true)
            let patch = try #require(JSONPatch(JSONValue(OrderDocument.patch(adding: document))))
            #expect(patch.applied(to: nil)?.encoded == document)
        }
    }

    @Test(arguments: [
        "Id", "PrintableId", "State", "OrderExpiryHours", "CreatedDateUtc", "ModifiedDateUtc",
        "Version", "OrderTypeId", "DiscountAmount",
    ])
    func `a document without what every order has is none`(name: String) throws {
        let order = try #require(Self.orders(seed: 11).last)
        let members = try Self.document(order).members ?? []
        for value in [nil, .null, .boolean(true), .string("?")] as [JSONValue?] {
            let broken = members.compactMap { member in
                member.name == name ? value.map { JSONValue.Member(name, $0) } : member
            }
            #expect(OrderDocument.order(.object(broken)) == nil, "\(name)")
        }
    }
}
