package import DocketCore
import DocketStore
import Synchronization

/// How many orders there are in each state, of all companies together.
///
/// Counting looks at every order, so it is done when somebody asks and not more often than once a
/// minute; and where it takes long, so seldom that it takes no more than a hundredth of the time.
/// Whoever asks doesn't wait long for it: there is the last count.
///
/// A class: it is the identity of what was counted last.
package final class OrderCounts: Sendable {
    /// What was counted.
    package struct Counted: Sendable {
        /// How many are in each state.
        package let orders: [OrderState: Int]
        /// When that was.
        package let at: Timestamp
    }

    /// How old a count is at least before the next one, in seconds.
    private static let restSeconds: Int64 = 60
    /// How many times as long as counting took it is not done again.
    private static let restFactor: Int64 = 100
    /// How long counting may take before it is given up, in seconds.
    private static let secondsMax = 10
    /// How long whoever asks waits for it: less than scrapes have that come each second.
    private static let patienceMilliseconds = 500

    private let database: any Database
    private let state = Mutex(State())

    private struct State {
        var counted: Counted?
        /// When counting has begun last.
        var begunAt: Timestamp?
        /// How long it is not begun again, in microseconds.
        var restMicroseconds: Int64 = 0
    }

    /// Counts of the orders in `database`.
    init(database: any Database) {
        self.database = database
    }

    /// The newest count; `nil` where none could be made yet.
    package func latest(at now: Timestamp) async -> Counted? {
        if begins(at: now) {
            let (end, ended) = AsyncStream<Void>.makeStream()
            Task {
                await count(at: now)
                ended.finish()
            }
            Task {
                try? await Task.sleep(for: .milliseconds(Self.patienceMilliseconds))
                ended.finish()
            }
            for await _ in end {}
        }
        return state.withLock { $0.counted }
    }

    private func begins(at now: Timestamp) -> Bool {
        state.withLock { state in
            if let begunAt = state.begunAt {
                let elapsed = now.microseconds - begunAt.microseconds
                // A clock that was put back is no reason to wait for hours.
                guard elapsed < 0 || elapsed >= state.restMicroseconds else { return false }
            }
            state.begunAt = now
            // Until it is known how long it takes.
            state.restMicroseconds = Self.restSeconds * 1_000_000
            return true
        }
    }

    private func count(at now: Timestamp) async {
        let start = ContinuousClock.now
        let orders = try? await database.query(forAtMost: Self.secondsMax) { connection in
            try CompanyStore.countsOfAllOrders(on: connection)
        }
        let took = (ContinuousClock.now - start) / .microseconds(1)
        state.withLock { state in
            if let orders { state.counted = Counted(orders: orders, at: now) }
            state.restMicroseconds = max(
                Self.restSeconds * 1_000_000, Int64(took) * Self.restFactor)
        }
    }
}
