import Metrics
import Synchronization

/// A figure as it lies in memory.
protocol MetricCell: AnyObject, Sendable {
    /// Whether it has counted nothing yet.
    var isUntouched: Bool { get }
    /// How many samples it has.
    var sampleCount: Int { get }
    /// What it is at this moment.
    ///
    /// - Parameter labels: as they are written.
    func samples(labels: String) -> [MetricSample]
}

/// A whole number that only grows.
///
/// A class: it is the identity of the number.
final class CounterCell: MetricCell, CounterHandler {
    private let count = Atomic<Int64>(0)

    let sampleCount = 1
    var isUntouched: Bool { count.load(ordering: .relaxed) == 0 }

    func increment(by amount: Int64) {
        if amount > 0 { count.wrappingAdd(amount, ordering: .relaxed) }
    }

    func reset() { count.store(0, ordering: .relaxed) }

    func samples(labels: String) -> [MetricSample] {
        [MetricSample(labels: labels, value: Double(count.load(ordering: .relaxed)))]
    }
}

/// A number of any size that only grows.
///
/// A class: it is the identity of the number.
final class SumCell: MetricCell, FloatingPointCounterHandler {
    private let sum = AtomicDouble()

    let sampleCount = 1
    var isUntouched: Bool { sum.value == 0 }

    func increment(by amount: Double) {
        if amount > 0, amount.isFinite { sum.add(amount) }
    }

    func reset() { sum.set(0) }

    func samples(labels: String) -> [MetricSample] {
        [MetricSample(labels: labels, value: sum.value)]
    }
}

/// A number that goes up and down.
///
/// A class: it is the identity of the number.
final class GaugeCell: MetricCell, MeterHandler, RecorderHandler {
    private let level = AtomicDouble()

    let sampleCount = 1
    var isUntouched: Bool { level.value == 0 }

    func set(_ value: Int64) { level.set(Double(value)) }
    func set(_ value: Double) { level.set(value) }
    func increment(by amount: Double) { level.add(amount) }
    func decrement(by amount: Double) { level.add(-amount) }
    func record(_ value: Int64) { set(value) }
    func record(_ value: Double) { set(value) }

    func samples(labels: String) -> [MetricSample] {
        [MetricSample(labels: labels, value: level.value)]
    }
}

/// How many amounts there were up to each of a few bounds.
///
/// A class: it is the identity of the counts.
final class HistogramCell: MetricCell, RecorderHandler, TimerHandler {
    private let bounds: [Double]
    /// One a bound, and one for all beyond the last.
    private let counts: [Count]
    private let sum = AtomicDouble()

    /// A count.
    ///
    /// A class, since an array holds no atomics by themselves.
    private final class Count: Sendable {
        let number = Atomic<UInt64>(0)
    }

    /// - Parameter bounds: in ascending order; each amount belongs to the first that is not
    ///   smaller.
    init(bounds: [Double]) {
        self.bounds = bounds
        counts = (0...bounds.count).map { _ in Count() }
    }

    var sampleCount: Int { counts.count + 2 }
    var isUntouched: Bool { counts.allSatisfy { $0.number.load(ordering: .relaxed) == 0 } }

    func record(_ value: Int64) { record(Double(value)) }

    func record(_ value: Double) {
        guard !value.isNaN else { return }
        var place = 0
        while place < bounds.count, bounds[place] < value { place += 1 }
        counts[place].number.wrappingAdd(1, ordering: .relaxed)
        sum.add(value)
    }

    func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1_000_000_000) }

    /// The count of all is that of the last bucket, so that both agree whatever is recorded
    /// meanwhile.
    func samples(labels: String) -> [MetricSample] {
        var total: UInt64 = 0
        var samples = zip(bounds + [.infinity], counts).map { bound, count in
            total += count.number.load(ordering: .relaxed)
            let le = #"le="\#(MetricText.number(bound))""#
            return MetricSample(
                suffix: "_bucket", labels: labels.isEmpty ? le : "\(labels),\(le)",
                value: Double(total))
        }
        samples.append(MetricSample(suffix: "_sum", labels: labels, value: sum.value))
        samples.append(MetricSample(suffix: "_count", labels: labels, value: Double(total)))
        return samples
    }
}

/// A number that several threads change.
struct AtomicDouble: ~Copyable, Sendable {
    private let bits = Atomic<UInt64>(0)

    var value: Double { Double(bitPattern: bits.load(ordering: .relaxed)) }

    func set(_ value: Double) { bits.store(value.bitPattern, ordering: .relaxed) }

    func add(_ amount: Double) {
        var old = bits.load(ordering: .relaxed)
        while true {
            let new = (Double(bitPattern: old) + amount).bitPattern
            let result = bits.weakCompareExchange(
                expected: old, desired: new, ordering: .relaxed)
            if result.exchanged { return }
            old = result.original
        }
    }
}
