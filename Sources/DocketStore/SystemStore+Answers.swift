package import DocketCore

/// An answer as it was found, and the request that it was given to.
package struct FoundAnswer: Sendable, Equatable {
    /// What tells the request from others under the same key.
    package let requestHash: [UInt8]
    /// The answer; with `madeOrder` the body is the change that made the order.
    package let answer: KeptAnswer
}

/// Answers under keys. They belong to a company, or under `company_id` 0 to none.
extension SystemStore {
    /// The answer that was kept under a key since `earliest`; `nil` where there is none.
    package static func answer(
        _ keyHash: [UInt8], of company: CompanyID?, since earliest: Timestamp
    ) -> SQLQuery<FoundAnswer> {
        SQLQuery(
            SQL(selectAnswer, [number(of: company), .blob(keyHash), .time(earliest)])
        ) { (row) throws(SQLError) in
            let order = row.guid(4)
            return FoundAnswer(
                requestHash: row.blob(0),
                answer: KeptAnswer(
                    status: Int(row.integer(1)), fields: fields(row.string(2) ?? ""),
                    body: row.blob(order == nil ? 3 : 5), madeOrder: order))
        }
    }

    /// Keeps an answer in the transaction of its effect, but for a secret in it.
    ///
    /// - Returns: false where there is one under the key; then nothing was kept.
    package func keep(
        _ answer: KeptAnswer, to requestHash: [UInt8], under keyHash: [UInt8],
        of company: CompanyID?, at now: Timestamp
    ) throws(SQLError) -> Bool {
        try connection.insert(
            Self.insertAnswer,
            [
                Self.number(of: company), .blob(keyHash), .blob(requestHash),
                .integer(Int64(answer.status)), .string(Self.text(answer.fields)),
                answer.madeOrder == nil
                    ? .blob(answer.bodyWithoutSecret ?? answer.body) : .null,
                .guid(answer.madeOrder),
                .time(now),
            ])
    }

    /// Takes the answer under a key away if it was kept before `earliest`: the key is free again.
    package func forgetAnswer(
        _ keyHash: [UInt8], of company: CompanyID?, before earliest: Timestamp
    ) throws(SQLError) {
        try connection.send(
            SQL(Self.deleteAnswer, [Self.number(of: company), .blob(keyHash), .time(earliest)]))
    }

    /// Takes answers away that were kept before `earliest`.
    ///
    /// - Parameter limit: how many at most.
    /// - Returns: how many there were.
    package func forgetAnswers(
        of company: CompanyID?, before earliest: Timestamp, limit: Int
    ) throws(SQLError) -> Int {
        try connection.run(
            SQL(
                Self.deleteAnswers,
                [Self.number(of: company), .time(earliest), .integer(Int64(limit))]))
    }

    /// Runs what the driver keeps back until something is read, so that its refusals come now.
    package func settle() throws(SQLError) {
        _ = try connection.first("SELECT 1") { (_) throws(SQLError) in true }
    }

    private static func number(of company: CompanyID?) -> SQLValue {
        .integer(Int64(company?.number ?? 0))
    }

    private static func text(_ fields: [KeptAnswer.Field]) -> String {
        fields.map { "\($0.name): \($0.value)" }.joined(separator: "\n")
    }

    private static func fields(_ text: String) -> [KeptAnswer.Field] {
        text.split(separator: "\n").map { line in
            let name = line.prefix { $0 != ":" }
            return KeptAnswer.Field(String(name), String(line.dropFirst(name.count + 2)))
        }
    }
}

// MARK: - Statements

extension SystemStore {
    private static let selectAnswer = SQLStatement(
        """
        SELECT a.request_hash, a.status, a.fields, a.body, a.order_id, e.changes
        FROM kept_answers AS a
        LEFT JOIN order_events AS e ON e.company_id = a.company_id
          AND e.version = 1 AND e.type = 'order.created' AND e.sequence = (
            SELECT min(k.sequence) FROM order_events AS k
            WHERE k.company_id = $1 AND k.order_id = a.order_id)
        WHERE a.company_id = $1 AND a.key_hash = $2 AND a.kept_at >= $3
        """)

    private static let insertAnswer = SQLInsert(
        into: "kept_answers",
        [
            "company_id", "key_hash", "request_hash", "status", "fields", "body", "order_id",
            "kept_at",
        ],
        unless: ["company_id", "key_hash"])

    private static let deleteAnswer = SQLStatement(
        "DELETE FROM kept_answers WHERE company_id = $1 AND key_hash = $2 AND kept_at < $3")

    private static let deleteAnswers = SQLStatement(
        """
        DELETE FROM kept_answers WHERE company_id = $1 AND key_hash IN (
          SELECT key_hash FROM kept_answers WHERE company_id = $1 AND kept_at < $2
          ORDER BY kept_at LIMIT $3)
        """)
}
