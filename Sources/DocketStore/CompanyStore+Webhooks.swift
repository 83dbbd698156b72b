package import DocketCore

extension CompanyStore {
    /// The company's webhooks, in the order of their making.
    package func webhooks() throws(SQLError) -> [Webhook] {
        let query = Self.webhooks(of: company)
        return try connection.all(query.sql, query.read)
    }

    /// The webhooks of a company, in the order of their making.
    package static func webhooks(of company: CompanyID) -> SQLQuery<Webhook> {
        SQLQuery(SQL(selectWebhooks, [.company(company)]), webhook)
    }

    /// The webhook of that id; `nil` where the company has none such.
    package func webhook(_ id: GUID) throws(SQLError) -> Webhook? {
        try connection.first(Self.webhook(id, of: company))
    }

    /// A webhook, as a query by itself.
    package static func webhook(_ id: GUID, of company: CompanyID) -> SQLQuery<Webhook> {
        SQLQuery(SQL(selectWebhook, [.company(company), .guid(id)]), webhook)
    }

    /// Adds a webhook.
    package func insert(_ webhook: Webhook) throws(SQLError) {
        _ = try connection.insert(Self.insertWebhook, values(of: webhook))
    }

    /// Replaces a webhook by what it has become.
    package func update(_ webhook: Webhook) throws(SQLError) {
        try connection.send(SQL(Self.updateWebhook, values(of: webhook)))
    }

    /// Deletes a webhook with its deliveries.
    ///
    /// - Returns: false where there is none such.
    package func deleteWebhook(_ id: GUID) throws(SQLError) -> Bool {
        try connection.run(
            "DELETE FROM webhook_deliveries WHERE company_id = \(company) AND webhook_id = \(id)")
        return try connection.run(
            "DELETE FROM webhooks WHERE company_id = \(company) AND id = \(id)") == 1
    }

    /// Notes that all events up to a Sequence were looked at.
    ///
    /// - Returns: false where somebody else has looked meanwhile; then nothing is noted.
    package func advance(
        _ webhook: GUID, from last: Int64, to sequence: Int64
    ) throws(SQLError) -> Bool {
        try connection.run(
            """
            UPDATE webhooks SET last_sequence = \(sequence)
            WHERE company_id = \(company) AND id = \(webhook) AND last_sequence = \(last)
            """) == 1
    }

    private func values(of webhook: Webhook) -> [SQLValue] {
        [
            .company(company), .guid(webhook.id), .string(webhook.url),
            .string(webhook.eventTypes.map(\.rawValue).joined(separator: " ")),
            .string(webhook.filter), .boolean(webhook.isDisabled),
            .string(webhook.disabledReason), .string(Self.text(webhook.secrets)),
            .integer(webhook.lastSequence), .time(webhook.createdAt), .time(webhook.modifiedAt),
        ]
    }

    @Sendable private static func webhook(_ row: any SQLCursor) throws(SQLError) -> Webhook {
        guard let id = row.guid(0) else {
            throw .unavailable(detail: "a webhook's row can't be read")
        }
        return Webhook(
            id: id, url: row.string(1) ?? "",
            eventTypes: (row.string(2) ?? "").split(separator: " ").compactMap {
                OrderEventType(rawValue: String($0))
            },
            filter: row.string(3), isDisabled: row.boolean(4), disabledReason: row.string(5),
            secrets: secrets(row.string(6) ?? ""), lastSequence: row.integer(7),
            createdAt: Timestamp(microseconds: row.integer(8)),
            modifiedAt: Timestamp(microseconds: row.integer(9)))
    }

    /// A secret a word, with the microsecond of its end behind a colon.
    private static func text(_ secrets: [WebhookSecret]) -> String {
        secrets.map { secret in
            Base64.encodeURL(secret.bytes)
                + (secret.validUntil.map { ":\($0.microseconds)" } ?? "")
        }.joined(separator: " ")
    }

    private static func secrets(_ text: String) -> [WebhookSecret] {
        text.split(separator: " ").compactMap { word in
            let parts = word.split(separator: ":")
            guard let bytes = parts.first.flatMap({ Base64.decode($0) }) else { return nil }
            let end = parts.count > 1 ? Int64(parts[1]) : nil
            return WebhookSecret(
                bytes: bytes, validUntil: end.map { Timestamp(microseconds: $0) })
        }
    }
}

// MARK: - Statements

extension CompanyStore {
    private static let webhookColumns = """
        id, url, event_types, filter, is_disabled, disabled_reason, secrets, last_sequence,
        created_at, modified_at
        """

    private static let selectWebhooks = SQLStatement(
        "SELECT \(webhookColumns) FROM webhooks WHERE company_id = $1 ORDER BY id")

    private static let selectWebhook = SQLStatement(
        "SELECT \(webhookColumns) FROM webhooks WHERE company_id = $1 AND id = $2")

    private static let insertWebhook = SQLInsert(
        into: "webhooks",
        [
            "company_id", "id", "url", "event_types", "filter", "is_disabled", "disabled_reason",
            "secrets", "last_sequence", "created_at", "modified_at",
        ])

    private static let updateWebhook = SQLStatement(
        """
        UPDATE webhooks SET url = $3, event_types = $4, filter = $5, is_disabled = $6,
          disabled_reason = $7, secrets = $8, last_sequence = $9, created_at = $10,
          modified_at = $11
        WHERE company_id = $1 AND id = $2
        """)
}
