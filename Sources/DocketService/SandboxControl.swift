import DocketCore
package import DocketStore

/// Moves the sandbox's clock and starts it afresh.
package struct SandboxControl: Sendable {
    /// The server's clock.
    package let clock: WallClock
    private let database: any Database
    private let expiries: Expiries

    /// The controls of the sandbox in `database`.
    package init(database: any Database, clock: WallClock, expiries: Expiries) {
        self.database = database
        self.clock = clock
        self.expiries = expiries
    }

    /// The year 9000: beyond it a time would not have four digits for the year for long.
    private static let latest = Timestamp(microseconds: 221_845_392_000_000_000)

    /// Moves the clock forward, and keeps it so over a restart. What expires on the way is noted in
    /// the history before this returns.
    ///
    /// - Returns: false, and the clock stays, where that is too far.
    package func advance(seconds: Int64) async throws -> Bool {
        guard clock.now().adding(seconds: seconds) < Self.latest else { return false }
        let ahead = clock.secondsAhead + seconds
        try await Sandbox.keepClock(secondsAhead: ahead, in: database)
        clock.set(secondsAhead: ahead)
        try await expiries.noteAll(at: clock.now())
        return true
    }

    /// Starts afresh, clock included.
    package func reset() async throws {
        clock.set(secondsAhead: 0)
        try await Sandbox.reset(database, at: clock.now())
    }
}
