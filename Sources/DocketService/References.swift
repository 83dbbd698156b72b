import DocketCore
import DocketStore

/// What the directory says of what new orders point at. What is there and enabled is kept in
/// memory, where the database tells of changes; what is not is asked for each time.
struct References: Sendable {
    /// What an order can point at.
    private enum Row: Hashable {
        /// A Location, of a company that is itself enabled.
        case entity(CompanyID, Int32)
        case location(CompanyID, Int32)
        case employee(CompanyID, Int32)
        case customer(CompanyID, GUID)
        case address(CompanyID, GUID)
    }

    private let database: any Database
    /// Rows that are there and enabled; of an address, its customer.
    private let known: HeardCache<Row, GUID?>

    init(database: any Database) {
        self.database = database
        known = HeardCache(of: database, until: .directory)
    }

    /// What the directory of a company says of what an order points at.
    func look(_ fields: OrderFields, in company: CompanyID) async throws -> OrderReferences {
        if let references = recall(fields, in: company) { return references }
        let generation = known.generation
        let references =
            try await database.first(CompanyStore.references(of: fields, in: company))
            ?? OrderReferences()
        keep(references, of: fields, in: company, since: generation)
        return references
    }

    /// The answer from memory; `nil` unless all of it is there.
    private func recall(_ fields: OrderFields, in company: CompanyID) -> OrderReferences? {
        var rows: [Row] = []
        rows.reserveCapacity(7)
        // The addresses come first, since they alone have something to tell.
        if let id = fields.billingAddressID { rows.append(.address(company, id)) }
        if let id = fields.shippingAddressID { rows.append(.address(company, id)) }
        if let id = fields.entityID { rows.append(.entity(company, id)) }
        if let id = fields.shippingEntityID { rows.append(.location(company, id)) }
        if let id = fields.employeeID { rows.append(.employee(company, id)) }
        if let id = fields.billingCustomerID { rows.append(.customer(company, id)) }
        if let id = fields.shippingCustomerID { rows.append(.customer(company, id)) }
        guard let values = known.values(of: rows) else { return nil }
        var owners = values[...]
        return OrderReferences(
            billingAddressOwner: fields.billingAddressID == nil ? nil : owners.removeFirst(),
            shippingAddressOwner: fields.shippingAddressID == nil ? nil : owners.removeFirst())
    }

    private func keep(
        _ references: OrderReferences, of fields: OrderFields, in company: CompanyID,
        since generation: Int
    ) {
        func keep(_ row: Row?, owner: GUID? = nil, if isThere: Bool) {
            if let row, isThere { known.keep(owner, of: row, since: generation) }
        }
        keep(fields.entityID.map { .entity(company, $0) }, if: references.entityExists)
        keep(
            fields.shippingEntityID.map { .location(company, $0) },
            if: references.shippingEntityExists)
        keep(fields.employeeID.map { .employee(company, $0) }, if: references.employeeExists)
        keep(
            fields.billingCustomerID.map { .customer(company, $0) },
            if: references.billingCustomerExists)
        keep(
            fields.shippingCustomerID.map { .customer(company, $0) },
            if: references.shippingCustomerExists)
        keep(
            fields.billingAddressID.map { .address(company, $0) },
            owner: references.billingAddressOwner, if: references.billingAddressOwner != nil)
        keep(
            fields.shippingAddressID.map { .address(company, $0) },
            owner: references.shippingAddressOwner, if: references.shippingAddressOwner != nil)
    }
}
