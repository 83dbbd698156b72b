import DocketCore
import DocketService
import HTTPTypes

extension OrdersAPI {
    /// Process, Shipped and Cancel. `Processed` is an older name of Process.
    var operationRoutes: [Route] {
        [
            Route(
                .post, "v1/companies()/orders()/process", .scope(.ordersProcess),
                performing(.process)),
            Route(
                .post, "v1/companies()/orders()/processed", .scope(.ordersProcess),
                performing(.process)),
            Route(
                .post, "v1/companies()/orders()/shipped", .scope(.ordersProcess),
                performing(.shipped)),
            Route(
                .post, "v1/companies()/orders()/cancel", .scope(.ordersWrite),
                performing(.cancel)),
        ]
    }

    private func performing(
        _ operation: OrderOperation
    ) -> @Sendable (Call) async throws -> Answer {
        { call in
            try call.refuseOptions()
            let id = try call.orderID()
            let body = OrderJSON.operation(try await call.jsonBody())
            let sequence = try await orders.perform(
                operation, on: id, bodyID: body.orderID, bodyFaults: body.faults,
                actor: call.actor, in: try context(call))
            return .json(
                .created, OrderJSON.document(operation, sequence: sequence, orderID: id))
        }
    }
}
