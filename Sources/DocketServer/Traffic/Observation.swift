/// What is told of a server's work, and to whom.
package struct Observation: Sendable {
    /// What is counted, and read under `/metrics`; `nil` for nothing.
    package let metrics: MetricsRegistry?
    /// Who may read it.
    package let access: MetricsAccess
    /// Gets a line for each request; `nil` for none.
    package let accessLog: AccessLog?

    /// - Parameters:
    ///   - metrics: what is counted; `nil` for nothing, and no `/metrics`.
    ///   - access: who may read it.
    ///   - accessLog: gets a line for each request; `nil` for none.
    package init(
        metrics: MetricsRegistry? = MetricsRegistry(), access: MetricsAccess = MetricsAccess(),
        accessLog: AccessLog? = nil
    ) {
        self.metrics = metrics
        self.access = access
        self.accessLog = accessLog
    }

    /// Who is told of each request; `nil` where that is nobody.
    func traffic(_ figures: TrafficFigures) -> Traffic? {
        guard metrics != nil || accessLog != nil else { return nil }
        return Traffic(figures: figures, log: accessLog)
    }
}
