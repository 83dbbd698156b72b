import DocketCore
import DocketJSON
import DocketServer
import DocketService
import DocketTestKit
import Foundation
import HTTPTypes
import Testing

extension ServerLimits {
    /// With few requests a minute.
    fileprivate static func few(
        token: Int = 1_000_000, anonymous: Int = 600, proxies: [String] = []
    ) -> ServerLimits {
        var limits = ServerLimits()
        limits.tokenRequestsMax = token
        limits.anonymousRequestsMax = anonymous
        limits.proxies = TrustedProxies(proxies.compactMap { Network($0) })
        return limits
    }
}

/// What an answer says of the limit.
private struct Rate: Equatable {
    let limit: Int
    let remaining: Int
    let reset: String
    let resetSeconds: Int

    /// - Parameter field: the answer's field of a name.
    init(_ field: (String) -> String?) throws {
        limit = try #require(field("X-RateLimit-Limit").flatMap { Int($0) })
        remaining = try #require(field("X-RateLimit-Remaining").flatMap { Int($0) })
        reset = try #require(field("X-RateLimit-Reset"))
        resetSeconds = try #require(field("X-RateLimit-ResetSeconds").flatMap { Int($0) })
    }
}

extension TestServer.Reply {
    fileprivate func rate() throws -> Rate { try Rate { headers[$0] } }
}

extension RawAnswer {
    fileprivate func rate() throws -> Rate { try Rate { self[$0] } }
}

/// Rate limits (contract, section 7).
@Suite struct RateLimitTests {
    private static let order = "/v1/Companies(14146)/Orders"

    /// Does something again where a window ended meanwhile, which it must not.
    ///
    /// - Parameter body: gives what its answers said of the limit.
    private static func inOneWindow(
        _ server: TestServer, _ body: () async throws -> [Rate]
    ) async throws -> [Rate] {
        while true {
            let rates = try await body()
            if Set(rates.map(\.reset)).count <= 1 { return rates }
            try await server.advance(seconds: 60)
        }
    }

    /// What is answered, and whether a token counts for it.
    static let answers:
        [(method: HTTPRequest.Method, path: String, token: String?, status: Int, isToken: Bool)] = [
            (.get, order, "sandbox-token", 200, true),
            (.head, order, "sandbox-token", 200, true),
            (.get, "\(order)(x)", "sandbox-token", 404, true),
            (.get, "/v1/nothing", "sandbox-token", 404, true),
            (.get, "/v1/%", "sandbox-token", 404, true),
            (.delete, order, "sandbox-token", 405, true),
            (.get, "\(order)?%24apply=x", "sandbox-token", 501, true),
            (.get, order, nil, 401, false),
            (.get, order, "wrong", 401, false),
            (.get, "/v1/nothing", nil, 401, false),
            (.get, "/nothing", nil, 404, false),
            (.get, "/nothing", "sandbox-token", 404, false),
            (.get, "/%", nil, 404, false),
            (.get, "/\(String(repeating: "x", count: 33_000))", nil, 414, false),
            (.options, order, nil, 204, false),
            (.post, "/v1/oauth2/token", nil, 400, false),
            (.get, "/health/live", nil, 200, false),
            (.get, "/problems/internal", nil, 200, false),
            (.get, "/sandbox/clock", nil, 200, false),
        ]

    @Test func `every answer says what is left`() async throws {
        try await TestServer.run(limits: ServerLimits()) { server in
            for (method, path, token, status, isToken) in Self.answers {
                let name: Comment = "\(method) \(path.prefix(50)) \(token ?? "")"
                let reply = try await server.send(method, path, token: token)
                #expect(reply.status == status, name)
                let rate = try reply.rate()
                #expect(rate.limit == (isToken ? 1_000_000 : 600), name)
                #expect((0...rate.limit).contains(rate.remaining), name)
                #expect((1...60).contains(rate.resetSeconds), name)
                let form = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z/
                #expect(rate.reset.wholeMatch(of: form) != nil, name)
            }
        }
    }

    @Test func `a token may be used so often a minute, and then again`() async throws {
        try await TestServer.run(limits: .few(token: 3)) { server in
            let other = try await server.token(scope: "orders.read")
            for _ in 0..<2 {
                let rates = try await Self.inOneWindow(server) {
                    var rates: [Rate] = []
                    for _ in 0..<5 { rates.append(try await server.send(.get, Self.order).rate()) }
                    return rates
                }
                #expect(rates.map(\.remaining) == [2, 1, 0, 0, 0])
                #expect(try await server.send(.get, Self.order, token: other).status == 200)
                try await server.advance(seconds: 60)
            }
        }
    }

    @Test func `one too many is 429, and says when to come again`() async throws {
        try await TestServer.run(limits: .few(token: 2)) { server in
            var reply: TestServer.Reply
            repeat { reply = try await server.send(.get, Self.order) } while reply.status == 200
            #expect(reply.status == 429)
            #expect(reply.headers["Content-Type"] == "application/problem+json")
            #expect(reply["type"]?.text == "/problems/rate-limit-exceeded")
            #expect(reply["Message"]?.text == "rate limit exceeded")
            let rate = try reply.rate()
            #expect(rate.remaining == 0)
            #expect(reply.headers["Retry-After"] == "\(rate.resetSeconds)")
            // Whoever comes after that time is let in.
            try await server.advance(seconds: Int64(rate.resetSeconds))
            #expect(try await server.send(.get, Self.order).status == 200)
        }
    }

    @Test func `what is refused changes nothing`() async throws {
        try await TestServer.run(limits: .few(token: 2)) { server in
            var created = 0
            while try await server.create().status == 201 { created += 1 }
            let reader = try await server.token(scope: "orders.read")
            let list = try await server.send(.get, Self.order, token: reader)
            #expect(list.json.elements?.count == created)
        }
    }

    @Test(arguments: [nil, "wrong", "bro,ken"] as [String?])
    func `without a good token the address counts, 401 or not`(token: String?) async throws {
        try await TestServer.run(limits: .few(anonymous: 3)) { server in
            var statuses: Set<Int> = []
            while !statuses.contains(429) {
                statuses.insert(try await server.send(.get, Self.order, token: token).status)
                statuses.insert(try await server.send(.get, "/nothing", token: nil).status)
            }
            #expect(statuses.isSubset(of: [401, 404, 429]))
            // A good token has nothing to do with it.
            #expect(try await server.send(.get, Self.order).status == 200)
        }
    }

    @Test(arguments: ["/health/live", "/health/ready", "/sandbox/clock"])
    func `who looks after the server is never refused`(path: String) async throws {
        try await TestServer.run(limits: .few(anonymous: 1)) { server in
            for _ in 0..<20 {
                #expect(try await server.send(.get, path, token: nil).status == 200)
            }
            var status = 404
            while status == 404 {
                status = try await server.send(.get, "/nothing", token: nil).status
            }
            #expect(status == 429)
            let reply = try await server.send(.get, path, token: nil)
            #expect(reply.status == 200)
            #expect(try reply.rate().limit == 1)
        }
    }

    // MARK: - Addresses

    /// How many are left to the next one who says that an address asks.
    private static func left(
        of address: String, _ socket: SocketServer, fields: String = ""
    ) async throws -> Rate {
        try await socket.send(
            "GET", "/nothing", fields: "X-Forwarded-For: \(address)\r\n\(fields)", token: nil
        ).rate()
    }

    @Test func `behind a trusted proxy each client counts by itself`() async throws {
        try await TestServer.run { server in
            let limits = ServerLimits.few(anonymous: 100, proxies: ["127.0.0.0/8"])
            try await SocketServer.run(on: server.services, limits: limits) { socket in
                let rates = try await Self.inOneWindow(server) {
                    // Others in each round, since what was counted is not forgotten.
                    let round = Int.random(in: 0...0xFFFF)
                    let prefix = "2001:db8:\(String(round, radix: 16))"
                    let addresses = [
                        "10.\(round >> 8).\(round & 0xFF).1", "10.\(round >> 8).\(round & 0xFF).2",
                        "10.\(round >> 8).\(round & 0xFF).1", "\(prefix):1::1", "\(prefix):1::2",
                        "\(prefix):2::1",
                    ]
                    var rates: [Rate] = []
                    for address in addresses {
                        rates.append(try await Self.left(of: address, socket))
                    }
                    return rates
                }
                // A network of 64 bits is one client.
                #expect(rates.map(\.remaining) == [99, 99, 98, 99, 98, 99])
            }
        }
    }

    @Test func `what somebody else says of an address counts nothing`() async throws {
        try await TestServer.run { server in
            let limits = ServerLimits.few(anonymous: 100, proxies: ["10.0.0.0/8"])
            try await SocketServer.run(on: server.services, limits: limits) { socket in
                let rates = try await Self.inOneWindow(server) {
                    var rates: [Rate] = []
                    for address in ["192.0.2.1", "192.0.2.2", "10.0.0.1"] {
                        rates.append(try await Self.left(of: address, socket))
                    }
                    return rates
                }
                let first = try #require(rates.first).remaining
                #expect(rates.map(\.remaining) == [first, first - 1, first - 2])
            }
        }
    }

    @Test(arguments: [true, false])
    func `only a trusted proxy is believed that HTTPS came to it`(isTrusted: Bool) async throws {
        try await TestServer.run { server in
            let limits = ServerLimits.few(proxies: [isTrusted ? "127.0.0.1" : "10.0.0.1"])
            try await SocketServer.run(on: server.services, limits: limits) { socket in
                let reply = try await socket.send(
                    "GET", "\(Self.order)?$top=1",
                    fields: "X-Forwarded-Proto: https\r\n"
                        + "Accept: application/json;odata.metadata=minimal\r\n")
                let context = reply.json["@odata.context"]?.text ?? ""
                #expect(context.hasPrefix(isTrusted ? "https://docket/" : "http://docket/"))
            }
        }
    }

    @Test func `also what is refused before it is understood says what is left`() async throws {
        try await TestServer.run { server in
            try await SocketServer.run(on: server.services, limits: .few()) { socket in
                let answer = try await RawConnection.talk(to: socket.port) { connection throws in
                    connection.send("GARBAGE\r\n\r\n")
                    return try connection.answer()
                }
                #expect(answer.status == 400)
                #expect(try answer.rate().limit == 600)
            }
        }
    }
}
