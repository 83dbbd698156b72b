import DocketStore
import Foundation
import Synchronization

/// The threads on which queries run that may take long, so that they hold up neither short reads
/// nor whoever waits for them.
final class SQLiteQueries: Sendable {
    /// Queries that may wait; beyond it a caller is refused at once.
    private static let waitingMax = 256

    private let threads: OperationQueue
    private let waiting = Mutex(0)

    init(threads count: Int) {
        threads = OperationQueue()
        threads.name = "docket-query"
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
