import DocketCore
import DocketService
import HTTPTypes

extension OrdersAPI {
    /// `/OrderFull` and `/OrderFull({o})`: orders with their items.
    var orderFullRoutes: [Route] {
        [
            Route(
                .post, "v1/companies()/orderfull", .scope(.ordersWrite), .createOrderFull,
                changing: createOrderFull),
            Route(
                .get, "v1/companies()/orderfull()", .scope(.ordersRead), .readOrderFull,
                getOrderFull,
                choosesForm: true),
            Route(
                .put, "v1/companies()/orderfull()", .scope(.ordersWrite), .replaceOrderFull,
                changing: putOrderFull),
            Route(
                .post, "v1/companies()/orderfull()", .scope(.ordersWrite), .updateOrderFull,
                changing: postOrderFull),
        ]
    }

    @Sendable private func createOrderFull(_ call: Call) async throws -> KeptAnswer {
        try await create(call, "OrderFull", withItems: true)
    }

    @Sendable private func getOrderFull(_ call: Call) async throws -> Answer {
        try await document(call, withItems: true)
    }

    @Sendable private func putOrderFull(_ call: Call) async throws -> KeptAnswer {
        try await update(call, .replace, status: .ok, withItems: true, requiresID: true)
    }

    @Sendable private func postOrderFull(_ call: Call) async throws -> KeptAnswer {
        try await update(call, .replace, status: .created, withItems: true)
    }
}
