import DocketJSON
import DocketTestKit
import Foundation
import Testing

/// What goes over the wire, byte by byte: limits, framing, order, time (contract, section 1).
@Suite(.timeLimit(.minutes(30))) struct HTTPTests {
    static let orders = "/v1/Companies(14146)/OrderFull"

    /// Starts a sandbox and talks to it on one connection.
    private static func talk<Value: Sendable>(
        _ body: @escaping @Sendable (RawConnection) throws -> Value
    ) async throws -> Value {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let server = try await ServerProcess(database: folder.path("docket.db"))
        defer { server.signal(SIGKILL) }
        return try await RawConnection.talk(to: server.port, body)
    }

    /// Expects a refusal in the shape of section 5, and the end of the connection.
    private static func expectRefusal(
        _ status: Int, on connection: RawConnection,
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let answer = try connection.answer()
        #expect(answer.status == status, sourceLocation: sourceLocation)
        #expect(
            answer["Content-Type"] == "application/problem+json", sourceLocation: sourceLocation)
        #expect(
            answer.json["status"]?.numberText == "\(status)", sourceLocation: sourceLocation)
        for name in ["type", "title", "detail", "Message", "traceId"] {
            #expect(
                answer.json[name]?.text?.isEmpty == false, "\(name)",
                sourceLocation: sourceLocation)
        }
    }

    private static func get(_ path: String, _ fields: String = "") -> String {
        EndToEnd.request("GET", path, fields: fields)
    }

    // MARK: - Headers

    @Test func `a header field of 16 KiB is taken, a larger one is 431`() async throws {
        try await Self.talk { connection throws in
            let value = String(repeating: "v", count: (16 << 10) - 200)
            connection.send(Self.get("/health/live", "X-Long: \(value)\r\n"))
            #expect(try connection.answer().status == 200)
            connection.send(Self.get("/health/live", "X-Long: \(value)\(value)\r\n"))
            try Self.expectRefusal(431, on: connection)
            #expect(connection.isClosedAtOnce)
        }
    }

    @Test func `headers of more than 64 KiB are 431`() async throws {
        try await Self.talk { connection throws in
            let fields = (0..<5).map { number in
                "X-Long-\(number): \(String(repeating: "v", count: 15_000))\r\n"
            }
            connection.send(Self.get("/health/live", fields[..<4].joined()))
            #expect(try connection.answer().status == 200)
            connection.send(Self.get("/health/live", fields.joined()))
            try Self.expectRefusal(431, on: connection)
            #expect(connection.isClosedAtOnce)
        }
    }

    @Test func `a header without an end is 431 before it is read to the end`() async throws {
        try await Self.talk { connection throws in
            connection.send("GET /health/live HTTP/1.1\r\nX-Long: ")
            var sent = 0
            while sent < 16 << 20, connection.send(String(repeating: "v", count: 65_536)) {
                sent += 65_536
            }
            #expect(sent < 16 << 20, "it took 16 MiB of one field")
        }
    }

    @Test func `very many header fields are 431`() async throws {
        try await Self.talk { connection throws in
            let fields = (0..<1000).map { "A\($0): 1\r\n" }.joined()
            connection.send(Self.get("/health/live", fields))
            try Self.expectRefusal(431, on: connection)
        }
    }

    @Test(arguments: [
        "GARBAGE\r\n\r\n", "GET\r\n\r\n", "GET /\r\n\r\n", "GET / HTTP/9.9\r\n\r\n",
        "GET / HTTP/1.1\r\nno colon here\r\n\r\n", "GET / HTTP/1.1\r\nBad Name: x\r\n\r\n",
        "\u{16}\u{3}\u{1}\u{2}\u{0}\u{1}\r\n\r\n", "G\u{0}T / HTTP/1.1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
    ])
    func `what is no HTTP is a 400 and the end`(text: String) async throws {
        try await Self.talk { connection throws in
            connection.send(text)
            try Self.expectRefusal(400, on: connection)
            #expect(connection.isClosedAtOnce)
            #expect(connection.rest.isEmpty)
        }
    }

    // MARK: - Bodies

    @Test func `a body of more than 4 MiB is 413 before it is sent`() async throws {
        try await Self.talk { connection throws in
            let fields = "Content-Type: application/json\r\nContent-Length: \((4 << 20) + 1)\r\n"
            connection.send(EndToEnd.request("POST", Self.orders, fields: fields))
            try Self.expectRefusal(413, on: connection)
        }
    }

    @Test func `a body of more than 4 MiB in chunks is 413`() async throws {
        try await Self.talk { connection throws in
            let fields = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
            connection.send(EndToEnd.request("POST", Self.orders, fields: fields))
            let chunk = "10000\r\n" + String(repeating: " ", count: 65_536) + "\r\n"
            for _ in 0..<64 { connection.send(chunk) }
            connection.send("1\r\n{\r\n")
            try Self.expectRefusal(413, on: connection)
        }
    }

    @Test func `a body of 4 MiB is read`() async throws {
        try await Self.talk { connection throws in
            let order = EndToEnd.order("large")
            let padding = String(repeating: " ", count: (4 << 20) - order.utf8.count)
            connection.send(EndToEnd.request("POST", Self.orders, order + padding))
            #expect(try connection.answer().status == 201)
        }
    }

    @Test func `a body in chunks is read, whatever the chunks`() async throws {
        try await Self.talk { connection throws in
            let fields = "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n"
            connection.send(EndToEnd.request("POST", Self.orders, fields: fields))
            for byte in EndToEnd.order("chunked").utf8 {
                connection.send("1;name=value\r\n")
                connection.send([byte])
                connection.send("\r\n")
            }
            connection.send("0\r\nTrailer: x\r\n\r\n")
            let answer = try connection.answer()
            #expect(answer.status == 201)
            #expect(answer.json["Name"]?.text == "chunked")
        }
    }

    @Test(arguments: [true, false])
    func `a body that is cut off stores nothing`(isChunked: Bool) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let server = try await ServerProcess(database: folder.path("docket.db"))
        defer { server.signal(SIGKILL) }
        // What has come is a whole order; only the framing says that there is more.
        let order = EndToEnd.order("half")
        let framing = isChunked ? "Transfer-Encoding: chunked" : "Content-Length: 100000"
        for _ in 0..<10 {
            try await RawConnection.talk(to: server.port) { connection throws in
                connection.send(
                    EndToEnd.request(
                        "POST", Self.orders,
                        fields: "Content-Type: application/json\r\n\(framing)\r\n"))
                connection.send(
                    isChunked ? "\(String(order.utf8.count, radix: 16))\r\n\(order)\r\n" : order)
            }
        }
        try await Task.sleep(for: .milliseconds(300))
        let list = try await EndToEnd.send(to: server, "GET", Self.orders)
        #expect(list.text == "[]")
    }

    @Test func `who expects 100-continue gets it, or the refusal`() async throws {
        try await Self.talk { connection throws in
            let order = EndToEnd.order("expected")
            let head = EndToEnd.request(
                "POST", Self.orders,
                fields: "Content-Type: application/json\r\nExpect: 100-continue\r\n"
                    + "Content-Length: \(order.utf8.count)\r\n")
            connection.send(head)
            // Without the body there can be no answer but the interim one.
            Thread.sleep(forTimeInterval: 0.3)
            connection.send(order)
            #expect(try connection.answer().status == 201)
        }
    }

    // MARK: - Connections

    @Test func `requests in one packet are answered in their order`() async throws {
        try await Self.talk { connection throws in
            var text = ""
            for number in 0..<20 {
                let fields = "X-Request-Id: r\(number)\r\n"
                text +=
                    number % 3 == 0
                    ? EndToEnd.request(
                        "POST", Self.orders, EndToEnd.order("n\(number)"), fields: fields)
                    : Self.get(number % 3 == 1 ? Self.orders : "/health/live", fields)
            }
            connection.send(text)
            for number in 0..<20 {
                let answer = try connection.answer()
                #expect(answer["X-Request-Id"] == "r\(number)")
                #expect(answer.status == (number % 3 == 0 ? 201 : 200))
                if number % 3 == 1 {
                    // A list sees what was stored by the requests before it, and no more.
                    #expect(answer.json.elements?.count == number / 3 + 1)
                }
            }
        }
    }

    @Test func `a connection stays open, also after a refusal`() async throws {
        try await Self.talk { connection throws in
            let paths = [
                ("/health/live", 200), ("/nowhere", 404), (Self.orders + "(x)", 404),
                (Self.orders, 200), ("/v1/Companies(14146)/Orders?%24apply=identity", 501),
            ]
            for _ in 0..<50 {
                for (path, status) in paths {
                    connection.send(Self.get(path))
                    #expect(try connection.answer().status == status)
                }
            }
        }
    }

    @Test func `who says close is answered and closed`() async throws {
        try await Self.talk { connection throws in
            connection.send(Self.get("/health/live", "Connection: close\r\n"))
            #expect(try connection.answer().status == 200)
            #expect(connection.isClosedAtOnce)
        }
        try await Self.talk { connection throws in
            connection.send("GET /health/live HTTP/1.0\r\n\r\n")
            #expect(try connection.answer().status == 200)
            #expect(connection.isClosedAtOnce)
        }
    }

    @Test func `HEAD is GET without a body`() async throws {
        try await Self.talk { connection throws in
            connection.send(EndToEnd.request("POST", Self.orders, EndToEnd.order("head")))
            let id = try connection.answer().json["Id"]?.text ?? ""
            for path in ["/v1/Companies(14146)/Orders(\(id))", "\(Self.orders)(\(id))", "/no"] {
                connection.send(EndToEnd.request("HEAD", path) + Self.get(path))
                let head = try connection.answer(isHead: true)
                let answer = try connection.answer()
                #expect(head.status == answer.status)
                #expect(head["Content-Type"] == answer["Content-Type"])
                #expect(head["Content-Length"] == answer["Content-Length"])
                #expect(!answer.body.isEmpty)
            }
        }
    }

    @Test func `an answer whose length nobody knows ends where its client can tell`()
        async throws
    {
        try await Self.talk { connection throws in
            // More than a page.
            for _ in 0..<70 {
                connection.send(EndToEnd.request("POST", Self.orders, EndToEnd.order("long")))
                #expect(try connection.answer().status == 201)
            }
            connection.send(Self.get(Self.orders) + EndToEnd.request("HEAD", Self.orders))
            let list = try connection.answer()
            #expect(list["Transfer-Encoding"] == "chunked")
            let head = try connection.answer(isHead: true)
            #expect(head.status == 200)
            #expect(head["Content-Length"] == nil && head["Transfer-Encoding"] == nil)
            // A last chunk behind the header would stand before this one.
            connection.send(Self.get("/health/live"))
            #expect(try connection.answer().status == 200)
            let old = Self.get(Self.orders, "Connection: keep-alive\r\n")
            connection.send(old.replacing("HTTP/1.1", with: "HTTP/1.0"))
            let plain = try connection.answer()
            #expect(plain["Transfer-Encoding"] == nil && plain["Connection"] == "close")
            #expect(plain.text == list.text)
        }
    }

    // MARK: - Time

    @Test func `a slow header is closed, though bytes keep coming, but not at once`()
        async throws
    {
        try await Self.talk { connection throws in
            let start = ContinuousClock.now
            connection.send("GET /health/live HTTP/1.1\r\nX-Slow: ")
            while ContinuousClock.now - start < .seconds(60), !connection.isClosed(within: 0.5) {
                connection.send("v")
            }
            #expect(connection.isClosed(within: 0))
            #expect(ContinuousClock.now - start > .seconds(10), "a client has some time")
        }
    }

    @Test func `a slow body is refused after 15 s and stores nothing`() async throws {
        try await Self.talk { connection throws in
            let fields = "Content-Type: application/json\r\nContent-Length: 1000\r\n"
            connection.send(EndToEnd.request("POST", Self.orders, fields: fields))
            var answer: RawAnswer?
            while answer == nil, !connection.isClosed(within: 0) {
                connection.send(" ")
                answer = try? connection.answer(seconds: 0.5)
            }
            #expect(answer?.status == 408)
            #expect(answer?.json["detail"]?.text == "The body did not arrive within 15 seconds")
            #expect(answer?["Content-Type"] == "application/problem+json")
            #expect(connection.isClosedAtOnce)
        }
    }

    @Test func `a connection is closed that says nothing more behind a body nobody waited for`()
        async throws
    {
        try await Self.talk { connection throws in
            let body = String(repeating: " ", count: 100_000)
            let request = EndToEnd.request("POST", "/nowhere", body)
            connection.send(String(request.dropLast(body.count)))
            #expect(try connection.answer().status == 404)
            connection.send(body)
            #expect(connection.isClosed(within: 60))
        }
    }

    @Test func `a connection that says nothing more is closed`() async throws {
        try await Self.talk { connection throws in
            connection.send(Self.get("/health/live"))
            #expect(try connection.answer().status == 200)
            #expect(connection.isClosed(within: 60))
        }
    }
}
