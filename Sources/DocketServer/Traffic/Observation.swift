package import Logging

/// What is told of a server's work, and to whom.
package struct Observation: Sendable {
    /// What is counted, and read under `/metrics`; `nil` for nothing.
    package let metrics: MetricsRegistry?
    /// Who may read it.
    package let access: MetricsAccess
    /// Where there is a line for each request; `nil` for none.
    package let accessLogger: Logger?

    /// - Parameters:
    ///   - metrics: what is counted; `nil` for nothing, and no `/metrics`.
    ///   - access: who may read it.
    ///   - accessLogger: where there is a line for each request; `nil` for none.
    package init(
        metrics: MetricsRegistry? = MetricsRegistry(), access: MetricsAccess = MetricsAccess(),
        accessLogger: Logger? = nil
    ) {
        self.metrics = metrics
        self.access = access
        self.accessLogger = accessLogger
    }

    /// Who is told of each request; `nil` where that is nobody.
    func traffic(_ figures: TrafficFigures) -> Traffic? {
        guard metrics != nil || accessLogger != nil else { return nil }
        return Traffic(figures: figures, log: AccessLog(accessLogger))
    }
}
