package import DocketCore

extension CompanyStore {
    /// Appends an event to the company's history; its Sequence grows by one within the company in
    /// the order of commits.
    ///
    /// - Parameter digest: 32 bytes that say all of the event but its Sequence; kept sealed with
    ///   that.
    package func append(_ event: OrderEvent, digest: [UInt8]) throws(SQLError) {
        _ = try connection.insert(
            Self.insertEvent,
            [
                .company(company), .guid(event.orderID), .integer(event.version),
                .string(event.type.rawValue), .time(event.at), .string(event.actor),
                .text(event.changes), .blob(digest),
            ])
    }

    /// The Sequence of the event that the company has last, in its own transaction or before; 0
    /// where there is none.
    package func lastSequence() throws(SQLError) -> Int64 {
        try connection.first(Self.lastSequence(of: company)) ?? 0
    }

    /// The Sequence of the event that a company has last, as a query by itself.
    package static func lastSequence(of company: CompanyID) -> SQLQuery<Int64> {
        SQLQuery(SQL(selectSequence, [.company(company)])) { (row) throws(SQLError) in
            row.integer(0)
        }
    }

    /// The hash of the last event of an order; `nil` where that event has none.
    package func lastHash(of order: GUID) throws(SQLError) -> [UInt8]? {
        let query = SQL(Self.selectLastHash, [.company(company), .guid(order)])
        return try connection.first(query) { (row) throws(SQLError) -> [UInt8]? in
            row.isNull(0) ? nil : row.blob(0)
        } ?? nil
    }

    /// The history of an order, oldest first.
    ///
    /// - Parameters:
    ///   - first: the version behind which it is wanted.
    ///   - last: the version up to which it is wanted; `nil` for all.
    package static func events(
        of order: GUID, in company: CompanyID, after first: Int64 = 0, upTo last: Int64? = nil
    ) -> SQLQuery<KeptEvent> {
        SQLQuery(
            SQL(
                selectOrderEvents,
                [.company(company), .guid(order), .integer(last ?? .max), .integer(first)]),
            event)
    }

    /// The events of the company behind a Sequence, in its order.
    package static func events(
        of company: CompanyID, after sequence: Int64, limit: Int
    ) -> SQLQuery<KeptEvent> {
        SQLQuery(
            SQL(
                selectEvents,
                [.company(company), .integer(sequence), .integer(Int64(limit))]), event)
    }

    /// The history of an order, oldest first.
    package func events(of order: GUID) throws(SQLError) -> [KeptEvent] {
        let query = Self.events(of: order, in: company)
        return try connection.all(query.sql, query.read)
    }

    /// How many events there are, the largest Sequence, and the one that was given last.
    package func eventNumbers() throws(SQLError) -> (
        count: Int64, largest: Int64, counter: Int64
    ) {
        let query: SQL = """
            SELECT count(*), coalesce(max(sequence), 0) FROM order_events
            WHERE company_id = \(company)
            """
        let found = try connection.first(query) { (row) throws(SQLError) in
            (row.integer(0), row.integer(1))
        }
        return (found?.0 ?? 0, found?.1 ?? 0, try lastSequence())
    }

    /// The Sequence of the first event of an order that is not there; `nil` where there is none.
    package func eventsWithoutOrder() throws(SQLError) -> Int64? {
        try connection.first(
            """
            SELECT e.sequence FROM order_events AS e WHERE e.company_id = \(company)
              AND NOT EXISTS (
                SELECT 1 FROM orders AS o
                WHERE o.company_id = e.company_id AND o.id = e.order_id)
            ORDER BY e.sequence LIMIT 1
            """
        ) { (row) throws(SQLError) in row.integer(0) }
    }

    @Sendable private static func event(_ row: any SQLCursor) throws(SQLError) -> KeptEvent {
        guard let id = row.guid(1), let type = row.string(3).flatMap(OrderEventType.init) else {
            throw .unavailable(detail: "an event's row can't be read")
        }
        return KeptEvent(
            sequence: row.integer(0),
            event: OrderEvent(
                type: type, orderID: id, version: row.integer(2),
                at: Timestamp(microseconds: row.integer(4)), actor: row.string(5) ?? "",
                changes: row.isNull(6) ? nil : Text(utf8: row.blob(6)[...])),
            hash: row.isNull(7) ? nil : row.blob(7))
    }
}

// MARK: - Statements

extension CompanyStore {
    private static let insertEvent = SQLInsert(
        into: "order_events",
        ["company_id", "order_id", "version", "type", "at", "actor", "changes", "hash"],
        numbering: SQLInsert.Numbering(
            column: "sequence", counters: "order_counters", sealed: "hash"))

    private static let selectSequence = SQLStatement(
        "SELECT sequence FROM order_counters WHERE company_id = $1")

    // SQLite takes all events of a company for a few rows, and would rather read them than go by
    // an index that does not have all columns. So the index is asked for the numbers alone, which
    // it has, and the events are looked up by these.

    private static let selectLastHash = SQLStatement(
        """
        SELECT hash FROM order_events WHERE company_id = $1 AND sequence = (
          SELECT max(k.sequence) FROM order_events AS k
          WHERE k.company_id = $1 AND k.order_id = $2)
        """)

    private static let eventColumns = "sequence, order_id, version, type, at, actor, changes, hash"

    private static let selectOrderEvents = SQLStatement(
        """
        SELECT \(qualified(eventColumns, by: "e")) FROM order_events AS k
        JOIN order_events AS e ON e.company_id = k.company_id AND e.sequence = k.sequence
        WHERE k.company_id = $1 AND k.order_id = $2 AND e.version <= $3 AND e.version > $4
        ORDER BY k.sequence
        """)

    private static let selectEvents = SQLStatement(
        """
        SELECT \(eventColumns) FROM order_events
        WHERE company_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3
        """)
}
