import Logging
import Metrics
import NIOCore

/// Tells of requests that are over: the figures how many, the log which.
struct Traffic: Sendable {
    let figures: TrafficFigures
    /// `nil` where none is kept.
    let log: AccessLog?

    /// Counts a request, and writes its line.
    func note(_ exchange: Exchange) {
        let nanoseconds = (NIODeadline.now() - exchange.beganAt).nanoseconds
        figures.count(exchange, nanoseconds: nanoseconds)
        log?.note(exchange, nanoseconds: nanoseconds)
    }
}
