import DocketCore
import DocketPostgres
import DocketSQLite
import DocketStore
import DocketTestKit
import Testing

/// What is asked of orders every day is found by an index: neither a table is read whole nor all
/// that a company has, on a database that nobody has analysed.
@Suite(.timeLimit(.minutes(10))) struct QueryPlanTests {
    private static let companies = 5
    private static let ordersEach = 1000

    @Test func `SQLite finds what is asked every day by an index`() async throws {
        try await SQLiteFolder.run { folder in
            let database = try folder.open()
            let samples = try await Self.fill(database)
            try await Self.check(database, Use.all(samples)) { steps, use in
                steps.filter { use.isBadInSQLite($0) }
            }
            await database.close()
        }
    }

    @Test(arguments: [false, true])
    func `PostgreSQL finds what is asked every day by an index`(
        isAnalysed: Bool
    ) async throws {
        try await PostgresPair.run { pair in
            let samples = try await Self.fill(pair.first)
            if isAnalysed { try await pair.sql("ANALYZE") }
            try await Self.check(pair.first, Use.all(samples)) { steps, use in
                steps.filter { use.isBadInPostgres($0, isAnalysed: isAnalysed) }
            }
        }
    }

    @Test func `SQLite finds the history of an order by an index`() async throws {
        try await SQLiteFolder.run { folder in
            let database = try folder.open()
            let order = try await Self.fill(database).order.id
            try await Self.checkHistory(of: order, database) { step in
                step.contains("SCAN") || step.contains("(company_id=?)")
            }
            await database.close()
        }
    }

    @Test(arguments: [false, true])
    func `PostgreSQL finds the history of an order by an index`(isAnalysed: Bool) async throws {
        try await PostgresPair.run { pair in
            let order = try await Self.fill(pair.first).order.id
            if isAnalysed { try await pair.sql("ANALYZE") }
            try await Self.checkHistory(of: order, pair.first) { step in
                step.contains("Seq Scan on order_events")
                    || step.contains("Index Cond") && !step.contains(" AND ")
            }
        }
    }

    /// Reads the plans of what looks for the events of one order: each change of it does.
    private static func checkHistory(
        of order: GUID, _ database: any Database,
        isBad: @escaping @Sendable (String) -> Bool
    ) async throws {
        try await database.read { connection throws in
            let recorder = StatementRecorder(connection)
            let store = CompanyStore(recorder, company: SampleRows.company)
            #expect(try store.events(of: order).count == 1)
            #expect(try store.lastHash(of: order) != nil)
            _ = try recorder.first(
                SystemStore.answer([0], of: SampleRows.company, since: SampleRows.now))
            #expect(recorder.queries.count == 3)
            for query in recorder.queries {
                let plan = try recorder.plan(of: query)
                #expect(!plan.contains(where: isBad), "\(plan.joined(separator: "\n"))")
            }
        }
    }

    /// Reads the plans of the first and of the next page of each.
    private static func check(
        _ database: any Database, _ uses: [Use],
        _ bad: @escaping @Sendable ([String], Use) -> [String]
    ) async throws {
        for use in uses {
            try await database.read { connection throws in
                let recorder = StatementRecorder(connection)
                let store = CompanyStore(recorder, company: SampleRows.company)
                var request = ListRequest(
                    try .orders(use.filter, orderBy: use.orderBy), limit: use.limit)
                request.position = try store.orders(request).next
                #expect((request.position != nil) == use.hasNextPage, "\(use)")
                if request.position != nil { _ = try store.orders(request) }
                for query in recorder.queries {
                    let plan = try recorder.plan(of: query)
                    let found = bad(plan, use)
                    #expect(found.isEmpty, "\(use)\n\(query.text)\n\(plan.joined(separator: "\n"))")
                }
            }
        }
    }

    // MARK: - Rows

    /// What some order of company 1 has.
    fileprivate struct Samples {
        let order: Order
        let other: Order
        let last: Order
        let customer: GUID
    }

    private static func fill(_ database: any Database) async throws -> Samples {
        var rows = SampleRows(seed: 100)
        try await database.write { connection throws in
            for number in Int32(1)...Int32(companies) {
                guard let id = CompanyID(number) else { continue }
                _ = try SystemStore(connection).companies.insert(
                    Company(CompanyFields(name: "x"), id: id, at: SampleRows.now))
            }
        }
        let customers = (0..<200).map { _ in rows.guid() }
        var samples: Samples?
        for number in Int32(1)...Int32(companies) {
            guard let company = CompanyID(number) else { continue }
            let orders = (0..<ordersEach).map { Self.order($0, customers, &rows) }
            try await database.store(orders, of: company)
            if number == 1 {
                samples = Samples(
                    order: orders[317], other: orders[512], last: orders[ordersEach - 1],
                    customer: customers[3])
            }
        }
        return try #require(samples)
    }

    /// An order as shops have them, one a minute.
    private static func order(
        _ number: Int, _ customers: [GUID], _ rows: inout SampleRows
    ) -> Order {
        var order = rows.plainOrder(
            entityID: Int32(number % 10 + 1),
            // Nearly all are done with.
            state: number % 20 == 0 ? .pending : number % 33 == 0 ? .created : .completed,
            items: 2, at: SampleRows.now.adding(seconds: Int64(number) * 60))
        order.modifiedAt = order.createdAt.adding(seconds: 3600)
        order.fields.billingCustomerID = customers[number % customers.count]
        order.fields.shippingCustomerID =
            number % 3 == 0 ? nil : customers[number * 7 % customers.count]
        order.fields.customerID = number % 2 == 0 ? nil : Text("C-\(number % 200)")
        order.fields.tenderID = Text("INV-\(number)")
        for index in order.items.indices {
            order.items[index].fields.sku = Text("\(10_000 + number * 3 % 700)-\(index)")
            order.items[index].fields.serialNumbers = [Text("SN\(number)-\(index)")]
        }
        return order
    }
}

/// One thing that is asked of orders.
private struct Use: Sendable, CustomStringConvertible {
    let filter: String
    var orderBy = ""
    var limit = 50
    var hasNextPage = false
    /// Whether all that is found may be sorted: it is few, and the order is not the index's.
    var maySort = true

    var description: String {
        "$filter=\(filter)" + (orderBy.isEmpty ? "" : "&$orderby=\(orderBy)")
    }

    /// Whether a step of a plan reads all of a table or all of a company.
    func isBadInSQLite(_ step: String) -> Bool {
        if step.contains("TEMP B-TREE FOR ORDER BY") { return !maySort }
        if step.contains("SCAN") { return true }
        // The list itself is all of a company's; it is read in its order, as far as the page goes.
        return step.hasSuffix("(company_id=?)") && !filter.isEmpty
    }

    /// The same; before PostgreSQL has looked at the rows, which it does within a minute, it takes
    /// a company's for a handful and sorts them.
    func isBadInPostgres(_ step: String, isAnalysed: Bool) -> Bool {
        let step = step.drop { $0 == " " || $0 == "-" || $0 == ">" }
        if step.hasPrefix("Sort  (") { return !maySort && isAnalysed }
        if step.hasPrefix("Seq Scan") { return true }
        return step.hasPrefix("Index Cond") && !step.contains(" AND ") && !step.contains("ROW(")
            && step.contains("company_id") && !filter.isEmpty
    }

    /// Source: contract, section 6; the examples of the manual.
    static func all(_ samples: QueryPlanTests.Samples) -> [Use] {
        let (order, other) = (samples.order, samples.other)
        let from = order.createdAt
        let to = from.adding(seconds: 6 * 3600)
        // What a client that looks every few minutes asks for.
        let lately = samples.last.modifiedAt.adding(seconds: -600)
        return [
            Use(filter: "", hasNextPage: true, maySort: false),
            Use(
                filter: "", orderBy: "CreatedDateUtc desc", hasNextPage: true, maySort: false),
            Use(
                filter: "", orderBy: "ModifiedDateUtc", hasNextPage: true, maySort: false),
            Use(
                filter: "State eq 'Pending' and EntityId eq 1", limit: 20, hasNextPage: true,
                maySort: false),
            Use(filter: "State in ('Pending','Created')", hasNextPage: true),
            Use(filter: "State eq 'Pending'", limit: 20, hasNextPage: true),
            Use(
                filter: "CreatedDateUtc ge \(from) and CreatedDateUtc lt \(to)",
                hasNextPage: true, maySort: false),
            Use(
                filter: "CreatedDateUtc ge \(from) and CreatedDateUtc lt \(to)",
                orderBy: "CreatedDateUtc desc", hasNextPage: true, maySort: false),
            Use(filter: "ModifiedDateUtc gt \(lately)"),
            Use(filter: "ModifiedDateUtc gt \(lately)", orderBy: "ModifiedDateUtc", maySort: false),
            Use(
                filter: "ModifiedDateUtc gt \(from)", orderBy: "ModifiedDateUtc",
                hasNextPage: true, maySort: false),
            Use(
                filter: "ModifiedDateUtc gt \(to) and ModifiedDateUtc le "
                    + "\(to.adding(seconds: 600))"),
            Use(filter: "PrintableId eq '\(order.printableID)'"),
            Use(filter: "Id eq \(order.id)"),
            Use(filter: "Id in (\(order.id),\(other.id))"),
            Use(filter: "BillingCustomerId eq \(samples.customer)"),
            Use(filter: "ShippingCustomerId eq \(samples.customer)"),
            Use(filter: "CustomerId eq 'C-5'"),
            Use(filter: "TenderId eq 'INV-317'"),
            Use(filter: "Items/any(i:i/SKU eq '10003-0')"),
            Use(filter: "Items/any(i:startswith(i/SKU,'10003-'))"),
            Use(filter: "Items/any(i:i/SKU in ('10003-0','10006-1'))"),
            Use(filter: "Items/any(i:i/SerialNumbers/any(s:s eq 'SN317-1'))"),
        ]
    }
}
