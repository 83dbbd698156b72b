import DocketCore
import DocketStore
import Foundation

/// The writes that wait, handed out in batches. While a batch of a company is under way, the others
/// of that company wait for it here and not on its lock.
///
/// A class, since callers and writers share it.
final class PostgresWriteQueue: @unchecked Sendable {
    /// Jobs of one transaction.
    static let batchMax = 64
    /// Jobs that may wait; beyond it a caller is refused at once.
    static let queueMax = 1024

    private let condition = NSCondition()
    private var waiting: [any WriteJob] = []
    private var busy: Set<CompanyID?> = []
    private var batchesUnderWay = 0
    private var isClosing = false
    /// Whether a batch may have jobs of several companies; not on Citus, where they would be a
    /// transaction over several nodes.
    private let mayMix: Bool

    init(mayMix: Bool) {
        self.mayMix = mayMix
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
        if job.onlyAdds || !busy.contains(job.company) { condition.signal() }
    }

    /// Waits for jobs of companies that nobody is busy with, or that only add rows, and hands them
    /// out by company in ascending order; within a company in the order in which they came. `nil`
    /// once it is closed and empty.
    func take() -> [any WriteJob]? {
        condition.lock()
        defer { condition.unlock() }
        while true {
            let batch = pick()
            if !batch.isEmpty {
                batchesUnderWay += 1
                return batch
            }
            if isClosing, waiting.isEmpty { return nil }
            condition.wait()
        }
    }

    /// The companies of a batch are free again.
    func finish(_ batch: [any WriteJob]) {
        condition.lock()
        batchesUnderWay -= 1
        for job in batch where !job.onlyAdds { busy.remove(job.company) }
        if !waiting.isEmpty || isClosing { condition.broadcast() }
        condition.unlock()
    }

    /// How many jobs wait, and how many batches are with writers.
    var load: (waiting: Int, batches: Int) {
        condition.withLock { (waiting.count, batchesUnderWay) }
    }

    /// Takes no more jobs; those that wait are still handed out.
    func close() {
        condition.lock()
        isClosing = true
        condition.broadcast()
        condition.unlock()
    }

    private func pick() -> [any WriteJob] {
        var batch: [any WriteJob] = []
        var rest: [any WriteJob] = []
        var chosen: Set<CompanyID?> = []
        var claimed: Set<CompanyID?> = []
        for job in waiting {
            let isFree =
                job.onlyAdds || claimed.contains(job.company) || !busy.contains(job.company)
            let fits = mayMix || chosen.isEmpty || chosen.contains(job.company)
            if batch.count < Self.batchMax, isFree, fits {
                chosen.insert(job.company)
                if !job.onlyAdds { claimed.insert(job.company) }
                batch.append(job)
            } else {
                rest.append(job)
            }
        }
        guard !batch.isEmpty else { return [] }
        waiting = rest
        busy.formUnion(claimed)
        guard chosen.count > 1 else { return batch }
        let order = batch.indices.sorted { left, right in
            let (one, other) = (Self.number(batch[left]), Self.number(batch[right]))
            return one == other ? left < right : one < other
        }
        return order.map { batch[$0] }
    }

    /// What is of no company comes first.
    private static func number(_ job: any WriteJob) -> Int32 {
        job.company?.number ?? 0
    }
}
