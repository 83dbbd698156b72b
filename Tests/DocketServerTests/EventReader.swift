import DocketJSON
import DocketTestKit
import Foundation

/// One event as it came over a stream.
struct StreamedEvent: Sendable, Equatable {
    /// The Sequence, from `id`.
    var id = 0
    /// From `event`.
    var type = ""
    /// From `data`.
    var data = ""

    /// The event itself.
    var json: JSONValue { (try? JSONValue(text: data)) ?? .null }
}

/// Reads a company's events over a connection as they come (WHATWG HTML, "Server-sent events").
///
/// A class, since it owns the connection.
final class EventReader {
    /// Why there is nothing to read.
    enum Failure: Error { case tooSlow, refused(status: Int) }

    /// How long anything may take; by itself so long that only a server that hangs takes longer.
    private static let secondsMax = 300

    private let connection: RawConnection
    private var body: [UInt8] = []
    /// Whether the server has ended the answer as HTTP wants it, and not only gone away.
    private(set) var isAtEnd = false

    /// Asks for the events, and waits until they begin.
    ///
    /// - Parameter fields: header lines, each with its line end.
    /// - Throws: `Failure.refused`.
    init(
        _ connection: RawConnection, company: Int = 14146, query: String = "", fields: String = "",
        token: String = "sandbox-token"
    ) throws {
        self.connection = connection
        connection.send(
            EndToEnd.request(
                "GET", "/v1/Companies(\(company))/Events\(query)", token: token,
                fields: "Accept: text/event-stream\r\n" + fields))
        try wait { !body.isEmpty }
    }

    /// Events that have come so far.
    var events: [StreamedEvent] {
        let text = String(decoding: body, as: UTF8.self)
        // The last piece may not be whole yet.
        return text.components(separatedBy: "\n\n").dropLast().compactMap(Self.event)
    }

    /// Comments that have come so far, which are there to keep the connection alive.
    var comments: Int {
        String(decoding: body, as: UTF8.self).components(separatedBy: "\n\n").dropLast()
            .count { $0.hasPrefix(":") }
    }

    /// Waits for so many events.
    func read(_ count: Int) throws -> [StreamedEvent] {
        try wait { events.count >= count }
        return events
    }

    /// Waits for the stream's end.
    func readToEnd() throws -> [StreamedEvent] {
        try wait { isAtEnd }
        return events
    }

    /// Reads for some time, whatever comes.
    func read(seconds: Int) throws {
        let end = ContinuousClock.now + .seconds(seconds)
        while ContinuousClock.now < end, !isAtEnd { try look() }
    }

    private func wait(_ isThere: () -> Bool) throws {
        let end = ContinuousClock.now + .seconds(Self.secondsMax)
        while !isThere() {
            guard ContinuousClock.now < end, !isAtEnd else { throw Failure.tooSlow }
            try look()
        }
    }

    private func look() throws {
        do {
            let answer = try connection.answer(seconds: 0.05)
            guard answer.status == 200 else { throw Failure.refused(status: answer.status) }
            body = answer.body
            isAtEnd = true
        } catch RawConnection.Failure.timedOut {
            body = Self.body(of: connection.rest)
        }
    }

    private static func event(_ block: String) -> StreamedEvent? {
        guard !block.hasPrefix(":") else { return nil }
        var event = StreamedEvent()
        for line in block.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2 else { continue }
            let value = String(parts[1].dropFirst())
            switch parts[0] {
            case "id": event.id = Int(value) ?? -1
            case "event": event.type = value
            case "data": event.data += value
            default: continue
            }
        }
        return event
    }

    /// What has come of a body in chunks.
    private static func body(of bytes: [UInt8]) -> [UInt8] {
        guard let header = bytes.firstRange(of: Array("\r\n\r\n".utf8)) else { return [] }
        var body: [UInt8] = []
        var position = header.upperBound
        while let line = bytes[position...].firstRange(of: [13, 10]),
            let size = Int(
                String(decoding: bytes[position..<line.lowerBound], as: UTF8.self), radix: 16),
            bytes.count >= line.upperBound + size + 2
        {
            body += bytes[line.upperBound..<line.upperBound + size]
            position = line.upperBound + size + 2
        }
        return body
    }
}
