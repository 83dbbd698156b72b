import Foundation
import Synchronization

/// Holds threads back until it is opened. Once open it stays so: a closure that is run twice
/// passes it the second time.
///
/// A class, since threads meet at it.
package final class Gate: Sendable {
    private let state = Mutex(false)
    private let reachedCount = Atomic(0)

    /// A closed gate.
    package init() {}

    /// Whether it was opened.
    package var isOpen: Bool { state.withLock { $0 } }

    /// How many have come to it.
    package var reached: Int { reachedCount.load(ordering: .acquiring) }

    /// Lets through all who wait and who are to come.
    package func open() { state.withLock { $0 = true } }

    /// Blocks the thread until the gate is open; ten minutes at most, so that nothing hangs.
    package func pass() {
        reachedCount.add(1, ordering: .acquiringAndReleasing)
        let end = ContinuousClock.now + .seconds(600)
        while !isOpen, ContinuousClock.now < end {
            Thread.sleep(forTimeInterval: 0.002)
        }
    }

    /// Waits, without blocking a thread, until `count` have come to it.
    package func wait(for count: Int = 1) async throws {
        while reached < count { try await Task.sleep(for: .milliseconds(2)) }
    }
}

/// Numbers that come again with the same seed (SplitMix64; Steele, Lea and Flood 2014).
package struct SeededRandom: RandomNumberGenerator, Sendable {
    private var state: UInt64

    /// Starts at a seed.
    package init(seed: UInt64) { state = seed }

    /// The next number.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// Runs what blocks its thread away from the threads that all other tests share.
///
/// A class, since tasks know their executor by its identity.
package final class OwnThread: TaskExecutor {
    /// Runs `body`, each of its steps on a new thread.
    package static func run<Value: Sendable>(
        _ body: @Sendable () async throws -> Value
    ) async throws -> Value {
        try await withTaskExecutorPreference(OwnThread()) { try await body() }
    }

    /// Starts a thread for a step.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        Thread.detachNewThread { job.runSynchronously(on: self.asUnownedTaskExecutor()) }
    }
}

/// A value that tasks and threads share.
///
/// A class, since all look at the same one.
package final class Shared<Value: Sendable>: Sendable {
    private let state: Mutex<Value>

    /// Starts with a value.
    package init(_ value: Value) { state = Mutex(value) }

    /// The value as it is.
    package var value: Value { state.withLock { $0 } }

    /// Changes it.
    package func change(_ body: (inout Value) -> Void) { state.withLock { body(&$0) } }
}
