import DocketCore
import DocketJSON
import DocketService
import DocketStore
import DocketTestKit
import HTTPTypes
import Testing

/// Two orders whose events alternate.
private struct Scene: Sendable {
    /// Events 1, 3, 4 and 6: made with two items, renamed, an item changed, processed.
    let first: GUID
    /// Events 2 and 5: made with an item, renamed.
    let second: GUID
    /// Their company.
    let company: CompanyID

    init(on server: TestServer) async throws {
        let first = try await server.make(items: [#""SKU": "1""#, #""SKU": "2""#])
        // By its id, the second comes after the first.
        try await server.advance(seconds: 60)
        let second = try await server.make(items: [""])
        try await server.send(.patch, first.path, body: #"{"Name": "renamed"}"#)
        try await server.send(.patch, first.itemPath(1), body: #"{"SKU": "3"}"#)
        try await server.send(.patch, second.path, body: #"{"Name": "renamed"}"#)
        try await server.perform("Process", on: first)
        self.first = try #require(GUID(first.id))
        self.second = try #require(GUID(second.id))
        company = try #require(CompanyID("14146"))
        let clean = try await DatabaseCheck(server.database).run()
        #expect(clean.events == 6)
    }
}

/// Something that somebody does to the database behind Docket's back, and what the check finds.
private struct Tampering: Sendable {
    let name: String
    let sql: @Sendable (Scene) -> [SQL]
    let finding: @Sendable (Scene) -> CheckFinding

    init(
        _ name: String, _ sql: @escaping @Sendable (Scene) -> [SQL],
        _ finding: @escaping @Sendable (Scene) -> CheckFinding
    ) {
        self.name = name
        self.sql = sql
        self.finding = finding
    }

    /// One event's columns are set.
    init(event sequence: Int64, set columns: String, finding place: Int64? = nil) {
        self.init("event \(sequence): \(columns)") { scene in
            [
                SQL(
                    unbound: "UPDATE order_events SET \(columns)"
                        + " WHERE company_id = \(scene.company) AND sequence = \(sequence)")
            ]
        } _: { scene in
            let place = place ?? sequence
            return .broken(
                company: scene.company, order: [2, 5].contains(place) ? scene.second : scene.first,
                sequence: place)
        }
    }

    /// Columns of the first order are set.
    init(order columns: String, differs member: String) {
        self.init("order: \(columns)") { scene in
            [
                """
                UPDATE orders SET \(schema: columns)
                WHERE company_id = \(scene.company) AND id = \(scene.first)
                """
            ]
        } _: {
            .differs(company: $0.company, order: $0.first, member: member)
        }
    }

    /// Columns of the first order's second item are set.
    init(item columns: String, differs member: String) {
        self.init("item: \(columns)") { scene in
            [
                """
                UPDATE order_items SET \(schema: columns)
                WHERE company_id = \(scene.company) AND order_id = \(scene.first)
                  AND item_index = 1
                """
            ]
        } _: {
            .differs(company: $0.company, order: $0.first, member: member)
        }
    }

    /// The events are counted, and their numbers.
    init(_ name: String, count: Int64, last: Int64, _ sql: [String]) {
        self.init(name) { scene in
            sql.map { SQL(unbound: $0.replacing("COMPANY", with: "\(scene.company)")) }
        } _: {
            .sequence(company: $0.company, count: count, last: last)
        }
    }
}

/// `DatabaseCheck`, which `docket check` runs.
@Suite(.timeLimit(.minutes(30))) struct DatabaseCheckTests {
    @Test(arguments: 31...33 as ClosedRange<UInt64>)
    func `after whatever life, nothing is found`(seed: UInt64) async throws {
        try await TestServer.run { server in
            var lives: [RandomLife] = []
            for number in 0..<4 {
                lives.append(try await RandomLife(on: server, seed: seed * 100 + UInt64(number)))
            }
            for step in 0..<20 {
                for place in lives.indices { _ = try await lives[place].step(mayMove: step > 8) }
            }
            try await server.advance(seconds: 9000 * 3600)
            let theirs = #"{"EntityId": 1, "OrderTypeId": 1}"#
            try await server.send(.post, "/v1/Companies(1)/Orders", body: theirs)
            let events = try await server.events().count
            let shown = Shared(0)
            let outcome = try await DatabaseCheck(server.database).run { done in
                shown.change { $0 = done }
            }
            #expect(outcome.companies == 2)
            #expect(outcome.orders == 5)
            #expect(outcome.events == events + 1)
            #expect(outcome.ordersWithoutHistory == 0)
            #expect(shown.value == 5)
            #expect(try await DatabaseCheck(server.database).countOrders() == 5)
        }
    }

    @Test func `a database with no order has nothing to find`() async throws {
        try await TestServer.run { server in
            let outcome = try await DatabaseCheck(server.database).run()
            #expect(outcome.orders == 0)
            #expect(outcome.events == 0)
        }
    }

    /// What is changed in an event, whichever part of it.
    private static let changed = [
        Tampering(event: 3, set: "changes = '[]'"), Tampering(event: 3, set: "changes = NULL"),
        Tampering(event: 1, set: "changes = '[]'"),
        Tampering(event: 3, set: "hash = NULL"), Tampering(event: 6, set: "hash = NULL"),
        Tampering(event: 3, set: "type = 'order.cancelled'"),
        Tampering(event: 6, set: "type = 'order.expired'"),
        Tampering(event: 5, set: "actor = 'somebody'"), Tampering(event: 4, set: "version = 9"),
        Tampering(event: 4, set: "version = 2"),
        // The first of a history without hashes would be no wonder, but for those behind it.
        Tampering(event: 1, set: "hash = NULL, changes = NULL", finding: 3),
        Tampering("another hash") { scene in
            [
                """
                UPDATE order_events SET hash = \([UInt8](repeating: 7, count: 32))
                WHERE company_id = \(scene.company) AND sequence = 4
                """
            ]
        } _: {
            .broken(company: $0.company, order: $0.first, sequence: 4)
        },
        Tampering("another instant") { scene in
            [
                """
                UPDATE order_events SET at = \(Timestamp(microseconds: 1_427_482_049_901_000))
                WHERE company_id = \(scene.company) AND sequence = 2
                """
            ]
        } _: {
            .broken(company: $0.company, order: $0.second, sequence: 2)
        },
        Tampering("another order") { scene in
            [
                """
                UPDATE order_events SET order_id = \(scene.second)
                WHERE company_id = \(scene.company) AND sequence = 4
                """
            ]
        } _: {
            .broken(company: $0.company, order: $0.first, sequence: 6)
        },
    ]

    /// Events that are not there, or in another order.
    private static let gone = [
        Tampering("one in the middle", count: 5, last: 6, [delete("sequence = 3")]),
        Tampering("the last", count: 5, last: 6, [delete("sequence = 6")]),
        Tampering("all", count: 0, last: 6, [delete("sequence > 0")]),
        Tampering("a number too many", count: 6, last: 7, [counter(7)]),
        Tampering("a number too few", count: 6, last: 5, [counter(5)]),
        Tampering("a gap in the numbers", count: 6, last: 6, [number(6, 8)]),
        Tampering("the last, and its number") { scene in
            unbound(scene, [delete("sequence = 6"), counter(5)])
        } _: {
            .version(company: $0.company, order: $0.first, found: 4, expected: 3)
        },
        Tampering("one in the middle, and the gap") { scene in
            unbound(
                scene,
                [delete("sequence = 3"), number(4, 3), number(5, 4), number(6, 5), counter(5)])
        } _: {
            .broken(company: $0.company, order: $0.first, sequence: 3)
        },
        Tampering("two that have changed places") { scene in
            unbound(scene, [number(4, 40), number(5, 4), number(40, 5)])
        } _: {
            .broken(company: $0.company, order: $0.first, sequence: 5)
        },
        Tampering("the order of some") { scene in
            ["DELETE FROM orders WHERE company_id = \(scene.company) AND id = \(scene.second)"]
        } _: {
            .noOrder(company: $0.company, sequence: 2)
        },
    ]

    /// Orders and items that are not what they were.
    private static let rows = [
        Tampering(order: "name = 'x'", differs: "/Name"),
        Tampering(order: "name = NULL", differs: "/Name"),
        Tampering(order: "state = 1", differs: "/State"),
        Tampering(order: "entity_id = 14107", differs: "/EntityId"),
        Tampering(order: "order_type_id = 2", differs: "/OrderType"),
        Tampering(order: "billing_customer_id = NULL", differs: "/BillingCustomerId"),
        Tampering(order: "discount_amount = 1", differs: "/DiscountAmount"),
        Tampering(order: "tender_id = ''", differs: "/TenderId"),
        Tampering(order: "printable_id = '0000-0000-000'", differs: "/PrintableId"),
        Tampering(order: "expiry_hours = 71", differs: "/OrderExpiryDate"),
        Tampering(order: "employee_id = 15", differs: "/EmployeeId"),
        Tampering(item: "sku = 'x'", differs: "/Items/1/SKU"),
        Tampering(item: "quantity = 7", differs: "/Items/1/Quantity"),
        Tampering(item: "selling_price = 1", differs: "/Items/1/SellingPrice"),
        Tampering(item: "item_status_id = 4", differs: "/Items/1/ItemStatus"),
        Tampering(item: "notes = ''", differs: "/Items/1/Notes"),
        Tampering(item: "serial_numbers = '[\"x\"]'", differs: "/Items/1/SerialNumbers"),
        Tampering("another Version") { scene in
            ["UPDATE orders SET version = 9 WHERE id = \(scene.second)"]
        } _: {
            .version(company: $0.company, order: $0.second, found: 9, expected: 2)
        },
        Tampering("an item less") { scene in
            ["DELETE FROM order_items WHERE order_id = \(scene.first) AND item_index = 1"]
        } _: {
            .differs(company: $0.company, order: $0.first, member: "/Items/1")
        },
        Tampering("an item more") { scene in
            [
                """
                INSERT INTO order_items (
                  company_id, order_id, id, item_type_id, item_status_id, item_index, quantity,
                  cost, list_price, selling_price, serial_numbers, tracking)
                SELECT company_id, order_id, \(GUID(high: 1, low: 2)), item_type_id,
                  item_status_id, 9, quantity, cost, list_price, selling_price, serial_numbers,
                  tracking
                FROM order_items WHERE order_id = \(scene.first) AND item_index = 1
                """
            ]
        } _: {
            .differs(company: $0.company, order: $0.first, member: "/Items/2")
        },
    ]

    private static let access = [
        Tampering("a client's scopes") { _ in
            ["UPDATE clients SET scopes = 'orders.reae'"]
        } _: { _ in
            .allowance("orders.reae")
        },
        Tampering("a token's companies") { _ in
            ["UPDATE tokens SET companies = '14146 x'"]
        } _: { _ in
            .allowance("14146 x")
        },
        Tampering("a token's client") { _ in
            ["UPDATE tokens SET client_id = 'nobody'"]
        } _: { _ in
            .noClient("nobody")
        },
    ]

    private static func delete(_ condition: String) -> String {
        "DELETE FROM order_events WHERE company_id = COMPANY AND \(condition)"
    }

    private static func counter(_ number: Int) -> String {
        "UPDATE order_counters SET sequence = \(number) WHERE company_id = COMPANY"
    }

    private static func number(_ old: Int, _ new: Int) -> String {
        "UPDATE order_events SET sequence = \(new) WHERE company_id = COMPANY AND sequence = \(old)"
    }

    private static func unbound(_ scene: Scene, _ sql: [String]) -> [SQL] {
        sql.map { SQL(unbound: $0.replacing("COMPANY", with: "\(scene.company)")) }
    }

    @Test(arguments: changed.indices)
    func `an event that was changed is named`(number: Int) async throws {
        try await Self.expectFinding(of: Self.changed[number])
    }

    @Test(arguments: gone.indices)
    func `an event that is gone is told`(number: Int) async throws {
        try await Self.expectFinding(of: Self.gone[number])
    }

    @Test(arguments: rows.indices)
    func `a row that was changed is named`(number: Int) async throws {
        try await Self.expectFinding(of: Self.rows[number])
    }

    @Test(arguments: access.indices)
    func `what is allowed and can't be read any more is told`(number: Int) async throws {
        try await Self.expectFinding(of: Self.access[number])
    }

    private static func expectFinding(of tampering: Tampering) async throws {
        try await TestServer.run { server in
            let scene = try await Scene(on: server)
            for sql in tampering.sql(scene) {
                let touched = try await server.database.write { try $0.run(sql) }
                #expect(touched > 0, "\(tampering.name)")
            }
            await #expect(throws: tampering.finding(scene), "\(tampering.name)") {
                try await DatabaseCheck(server.database).run()
            }
        }
    }

    @Test func `an order that nobody has made is named`() async throws {
        try await TestServer.run { server in
            let scene = try await Scene(on: server)
            var rows = SampleRows(seed: 71)
            let order = rows.plainOrder(items: 1, at: server.services.clock.now())
            try await server.database.write(of: scene.company) { connection throws in
                let store = CompanyStore(connection, company: scene.company)
                #expect(try store.insert(order))
            }
            await #expect(
                throws: CheckFinding.version(
                    company: scene.company, order: order.id, found: 7, expected: 0)
            ) {
                try await DatabaseCheck(server.database).run()
            }
        }
    }

    @Test func `an order whose whole history was wiped is not passed over in silence`()
        async throws
    {
        try await TestServer.run { server in
            let scene = try await Scene(on: server)
            for sql in [
                """
                UPDATE order_events SET hash = NULL, changes = NULL
                WHERE order_id = \(scene.second)
                """,
                "UPDATE orders SET name = 'x' WHERE id = \(scene.second)",
            ] as [SQL] {
                #expect(try await server.database.write { try $0.run(sql) } > 0)
            }
            let outcome = try? await DatabaseCheck(server.database).run()
            #expect(outcome?.ordersWithoutHistory ?? 1 == 1)
        }
    }

    @Test func `what is found is told in one line`() async throws {
        try await TestServer.run { server in
            let scene = try await Scene(on: server)
            for tampering in Self.changed + Self.gone + Self.rows {
                let line = tampering.finding(scene).description
                #expect(line.contains("company 14146"), "\(line)")
                #expect(!line.contains("\n"))
            }
            let line = CheckFinding.allowance("orders.re\nd").description
            #expect(
                line == #"a client, user or token is allowed "orders.re\nd", which can't be read"#)
        }
    }
}
