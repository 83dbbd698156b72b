import Synchronization

/// Counts what is under way at once, up to a limit; whoever comes beyond it does not wait.
///
/// A class: it is the identity of the count.
final class ConcurrencyLimit: Sendable {
    /// How many there may be.
    let max: Int
    private let count = Atomic(0)

    init(max: Int) {
        self.max = max
    }

    /// How many there are.
    var current: Int { count.load(ordering: .relaxed) }

    /// Counts one more, unless there are as many as may be.
    ///
    /// - Parameter reserve: how many there may be beyond `max` this time.
    /// - Returns: whether it was counted, and so must leave.
    func enter(reserve: Int = 0) -> Bool {
        guard count.wrappingAdd(1, ordering: .relaxed).newValue <= max + reserve else {
            count.wrappingSubtract(1, ordering: .relaxed)
            return false
        }
        return true
    }

    /// Counts one less.
    func leave() {
        count.wrappingSubtract(1, ordering: .relaxed)
    }

    /// Counts one more, for as long as the permit is kept; `nil` where there are as many as may be.
    func permit() -> Permit? {
        enter() ? Permit(limit: self) : nil
    }

    /// One that is counted.
    ///
    /// A class: the one who lets go of it last takes it off the count, also where nobody gets round
    /// to it, such as for an answer that nobody asks for any more.
    final class Permit: Sendable {
        private let limit: ConcurrencyLimit

        fileprivate init(limit: ConcurrencyLimit) {
            self.limit = limit
        }

        deinit { limit.leave() }
    }
}

/// The place that a connection has among the requests that are worked on.
///
/// A class: both the connection and the task that works for it hold it, and the last one to let go
/// gives it back. So a client that goes away does not make room for the next while its request is
/// still being worked on.
final class ConnectionPlace: Sendable {
    private let limit: ConcurrencyLimit
    private let isTaken = Atomic(false)

    init(of limit: ConcurrencyLimit) {
        self.limit = limit
    }

    deinit { leave() }

    /// Takes the place.
    ///
    /// - Parameter reserve: how many places there are beyond the limit this time.
    /// - Returns: whether there was one.
    func take(reserve: Int = 0) -> Bool {
        guard limit.enter(reserve: reserve) else { return false }
        isTaken.store(true, ordering: .relaxed)
        return true
    }

    /// Gives the place back, if it is taken.
    func leave() {
        if isTaken.exchange(false, ordering: .relaxed) { limit.leave() }
    }
}
