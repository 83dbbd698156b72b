package import DocketCore
package import DocketStore

/// What a carrier tells of a shipment.
package struct TrackingDraft: Sendable {
    /// When it happened.
    package let at: Timestamp
    /// How far the parcel is.
    package let stage: TrackingStage
    /// What happened, in words.
    package let description: Text
    /// More words; `nil` for none.
    package let details: Text?
    /// Where; `nil` where that is not known.
    package let location: Text?
    /// Which parcel of the shipment, from 1; `nil` for all.
    package let parcel: Int32?

    /// What happened.
    package init(
        at: Timestamp, stage: TrackingStage, description: Text, details: Text?, location: Text?,
        parcel: Int32?
    ) {
        self.at = at
        self.stage = stage
        self.description = description
        self.details = details
        self.location = location
        self.parcel = parcel
    }
}

/// Where shipments are.
package struct ShipmentTracking: Sendable {
    private let database: any Database
    private let changes: Changes

    /// The tracking of the shipments in `database`.
    package init(database: any Database, changes: Changes) {
        self.database = database
        self.changes = changes
    }

    /// What happened to a shipment, the latest first, and what it is.
    ///
    /// - Throws: `ParcelError.notFound`; `SQLError`.
    package func events(
        of line: ParcelNumber
    ) async throws -> (events: [TrackingEvent], record: ShipmentRecord?) {
        try await database.read { connection in
            let store = CompanyStore(connection, company: line.company)
            let (order, shipment) = try store.requireLine(line)
            let events = try store.trackingEvents(of: order.order.id, line: shipment.line)
            let sorted = events.sorted { ($0.at, $0.number) > ($1.at, $1.number) }
            return (sorted, ShipmentDocument.record(shipment))
        }
    }

    /// Adds what happened. Once every shipment of an order is delivered, the order is completed.
    ///
    /// - Parameter answer: gets the event's number.
    /// - Throws: `ParcelError.notFound`, `.notPayable` where the order is not paid, `.invalid`;
    ///   `SQLError`.
    package func add(
        _ draft: TrackingDraft, to line: ParcelNumber, as request: ChangeRequest,
        answer: @escaping @Sendable (Int32) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        try await changes.write(request) { connection in
            let store = CompanyStore(connection, company: line.company)
            let (found, shipment) = try store.requireLine(line)
            guard found.parcels.paid != nil else {
                throw ParcelError.notPayable("The order is not paid, so nothing is on its way")
            }
            let record = ShipmentDocument.record(shipment)
            let parcels = Int32(record?.draft.parcels.count ?? 1)
            if let parcel = draft.parcel, !(1...parcels).contains(parcel) {
                throw ParcelError.invalid([
                    ParcelFault(.parcel, "Parcel must be from 1 to \(parcels)")
                ])
            }
            let known = try store.trackingEvents(of: found.order.id, line: shipment.line)
            guard known.count < TrackingEvent.countMax else {
                throw ParcelError.invalid([
                    ParcelFault(
                        .parcel, "A shipment has at most \(TrackingEvent.countMax) events")
                ])
            }
            let number = (known.map(\.number).max() ?? 0) + 1
            let event = TrackingEvent(
                number: number, at: draft.at, stage: draft.stage, description: draft.description,
                details: draft.details, location: draft.location, parcel: draft.parcel)
            try store.append(
                event, to: found.order.id, line: shipment.line, at: request.now,
                by: request.actor)
            if event.stage == .delivered { try store.completeIfDelivered(found, request) }
            return try answer(number)
        }
    }
}

extension CompanyStore {
    /// The shipment of that number, and its order.
    ///
    /// - Throws: `ParcelError.notFound`; `SQLError`.
    func requireLine(
        _ line: ParcelNumber
    ) throws -> (order: FullParcelOrder, shipment: ParcelLine) {
        let found = try requireParcelOrder(line.ofOrder)
        guard let shipment = found.parcels.lines.first(where: { $0.line == line.line })
        else { throw ParcelError.notFound("\(line)") }
        return (found, shipment)
    }

    fileprivate func completeIfDelivered(
        _ found: FullParcelOrder, _ request: ChangeRequest
    ) throws {
        guard found.order.state == .processed else { return }
        for line in found.parcels.lines {
            let events = try trackingEvents(of: found.order.id, line: line.line)
            guard events.contains(where: { $0.stage == .delivered }) else { return }
        }
        let context = OrderContext(company: company, now: request.now, isLenient: true)
        let after = try found.order.performing(
            .shipped, bodyID: found.order.id, bodyFaults: [], in: context)
        try update(found.order, to: after)
        try append(from: found.order, to: after, by: .shipped, actor: request.actor)
    }
}
