import DocketCore
import DocketService
import HTTPTypes

extension OrdersAPI {
    /// `/Orders` and `/Orders({o})`.
    var orderRoutes: [Route] {
        [
            Route(
                .post, "v1/companies()/orders", .scope(.ordersWrite), .createOrder,
                changing: createOrder),
            Route(
                .get, "v1/companies()/orders()", .scope(.ordersRead), .readOrder, getOrder,
                choosesForm: true),
            Route(
                .put, "v1/companies()/orders()", .scope(.ordersWrite), .replaceOrder,
                changing: putOrder),
            Route(
                .post, "v1/companies()/orders()", .scope(.ordersWrite), .updateOrder,
                changing: postOrder),
            Route(
                .patch, "v1/companies()/orders()", .scope(.ordersWrite), .patchOrder,
                changing: patchOrder),
            Route(
                .get, "v1/companies()/orders()/totals", .scope(.ordersRead), .readTotals,
                getTotals),
        ]
    }

    @Sendable private func createOrder(_ call: Call) async throws -> KeptAnswer {
        try await create(call, "Orders", withItems: false)
    }

    @Sendable private func getOrder(_ call: Call) async throws -> Answer {
        try await document(call, withItems: false)
    }

    @Sendable private func putOrder(_ call: Call) async throws -> KeptAnswer {
        try await update(call, .replace, status: .ok, withItems: false, requiresID: true)
    }

    @Sendable private func postOrder(_ call: Call) async throws -> KeptAnswer {
        try await update(call, .replace, status: .created, withItems: false)
    }

    @Sendable private func patchOrder(_ call: Call) async throws -> KeptAnswer {
        try await update(call, .merge, status: .ok, withItems: false)
    }

    @Sendable private func getTotals(_ call: Call) async throws -> Answer {
        let order = try await orders.get(
            try call.orderID(), of: try call.company(), withItems: true)
        try call.refuseOptions()
        guard let totals = order.totals else { throw RequestError.notFound("Totals", id: "") }
        return .json(.ok, OrderDocument.bytes(totals))
            .adding(.eTag, EntityTag(version: order.version).text).unlessKnown(to: call)
    }

    /// Every update of an order, with its items or without.
    func update(
        _ call: Call, _ mode: UpdateMode, status: HTTPResponse.Status, withItems: Bool,
        requiresID: Bool = false
    ) async throws -> KeptAnswer {
        try call.refuseOptions()
        let id = try call.orderID()
        let draft = OrderJSON.orderDraft(
            try await call.jsonBody(), for: .update, withItems: withItems,
            requiresID: requiresID)
        return try await orders.update(
            id, with: draft, mode: mode, as: call.change, in: try context(call)
        ) { order in
            .json(status, OrderDocument.bytes(order, withItems: withItems)).tagged(order)
        }
    }

    /// Every creation of an order, with its items or without: 201 with the order and where it is.
    func create(_ call: Call, _ resource: String, withItems: Bool) async throws -> KeptAnswer {
        try call.refuseOptions()
        let company = try call.company()
        let draft = OrderJSON.orderDraft(
            try await call.jsonBody(), for: .create, withItems: withItems)
        return try await orders.create(draft, as: call.change, in: try context(call)) {
            order, document in
            .json(.created, withItems ? document : OrderDocument.bytes(order, withItems: false))
                .adding(.location, "/v1/Companies(\(company))/\(resource)(\(order.id))")
                .tagged(order)
        }
    }
}
