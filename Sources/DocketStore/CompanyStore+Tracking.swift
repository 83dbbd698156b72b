package import DocketCore

extension CompanyStore {
    /// What happened to a shipment on its way, in the order in which it was told.
    package func trackingEvents(
        of order: GUID, line: Int32
    ) throws(SQLError) -> [TrackingEvent] {
        let query = Self.trackingEvents(of: order, line: line, in: company)
        return try connection.all(query.sql, query.read)
    }

    /// The same, as a query by itself.
    package static func trackingEvents(
        of order: GUID, line: Int32, in company: CompanyID
    ) -> SQLQuery<TrackingEvent> {
        let sql = SQL(selectTracking, [.company(company), .guid(order), .integer(line)])
        return SQLQuery(sql) { (row) throws(SQLError) in
            guard let number = row.int32(0), let at = row.time(1),
                let stage = row.string(2).flatMap(TrackingStage.init)
            else { throw .unavailable(detail: "a tracking event's row can't be read") }
            return TrackingEvent(
                number: number, at: at, stage: stage, description: Text(utf8: row.blob(3)[...]),
                details: row.isNull(4) ? nil : Text(utf8: row.blob(4)[...]),
                location: row.isNull(5) ? nil : Text(utf8: row.blob(5)[...]),
                parcel: row.int32(6))
        }
    }

    /// Adds what happened to a shipment.
    package func append(
        _ event: TrackingEvent, to order: GUID, line: Int32, at now: Timestamp, by actor: String
    ) throws(SQLError) {
        _ = try connection.insert(
            Self.insertTracking,
            [
                .company(company), .guid(order), .integer(line), .integer(event.number),
                .time(event.at), .string(event.stage.rawValue), .text(event.description),
                .text(event.details), .text(event.location), .integer(event.parcel), .time(now),
                .string(actor),
            ])
    }

    private static let selectTracking = SQLStatement(
        """
        SELECT number, at, stage, description, details, location, parcel FROM tracking_events
        WHERE company_id = $1 AND order_id = $2 AND line = $3 ORDER BY number
        """)

    private static let insertTracking = SQLInsert(
        into: "tracking_events",
        [
            "company_id", "order_id", "line", "number", "at", "stage", "description", "details",
            "location", "parcel", "created_at", "actor",
        ])
}
