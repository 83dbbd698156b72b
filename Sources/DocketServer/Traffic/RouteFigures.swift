import HTTPTypes
import Metrics

/// What is counted of one operation, or of all requests that led to none.
///
/// The figures are made when the server starts; a request touches nothing but their numbers.
///
/// A class: it is the identity of the figures that all requests for the operation share.
final class RouteFigures: Sendable {
    /// The path, with names for keys.
    let pattern: String
    /// Whether it is asked for by whoever watches over servers, again and again.
    let isWatching: Bool
    private let duration: Timer
    /// By the first digit of the status, beginning with 1.
    private let answers: [Counter]

    /// - Parameter factory: makes the figures.
    init(_ method: String, _ pattern: String, isWatching: Bool, _ factory: any MetricsFactory) {
        self.pattern = pattern
        self.isWatching = isWatching
        let route = [("method", method), ("route", pattern)]
        duration = Timer(
            label: "docket_http_request_duration_seconds", dimensions: route, factory: factory)
        answers = (1...5).map { digit in
            Counter(
                label: "docket_http_requests_total",
                dimensions: route + [("status", "\(digit)xx")], factory: factory)
        }
    }

    /// - Parameter factory: makes the figures.
    convenience init(_ route: Route, _ factory: any MetricsFactory) {
        self.init(
            route.method.rawValue, route.template,
            isWatching: route.path == "metrics" || route.path.hasPrefix("health/"), factory)
    }

    /// Counts an answer.
    ///
    /// - Parameter nanoseconds: how long it took; `nil` where its client did not wait for it.
    func count(status: Int, nanoseconds: Int64?) {
        let digit = status / 100
        if (1...5).contains(digit) { answers[digit - 1].increment() }
        if let nanoseconds { duration.recordNanoseconds(nanoseconds) }
    }
}
