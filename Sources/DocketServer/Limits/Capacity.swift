import Logging
import Metrics
import NIOCore
import Synchronization

/// What a server can do at once (docs/decisions/0016-overload.md).
///
/// A class: it is the identity of the counts that all connections share.
final class Capacity: Sendable {
    /// Requests that are worked on.
    let requests: ConcurrencyLimit
    /// Those of them whose body is large and not there yet.
    let uploads: ConcurrencyLimit
    /// Those of them that are lists longer than a page.
    let longLists: ConcurrencyLimit
    /// Where lists without a named end wait for their next page: two at a time, half as many as
    /// either database reads at once unless told otherwise, so that short lists needn't wait for
    /// whole ones.
    let wholeLists: Turnstile
    /// Answers that follow events. They are no work while nothing happens, and so do not count
    /// among the requests.
    let eventStreams: ConcurrencyLimit
    /// Connections.
    let connections: ConcurrencyLimit

    /// Requests about the server's health, and for its figures, that are let in beyond the limit:
    /// whoever watches over servers must not take a busy one for a dead one.
    static let healthReserve = 64

    /// Refusals a second that no client is made to wait for: they cost some hundredths of two
    /// cores.
    static let freeRefusalsPerSecond: UInt64 = 1000
    /// How long nobody is listened to at most who was told to come back later, in nanoseconds: as
    /// long as they were told.
    private static let pauseMax: UInt64 = 1_000_000_000

    private let logger: Logger
    /// When the next refusal is free, in nanoseconds of the monotonic clock.
    private let freeRefusalAt = Atomic<UInt64>(0)
    private let refusals: Counter
    private let refused = Atomic(0)
    /// Since when nothing was logged, in nanoseconds of the monotonic clock.
    private let loggedAt = Atomic<UInt64>(0)
    /// How often refusals are logged at most, in nanoseconds.
    private static let logInterval: UInt64 = 10_000_000_000

    /// - Parameter metrics: makes the figure of what was refused.
    init(_ limits: ServerLimits, logger: Logger, metrics: any MetricsFactory) {
        refusals = Counter(label: "docket_http_refused_total", factory: metrics)
        requests = ConcurrencyLimit(max: limits.inFlightMax)
        uploads = ConcurrencyLimit(max: limits.uploadsMax)
        wholeLists = Turnstile(places: 2, patience: limits.wholeListPatience)
        longLists = ConcurrencyLimit(max: limits.longListsMax)
        eventStreams = ConcurrencyLimit(max: limits.eventStreamsMax)
        connections = ConcurrencyLimit(max: limits.connectionsMax)
        self.logger = logger
    }

    /// Notes that a request was refused whose client was told to come back later.
    ///
    /// - Returns: until when its connection is not read. Where there are few refusals, that is now;
    ///   where clients come back at once instead, so many of them that the server would do little
    ///   else than refuse, they take turns.
    func noteRefusedRequest() -> NIODeadline {
        noteRefusal()
        let now = NIODeadline.now().uptimeNanoseconds
        var turn = freeRefusalAt.load(ordering: .relaxed)
        while true {
            let mine = max(turn, now)
            guard mine < now + Self.pauseMax else { return .uptimeNanoseconds(now + Self.pauseMax) }
            let (isMine, other) = freeRefusalAt.weakCompareExchange(
                expected: turn, desired: mine + 1_000_000_000 / Self.freeRefusalsPerSecond,
                ordering: .relaxed)
            if isMine { return .uptimeNanoseconds(mine) }
            turn = other
        }
    }

    /// Notes that a request or a connection was refused; a word in the log now and then, since a
    /// line for each would be work of its own.
    func noteRefusal() {
        refusals.increment()
        refused.wrappingAdd(1, ordering: .relaxed)
        let now = NIODeadline.now().uptimeNanoseconds
        let last = loggedAt.load(ordering: .relaxed)
        guard last == 0 || now >= last + Self.logInterval,
            loggedAt.compareExchange(expected: last, desired: now, ordering: .relaxed).exchanged
        else { return }
        logger.warning(
            "overloaded",
            metadata: ["refused": "\(refused.exchange(0, ordering: .relaxed))"])
    }
}
