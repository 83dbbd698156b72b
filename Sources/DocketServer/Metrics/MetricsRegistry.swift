package import Metrics
import Synchronization

/// All that is counted, by name and labels: what swift-metrics writes into and Prometheus reads.
///
/// Whoever asks twice for the same name and labels gets the same figure. Recording touches atomics
/// alone; the lock is for making a figure and for reading all of them.
///
/// A class: it is the identity of the figures of one server.
package final class MetricsRegistry: MetricsFactory {
    /// Samples that there may be: what is beyond is not counted, lest a label that takes ever new
    /// values eats the memory of the server and of whoever reads it.
    package static let samplesMax = 10_000

    private let families = Mutex(Families())

    private struct Families {
        var byName: [String: Family] = [:]
        var samples = 0
        /// Figures that were asked for beyond the limit, or by a name that is another kind's.
        var refused = 0
    }

    private struct Family {
        let kind: MetricKind
        let bounds: [Double]
        /// By their labels.
        var cells: [String: any MetricCell] = [:]
    }

    /// One without any figure.
    package init() {}

    /// A counter of whole numbers.
    package func makeCounter(
        label: String, dimensions: [(String, String)]
    ) -> any CounterHandler {
        figure(label, dimensions, .counter) { _ in CounterCell() } ?? NOOPMetricsHandler.instance
    }

    /// A counter of any amounts.
    package func makeFloatingPointCounter(
        label: String, dimensions: [(String, String)]
    ) -> any FloatingPointCounterHandler {
        figure(label, dimensions, .counter) { _ in SumCell() } ?? NOOPMetricsHandler.instance
    }

    /// A gauge.
    package func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
        figure(label, dimensions, .gauge) { _ in GaugeCell() } ?? NOOPMetricsHandler.instance
    }

    /// A histogram, or a gauge where nothing is to be put together.
    package func makeRecorder(
        label: String, dimensions: [(String, String)], aggregate: Bool
    ) -> any RecorderHandler {
        guard aggregate else {
            return figure(label, dimensions, .gauge) { _ in GaugeCell() }
                ?? NOOPMetricsHandler.instance
        }
        return figure(label, dimensions, .histogram, bounds: MetricBounds.amounts) { bounds in
            HistogramCell(bounds: bounds)
        } ?? NOOPMetricsHandler.instance
    }

    /// A histogram of seconds.
    package func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
        figure(label, dimensions, .histogram, bounds: MetricBounds.seconds) { bounds in
            HistogramCell(bounds: bounds)
        } ?? NOOPMetricsHandler.instance
    }

    /// Forgets a counter.
    package func destroyCounter(_ handler: any CounterHandler) { forget(handler) }

    /// Forgets a counter.
    package func destroyFloatingPointCounter(_ handler: any FloatingPointCounterHandler) {
        forget(handler)
    }

    /// Forgets a gauge.
    package func destroyMeter(_ handler: any MeterHandler) { forget(handler) }

    /// Forgets a histogram or a gauge.
    package func destroyRecorder(_ handler: any RecorderHandler) { forget(handler) }

    /// Forgets a histogram.
    package func destroyTimer(_ handler: any TimerHandler) { forget(handler) }

    // MARK: - Reading

    /// What all figures are at this moment. Of a family with a label `route`, what counted nothing
    /// yet is left out: most servers are asked few of the many things that they could be.
    func read() -> [MetricFamily] {
        let (families, refused) = families.withLock { ($0.byName, $0.refused) }
        return families.map { name, family in
            let metric = MetricCatalogue.metric(name)
            let isSparse = metric?.labels.contains("route") ?? false
            var read = MetricFamily(name: name, kind: family.kind, help: metric?.help ?? "")
            for (labels, cell) in family.cells.sorted(by: { $0.key < $1.key })
            where !isSparse || !cell.isUntouched {
                read.samples += cell.samples(labels: labels)
            }
            return read
        } + [MetricFamily(MetricCatalogue.refusedFigures, [("", Double(refused))])]
    }

    // MARK: - Making

    /// The figure of a name and labels; `nil` where it can't be had.
    private func figure<Cell: MetricCell>(
        _ name: String, _ labels: [(String, String)], _ kind: MetricKind,
        bounds usual: [Double] = [], make: ([Double]) -> Cell
    ) -> Cell? {
        let name = MetricText.name(name)
        let labels = MetricText.labels(labels)
        return families.withLock { families in
            let family = families.byName[name]
            if let known = family?.cells[labels] {
                if known is Cell == false { families.refused += 1 }
                return known as? Cell
            }
            let known = MetricCatalogue.metric(name)?.bounds ?? []
            let bounds = family?.bounds ?? (known.isEmpty ? usual : known)
            let cell = make(bounds)
            guard family.map({ $0.kind == kind }) ?? true,
                families.samples + cell.sampleCount <= Self.samplesMax
            else {
                families.refused += 1
                return nil
            }
            families.byName[name, default: Family(kind: kind, bounds: bounds)].cells[labels] = cell
            families.samples += cell.sampleCount
            return cell
        }
    }

    private func forget(_ handler: AnyObject) {
        families.withLock { families in
            for (name, family) in families.byName {
                for (labels, cell) in family.cells where cell === handler {
                    families.byName[name]?.cells[labels] = nil
                    families.samples -= cell.sampleCount
                }
            }
        }
    }
}
