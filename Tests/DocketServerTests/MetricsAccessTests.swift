import DocketCore
import DocketServer
import DocketTestKit
import HTTPTypes
import Testing

/// Who may read `/metrics`, which tells of all companies together.
@Suite(.timeLimit(.minutes(30))) struct MetricsAccessTests {
    private static let token = "a-token-of-the-operator"

    /// Asks a server that is reached through a proxy on this machine.
    private static func status(
        _ access: MetricsAccess, proxies: [String] = [], fields: String = "",
        token: String? = nil
    ) async throws -> Int {
        let status = Shared(0)
        try await TestServer.run { server in
            var limits = ServerLimits.ofTests
            limits.proxies = TrustedProxies(proxies.compactMap { Network($0) })
            try await SocketServer.run(
                on: server.services, limits: limits, access: access
            ) { socket in
                let answer = try await socket.send(
                    "GET", "/metrics", fields: fields, token: token)
                #expect((answer.status == 200) == answer.text.hasPrefix("# "))
                #expect(answer.status == 200 || !answer.text.contains("docket_"))
                status.change { $0 = answer.status }
            }
        }
        return status.value
    }

    @Test func `this machine may read them without a token`() async throws {
        #expect(try await Self.status(MetricsAccess()) == 200)
        #expect(try await Self.status(MetricsAccess(), token: "sandbox-token") == 200)
    }

    @Test(arguments: [
        "X-Forwarded-For: 127.0.0.1", "X-Forwarded-For: 192.0.2.1", "Forwarded: for=127.0.0.1",
        "Via: 1.1 proxy", "X-Real-IP: 127.0.0.1", "X-Forwarded-Proto: https",
        "X-Forwarded-Host: docket.example",
    ])
    func `whoever comes through a proxy that nobody trusts is told there is nothing`(
        field: String
    ) async throws {
        #expect(try await Self.status(MetricsAccess(), fields: "\(field)\r\n") == 404)
    }

    @Test func `behind a trusted proxy it is the client's address that counts`() async throws {
        let proxies = ["127.0.0.0/8"]
        let networks = try [#require(Network("192.0.2.0/24")), #require(Network("2001:db8::/32"))]
        for (address, status) in [
            ("192.0.2.7", 404), ("2001:db8::1", 404), ("127.0.0.1", 200), ("::1", 200),
        ] {
            let fields = "X-Forwarded-For: \(address)\r\n"
            #expect(
                try await Self.status(MetricsAccess(), proxies: proxies, fields: fields) == status)
            #expect(
                try await Self.status(
                    MetricsAccess(networks: networks), proxies: proxies, fields: fields) == 200)
        }
        #expect(
            try await Self.status(
                MetricsAccess(networks: networks), proxies: proxies,
                fields: "X-Forwarded-For: 198.51.100.1\r\n") == 404)
    }

    @Test func `where there is a token, everybody must send it, and nothing else is asked`()
        async throws
    {
        let access = try #require(MetricsAccess(token: Self.token))
        let proxied = "X-Forwarded-For: 192.0.2.1\r\n"
        #expect(try await Self.status(access, token: Self.token) == 200)
        #expect(try await Self.status(access, fields: proxied, token: Self.token) == 200)
        for token in [nil, "sandbox-token", Self.token + "x", Self.token.uppercased()] {
            #expect(try await Self.status(access, token: token) == 401)
        }
    }

    @Test func `a wrong token is told by the log, and by nothing of the token`() async throws {
        let access = try #require(MetricsAccess(token: Self.token))
        let log = LogRecorder()
        try await TestServer.run(metricsAccess: access, log: log) { server in
            let reply = try await server.send(.get, "/metrics", token: "wrong-and-secret")
            #expect(reply.status == 401)
            #expect(reply.headers["WWW-Authenticate"]?.hasPrefix("Bearer") == true)
            #expect(log.entries.contains { $0.message == "access token refused" })
            #expect(!log.entries.contains { $0.text.contains("wrong-and-secret") })
        }
    }

    @Test(arguments: [
        "", "short", "with a space in the middle", "fünfzehn-und-mehr", "comma,comma,comma",
    ])
    func `a token that is short or can't be sent is none`(token: String) {
        #expect(MetricsAccess(token: token) == nil)
    }

    @Test func `who reads them is not counted by the rate limit`() async throws {
        var limits = ServerLimits()
        limits.anonymousRequestsMax = 5
        try await TestServer.run(limits: limits) { server in
            for _ in 0..<20 {
                let reply = try await server.send(.get, "/metrics", token: nil)
                #expect(reply.status == 200)
                #expect(reply.headers["X-RateLimit-Remaining"] == "5")
            }
        }
    }

    @Test func `no label has an id, a name or an address in it`() async throws {
        try await TestServer.run { server in
            try await SocketServer.run(on: server.services, metrics: server.metrics) { socket in
                let order = try await server.make(items: [""])
                for path in [order.path, order.fullPath, "\(order.path)/Items", "/x?y=\(order.id)"]
                {
                    _ = try await socket.send("GET", path)
                }
                _ = try await server.signIn("sandbox@example.test")
                let figures = try ScrapedFigures(try await socket.send("GET", "/metrics").text)
                let labels = figures.families.flatMap(\.samples).flatMap(\.labels.values)
                for word in [order.id, "14146", "sandbox", "127.0.0.1", "example.test"] {
                    #expect(!labels.contains { $0.contains(word) })
                }
            }
        }
    }
}
