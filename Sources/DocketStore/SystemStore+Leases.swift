package import DocketCore

/// Work that one server of many does now and then.
package enum BackgroundTask: String, Sendable {
    /// Takes expired tokens away.
    case removeExpiredTokens = "tokens"
}

/// Leases of background work: who has one does the work, the others pass it over. A lease of a
/// server that died ends by itself.
///
/// Taken in two steps, company by company: a look that locks nothing tells where work is due, then
/// each company's is leased in a transaction of that company.
extension SystemStore {
    /// Whose work is due and with no server, the longest due first; `nil` for work of no company.
    ///
    /// - Parameter limit: how many companies at most.
    package static func companiesWithWork(at now: Timestamp, limit: Int64) -> SQLQuery<CompanyID?> {
        SQLQuery(
            """
            SELECT company_id FROM leases WHERE due_at <= \(now) AND leased_until <= \(now)
            GROUP BY company_id ORDER BY min(due_at), company_id LIMIT \(limit)
            """
        ) { (row) throws(SQLError) in row.int32(0).flatMap { CompanyID($0) } }
    }

    /// Enters a task that is due at once, unless it is entered.
    package func enter(_ task: BackgroundTask, of company: CompanyID?) throws(SQLError) {
        let never = Timestamp(microseconds: 0)
        try connection.run(
            """
            INSERT INTO leases (company_id, task, due_at, leased_until)
            VALUES (\(number(company)), \(task.rawValue), \(never), \(never))
            ON CONFLICT DO NOTHING
            """)
    }

    /// Leases the tasks of a company that are due and with no server.
    ///
    /// - Parameter until: when the lease ends by itself.
    /// - Returns: the tasks that are the caller's now.
    package func lease(
        of company: CompanyID?, at now: Timestamp, until: Timestamp
    ) throws(SQLError) -> [BackgroundTask] {
        let locking = connection.dialect == .postgres ? "FOR UPDATE SKIP LOCKED" : ""
        let company = number(company)
        return try connection.all(
            """
            UPDATE leases SET leased_until = \(until)
            WHERE company_id = \(company) AND task IN (
              SELECT task FROM leases
              WHERE company_id = \(company) AND due_at <= \(now) AND leased_until <= \(now)
              ORDER BY task \(schema: locking))
            RETURNING task
            """
        ) { (row) throws(SQLError) in row.string(0).flatMap { BackgroundTask(rawValue: $0) } }
        .compactMap { $0 }
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
            WHERE company_id = \(number(company)) AND task = \(task.rawValue)
            """)
    }

    /// Work of no company stands under 0.
    private func number(_ company: CompanyID?) -> Int64 { Int64(company?.number ?? 0) }
}
