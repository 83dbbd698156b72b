package import DocketCore
import DocketJSON

extension CompanyStore {
    /// The order of that number; `nil` where the company has none such.
    package func orderID(of number: PrintableID) throws(SQLError) -> GUID? {
        try connection.first(Self.orderID(of: number, in: company))
    }

    /// The order of that number, as a query by itself.
    package static func orderID(
        of number: PrintableID, in company: CompanyID
    ) -> SQLQuery<GUID> {
        let sql = SQL(selectOrderID, [.company(company), .string("\(number)")])
        return SQLQuery(sql) { (row) throws(SQLError) in row.guid(0) ?? .zero }
    }

    /// What makes the order of that id one of parcels; `nil` where it is none.
    package func parcelOrder(_ id: GUID) throws(SQLError) -> ParcelOrder? {
        let query = SQL(Self.selectParcelOrder, [.company(company), .guid(id)])
        guard var order = try connection.first(query, Self.parcelOrder) else { return nil }
        order.lines = try connection.all(
            SQL(Self.selectShipments, [.company(company), .guid(id)]), Self.shipment)
        return order
    }

    /// Adds what makes an order one of parcels.
    package func insert(_ order: ParcelOrder) throws(SQLError) {
        _ = try connection.insert(
            Self.insertParcelOrder,
            [
                .company(company), .guid(order.orderID), .integer(order.cardVersion),
                .text(Text(utf8: Self.bytes(order.customer)[...])),
                .money(order.exVAT ?? .zero), .money(order.vat ?? .zero),
            ])
        for line in order.lines {
            _ = try connection.insert(
                Self.insertShipment,
                [
                    .company(company), .guid(order.orderID), .integer(line.line),
                    .guid(line.itemID), .string(line.clientItemID), .string(line.service),
                    .money(line.exVAT), .money(line.vat), .money(line.refundedExVAT),
                    .money(line.refundedVAT), .text(line.document),
                ])
        }
    }

    /// Notes that an order was paid.
    ///
    /// - Returns: false where it was already.
    package func setPaid(_ paid: ParcelOrder.Paid, _ id: GUID) throws(SQLError) -> Bool {
        try connection.run(
            SQL(
                Self.updatePaid,
                [
                    .company(company), .guid(id), .time(paid.at), .string(paid.source.rawValue),
                    .guid(paid.paymentID),
                ])) == 1
    }

    /// Notes what was given back of a line.
    package func setRefunded(_ line: ParcelLine, of id: GUID) throws(SQLError) {
        try connection.send(
            SQL(
                Self.updateRefunded,
                [
                    .company(company), .guid(id), .integer(line.line),
                    .money(line.refundedExVAT), .money(line.refundedVAT),
                ]))
    }

    /// An order whose payment, less what was given back, is not what it is said to be here; `nil`
    /// where there is none.
    ///
    /// - Parameter paid: by order; nothing was paid for those that are not there.
    package func orderPaidOtherwise(than paid: [GUID: Money]) throws(SQLError) -> GUID? {
        var left = paid.filter { $0.value != .zero }
        var wrong: GUID?
        try connection.each(SQL(Self.selectPaid, [.company(company)])) { (row) throws(SQLError) in
            guard let id = row.guid(0) else { return }
            let known = try Self.money(row, 1)
            if left.removeValue(forKey: id) ?? .zero != known, wrong == nil { wrong = id }
        }
        return wrong ?? left.keys.min()
    }

    private static func parcelOrder(_ row: any SQLCursor) throws(SQLError) -> ParcelOrder {
        guard let id = row.guid(0), let customer = customer(row.blob(2)) else {
            throw .unavailable(detail: "a parcel order's row can't be read")
        }
        var order = ParcelOrder(
            orderID: id, cardVersion: row.integer(1), customer: customer, lines: [])
        if let at = row.time(3), let payment = row.guid(5),
            let source = row.string(4).flatMap(Payment.Source.init)
        {
            order.paid = ParcelOrder.Paid(at: at, source: source, paymentID: payment)
        }
        return order
    }

    private static func shipment(_ row: any SQLCursor) throws(SQLError) -> ParcelLine {
        guard let itemID = row.guid(1), let place = row.int32(0) else {
            throw .unavailable(detail: "a shipment's row can't be read")
        }
        var line = ParcelLine(
            line: place, itemID: itemID, clientItemID: row.string(2) ?? "",
            service: row.string(3) ?? "", exVAT: try money(row, 4), vat: try money(row, 5),
            document: Text(utf8: row.blob(8)[...]))
        line.refundedExVAT = try money(row, 6)
        line.refundedVAT = try money(row, 7)
        return line
    }
}

// MARK: - Customers

extension CompanyStore {
    private static func bytes(_ customer: ParcelCustomer) -> [UInt8] {
        var members = [
            JSONValue.Member("Email", .string(customer.email)),
            JSONValue.Member("Forename", .string(customer.forename)),
            JSONValue.Member("Surname", .string(customer.surname)),
        ]
        for (name, text) in [
            ("Telephone", customer.telephone), ("Reference", customer.reference),
        ] {
            if let text { members.append(JSONValue.Member(name, .string(text))) }
        }
        return JSONValue.object(members).encoded
    }

    private static func customer(_ bytes: [UInt8]) -> ParcelCustomer? {
        guard let document = try? JSONValue(bytes), let email = document["Email"]?.text else {
            return nil
        }
        var customer = ParcelCustomer()
        customer.email = email
        customer.forename = document["Forename"]?.text ?? ""
        customer.surname = document["Surname"]?.text ?? ""
        customer.telephone = document["Telephone"]?.text
        customer.reference = document["Reference"]?.text
        return customer
    }
}

// MARK: - Statements

extension CompanyStore {
    private static let selectOrderID = SQLStatement(
        "SELECT id FROM orders WHERE company_id = $1 AND printable_id = $2")

    private static let selectParcelOrder = SQLStatement(
        """
        SELECT order_id, card_version, customer, paid_at, paid_by, payment_id FROM parcel_orders
        WHERE company_id = $1 AND order_id = $2
        """)

    private static let selectShipments = SQLStatement(
        """
        SELECT line, item_id, client_item_id, service, ex_vat, vat, refunded_ex_vat,
          refunded_vat, document
        FROM shipments WHERE company_id = $1 AND order_id = $2 ORDER BY line
        """)

    private static let selectPaid = SQLStatement(
        """
        SELECT o.order_id, sum(s.ex_vat + s.vat - s.refunded_ex_vat - s.refunded_vat)
        FROM parcel_orders AS o
        JOIN shipments AS s ON s.company_id = o.company_id AND s.order_id = o.order_id
        WHERE o.company_id = $1 AND o.paid_at IS NOT NULL GROUP BY o.order_id
        """)

    private static let insertParcelOrder = SQLInsert(
        into: "parcel_orders",
        ["company_id", "order_id", "card_version", "customer", "ex_vat", "vat"])

    private static let insertShipment = SQLInsert(
        into: "shipments",
        [
            "company_id", "order_id", "line", "item_id", "client_item_id", "service", "ex_vat",
            "vat", "refunded_ex_vat", "refunded_vat", "document",
        ])

    private static let updatePaid = SQLStatement(
        """
        UPDATE parcel_orders SET paid_at = $3, paid_by = $4, payment_id = $5
        WHERE company_id = $1 AND order_id = $2 AND paid_at IS NULL
        """)

    private static let updateRefunded = SQLStatement(
        """
        UPDATE shipments SET refunded_ex_vat = $4, refunded_vat = $5
        WHERE company_id = $1 AND order_id = $2 AND line = $3
        """)
}
