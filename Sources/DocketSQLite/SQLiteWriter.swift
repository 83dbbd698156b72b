import DocketCore
import DocketStore
import Foundation

/// The one thread that writes: takes all jobs that wait, commits them together with one fsync, and
/// answers them only then (docs/decisions/0003-group-commit.md).
///
/// A class, since it is the thread's identity.
final class SQLiteWriter: @unchecked Sendable {
    /// Jobs of one transaction.
    static let batchMax = 128
    /// Jobs that may wait; beyond it a caller is refused at once.
    static let queueMax = 1024

    private let connection: SQLiteConnection
    private let announcements: SQLiteAnnouncements
    private let figures: DatabaseFigures
    private let condition = NSCondition()
    private var waiting: [any WriteJob] = []
    private var isWriting = false
    private var isClosing = false
    private var isClosed = false
    /// Set by an I/O error at commit: what the file system kept is unknown from then on, so
    /// nothing more is acknowledged on this connection.
    private var failure: SQLError?

    init(
        _ connection: SQLiteConnection, announcements: SQLiteAnnouncements,
        figures: DatabaseFigures
    ) {
        self.connection = connection
        self.announcements = announcements
        self.figures = figures
        let thread = Thread { [weak self] in
            while let self, self.turn() {}
        }
        thread.name = "docket-writer"
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Queues a job.
    ///
    /// - Throws: `.overloaded` beyond `queueMax`, `.unavailable` once it is closing.
    func enqueue(_ job: any WriteJob) throws(SQLError) {
        condition.lock()
        defer { condition.unlock() }
        if isClosing { throw .unavailable(detail: "the database is closed") }
        if waiting.count >= Self.queueMax { throw .overloaded }
        waiting.append(job)
        if waiting.count == 1 { condition.signal() }
    }

    /// How many jobs wait, and whether others are being written.
    var load: (waiting: Int, isWriting: Bool) {
        condition.withLock { (waiting.count, isWriting) }
    }

    /// Finishes the jobs that wait and stops.
    func close() {
        condition.lock()
        isClosing = true
        condition.broadcast()
        while !isClosed { condition.wait() }
        condition.unlock()
    }

    /// Waits for jobs and commits one batch; false when closed.
    private func turn() -> Bool {
        condition.lock()
        isWriting = false
        while waiting.isEmpty, !isClosing { condition.wait() }
        guard !waiting.isEmpty else {
            isClosed = true
            condition.broadcast()
            condition.unlock()
            return false
        }
        let count = min(waiting.count, Self.batchMax)
        let batch = Array(waiting[..<count])
        waiting.removeFirst(count)
        isWriting = true
        condition.unlock()
        let start = ContinuousClock.now
        let error = commit(batch)
        figures.countBatch(of: count, since: start)
        #if DEBUG
            if PlantedBug.answerBeforeCommit.isPlanted { return true }
        #endif
        for job in batch { job.finish(error) }
        return true
    }

    /// One transaction for all; the error that kept it from the disk, if any.
    private func commit(_ batch: [any WriteJob]) -> SQLError? {
        if let failure { return failure }
        defer {
            // Also where it failed: what the file has then is uncertain.
            announcements.tell(connection.announced)
            connection.announced = []
        }
        do {
            return try connection.use { connection in
                if try run(batch, savepoints: false, on: connection) { return nil }
                _ = try run(batch, savepoints: true, on: connection)
                return nil
            }
        } catch let error as SQLError {
            return error
        } catch {
            return .unavailable(detail: "\(error)")
        }
    }

    /// Runs and commits the batch.
    ///
    /// - Parameter savepoints: guards each job by a savepoint. Without, a job that throws after it
    ///   has changed something spoils the batch.
    /// - Returns: false where the batch was spoilt, and rolled back.
    private func run(
        _ batch: [any WriteJob], savepoints: Bool, on connection: SQLiteConnection
    ) throws -> Bool {
        try connection.run(SQL(.begin))
        do {
            for job in batch {
                if savepoints { try connection.run(SQL(.savepoint)) }
                let changes = connection.changeCount
                let isDone = job.perform(on: connection)
                guard connection.isInTransaction else {
                    throw SQLError.unavailable(detail: "the database ended the transaction")
                }
                if savepoints {
                    if !isDone { try connection.run(SQL(.rollbackJob)) }
                    try connection.run(SQL(.release))
                } else if !isDone, connection.changeCount != changes {
                    try connection.run(SQL(.rollback))
                    return false
                }
            }
            #if DEBUG
                if PlantedBug.answerBeforeCommit.isPlanted {
                    for job in batch { job.finish(nil) }
                    Thread.sleep(forTimeInterval: Double(PlantedBug.milliseconds) / 1000)
                }
            #endif
            try commit(on: connection)
            return true
        } catch {
            if connection.isInTransaction { _ = try? connection.run(SQL(.rollback)) }
            throw error
        }
    }

    private func commit(on connection: SQLiteConnection) throws(SQLError) {
        do {
            try connection.run(SQL(.commit))
        } catch {
            #if DEBUG
                if PlantedBug.fsyncRetried.isPlanted, connection.lastErrorIsIO { return }
            #endif
            if connection.lastErrorIsIO { failure = error }
            throw error
        }
    }
}
