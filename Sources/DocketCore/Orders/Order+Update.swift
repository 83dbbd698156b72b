extension Order {
    /// The order with a draft laid over it: PUT, POST and PATCH of Orders and OrderFull.
    ///
    /// What an update may do depends on the State: everything in Created and Pending; in
    /// Processed only what fulfilment needs (see `allowsFulfilment`); nothing in the others. An
    /// update that changes nothing always succeeds and gives back the same order, Version
    /// included (contract, section 3).
    ///
    /// - Parameters:
    ///   - references: what the directory says of what the order would point at afterwards.
    ///   - random: source of the ids of new items.
    /// - Throws: `.invalid` with every fault, `.stale`, `.expired`, `.illegalTransition`, checked
    ///   in that order.
    package func updated(
        with draft: OrderDraft, mode: UpdateMode, references: OrderReferences,
        in context: OrderContext, using random: inout some RandomNumberGenerator
    ) throws(OrderError) -> Order {
        if let malformed = draft.malformed { throw .invalid([malformed]) }
        var next = self
        next.fields = fields.applying(draft, mode: mode)
        next.expiryHours = draft.expiryHours ?? expiryHours
        var faults = draft.faults + draft.missing(mode)
        if let id = draft.id, id != self.id { faults.append(.mismatchedID("/Id")) }
        if let id = draft.orderID, id != self.id { faults.append(.mismatchedID("/OrderId")) }
        faults += next.fields.shippingFaults(over: fields, in: context)
        faults += references.faults(next.fields, over: fields, company: context.company)
        if let drafts = draft.items {
            var list = ItemList()
            faults += replaceItems(with: drafts, into: &list, in: context, using: &random)
            next.items = list.sorted
        }
        faults += next.totalFaults
        guard faults.isEmpty else { throw .invalid(faults) }
        return try changed(to: next, naming: draft.state, in: context)
    }

    /// The fields that an update would leave, for asking the directory about them beforehand.
    package func fields(after draft: OrderDraft, mode: UpdateMode) -> OrderFields {
        fields.applying(draft, mode: mode)
    }

    /// The whole list anew: a known Id updates, no Id adds, what is missing goes.
    private func replaceItems(
        with drafts: [ItemDraft], into list: inout ItemList, in context: OrderContext,
        using random: inout some RandomNumberGenerator
    ) -> [Fault] {
        var faults: [Fault] = []
        var present: [GUID: ItemFields] = [:]
        for item in items { present[item.id] = item.fields }
        for (position, draft) in drafts.enumerated() {
            let place = "/Items/\(position)"
            if let orderID = draft.orderID, orderID != id {
                faults.append(.mismatchedID("\(place)/OrderId"))
            }
            guard let itemID = draft.id else {
                list.add(draft, id: GUID.version7(at: context.now, using: &random), at: place)
                continue
            }
            if let fields = present.removeValue(forKey: itemID) {
                list.add(draft, id: itemID, over: fields, at: place)
            } else {
                let known = items.contains { $0.id == itemID }
                faults.append(
                    Fault(
                        "\(place)/Id",
                        known
                            ? "Item (id=\(itemID)) is there more than once"
                            : "Item (id=\(itemID)) is not an item of the order"))
                list.add(draft, id: itemID, at: place)
            }
        }
        return faults + list.faults
    }

    /// Judges the way from this order to `next` and takes it.
    ///
    /// - Parameter named: the State that the update names.
    func changed(
        to next: Order, naming named: OrderState?, in context: OrderContext
    ) throws(OrderError) -> Order {
        try context.condition.check(version)
        let isTransition = named != nil && named != state
        guard isTransition || next != self else { return self }
        guard !isExpired(at: context.now) else { throw .expired }
        var next = next
        if let named, isTransition {
            guard state.successors(by: .update).contains(named) else {
                throw .illegal(from: state, to: named)
            }
            if named == .cancelled { next.cancelItems() }
            next.state = named
        } else if !state.isEditable {
            guard state == .processed, allowsFulfilment(to: next) else {
                throw .illegal(from: state, to: state)
            }
            next.completeIfFulfilled()
        }
        return next.touched(at: context.now)
    }

    /// Whether `next` differs only in what may change while the order is Processed: the status,
    /// tracking, serial numbers and notes of its items (contract, section 3).
    private func allowsFulfilment(to next: Order) -> Bool {
        var same = next
        guard next.items.map(\.id) == items.map(\.id) else { return false }
        for position in items.indices {
            same.items[position].fields.status = items[position].fields.status
            same.items[position].fields.tracking = items[position].fields.tracking
            same.items[position].fields.serialNumbers = items[position].fields.serialNumbers
            same.items[position].fields.notes = items[position].fields.notes
        }
        return same == self
    }

    /// One version on.
    ///
    /// - Parameter now: when it changed; never before it last did.
    package func touched(at now: Timestamp) -> Order {
        var next = self
        next.version += 1
        next.modifiedAt = max(now, modifiedAt)
        return next
    }
}

extension Fault {
    /// An id in the body that contradicts the URI.
    package static func mismatchedID(_ pointer: String) -> Fault {
        Fault(
            pointer,
            "Uri parameter representing resource id and resource id found in the request "
                + "content don't match",
            kind: .mismatchedID)
    }
}
