package import DocketCore

extension CompanyStore {
    /// The order of that id, with its items or without; `nil` where the company has none such.
    package func order(_ id: GUID, withItems: Bool) throws(SQLError) -> Order? {
        let query = SQL(Self.selectOrder, [.company(company), .guid(id)])
        guard var order = try connection.first(query, Self.order) else { return nil }
        if withItems { order.items = try items(of: id) }
        return order
    }

    /// The order of that id, with its items or without, by one statement; `nil` where the company
    /// has none such.
    package static func order(
        _ id: GUID, of company: CompanyID, _ withItems: Bool, in database: any Database
    ) async throws -> Order? {
        let statement = withItems ? selectOrderFull : selectOrder
        let found = try await database.fold(
            SQL(statement, [.company(company), .guid(id)]), into: nil as Order?
        ) { (order, row) throws(SQLError) in
            if order == nil { order = try Self.order(row) }
            if withItems, !row.isNull(orderColumnCount) {
                order?.items.append(try item(row, from: orderColumnCount))
            }
        }
        guard var order = found, order.items.count > 1 else { return found }
        order.items.sort { left, right in
            let (one, other) = (left.fields.index ?? 0, right.fields.index ?? 0)
            return one == other ? left.id < right.id : one < other
        }
        return order
    }

    /// The version of the order of that id; `nil` where the company has none such.
    package func orderVersion(_ id: GUID) throws(SQLError) -> Int64? {
        try connection.first(Self.orderVersion(id, of: company))
    }

    /// The version of an order, as a query by itself.
    package static func orderVersion(_ id: GUID, of company: CompanyID) -> SQLQuery<Int64> {
        SQLQuery(SQL(selectVersion, [.company(company), .guid(id)])) {
            (row) throws(SQLError) in row.integer(0)
        }
    }

    /// Adds an order with its items.
    ///
    /// - Returns: false where another order of the company has the PrintableId.
    package func insert(_ order: Order) throws(SQLError) -> Bool {
        guard try connection.insert(Self.insertOrder, values(of: order)) else { return false }
        for item in order.items { try insert(item, of: order.id) }
        return true
    }

    /// Replaces an order by what it has become, items included.
    ///
    /// - Parameter before: the order as this transaction read it.
    package func update(_ before: Order, to order: Order) throws(SQLError) {
        try connection.send(SQL(Self.updateOrder, values(of: order)))
        guard before.items != order.items else { return }
        var present: [GUID: OrderItem] = [:]
        for item in before.items { present[item.id] = item }
        for item in order.items {
            let old = present.removeValue(forKey: item.id)
            guard old != item else { continue }
            if let old { try delete(old, of: order.id) }
            try insert(item, of: order.id)
        }
        for item in present.values { try delete(item, of: order.id) }
    }

    /// The ids of the next orders by id.
    package func orderIDs(after last: GUID?, limit: Int) throws(SQLError) -> [GUID] {
        try connection.all(
            """
            SELECT id FROM orders WHERE company_id = \(company) AND id > \(last ?? .zero)
            ORDER BY id LIMIT \(Int64(limit))
            """
        ) { (row) throws(SQLError) in row.guid(0) }.compactMap(\.self)
    }

    /// How many orders there are, of all companies.
    package static var countOfAllOrders: SQLQuery<Int64> {
        SQLQuery("SELECT count(*) FROM orders") { (row) throws(SQLError) in row.integer(0) }
    }

    /// How many orders of all companies there are in each state that any is in. It reads an entry
    /// of an index for each order.
    package static func countsOfAllOrders(
        on connection: any SQLConnection
    ) throws(SQLError) -> [OrderState: Int] {
        let rows = try connection.all("SELECT state, count(*) FROM orders GROUP BY state") {
            (row) throws(SQLError) in (row.int32(0).flatMap(OrderState.init), Int(row.integer(1)))
        }
        return rows.reduce(into: [:]) { counts, row in
            if let state = row.0 { counts[state] = row.1 }
        }
    }

    /// The orders whose expiry has come and was not noted, the longest due first.
    package func ordersToExpire(at now: Timestamp, limit: Int) throws(SQLError) -> [GUID] {
        try connection.all(
            """
            SELECT id FROM orders WHERE company_id = \(company) AND expires_at <= \(now)
            ORDER BY expires_at, id LIMIT \(Int64(limit))
            """
        ) { (row) throws(SQLError) in row.guid(0) }.compactMap(\.self)
    }

    /// Notes that the history has an order's expiry.
    package func noteExpiry(of id: GUID) throws(SQLError) {
        try connection.run(
            """
            UPDATE orders SET expires_at = NULL WHERE company_id = \(company) AND id = \(id)
            """)
    }

    private func values(of order: Order) -> [SQLValue] {
        let fields = order.fields
        return [
            .company(company), .guid(order.id), .string(order.printableID.description),
            .integer(order.state.rawValue), .integer(fields.type?.rawValue),
            .integer(fields.entityID), .text(fields.name), .guid(fields.billingCustomerID),
            .guid(fields.billingAddressID), .guid(fields.shippingCustomerID),
            .guid(fields.shippingAddressID), .integer(fields.shippingEntityID),
            .text(fields.customerID), .integer(fields.employeeID), .money(fields.discountAmount),
            .text(fields.discountCode), .text(fields.discountDescription),
            .text(fields.tenderID), .text(fields.tenderOrigin), .text(fields.sourceID),
            .text(fields.sourceName), .integer(order.expiryHours), .time(order.createdAt),
            .time(order.modifiedAt), .integer(order.version),
            .time(order.state.isEditable ? order.expiresAt : nil),
        ]
    }

    /// Reads the row of an order, without its items.
    static func order(_ row: any SQLCursor) throws(SQLError) -> Order {
        let texts = RowTexts(row, columns: 0..<9)
        var fields = OrderFields()
        fields.name = texts[1]
        fields.customerID = texts[2]
        fields.discountCode = texts[3]
        fields.discountDescription = texts[4]
        fields.tenderID = texts[5]
        fields.tenderOrigin = texts[6]
        fields.sourceID = texts[7]
        fields.sourceName = texts[8]
        fields.type = OrderType(rawValue: Int32(truncatingIfNeeded: row.integer(11)))
        fields.entityID = row.int32(12)
        fields.billingCustomerID = row.guid(13)
        fields.billingAddressID = row.guid(14)
        fields.shippingCustomerID = row.guid(15)
        fields.shippingAddressID = row.guid(16)
        fields.shippingEntityID = row.int32(17)
        fields.employeeID = row.int32(18)
        fields.discountAmount = row.money(19)
        guard let printable = texts[0], let printableID = PrintableID(utf8: printable.utf8),
            let id = row.guid(9),
            let state = OrderState(rawValue: Int32(truncatingIfNeeded: row.integer(10)))
        else { throw .unavailable(detail: "an order's row can't be read") }
        return Order(
            id: id, printableID: printableID, fields: fields, state: state,
            expiryHours: Int32(truncatingIfNeeded: row.integer(20)),
            createdAt: Timestamp(microseconds: row.integer(21)),
            modifiedAt: Timestamp(microseconds: row.integer(22)), version: row.integer(23),
            items: [])
    }
}

// MARK: - Statements

extension CompanyStore {
    /// What `order(_:)` reads, in its order.
    static let orderColumns = """
        printable_id, name, customer_id, discount_code, discount_description,
        tender_id, tender_origin, source_id, source_name,
        id, state, order_type_id, entity_id, billing_customer_id, billing_address_id,
        shipping_customer_id, shipping_address_id, shipping_entity_id, employee_id,
        discount_amount, expiry_hours, created_at, modified_at, version
        """

    private static let selectOrder = SQLStatement(
        """
        SELECT \(orderColumns)
        FROM orders WHERE company_id = $1 AND id = $2
        """)

    static let orderColumnCount = 24

    /// The columns of an order, then those of one of its items; one row an item, or one where there
    /// is none.
    private static let selectOrderFull = SQLStatement(
        """
        SELECT \(qualified(orderColumns, by: "o")), \(qualified(itemColumns, by: "i"))
        FROM orders o
        LEFT JOIN order_items i ON i.company_id = o.company_id AND i.order_id = o.id
        WHERE o.company_id = $1 AND o.id = $2
        """)

    /// The names of columns with that of their table before them.
    static func qualified(_ columns: String, by table: String) -> String {
        columns.split { $0 == "," || $0.isWhitespace }.map { "\(table).\($0)" }
            .joined(separator: ", ")
    }

    private static let selectVersion = SQLStatement(
        "SELECT version FROM orders WHERE company_id = $1 AND id = $2")

    private static let insertOrder = SQLInsert(
        into: "orders",
        [
            "company_id", "id", "printable_id", "state", "order_type_id", "entity_id", "name",
            "billing_customer_id", "billing_address_id", "shipping_customer_id",
            "shipping_address_id", "shipping_entity_id", "customer_id", "employee_id",
            "discount_amount", "discount_code", "discount_description", "tender_id",
            "tender_origin", "source_id", "source_name", "expiry_hours", "created_at",
            "modified_at", "version", "expires_at",
        ],
        unless: ["company_id", "printable_id"])

    private static let updateOrder = SQLStatement(
        """
        UPDATE orders SET printable_id = $3, state = $4, order_type_id = $5,
          entity_id = $6, name = $7, billing_customer_id = $8, billing_address_id = $9,
          shipping_customer_id = $10, shipping_address_id = $11,
          shipping_entity_id = $12, customer_id = $13, employee_id = $14,
          discount_amount = $15, discount_code = $16, discount_description = $17,
          tender_id = $18, tender_origin = $19, source_id = $20, source_name = $21,
          expiry_hours = $22, created_at = $23, modified_at = $24, version = $25,
          expires_at = $26
        WHERE company_id = $1 AND id = $2
        """)
}
