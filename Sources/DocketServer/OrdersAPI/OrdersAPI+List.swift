import DocketCore
import DocketJSON
import DocketService
import HTTPTypes

extension OrdersAPI {
    /// `/Orders`, `/OrderFull` and `/Orders({o})/Items` as lists, with their counts.
    var listRoutes: [Route] {
        let path = "v1/companies()"
        return [
            Route(
                .get, "\(path)/orders", .scope(.ordersRead), .listOrders,
                { [self] in try await lists.answer($0, orderList($0, "Orders")) },
                choosesForm: true),
            Route(
                .get, "\(path)/orders/$count", .scope(.ordersRead), .countOrders,
                { [self] in try await lists.count($0, orderList($0, "Orders")) },
                choosesForm: true),
            Route(
                .get, "\(path)/orderfull", .scope(.ordersRead), .listOrderFull,
                { [self] in try await lists.answer($0, orderList($0, "OrderFull")) },
                choosesForm: true),
            Route(
                .get, "\(path)/orderfull/$count", .scope(.ordersRead), .countOrderFull,
                { [self] in try await lists.count($0, orderList($0, "OrderFull")) },
                choosesForm: true),
            Route(
                .get, "\(path)/orders()/items", .scope(.ordersRead), .listItems,
                items, choosesForm: true),
            Route(
                .get, "\(path)/orders()/items/$count", .scope(.ordersRead), .countItems,
                { [self] in try await lists.count($0, itemList($0)) }, choosesForm: true),
        ]
    }

    private func orderList(_ call: Call, _ name: String) throws -> ListResource<Order> {
        .orders(orders, of: try call.company(), isFull: name == "OrderFull")
    }

    /// The items of an order, with the tag of the version that they are at least of.
    @Sendable private func items(_ call: Call) async throws -> Answer {
        let version = try await orders.version(of: try call.orderID(), in: try call.company())
        let answer = try await lists.answer(call, itemList(call))
        guard let version, answer.headers[.contentType] == "application/json" else {
            return answer
        }
        return answer.adding(.eTag, EntityTag(version: version).text).unlessKnown(to: call)
    }

    private func itemList(_ call: Call) throws -> ListResource<OrderItem> {
        let (company, orderID) = (try call.company(), try call.orderID())
        return ListResource(
            entity: .item, name: "Orders(\(orderID))/Items",
            fetch: { [orders] in try await orders.items(of: orderID, in: company, $0) }
        ) { selection in
            let members = OrderDocument.itemMembers(selection)
            return { item, writer in
                OrderDocument.write(item, of: orderID, members, to: &writer)
            }
        }
    }
}

extension ListResource<Order> {
    /// A company's orders; with their items where `isFull`.
    static func orders(_ orders: Orders, of company: CompanyID, isFull: Bool) -> Self {
        ListResource(
            entity: .order, name: isFull ? "OrderFull" : "Orders", isFull: isFull,
            // An order can have a thousand items.
            pageSize: isFull ? 64 : 256, weight: { 1 + $0.items.count },
            fetch: { try await orders.page(of: company, $0) },
            writer: OrderDocument.writer)
    }
}
