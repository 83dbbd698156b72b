package import DocketCore
package import DocketStore

/// What can be done with orders: one method, one transaction.
///
/// Whatever changes something takes what is to be answered as a closure, which is called in the
/// transaction: an answer under a key is kept with its effect.
package struct Orders: Sendable {
    let database: any Database
    let changes: Changes
    private let references: References

    /// Orders in `database`.
    package init(database: any Database, changes: Changes) {
        self.database = database
        self.changes = changes
        references = References(database: database)
    }

    /// Makes an order, with its items or without.
    ///
    /// - Parameter answer: gets the order, and its document with items.
    /// - Throws: `OrderError.invalid`; `ServiceError.companyNotFound`; `SQLError`.
    package func create(
        _ draft: OrderDraft, as request: ChangeRequest, in context: OrderContext,
        answer: @Sendable (Order, [UInt8]) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        let references = try await references.look(draft.fields, in: context.company)
        for _ in 0..<Self.printableIDTries {
            let order: Order
            do {
                var random = SecureRandom()
                order = try Order.create(
                    draft, references: references, in: context, using: &random)
            } catch {
                try await requireCompany(context.company)
                throw error
            }
            let document = OrderDocument.bytes(order, withItems: true)
            let event = OrderEvent(
                from: nil, to: order, by: nil, actor: request.actor,
                changes: Text(utf8: OrderDocument.patch(adding: document)[...]))
            let digest = EventSeal.digest(event, of: context.company, after: nil)
            var made = try answer(order, document)
            if made.body == document { made.madeOrder = order.id }
            do {
                return try await changes.write(request, onlyAdds: true) { [made] connection in
                    let store = CompanyStore(connection, company: context.company)
                    guard try store.insert(order) else { throw PrintableIDTaken() }
                    try store.append(event, digest: digest)
                    return made
                }
            } catch is PrintableIDTaken {
                continue
            }
        }
        throw SQLError.unavailable(detail: "no free PrintableId was found")
    }

    /// The order of that id, with its items or without.
    ///
    /// - Throws: `OrderError.orderNotFound`; `ServiceError.companyNotFound`; `SQLError`.
    package func get(
        _ id: GUID, of company: CompanyID, withItems: Bool
    ) async throws -> Order {
        guard let order = try await CompanyStore.order(id, of: company, withItems, in: database)
        else {
            try await requireCompany(company)
            throw OrderError.orderNotFound(id: "\(id)")
        }
        return order
    }

    /// The order of that id, unless its version is `known`: then `nil`, since the caller has it.
    ///
    /// - Throws: `OrderError.orderNotFound`; `ServiceError.companyNotFound`; `SQLError`.
    package func get(
        _ id: GUID, of company: CompanyID, withItems: Bool, unlessVersion known: Int64
    ) async throws -> Order? {
        let present =
            known == 0 ? nil : try await database.first(CompanyStore.orderVersion(id, of: company))
        if let present, present == known { return nil }
        return try await get(id, of: company, withItems: withItems)
    }

    /// The version of an order; `nil` where there is none such.
    package func version(of id: GUID, in company: CompanyID) async throws -> Int64? {
        try await database.first(CompanyStore.orderVersion(id, of: company))
    }

    /// A page of orders; by themselves by CreatedDateUtc, then id.
    ///
    /// - Throws: `ServiceError.companyNotFound`; `SQLError`.
    package func page(
        of company: CompanyID, _ request: ListRequest
    ) async throws -> ListPage<Order> {
        try await database.list { connection in
            let store = CompanyStore(connection, company: company)
            let page = try store.orders(request)
            if page.elements.isEmpty { try store.requireCompany() }
            return page
        }
    }

    /// A page of the items of an order; by themselves by Index, then id.
    ///
    /// - Throws: `OrderError.orderNotFound`; `ServiceError.companyNotFound`; `SQLError`.
    package func items(
        of id: GUID, in company: CompanyID, _ request: ListRequest
    ) async throws -> ListPage<OrderItem> {
        try await database.list { connection in
            let store = CompanyStore(connection, company: company)
            let page = try store.items(of: id, request)
            if page.elements.isEmpty {
                try store.requireCompany()
                guard try store.orderVersion(id) != nil else {
                    throw OrderError.orderNotFound(id: "\(id)")
                }
            }
            return page
        }
    }

    /// Lays a draft over an order.
    ///
    /// - Throws: `OrderError`; `ServiceError.companyNotFound`; `SQLError`.
    package func update(
        _ id: GUID, with draft: OrderDraft, mode: UpdateMode, as request: ChangeRequest,
        in context: OrderContext, answer: @escaping @Sendable (Order) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        try await change(id, as: request, in: context) { order, store in
            let references = try store.references(of: order.fields(after: draft, mode: mode))
            var random = SecureRandom()
            return try order.updated(
                with: draft, mode: mode, references: references, in: context, using: &random)
        } answer: { order, _ in
            try answer(order)
        }
    }

    /// Moves an order: Process, Shipped, Cancel.
    ///
    /// - Parameter answer: gets the order, and the number of the event that the operation made.
    /// - Throws: `OrderError`; `ServiceError.companyNotFound`; `SQLError`.
    package func perform(
        _ operation: OrderOperation, on id: GUID, bodyID: GUID?, bodyFaults: [Fault],
        as request: ChangeRequest, in context: OrderContext,
        answer: @escaping @Sendable (Order, Int64) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        try await change(id, by: operation, as: request, in: context) { order, _ in
            try order.performing(
                operation, bodyID: bodyID, bodyFaults: bodyFaults, in: context)
        } answer: { order, store in
            try answer(order, try store.lastSequence())
        }
    }

    // MARK: - Items

    /// Adds an item.
    ///
    /// - Parameter answer: gets the order, and its new item.
    /// - Throws: `OrderError`; `ServiceError.companyNotFound`; `SQLError`.
    package func addItem(
        _ draft: ItemDraft, to id: GUID, as request: ChangeRequest, in context: OrderContext,
        answer: @escaping @Sendable (Order, OrderItem) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        var random = SecureRandom()
        let itemID = GUID.version7(at: context.now, using: &random)
        return try await change(id, as: request, in: context) { order, _ in
            try order.adding(draft, id: itemID, in: context)
        } answer: { order, _ in
            try answer(order, try order.requireItem(itemID))
        }
    }

    /// Lays a draft over an item.
    ///
    /// - Parameter answer: gets the order, and its changed item.
    /// - Throws: `OrderError`; `ServiceError.companyNotFound`; `SQLError`.
    package func updateItem(
        _ itemID: GUID, of id: GUID, with draft: ItemDraft, mode: UpdateMode,
        as request: ChangeRequest, in context: OrderContext,
        answer: @escaping @Sendable (Order, OrderItem) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        try await change(id, as: request, in: context) { order, _ in
            try order.updating(itemID, with: draft, mode: mode, in: context)
        } answer: { order, _ in
            try answer(order, try order.requireItem(itemID))
        }
    }

    /// Takes an item away.
    ///
    /// - Throws: `OrderError`; `ServiceError.companyNotFound`; `SQLError`.
    package func removeItem(
        _ itemID: GUID, of id: GUID, as request: ChangeRequest, in context: OrderContext,
        answer: @escaping @Sendable (Order) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        try await change(id, as: request, in: context) { order, _ in
            try order.removing(itemID, in: context)
        } answer: { order, _ in
            try answer(order)
        }
    }

    // MARK: - The one way to change an order

    /// Reads an order, lets `rule` decide what becomes of it, and keeps that with its event. An
    /// order that stays the same leaves no trace.
    private func change(
        _ id: GUID, by operation: OrderOperation? = nil, as request: ChangeRequest,
        in context: OrderContext,
        _ rule: @escaping @Sendable (Order, CompanyStore) throws -> Order,
        answer: @escaping @Sendable (Order, CompanyStore) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        #if DEBUG
            if let answer = try await changeWithBug(
                id, by: operation, as: request, in: context, rule, answer: answer)
            {
                return answer
            }
        #endif
        return try await changes.write(request) { connection in
            let store = CompanyStore(connection, company: context.company)
            let before = try store.requireOrder(id)
            let after = try rule(before, store)
            if after != before {
                try store.requireShipments(of: before, keptIn: after)
                try store.update(before, to: after)
                try store.append(from: before, to: after, by: operation, actor: request.actor)
            }
            return try answer(after, store)
        }
    }

    private func requireCompany(_ company: CompanyID) async throws {
        guard try await database.first(CompanyStore.companyExists(company)) != nil else {
            throw ServiceError.companyNotFound(id: "\(company)")
        }
    }

    /// A PrintableId is taken about once in 10^10 / (orders of the company) tries.
    static let printableIDTries = 16

    /// Another order of the company has the PrintableId: undoes the creation.
    struct PrintableIDTaken: Error {}
}

extension Order {
    /// The item of that id.
    ///
    /// - Throws: `OrderError.itemNotFound`.
    package func requireItem(_ id: GUID) throws(OrderError) -> OrderItem {
        guard let item = item(id) else { throw .itemNotFound(id: "\(id)") }
        return item
    }
}

extension CompanyStore {
    /// The order of that id; where there is none, says whether the company is there at all.
    func requireOrder(_ id: GUID, withItems: Bool = true) throws -> Order {
        if let order = try order(id, withItems: withItems) { return order }
        try requireCompany()
        throw OrderError.orderNotFound(id: "\(id)")
    }

    /// Appends the event of a change to the order's history.
    func append(
        from before: Order, to after: Order, by operation: OrderOperation?, actor: String,
        as type: OrderEventType? = nil
    ) throws(SQLError) {
        let previous = try lastHash(of: after.id)
        // An order from before histories were kept begins its own with what it is now.
        let changes =
            previous == nil
            ? OrderDocument.patch(adding: OrderDocument.bytes(after, withItems: true))
            : OrderDocument.patch(from: before, to: after)
        let event = OrderEvent(
            from: before, to: after, by: operation, actor: actor,
            changes: Text(utf8: changes[...]), as: type)
        try append(event, digest: EventSeal.digest(event, of: company, after: previous))
    }

    /// Sees to it that the company exists.
    func requireCompany() throws {
        guard try companyExists() else {
            throw ServiceError.companyNotFound(id: "\(company)")
        }
    }
}
