import DocketCore
package import DocketStore
import Testing

extension StoreConformance {
    static let fences = [
        StoreConformance("another company reads none of it", otherCompanyReads),
        StoreConformance("another company changes none of it", otherCompanyWrites),
        StoreConformance("the same ids in two companies are two things", sameIDs),
        StoreConformance("a text is data, whatever it says", texts),
    ]

    /// What a company has in these tests.
    private struct Estate: Sendable {
        let order: Order
        let location: Location
        let employee: Employee
        let customer: Customer
        let address: Address

        init(seed: UInt64, name: Text = "Estate") {
            var rows = SampleRows(seed: seed)
            order = rows.fullOrder()
            location = Location(LocationFields(name: name), id: 5, at: SampleRows.now)
            var staff = EmployeeFields()
            staff.firstName = name
            staff.lastName = name
            staff.userName = name
            employee = Employee(staff, id: 5, at: SampleRows.now)
            var person = CustomerFields()
            person.type = .person
            person.primaryName = name
            customer = Customer(person, id: rows.guid(), at: SampleRows.now)
            var home = AddressFields()
            home.customerID = customer.id
            home.type = .home
            home.locality = name
            address = Address(home, id: rows.guid(), at: SampleRows.now)
        }

        func store(in store: CompanyStore) throws {
            #expect(try store.insert(order))
            try store.appendCreation(of: order)
            #expect(try store.locations.insert(location))
            #expect(try store.employees.insert(employee))
            #expect(try store.customers.insert(customer))
            #expect(try store.addresses(of: customer.id).insert(address))
        }

        /// Whether a company has exactly this.
        func expect(in store: CompanyStore) throws {
            #expect(try store.order(order.id, withItems: true) == order)
            #expect(try store.locations.get(5) == location)
            #expect(try store.employees.get(5) == employee)
            #expect(try store.customers.get(customer.id) == customer)
            #expect(try store.addresses(of: customer.id).get(address.id) == address)
        }
    }

    @Sendable private static func otherCompanyReads(_ database: any Database) async throws {
        let estate = Estate(seed: 60)
        try await database.write { connection throws in
            try estate.store(in: CompanyStore(connection, company: SampleRows.company))
        }
        var wanted = estate.order.fields
        wanted.entityID = 5
        wanted.employeeID = 5
        wanted.billingCustomerID = estate.customer.id
        wanted.billingAddressID = estate.address.id
        let fields = wanted
        try await database.read { connection throws in
            let store = CompanyStore(connection, company: SampleRows.otherCompany)
            let order = estate.order
            #expect(try store.order(order.id, withItems: true) == nil)
            #expect(try store.orderVersion(order.id) == nil)
            #expect(try store.items(of: order.id).isEmpty)
            for filter in fencedFilters(order) {
                var request = ListRequest(try .orders(filter, isFull: true), limit: 9)
                request.counts = true
                let found = try store.orders(request)
                #expect(found.elements.isEmpty && found.count == 0, "\(filter)")
                let own = try CompanyStore(connection, company: SampleRows.company)
                    .orders(request)
                #expect(own.elements == [order] && own.count == 1, "\(filter)")
            }
            let items = try store.items(
                of: order.id, .all(ListQuery(all: .item, isFull: true)))
            #expect(items.elements.isEmpty)
            let references = try store.references(of: fields)
            #expect(!references.entityExists && !references.employeeExists)
            #expect(!references.billingCustomerExists)
            #expect(references.billingAddressOwner == nil)
            try expectNothing(store.locations, 5)
            try expectNothing(store.employees, 5)
            try expectNothing(store.customers, estate.customer.id)
            try expectNothing(store.addresses(of: estate.customer.id), estate.address.id)
            #expect(try !store.isAddressTaken(estate.address.id))
            #expect(try store.employeeID(userName: "Estate") == nil)
        }
    }

    /// Filters that an order of the company meets, by each way to it that there is.
    private static func fencedFilters(_ order: Order) -> [String] {
        let item = order.items[0]
        return [
            "", "PrintableId eq '\(order.printableID)'", "Id eq \(order.id)",
            "Id in (\(order.id))", "State eq '\(order.state.name)' and EntityId eq 2147483647",
            "Items/any()", "Items/$count eq 3", "Items/any(i:i/Id eq \(item.id))",
            "Items/any(i:i/SKU eq '00001')", "Items/any(i:startswith(i/SKU,'0000'))",
            "Items/any(i:i/SKU in ('00001','x'))", "Items/all(i:i/SKU eq '00001')",
            "Items/any(i:i/SerialNumbers/any(s:s eq 'two'))",
            "Items/any(i:i/SerialNumbers/any(s:startswith(s,'tw')))",
            "Items/any(i:i/SKU eq '00001' and i/OrderId eq $it/Id)",
            "1 eq 1 or Name eq null", "not (Name eq 'x')",
        ]
    }

    private static func expectNothing<Fields: StoredFields>(
        _ rows: DirectoryRows<Fields>, _ id: Fields.ID
    ) throws {
        #expect(try rows.get(id) == nil)
        #expect(try rows.all().isEmpty)
        var counting = ListRequest(ListQuery(all: Fields.entityType, isFull: false), limit: 0)
        counting.counts = true
        #expect(try rows.page(counting).count == 0)
        #expect(try rows.page(.all(counting.query), among: [id]).elements.isEmpty)
        #expect(try !rows.isTaken(id))
        #expect(try rows.largestID() == nil)
    }

    @Sendable private static func otherCompanyWrites(_ database: any Database) async throws {
        let estate = Estate(seed: 61)
        var changed = estate.order
        changed.fields.name = "stolen"
        changed.items = []
        var (location, employee) = (estate.location, estate.employee)
        var (customer, address) = (estate.customer, estate.address)
        location.fields.name = "stolen"
        employee.fields.firstName = "stolen"
        customer.fields.primaryName = "stolen"
        address.fields.locality = "stolen"
        let stolen = (changed, location, employee, customer, address)
        try await database.write { connection throws in
            try estate.store(in: CompanyStore(connection, company: SampleRows.company))
            let thief = CompanyStore(connection, company: SampleRows.otherCompany)
            try thief.update(estate.order, to: stolen.0)
            try thief.locations.update(stolen.1)
            try thief.employees.update(stolen.2)
            try thief.customers.update(stolen.3)
            try thief.addresses(of: estate.customer.id).update(stolen.4)
        }
        try await database.read { connection throws in
            try estate.expect(in: CompanyStore(connection, company: SampleRows.company))
        }
        #expect(
            try await database.count("SELECT count(*) FROM orders WHERE company_id = 2") == 0)
    }

    @Sendable private static func sameIDs(_ database: any Database) async throws {
        let estates = [
            (SampleRows.company, Estate(seed: 62, name: "one")),
            (SampleRows.otherCompany, Estate(seed: 62, name: "two")),
        ]
        try await database.write { connection throws in
            for (company, estate) in estates {
                try estate.store(in: CompanyStore(connection, company: company))
            }
        }
        try await database.read { connection throws in
            for (company, estate) in estates {
                let store = CompanyStore(connection, company: company)
                try estate.expect(in: store)
                #expect(try store.employeeID(userName: estate.employee.fields.userName ?? "") == 5)
            }
        }
    }

    /// A few strings of each kind; TextTests have many more.
    @Sendable private static func texts(_ database: any Database) async throws {
        try await roundTrip(
            [
                "", " ", "\t\r\n", "'", "\"", "\\", "';--", "NULL", "$1", "?1", ":a", "@a", "%_",
                "\u{301}e", "e\u{301}", "é", "\u{FEFF}bom", "\u{202E}right", "👩‍👩‍👧‍👦", "\u{FFFD}",
                "\u{10FFFF}", "\u{7F}", "\u{1}", "{}", "[]", "{\"a\": [1]}",
            ], through: database)
    }

    /// Stores each string in every text column and reads it back.
    package static func roundTrip(
        _ strings: [String], through database: any Database
    ) async throws {
        var rows = SampleRows(seed: 63)
        let orders = strings.map { rows.order(of: Text($0)) }
        try await database.store(orders)
        for order in orders {
            #expect(try await database.order(order.id) == order)
        }
        #expect(
            try await database.count("SELECT count(*) FROM orders") == Int64(strings.count))
        for (number, string) in zip(Int32(1)..., strings) {
            let text = Text(string)
            let (company, location, employee) = (
                Company(CompanyFields(of: text), id: SampleRows.company, at: SampleRows.now),
                Location(LocationFields(of: text), id: number, at: SampleRows.now),
                Employee(EmployeeFields(of: text), id: number, at: SampleRows.now)
            )
            let customer = Customer(
                CustomerFields(of: text), id: rows.guid(), at: SampleRows.now)
            let address = Address(
                AddressFields(of: text, customer: customer.id), id: rows.guid(),
                at: SampleRows.now)
            try await database.write { connection throws in
                try SystemStore(connection).companies.update(company)
                let store = CompanyStore(connection, company: SampleRows.company)
                #expect(try store.locations.insert(location))
                #expect(try store.employees.insert(employee), "\(string)")
                #expect(try store.customers.insert(customer))
                #expect(try store.addresses(of: customer.id).insert(address))
            }
            try await database.read { connection throws in
                #expect(
                    try SystemStore(connection).companies.get(SampleRows.company) == company)
                let store = CompanyStore(connection, company: SampleRows.company)
                #expect(try store.locations.get(number) == location)
                #expect(try store.employees.get(number) == employee)
                #expect(try store.employeeID(userName: text) == number)
                #expect(try store.customers.get(customer.id) == customer)
                let found = try store.addresses(of: customer.id).get(address.id)
                #expect(found == address)
            }
        }
    }
}
