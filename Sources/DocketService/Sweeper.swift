package import Logging
import ServiceLifecycle

/// Takes away what is over, once an hour: expired tokens.
package struct Sweeper: Service {
    private let tokens: Tokens
    private let clock: WallClock
    private let logger: Logger
    private static let intervalSeconds = 3600

    /// A sweeper for a server of `services`.
    package init(services: DocketServices, logger: Logger) {
        tokens = services.tokens
        clock = services.clock
        self.logger = logger
    }

    /// Sweeps until the server stops. What can't be done now is done an hour later.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                do {
                    let count = try await tokens.removeExpired(at: clock.now())
                    if count > 0 { logger.info("swept", metadata: ["tokens": "\(count)"]) }
                } catch {
                    logger.warning("can't sweep", metadata: ["error": "\(error)"])
                }
                try? await Task.sleep(for: .seconds(Self.intervalSeconds))
            }
        }
    }
}
