import DocketStore
import Foundation

/// A read that waits for a thread.
protocol ReadJob: AnyObject, Sendable {
    /// The one statement that it is; `nil` for a transaction.
    var statement: SQL? { get }
    /// How long it may take; `nil` for what is short by itself.
    var limit: PostgresTimeLimit? { get }
    /// Reads what the statement came to, and answers the caller.
    func finish(_ result: PostgresResult)
    /// Runs the transaction's closure, and keeps what it came to.
    func perform(on connection: any SQLConnection)
    /// Answers the caller: with what `perform` came to, or with an error.
    func finish(_ error: SQLError?)
}

/// How long a query may take: a moment at first, then until it is over.
struct PostgresTimeLimit: Sendable {
    /// Milliseconds after which a query that is not known to take long is stopped.
    private static let quickMilliseconds = 100

    /// When it is over, the time of waiting included.
    let end: ContinuousClock.Instant
    /// Whether it is known to take longer than a moment.
    let isLong: Bool

    /// When the statements of a job that begins now are stopped.
    var endOfStatements: ContinuousClock.Instant {
        isLong ? end : min(end, .now + .milliseconds(Self.quickMilliseconds))
    }
}

extension ReadJob {
    /// Whether it is known to take longer than a moment.
    fileprivate var isLong: Bool { limit?.isLong ?? false }
}

/// The threads that read, each with a connection. Single statements that wait go together, in one
/// round trip; a transaction has a connection to itself.
///
/// A class, since callers and threads share it.
final class PostgresReaders: @unchecked Sendable {
    /// Statements of one round trip.
    private static let batchMax = 32
    /// Reads that may wait; beyond it a caller is refused at once.
    private static let queueMax = 4096

    private let condition = NSCondition()
    private var waiting: [any ReadJob] = []
    private var idle = 0
    private var running: Int
    /// Jobs that take long, for which half of the connections are.
    private var longRunning = 0
    private let longRunningMax: Int
    private var isClosing = false
    private let isDistributed: Bool

    init(_ settings: PostgresSettings, isDistributed: Bool) {
        self.isDistributed = isDistributed
        running = settings.readers
        longRunningMax = max(1, settings.readers / 2)
        for number in 0..<settings.readers {
            let thread = Thread { [self] in run(PostgresSession(settings)) }
            thread.name = "docket-reader-\(number)"
            thread.stackSize = 8 << 20
            thread.start()
        }
    }

    /// Queues a read.
    ///
    /// - Throws: `.overloaded` beyond `queueMax`, `.unavailable` once it is closing.
    func enqueue(_ job: any ReadJob) throws(SQLError) {
        condition.lock()
        defer { condition.unlock() }
        if isClosing { throw .unavailable(detail: "the database is closed") }
        if waiting.count >= Self.queueMax { throw .overloaded }
        waiting.append(job)
        if idle > 0 { condition.signal() }
    }

    /// How many reads wait, and how many threads there are and don't.
    var load: (waiting: Int, connections: Int, busy: Int) {
        condition.withLock { (waiting.count, running, running - idle) }
    }

    /// Finishes the reads that wait, and the threads.
    func close() {
        condition.lock()
        isClosing = true
        condition.broadcast()
        while running > 0 { condition.wait() }
        condition.unlock()
    }

    private func run(_ session: PostgresSession) {
        while let batch = take() {
            if batch.count == 1, batch[0].statement == nil {
                transact(batch[0], session)
                if batch[0].isLong { endLongRunning() }
            } else {
                answer(batch, session)
            }
        }
        session.close()
        condition.lock()
        running -= 1
        condition.broadcast()
        condition.unlock()
    }

    /// The next transaction, or the next statements up to one.
    private func take() -> [any ReadJob]? {
        condition.lock()
        defer { condition.unlock() }
        var first = nextIndex
        while first == nil {
            if isClosing, waiting.isEmpty { return nil }
            idle += 1
            condition.wait()
            idle -= 1
            first = nextIndex
        }
        let start = first ?? 0
        var end = start + 1
        if var unnamed = waiting[start].statement?.isBuilt {
            // Of a round trip one may be without a name: see `PostgresConnection.prepare`.
            while end < min(waiting.count, start + Self.batchMax),
                let next = waiting[end].statement, !(unnamed && next.isBuilt)
            {
                unnamed = unnamed || next.isBuilt
                end += 1
            }
        }
        let batch = Array(waiting[start..<end])
        waiting.removeSubrange(start..<end)
        if batch[0].isLong { longRunning += 1 }
        if !waiting.isEmpty, idle > 0 { condition.signal() }
        return batch
    }

    /// The first job whose turn it is.
    private var nextIndex: Int? {
        if longRunning < longRunningMax { return waiting.isEmpty ? nil : 0 }
        return waiting.firstIndex { !$0.isLong }
    }

    private func endLongRunning() {
        condition.lock()
        longRunning -= 1
        if !waiting.isEmpty, idle > 0 { condition.signal() }
        condition.unlock()
    }

    /// Runs statements in one round trip; again those that were not answered since the connection
    /// was lost or one before them failed.
    private func answer(_ batch: [any ReadJob], _ session: PostgresSession) {
        var rest = batch[...]
        var losses = 0
        while !rest.isEmpty {
            do throws(PostgresError) {
                let results = try session.open().runEach(
                    rest.compactMap { $0.statement.map { PostgresRequest($0) } })
                for result in results {
                    guard let job = rest.popFirst() else { return }
                    switch result {
                    case .success(let result): job.finish(result)
                    case .failure(let error): job.finish(error.sqlError)
                    }
                }
            } catch {
                session.settle(after: error)
                if error.isLost {
                    losses += 1
                    guard losses > 1 else { continue }
                    for job in rest { job.finish(error.sqlError) }
                    return
                }
                // The one that can't even be sent; then none was run.
                let place = min(rest.startIndex + max(error.index, 0), rest.endIndex - 1)
                rest.remove(at: place).finish(error.sqlError)
            }
        }
    }

    /// Runs a transaction; once more where the connection was lost.
    private func transact(_ job: any ReadJob, _ session: PostgresSession) {
        for attempt in 0..<2 {
            do throws(PostgresError) {
                let connection = try session.open()
                let transaction = PostgresTransaction(
                    connection, .reading, isDistributed: isDistributed,
                    end: job.limit?.endOfStatements)
                job.perform(on: transaction)
                if let failure = transaction.failure, failure.isLost { throw failure }
                job.finish(nil)
                transaction.rollback()
                // The limit of a query that was stopped may stop the ROLLBACK, too.
                session.settle()
                return
            } catch {
                session.settle(after: error)
                if attempt == 1 { job.finish(error.sqlError) }
            }
        }
    }
}

extension SQL {
    /// Whether it was put together at run time, and so is prepared without a name.
    fileprivate var isBuilt: Bool {
        if case .built = source { true } else { false }
    }
}

/// One statement, and the continuation that waits for what its rows come to.
final class StatementJob<Value: Sendable>: ReadJob {
    let statement: SQL?
    let limit: PostgresTimeLimit? = nil
    private let start: Value
    private let step: @Sendable (inout Value, any SQLCursor) throws(SQLError) -> Void
    private let continuation: UnsafeContinuation<Value, any Error>

    init(
        _ sql: SQL, into start: Value,
        _ step: @escaping @Sendable (inout Value, any SQLCursor) throws(SQLError) -> Void,
        _ continuation: UnsafeContinuation<Value, any Error>
    ) {
        statement = sql
        self.start = start
        self.step = step
        self.continuation = continuation
    }

    func finish(_ result: PostgresResult) {
        do {
            var value = start
            try result.each { (row) throws(SQLError) in try step(&value, row) }
            continuation.resume(returning: value)
        } catch {
            continuation.resume(throwing: error)
        }
    }

    func perform(on connection: any SQLConnection) {}

    func finish(_ error: SQLError?) {
        continuation.resume(throwing: error ?? .misuse(detail: "a statement is no transaction"))
    }
}

/// A read transaction: the same job as a write, on a connection that only reads.
final class ReadTransactionJob<Value: Sendable>: ReadJob {
    private let job: TransactionJob<Value>
    let limit: PostgresTimeLimit?

    init(_ job: TransactionJob<Value>, limit: PostgresTimeLimit? = nil) {
        self.job = job
        self.limit = limit
    }

    var statement: SQL? { nil }
    func finish(_ result: PostgresResult) {}
    func perform(on connection: any SQLConnection) { _ = job.perform(on: connection) }
    func finish(_ error: SQLError?) { job.finish(error) }
}
