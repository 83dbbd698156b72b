import DocketCore
import DocketService
import HTTPTypes

extension OrdersAPI {
    /// `/Orders` and `/Orders({o})`.
    var orderRoutes: [Route] {
        [
            Route(.post, "v1/companies()/orders", .scope(.ordersWrite), createOrder),
            Route(
                .get, "v1/companies()/orders()", .scope(.ordersRead), getOrder,
                choosesForm: true),
            Route(.put, "v1/companies()/orders()", .scope(.ordersWrite), putOrder),
            Route(.post, "v1/companies()/orders()", .scope(.ordersWrite), postOrder),
            Route(.patch, "v1/companies()/orders()", .scope(.ordersWrite), patchOrder),
            Route(.get, "v1/companies()/orders()/totals", .scope(.ordersRead), getTotals),
        ]
    }

    @Sendable private func createOrder(_ call: Call) async throws -> Answer {
        try call.refuseOptions()
        let draft = OrderJSON.orderDraft(
            try await call.jsonBody(), for: .create, withItems: false)
        let order = try await orders.create(draft, actor: call.actor, in: try context(call))
        return noting(call, created(order, "Orders", in: try call.company(), withItems: false))
    }

    @Sendable private func getOrder(_ call: Call) async throws -> Answer {
        try await document(call, withItems: false)
    }

    @Sendable private func putOrder(_ call: Call) async throws -> Answer {
        try await update(call, .replace, status: .ok, withItems: false, requiresID: true)
    }

    @Sendable private func postOrder(_ call: Call) async throws -> Answer {
        try await update(call, .replace, status: .created, withItems: false)
    }

    @Sendable private func patchOrder(_ call: Call) async throws -> Answer {
        try await update(call, .merge, status: .ok, withItems: false)
    }

    @Sendable private func getTotals(_ call: Call) async throws -> Answer {
        let order = try await orders.get(
            try call.orderID(), of: try call.company(), withItems: true)
        try call.refuseOptions()
        guard let totals = order.totals else { throw RequestError.notFound("Totals", id: "") }
        return .json(.ok, OrderJSON.document(totals))
    }

    /// Every update of an order, with its items or without.
    func update(
        _ call: Call, _ mode: UpdateMode, status: HTTPResponse.Status, withItems: Bool,
        requiresID: Bool = false
    ) async throws -> Answer {
        try call.refuseOptions()
        let id = try call.orderID()
        let draft = OrderJSON.orderDraft(
            try await call.jsonBody(), for: .update, withItems: withItems,
            requiresID: requiresID)
        let order = try await orders.update(
            id, with: draft, mode: mode, actor: call.actor, in: try context(call))
        return noting(call, .json(status, OrderJSON.document(order, withItems: withItems)))
    }

    /// 201 with the order and where it is.
    func created(
        _ order: Order, _ resource: String, in company: CompanyID, withItems: Bool
    ) -> Answer {
        .json(.created, OrderJSON.document(order, withItems: withItems))
            .adding(.location, "/v1/Companies(\(company))/\(resource)(\(order.id))")
    }
}
