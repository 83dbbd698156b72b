import DocketCore
import DocketStore
import Testing

extension StoreConformance {
    static let leases = [
        StoreConformance("a task is due at first, and is entered once", enteredTask),
        StoreConformance("of many who lease a task at once, one gets it", oneLeaser),
        StoreConformance("a lease that is not given back ends by itself", endingLease),
        StoreConformance("a task that was given back comes again when it is due", releasedTask),
        StoreConformance("each task is leased by itself", ownLease),
        StoreConformance("a look tells which companies have work, by number", companiesWithWork),
    ]

    private static let now = SampleRows.now

    private static func later(_ seconds: Int64) -> Timestamp { now.adding(seconds: seconds) }

    @Sendable private static func enteredTask(_ database: any Database) async throws {
        let companies = [nil, SampleRows.company]
        for company in companies {
            #expect(try await database.lease(of: company, at: now, seconds: 9))
        }
        #expect(try await database.count("SELECT count(*) FROM leases") == 2)
        // To ask for it again takes nothing from who has it.
        for company in companies {
            #expect(try await !database.lease(of: company, at: now, seconds: 9))
        }
        #expect(try await database.count("SELECT count(*) FROM leases") == 2)
        #expect(try await database.lease(of: SampleRows.otherCompany, at: now, seconds: 9))
    }

    @Sendable private static func oneLeaser(_ database: any Database) async throws {
        let companies = [nil, SampleRows.company, SampleRows.otherCompany]
        for round in 0..<3 {
            let at = later(Int64(round) * 100)
            let leased = try await withThrowingTaskGroup(of: [CompanyID?].self) { group in
                for _ in 0..<16 {
                    for company in companies {
                        group.addTask {
                            let isLeased = try await database.lease(
                                of: company, at: at, seconds: 9)
                            return isLeased ? [company] : []
                        }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(leased.count == companies.count, "one of each company")
            #expect(Set(leased) == Set(companies))
        }
    }

    @Sendable private static func endingLease(_ database: any Database) async throws {
        let company = SampleRows.company
        #expect(try await database.lease(of: company, at: now, seconds: 60))
        #expect(try await !database.lease(of: company, at: later(59), seconds: 60))
        // At its end itself it is over.
        #expect(try await database.lease(of: company, at: later(60), seconds: 60))
        #expect(try await !database.lease(of: company, at: later(60), seconds: 60))
    }

    @Sendable private static func releasedTask(_ database: any Database) async throws {
        let all = [SampleRows.company, SampleRows.otherCompany]
        for company in all {
            #expect(try await database.lease(of: company, at: now, seconds: 600))
        }
        try await database.write(of: all[0]) { connection throws in
            try SystemStore(connection).release(
                .removeExpiredTokens, of: all[0], next: later(30))
        }
        #expect(try await !database.lease(of: all[0], at: later(29), seconds: 9))
        #expect(
            try await !database.lease(of: all[1], at: later(30), seconds: 9),
            "the other's is leased")
        #expect(try await database.lease(of: all[0], at: later(30), seconds: 9))
    }

    @Sendable private static func ownLease(_ database: any Database) async throws {
        let company = SampleRows.company
        for task in BackgroundTask.allCases {
            #expect(try await database.lease(task, of: company, at: now, seconds: 600))
        }
        try await database.write(of: company) { connection throws in
            try SystemStore(connection).release(.noteExpiries, of: company, next: now)
        }
        for task in BackgroundTask.allCases {
            let isLeased = try await database.lease(task, of: company, at: now, seconds: 600)
            #expect(isLeased == (task == .noteExpiries), "\(task)")
        }
    }

    @Sendable private static func companiesWithWork(_ database: any Database) async throws {
        let all = [SampleRows.company, SampleRows.otherCompany]
        var rows = SampleRows(seed: 95)
        let orders = [rows.plainOrder(at: later(1)), rows.plainOrder()]
        for (company, order) in zip(all, orders) {
            try await database.store([order, rows.plainOrder(at: later(9))], of: company)
        }
        #expect(try await database.withExpiries(at: orders[1].expiresAt.adding(seconds: -1)) == [])
        #expect(try await database.withExpiries(at: orders[1].expiresAt) == [all[1]])
        #expect(try await database.withExpiries(at: orders[0].expiresAt) == all)
        #expect(try await database.withExpiries(at: orders[0].expiresAt, limit: 1) == [all[0]])
    }
}

extension Database {
    /// Of whom an order has expired.
    fileprivate func withExpiries(at now: Timestamp, limit: Int64 = 9) async throws -> [CompanyID?]
    {
        try await all(SystemStore.companiesWithExpiries(at: now, limit: limit))
    }

    /// Whether a task of a company was leased.
    fileprivate func lease(
        _ task: BackgroundTask = .removeExpiredTokens, of company: CompanyID?, at now: Timestamp,
        seconds: Int64
    ) async throws -> Bool {
        try await write(of: company) { connection throws in
            try SystemStore(connection).lease(
                task, of: company, at: now, until: now.adding(seconds: seconds))
        }
    }
}
