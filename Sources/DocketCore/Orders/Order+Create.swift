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
        var items = ItemList()
        for (position, item) in (draft.items ?? []).enumerated() {
            items.add(
                item, id: GUID.version7(at: context.now, using: &random),
                at: "/Items/\(position)")
        }
        faults += items.faults
        let order = Order(
            id: GUID.version7(at: context.now, using: &random),
            printableID: PrintableID(using: &random), fields: draft.fields,
            state: draft.state ?? .created,
            expiryHours: draft.expiryHours ?? OrderLimits.expiryHoursDefault,
            createdAt: context.now, modifiedAt: context.now, version: 1, items: items.sorted)
        faults += order.totalFaults
        guard faults.isEmpty else { throw .invalid(faults) }
        return order
    }
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
