import DocketCore
package import DocketStore
import Testing

/// What every database of Docket must do, one promise a check. SQLite and PostgreSQL run the same
/// ones: `@Test(arguments: StoreConformance.all)`, each on a database that is new and empty.
package struct StoreConformance: Sendable, CustomTestStringConvertible {
    /// The promise, as a sentence.
    package let name: String
    private let check: @Sendable (any Database) async throws -> Void

    /// The promise itself.
    package var testDescription: String { name }

    init(_ name: String, _ check: @escaping @Sendable (any Database) async throws -> Void) {
        self.name = name
        self.check = check
    }

    /// Makes two companies in an empty database and sees whether it keeps the promise.
    package func run(on database: any Database) async throws {
        try await database.makeSampleCompanies()
        try await check(database)
    }

    /// All promises.
    package static let all =
        orders + lists + order + queries + numbers + writers + fences + directory + access
        + people + leases + parcels
}

// MARK: - Orders

extension StoreConformance {
    private static let orders = [
        StoreConformance("an order comes back with every member", everyMember),
        StoreConformance("an order with nothing set comes back with nothing set", nothingSet),
        StoreConformance("an order that is not there is none", unknownOrder),
        StoreConformance("items come in the order of Index, then of id", itemOrder),
        StoreConformance("an update replaces every member", updateMembers),
        StoreConformance("an update adds, changes and removes items", updateItems),
        StoreConformance("an update touches no other order", updateNeighbours),
        StoreConformance("a PrintableId that is taken is told and stores nothing", takenPrintable),
        StoreConformance("an id that is taken is a conflict", takenID),
        StoreConformance("references are found where they are enabled", references),
    ]

    @Sendable private static func everyMember(_ database: any Database) async throws {
        var rows = SampleRows(seed: 1)
        let order = rows.fullOrder()
        try await database.store([order])
        let found = try #require(try await database.order(order.id))
        #expect(found == order)
        let bare = try await database.read { connection throws in
            try CompanyStore(connection, company: SampleRows.company)
                .order(order.id, withItems: false)
        }
        #expect(bare?.items == [])
        #expect(bare?.fields == order.fields)
        let version = try await database.read { connection throws in
            try CompanyStore(connection, company: SampleRows.company).orderVersion(order.id)
        }
        #expect(version == order.version)
    }

    @Sendable private static func nothingSet(_ database: any Database) async throws {
        var rows = SampleRows(seed: 2)
        var order = rows.plainOrder()
        order.items = [rows.plainItem(index: -5)]
        try await database.store([order])
        #expect(try await database.order(order.id) == order)
    }

    @Sendable private static func unknownOrder(_ database: any Database) async throws {
        var rows = SampleRows(seed: 3)
        let id = rows.guid()
        #expect(try await database.order(id) == nil)
        let version = try await database.read { connection throws in
            try CompanyStore(connection, company: SampleRows.company).orderVersion(id)
        }
        #expect(version == nil)
    }

    @Sendable private static func itemOrder(_ database: any Database) async throws {
        var rows = SampleRows(seed: 4)
        var order = rows.plainOrder()
        order.items = [7, -1, 0, 7, 7, .max, .min].map { rows.plainItem(index: $0) }
        let expected = order.items.sorted { left, right in
            let (first, second) = (left.fields.index ?? 0, right.fields.index ?? 0)
            return first == second ? left.id < right.id : first < second
        }
        try await database.store([order])
        #expect(try await database.order(order.id)?.items == expected)
    }

    @Sendable private static func updateMembers(_ database: any Database) async throws {
        var rows = SampleRows(seed: 5)
        let plain = rows.plainOrder(items: 2)
        let full = rows.fullOrder()
        try await database.store([plain])
        var changed = plain
        changed.fields = full.fields
        changed.state = .pending
        changed.expiryHours = 1
        changed.modifiedAt = Timestamp(microseconds: 1)
        changed.version = 8
        let after = changed
        try await database.write { connection throws in
            try CompanyStore(connection, company: SampleRows.company).update(plain, to: after)
        }
        #expect(try await database.order(plain.id) == after)
        var emptied = after
        emptied.fields = plain.fields
        let last = emptied
        try await database.write { connection throws in
            try CompanyStore(connection, company: SampleRows.company).update(after, to: last)
        }
        #expect(try await database.order(plain.id) == last)
    }

    @Sendable private static func updateItems(_ database: any Database) async throws {
        var rows = SampleRows(seed: 6)
        let before = rows.plainOrder(items: 4)
        try await database.store([before])
        var changed = before
        changed.items.remove(at: 1)
        changed.items[0].fields.notes = nil
        changed.items[0].fields.serialNumbers = []
        changed.items[0].fields.tracking = []
        changed.items.append(rows.fullItem(index: 9))
        let after = changed
        try await database.write { connection throws in
            try CompanyStore(connection, company: SampleRows.company).update(before, to: after)
        }
        #expect(try await database.order(before.id) == after)
    }

    @Sendable private static func updateNeighbours(_ database: any Database) async throws {
        var rows = SampleRows(seed: 7)
        let orders = [rows.fullOrder(), rows.fullOrder(), rows.fullOrder()]
        try await database.store(orders)
        // The same ids in another company are other orders.
        try await database.write { connection throws in
            _ = try CompanyStore(connection, company: SampleRows.otherCompany).insert(orders[1])
        }
        var changed = orders[1]
        changed.fields.name = "changed"
        changed.items = []
        let after = changed
        try await database.write { connection throws in
            try CompanyStore(connection, company: SampleRows.company)
                .update(orders[1], to: after)
        }
        #expect(try await database.order(orders[0].id) == orders[0])
        #expect(try await database.order(orders[1].id) == after)
        #expect(try await database.order(orders[2].id) == orders[2])
        let other = try await database.order(orders[1].id, of: SampleRows.otherCompany)
        #expect(other == orders[1])
    }

    @Sendable private static func takenPrintable(_ database: any Database) async throws {
        var rows = SampleRows(seed: 8)
        let first = rows.fullOrder()
        try await database.store([first])
        let second = Order(
            id: rows.guid(), printableID: first.printableID, fields: first.fields,
            state: .created, expiryHours: 72, createdAt: SampleRows.now,
            modifiedAt: SampleRows.now, version: 1, items: [rows.fullItem(index: 0)])
        let inserted = try await database.write { connection throws in
            try CompanyStore(connection, company: SampleRows.company).insert(second)
        }
        #expect(!inserted)
        #expect(try await database.order(second.id) == nil)
        #expect(try await database.count("SELECT count(*) FROM order_items") == 3)
        let elsewhere = try await database.write { connection throws in
            try CompanyStore(connection, company: SampleRows.otherCompany).insert(second)
        }
        #expect(elsewhere)
    }

    @Sendable private static func takenID(_ database: any Database) async throws {
        var rows = SampleRows(seed: 9)
        let first = rows.fullOrder()
        try await database.store([first])
        let second = Order(
            id: first.id, printableID: rows.plainOrder().printableID, fields: first.fields,
            state: .created, expiryHours: 72, createdAt: SampleRows.now,
            modifiedAt: SampleRows.now, version: 1, items: [])
        await #expect(throws: SQLError.conflict) { try await database.store([second]) }
        #expect(try await database.order(first.id) == first)
    }

    @Sendable private static func references(_ database: any Database) async throws {
        var rows = SampleRows(seed: 10)
        let (customer, address) = (rows.guid(), rows.guid())
        try await database.write { connection throws in
            let store = CompanyStore(connection, company: SampleRows.company)
            for id in [Int32(1), 2] {
                _ = try store.locations.insert(
                    Location(
                        LocationFields(name: "Store"), isDisabled: id == 2, id: id,
                        at: SampleRows.now))
            }
            var person = CustomerFields()
            person.type = .person
            _ = try store.customers.insert(Customer(person, id: customer, at: SampleRows.now))
            var home = AddressFields()
            home.customerID = customer
            home.type = .home
            _ = try store.addresses(of: customer).insert(
                Address(home, id: address, at: SampleRows.now))
        }
        var wanted = OrderFields()
        wanted.entityID = 1
        wanted.shippingEntityID = 2
        wanted.billingCustomerID = customer
        wanted.billingAddressID = address
        wanted.shippingCustomerID = address
        let fields = wanted
        let found = try await database.read { connection throws in
            try [SampleRows.company, SampleRows.otherCompany].map {
                try CompanyStore(connection, company: $0).references(of: fields)
            }
        }
        #expect(found[0].entityExists)
        #expect(!found[0].shippingEntityExists, "a disabled Location counts as none")
        #expect(!found[0].employeeExists)
        #expect(found[0].billingCustomerExists)
        #expect(found[0].billingAddressOwner == customer)
        #expect(!found[0].shippingCustomerExists)
        #expect(!found[1].entityExists && !found[1].billingCustomerExists)
        #expect(found[1].billingAddressOwner == nil)
    }
}
