package import DocketCore

extension CompanyStore {
    /// The payment by card of that id; `nil` where there is none.
    package func cardPayment(_ id: GUID) throws(SQLError) -> CardPayment? {
        let query = SQL(Self.selectCardPayment, [.company(company), .guid(id)])
        return try connection.first(query) { (row) throws(SQLError) in
            guard let id = row.guid(0), let created = row.time(6), let modified = row.time(7),
                let state = row.string(5).flatMap(CardPayment.State.init)
            else { throw .unavailable(detail: "a card payment's row can't be read") }
            return CardPayment(
                id: id, orderID: row.guid(1), amount: try Self.money(row, 2),
                gateway: Text(utf8: row.blob(3)[...]),
                reference: row.isNull(4) ? nil : Text(utf8: row.blob(4)[...]), state: state,
                createdAt: created, modifiedAt: modified, actor: Text(utf8: row.blob(8)[...]))
        }
    }

    /// Adds a payment by card.
    package func insert(_ payment: CardPayment) throws(SQLError) {
        _ = try connection.insert(Self.insertCardPayment, values(of: payment))
    }

    /// Notes what has become of a payment by card.
    package func update(_ payment: CardPayment) throws(SQLError) {
        try connection.send(
            SQL(
                Self.updateCardPayment,
                [
                    .company(company), .guid(payment.id), .text(payment.reference),
                    .string(payment.state.rawValue), .time(payment.modifiedAt),
                ]))
    }

    private func values(of payment: CardPayment) -> [SQLValue] {
        [
            .company(company), .guid(payment.id), .guid(payment.orderID), .money(payment.amount),
            .text(payment.gateway), .text(payment.reference), .string(payment.state.rawValue),
            .time(payment.createdAt), .time(payment.modifiedAt), .text(payment.actor),
        ]
    }

    private static let selectCardPayment = SQLStatement(
        """
        SELECT id, order_id, amount, gateway, reference, state, created_at, modified_at, actor
        FROM card_payments WHERE company_id = $1 AND id = $2
        """)

    private static let insertCardPayment = SQLInsert(
        into: "card_payments",
        [
            "company_id", "id", "order_id", "amount", "gateway", "reference", "state",
            "created_at", "modified_at", "actor",
        ])

    private static let updateCardPayment = SQLStatement(
        """
        UPDATE card_payments SET reference = $3, state = $4, modified_at = $5
        WHERE company_id = $1 AND id = $2
        """)
}
