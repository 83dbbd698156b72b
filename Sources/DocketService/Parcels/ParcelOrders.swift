import Crypto
package import DocketCore
package import DocketStore
import Foundation

/// A parcel order as a client sent it.
package struct ParcelOrderDraft: Sendable {
    /// What is to be sent.
    package var items: [ShipmentDraft]
    /// Who orders.
    package var customer: ParcelCustomer
    /// What could not be read.
    package var faults: [ParcelFault]

    /// An order.
    package init(items: [ShipmentDraft], customer: ParcelCustomer, faults: [ParcelFault] = []) {
        self.items = items
        self.customer = customer
        self.faults = faults
    }
}

/// An order with what makes it one of parcels.
package struct FullParcelOrder: Sendable {
    /// The order.
    package let order: Order
    /// What it costs, and its shipments.
    package var parcels: ParcelOrder
    /// What clients call it.
    package let number: ParcelNumber

    /// An order of a company.
    package init(order: Order, parcels: ParcelOrder, of company: CompanyID) {
        self.order = order
        self.parcels = parcels
        number = ParcelNumber(company: company, order: order.printableID)
    }

    /// What it costs with VAT; `nil` where that is too large.
    package var price: Money? {
        guard let exVAT = parcels.exVAT, let vat = parcels.vat else { return nil }
        return exVAT.adding(vat)
    }
}

/// What can be done with parcel orders: each is an order like any other, with one Shipping item a
/// shipment.
///
/// Source: contract, section 9.
package struct ParcelOrders: Sendable {
    let database: any Database
    let changes: Changes
    private let rateCards: RateCards

    /// Parcel orders in `database`.
    package init(database: any Database, changes: Changes, rateCards: RateCards) {
        self.database = database
        self.changes = changes
        self.rateCards = rateCards
    }

    /// What an order would cost, line by line.
    ///
    /// - Throws: `ParcelError.invalid` with everything that is wrong; `SQLError`.
    package func priced(
        _ draft: ParcelOrderDraft, of company: CompanyID, at now: Timestamp
    ) async throws -> (lines: [PricedShipment], cardVersion: Int64) {
        let current = try await rateCards.current(of: company)
        var faults = draft.faults + draft.customer.faults
        if draft.items.isEmpty {
            faults.append(ParcelFault(.order, "Please enter at least one item"))
        }
        var lines: [PricedShipment] = []
        for item in draft.items {
            do {
                lines.append(try item.priced(on: current.card, at: Self.localTime(now)))
            } catch ParcelError.invalid(let found) {
                faults += found
            }
        }
        guard faults.isEmpty else { throw ParcelError.invalid(faults) }
        return (lines, current.version)
    }

    /// The time where the rate cards' services work.
    ///
    /// Source: `domain.md` B3: times of collections are local times of the United Kingdom.
    package static func localTime(_ now: Timestamp) -> LocalTime {
        let date = Date(timeIntervalSince1970: Double(now.microseconds / 1_000_000))
        let ahead = TimeZone(identifier: "Europe/London")?.secondsFromGMT(for: date) ?? 0
        return LocalTime(at: now, secondsAhead: Int64(ahead))
    }

    /// Makes an order.
    ///
    /// - Parameter answer: gets the order as it is kept.
    /// - Throws: as `priced`.
    package func create(
        _ draft: ParcelOrderDraft, as request: ChangeRequest, in context: OrderContext,
        answer: @escaping @Sendable (FullParcelOrder) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        let company = context.company
        let (lines, version) = try await priced(draft, of: company, at: context.now)
        let card = try await rateCards.card(version, of: company) ?? RateCard()
        let local = Self.localTime(context.now)
        let documents = lines.map { line in
            let days = CollectionDays(
                of: line.service, on: card, today: local.day, minutes: local.minutes)
            let delivery = line.shipment.collection.map { days.delivery(collectedOn: $0) }
            return Text(utf8: ShipmentDocument.bytes(line, delivery: delivery)[...])
        }
        for _ in 0..<Orders.printableIDTries {
            do {
                return try await changes.write(request) { connection in
                    let store = CompanyStore(connection, company: company)
                    let made = try Self.make(draft, lines, in: store, context)
                    let parcels = ParcelOrder(
                        orderID: made.id, cardVersion: version, customer: draft.customer,
                        lines: zip(zip(lines, documents), made.items).enumerated().map {
                            place, found in
                            let ((line, document), item) = found
                            return ParcelLine(
                                line: Int32(place + 1), itemID: item.id,
                                clientItemID: line.draft.itemID ?? "",
                                service: line.service.slug, exVAT: line.price.exVAT,
                                vat: line.price.vat, document: document)
                        })
                    try store.insert(parcels)
                    try store.append(making: made, actor: request.actor)
                    return try answer(
                        FullParcelOrder(order: made, parcels: parcels, of: company))
                }
            } catch is Orders.PrintableIDTaken {
                continue
            }
        }
        throw SQLError.unavailable(detail: "no free PrintableId was found")
    }

    /// The order of that number.
    ///
    /// - Throws: `ParcelError.notFound`; `SQLError`.
    package func get(_ number: ParcelNumber) async throws -> FullParcelOrder {
        try await database.read { connection in
            try CompanyStore(connection, company: number.company).requireParcelOrder(number)
        }
    }
}

// MARK: - Making the order

extension ParcelOrders {
    private static func make(
        _ draft: ParcelOrderDraft, _ lines: [PricedShipment], in store: CompanyStore,
        _ context: OrderContext
    ) throws -> Order {
        guard let location = try store.firstLocation() else {
            try store.requireCompany()
            throw ParcelError.invalid([
                ParcelFault(.order, "The company has no Location that parcels are sent from")
            ])
        }
        var order = OrderDraft()
        order.fields.type = .sales
        order.fields.entityID = location
        order.fields.name = Text(
            draft.customer.reference ?? "Parcels of \(draft.customer.email)")
        order.fields.billingCustomerID = try store.customer(draft.customer, at: context.now)
        order.fields.sourceName = "Parcels"
        order.items = lines.enumerated().map { place, line in
            item(line, at: Int32(place))
        }
        var random = SecureRandom()
        var made: Order
        do {
            made = try Order.create(
                order,
                references: OrderReferences(
                    billingAddressOwner: nil, shippingAddressOwner: nil),
                in: context, using: &random)
        } catch {
            guard case .invalid(let faults) = error else { throw error }
            throw ParcelError.invalid(faults.map { ParcelFault(.order, $0.detail) })
        }
        made.fields.sourceID = Text(
            ParcelNumber(company: context.company, order: made.printableID).description)
        guard try store.insert(made) else { throw Orders.PrintableIDTaken() }
        return made
    }

    /// The Shipping item that stands for a shipment: its price is what is paid, with VAT.
    private static func item(_ line: PricedShipment, at place: Int32) -> ItemDraft {
        var item = ItemDraft()
        item.fields.type = .shipping
        item.fields.status = .shipping
        item.fields.index = place
        item.fields.quantity = 1
        item.fields.listPrice = line.price.total
        item.fields.sellingPrice = line.price.total
        item.fields.sku = Text(line.service.slug)
        item.fields.shippingOptionID = Text(line.service.slug)
        item.fields.supplierReference = line.draft.reference.map { Text($0) }
        let count = line.draft.parcels.count
        let place = line.draft.parcels.first?.delivery
        let town = [place?[.town], place?.country?.name].compactMap(\.self)
        item.fields.description = Text(
            "\(line.service.name): \(count) \(count == 1 ? "parcel" : "parcels") to "
                + town.joined(separator: ", "))
        item.fields.notes = Text("\(line.price.exVAT) + \(line.price.vat) VAT")
        return item
    }
}

extension CompanyStore {
    /// The parcel order of that number.
    ///
    /// - Throws: `ParcelError.notFound`; `SQLError`.
    func requireParcelOrder(_ number: ParcelNumber) throws -> FullParcelOrder {
        guard let id = try orderID(of: number.order) else {
            throw ParcelError.notFound("\(number)")
        }
        return try requireParcelOrder(id)
    }

    /// The parcel order of that id.
    ///
    /// - Throws: `ParcelError.notFound`; `SQLError`.
    func requireParcelOrder(_ id: GUID) throws -> FullParcelOrder {
        guard let order = try order(id, withItems: true), let parcels = try parcelOrder(id) else {
            throw ParcelError.notFound("\(id)")
        }
        return FullParcelOrder(order: order, parcels: parcels, of: company)
    }

    /// Appends the event of an order's making.
    func append(making order: Order, actor: String) throws(SQLError) {
        let document = OrderDocument.bytes(order, withItems: true)
        let event = OrderEvent(
            from: nil, to: order, by: nil, actor: actor,
            changes: Text(utf8: OrderDocument.patch(adding: document)[...]))
        try append(event, digest: EventSeal.digest(event, of: company, after: nil))
    }

    /// The Customer whom a parcel order is billed to: one for each email address, made when it is
    /// first met.
    func customer(_ customer: ParcelCustomer, at now: Timestamp) throws(SQLError) -> GUID {
        let id = GUID(
            named: "docket parcel customer \(company) \(customer.email.lowercased())")
        if try customers.isTaken(id) { return id }
        var fields = CustomerFields()
        fields.type = .person
        fields.primaryName = Text(customer.forename)
        fields.familyName = Text(customer.surname)
        fields.notes = Text(customer.email)
        _ = try customers.insert(Customer(fields, id: id, at: now))
        return id
    }
}

extension GUID {
    /// The identifier that a name always has (version 8 of RFC 9562, section 5.8, by SHA-256).
    package init(named name: String) {
        let hash = Array(SHA256.hash(data: Array(name.utf8)))
        func half(_ from: Int) -> UInt64 {
            hash[from..<from + 8].reduce(0) { $0 << 8 | UInt64($1) }
        }
        self.init(
            high: half(0) & ~0xF000 | 0x8000,
            low: half(8) & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
    }
}
