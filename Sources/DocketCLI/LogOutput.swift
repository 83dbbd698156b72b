import Foundation
import Logging
import Metrics
import Synchronization

/// The way of the log to standard error: at once for what happens now and then; for what happens
/// with each request ten times a second, since a system call for each would cost more than the rest
/// of the line.
///
/// A class: it is the identity of what waits.
final class LogOutput: Sendable {
    /// Bytes that may wait. What is beyond is dropped, and counted: who does not read the log must
    /// not hold up requests.
    static let bytesMax = 4 << 20
    /// How long a line waits at most, in seconds.
    private static let intervalSeconds = 0.1
    /// Of a line.
    private static let end = [UInt8(ascii: "\n")]

    private struct Waiting {
        var bytes: [UInt8] = []
        var dropped = 0
    }

    private let waiting = Mutex(Waiting())
    /// Held while something is written, so that no line gets into another.
    private let writing = Mutex(())
    private let dropped: Counter

    /// - Parameter metrics: makes the figure of what was dropped.
    init(metrics: any MetricsFactory) {
        dropped = Counter(label: "docket_access_log_dropped_total", factory: metrics)
        // A thread of its own: one that waits for a reader must not be one that others wait for.
        Thread.detachNewThread { [weak self] in
            while let output = self {
                output.flush()
                Thread.sleep(forTimeInterval: Self.intervalSeconds)
            }
        }
    }

    /// Writes a line, behind those that wait.
    func write(_ line: [UInt8]) {
        writing.withLock { _ in StandardStream.error.write(take() + line + Self.end) }
    }

    /// Has a line wait for others.
    func append(_ line: [UInt8]) {
        let isTaken = waiting.withLock { waiting in
            guard waiting.bytes.count + line.count < Self.bytesMax else {
                waiting.dropped += 1
                return false
            }
            waiting.bytes += line
            waiting.bytes += Self.end
            return true
        }
        if !isTaken { dropped.increment() }
    }

    /// Writes what waits.
    func flush() {
        writing.withLock { _ in
            let bytes = take()
            if !bytes.isEmpty { StandardStream.error.write(bytes) }
        }
    }

    private func take() -> [UInt8] {
        let taken = waiting.withLock { waiting in
            let taken = waiting
            waiting = Waiting()
            return taken
        }
        guard taken.dropped > 0 else { return taken.bytes }
        return taken.bytes
            + JSONLogHandler.line(
                .warning, label: "docket", "access log dropped",
                ["lines": .stringConvertible(taken.dropped)]) + Self.end
    }
}
