package import DocketCore

/// Work that one server of many does now and then.
package enum BackgroundTask: String, Sendable, CaseIterable {
    /// Takes away what has ended: tokens, sessions, codes, and wrong passwords.
    case removeExpiredTokens = "tokens"
    /// Notes in the history that orders have expired.
    case noteExpiries = "expiries"
    /// Takes answers away that were kept for repetitions long enough.
    case forgetAnswers = "answers"
    /// Sends events to webhooks.
    case deliver = "deliveries"
    /// Has gateways give money back to cards.
    case refundCards = "refunds"
}

/// Leases of background work: who has one does the work, the others pass it over. A lease of a
/// server that died ends by itself.
///
/// Taken in two steps, company by company: a look that locks nothing tells where there is work,
/// then each company's is leased in a transaction of that company.
extension SystemStore {
    /// The companies of which an order has expired and no event says so.
    package static func companiesWithExpiries(at now: Timestamp, limit: Int64) -> SQLQuery<
        CompanyID?
    > {
        companies(
            """
            SELECT c.id FROM companies AS c WHERE EXISTS (
              SELECT 1 FROM orders AS o WHERE o.company_id = c.id AND o.expires_at <= \(now))
            ORDER BY c.id LIMIT \(limit)
            """)
    }

    /// The companies of which answers were kept before `earliest`.
    package static func companiesWithAnswers(
        before earliest: Timestamp, limit: Int64
    ) -> SQLQuery<CompanyID?> {
        companies(
            """
            SELECT c.id FROM companies AS c WHERE EXISTS (
              SELECT 1 FROM kept_answers AS a
              WHERE a.company_id = c.id AND a.kept_at < \(earliest))
            ORDER BY c.id LIMIT \(limit)
            """)
    }

    /// The companies of which a gateway is to give money back.
    package static func companiesWithRefunds(at now: Timestamp, limit: Int64) -> SQLQuery<
        CompanyID?
    > {
        companies(
            """
            SELECT c.id FROM companies AS c WHERE EXISTS (
              SELECT 1 FROM card_refunds AS r WHERE r.company_id = c.id AND r.due_at <= \(now))
            ORDER BY c.id LIMIT \(limit)
            """)
    }

    private static func companies(_ sql: SQL) -> SQLQuery<CompanyID?> {
        SQLQuery(sql) { (row) throws(SQLError) in row.int32(0).flatMap { CompanyID($0) } }
    }

    /// Leases a task of a company that is due and with no server.
    ///
    /// - Parameters:
    ///   - company: whose; `nil` for work of no company.
    ///   - until: when the lease ends by itself.
    /// - Returns: whether it is the caller's now.
    package func lease(
        _ task: BackgroundTask, of company: CompanyID?, at now: Timestamp, until: Timestamp
    ) throws(SQLError) -> Bool {
        let locking = connection.dialect == .postgres ? "FOR UPDATE SKIP LOCKED" : ""
        let company = Int64(company?.number ?? 0)
        let never = Timestamp(microseconds: 0)
        try connection.run(
            """
            INSERT INTO leases (company_id, task, due_at, leased_until)
            VALUES (\(company), \(task.rawValue), \(never), \(never))
            ON CONFLICT DO NOTHING
            """)
        return try connection.run(
            """
            UPDATE leases SET leased_until = \(until)
            WHERE company_id = \(company) AND task IN (
              SELECT task FROM leases
              WHERE company_id = \(company) AND task = \(task.rawValue)
                AND due_at <= \(now) AND leased_until <= \(now) \(schema: locking))
            """) == 1
    }

    /// Goes on with a lease.
    ///
    /// - Parameters:
    ///   - end: when it would end by itself, as it was leased.
    ///   - until: when it ends from now on.
    /// - Returns: false where it is another server's by now.
    package func renewLease(
        _ task: BackgroundTask, of company: CompanyID, from end: Timestamp, until: Timestamp
    ) throws(SQLError) -> Bool {
        try connection.run(
            """
            UPDATE leases SET leased_until = \(until)
            WHERE company_id = \(company) AND task = \(task.rawValue) AND leased_until = \(end)
            """) == 1
    }

    /// Ends all leases: for a server that is the only one on its database, and finds those of one
    /// that was killed.
    package func endLeases() throws(SQLError) {
        try connection.run("UPDATE leases SET leased_until = \(Timestamp(microseconds: 0))")
    }

    /// Gives a lease back.
    ///
    /// - Parameter next: when the task is due again.
    package func release(
        _ task: BackgroundTask, of company: CompanyID?, next: Timestamp
    ) throws(SQLError) {
        try connection.run(
            """
            UPDATE leases SET due_at = \(next), leased_until = \(Timestamp(microseconds: 0))
            WHERE company_id = \(Int64(company?.number ?? 0)) AND task = \(task.rawValue)
            """)
    }
}
