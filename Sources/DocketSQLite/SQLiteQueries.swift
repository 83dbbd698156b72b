import DocketStore
import Foundation
import Synchronization

/// The threads on which queries run, so that they hold up neither short reads nor whoever waits
/// for them: a lane for the first moments of each, and one for those that take longer.
final class SQLiteQueries: Sendable {
    /// Milliseconds after which a query changes lanes, and begins again there.
    private static let quickMilliseconds = 100
    private static let threadsALane = 2
    /// Connections that queries have at once.
    static let connectionsMax = 2 * threadsALane

    private let readers: SQLiteReaders
    private let quick = SQLiteLane("docket-query", threads: threadsALane)
    private let slow = SQLiteLane("docket-slow-query", threads: threadsALane)

    /// Queries on as many connections as `connectionsMax` says.
    init(_ readers: SQLiteReaders) {
        self.readers = readers
    }

    /// Waits for the queries under way and closes the connections.
    func close() throws {
        try readers.close()
    }

    /// Runs `body` in a read transaction.
    ///
    /// - Throws: what it throws; `.tookTooLong` once `seconds` are over, those of waiting included;
    ///   `.overloaded` at once where too many wait.
    func run<Value: Sendable>(
        forAtMost seconds: Int,
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        let end = SQLiteDeadline.after(milliseconds: seconds * 1000)
        do {
            return try await quick.run { [readers] in
                let soon = SQLiteDeadline.after(milliseconds: Self.quickMilliseconds)
                return try readers.read(until: min(soon, end), body)
            }
        } catch SQLError.tookTooLong {
            return try await slow.run { [readers] in try readers.read(until: end, body) }
        }
    }
}

/// A few threads and who waits for them.
private final class SQLiteLane: Sendable {
    /// Queries that may wait; beyond it a caller is refused at once.
    private static let waitingMax = 256

    private let threads: OperationQueue
    private let waiting = Mutex(0)

    init(_ name: String, threads count: Int) {
        threads = OperationQueue()
        threads.name = name
        threads.maxConcurrentOperationCount = count
    }

    /// Runs `body` as soon as a thread is free.
    ///
    /// - Throws: what it throws; `.overloaded` at once where too many wait.
    func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        let mayWait = waiting.withLock { count in
            if count >= Self.waitingMax { return false }
            count += 1
            return true
        }
        guard mayWait else { throw SQLError.overloaded }
        return try await withUnsafeThrowingContinuation { continuation in
            threads.addOperation { [self] in
                waiting.withLock { $0 -= 1 }
                continuation.resume(with: Result { try body() })
            }
        }
    }
}

/// An instant on the clock that never stands still, in nanoseconds.
enum SQLiteDeadline {
    /// The instant so much later than now.
    static func after(milliseconds: Int) -> UInt64 {
        DispatchTime.now().uptimeNanoseconds + UInt64(milliseconds) * 1_000_000
    }
}
