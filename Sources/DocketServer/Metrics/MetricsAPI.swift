import DocketCore
import DocketService
import HTTPTypes
import Hummingbird
import NIOCore

/// `/metrics`: the figures of the server, for Prometheus.
///
/// What is counted as it happens comes from the registry; what is a level is looked up when it is
/// asked for.
struct MetricsAPI: Sendable {
    let registry: MetricsRegistry
    let access: MetricsAccess
    let capacity: Capacity
    let health: Health
    let orders: OrderCounts

    /// The only operation, for the table of routes.
    var routes: [Route] {
        [Route(.get, "metrics", .anyone, .readMetrics, get, choosesForm: true, isLimited: false)]
    }

    @Sendable private func get(_ call: Call) async throws -> Answer {
        try access.admit(call)
        let families =
            registry.read() + requestLevels + databaseLevels + processFigures
            + orderFigures(await orders.latest(at: call.now))
        return Answer(
            status: .ok, headers: [.contentType: MetricText.contentType],
            body: ResponseBody(
                byteBuffer: ByteBuffer(string: MetricText.document(families))))
    }

    private var requestLevels: [MetricFamily] {
        let levels: [(Metric, name: String, ConcurrencyLimit)] = [
            (MetricCatalogue.inFlight, "requests", capacity.requests),
            (MetricCatalogue.connections, "connections", capacity.connections),
            (MetricCatalogue.uploads, "uploads", capacity.uploads),
            (MetricCatalogue.longLists, "long_lists", capacity.longLists),
            (MetricCatalogue.eventStreams, "event_streams", capacity.eventStreams),
        ]
        return levels.map { metric, _, limit in
            MetricFamily(metric, [("", Double(limit.current))])
        } + [MetricFamily(MetricCatalogue.limits, levels.map { ($0.name, Double($0.2.max)) })]
    }

    private var databaseLevels: [MetricFamily] {
        let load = health.load
        return [
            MetricFamily(
                MetricCatalogue.writesWaiting, [("", Double(load.waitingWrites))]),
            MetricFamily(MetricCatalogue.readsWaiting, [("", Double(load.waitingReads))]),
            MetricFamily(
                MetricCatalogue.poolConnections,
                load.pools.map { ($0.name, Double($0.connections)) }),
            MetricFamily(
                MetricCatalogue.poolBusy, load.pools.map { ($0.name, Double($0.busy)) }),
        ]
    }

    /// Nothing where they could not be counted.
    private func orderFigures(_ counted: OrderCounts.Counted?) -> [MetricFamily] {
        guard let counted else { return [] }
        return [
            MetricFamily(
                MetricCatalogue.orders,
                OrderState.allCases.map { ("\($0.name)", Double(counted.orders[$0] ?? 0)) }),
            MetricFamily(
                MetricCatalogue.ordersCounted,
                [("", Double(counted.at.microseconds) / 1_000_000)]),
        ]
    }

    private var processFigures: [MetricFamily] {
        let figures = ProcessFigures.current()
        return MetricCatalogue.process.map { metric in
            MetricFamily(metric, figures[metric.name].map { [("", $0)] } ?? [])
        }
    }
}
