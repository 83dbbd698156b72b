import DocketCore
import DocketPostgres
import DocketService
import DocketStore
import DocketTestKit
import Testing

/// What one server disables, no new order points at, on any server.
@Suite(.timeLimit(.minutes(30))) struct ReferenceCacheTests {
    /// What an order can point at.
    enum Noun: CaseIterable {
        case company, location, shippingLocation, employee, customer, address
    }

    /// Two servers that have both made an order, and so have looked its references up.
    private struct Desk: Sendable {
        let pair: PostgresPair
        let services: [DocketServices]
        let company = SampleRows.company
        let now = SampleRows.now
        let customer = GUID(high: 7, low: 1)
        let address = GUID(high: 7, low: 2)

        static func run(_ body: @Sendable (Desk) async throws -> Void) async throws {
            try await PostgresPair.run { pair in
                let desk = Desk(
                    pair: pair,
                    services: [pair.first, pair.second].map {
                        DocketServices(database: $0, clock: WallClock())
                    })
                try await desk.fillDirectory()
                for server in 0..<2 {
                    while !pair[server].hearsOthers {
                        try await Task.sleep(for: .milliseconds(5))
                    }
                    #expect(try await desk.accepts(at: server))
                }
                try await body(desk)
            }
        }

        private func fillDirectory() async throws {
            let desk = self
            try await pair.first.write(of: company) { connection throws in
                let store = CompanyStore(connection, company: desk.company)
                for id: Int32 in [10, 11] {
                    _ = try store.locations.insert(
                        Location(LocationFields(name: "Mill Road"), id: id, at: desk.now))
                }
                var employee = EmployeeFields()
                employee.firstName = "Ann"
                employee.lastName = "Li"
                employee.userName = "ann"
                _ = try store.employees.insert(Employee(employee, id: 15, at: desk.now))
                var customer = CustomerFields()
                customer.type = .person
                customer.primaryName = "Bo"
                _ = try store.customers.insert(
                    Customer(customer, id: desk.customer, at: desk.now))
                var address = AddressFields()
                address.customerID = desk.customer
                address.type = .home
                address.streetAddress1 = "1 Sample Lane"
                _ = try store.addresses(of: desk.customer).insert(
                    Address(address, id: desk.address, at: desk.now))
            }
        }

        /// Whether an order that points at all of it, or that ships to the other location, is made.
        func accepts(at server: Int) async throws -> Bool {
            var draft = OrderDraft()
            draft.fields.type = .sales
            draft.fields.entityID = 10
            draft.fields.employeeID = 15
            draft.fields.billingCustomerID = customer
            draft.fields.billingAddressID = address
            draft.fields.shippingEntityID = 11
            do {
                try await create(draft, at: server)
                return true
            } catch is OrderError {
                return false
            }
        }

        /// Makes an order.
        func create(_ draft: OrderDraft, at server: Int) async throws {
            let context = OrderContext(company: company, now: now, isLenient: false)
            _ = try await services[server].orders.create(draft, as: .sample(), in: context) {
                _, _ in .sample
            }
        }

        /// Disables one of the order's references through the first server.
        func disable(_ noun: Noun) async throws {
            switch noun {
            case .company:
                _ = try await services[0].companies.disable(
                    company, as: .sample(), answer: .sample)
            case .location: try await disableLocation(10)
            case .shippingLocation: try await disableLocation(11)
            case .employee:
                _ = try await services[0].directory.disableEmployee(
                    15, of: company, as: .sample(), answer: .sample)
            case .customer:
                _ = try await services[0].directory.disableCustomer(
                    customer, of: company, as: .sample(), answer: .sample)
            case .address:
                _ = try await services[0].directory.disableAddress(
                    address, of: customer, in: company, as: .sample(), answer: .sample)
            }
        }

        private func disableLocation(_ id: Int32) async throws {
            _ = try await services[0].directory.disableLocation(
                id, of: company, as: .sample(), answer: .sample)
        }
    }

    @Test(arguments: Noun.allCases)
    func `what one server disables is refused at once on both`(noun: Noun) async throws {
        try await Desk.run { desk in
            try await desk.disable(noun)
            #expect(try await !desk.accepts(at: 0), "the server that disabled it")
            // The word to the other is on its way.
            while try await desk.accepts(at: 1) {}
            #expect(try await !desk.accepts(at: 1), "it does not come again")
        }
    }

    @Test func `a location that is shipped to is no entity of a disabled company`() async throws {
        try await Desk.run { desk in
            try await desk.disable(.company)
            var draft = OrderDraft()
            draft.fields.type = .sales
            draft.fields.shippingEntityID = 10
            draft.fields.entityID = 11
            for entity: Int32 in [11, 10] {
                draft.fields.entityID = entity
                await #expect(throws: OrderError.self) {
                    try await desk.create(draft, at: 0)
                }
            }
        }
    }

    @Test func `what is kept in memory answers without the database`() async throws {
        try await Desk.run { desk in
            // Behind the back of both, and without a word to them.
            try await desk.pair.sql("UPDATE customers SET disabled = true")
            #expect(try await desk.accepts(at: 0))
            #expect(try await desk.accepts(at: 1))
            try await desk.pair.sql("NOTIFY docket, 'directory'")
            for server in 0..<2 { while try await desk.accepts(at: server) {} }
        }
    }

    @Test func `what is not there is looked for each time`() async throws {
        try await Desk.run { desk in
            var draft = OrderDraft()
            draft.fields.type = .sales
            draft.fields.entityID = 12
            let refused = draft
            await #expect(throws: OrderError.self) {
                try await desk.create(refused, at: 1)
            }
            try await desk.pair.first.write(of: desk.company) { connection throws in
                _ = try CompanyStore(connection, company: desk.company).locations.insert(
                    Location(LocationFields(name: "New"), id: 12, at: desk.now))
            }
            try await desk.create(refused, at: 1)
        }
    }
}
