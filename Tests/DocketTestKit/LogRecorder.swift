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
