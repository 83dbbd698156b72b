import DocketJSON
package import Logging
import Synchronization

/// What a server has logged, at every level.
///
/// A class, since the server and the test look at the same one.
package final class LogRecorder: Sendable {
    /// One event.
    package struct Entry: Sendable {
        /// How urgent it is.
        package let level: Logger.Level
        /// What happened.
        package let message: String
        /// The values beside it.
        package let metadata: [String: String]

        /// All that a reader of the log sees of it.
        package var text: String { "\(level) \(message) \(metadata)" }
    }

    private let kept = Mutex<[Entry]>([])

    /// Nothing yet.
    package init() {}

    /// What was logged so far.
    package var entries: [Entry] { kept.withLock { $0 } }

    /// A logger that writes here.
    package var logger: Logger {
        var logger = Logger(label: "docket-test") { _ in Handler(recorder: self) }
        logger.logLevel = .trace
        return logger
    }

    /// Takes a line that is one JSON object, as the access log writes it.
    package func add(_ line: [UInt8]) {
        let members = (try? JSONValue(line))?.members ?? []
        var values = Dictionary(
            members.map {
                ($0.name, $0.value.text ?? String(decoding: $0.value.encoded, as: UTF8.self))
            }
        ) { first, _ in first }
        for name in ["time", "label"] { values[name] = nil }
        let level = values.removeValue(forKey: "level").flatMap { Logger.Level(rawValue: $0) }
        let message = values.removeValue(forKey: "message")
        let entry = Entry(
            level: level ?? .critical, message: message ?? String(decoding: line, as: UTF8.self),
            metadata: values)
        kept.withLock { $0.append(entry) }
    }

    private struct Handler: LogHandler {
        let recorder: LogRecorder
        var logLevel = Logger.Level.trace
        var metadata: Logger.Metadata = [:]

        init(recorder: LogRecorder) {
            self.recorder = recorder
        }

        subscript(metadataKey key: String) -> Logger.Metadata.Value? {
            get { metadata[key] }
            set { metadata[key] = newValue }
        }

        func log(event: LogEvent) {
            let all = metadata.merging(event.metadata ?? [:]) { $1 }
            let entry = Entry(
                level: event.level, message: event.message.description,
                metadata: all.mapValues(\.description))
            recorder.kept.withLock { $0.append(entry) }
        }
    }
}
