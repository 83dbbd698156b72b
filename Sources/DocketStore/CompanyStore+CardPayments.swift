package import DocketCore

extension CompanyStore {
    /// The payment by card of that id; `nil` where there is none.
    package func cardPayment(_ id: GUID) throws(SQLError) -> CardPayment? {
        try connection.first(
            SQL(Self.selectCardPayment, [.company(company), .guid(id)]), Self.cardPayment)
    }

    /// The payments by card for an order or a top-up, the earliest first.
    package func cardPayments(for purpose: GUID) throws(SQLError) -> [CardPayment] {
        try connection.all(
            SQL(Self.selectPurposePayments, [.company(company), .guid(purpose)]),
            Self.cardPayment)
    }

    /// Adds a payment by card.
    package func insert(_ payment: CardPayment) throws(SQLError) {
        let purpose =
            switch payment.purpose {
            case .order: Self.orderPurpose
            case .topUp: Self.topUpPurpose
            }
        _ = try connection.insert(
            Self.insertCardPayment,
            [
                .company(company), .guid(payment.id), .string(purpose),
                .guid(payment.purpose.id), .money(payment.amount), .text(payment.gateway),
                .text(payment.reference), .string(payment.state.rawValue),
                .time(payment.createdAt), .time(payment.modifiedAt), .text(payment.actor),
            ])
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

    @Sendable private static func cardPayment(
        _ row: any SQLCursor
    ) throws(SQLError) -> CardPayment {
        guard let id = row.guid(0), let purpose = row.guid(2), let created = row.time(7),
            let modified = row.time(8), let state = row.string(6).flatMap(CardPayment.State.init)
        else { throw .unavailable(detail: "a card payment's row can't be read") }
        return CardPayment(
            id: id, for: row.string(1) == topUpPurpose ? .topUp(purpose) : .order(purpose),
            amount: try money(row, 3), gateway: Text(utf8: row.blob(4)[...]),
            reference: row.isNull(5) ? nil : Text(utf8: row.blob(5)[...]), state: state,
            createdAt: created, modifiedAt: modified, actor: Text(utf8: row.blob(9)[...]))
    }

    /// What cards have paid, and what of that was given back or will be; without what was too
    /// much.
    package func cardSums() throws(SQLError) -> (paid: Money, refunded: Money) {
        let query = SQL(Self.selectCardSums, [.company(company), .string("Paid")])
        let sums = try connection.first(query) { (row) throws(SQLError) in
            (paid: try Self.money(row, 0), refunded: try Self.money(row, 1))
        }
        return sums ?? (.zero, .zero)
    }

    // MARK: - Refunds

    /// Adds a refund.
    package func insert(_ refund: CardRefund) throws(SQLError) {
        _ = try connection.insert(
            Self.insertCardRefund,
            [
                .company(company), .guid(refund.id), .guid(refund.paymentID),
                .money(refund.amount), .integer(Int64(refund.tries)), .time(refund.dueAt),
                .time(refund.createdAt), .time(refund.modifiedAt),
            ])
    }

    /// Notes what has become of a refund.
    package func update(_ refund: CardRefund) throws(SQLError) {
        try connection.send(
            SQL(
                Self.updateCardRefund,
                [
                    .company(company), .guid(refund.id), .integer(Int64(refund.tries)),
                    .time(refund.dueAt), .time(refund.modifiedAt),
                ]))
    }

    /// The refunds that no gateway has given back yet, those first that are due first.
    ///
    /// - Parameter time: only those that are due by then.
    package static func waitingRefunds(
        of company: CompanyID, dueBy time: Timestamp, limit: Int
    ) -> SQLQuery<CardRefund> {
        SQLQuery(
            SQL(selectWaiting, [.company(company), .time(time), .integer(Int64(limit))])
        ) { (row) throws(SQLError) in
            guard let id = row.guid(0), let payment = row.guid(1), let due = row.time(4),
                let created = row.time(5), let modified = row.time(6), let tries = row.int32(3)
            else { throw .unavailable(detail: "a card refund's row can't be read") }
            return CardRefund(
                id: id, of: payment, amount: try money(row, 2), tries: tries, dueAt: due,
                createdAt: created, modifiedAt: modified)
        }
    }
}

// MARK: - Statements

extension CompanyStore {
    private static let orderPurpose = "Order"
    private static let topUpPurpose = "TopUp"

    private static let cardPaymentColumns = """
        id, purpose, purpose_id, amount, gateway, reference, state, created_at, modified_at, actor
        """

    private static let selectCardPayment = SQLStatement(
        "SELECT \(cardPaymentColumns) FROM card_payments WHERE company_id = $1 AND id = $2")

    private static let selectPurposePayments = SQLStatement(
        """
        SELECT \(cardPaymentColumns) FROM card_payments
        WHERE company_id = $1 AND purpose_id = $2 ORDER BY created_at, id
        """)

    private static let insertCardPayment = SQLInsert(
        into: "card_payments",
        [
            "company_id", "id", "purpose", "purpose_id", "amount", "gateway", "reference",
            "state", "created_at", "modified_at", "actor",
        ])

    private static let updateCardPayment = SQLStatement(
        """
        UPDATE card_payments SET reference = $3, state = $4, modified_at = $5
        WHERE company_id = $1 AND id = $2
        """)

    private static let selectCardSums = SQLStatement(
        """
        SELECT
          (SELECT COALESCE(SUM(p.amount), 0) FROM card_payments AS p
            WHERE p.company_id = $1 AND p.state = $2),
          (SELECT COALESCE(SUM(r.amount), 0) FROM card_refunds AS r
            JOIN card_payments AS p ON p.company_id = r.company_id AND p.id = r.payment_id
            WHERE r.company_id = $1 AND p.state = $2)
        """)

    private static let insertCardRefund = SQLInsert(
        into: "card_refunds",
        [
            "company_id", "id", "payment_id", "amount", "tries", "due_at", "created_at",
            "modified_at",
        ])

    private static let updateCardRefund = SQLStatement(
        """
        UPDATE card_refunds SET tries = $3, due_at = $4, modified_at = $5
        WHERE company_id = $1 AND id = $2
        """)

    private static let selectWaiting = SQLStatement(
        """
        SELECT id, payment_id, amount, tries, due_at, created_at, modified_at FROM card_refunds
        WHERE company_id = $1 AND due_at <= $2 ORDER BY due_at LIMIT $3
        """)
}
