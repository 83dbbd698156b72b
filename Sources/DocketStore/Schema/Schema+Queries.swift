extension Schema {
    /// The serial numbers of items once more, since no index looks into a JSON array. They are
    /// added and deleted with their items.
    static let serialNumbers = Table(
        name: "order_item_serials",
        columns: [
            .required("company_id", .integer), .required("order_id", .guid),
            .required("item_id", .guid), .required("serial_number", .text),
        ],
        key: ["company_id", "order_id", "item_id", "serial_number"],
        indexes: [["company_id", "serial_number", "order_id", "item_id"]], isClustered: true)

    /// What people ask orders by, beside their state and creation (contract, section 6).
    static let queryIndexes = [
        Index(on: "orders", ["company_id", "modified_at", "id"]),
        Index(
            on: "orders", ["company_id", "billing_customer_id", "created_at", "id"], ifSet: true),
        Index(
            on: "orders", ["company_id", "shipping_customer_id", "created_at", "id"], ifSet: true),
        Index(on: "orders", ["company_id", "customer_id", "created_at", "id"], ifSet: true),
        Index(on: "orders", ["company_id", "tender_id", "created_at", "id"], ifSet: true),
        Index(on: "order_items", ["company_id", "sku", "order_id"], ifSet: true),
    ]

    /// Schema 3: what items have already.
    static func fillSerialNumbers(_ dialect: SQLDialect) -> String {
        let elements =
            switch dialect {
            case .sqlite: "json_each(i.serial_numbers) AS s"
            case .postgres: "jsonb_array_elements_text(i.serial_numbers) AS s(value)"
            }
        return """
            INSERT INTO order_item_serials (company_id, order_id, item_id, serial_number)
            SELECT DISTINCT i.company_id, i.order_id, i.id, s.value
            FROM order_items AS i, \(elements)
            """
    }
}

/// An index that was added after its table.
struct Index: Sendable {
    let table: String
    private let columns: [String]
    private let isPartial: Bool

    /// - Parameter ifSet: whether rows are left out whose second column is null.
    init(on table: String, _ columns: [String], ifSet isPartial: Bool = false) {
        self.table = table
        self.columns = columns
        self.isPartial = isPartial
    }

    /// The statement that makes it.
    var statement: String {
        let condition = isPartial ? " WHERE \(columns[1]) IS NOT NULL" : ""
        return "CREATE INDEX \(table)_by_\(columns[1]) ON \(table) "
            + "(\(columns.joined(separator: ", ")))\(condition)"
    }
}
