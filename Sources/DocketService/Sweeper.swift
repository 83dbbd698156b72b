import DocketCore
package import DocketStore
package import Logging
import ServiceLifecycle

/// Does the work that is due now and then. Each task is leased first, so that of many servers on
/// one database one does it.
package struct Sweeper: Service {
    private let database: any Database
    private let tokens: Tokens
    private let clock: WallClock
    private let logger: Logger

    /// How often it looks for work.
    private static let lookSeconds = 60
    /// How long a lease lasts that is not given back.
    private static let leaseSeconds: Int64 = 600
    /// How often a task is due.
    private static let intervalSeconds: Int64 = 3600
    /// Companies whose work is done in one look.
    private static let companiesMax: Int64 = 1000

    /// A sweeper for a server of `services`.
    package init(database: any Database, services: DocketServices, logger: Logger) {
        self.database = database
        tokens = services.tokens
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
        try await database.write { connection in
            try SystemStore(connection).enter(.removeExpiredTokens, of: nil)
        }
        let companies = try await database.all(
            SystemStore.companiesWithWork(at: clock.now(), limit: Self.companiesMax))
        for company in companies {
            let now = clock.now()
            let tasks = try await database.write(of: company) { connection in
                try SystemStore(connection).lease(
                    of: company, at: now, until: now.adding(seconds: Self.leaseSeconds))
            }
            for task in tasks {
                try await perform(task)
                let next = clock.now().adding(seconds: Self.intervalSeconds)
                try await database.write(of: company) { connection in
                    try SystemStore(connection).release(task, of: company, next: next)
                }
            }
        }
    }

    private func perform(_ task: BackgroundTask) async throws {
        switch task {
        case .removeExpiredTokens:
            let count = try await tokens.removeExpired(at: clock.now())
            if count > 0 { logger.info("swept", metadata: ["tokens": "\(count)"]) }
        }
    }
}
