import DocketCore
import DocketService
import HTTPTypes

extension OrdersAPI {
    /// `/Orders({o})/Items` and `/Orders({o})/Items({i})`.
    var itemRoutes: [Route] {
        [
            Route(
                .post, "v1/companies()/orders()/items", .scope(.ordersWrite), .addItem,
                changing: addItem),
            Route(.get, "v1/companies()/orders()/items()", .scope(.ordersRead), .readItem, getItem),
            Route(
                .put, "v1/companies()/orders()/items()", .scope(.ordersWrite), .replaceItem,
                changing: putItem),
            Route(
                .patch, "v1/companies()/orders()/items()", .scope(.ordersWrite), .patchItem,
                changing: patchItem
            ),
            Route(
                .delete, "v1/companies()/orders()/items()", .scope(.ordersWrite), .deleteItem,
                changing: deleteItem),
        ]
    }

    @Sendable private func addItem(_ call: Call) async throws -> KeptAnswer {
        try call.refuseOptions()
        let (company, orderID) = (try call.company(), try call.orderID())
        let draft = OrderJSON.itemDraft(try await call.jsonBody(), for: .add)
        return try await orders.addItem(
            draft, to: orderID, as: call.change, in: try context(call)
        ) { order, item in
            .json(.created, OrderDocument.bytes(item, of: orderID))
                .adding(
                    .location, "/v1/Companies(\(company))/Orders(\(orderID))/Items(\(item.id))"
                )
                .tagged(order)
        }
    }

    @Sendable private func getItem(_ call: Call) async throws -> Answer {
        let order = try await orders.get(
            try call.orderID(), of: try call.company(), withItems: true)
        let item = try order.requireItem(try call.itemID())
        try call.refuseOptions()
        return Answer(.json(.ok, OrderDocument.bytes(item, of: order.id)).tagged(order))
            .unlessKnown(to: call)
    }

    @Sendable private func putItem(_ call: Call) async throws -> KeptAnswer {
        try await updateItem(call, .replace)
    }

    @Sendable private func patchItem(_ call: Call) async throws -> KeptAnswer {
        try await updateItem(call, .merge)
    }

    private func updateItem(_ call: Call, _ mode: UpdateMode) async throws -> KeptAnswer {
        try call.refuseOptions()
        let (orderID, itemID) = (try call.orderID(), try call.itemID())
        let draft = OrderJSON.itemDraft(try await call.jsonBody(), for: .update)
        return try await orders.updateItem(
            itemID, of: orderID, with: draft, mode: mode, as: call.change, in: try context(call)
        ) { order, item in
            .json(.ok, OrderDocument.bytes(item, of: orderID)).tagged(order)
        }
    }

    @Sendable private func deleteItem(_ call: Call) async throws -> KeptAnswer {
        try call.refuseOptions()
        return try await orders.removeItem(
            try call.itemID(), of: try call.orderID(), as: call.change, in: try context(call)
        ) { order in
            KeptAnswer.noContent.tagged(order)
        }
    }
}
