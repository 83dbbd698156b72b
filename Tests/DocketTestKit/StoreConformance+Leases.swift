import DocketCore
import DocketStore
import Testing

extension StoreConformance {
    static let leases = [
        StoreConformance("a task is due once it is entered, and entered once", enteredTask),
        StoreConformance("of many who lease a task at once, one gets it", oneLeaser),
        StoreConformance("a lease that is not given back ends by itself", endingLease),
        StoreConformance("a task that was given back comes again when it is due", releasedTask),
        StoreConformance("the longest due company comes first", dueCompanies),
    ]

    private static let task = BackgroundTask.removeExpiredTokens
    private static let now = SampleRows.now

    private static func later(_ seconds: Int64) -> Timestamp { now.adding(seconds: seconds) }

    @Sendable private static func enteredTask(_ database: any Database) async throws {
        #expect(try await database.withWork(at: now) == [])
        #expect(try await database.lease(of: SampleRows.company, at: now, seconds: 9) == [])
        for _ in 0..<2 { try await database.enter([nil, SampleRows.company]) }
        #expect(try await database.withWork(at: now) == [nil, SampleRows.company])
        #expect(try await database.count("SELECT count(*) FROM leases") == 2)
        #expect(try await database.lease(of: SampleRows.company, at: now, seconds: 9) == [task])
        // To enter it again takes nothing from who has it.
        try await database.enter([SampleRows.company])
        #expect(try await database.withWork(at: now) == [nil])
        #expect(try await database.lease(of: SampleRows.company, at: now, seconds: 9) == [])
        #expect(try await database.lease(of: SampleRows.otherCompany, at: now, seconds: 9) == [])
    }

    @Sendable private static func oneLeaser(_ database: any Database) async throws {
        let companies = [nil, SampleRows.company, SampleRows.otherCompany]
        try await database.enter(companies)
        for round in 0..<3 {
            let at = later(Int64(round) * 100)
            let leased = try await withThrowingTaskGroup(of: [BackgroundTask].self) { group in
                for _ in 0..<16 {
                    for company in companies {
                        group.addTask { try await database.lease(of: company, at: at, seconds: 9) }
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(leased == [task, task, task], "one of each company")
        }
    }

    @Sendable private static func endingLease(_ database: any Database) async throws {
        let company = SampleRows.company
        try await database.enter([company])
        #expect(try await database.lease(of: company, at: now, seconds: 60) == [task])
        #expect(try await database.withWork(at: later(59)) == [])
        #expect(try await database.lease(of: company, at: later(59), seconds: 60) == [])
        // At its end itself it is over.
        #expect(try await database.withWork(at: later(60)) == [company])
        #expect(try await database.lease(of: company, at: later(60), seconds: 60) == [task])
        #expect(try await database.lease(of: company, at: later(60), seconds: 60) == [])
    }

    @Sendable private static func releasedTask(_ database: any Database) async throws {
        let all = [SampleRows.company, SampleRows.otherCompany]
        try await database.enter(all)
        for company in all {
            #expect(try await database.lease(of: company, at: now, seconds: 600) == [task])
        }
        try await database.write(of: all[0]) { connection throws in
            try SystemStore(connection).release(task, of: all[0], next: later(30))
        }
        #expect(try await database.lease(of: all[0], at: later(29), seconds: 9) == [])
        #expect(try await database.withWork(at: later(30)) == [all[0]], "the other's is leased")
        #expect(try await database.lease(of: all[1], at: later(30), seconds: 9) == [])
        #expect(try await database.lease(of: all[0], at: later(30), seconds: 9) == [task])
    }

    @Sendable private static func dueCompanies(_ database: any Database) async throws {
        let all = [nil, SampleRows.company, SampleRows.otherCompany]
        try await database.enter(all)
        for (company, seconds) in zip(all, [Int64(3), 1, 2]) {
            try await database.write(of: company) { connection throws in
                try SystemStore(connection).release(task, of: company, next: later(seconds))
            }
        }
        #expect(try await database.withWork(at: later(2)) == [all[1], all[2]])
        #expect(try await database.withWork(at: later(3)) == [all[1], all[2], all[0]])
        #expect(try await database.withWork(at: later(3), limit: 1) == [all[1]])
    }
}

extension Database {
    /// Whose work is due.
    fileprivate func withWork(at now: Timestamp, limit: Int64 = 9) async throws -> [CompanyID?] {
        try await all(SystemStore.companiesWithWork(at: now, limit: limit))
    }

    /// Enters the task of each company.
    fileprivate func enter(_ companies: [CompanyID?]) async throws {
        for company in companies {
            try await write(of: company) { connection throws in
                try SystemStore(connection).enter(.removeExpiredTokens, of: company)
            }
        }
    }

    /// What is leased of a company.
    fileprivate func lease(
        of company: CompanyID?, at now: Timestamp, seconds: Int64
    ) async throws -> [BackgroundTask] {
        try await write(of: company) { connection throws in
            try SystemStore(connection).lease(
                of: company, at: now, until: now.adding(seconds: seconds))
        }
    }
}
