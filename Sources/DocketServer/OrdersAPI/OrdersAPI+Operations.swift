import DocketCore
import DocketService
import HTTPTypes

extension OrdersAPI {
    /// Process, Shipped and Cancel. `Processed` is an older name of Process.
    var operationRoutes: [Route] {
        [
            Route(
                .post, "v1/companies()/orders()/process", .scope(.ordersProcess), .processOrder,
                changing: performing(.process)),
            Route(
                .post, "v1/companies()/orders()/processed", .scope(.ordersProcess), .processedOrder,
                changing: performing(.process)),
            Route(
                .post, "v1/companies()/orders()/shipped", .scope(.ordersProcess), .shipOrder,
                changing: performing(.shipped)),
            Route(
                .post, "v1/companies()/orders()/cancel", .scope(.ordersWrite), .cancelOrder,
                changing: performing(.cancel)),
        ]
    }

    private func performing(
        _ operation: OrderOperation
    ) -> @Sendable (Call) async throws -> KeptAnswer {
        { call in
            try call.refuseOptions()
            let id = try call.orderID()
            let body = OrderJSON.operation(try await call.jsonBody())
            return try await orders.perform(
                operation, on: id, bodyID: body.orderID, bodyFaults: body.faults,
                as: call.change, in: try context(call)
            ) { order, sequence in
                .json(.created, OrderDocument.bytes(operation, sequence: sequence, orderID: id))
                    .tagged(order)
            }
        }
    }
}
