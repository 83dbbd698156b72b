package import DocketCore

extension CompanyStore {
    /// The company's accounts; `nil` before its first transfer.
    package func ledger() throws(SQLError) -> KeptLedger? {
        try connection.first(Self.ledger(of: company))
    }

    /// The accounts of a company, as a query by itself.
    package static func ledger(of company: CompanyID) -> SQLQuery<KeptLedger> {
        SQLQuery(SQL(selectLedger, [.company(company)])) { (row) throws(SQLError) in
            var balances: [LedgerAccount: Money] = [:]
            for (place, account) in zip(3..., LedgerAccount.allCases) {
                balances[account] = try money(row, place)
            }
            let limit = try money(row, 2)
            return KeptLedger(
                ledger: Ledger(
                    sequence: row.integer(0), balances: balances, prepayLimit: limit),
                hash: row.blob(1))
        }
    }

    /// Keeps what the accounts have become.
    package func setLedger(_ kept: KeptLedger) throws(SQLError) {
        try connection.send(
            SQL(
                Self.upsertLedger,
                [
                    .company(company), .integer(kept.ledger.sequence), .blob(kept.hash),
                    .money(kept.ledger.prepayLimit),
                ] + LedgerAccount.allCases.map { .money(kept.ledger[$0]) }))
    }

    /// Appends a transfer.
    ///
    /// - Throws: `.conflict` where another has its id.
    package func append(_ kept: KeptTransfer) throws(SQLError) {
        let transfer = kept.transfer
        _ = try connection.insert(
            Self.insertTransfer,
            [
                .company(company), .integer(kept.sequence), .guid(transfer.id),
                .string(transfer.kind.rawValue), .string(transfer.debit.rawValue),
                .string(transfer.credit.rawValue), .money(transfer.amount),
                .guid(transfer.orderID), .integer(transfer.line), .text(transfer.reference),
                .time(transfer.at), .text(transfer.actor), .blob(kept.hash),
            ])
    }

    /// The transfer of that id; `nil` where there is none.
    package func transfer(_ id: GUID) throws(SQLError) -> KeptTransfer? {
        let query = SQL(Self.selectTransfer, [.company(company), .guid(id)])
        return try connection.first(query, Self.transfer)
    }

    /// The transfers behind a Sequence, in its order.
    package static func transfers(
        of company: CompanyID, after sequence: Int64, limit: Int
    ) -> SQLQuery<KeptTransfer> {
        SQLQuery(
            SQL(
                selectTransfers,
                [.company(company), .integer(sequence), .integer(Int64(limit))]), transfer)
    }

    /// All transfers behind a Sequence, in its order.
    package func transfers(after sequence: Int64) throws(SQLError) -> [KeptTransfer] {
        let query = Self.transfers(of: company, after: sequence, limit: .max)
        return try connection.all(query.sql, query.read)
    }

    /// The transfers that are about an order, in the order in which they happened.
    package func transfers(about order: GUID) throws(SQLError) -> [KeptTransfer] {
        let query = SQL(Self.selectOrderTransfers, [.company(company), .guid(order)])
        return try connection.all(query, Self.transfer)
    }

    @Sendable private static func transfer(
        _ row: any SQLCursor
    ) throws(SQLError) -> KeptTransfer {
        guard let id = row.guid(1), let kind = row.string(2).flatMap(Transfer.Kind.init),
            let debit = row.string(3).flatMap(LedgerAccount.init),
            let credit = row.string(4).flatMap(LedgerAccount.init)
        else { throw .unavailable(detail: "a transfer's row can't be read") }
        return KeptTransfer(
            sequence: row.integer(0),
            transfer: Transfer(
                id: id, kind, from: debit, to: credit, try money(row, 5), orderID: row.guid(6),
                line: row.int32(7), reference: Text(utf8: row.blob(8)[...]),
                at: Timestamp(microseconds: row.integer(9)), actor: Text(utf8: row.blob(10)[...])),
            hash: row.blob(11))
    }

    static func money(_ row: any SQLCursor, _ place: Int) throws(SQLError) -> Money {
        guard let money = Money(tenThousandths: row.integer(place)) else {
            throw .unavailable(detail: "an amount can't be read")
        }
        return money
    }
}

// MARK: - Statements

extension CompanyStore {
    private static let accounts = LedgerAccount.allCases.map(\.rawValue)

    private static let selectLedger = SQLStatement(
        """
        SELECT sequence, hash, prepay_limit, \(accounts.joined(separator: ", ")) FROM ledgers
        WHERE company_id = $1
        """)

    private static let upsertLedger = SQLStatement(
        """
        INSERT INTO ledgers (company_id, sequence, hash, prepay_limit,
          \(accounts.joined(separator: ", ")))
        VALUES ($1, $2, $3, $4,
          \(accounts.indices.map { "$\($0 + 5)" }.joined(separator: ", ")))
        ON CONFLICT (company_id) DO UPDATE SET sequence = excluded.sequence,
          hash = excluded.hash, prepay_limit = excluded.prepay_limit,
          \(accounts.map { "\($0) = excluded.\($0)" }.joined(separator: ", "))
        """)

    private static let transferColumns = """
        sequence, id, kind, debit, credit, amount, order_id, line, reference, at, actor, hash
        """

    private static let insertTransfer = SQLInsert(
        into: "transfers",
        [
            "company_id", "sequence", "id", "kind", "debit", "credit", "amount", "order_id",
            "line", "reference", "at", "actor", "hash",
        ])

    private static let selectTransfer = SQLStatement(
        "SELECT \(transferColumns) FROM transfers WHERE company_id = $1 AND id = $2")

    private static let selectTransfers = SQLStatement(
        """
        SELECT \(transferColumns) FROM transfers
        WHERE company_id = $1 AND sequence > $2 ORDER BY sequence LIMIT $3
        """)

    // As with events, SQLite is asked for the numbers alone first.
    private static let selectOrderTransfers = SQLStatement(
        """
        SELECT \(qualified(transferColumns, by: "t")) FROM transfers AS k
        JOIN transfers AS t ON t.company_id = k.company_id AND t.sequence = k.sequence
        WHERE k.company_id = $1 AND k.order_id = $2 ORDER BY k.sequence
        """)
}
