extension Schema {
    /// Those of schema 4.
    static let historyTables = [keptAnswers] + webhookTables

    /// Who is told of events, and how far that has come.
    private static let webhookTables = [
        Table(
            name: "webhooks",
            columns: [
                .required("company_id", .integer), .required("id", .guid),
                .required("url", .text), .required("event_types", .text),
                .optional("filter", .text), .required("is_disabled", .boolean),
                .optional("disabled_reason", .text), .required("secrets", .text),
                .required("last_sequence", .integer), .required("created_at", .time),
                .required("modified_at", .time),
            ],
            key: ["company_id", "id"], parents: [.company], isClustered: true),
        Table(
            name: "webhook_deliveries",
            columns: [
                .required("company_id", .integer), .required("webhook_id", .guid),
                .required("id", .guid), .optional("sequence", .integer),
                .optional("order_id", .guid), .required("type", .text),
                .required("state", .text), .required("tries", .integer),
                .required("due_at", .time), .optional("last_status", .integer),
                .optional("last_error", .text), .required("created_at", .time),
                .optional("tried_at", .time),
            ],
            key: ["company_id", "webhook_id", "id"],
            indexes: [
                ["company_id", "webhook_id", "state", "due_at"],
                ["company_id", "webhook_id", "state", "order_id", "sequence"],
            ],
            parents: [
                Table.Parent(
                    table: "webhooks", columns: ["company_id", "webhook_id"],
                    references: ["company_id", "id"])
            ],
            isClustered: true),
    ]

    /// Answers that were given under an `Idempotency-Key`, for whoever asks again (contract,
    /// section 10). Under `company_id` 0 those of no company.
    ///
    /// `body` is NULL where it is the document that the order `order_id` was made as, which its
    /// history has already.
    static let keptAnswers = Table(
        name: "kept_answers",
        columns: [
            .required("company_id", .integer), .required("key_hash", .blob),
            .required("request_hash", .blob), .required("status", .integer),
            .required("fields", .text), .optional("body", .blob), .optional("order_id", .guid),
            .required("kept_at", .time),
        ],
        key: ["company_id", "key_hash"],
        indexes: [["company_id", "kept_at"]], isClustered: true)

    /// The history of one order, and the orders whose expiry is to be noted.
    static let historyIndexes = [
        Index(on: "order_events", ["company_id", "order_id", "sequence"]),
        Index(on: "orders", ["company_id", "expires_at", "id"], ifSet: true),
    ]

    /// Schema 4: what tables that are there lack. Events from before have neither changes nor a
    /// hash; the next change of their order keeps it whole.
    static func addHistory(_ dialect: SQLDialect) -> [String] {
        let tables = ["orders": ["expires_at"], "order_events": ["changes", "hash"]]
        let columns = tables.sorted { $0.key < $1.key }.flatMap { table, names in
            names.map { name in
                let kind = Schema.tables.first { $0.name == table }?.columns
                    .first { $0.name == name }?.kind
                return "ALTER TABLE \(table) ADD COLUMN \(name) "
                    + "\((kind ?? .text).type(in: dialect))"
            }
        }
        let expiry =
            switch dialect {
            case .sqlite: "created_at + expiry_hours * 3600000000"
            case .postgres: "created_at + expiry_hours * interval '1 hour'"
            }
        return columns
            + ["UPDATE orders SET expires_at = \(expiry) WHERE state IN (0, 1)"]
            + historyIndexes.map(\.statement)
    }
}
