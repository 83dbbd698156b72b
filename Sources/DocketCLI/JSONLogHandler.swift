import DocketJSON
import DocketServer
import Logging

/// Makes each event one JSON object a line: for machines to read.
struct JSONLogHandler: LogHandler {
    var logLevel: Logger.Level = .info
    var metadata: Logger.Metadata = [:]
    private let label: String
    private let write: @Sendable ([UInt8]) -> Void

    /// - Parameter write: gets each line, without its end.
    init(label: String, _ write: @escaping @Sendable ([UInt8]) -> Void) {
        self.label = label
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields = event.metadata ?? [:]
        if !metadata.isEmpty { fields.merge(metadata) { own, _ in own } }
        write(Self.line(event.level, label: label, event.message.description, fields))
    }

    /// The line of an event, without its end: its fields by name.
    static func line(
        _ level: Logger.Level, label: String, _ message: String, _ fields: Logger.Metadata
    ) -> [UInt8] {
        var writer = JSONWriter(logLine: level, label: label, message)
        for (key, value) in fields.sorted(by: { $0.key < $1.key }) {
            writer.key(key)
            write(value, to: &writer)
        }
        writer.endObject()
        return writer.bytes
    }

    /// Numbers and truth values as such, everything else as text.
    private static func write(_ value: Logger.MetadataValue, to writer: inout JSONWriter) {
        switch value {
        case .string(let text): writer.string(text)
        case .stringConvertible(let number as Int): writer.integer(number)
        case .stringConvertible(let number as Int64): writer.integer(number)
        case .stringConvertible(let number as Int32): writer.integer(number)
        case .stringConvertible(let value as Bool): writer.boolean(value)
        default: writer.string(value.description)
        }
    }
}
