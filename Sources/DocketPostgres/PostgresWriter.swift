import DocketCore
import DocketStore
import Foundation

/// A thread that writes: takes jobs that wait, commits them together, and answers them after
/// (docs/decisions/0009-postgresql-transactions.md).
///
/// A class, since it is the thread's identity.
final class PostgresWriter: @unchecked Sendable {
    /// How long a batch that failed tries again, be it for a connection or for a lock; beyond it
    /// its jobs are refused.
    private static let patience = Duration.seconds(15)

    private let queue: PostgresWriteQueue
    private let session: PostgresSession
    private let isDistributed: Bool
    private let figures: DatabaseFigures
    /// Told what was announced, before the jobs are answered.
    private let heard: @Sendable (Announcement) -> Void
    private let ended = DispatchSemaphore(value: 0)

    init(
        _ queue: PostgresWriteQueue, _ settings: PostgresSettings, number: Int,
        isDistributed: Bool, figures: DatabaseFigures,
        heard: @escaping @Sendable (Announcement) -> Void
    ) {
        self.queue = queue
        self.isDistributed = isDistributed
        self.figures = figures
        self.heard = heard
        session = PostgresSession(settings)
        let thread = Thread { [self] in
            while let batch = queue.take() {
                write(batch)
                queue.finish(batch)
            }
            session.close()
            ended.signal()
        }
        thread.name = "docket-writer-\(number)"
        thread.stackSize = 8 << 20
        thread.start()
    }

    /// Waits for the end, after the queue was closed.
    func join() {
        ended.wait()
        // For whoever asks again.
        ended.signal()
    }

    private func write(_ batch: [any WriteJob]) {
        let start = ContinuousClock.now
        do throws(PostgresError) {
            try writeTogether(batch)
            figures.countBatch(of: batch.count, since: start)
            for job in batch { job.finish(nil) }
        } catch {
            session.settle(after: error)
            if error.index == .max, error.leavesCommitUnknown {
                for job in batch { job.finish(.outcomeUnknown) }
            } else {
                let end = ContinuousClock.now + Self.patience
                for job in batch { writeAlone(job, until: end) }
            }
        }
    }

    /// One transaction for all.
    ///
    /// - Throws: what spoilt it; then nothing is changed, unless the error says otherwise.
    private func writeTogether(_ batch: [any WriteJob]) throws(PostgresError) {
        let transaction = PostgresTransaction(
            try session.open(), .together,
            of: Array(Set(batch.lazy.filter { !$0.onlyAdds }.map(\.company))),
            isDistributed: isDistributed)
        do throws(PostgresError) {
            for job in batch {
                transaction.beginJob()
                let isDone = job.perform(on: transaction)
                if let failure = transaction.failure { throw failure }
                if !isDone, !transaction.dropJob() {
                    throw PostgresError(misuse: "a job has failed that had changed something")
                }
            }
            try transaction.commit()
        } catch {
            transaction.rollback()
            throw error
        }
        transaction.announcements.forEach(heard)
    }

    /// A transaction for one job, run again until `end` where another's got into its way or the
    /// connection was lost.
    private func writeAlone(_ job: any WriteJob, until end: ContinuousClock.Instant) {
        let start = ContinuousClock.now
        var tries = 0
        while true {
            if ContinuousClock.now >= end {
                job.finish(.unavailable(detail: "the database took too long for others"))
                return
            }
            tries += 1
            do throws(PostgresError) {
                try runAlone(job)
                figures.countBatch(of: 1, since: start)
                job.finish(nil)
                return
            } catch {
                session.settle(after: error)
                if error.index == .max, error.leavesCommitUnknown {
                    job.finish(.outcomeUnknown)
                    return
                }
                guard error.isLost || error.mayBeRetried, ContinuousClock.now < end else {
                    job.finish(error.sqlError)
                    return
                }
                Thread.sleep(forTimeInterval: Self.pause(after: tries))
            }
        }
    }

    /// 10 ms, then twice as long each time, up to 1.3 s; less a random part, so that two servers
    /// don't meet again.
    private static func pause(after tries: Int) -> TimeInterval {
        0.01 * Double(1 << min(tries, 7)) * Double.random(in: 0.5...1)
    }

    private func runAlone(_ job: any WriteJob) throws(PostgresError) {
        let transaction = PostgresTransaction(
            try session.open(), .alone, of: job.onlyAdds ? [] : [job.company],
            isDistributed: isDistributed)
        let isDone = job.perform(on: transaction)
        do throws(PostgresError) {
            if let failure = transaction.failure, failure.isLost || failure.mayBeRetried {
                throw failure
            }
            guard isDone else {
                // The caller is told what the closure threw.
                transaction.rollback()
                return
            }
            try transaction.commit()
        } catch {
            transaction.rollback()
            throw error
        }
        transaction.announcements.forEach(heard)
    }
}
