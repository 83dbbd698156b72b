extension Order {
    /// The item of that id.
    package func item(_ id: GUID) -> OrderItem? {
        items.first { $0.id == id }
    }

    /// The order with one item more, of the id `itemID`.
    ///
    /// - Throws: `.invalid`, `.stale`, `.expired`, `.illegalTransition`.
    package func adding(
        _ draft: ItemDraft, id itemID: GUID, in context: OrderContext
    ) throws(OrderError) -> Order {
        if let malformed = draft.malformed { throw .invalid([malformed]) }
        var list = ItemList(keeping: items)
        list.add(draft, id: itemID, at: "")
        var faults = list.faults
        if let orderID = draft.orderID, orderID != id { faults.append(.mismatchedID("/OrderId")) }
        #if DEBUG
            if PlantedBug.versionNotBumped.isPlanted {
                var next = try replacing(items: list.sorted, faults: faults, in: context)
                next.version = version
                return next
            }
        #endif
        return try replacing(items: list.sorted, faults: faults, in: context)
    }

    /// The order with a draft laid over one of its items.
    ///
    /// - Throws: `.itemNotFound`, `.invalid`, `.stale`, `.expired`, `.illegalTransition`.
    package func updating(
        _ itemID: GUID, with draft: ItemDraft, mode: UpdateMode, in context: OrderContext
    ) throws(OrderError) -> Order {
        guard let present = item(itemID) else { throw .itemNotFound(id: "\(itemID)") }
        if let malformed = draft.malformed { throw .invalid([malformed]) }
        var list = ItemList(keeping: items.filter { $0.id != itemID })
        list.add(draft, id: itemID, over: present.fields, mode: mode, at: "")
        var faults = list.faults
        if let id = draft.id, id != itemID { faults.append(.mismatchedID("/Id")) }
        if let orderID = draft.orderID, orderID != id { faults.append(.mismatchedID("/OrderId")) }
        return try replacing(items: list.sorted, faults: faults, in: context)
    }

    /// The order without one of its items.
    ///
    /// - Throws: `.itemNotFound`, `.stale`, `.expired`, `.illegalTransition`.
    package func removing(
        _ itemID: GUID, in context: OrderContext
    ) throws(OrderError) -> Order {
        guard item(itemID) != nil else { throw .itemNotFound(id: "\(itemID)") }
        return try replacing(
            items: items.filter { $0.id != itemID }, faults: [], in: context)
    }

    private func replacing(
        items: [OrderItem], faults: [Fault], in context: OrderContext
    ) throws(OrderError) -> Order {
        var next = self
        next.items = items
        let faults = faults + next.totalFaults
        guard faults.isEmpty else { throw .invalid(faults) }
        return try changed(to: next, naming: nil, in: context)
    }
}
