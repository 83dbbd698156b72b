import DocketCore
import DocketStore

extension SQLStatement {
    static let begin = SQLStatement("BEGIN")
    static let beginRead = SQLStatement("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    static let commit = SQLStatement("COMMIT")
    static let rollback = SQLStatement("ROLLBACK")
    /// Guards one change of a job that runs alone.
    static let savepoint = SQLStatement("SAVEPOINT change")
    static let release = SQLStatement("RELEASE change")
    static let rollbackChange = SQLStatement("ROLLBACK TO change")
    /// Transactions of one company run one after the other, on however many servers.
    static let lockCompany = SQLStatement(
        "SELECT 1 FROM companies WHERE id = $1 FOR NO KEY UPDATE")
    /// So do those of none. The number is `DOCK` in ASCII.
    static let lockGlobal = SQLStatement("SELECT pg_advisory_xact_lock(1146045259)")
    /// For this transaction only.
    static let limit = SQLStatement("SELECT set_config('statement_timeout', $1, true)")
    static let notify = SQLStatement("SELECT pg_notify('docket', $1)")
}

/// One transaction, of one job or of several together.
///
/// Together, what nobody waits for is kept back until somebody does, rows for the same table are
/// joined, and all of it goes in one round trip, with the COMMIT at the end. A statement that fails
/// then fails all; the jobs are run again, each alone, where every change is sent at once and
/// guarded by a savepoint, so that its failure is the job's to handle.
final class PostgresTransaction {
    /// How its statements are sent.
    enum Mode {
        case together, alone, reading
    }

    private let connection: PostgresConnection
    private let mode: Mode
    let isDistributed: Bool
    /// When its statements are stopped; `nil` for the connection's own limit.
    private let end: ContinuousClock.Instant?
    /// What opens the transaction, until it is open.
    private var opening: [PostgresRequest]
    private var queue: PostgresQueue
    private(set) var announcements: Set<Announcement> = []
    /// The failure that spoilt the transaction.
    private(set) var failure: PostgresError?
    /// Whether the job that runs now has had something sent that changes rows.
    private var jobHasChanged = false

    /// A transaction of the jobs of these companies.
    ///
    /// - Parameter end: when its statements are stopped; `nil` for the connection's own limit.
    init(
        _ connection: PostgresConnection, _ mode: Mode, of companies: [CompanyID?] = [],
        isDistributed: Bool = false, end: ContinuousClock.Instant? = nil
    ) {
        self.connection = connection
        self.mode = mode
        self.end = end
        self.isDistributed = isDistributed
        queue = PostgresQueue(join: isDistributed ? .tuples : .arrays)
        opening = [PostgresRequest(SQL(mode == .reading ? .beginRead : .begin))]
        if mode != .reading {
            // In one order, so that no two servers wait for each other.
            if companies.contains(nil) { opening.append(PostgresRequest(SQL(.lockGlobal))) }
            for company in companies.compactMap(\.self).sorted() {
                opening.append(PostgresRequest(SQL(.lockCompany, [.company(company)])))
            }
        }
    }

    /// The next job's changes begin.
    func beginJob() {
        queue.beginJob()
        jobHasChanged = false
    }

    /// Undoes the job that failed, if nothing of it has been sent yet.
    ///
    /// - Returns: false where something has.
    func dropJob() -> Bool {
        guard !jobHasChanged else { return false }
        queue.dropJob()
        return true
    }

    /// Makes it last.
    ///
    /// - Throws: why it does not; `index` is `Int.max` where the COMMIT itself failed, or may have
    ///   been under way when the connection was lost.
    func commit() throws(PostgresError) {
        var statements = queue.take()
        if opening.count > 0, statements.isEmpty, announcements.isEmpty { return }
        for announcement in announcements {
            let notify = SQL(.notify, [.string(announcement.rawValue)])
            statements.append(PostgresRequest(notify))
        }
        statements = opening + statements + [PostgresRequest(SQL(.commit))]
        opening = []
        _ = connection.takeWarning()
        do throws(PostgresError) {
            let result = try connection.run(statements)
            guard result?.command == "COMMIT" else {
                throw PostgresError(misuse: "a transaction was committed that had failed")
            }
            if connection.takeWarning() { throw PostgresError.warned(at: statements.count - 1) }
        } catch {
            var error = error
            let wasSent = error.index >= 0
            if error.index == statements.count - 1 || (error.isLost && wasSent) {
                error.index = .max
            }
            throw error
        }
    }

    /// Undoes it, if it is open.
    func rollback() {
        guard connection.isAlive, connection.isInTransaction else { return }
        _ = try? connection.run([PostgresRequest(SQL(.rollback))])
    }

    /// Tells the server how long the next statement may take.
    private func limit() throws(SQLError) -> [PostgresRequest] {
        guard let end else { return [] }
        let milliseconds = Int((end - .now) / .milliseconds(1))
        guard milliseconds > 0 else { throw .tookTooLong }
        return [PostgresRequest(SQL(.limit, [.string("\(milliseconds)ms")]))]
    }

    /// What the store makes of a failure: a query that has a limit of its own was stopped by it,
    /// and what a distributed database does not do is no fault of the program's.
    private func told(_ error: PostgresError) -> SQLError {
        if end != nil, error.isStopped { return .tookTooLong }
        if isDistributed, error.isUnsupported { return .unsupported(detail: error.message) }
        return error.sqlError
    }

    /// Sends what waits, then `sql`.
    private func flush(then sql: SQL) throws(SQLError) -> PostgresResult {
        if queue.hasChangesOfLastJob { jobHasChanged = true }
        let waiting = try queue.take() + limit()
        let statements = opening + waiting + [PostgresRequest(sql)]
        opening = []
        do throws(PostgresError) {
            guard let result = try connection.run(statements) else {
                throw PostgresError(lost: "nothing came back")
            }
            return result
        } catch {
            failure = error
            throw told(error)
        }
    }

    /// Sends a change of a job that runs alone; the transaction survives its failure.
    private func guarded(_ sql: SQL) throws(SQLError) -> PostgresResult {
        let statements =
            opening + [SQL(.savepoint), sql, SQL(.release)].map { PostgresRequest($0) }
        let opened = opening.count
        opening = []
        do throws(PostgresError) {
            let results = try connection.runEach(statements)
            if case .failure(let error)? = results.last { throw error }
            return try results[opened + 1].get()
        } catch {
            if error.isLost || error.mayBeRetried || error.index < opened { failure = error }
            if failure == nil {
                do throws(PostgresError) {
                    try connection.run(
                        [SQL(.rollbackChange), SQL(.release)].map { PostgresRequest($0) })
                } catch {
                    failure = error
                }
            }
            throw error.sqlError
        }
    }
}

extension PostgresTransaction: SQLConnection {
    var dialect: SQLDialect { .postgres }

    func each(_ sql: SQL, _ row: (any SQLCursor) throws(SQLError) -> Void) throws(SQLError) {
        try flush(then: sql).each(row)
    }

    @discardableResult
    func run(_ sql: SQL) throws(SQLError) -> Int {
        if mode == .alone { return try guarded(sql).touched }
        jobHasChanged = true
        return try flush(then: sql).touched
    }

    func send(_ sql: SQL) throws(SQLError) {
        guard mode == .together, case .prepared = sql.source else {
            try run(sql)
            return
        }
        queue.append(sql)
    }

    func insert(_ insert: SQLInsert, _ values: [SQLValue]) throws(SQLError) -> Bool {
        guard mode == .together else {
            let statement =
                insert.numbering == nil ? insert.steps[0] : insert.statement(rows: 1)
            return try guarded(SQL(statement, values)).touched == 1
        }
        queue.append(insert, values)
        return true
    }

    func announce(_ change: Announcement) {
        announcements.insert(change)
    }
}
