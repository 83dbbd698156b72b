import DocketJSON
import DocketService
import HTTPTypes

/// `/health/live` and `/health/ready`: for whoever starts, stops and balances servers.
struct HealthAPI: Sendable {
    let health: Health

    /// Every operation, for the table of routes.
    var routes: [Route] {
        [
            Route(
                .get, "health/live", .anyone, .checkLive, { _ in status("live") },
                isLimited: false),
            Route(.get, "health/ready", .anyone, .checkReady, ready, isLimited: false),
        ]
    }

    @Sendable private func ready(_ call: Call) async throws -> Answer {
        try await health.check()
        return status("ready")
    }

    private func status(_ word: String) -> Answer {
        var writer = JSONWriter(capacity: 32)
        writer.beginObject()
        writer.key("status")
        writer.string(word)
        writer.endObject()
        return .json(.ok, writer.bytes)
    }
}
