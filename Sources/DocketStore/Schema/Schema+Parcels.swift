extension Schema {
    /// Those of schema 6: what parcels cost, which orders are of parcels, and the money.
    static let parcelTables = [rateCards] + parcelOrderTables + ledgerTables

    /// What parcels cost, each version as it was.
    private static let rateCards = Table(
        name: "rate_cards",
        columns: [
            .required("company_id", .integer), .required("version", .integer),
            .required("tables", .document), .required("created_at", .time),
            .required("actor", .text),
        ],
        key: ["company_id", "version"], parents: [.company])

    /// Orders that are of parcels, and what happens to these.
    private static let parcelOrderTables = [
        Table(
            name: "parcel_orders",
            columns: [
                .required("company_id", .integer), .required("order_id", .guid),
                .required("card_version", .integer), .required("customer", .document),
                .required("ex_vat", .money), .required("vat", .money),
                .optional("paid_at", .time), .optional("paid_by", .text),
                .optional("payment_id", .guid),
            ],
            key: ["company_id", "order_id"], parents: [.order], isClustered: true),
        Table(
            name: "shipments",
            columns: [
                .required("company_id", .integer), .required("order_id", .guid),
                .required("line", .integer), .required("item_id", .guid),
                .required("client_item_id", .text), .required("service", .text),
                .required("ex_vat", .money), .required("vat", .money),
                .required("refunded_ex_vat", .money), .required("refunded_vat", .money),
                .required("document", .document),
            ],
            key: ["company_id", "order_id", "line"], parents: [.order]),
        Table(
            name: "tracking_events",
            columns: [
                .required("company_id", .integer), .required("order_id", .guid),
                .required("line", .integer), .required("number", .integer),
                .required("at", .time), .required("stage", .text),
                .required("description", .text), .optional("details", .text),
                .optional("location", .text), .optional("parcel", .integer),
                .required("created_at", .time), .required("actor", .text),
            ],
            key: ["company_id", "order_id", "line", "number"], parents: [.order],
            isClustered: true),
    ]

    /// Every movement of money, where it has come to, and what gateways were asked for.
    private static let ledgerTables = [
        Table(
            name: "ledgers",
            columns: [
                .required("company_id", .integer), .required("sequence", .integer),
                .required("hash", .blob), .required("prepay", .money), .required("held", .money),
                .required("revenue", .money), .required("vat", .money),
                .required("refunds", .money), .required("gateway", .money),
                .required("bank", .money), .required("prepay_limit", .money),
            ],
            key: ["company_id"], parents: [.company], isClustered: true),
        Table(
            name: "transfers",
            columns: [
                .required("company_id", .integer), .required("sequence", .integer),
                .required("id", .guid), .required("kind", .text), .required("debit", .text),
                .required("credit", .text), .required("amount", .money),
                .optional("order_id", .guid), .optional("line", .integer),
                .required("reference", .text), .required("at", .time),
                .required("actor", .text), .required("hash", .blob),
            ],
            key: ["company_id", "sequence"], unique: [["company_id", "id"]],
            indexes: [["company_id", "order_id", "sequence"]], parents: [.company],
            isClustered: true),
        Table(
            name: "card_payments",
            columns: [
                .required("company_id", .integer), .required("id", .guid),
                .required("purpose", .text), .required("purpose_id", .guid),
                .required("amount", .money), .required("gateway", .text),
                .optional("reference", .text), .required("state", .text),
                .required("created_at", .time), .required("modified_at", .time),
                .required("actor", .text),
            ],
            key: ["company_id", "id"], indexes: [["company_id", "purpose_id"]],
            parents: [.company]),
        Table(
            name: "card_refunds",
            columns: [
                .required("company_id", .integer), .required("id", .guid),
                .required("payment_id", .guid), .required("amount", .money),
                .required("tries", .integer), .optional("due_at", .time),
                .required("created_at", .time), .required("modified_at", .time),
            ],
            key: ["company_id", "id"], indexes: [["company_id", "due_at"]],
            parents: [.company]),
    ]
}

extension Table.Parent {
    /// The order that a row is of.
    static let order = Table.Parent(
        table: "orders", columns: ["company_id", "order_id"], references: ["company_id", "id"])
}
