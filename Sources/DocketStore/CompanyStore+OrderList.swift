package import DocketCore

extension CompanyStore {
    /// A page of orders by CreatedDateUtc, then id.
    ///
    /// - Parameters:
    ///   - position: the last order of the page before.
    ///   - skip: orders passed over behind `position`.
    ///   - limit: the most orders that come.
    ///   - withItems: whether their items come with them.
    package func orders(
        _ filter: OrderFilter, after position: OrderPosition, skip: Int, limit: Int,
        withItems: Bool
    ) throws(SQLError) -> [Order] {
        var orders = try connection.all(
            list(filter, after: position, skip: skip, limit: limit), Self.order)
        guard withItems else { return orders }
        for index in orders.indices { orders[index].items = try items(of: orders[index].id) }
        return orders
    }

    private func list(
        _ filter: OrderFilter, after position: OrderPosition, skip: Int, limit: Int
    ) -> SQL {
        let page: [SQLValue] = [
            .company(company), .time(position.createdAt), .guid(position.id),
            .integer(Int64(limit)), .integer(Int64(skip)),
        ]
        switch filter {
        case .all:
            return SQL(Self.listAll, page)
        case .printableID(let printableID):
            return SQL(Self.listByPrintableID, page + [.string(printableID)])
        case .state(let state, let entityID):
            return SQL(
                Self.listByState, page + [.integer(state.rawValue), .integer(entityID)])
        }
    }

    private static let listAll = list(where: "")
    private static let listByPrintableID = list(where: "AND printable_id = $6")
    private static let listByState = list(where: "AND state = $6 AND entity_id = $7")

    private static func list(where condition: String) -> SQLStatement {
        SQLStatement(
            """
            SELECT \(orderColumns)
            FROM orders WHERE company_id = $1 AND (created_at, id) > ($2, $3) \(condition)
            ORDER BY created_at, id LIMIT $4 OFFSET $5
            """)
    }
}
