/// What every rule needs to know of the moment and the place: passed in, never asked for.
package struct OrderContext: Sendable {
    /// The company of the URI.
    package let company: CompanyID
    /// The instant of the request.
    package let now: Timestamp
    /// Whether ShippingCustomerId and ShippingEntityId may both be set (RFC 7240,
    /// `handling=lenient`; contract, section 2).
    package let isLenient: Bool
    /// The versions that a change may begin from.
    package let condition: VersionCondition

    /// The moment and the place of a request.
    package init(
        company: CompanyID, now: Timestamp, isLenient: Bool, condition: VersionCondition = .any
    ) {
        self.company = company
        self.now = now
        self.isLenient = isLenient
        self.condition = condition
    }
}

extension Order {
    /// A new order out of a draft.
    ///
    /// - Parameters:
    ///   - references: what the directory says of what the draft points at.
    ///   - random: source of the ids and the PrintableId.
    /// - Throws: `.invalid` with every fault at once.
    package static func create(
        _ draft: OrderDraft, references: OrderReferences, in context: OrderContext,
        using random: inout some RandomNumberGenerator
    ) throws(OrderError) -> Order {
        if let malformed = draft.malformed { throw .invalid([malformed]) }
        var faults = draft.faults + draft.missing(.replace)
        if let state = draft.state, !OrderTransition.initial.contains(state) {
            faults.append(
                Fault(
                    OrderMember.state.pointer,
                    "Attempt to create resource that is not at its initial state",
                    kind: .notInitialState))
        }
        faults += draft.fields.shippingFaults(over: nil, in: context)
        faults += references.faults(draft.fields, over: nil, company: context.company)
        return try assembled(draft, from: OrderOrigin(), faults, in: context, using: &random)
    }

    /// An order that was somewhere else before, in whatever State it has come to. What it points at
    /// may be gone by now; that is not looked at.
    ///
    /// - Parameter random: source of what the origin lacks.
    /// - Throws: `.invalid` with every fault at once.
    package static func imported(
        _ draft: OrderDraft, from origin: OrderOrigin, in context: OrderContext,
        using random: inout some RandomNumberGenerator
    ) throws(OrderError) -> Order {
        if let malformed = draft.malformed { throw .invalid([malformed]) }
        var faults = draft.faults + draft.missing(.replace)
        if let createdAt = origin.createdAt, let modifiedAt = origin.modifiedAt,
            modifiedAt < createdAt
        {
            faults.append(
                Fault(
                    OrderMember.modifiedDateUTC.pointer,
                    "ModifiedDateUtc must not be before CreatedDateUtc"))
        }
        let ids = origin.itemIDs.compactMap(\.self)
        if Set(ids).count < ids.count {
            faults.append(Fault(OrderMember.items.pointer, "Two items have the same Id"))
        }
        return try assembled(draft, from: origin, faults, in: context, using: &random)
    }

    private static func assembled(
        _ draft: OrderDraft, from origin: OrderOrigin, _ faults: [Fault],
        in context: OrderContext, using random: inout some RandomNumberGenerator
    ) throws(OrderError) -> Order {
        var items = ItemList()
        for (position, item) in (draft.items ?? []).enumerated() {
            let known = position < origin.itemIDs.count ? origin.itemIDs[position] : nil
            items.add(
                item, id: known ?? GUID.version7(at: context.now, using: &random),
                at: "/Items/\(position)")
        }
        let createdAt = origin.createdAt ?? context.now
        let order = Order(
            id: origin.id ?? GUID.version7(at: context.now, using: &random),
            printableID: origin.printableID ?? PrintableID(using: &random),
            fields: draft.fields, state: draft.state ?? .created,
            expiryHours: draft.expiryHours ?? OrderLimits.expiryHoursDefault,
            createdAt: createdAt, modifiedAt: origin.modifiedAt ?? createdAt, version: 1,
            items: items.sorted)
        let faults = faults + items.faults + order.totalFaults
        guard faults.isEmpty else { throw .invalid(faults) }
        return order
    }
}

/// What an imported order brings along that new orders are given; what is `nil` it is given, too.
package struct OrderOrigin: Sendable, Equatable {
    /// Its id.
    package var id: GUID?
    /// Its PrintableId.
    package var printableID: PrintableID?
    /// When it was made.
    package var createdAt: Timestamp?
    /// When it last changed.
    package var modifiedAt: Timestamp?
    /// The ids of its items, in the order of the draft's.
    package var itemIDs: [GUID?] = []

    /// Nothing.
    package init() {}
}

extension OrderFields {
    /// The refusal of a shipment to a Customer and to a Location at once. What an order was made
    /// with under lenient handling may stay.
    func shippingFaults(over present: OrderFields?, in context: OrderContext) -> [Fault] {
        guard shippingCustomerID != nil, shippingEntityID != nil, !context.isLenient else {
            return []
        }
        if let present, present.shippingCustomerID == shippingCustomerID,
            present.shippingEntityID == shippingEntityID
        {
            return []
        }
        let detail = "ShippingCustomerId and ShippingEntityId must not both be set"
        return [
            Fault(OrderMember.shippingCustomerID.pointer, detail),
            Fault(OrderMember.shippingEntityID.pointer, detail),
        ]
    }
}
