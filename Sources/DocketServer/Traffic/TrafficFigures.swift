import HTTPTypes
import Metrics

/// What is counted of requests beside what each operation counts of its own.
struct TrafficFigures: Sendable {
    /// Of requests for what there is not, and those with a method that a resource lacks.
    let unknown: RouteFigures
    /// Of requests that were refused before anybody looked where they led.
    let unread: RouteFigures
    private let answers: [Int: Counter]
    private let aborted: Counter
    private let receivedBytes: Counter
    private let sentBytes: Counter

    /// The statuses that the server answers with; others are counted by their class alone.
    private static let statuses = [
        200, 201, 204, 302, 303, 304, 400, 401, 403, 404, 405, 406, 408, 409, 412, 413, 414, 415,
        422, 428, 429, 431, 500, 501, 503,
    ]

    /// - Parameter factory: makes the figures.
    init(_ factory: any MetricsFactory) {
        let counter = { (label: String) in Counter(label: label, factory: factory) }
        unknown = RouteFigures("any", "unknown", isWatching: false, factory)
        unread = RouteFigures("any", "unread", isWatching: false, factory)
        answers = Dictionary(
            uniqueKeysWithValues: Self.statuses.map { status in
                let code = [("code", "\(status)")]
                return (
                    status,
                    Counter(label: "docket_http_answers_total", dimensions: code, factory: factory)
                )
            })
        aborted = counter("docket_http_requests_aborted_total")
        receivedBytes = counter("docket_http_received_body_bytes_total")
        sentBytes = counter("docket_http_sent_body_bytes_total")
    }

    /// Counts a request that is over.
    func count(_ exchange: Exchange, nanoseconds: Int64) {
        if exchange.receivedBytes > 0 { receivedBytes.increment(by: exchange.receivedBytes) }
        if exchange.sentBytes > 0 { sentBytes.increment(by: exchange.sentBytes) }
        if exchange.isAborted { aborted.increment() }
        guard let status = exchange.status else { return }
        answers[status]?.increment()
        (exchange.note?.route ?? unread).count(
            status: status, nanoseconds: exchange.isAborted ? nil : nanoseconds)
    }
}
