extension Schema {
    /// Orders, their items, and what happened to them.
    static let orderTables = [
        Table(
            name: "orders",
            columns: [
                .required("company_id", .integer),
                .required("id", .guid),
                .required("printable_id", .text),
                .required("state", .integer),
                .required("order_type_id", .integer),
                .required("entity_id", .integer),
                .optional("name", .text),
                .optional("billing_customer_id", .guid),
                .optional("billing_address_id", .guid),
                .optional("shipping_customer_id", .guid),
                .optional("shipping_address_id", .guid),
                .optional("shipping_entity_id", .integer),
                .optional("customer_id", .text),
                .optional("employee_id", .integer),
                .required("discount_amount", .money),
                .optional("discount_code", .text),
                .optional("discount_description", .text),
                .optional("tender_id", .text),
                .optional("tender_origin", .text),
                .optional("source_id", .text),
                .optional("source_name", .text),
                .required("expiry_hours", .integer),
                .required("created_at", .time),
                .required("modified_at", .time),
                .required("version", .integer),
                .optional("expires_at", .time),
            ],
            key: ["company_id", "id"],
            unique: [["company_id", "printable_id"]],
            indexes: [
                ["company_id", "created_at", "id"],
                ["company_id", "state", "entity_id", "created_at", "id"],
            ],
            parents: [.company]),
        Table(
            name: "order_items",
            columns: [
                .required("company_id", .integer),
                .required("order_id", .guid),
                .required("id", .guid),
                .required("item_type_id", .integer),
                .required("item_status_id", .integer),
                .required("item_index", .integer),
                .optional("product_id", .text),
                .optional("supplier_entity_id", .integer),
                .optional("supplier_reference", .text),
                .required("quantity", .integer),
                .required("cost", .money),
                .required("list_price", .money),
                .required("selling_price", .money),
                .optional("description", .text),
                .optional("notes", .text),
                .optional("sku", .text),
                .optional("shipping_option_id", .text),
                .required("serial_numbers", .json),
                .required("tracking", .json),
            ],
            key: ["company_id", "order_id", "id"],
            parents: [.order],
            isClustered: true),
        Table(
            name: "order_events",
            columns: [
                .required("company_id", .integer),
                .required("sequence", .integer),
                .required("order_id", .guid),
                .required("version", .integer),
                .required("type", .text),
                .required("at", .time),
                .required("actor", .text),
                .optional("changes", .document),
                .optional("hash", .blob),
            ],
            key: ["company_id", "sequence"],
            parents: [.company],
            isClustered: true),
        Table(
            name: "order_counters",
            columns: [
                .required("company_id", .integer),
                .required("sequence", .integer),
            ],
            key: ["company_id"],
            parents: [.company],
            isClustered: true),
    ]
}

extension Table.Parent {
    /// The company that a row belongs to.
    static let company = Table.Parent(
        table: "companies", columns: ["company_id"], references: ["id"])
}
