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
        let orders: [Orders]
        let company = SampleRows.company
        let now = SampleRows.now
        let customer = GUID(high: 7, low: 1)
        let address = GUID(high: 7, low: 2)

        static func run(_ body: @Sendable (Desk) async throws -> Void) async throws {
            try await PostgresPair.run { pair in
                let desk = Desk(
                    pair: pair,
                    orders: [Orders(database: pair.first), Orders(database: pair.second)])
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
                _ = try await orders[server].create(
                    draft, actor: "x",
                    in: OrderContext(company: company, now: now, isLenient: false))
                return true
            } catch is OrderError {
                return false
            }
        }

        /// Disables one of the order's references through the first server.
        func disable(_ noun: Noun) async throws {
            let directory = Directory(database: pair.first)
            switch noun {
            case .company: try await Companies(database: pair.first).disable(company, at: now)
            case .location: try await directory.disableLocation(10, of: company, at: now)
            case .shippingLocation: try await directory.disableLocation(11, of: company, at: now)
            case .employee: try await directory.disableEmployee(15, of: company, at: now)
            case .customer: try await directory.disableCustomer(customer, of: company, at: now)
            case .address:
                try await directory.disableAddress(address, of: customer, in: company, at: now)
            }
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
            let context = OrderContext(company: desk.company, now: desk.now, isLenient: false)
            for entity: Int32 in [11, 10] {
                draft.fields.entityID = entity
                await #expect(throws: OrderError.self) {
                    try await desk.orders[0].create(draft, actor: "x", in: context)
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
            let context = OrderContext(company: desk.company, now: desk.now, isLenient: false)
            await #expect(throws: OrderError.self) {
                try await desk.orders[1].create(refused, actor: "x", in: context)
            }
            try await desk.pair.first.write(of: desk.company) { connection throws in
                _ = try CompanyStore(connection, company: desk.company).locations.insert(
                    Location(LocationFields(name: "New"), id: 12, at: desk.now))
            }
            _ = try await desk.orders[1].create(refused, actor: "x", in: context)
        }
    }
}
