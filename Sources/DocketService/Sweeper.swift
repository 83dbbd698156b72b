import DocketCore
package import DocketStore
package import Logging
import ServiceLifecycle

/// Does the work that is due now and then. Each task is leased first, so that of many servers on
/// one database one does it.
package struct Sweeper: Service {
    private let database: any Database
    private let tokens: Tokens
    private let sessions: Sessions
    private let expiries: Expiries
    private let cardRefunds: CardRefunds
    private let clock: WallClock
    private let logger: Logger

    /// How often it looks for work.
    private static let lookSeconds = 20
    /// How long a lease lasts that is not given back.
    private static let leaseSeconds: Int64 = 600
    /// How often work of no company is done.
    private static let systemSeconds: Int64 = 3600
    /// Companies whose work is done in one look.
    private static let companiesMax: Int64 = 1000
    /// Answers that are taken away in one transaction.
    private static let answersMax = 500

    /// A sweeper for a server of `services`.
    package init(database: any Database, services: DocketServices, logger: Logger) {
        self.database = database
        tokens = services.tokens
        sessions = services.sessions
        expiries = services.expiries
        cardRefunds = services.cardRefunds
        clock = services.clock
        self.logger = logger
    }

    /// Sweeps until the server stops. What can't be done now is done when its lease is over.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    try await sweep()
                } catch {
                    logger.warning("can't sweep", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: .seconds(Self.lookSeconds))
            }
        }
    }

    /// Does what is due.
    package func sweep() async throws {
        for task in BackgroundTask.allCases {
            for company in try await companies(with: task) {
                try await perform(task, of: company)
            }
        }
    }

    /// Who may have work of that kind.
    private func companies(with task: BackgroundTask) async throws -> [CompanyID?] {
        switch task {
        case .removeExpiredTokens:
            [nil]
        case .noteExpiries:
            try await expiries.companies(at: clock.now())
        case .forgetAnswers:
            try await database.all(
                SystemStore.companiesWithAnswers(
                    before: Changes.earliest(clock.now()), limit: Self.companiesMax)) + [nil]
        case .refundCards:
            try await cardRefunds.companies(at: clock.now())
        case .deliver:
            // The courier's.
            []
        }
    }

    private func perform(_ task: BackgroundTask, of company: CompanyID?) async throws {
        let now = clock.now()
        let isLeased = try await database.write(of: company) { connection in
            try SystemStore(connection).lease(
                task, of: company, at: now, until: now.adding(seconds: Self.leaseSeconds))
        }
        guard isLeased else { return }
        let count = try await sweep(task, of: company)
        if count > 0 { logger.info("swept", metadata: ["\(task.rawValue)": "\(count)"]) }
        let next =
            company == nil ? clock.now().adding(seconds: Self.systemSeconds) : clock.now()
        try await database.write(of: company) { connection in
            try SystemStore(connection).release(task, of: company, next: next)
        }
    }

    /// - Returns: how many things were swept.
    private func sweep(_ task: BackgroundTask, of company: CompanyID?) async throws -> Int {
        switch task {
        case .removeExpiredTokens:
            try await sessions.removeEnded(at: clock.now())
            return try await tokens.removeExpired(at: clock.now())
        case .noteExpiries:
            guard let company else { return 0 }
            return try await expiries.note(of: company, at: clock.now())
        case .forgetAnswers:
            let earliest = Changes.earliest(clock.now())
            var sum = 0
            while true {
                let count = try await database.write(of: company) { connection in
                    try SystemStore(connection).forgetAnswers(
                        of: company, before: earliest, limit: Self.answersMax)
                }
                sum += count
                if count < Self.answersMax { return sum }
            }
        case .refundCards:
            guard let company else { return 0 }
            return try await cardRefunds.give(of: company, at: clock.now(), logger: logger)
        case .deliver:
            return 0
        }
    }
}
