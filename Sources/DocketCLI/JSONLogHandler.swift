import DocketCore
import DocketJSON
import DocketService
import Logging

/// Makes each event one JSON object a line: for machines to read.
struct JSONLogHandler: LogHandler {
    var logLevel: Logger.Level = .info
    var metadata: Logger.Metadata = [:]
    private let label: String
    private let order: [String]
    private let write: @Sendable ([UInt8]) -> Void

    /// - Parameters:
    ///   - order: the fields that come first; the others come behind them by name.
    ///   - write: gets each line, without its end.
    init(label: String, order: [String] = [], _ write: @escaping @Sendable ([UInt8]) -> Void) {
        self.label = label
        self.order = order
        self.write = write
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields = event.metadata ?? [:]
        if !metadata.isEmpty { fields.merge(metadata) { own, _ in own } }
        write(
            Self.line(event.level, label: label, event.message.description, fields, order: order))
    }

    /// The line of an event, without its end.
    static func line(
        _ level: Logger.Level, label: String, _ message: String, _ fields: Logger.Metadata,
        order: [String] = []
    ) -> [UInt8] {
        var writer = JSONWriter(capacity: 512)
        writer.beginObject()
        writer.key("time")
        writer.time(clock.now())
        writer.key("level")
        writer.string(level.rawValue)
        writer.key("label")
        writer.string(label)
        writer.key("message")
        writer.string(message)
        var written = 0
        for key in order {
            guard let value = fields[key] else { continue }
            writer.key(key)
            write(value, to: &writer)
            written += 1
        }
        if written < fields.count {
            for (key, value) in fields.sorted(by: { $0.key < $1.key }) where !order.contains(key) {
                writer.key(key)
                write(value, to: &writer)
            }
        }
        writer.endObject()
        return writer.bytes
    }

    private static let clock = WallClock()

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
