package import DocketCore

/// A webhook that may have something to do.
package struct BusyWebhook: Sendable, Hashable {
    /// Whose it is.
    package let company: CompanyID
    /// Which it is.
    package let id: GUID
}

extension CompanyStore {
    /// Adds a delivery.
    package func insert(_ delivery: Delivery) throws(SQLError) {
        _ = try connection.insert(
            Self.insertDelivery,
            [
                .company(company), .guid(delivery.webhookID), .guid(delivery.id),
                delivery.sequence.map { .integer($0) } ?? .null, .guid(delivery.orderID),
                .string(delivery.type), .string(delivery.state.rawValue),
                .integer(Int64(delivery.tries)), .time(delivery.dueAt),
                delivery.lastStatus.map { .integer(Int64($0)) } ?? .null,
                .string(delivery.lastError), .time(delivery.createdAt), .time(delivery.triedAt),
            ])
    }

    /// Notes how a delivery went.
    package func update(_ delivery: Delivery) throws(SQLError) {
        try connection.send(
            SQL(
                Self.updateDelivery,
                [
                    .company(company), .guid(delivery.webhookID), .guid(delivery.id),
                    .string(delivery.state.rawValue), .integer(Int64(delivery.tries)),
                    .time(delivery.dueAt),
                    delivery.lastStatus.map { .integer(Int64($0)) } ?? .null,
                    .string(delivery.lastError), .time(delivery.triedAt),
                ]))
    }

    /// A delivery of a webhook; `nil` where there is none such.
    package func delivery(_ id: GUID, of webhook: GUID) throws(SQLError) -> Delivery? {
        try connection.first(
            SQL(Self.selectDelivery, [.company(company), .guid(webhook), .guid(id)]),
            Self.delivery)
    }

    /// The deliveries of a webhook, the newest first.
    ///
    /// - Parameters:
    ///   - state: only those that have come so far; `nil` for all.
    ///   - before: only those that were made before this one; `nil` for all.
    package func deliveries(
        of webhook: GUID, in state: Delivery.State?, before: GUID?, limit: Int
    ) throws(SQLError) -> [Delivery] {
        let states = state.map { [$0] } ?? Delivery.State.allCases
        var sql: SQL.Interpolation = .init(literalCapacity: 256, interpolationCount: 6)
        sql.appendLiteral(
            "SELECT \(Self.deliveryColumns) FROM webhook_deliveries WHERE company_id = ")
        sql.appendInterpolation(.company(company))
        sql.appendLiteral(" AND webhook_id = ")
        sql.appendInterpolation(.guid(webhook))
        sql.appendLiteral(" AND id < ")
        sql.appendInterpolation(.guid(before ?? .largest))
        sql.appendLiteral(" AND state IN (")
        for (place, state) in states.enumerated() {
            if place > 0 { sql.appendLiteral(", ") }
            sql.appendInterpolation(.string(state.rawValue))
        }
        sql.appendLiteral(") ORDER BY id DESC LIMIT ")
        sql.appendInterpolation(.integer(Int64(limit)))
        return try connection.all(SQL(stringInterpolation: sql), Self.delivery)
    }

    /// Takes deliveries of a webhook away that are done.
    ///
    /// - Parameters:
    ///   - id: only those that were made before this one.
    ///   - limit: how many at most.
    package func forgetDeliveries(
        of webhook: GUID, before id: GUID, limit: Int
    ) throws(SQLError) {
        try connection.send(
            SQL(
                Self.deleteDeliveries,
                [.company(company), .guid(webhook), .guid(id), .integer(Int64(limit))]))
    }

    /// The webhooks that may have something to do: events that were not looked at, or deliveries
    /// that are due.
    package static func busyWebhooks(at now: Timestamp) -> SQLQuery<BusyWebhook?> {
        SQLQuery(SQL(selectBusy, [.time(now), .boolean(false)])) { (row) throws(SQLError) in
            guard let company = row.int32(0).flatMap({ CompanyID($0) }), let id = row.guid(1)
            else { return nil }
            return BusyWebhook(company: company, id: id)
        }
    }

    /// The deliveries of a webhook that are to be tried: those that are due, of each order the
    /// first that waits, in the order of their events.
    package static func dueDeliveries(
        of webhook: GUID, in company: CompanyID, at now: Timestamp, limit: Int
    ) -> SQLQuery<Delivery> {
        SQLQuery(
            SQL(
                selectDue,
                [.company(company), .guid(webhook), .time(now), .integer(Int64(limit))]),
            delivery)
    }

    @Sendable private static func delivery(_ row: any SQLCursor) throws(SQLError) -> Delivery {
        guard let webhook = row.guid(0), let id = row.guid(1),
            let state = row.string(5).flatMap({ Delivery.State(rawValue: $0) })
        else { throw .unavailable(detail: "a delivery's row can't be read") }
        return Delivery(
            id: id, webhookID: webhook, sequence: row.isNull(2) ? nil : row.integer(2),
            orderID: row.guid(3), type: row.string(4) ?? "", state: state,
            tries: Int(row.integer(6)), dueAt: Timestamp(microseconds: row.integer(7)),
            lastStatus: row.int32(8).map { Int($0) }, lastError: row.string(9),
            createdAt: Timestamp(microseconds: row.integer(10)), triedAt: row.time(11))
    }
}

// MARK: - Statements

extension CompanyStore {
    private static let deliveryColumns = """
        webhook_id, id, sequence, order_id, type, state, tries, due_at, last_status, last_error,
        created_at, tried_at
        """

    private static let insertDelivery = SQLInsert(
        into: "webhook_deliveries",
        [
            "company_id", "webhook_id", "id", "sequence", "order_id", "type", "state", "tries",
            "due_at", "last_status", "last_error", "created_at", "tried_at",
        ])

    private static let updateDelivery = SQLStatement(
        """
        UPDATE webhook_deliveries SET state = $4, tries = $5, due_at = $6, last_status = $7,
          last_error = $8, tried_at = $9
        WHERE company_id = $1 AND webhook_id = $2 AND id = $3
        """)

    private static let selectDelivery = SQLStatement(
        """
        SELECT \(deliveryColumns) FROM webhook_deliveries
        WHERE company_id = $1 AND webhook_id = $2 AND id = $3
        """)

    private static let selectDue = SQLStatement(
        """
        SELECT \(deliveryColumns) FROM webhook_deliveries AS d
        WHERE company_id = $1 AND webhook_id = $2 AND state = 'waiting' AND due_at <= $3
          AND NOT EXISTS (
            SELECT 1 FROM webhook_deliveries AS e
            WHERE e.company_id = d.company_id AND e.webhook_id = d.webhook_id
              AND e.state = 'waiting' AND e.order_id = d.order_id AND e.sequence < d.sequence)
        ORDER BY due_at, sequence LIMIT $4
        """)

    private static let selectBusy = SQLStatement(
        """
        SELECT w.company_id, w.id FROM webhooks AS w
        WHERE w.is_disabled = $2 AND (
          w.last_sequence < (
            SELECT c.sequence FROM order_counters AS c WHERE c.company_id = w.company_id)
          OR EXISTS (
            SELECT 1 FROM webhook_deliveries AS d
            WHERE d.company_id = w.company_id AND d.webhook_id = w.id AND d.state = 'waiting'
              AND d.due_at <= $1))
        """)

    private static let deleteDeliveries = SQLStatement(
        """
        DELETE FROM webhook_deliveries
        WHERE company_id = $1 AND webhook_id = $2 AND id IN (
          SELECT id FROM webhook_deliveries
          WHERE company_id = $1 AND webhook_id = $2 AND id < $3 AND state <> 'waiting'
          ORDER BY id LIMIT $4)
        """)
}
