import DocketCore
import DocketService
import HTTPTypes

extension OrdersAPI {
    /// `/Orders({o})/Items` and `/Orders({o})/Items({i})`.
    var itemRoutes: [Route] {
        [
            Route(.post, "v1/companies()/orders()/items", .scope(.ordersWrite), addItem),
            Route(.get, "v1/companies()/orders()/items()", .scope(.ordersRead), getItem),
            Route(.put, "v1/companies()/orders()/items()", .scope(.ordersWrite), putItem),
            Route(.patch, "v1/companies()/orders()/items()", .scope(.ordersWrite), patchItem),
            Route(.delete, "v1/companies()/orders()/items()", .scope(.ordersWrite), deleteItem),
        ]
    }

    @Sendable private func addItem(_ call: Call) async throws -> Answer {
        try call.refuseOptions()
        let (company, orderID) = (try call.company(), try call.orderID())
        let draft = OrderJSON.itemDraft(try await call.jsonBody(), for: .add)
        let item = try await orders.addItem(
            draft, to: orderID, actor: call.actor, in: try context(call))
        return .json(.created, OrderJSON.document(item, of: orderID))
            .adding(.location, "/v1/Companies(\(company))/Orders(\(orderID))/Items(\(item.id))")
    }

    @Sendable private func getItem(_ call: Call) async throws -> Answer {
        let order = try await orders.get(
            try call.orderID(), of: try call.company(), withItems: true)
        let item = try order.requireItem(try call.itemID())
        try call.refuseOptions()
        return .json(.ok, OrderJSON.document(item, of: order.id))
    }

    @Sendable private func putItem(_ call: Call) async throws -> Answer {
        try await updateItem(call, .replace)
    }

    @Sendable private func patchItem(_ call: Call) async throws -> Answer {
        try await updateItem(call, .merge)
    }

    private func updateItem(_ call: Call, _ mode: UpdateMode) async throws -> Answer {
        try call.refuseOptions()
        let (orderID, itemID) = (try call.orderID(), try call.itemID())
        let draft = OrderJSON.itemDraft(try await call.jsonBody(), for: .update)
        let item = try await orders.updateItem(
            itemID, of: orderID, with: draft, mode: mode, actor: call.actor,
            in: try context(call))
        return .json(.ok, OrderJSON.document(item, of: orderID))
    }

    @Sendable private func deleteItem(_ call: Call) async throws -> Answer {
        try call.refuseOptions()
        try await orders.removeItem(
            try call.itemID(), of: try call.orderID(), actor: call.actor, in: try context(call))
        return .empty(.noContent)
    }
}
