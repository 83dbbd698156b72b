import ArgumentParser
import DocketCore
import DocketServer

/// How much a server lets in.
struct LimitOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp("Requests a minute with one token. (default: 1000000)", valueName: "n"))
    var rateLimit: Int?

    @Option(
        help: ArgumentHelp(
            "Requests a minute from one address without a good token. (default: 600)",
            valueName: "n"))
    var anonymousRateLimit: Int?

    @Option(
        help: ArgumentHelp(
            "Requests that are worked on at once; the next is answered 503. (default: 512)",
            valueName: "n"))
    var inFlightMax: Int?

    @Option(
        help: ArgumentHelp(
            "Connections at once; the next is closed. (default: 8192, or less where fewer files "
                + "may be open)",
            valueName: "n"))
    var connectionsMax: Int?

    @Option(
        help: ArgumentHelp(
            "Clients that follow events at once; the next is answered 503. (default: 1024)",
            valueName: "n"))
    var eventStreamsMax: Int?

    @Option(
        help: ArgumentHelp(
            "A network whose proxies are believed what they say in X-Forwarded-For and "
                + "X-Forwarded-Proto, such as 10.0.0.0/8; may be given again, and with commas "
                + "between.",
            valueName: "cidr"))
    var trustedProxy: [String] = []

    /// The limits, by flag, environment or file.
    ///
    /// - Parameter filesMax: how many files the process may have open.
    /// - Throws: `ValidationError`.
    func limits(_ settings: Settings, filesMax: Int) throws -> ServerLimits {
        var limits = ServerLimits()
        limits.tokenRequestsMax = try settings.integer(
            "rate-limit", flag: rateLimit, default: limits.tokenRequestsMax,
            in: 1...1_000_000_000)
        limits.anonymousRequestsMax = try settings.integer(
            "anonymous-rate-limit", flag: anonymousRateLimit,
            default: limits.anonymousRequestsMax, in: 1...1_000_000_000)
        limits.inFlightMax = try settings.integer(
            "in-flight-max", flag: inFlightMax, default: limits.inFlightMax, in: 1...100_000)
        limits.eventStreamsMax = try settings.integer(
            "event-streams-max", flag: eventStreamsMax, default: limits.eventStreamsMax,
            in: 0...1_000_000)
        let most = filesMax - OpenFiles.reserve
        limits.connectionsMax = try settings.integer(
            "connections-max", flag: connectionsMax,
            default: max(1, min(limits.connectionsMax, most)), in: 1...max(1, most))
        limits.proxies = TrustedProxies(
            try settings.networks("trusted-proxy", flags: trustedProxy))
        return limits
    }
}
