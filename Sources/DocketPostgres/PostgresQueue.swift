import DocketStore

/// Changes of several jobs that nobody has waited for yet.
struct PostgresQueue {
    private enum Change {
        case statement(SQL)
        case row(SQLInsert, [SQLValue])
    }

    /// The changes of each job, in their order.
    private var jobs: [[Change]] = []
    /// The most rows of one statement.
    private static let rowsMax = 64

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
    mutating func take() -> [SQL] {
        var statements: [SQL] = []
        var next = [Int](repeating: 0, count: jobs.count)
        for job in jobs.indices {
            while next[job] < jobs[job].count {
                switch jobs[job][next[job]] {
                case .statement(let sql):
                    statements.append(sql)
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
                    Self.join(rows, into: insert, &statements)
                }
            }
        }
        jobs = [[]]
        return statements
    }

    /// Adds the rows by statements of 64, 32, 16, … rows, so that few have to be prepared.
    private static func join(
        _ rows: [[SQLValue]], into insert: SQLInsert, _ statements: inout [SQL]
    ) {
        var rest = rows[...]
        var size = rowsMax
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
            statements.append(SQL(insert.statement(rows: size), values))
        }
    }
}

extension SQLValue {
    /// Whether both are the same number.
    fileprivate func isSame(as other: SQLValue?) -> Bool {
        if case .integer(let number) = self, case .integer(number)? = other { return true }
        return false
    }
}
