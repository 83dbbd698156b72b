/// Spares a receiver that fails again and again, and those that wait behind it: after some failures
/// in a row nothing is sent for a while, then one delivery as a trial.
package struct CircuitBreaker: Sendable, Equatable {
    /// Failures in a row after which nothing is sent.
    package static let failuresMax = 5
    /// Seconds for which nothing is sent, the first time; twice as long after each trial that
    /// fails.
    package static let pauseSeconds: Int64 = 30
    /// The longest that nothing is sent, in seconds.
    package static let pauseSecondsMax: Int64 = 300

    private var failures = 0
    private var closedFrom = Timestamp(microseconds: 0)

    /// One that has seen nothing yet.
    package init() {}

    /// How many deliveries may be under way at once, of `most` otherwise.
    package func limit(_ most: Int, at now: Timestamp) -> Int {
        if now < closedFrom { return 0 }
        return failures >= Self.failuresMax ? 1 : most
    }

    /// The receiver has answered as one that works.
    package mutating func succeeded() {
        failures = 0
    }

    /// The receiver did not answer, or not as one that works.
    ///
    /// - Parameter asked: for how many seconds it wants to be spared (`Retry-After`); `nil` where
    ///   it does not say.
    package mutating func failed(at now: Timestamp, asked: Int64?) {
        failures += 1
        // The delivery itself heeds what is more.
        var pause = min(asked ?? 0, Self.pauseSecondsMax)
        if failures >= Self.failuresMax {
            let doublings = min(failures - Self.failuresMax, 8)
            pause = max(pause, min(Self.pauseSeconds << Int64(doublings), Self.pauseSecondsMax))
        }
        closedFrom = max(closedFrom, now.adding(seconds: pause))
    }
}
