import DocketJSON
import NIOCore
import NIOHPACK

/// A client of HTTP/2 that sends what no library would (RFC 9113).
struct HTTP2Peer {
    /// What a frame is.
    enum Kind: UInt8 {
        case data = 0, headers, priority, reset, settings, pushPromise, ping, goAway, windowUpdate
        case continuation
    }

    /// A frame as it goes over the wire.
    struct Frame {
        var kind: Kind
        var flags: UInt8 = 0
        var stream: UInt32 = 0
        var payload: [UInt8] = []
        /// What a header says.
        var fields: [(name: String, value: String)] = []

        /// The error code of a reset, or of a farewell.
        var code: UInt32 {
            payload.dropFirst(kind == .goAway ? 4 : 0).prefix(4)
                .reduce(0) { $0 << 8 | UInt32($1) }
        }
    }

    /// An answer.
    struct Answer: Sendable {
        var status = 0
        var fields: [(name: String, value: String)] = []
        var body: [UInt8] = []

        /// The first field of that name.
        subscript(_ name: String) -> String? { fields.first { $0.name == name }?.value }
        /// The body as text.
        var text: String { String(decoding: body, as: UTF8.self) }
        /// The body as JSON; `.null` where it is none.
        var json: JSONValue { (try? JSONValue(body)) ?? .null }
    }

    /// A stream without an answer.
    struct Reset: Error, Equatable {
        let code: UInt32
    }

    /// A connection that was closed.
    struct Ended: Error, Equatable {
        /// The last farewell's code; `nil` where there was no farewell.
        let code: UInt32?
    }

    static let endStream: UInt8 = 1
    static let endHeaders: UInt8 = 4
    static let ack: UInt8 = 1
    static let frameBytesMax = 16_384
    static let noError: UInt32 = 0
    static let protocolError: UInt32 = 1
    static let enhanceYourCalm: UInt32 = 11

    private var peer: TLSPeer
    private var decoder = HPACKDecoder(allocator: ByteBufferAllocator())
    private var farewell: UInt32?
    /// Whether it says that it has heard a ping.
    var acknowledges = true

    /// Says hello, and waits for the server's hello.
    ///
    /// - Parameter settings: those that it sends.
    init(_ peer: TLSPeer, settings: [(id: UInt16, value: UInt32)] = []) async throws {
        self.peer = peer
        let payload = settings.flatMap { Self.bytes(UInt32($0.id), 2) + Self.bytes($0.value, 4) }
        try await peer.send(Array("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n".utf8))
        try await send(Frame(kind: .settings, payload: payload))
        while try await next().kind != .settings {}
    }

    // MARK: - Sending

    /// Sends a frame.
    func send(_ frame: Frame) async throws {
        try await peer.send(
            Self.bytes(UInt32(frame.payload.count), 3) + [frame.kind.rawValue, frame.flags]
                + Self.bytes(frame.stream, 4) + frame.payload)
    }

    /// Sends the header of a request with the sandbox's token, in as many frames as it takes.
    func open(
        _ stream: UInt32, _ method: String, _ path: String, fields: [(String, String)] = [],
        scheme: String = "https", isWhole: Bool = true
    ) async throws {
        try await open(
            stream,
            fields: [
                (":method", method), (":scheme", scheme), (":authority", "docket"), (":path", path),
                ("authorization", "Bearer sandbox-token"),
            ] + fields, isWhole: isWhole)
    }

    /// Sends any header.
    func open(_ stream: UInt32, fields: [(String, String)], isWhole: Bool = true) async throws {
        var block = fields.flatMap { Self.literal($0, $1) }[...]
        var kind = Kind.headers
        repeat {
            let payload = Array(block.prefix(Self.frameBytesMax))
            block = block.dropFirst(payload.count)
            let isFirst = kind == .headers
            try await send(
                Frame(
                    kind: kind,
                    flags: (block.isEmpty ? Self.endHeaders : 0)
                        | (isFirst && isWhole ? Self.endStream : 0),
                    stream: stream, payload: payload))
            kind = .continuation
        } while !block.isEmpty
    }

    /// Sends a piece of a body.
    func write(_ stream: UInt32, _ text: String, isLast: Bool = true) async throws {
        try await send(
            Frame(
                kind: .data, flags: isLast ? Self.endStream : 0, stream: stream,
                payload: Array(text.utf8)))
    }

    // MARK: - Receiving

    /// The next frame; settings and pings are acknowledged by the way.
    ///
    /// - Throws: `Ended`.
    mutating func next() async throws -> Frame {
        var frame: Frame
        do {
            frame = try await read()
        } catch {
            // Whether the server said good-bye to TLS as well is not looked at.
            throw Ended(code: farewell)
        }
        switch frame.kind {
        case .goAway: farewell = frame.code
        // Every header is decoded, since the next one rests on it.
        case .headers: frame.fields = try decode(frame.payload)
        case .settings where frame.flags & Self.ack == 0:
            try await send(Frame(kind: .settings, flags: Self.ack))
        case .ping where frame.flags & Self.ack == 0 && acknowledges:
            try await send(Frame(kind: .ping, flags: Self.ack, payload: frame.payload))
        default: break
        }
        return frame
    }

    /// Reads what comes until a stream has its whole answer; what comes on others is dropped.
    ///
    /// - Throws: `Reset`, `Ended`.
    mutating func answer(_ stream: UInt32) async throws -> Answer {
        var answer = Answer()
        while true {
            let frame = try await next()
            guard frame.stream == stream else { continue }
            switch frame.kind {
            case .headers:
                answer.fields = frame.fields
                answer.status = answer[":status"].flatMap { Int($0) } ?? 0
            case .data: answer.body += frame.payload
            case .reset: throw Reset(code: frame.code)
            default: continue
            }
            if frame.flags & Self.endStream != 0 { return answer }
        }
    }

    /// Reads what comes until a stream is reset.
    ///
    /// - Returns: the error code.
    /// - Throws: `Ended`.
    mutating func reset(_ stream: UInt32) async throws -> UInt32 {
        while true {
            let frame = try await next()
            if frame.kind == .reset, frame.stream == stream { return frame.code }
        }
    }

    /// Reads what comes until the server closes the connection.
    ///
    /// - Returns: the code of its farewell; `nil` where it said none.
    mutating func end() async -> UInt32? {
        while true {
            do { _ = try await next() } catch { return farewell }
        }
    }

    private mutating func read() async throws -> Frame {
        let head = try await peer.read(9)
        let length = head[..<3].reduce(0) { $0 << 8 | Int($1) }
        let stream = head[5...].reduce(0) { $0 << 8 | UInt32($1) }
        guard let kind = Kind(rawValue: head[3]) else { throw TLSPeer.Closed() }
        return Frame(
            kind: kind, flags: head[4], stream: stream, payload: try await peer.read(length))
    }

    private mutating func decode(_ block: [UInt8]) throws -> [(name: String, value: String)] {
        var buffer = ByteBuffer(bytes: block)
        return try decoder.decodeHeaders(from: &buffer).map { (name: $0.name, value: $0.value) }
    }

    // MARK: - Bytes

    /// A number in so many bytes, the greatest first.
    private static func bytes(_ number: UInt32, _ count: Int) -> [UInt8] {
        (0..<count).reversed().map { UInt8(truncatingIfNeeded: number >> (8 * UInt32($0))) }
    }

    /// A field that is not kept for later ones (RFC 7541, section 6.2.2).
    private static func literal(_ name: String, _ value: String) -> [UInt8] {
        [0] + string(name) + string(value)
    }

    private static func string(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        guard bytes.count >= 127 else { return [UInt8(bytes.count)] + bytes }
        var length: [UInt8] = [127]
        var rest = bytes.count - 127
        while rest >= 128 {
            length.append(UInt8(rest % 128) | 128)
            rest /= 128
        }
        return length + [UInt8(rest)] + bytes
    }
}
