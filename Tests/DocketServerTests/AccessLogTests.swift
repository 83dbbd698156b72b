import DocketCore
import DocketJSON
import DocketServer
import DocketTestKit
import Foundation
import HTTPTypes
import Logging
import Testing

extension LogRecorder {
    /// The lines of the access log so far.
    var requests: [Entry] {
        entries.filter { $0.message == "request" && $0.metadata["microseconds"] != nil }
    }

    /// The lines of the access log, once there are so many: the client may have its answer before
    /// the line is written.
    func requests(_ count: Int) async throws -> [Entry] {
        let end = ContinuousClock.now + .seconds(60)
        while requests.count < count {
            try #require(ContinuousClock.now < end, "\(count) lines, not \(requests.count)")
            try await Task.sleep(for: .milliseconds(5))
        }
        return requests
    }
}

extension TestServer {
    /// Runs `body` with a server, a socket of it, and what the socket's side logs.
    fileprivate static func logged(
        limits: ServerLimits = .ofTests,
        _ body: @Sendable (TestServer, SocketServer, LogRecorder) async throws -> Void
    ) async throws {
        try await run { server in
            let log = LogRecorder()
            try await SocketServer.run(
                on: server.services, limits: limits, log: log, hasAccessLog: true
            ) { socket in try await body(server, socket, log) }
        }
    }
}

/// A line for each request (docs/operating.md, "Access log").
@Suite(.timeLimit(.minutes(30))) struct AccessLogTests {
    private static let orders = "/v1/Companies(14146)/Orders"
    private static let orderFull = "/v1/Companies(14146)/OrderFull"

    // MARK: - What a line says

    @Test func `a line names who, what, how much, and by which ids it is found`() async throws {
        try await TestServer.logged { server, socket, log in
            let token = try await server.signIn("sandbox@example.test")["access_token"]?.text
            let order = EndToEnd.order("logged")
            let trace = "0af7651916cd43dd8448eb211c80319c"
            let made = try await socket.send(
                "POST", Self.orderFull, order,
                fields: "traceparent: 00-\(trace)-b7ad6b7169203331-01\r\n", token: token)
            #expect(made.status == 201)
            let lines = try await log.requests(1)
            let line = try #require(lines.first)
            #expect(lines.count == 1)
            #expect(line.level == .info)
            let time = line.metadata["microseconds"].flatMap { Int($0) } ?? -1
            #expect((1..<300_000_000).contains(time))
            #expect(
                line.metadata.filter { !["microseconds", "span"].contains($0.key) } == [
                    "method": "POST", "route": "/v1/Companies({companyId})/OrderFull",
                    "status": "201", "received": "\(order.utf8.count)",
                    "sent": "\(made.body.count)", "company": "14146", "client": "sandbox",
                    "user": "sandbox@example.test", "request": made["X-Request-Id"] ?? "",
                    "trace": trace, "parent": "b7ad6b7169203331",
                ])
            #expect(Set(line.metadata.keys).isSubset(of: AccessLog.fields))
        }
    }

    @Test func `requests of one connection have a line each, in their order`() async throws {
        try await TestServer.logged { _, socket, log in
            try await OwnThread.run {
                let connection = try RawConnection(port: socket.port)
                connection.send(
                    EndToEnd.request("GET", Self.orders) + EndToEnd.request("HEAD", Self.orderFull)
                        + EndToEnd.request("GET", "/nothing", token: nil)
                        + EndToEnd.request("POST", Self.orders, "{"))
                for isHead in [false, true, false, false] {
                    _ = try connection.answer(isHead: isHead)
                }
            }
            let lines = try await log.requests(4)
            #expect(lines.map { $0.metadata["method"] } == ["GET", "HEAD", "GET", "POST"])
            let root = "/v1/Companies({companyId})"
            #expect(
                lines.map { $0.metadata["route"] } == [
                    "\(root)/Orders", "\(root)/OrderFull", "unknown", "\(root)/Orders",
                ])
            #expect(lines.map { $0.metadata["status"] } == ["200", "200", "404", "400"])
            #expect(lines.map { $0.metadata["sent"] == "0" } == [false, true, false, false])
            #expect(lines.map { $0.metadata["received"] } == ["0", "0", "0", "1"])
        }
    }

    @Test func `a list that is written piece by piece is a line with all its bytes`() async throws {
        try await TestServer.logged { server, socket, log in
            // Longer than a page.
            for _ in 0..<70 { _ = try await server.create(items: [#""Notes": "n""#]) }
            let list = try await socket.send("GET", Self.orderFull)
            #expect(list["Transfer-Encoding"] == "chunked")
            let lines = try await log.requests(1)
            #expect(lines.map { $0.metadata["sent"] } == ["\(list.body.count)"])
        }
    }

    // MARK: - Requests that were refused, or not waited for

    @Test func `who is refused by the operation's rules is a line that names it`() async throws {
        try await TestServer.logged { server, socket, log in
            let other = try await server.token(scope: "orders.read", companies: [1])
            for (method, token, status) in [
                ("GET", "a-wrong-token", "401"), ("GET", other, "403"), ("LOCK", other, "405"),
            ] {
                let before = log.requests.count
                _ = try await socket.send(method, Self.orders, token: token)
                let line = try #require(try await log.requests(before + 1).last)
                #expect(line.metadata["status"] == status)
                #expect(line.metadata["method"] == (method == "GET" ? "GET" : "other"))
                #expect(line.metadata["company"] == (method == "GET" ? "14146" : nil))
                // Who sent a token that is no good is nobody.
                #expect(line.metadata["client"] == (status == "401" ? nil : "sandbox"))
            }
        }
    }

    @Test func `what is no HTTP, and what nobody looks into, is a line too`() async throws {
        var limits = ServerLimits.ofTests
        limits.inFlightMax = 1
        try await TestServer.logged(limits: limits) { _, socket, log in
            try await OwnThread.run {
                let first = try RawConnection(port: socket.port)
                first.send(
                    "POST \(Self.orders) HTTP/1.1\r\nHost: docket\r\n"
                        + "Authorization: Bearer sandbox-token\r\n"
                        + "Content-Type: application/json\r\nContent-Length: 20000\r\n"
                        + "Expect: 100-continue\r\n\r\n")
                #expect(try first.mayContinue())
                for (text, status) in [
                    (EndToEnd.request("GET", Self.orders), 503), ("no HTTP\r\n\r\n", 400),
                    ("GET / HTTP/1.1\r\n\r\n", 400),
                    (
                        EndToEnd.request(
                            "GET", Self.orders,
                            fields: "X: \(String(repeating: "x", count: 17_000))\r\n"), 431
                    ),
                ] {
                    let before = log.requests.count
                    let connection = try RawConnection(port: socket.port)
                    connection.send(text)
                    let answer = try connection.answer()
                    #expect(answer.status == status)
                    let line = try #require(try await log.requests(before + 1).last)
                    #expect(line.metadata["status"] == "\(status)")
                    #expect(line.metadata["route"] == nil)
                    #expect(line.metadata["request"] == answer["X-Request-Id"])
                    #expect(line.metadata["sent"] == "\(answer.body.count)")
                    let isRequest = text.hasPrefix("GET \(Self.orders)")
                    #expect(line.metadata["method"] == (isRequest ? "GET" : "none"))
                }
                withExtendedLifetime(first) {}
            }
        }
    }

    @Test func `a client that is gone before the end is a line that says so`() async throws {
        try await TestServer.logged { server, socket, log in
            try await OwnThread.run {
                _ = try EventReader(try RawConnection(port: socket.port))
            }
            // That the reader has gone is seen when the next event does not reach it.
            while log.requests.isEmpty { _ = try await server.make() }
            let line = try #require(log.requests.first)
            #expect(line.metadata["aborted"] == "true")
            #expect(line.metadata["status"] == "200")
            #expect(line.metadata["route"] == "/v1/Companies({companyId})/Events")
            #expect(line.metadata["client"] == "sandbox")
            #expect(line.metadata["sent"].flatMap { Int($0) } ?? 0 > 0)
        }
    }

    @Test func `over the rate limit is a line each`() async throws {
        var limits = ServerLimits()
        limits.anonymousRequestsMax = 3
        try await TestServer.logged(limits: limits) { _, socket, log in
            for _ in 0..<6 { _ = try await socket.send("GET", Self.orders, token: nil) }
            let lines = try await log.requests(6)
            #expect(lines.contains { $0.metadata["status"] == "429" })
            #expect(lines.allSatisfy { ["401", "429"].contains($0.metadata["status"]) })
        }
    }

    // MARK: - What is not told

    @Test func `who watches over the server is told of at debug alone`() async throws {
        try await TestServer.logged { _, socket, log in
            for path in ["/health/live", "/health/ready", "/metrics", "/v1/oauth2/token"] {
                _ = try await socket.send("GET", path, token: nil)
            }
            let lines = try await log.requests(4)
            #expect(lines.map(\.level) == [.debug, .debug, .debug, .info])
            #expect(lines.prefix(3).map { $0.metadata["status"] } == ["200", "200", "200"])
        }
    }

    @Test func `where it is off there is none`() async throws {
        let log = LogRecorder()
        try await TestServer.run { server in
            try await SocketServer.run(on: server.services, log: log) { socket in
                let answer = try await socket.send("GET", Self.orders)
                #expect(answer.status == 200)
            }
        }
        #expect(log.requests.isEmpty)
    }

    @Test func `nothing that a client writes is in a line, wherever it writes a secret`()
        async throws
    {
        try await TestServer.logged { server, socket, log in
            let token = try await server.token(scope: "admin")
            let secrets =
                (1...12).map { "s3cret-number-\($0)-" } + [
                    token, "sandbox-secret", "sandbox-token",
                ]
            let fields =
                "Cookie: session=\(secrets[0])\r\nX-Api-Key: \(secrets[1])\r\n"
                + "Idempotency-Key: \(secrets[2])\r\nUser-Agent: \(secrets[3])\r\n"
                + "Referer: https://\(secrets[4]).example/\r\nX-Request-Id: \(secrets[5])!\r\n"
                + "traceparent: 00-\(secrets[6])\r\ntracestate: \(secrets[7])=\(secrets[7])\r\n"
            let body = #"{"Name": "\#(secrets[8])", "OrderTypeId": 1, "EntityId": 14202}"#
            for (method, path) in [
                ("POST", Self.orders), ("GET", "\(Self.orders)(\(secrets[9]))?x=\(secrets[10])"),
                ("GET", "/\(secrets[9])?access_token=\(secrets[10])"), ("REPORT", Self.orders),
                ("GET", "\(Self.orders)?$filter=Name%20eq%20'\(secrets[10])'"),
            ] {
                _ = try await socket.send(method, path, body, fields: fields, token: token)
            }
            _ = try await socket.send("GET", Self.orders, token: secrets[11])
            _ = try await socket.form(
                "/v1/oauth2/token",
                [
                    "grant_type": "client_credentials", "client_id": secrets[0],
                    "client_secret": "sandbox-secret",
                ], from: secrets[1])
            let lines = try await log.requests(7)
            #expect(lines.count == 7)
            for line in lines {
                for secret in secrets {
                    #expect(!line.text.contains(secret), "\(line.text) tells \(secret)")
                }
            }
        }
    }

    @Test func `the table of fields is what a line may say`() throws {
        let page = try QueryDocument.repositoryText(of: "docs/operating.md")
        let section = page.components(separatedBy: "\n### Access log\n").dropFirst().first
        let lines = (section ?? "").components(separatedBy: "\n").prefix { !$0.hasPrefix("#") }
        let fields = lines.filter { $0.hasPrefix("| `") }.map { line in
            String(line.dropFirst(3).prefix { $0 != "`" })
        }
        #expect(fields == AccessLog.fields)
    }
}
