package import DocketCore
import Synchronization

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The server's clock: the machine's, and in the sandbox ahead of it by what clients asked for.
///
/// A class, since all requests look at the same one.
package final class WallClock: Sendable {
    private let ahead: Atomic<Int64>

    /// A clock that is `secondsAhead` of the machine's.
    package init(secondsAhead: Int64 = 0) {
        ahead = Atomic(secondsAhead)
    }

    /// The present instant in whole milliseconds.
    package func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let microseconds = Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
        return Timestamp(microseconds: microseconds).adding(seconds: secondsAhead)
            .wholeMilliseconds
    }

    /// How far it is ahead of the machine's.
    package var secondsAhead: Int64 { ahead.load(ordering: .relaxed) }

    /// Moves it; back to zero only by a reset of the sandbox.
    package func set(secondsAhead: Int64) {
        ahead.store(secondsAhead, ordering: .relaxed)
    }
}
