import DocketStore
import Foundation

/// The threads on which queries run, so that they hold up neither short reads nor whoever waits
/// for them: a lane for the first moments of each, and one for those that take longer.
final class SQLiteQueries: Sendable {
    /// Milliseconds after which a query changes lanes, and begins again there.
    private static let quickMilliseconds = 100
    /// Twice as many as whole lists have turns, so that short ones needn't wait for them.
    private static let quickThreads = 4
    private static let slowThreads = 2
    /// Connections that queries have at once.
    static let connectionsMax = quickThreads + slowThreads

    private let readers: SQLiteReaders
    private let quick = SQLiteLane("docket-query", threads: quickThreads)
    private let slow = SQLiteLane("docket-slow-query", threads: slowThreads)

    /// Queries on as many connections as `connectionsMax` says.
    init(_ readers: SQLiteReaders) {
        self.readers = readers
    }

    /// How many connections there are, how many of them are in use, and how many queries wait.
    var load: (connections: Int, busy: Int, waiting: Int) {
        let (connections, busy, waiting) = readers.load
        return (connections, busy, waiting + quick.waitingCount + slow.waitingCount)
    }

    /// Finishes the queries that wait and closes the connections.
    func close() throws {
        quick.close()
        slow.close()
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
///
/// A class, since callers and threads share it.
private final class SQLiteLane: @unchecked Sendable {
    /// Queries that may wait; beyond it a caller is refused at once.
    private static let waitingMax = 256

    private let condition = NSCondition()
    private var waiting: [@Sendable () -> Void] = []
    private var running: Int
    private var isClosed = false

    init(_ name: String, threads count: Int) {
        running = count
        for number in 0..<count {
            let thread = Thread { [self] in work() }
            thread.name = "\(name)-\(number)"
            thread.stackSize = 8 << 20
            thread.start()
        }
    }

    /// How many wait for a thread.
    var waitingCount: Int { condition.withLock { waiting.count } }

    /// Runs `body` as soon as a thread is free.
    ///
    /// - Throws: what it throws; `.overloaded` at once where too many wait, `.unavailable` once it
    ///   is closed.
    func run<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withUnsafeThrowingContinuation { continuation in
            do {
                try enqueue { continuation.resume(with: Result { try body() }) }
            } catch {
                continuation.resume(throwing: error)
            }
        }
    }

    /// Finishes what waits, and the threads.
    func close() {
        condition.lock()
        isClosed = true
        condition.broadcast()
        while running > 0 { condition.wait() }
        condition.unlock()
    }

    private func enqueue(_ job: @escaping @Sendable () -> Void) throws(SQLError) {
        condition.lock()
        defer { condition.unlock() }
        if isClosed { throw .unavailable(detail: "the database is closed") }
        if waiting.count >= Self.waitingMax { throw .overloaded }
        waiting.append(job)
        condition.signal()
    }

    private func work() {
        while let job = take() { job() }
        condition.lock()
        running -= 1
        condition.broadcast()
        condition.unlock()
    }

    private func take() -> (@Sendable () -> Void)? {
        condition.lock()
        defer { condition.unlock() }
        while waiting.isEmpty {
            if isClosed { return nil }
            condition.wait()
        }
        return waiting.removeFirst()
    }
}

/// An instant on the clock that never stands still, in nanoseconds.
enum SQLiteDeadline {
    /// The instant so much later than now.
    static func after(milliseconds: Int) -> UInt64 {
        DispatchTime.now().uptimeNanoseconds + UInt64(milliseconds) * 1_000_000
    }
}
