import DocketService
import Synchronization

/// Lets so many in at once; the others wait in line, and whoever came first goes in first. Those
/// that wait are requests that have a place, so the line has an end.
///
/// A class: it is the identity of the line.
final class Turnstile: Sendable {
    private struct State {
        var free: Int
        var line: [CheckedContinuation<Void, Never>] = []
    }

    private let state: Mutex<State>
    /// How long may be waited for a place by those that may still be refused.
    private let patience: Duration

    /// A turnstile before so many places.
    ///
    /// - Parameter patience: how long may be waited by those that may still be refused.
    init(places: Int, patience: Duration) {
        self.patience = patience
        state = Mutex(State(free: places))
    }

    /// Runs `body` in a place of its own.
    func pass<Value: Sendable>(_ body: () async throws -> Value) async rethrows -> Value {
        await enter()
        defer { leave() }
        return try await body()
    }

    /// Runs `body` in a place of its own, unless that was free too late.
    ///
    /// - Throws: `ServiceError.overloaded` where it was; what `body` throws.
    func passSoon<Value: Sendable>(
        _ body: () async throws -> Value
    ) async throws -> Value {
        let latest = ContinuousClock.now + patience
        return try await pass {
            // Those that waited too long leave at once, all of them one after the other.
            guard ContinuousClock.now <= latest else { throw ServiceError.overloaded }
            return try await body()
        }
    }

    private func enter() async {
        await withCheckedContinuation { continuation in
            let goesIn = state.withLock { state in
                guard state.free == 0 else {
                    state.free -= 1
                    return true
                }
                state.line.append(continuation)
                return false
            }
            if goesIn { continuation.resume() }
        }
    }

    /// Gives the place to whoever waits longest.
    private func leave() {
        let next = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard state.line.isEmpty else { return state.line.removeFirst() }
            state.free += 1
            return nil
        }
        next?.resume()
    }
}
