package import DocketCore
package import DocketStore

/// Rows for the tests of the store, made from a seed.
package struct SampleRows: Sendable {
    /// The instant of all that is made here.
    package static let now = Timestamp(microseconds: 1_427_482_049_901_000)
    /// An id that no row has.
    package static let id = GUID(high: 1, low: 2)
    /// A company that is always number 1.
    package static let company = sampleCompany(1)
    /// Another company.
    package static let otherCompany = sampleCompany(2)

    private var random: SeededRandom

    /// Other rows for each seed.
    package init(seed: UInt64) { random = SeededRandom(seed: seed) }

    /// A new identifier.
    package mutating func guid(at time: Timestamp = now) -> GUID {
        GUID.version7(at: time, using: &random)
    }

    /// An order with every member set, to the edge of its range where it has one.
    package mutating func fullOrder(items: Int = 3, at time: Timestamp = now) -> Order {
        var fields = OrderFields()
        fields.name = "Ærlig ordre №1 \u{1F4E6}"
        fields.type = .rma
        fields.entityID = .max
        fields.billingCustomerID = guid()
        fields.billingAddressID = guid()
        fields.shippingCustomerID = guid()
        fields.shippingAddressID = guid()
        fields.shippingEntityID = .min
        fields.customerID = "customer"
        fields.employeeID = -1
        fields.discountAmount = Money(tenThousandths: Money.limit - 1) ?? .zero
        fields.discountCode = ""
        fields.discountDescription = Text(String(repeating: "long ", count: 800))
        fields.tenderID = "tender"
        fields.tenderOrigin = "origin\r\n\ttab"
        fields.sourceID = "source"
        fields.sourceName = "'; DROP TABLE orders; --"
        return order(fields, state: .processed, items: items, at: time)
    }

    /// An order with nothing set that need not be.
    package mutating func plainOrder(
        entityID: Int32 = 1, state: OrderState = .created, items: Int = 0,
        at time: Timestamp = now
    ) -> Order {
        var fields = OrderFields()
        fields.type = .sales
        fields.entityID = entityID
        return order(fields, state: state, items: items, at: time)
    }

    private mutating func order(
        _ fields: OrderFields, state: OrderState, items: Int, at time: Timestamp
    ) -> Order {
        Order(
            id: guid(at: time), printableID: PrintableID(using: &random), fields: fields,
            state: state, expiryHours: 87_600, createdAt: time,
            modifiedAt: Timestamp(microseconds: time.microseconds + 1), version: 7,
            items: (0..<items).map { fullItem(index: Int32($0)) })
    }

    /// An item with every member set.
    package mutating func fullItem(index: Int32) -> OrderItem {
        var fields = ItemFields()
        fields.type = .dropShip
        fields.status = .dropShipOrdered
        fields.index = index
        fields.productID = Text("product \(index)")
        fields.supplierEntityID = .min
        fields.supplierReference = "supplier"
        fields.quantity = .max
        fields.cost = Money(tenThousandths: 59_900) ?? .zero
        fields.listPrice = Money(tenThousandths: 1 - Money.limit) ?? .zero
        fields.sellingPrice = Money(tenThousandths: 1) ?? .zero
        fields.description = "description"
        fields.notes = "notes, \"quoted\" \\ and {braced}"
        fields.sku = "00001"
        fields.shippingOptionID = "option"
        fields.serialNumbers = ["1", "", "two", "\"\\\u{2028}"]
        fields.tracking = [
            Tracking(quantity: 1, number: "1Z\"999"), Tracking(quantity: .max, number: "[]"),
        ]
        return OrderItem(id: guid(), fields: fields)
    }

    /// An item with nothing set that need not be.
    package mutating func plainItem(index: Int32) -> OrderItem {
        var fields = ItemFields()
        fields.type = .shipping
        fields.status = .shipping
        fields.index = index
        return OrderItem(id: guid(), fields: fields)
    }

    private static func sampleCompany(_ number: Int32) -> CompanyID {
        guard let company = CompanyID(number) else {
            preconditionFailure("a company's number is above 0")
        }
        return company
    }
}

extension Database {
    /// Makes the two companies of `SampleRows`.
    package func makeSampleCompanies() async throws {
        try await write { connection throws in
            for company in [SampleRows.company, SampleRows.otherCompany] {
                let fields = CompanyFields(name: Text("Company \(company)"))
                _ = try SystemStore(connection).companies.insert(
                    Company(fields, id: company, at: SampleRows.now))
            }
        }
    }

    /// Stores orders with their events, all in one transaction.
    package func store(
        _ orders: [Order], of company: CompanyID = SampleRows.company
    ) async throws {
        try await write(of: company) { connection throws in
            let store = CompanyStore(connection, company: company)
            for order in orders {
                guard try store.insert(order) else { throw SQLError.conflict }
                try store.appendCreation(of: order)
            }
        }
    }

    /// The order of that id with its items.
    package func order(
        _ id: GUID, of company: CompanyID = SampleRows.company
    ) async throws -> Order? {
        try await read { try CompanyStore($0, company: company).order(id, withItems: true) }
    }

    /// How many settings there are beside the key that each database has from the start.
    package func settingCount() async throws -> Int64 {
        try await count(
            "SELECT count(*) FROM settings WHERE name <> \(SystemStore.listTokenKeySetting)")
    }

    /// How many rows a query gives.
    package func count(_ query: SQL) async throws -> Int64 {
        try await read { connection throws in
            try connection.first(query) { (row) throws(SQLError) in row.integer(0) } ?? 0
        }
    }
}
