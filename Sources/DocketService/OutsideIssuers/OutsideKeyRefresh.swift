import ServiceLifecycle

/// Looks for new keys of outside issuers while the server runs.
package struct OutsideKeyRefresh: Service {
    private let issuers: OutsideIssuers?
    private let clock: WallClock

    /// How often it is seen whether it is time to look, in seconds.
    private static let lookSeconds = 20

    /// The refreshing for a server of `services`, which has nothing to do where no issuer is
    /// trusted.
    package init(services: DocketServices) {
        issuers = services.issuers
        clock = services.clock
    }

    /// Looks until the server stops.
    package func run() async throws {
        await cancelWhenGracefulShutdown {
            while !Task.isCancelled {
                await issuers?.refresh(at: clock.now())
                try? await Task.sleep(for: .seconds(Self.lookSeconds))
            }
        }
    }
}
