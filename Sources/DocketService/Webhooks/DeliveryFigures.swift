import Metrics

/// What is counted of deliveries (docs/operating.md, "Metrics").
struct DeliveryFigures: Sendable {
    private let taken: Counter
    private let refused: Counter
    private let failed: Counter
    private let duration: Timer

    /// - Parameter factory: makes the figures.
    init(_ factory: any MetricsFactory) {
        let tries = { (outcome: String) in
            Counter(
                label: "docket_webhook_deliveries_total", dimensions: [("outcome", outcome)],
                factory: factory)
        }
        taken = tries("taken")
        refused = tries("refused")
        failed = tries("failed")
        duration = Timer(label: "docket_webhook_delivery_duration_seconds", factory: factory)
    }

    /// Counts a try.
    func count(_ outcome: DeliveryOutcome) {
        if outcome.isTaken {
            taken.increment()
        } else if outcome.status != nil {
            refused.increment()
        } else {
            failed.increment()
        }
    }

    /// Counts how long a receiver took, be it that it did not answer.
    func count(_ time: Duration) {
        duration.record(duration: time)
    }
}
