package import Metrics

/// What a driver counts while it works (docs/operating.md, "Metrics").
package struct DatabaseFigures: Sendable {
    /// Changes of one batch.
    private let batchWrites: Recorder
    /// How long a batch took, from its first change until it was on disk.
    private let batchDuration: Timer

    /// - Parameter factory: makes the figures; nothing is counted by the usual one.
    package init(_ factory: any MetricsFactory = NOOPMetricsHandler.instance) {
        batchWrites = Recorder(label: "docket_database_batch_writes", factory: factory)
        batchDuration = Timer(label: "docket_database_batch_duration_seconds", factory: factory)
    }

    /// Counts a batch that is over.
    ///
    /// - Parameters:
    ///   - writes: how many changes it had.
    ///   - start: when it began.
    package func countBatch(of writes: Int, since start: ContinuousClock.Instant) {
        batchWrites.record(writes)
        batchDuration.record(duration: ContinuousClock.now - start)
    }
}
