package import DocketCore
package import DocketStore

/// What can be done with orders: one method, one transaction.
package struct Orders: Sendable {
    private let database: any Database
    private let references: References

    /// Orders in `database`.
    package init(database: any Database) {
        self.database = database
        references = References(database: database)
    }

    /// Makes an order, with its items or without.
    ///
    /// - Throws: `OrderError.invalid`; `ServiceError.companyNotFound`; `SQLError`.
    package func create(
        _ draft: OrderDraft, actor: String, in context: OrderContext
    ) async throws -> Order {
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
            let isStored = try await database.write(of: context.company, onlyAdds: true) {
                connection in
                let store = CompanyStore(connection, company: context.company)
                guard try store.insert(order) else { return false }
                try store.append(OrderEvent(from: nil, to: order, by: nil, actor: actor))
                return true
            }
            if isStored { return order }
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
        _ id: GUID, with draft: OrderDraft, mode: UpdateMode, actor: String,
        in context: OrderContext
    ) async throws -> Order {
        try await change(id, by: nil, actor: actor, in: context) { order, store in
            let references = try store.references(of: order.fields(after: draft, mode: mode))
            var random = SecureRandom()
            return try order.updated(
                with: draft, mode: mode, references: references, in: context, using: &random)
        }.order
    }

    /// Moves an order: Process, Shipped, Cancel.
    ///
    /// - Returns: the number of the event that the operation made.
    /// - Throws: `OrderError`; `ServiceError.companyNotFound`; `SQLError`.
    package func perform(
        _ operation: OrderOperation, on id: GUID, bodyID: GUID?, bodyFaults: [Fault],
        actor: String, in context: OrderContext
    ) async throws -> Int64 {
        try await change(id, by: operation, actor: actor, in: context) { order, _ in
            try order.performing(
                operation, bodyID: bodyID, bodyFaults: bodyFaults, in: context)
        }.sequence ?? 0
    }

    // MARK: - Items

    /// Adds an item.
    ///
    /// - Throws: `OrderError`; `ServiceError.companyNotFound`; `SQLError`.
    package func addItem(
        _ draft: ItemDraft, to id: GUID, actor: String, in context: OrderContext
    ) async throws -> OrderItem {
        var random = SecureRandom()
        let itemID = GUID.version7(at: context.now, using: &random)
        let order = try await change(id, by: nil, actor: actor, in: context) { order, _ in
            try order.adding(draft, id: itemID, in: context)
        }.order
        return try order.requireItem(itemID)
    }

    /// Lays a draft over an item.
    ///
    /// - Throws: `OrderError`; `ServiceError.companyNotFound`; `SQLError`.
    package func updateItem(
        _ itemID: GUID, of id: GUID, with draft: ItemDraft, mode: UpdateMode, actor: String,
        in context: OrderContext
    ) async throws -> OrderItem {
        try await change(id, by: nil, actor: actor, in: context) { order, _ in
            try order.updating(itemID, with: draft, mode: mode, in: context)
        }.order.requireItem(itemID)
    }

    /// Takes an item away.
    ///
    /// - Throws: `OrderError`; `ServiceError.companyNotFound`; `SQLError`.
    package func removeItem(
        _ itemID: GUID, of id: GUID, actor: String, in context: OrderContext
    ) async throws {
        _ = try await change(id, by: nil, actor: actor, in: context) { order, _ in
            try order.removing(itemID, in: context)
        }
    }

    // MARK: - The one way to change an order

    /// Reads an order, lets `rule` decide what becomes of it, and keeps that with its event. An
    /// order that stays the same leaves no trace, and no `sequence`.
    private func change(
        _ id: GUID, by operation: OrderOperation?, actor: String, in context: OrderContext,
        _ rule: @escaping @Sendable (Order, CompanyStore) throws -> Order
    ) async throws -> (order: Order, sequence: Int64?) {
        try await database.write(of: context.company) { connection in
            let store = CompanyStore(connection, company: context.company)
            let before = try store.requireOrder(id)
            let after = try rule(before, store)
            guard after != before else { return (before, nil) }
            try store.update(before, to: after)
            try store.append(OrderEvent(from: before, to: after, by: operation, actor: actor))
            return (after, operation == nil ? nil : try store.lastSequence())
        }
    }

    private func requireCompany(_ company: CompanyID) async throws {
        guard try await database.first(CompanyStore.companyExists(company)) != nil else {
            throw ServiceError.companyNotFound(id: "\(company)")
        }
    }

    /// A PrintableId is taken about once in 10^10 / (orders of the company) tries.
    private static let printableIDTries = 16
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

    /// Sees to it that the company exists.
    func requireCompany() throws {
        guard try companyExists() else {
            throw ServiceError.companyNotFound(id: "\(company)")
        }
    }
}
