import DocketCore
import DocketPostgres
import DocketService
import DocketStore
import DocketTestKit
import Testing

/// Two servers that write to one database at the same time.
@Suite(.timeLimit(.minutes(30))) struct PostgresDriverTests {
    /// How a job ends that these tests write.
    private enum Ending {
        case stored, refused, conflicting

        /// Of ten jobs one gives up, and one takes an id that is taken.
        init(_ number: Int) {
            self = number % 10 == 3 ? .refused : number % 10 == 7 ? .conflicting : .stored
        }
    }

    private struct Refusal: Error {}

    // MARK: - Many writers

    @Test(arguments: [1, 2])
    func `two hundred writers on two servers lose nothing and count without a gap`(
        companies: Int
    ) async throws {
        try await PostgresPair.run { pair in
            let taken = Self.orders(seed: 7, count: 1)[0]
            let all = [SampleRows.company, SampleRows.otherCompany].prefix(companies)
            for company in all { try await pair.first.store([taken], of: company) }
            let orders = Self.orders(seed: UInt64(companies), count: 200)
            let sequences = Shared<[CompanyID: [Int64]]>([:])
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, order) in orders.enumerated() {
                    let company = all[number % companies]
                    // Half of each company's jobs by each server.
                    let database = pair[number / companies]
                    group.addTask {
                        let sequence = try await Self.write(
                            order, number, of: company, taken: taken, in: database)
                        if let sequence {
                            sequences.change { $0[company, default: []].append(sequence) }
                        }
                    }
                }
                try await group.waitForAll()
            }
            for (index, company) in all.enumerated() {
                let count = orders.indices.count {
                    Ending($0) == .stored && $0 % companies == index
                }
                let expected = Array(2...Int64(1 + count))
                #expect(sequences.value[company]?.sorted() == expected, "\(company)")
            }
            for (number, order) in orders.enumerated() {
                let found = try await pair[number].order(order.id, of: all[number % companies])
                #expect(found == (Ending(number) == .stored ? order : nil), "job \(number)")
            }
            let rows = Int64(160 + companies)
            #expect(try await pair.first.count("SELECT count(*) FROM orders") == rows)
            #expect(try await pair.first.count("SELECT count(*) FROM order_events") == rows)
            #expect(try await pair.first.count("SELECT count(*) FROM order_items") == rows * 3)
        }
    }

    /// Stores an order with its event.
    ///
    /// - Returns: its event's number; `nil` for a job that is to fail, and did as it should.
    private static func write(
        _ order: Order, _ number: Int, of company: CompanyID, taken: Order,
        in database: PostgresDatabase
    ) async throws -> Int64? {
        do {
            return try await database.write(of: company) { connection throws in
                let store = CompanyStore(connection, company: company)
                guard try store.insert(order) else { throw SQLError.conflict }
                try store.appendCreation(of: order)
                let sequence = try store.lastSequence()
                switch Ending(number) {
                case .stored: break
                case .refused: throw Refusal()
                case .conflicting: _ = try store.insert(Self.doubled(taken, number))
                }
                return sequence
            }
        } catch is Refusal {
            #expect(Ending(number) == .refused)
        } catch SQLError.conflict {
            #expect(Ending(number) == .conflicting)
        }
        return nil
    }

    @Test func `changes of one order over two servers lose no update`() async throws {
        try await PostgresPair.run { pair in
            var rows = SampleRows(seed: 60)
            let order = rows.plainOrder()
            try await pair.first.store([order])
            let context = OrderContext(
                company: SampleRows.company, now: SampleRows.now.adding(seconds: 1),
                isLenient: false)
            let services = [pair.first, pair.second].map {
                DocketServices(database: $0, clock: WallClock())
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<60 {
                    group.addTask {
                        var draft = ItemDraft()
                        draft.fields.type = .inStock
                        draft.fields.status = .inStockNew
                        draft.fields.sku = Text("sku \(number)")
                        draft.fields.quantity = 1
                        _ = try await services[number % 2].orders.addItem(
                            draft, to: order.id, as: .sample(at: context.now), in: context
                        ) { _, _ in .sample }
                    }
                }
                try await group.waitForAll()
            }
            let found = try #require(try await pair.second.order(order.id))
            #expect(found.version == order.version + 60)
            #expect(
                Set(found.items.compactMap(\.fields.sku))
                    == Set((0..<60).map { Text("sku \($0)") }))
            #expect(try await pair.first.count("SELECT count(*) FROM order_events") == 61)
        }
    }

    // MARK: - One job

    @Test func `a job that meets a taken key and can do without goes on`() async throws {
        try await PostgresPair.run { pair in
            let staff = [(1, "ann"), (2, "bob"), (3, "cy")].map(Self.employee)
            let clash = Self.employee(2, "ann")
            try await pair.first.write(of: SampleRows.company) { connection throws in
                let rows = CompanyStore(connection, company: SampleRows.company).employees
                #expect(try rows.insert(staff[0]))
                #expect(try rows.insert(staff[1]))
            }
            try await pair.second.write(of: SampleRows.company) { connection throws in
                let rows = CompanyStore(connection, company: SampleRows.company).employees
                do {
                    try rows.update(clash)
                    Issue.record("a name was given twice")
                } catch SQLError.conflict {
                    #expect(try rows.insert(staff[2]))
                }
            }
            let found = try await pair.first.read { connection throws in
                try CompanyStore(connection, company: SampleRows.company).employees
                    .all()
            }
            #expect(found == staff)
        }
    }

    @Test func `a statement that takes too long is given up and leaves nothing`() async throws {
        try await PostgresServer.shared().withDatabase { place in
            var settings = PostgresSettings(url: place.url)
            settings.statementTimeoutSeconds = 1
            let database = try PostgresDatabase(settings)
            await Self.expectUnavailable {
                try await database.write { connection throws in
                    try SystemStore(connection).setSetting("trace", to: "1")
                    try connection.each("SELECT pg_sleep(60)") { (_) throws(SQLError) in }
                }
            }
            await Self.expectUnavailable {
                try await database.read { connection throws in
                    try connection.each("SELECT pg_sleep(60)") { (_) throws(SQLError) in }
                }
            }
            #expect(try await database.settingCount() == 0)
            try await database.write { try SystemStore($0).setSetting("after", to: "1") }
            #expect(try await database.settingCount() == 1)
            await database.close()
        }
    }

    // MARK: - The end

    @Test func `closing finishes what waits, and takes nothing more`() async throws {
        try await PostgresServer.shared().withDatabase { place in
            let database = try PostgresDatabase(PostgresSettings(url: place.url))
            try await database.makeSampleCompanies()
            let orders = Self.orders(seed: 61, count: 50)
            let acknowledged = Shared<Int64>(0)
            let gate = Gate()
            async let held: Void = database.write(of: SampleRows.company) { _ in gate.pass() }
            try await gate.wait()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for order in orders {
                    group.addTask {
                        try await database.store([order])
                        acknowledged.change { $0 += 1 }
                    }
                }
                group.addTask { await database.close() }
                // Another company's writes go on until it closes; which ones of the orders came
                // before that is for the scheduler to say.
                while await Self.isOpen(database) {}
                gate.open()
                for _ in 0...orders.count {
                    do { _ = try await group.next() } catch SQLError.unavailable {}
                }
            }
            try await held
            await Self.expectUnavailable { _ = try await database.order(orders[0].id) }
            await Self.expectUnavailable { try await database.store([orders[0]]) }
            let after = try PostgresDatabase(PostgresSettings(url: place.url))
            let stored = try await after.count("SELECT count(*) FROM orders")
            #expect(stored == acknowledged.value)
            await after.close()
        }
    }

    /// Whether it takes a write.
    private static func isOpen(_ database: PostgresDatabase) async -> Bool {
        (try? await database.write(of: SampleRows.otherCompany) { _ in true }) ?? false
    }

    private static func expectUnavailable(_ body: () async throws -> Void) async {
        do {
            try await body()
            Issue.record("it was done")
        } catch SQLError.unavailable {
        } catch {
            Issue.record("\(error)")
        }
    }

    // MARK: - Rows

    private static func employee(_ id: Int32, _ name: Text) -> Employee {
        var fields = EmployeeFields()
        (fields.firstName, fields.lastName, fields.userName) = (name, name, name)
        return Employee(fields, id: id, at: SampleRows.now)
    }

    private static func orders(seed: UInt64, count: Int) -> [Order] {
        var rows = SampleRows(seed: seed)
        return (0..<count).map { _ in rows.fullOrder() }
    }

    /// Another order of the same id.
    private static func doubled(_ order: Order, _ number: Int) -> Order {
        Order(
            id: order.id, printableID: PrintableID(digits: Int64(number)), fields: order.fields,
            state: .created, expiryHours: 1, createdAt: order.createdAt,
            modifiedAt: order.createdAt, version: 1, items: [])
    }
}
