import DocketStore

/// A statement with what is bound to it.
struct PostgresRequest {
    let sql: SQL
    /// Rows whose columns are bound as arrays, behind the values of `sql`.
    var rows: [ArraySlice<SQLValue>] = []

    init(_ sql: SQL, rows: [ArraySlice<SQLValue>] = []) {
        self.sql = sql
        self.rows = rows
    }
}

/// Changes of several jobs that nobody has waited for yet.
struct PostgresQueue {
    /// How rows for the same table are bound to one statement.
    enum Join {
        /// Each column as an array: three statements for any number of orders, and the least work.
        case arrays
        /// Each value by itself, by statements of 64, 32, 16, … rows, so that few have to be
        /// prepared: Citus's, which sends them straight to where the rows belong.
        case tuples
    }

    private let join: Join
    private enum Change {
        case statement(SQL)
        case row(SQLInsert, [SQLValue])
    }

    /// The changes of each job, in their order.
    private var jobs: [[Change]] = []
    /// The most rows of a statement that has each value by itself.
    private static let tuplesMax = 64

    init(join: Join = .arrays) {
        self.join = join
    }

    /// The next job's changes begin.
    mutating func beginJob() {
        jobs.append([])
    }

    /// Whether changes of the last job wait.
    var hasChangesOfLastJob: Bool { jobs.last.map { !$0.isEmpty } ?? false }

    /// Forgets the changes of the last job.
    mutating func dropJob() {
        jobs.removeLast()
    }

    /// Adds a statement to the last job.
    mutating func append(_ sql: SQL) {
        append(.statement(sql))
    }

    /// Adds a row to the last job.
    mutating func append(_ insert: SQLInsert, _ values: [SQLValue]) {
        append(.row(insert, values))
    }

    private mutating func append(_ change: Change) {
        if jobs.isEmpty { beginJob() }
        jobs[jobs.count - 1].append(change)
    }

    /// Empties the queue into statements. Each job's changes stay in their order; rows for the same
    /// table that come next in several jobs are joined.
    mutating func take() -> [PostgresRequest] {
        var statements: [PostgresRequest] = []
        var next = [Int](repeating: 0, count: jobs.count)
        for job in jobs.indices {
            while next[job] < jobs[job].count {
                switch jobs[job][next[job]] {
                case .statement(let sql):
                    statements.append(PostgresRequest(sql))
                    next[job] += 1
                case .row(let insert, let values):
                    var rows: [[SQLValue]] = []
                    let company = insert.numbering == nil ? nil : values.first
                    for other in job..<jobs.count {
                        while next[other] < jobs[other].count,
                            case .row(let same, let values) = jobs[other][next[other]],
                            same === insert,
                            company.map({ $0.isSame(as: values.first) }) ?? true
                        {
                            rows.append(values)
                            next[other] += 1
                        }
                    }
                    switch join {
                    case .arrays: statements.append(Self.arrays(of: rows, into: insert))
                    case .tuples: statements += Self.tuples(of: rows, into: insert)
                    }
                }
            }
        }
        jobs = [[]]
        return statements
    }

    private static func arrays(
        of rows: [[SQLValue]], into insert: SQLInsert
    ) -> PostgresRequest {
        guard insert.numbering != nil, let company = rows.first?.first else {
            return PostgresRequest(SQL(insert.unnested), rows: rows.map { $0[...] })
        }
        return PostgresRequest(
            SQL(insert.unnested, [company, .integer(Int64(rows.count))]),
            rows: rows.map { $0.dropFirst() })
    }

    private static func tuples(
        of rows: [[SQLValue]], into insert: SQLInsert
    ) -> [PostgresRequest] {
        var requests: [PostgresRequest] = []
        var rest = rows[...]
        var size = tuplesMax
        while !rest.isEmpty {
            while size > rest.count { size /= 2 }
            let taken = rest.prefix(size)
            rest = rest.dropFirst(size)
            let values: [SQLValue]
            if insert.numbering == nil {
                values = Array(taken.joined())
            } else {
                values = (taken.first?.prefix(1) ?? []) + taken.flatMap { $0.dropFirst() }
            }
            requests.append(PostgresRequest(SQL(insert.statement(rows: size), values)))
        }
        return requests
    }
}

extension SQLValue {
    /// Whether both are the same number.
    fileprivate func isSame(as other: SQLValue?) -> Bool {
        if case .integer(let number) = self, case .integer(number)? = other { return true }
        return false
    }
}
