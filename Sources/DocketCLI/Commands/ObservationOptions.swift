import ArgumentParser
import DocketCore
import DocketServer
import Foundation

/// What is told of a server's work, and to whom.
struct ObservationOptions: ParsableArguments {
    @Option(help: "on or off: whether each request is a line of the log. (default: on)")
    var accessLog: String?

    @Option(
        help: ArgumentHelp(
            "on or off: whether the server counts what it does, to be read under /metrics. "
                + "(default: on)"))
    var metrics: String?

    @Option(
        help: ArgumentHelp(
            "A network from which /metrics may be read, beside this machine, such as 10.0.0.0/8; "
                + "may be given again, and with commas between.",
            valueName: "cidr"))
    var metricsNetwork: [String] = []

    @Option(
        help: ArgumentHelp(
            "A file with the token that whoever reads /metrics must send, from wherever.",
            valueName: "file"))
    var metricsTokenFile: String?

    private enum Switch: String, CaseIterable { case on, off }

    /// Whether each request is a line of the log.
    ///
    /// - Throws: `ValidationError`.
    func hasAccessLog(_ settings: Settings) throws -> Bool {
        try settings.choice("access-log", flag: accessLog, default: Switch.on) == .on
    }

    /// What is counted; `nil` where nothing is to be.
    ///
    /// - Throws: `ValidationError`.
    func registry(_ settings: Settings) throws -> MetricsRegistry? {
        try settings.choice("metrics", flag: metrics, default: Switch.on) == .on
            ? MetricsRegistry() : nil
    }

    /// Who may read it.
    ///
    /// - Throws: `ValidationError`.
    func access(_ settings: Settings) throws -> MetricsAccess {
        let networks = try settings.networks("metrics-network", flags: metricsNetwork)
        let path = settings.string("metrics-token-file", flag: metricsTokenFile, default: "")
        guard !path.isEmpty else { return MetricsAccess(networks: networks) }
        guard networks.isEmpty else {
            throw ValidationError(
                "metrics-network and metrics-token-file: with a token it does not matter from "
                    + "where, so give one of them")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ValidationError("metrics-token-file: can't read \(path)")
        }
        let token = String(decoding: data, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard let access = MetricsAccess(token: token) else {
            throw ValidationError(
                "metrics-token-file: \(path) must have \(MetricsAccess.tokenLengthMin) or more "
                    + "letters, digits and -._~+/ in it, and nothing else")
        }
        return access
    }
}
