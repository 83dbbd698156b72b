import DocketJSON
import DocketTestKit
import Foundation
import Testing

/// Requests over HTTP/2, frame by frame: what is answered (RFC 9113), and the limits that are there
/// for HTTP/1.1.
@Suite(.timeLimit(.minutes(30))) struct HTTP2Tests {
    static let orders = "/v1/Companies(14146)/OrderFull"

    /// Starts a sandbox with TLS and talks to it on one connection.
    static func talk<Value: Sendable>(
        settings: [(id: UInt16, value: UInt32)] = [],
        _ body: (inout HTTP2Peer, ServerProcess) async throws -> Value
    ) async throws -> Value {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let certificate = try await TestCertificate.make(in: folder, named: "server")
        let server = try await ServerProcess(
            database: folder.path("docket.db"),
            arguments: ["--sandbox", "--port", "0"] + certificate.arguments)
        defer { server.signal(SIGKILL) }
        return try await TLSPeer.talk(
            to: server.port, try certificate.trusted(), protocols: ["h2"]
        ) { connection in
            var peer = try await HTTP2Peer(connection, settings: settings)
            return try await body(&peer, server)
        }
    }

    /// Expects a refusal in the shape of contract, section 5.
    private static func expectRefusal(
        _ status: Int, _ answer: HTTP2Peer.Answer,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        #expect(answer.status == status, sourceLocation: sourceLocation)
        #expect(
            answer["content-type"] == "application/problem+json", sourceLocation: sourceLocation)
        #expect(answer.json["status"]?.numberText == "\(status)", sourceLocation: sourceLocation)
        #expect(
            answer["strict-transport-security"] != nil, "\(answer.fields)",
            sourceLocation: sourceLocation)
    }

    /// Expects the connection to answer.
    private static func expectOpen(
        _ peer: inout HTTP2Peer, _ stream: UInt32,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        try await peer.open(stream, "GET", orders)
        let answer = try await peer.answer(stream)
        #expect(answer.status == 200, sourceLocation: sourceLocation)
        #expect(answer.text == "[]", "nothing was stored", sourceLocation: sourceLocation)
    }

    private static let json = ("content-type", "application/json")

    private static func length(_ bytes: Int) -> (String, String) { ("content-length", "\(bytes)") }

    // MARK: - Answers

    @Test func `streams are answered side by side`() async throws {
        try await Self.talk { peer, _ in
            for number in 0..<20 {
                let stream = UInt32(4 * number + 1)
                let body = EndToEnd.order("n\(number)")
                try await peer.open(
                    stream, "POST", Self.orders, fields: [Self.json], isWhole: false)
                // In two pieces, and another stream between.
                try await peer.write(stream, String(body.prefix(20)), isLast: false)
                try await peer.open(stream + 2, "GET", "/health/live")
                try await peer.write(stream, String(body.dropFirst(20)))
            }
            var open = Set((0..<40).map { UInt32(2 * $0 + 1) })
            while !open.isEmpty {
                let frame = try await peer.next()
                #expect(frame.kind != .reset)
                let isPart = frame.kind == .headers || frame.kind == .data
                if isPart, frame.flags & HTTP2Peer.endStream != 0 { open.remove(frame.stream) }
            }
            try await peer.open(201, "GET", Self.orders)
            #expect(try await peer.answer(201).json.elements?.count == 20)
        }
    }

    @Test func `links say https, whatever the client says`() async throws {
        try await Self.talk { peer, _ in
            let fields = [("accept", "application/json;odata.metadata=minimal")]
            try await peer.open(
                1, "GET", "/v1/Companies(14146)/Orders", fields: fields, scheme: "http")
            let context = try await peer.answer(1).json["@odata.context"]?.text
            #expect(context?.hasPrefix("https://docket/v1/") == true, "\(context ?? "")")
        }
    }

    @Test func `HEAD is GET without a body`() async throws {
        try await Self.talk { peer, _ in
            try await peer.open(1, "HEAD", "/health/live")
            let head = try await peer.answer(1)
            try await peer.open(3, "GET", "/health/live")
            let answer = try await peer.answer(3)
            #expect(head.status == 200)
            #expect(head["content-length"] == "\(answer.body.count)")
            #expect(head.body.isEmpty)
        }
    }

    @Test func `a malformed header ends its stream, and no other`() async throws {
        let malformed = [
            ("Upper", "x"), ("connection", "close"), ("transfer-encoding", "chunked"),
            ("te", "gzip"), ("x", "a\r\nb"), ("x y", "z"), (":path", "/other"), (":unknown", "x"),
        ]
        try await Self.talk { peer, _ in
            var stream: UInt32 = 1
            for field in malformed {
                try await peer.open(stream, "GET", "/health/live", fields: [field])
                let code = try await peer.reset(stream)
                #expect(code == HTTP2Peer.protocolError, "\(field)")
                stream += 2
            }
            try await Self.expectOpen(&peer, stream)
        }
    }

    @Test func `a method that is none is 400`() async throws {
        try await Self.talk { peer, _ in
            try await peer.open(1, "G(T", "/health/live")
            Self.expectRefusal(400, try await peer.answer(1))
            try await Self.expectOpen(&peer, 3)
        }
    }

    // MARK: - Headers

    @Test func `a header field of 16 KiB is taken, a larger one is 431`() async throws {
        try await Self.talk { peer, _ in
            let value = String(repeating: "v", count: (16 << 10) - 200)
            try await peer.open(1, "GET", "/health/live", fields: [("x-long", value)])
            #expect(try await peer.answer(1).status == 200)
            try await peer.open(3, "GET", "/health/live", fields: [("x-long", value + value)])
            Self.expectRefusal(431, try await peer.answer(3))
            try await Self.expectOpen(&peer, 5)
        }
    }

    @Test func `more than 100 header fields are 431`() async throws {
        try await Self.talk { peer, _ in
            let fields = (0..<100).map { ("x-\($0)", "1") }
            try await peer.open(1, "GET", "/health/live", fields: Array(fields.dropFirst()))
            #expect(try await peer.answer(1).status == 200)
            try await peer.open(3, "GET", "/health/live", fields: fields)
            Self.expectRefusal(431, try await peer.answer(3))
            try await Self.expectOpen(&peer, 5)
        }
    }

    @Test func `headers of more than 64 KiB end the connection`() async throws {
        try await Self.talk { peer, _ in
            let fields = (0..<5).map { ("x-long-\($0)", String(repeating: "v", count: 15_000)) }
            try await peer.open(1, "GET", "/health/live", fields: Array(fields[..<4]))
            #expect(try await peer.answer(1).status == 200)
            try await peer.open(3, "GET", "/health/live", fields: fields)
            await #expect(throws: HTTP2Peer.Ended.self) { try await peer.answer(3) }
        }
    }

    @Test func `a header without an end ends the connection`() async throws {
        try await Self.talk { peer, _ in
            try await peer.send(.init(kind: .headers, stream: 1, payload: [0x82]))
            for _ in 0..<20 {
                // By then the server may have closed the connection.
                try? await peer.send(.init(kind: .continuation, stream: 1, payload: [0x84]))
            }
            #expect(await peer.end() == HTTP2Peer.enhanceYourCalm)
        }
    }

    // MARK: - Bodies

    @Test func `a body of another length than it says is refused and stores nothing`()
        async throws
    {
        try await Self.talk { peer, _ in
            let order = EndToEnd.order("length")
            var stream: UInt32 = 1
            for difference in [-1, 1, 1000] {
                let fields = [Self.json, Self.length(order.utf8.count + difference)]
                try await peer.open(stream, "POST", Self.orders, fields: fields, isWhole: false)
                try await peer.write(stream, order)
                let code = try await peer.reset(stream)
                #expect(code == HTTP2Peer.protocolError, "\(difference)")
                stream += 2
            }
            try await Self.expectOpen(&peer, stream)
        }
    }

    @Test func `a body of more than 4 MiB is 413, and the rest is not wanted`() async throws {
        try await Self.talk { peer, _ in
            let fields = [Self.json, Self.length((4 << 20) + 1)]
            try await peer.open(1, "POST", Self.orders, fields: fields, isWhole: false)
            Self.expectRefusal(413, try await peer.answer(1))
            #expect(try await peer.reset(1) == HTTP2Peer.noError)
            // What was under way by then does no harm.
            try await peer.write(1, " ", isLast: false)
            try await Self.expectOpen(&peer, 3)
        }
    }

    @Test func `a body of 4 MiB is read`() async throws {
        try await Self.talk { peer, _ in
            let order = EndToEnd.order("large")
            let body = order + String(repeating: " ", count: (4 << 20) - order.utf8.count)
            try await peer.open(
                1, "POST", Self.orders, fields: [Self.json, Self.length(body.utf8.count)],
                isWhole: false)
            var rest = body[...]
            // As much as a client may send before it hears of a larger window.
            var window = 65_535
            while !rest.isEmpty {
                while window < HTTP2Peer.frameBytesMax {
                    let frame = try await peer.next()
                    guard frame.kind == .windowUpdate, frame.stream == 1 else { continue }
                    window += frame.payload.reduce(0) { $0 << 8 | Int($1) }
                }
                let piece = rest.prefix(HTTP2Peer.frameBytesMax)
                rest = rest.dropFirst(piece.count)
                window -= piece.utf8.count
                try await peer.write(1, String(piece), isLast: rest.isEmpty)
            }
            #expect(try await peer.answer(1).status == 201)
        }
    }
}
