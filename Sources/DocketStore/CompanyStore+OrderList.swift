package import DocketCore

extension CompanyStore {
    /// The company's orders, by CreatedDateUtc, then id (contract, section 6).
    private var orderSource: ListSource<Order> {
        ListSource(
            table: "orders", columns: Self.orderColumns, columnCount: Self.orderColumnCount,
            company: company, order: [("created_at", .instant), ("id", .guid)],
            read: Self.order)
    }

    /// The items of some orders, by Index, then id; each with the order that it is of.
    private func itemSource(of orderIDs: [GUID]) -> ListSource<(GUID, OrderItem)> {
        ListSource(
            table: "order_items", columns: "order_id, \(Self.itemColumns)",
            columnCount: 1 + Self.itemColumnCount, company: company,
            rows: ListRows(column: "order_id", isOneOf: orderIDs.map { .guid($0) }),
            order: [("item_index", .integer), ("id", .guid)]
        ) { (row) throws(SQLError) in
            guard let orderID = row.guid(0) else {
                throw .unavailable(detail: "an item's row can't be read")
            }
            return (orderID, try Self.item(row, from: 1))
        }
    }

    /// A page of the company's orders, with their items where the selection wants them.
    package func orders(_ request: ListRequest) throws(SQLError) -> ListPage<Order> {
        var page = try connection.page(of: orderSource, request)
        guard let wanted = request.query.selection.list("Items"), !page.elements.isEmpty
        else { return page }
        let source = itemSource(of: page.elements.map(\.id))
        let items = try connection.page(of: source, .all(wanted))
        let itemsByOrder = Dictionary(grouping: items.elements) { $0.0 }
        for index in page.elements.indices {
            let found = itemsByOrder[page.elements[index].id] ?? []
            page.elements[index].items = found.dropFirst(wanted.skip)
                .prefix(wanted.top ?? OrderLimits.itemsMax).map(\.1)
        }
        return page
    }

    /// Whether an order is one of those that a query asks for.
    package func order(_ id: GUID, meets query: ListQuery) throws(SQLError) -> Bool {
        var source = orderSource
        source.rows = ListRows(column: "id", isOneOf: [.guid(id)])
        return try !connection.page(of: source, ListRequest(query, limit: 1)).elements.isEmpty
    }

    /// A page of the items of one order.
    package func items(
        of orderID: GUID, _ request: ListRequest
    ) throws(SQLError) -> ListPage<OrderItem> {
        try connection.page(of: itemSource(of: [orderID]), request)
            .map { (item) throws(SQLError) in item.1 }
    }
}
