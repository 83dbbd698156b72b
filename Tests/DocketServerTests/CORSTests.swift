import DocketCore
import DocketTestKit
import HTTPTypes
import Testing

/// What scripts of other origins may do in a browser (WHATWG Fetch, "HTTP-CORS protocol").
@Suite struct CORSTests {
    static let origin = "https://app.example"
    static let orders = "/v1/Companies(14146)/Orders"

    private static func run(_ body: @Sendable (TestServer) async throws -> Void) async throws {
        let origins = [origin, "http://localhost:5173"].compactMap { WebOrigin($0) }
        try await TestServer.run(corsOrigins: origins, body)
    }

    /// The fields of an answer that speak of origins, each by its name.
    private static func fields(_ reply: TestServer.Reply) -> [String: String] {
        let names = [
            "Access-Control-Allow-Origin", "Access-Control-Allow-Methods",
            "Access-Control-Allow-Headers", "Access-Control-Allow-Credentials",
            "Access-Control-Expose-Headers", "Access-Control-Max-Age", "Vary",
        ]
        return names.reduce(into: [:]) { $0[$1] = reply.headers[$1] }
    }

    /// What a browser asks before it lets a script send a request.
    private static func preflight(
        _ server: TestServer, _ path: String, from origin: String
    ) async throws -> TestServer.Reply {
        try await server.send(
            .options, path,
            headers: [
                "Origin": origin, "Access-Control-Request-Method": "POST",
                "Access-Control-Request-Headers": "authorization,content-type,idempotency-key",
            ], token: nil)
    }

    @Test func `without the setting no origin is allowed`() async throws {
        try await TestServer.run { server in
            #expect(
                Self.fields(try await Self.preflight(server, Self.orders, from: Self.origin)) == [:]
            )
            let reply = try await server.send(.get, Self.orders, headers: ["Origin": Self.origin])
            #expect(reply.status == 200)
            #expect(Self.fields(reply) == [:])
        }
    }

    @Test func `a browser is told what a script may send`() async throws {
        try await Self.run { server in
            let reply = try await Self.preflight(server, Self.orders, from: Self.origin)
            #expect(reply.status == 204)
            var fields = Self.fields(reply)
            let sendable = fields.removeValue(forKey: "Access-Control-Allow-Headers") ?? ""
            #expect(
                fields == [
                    "Access-Control-Allow-Origin": Self.origin,
                    "Access-Control-Allow-Methods": "GET, HEAD, OPTIONS, POST",
                    "Access-Control-Max-Age": "600", "Vary": "Origin",
                ])
            for name in [
                "Authorization", "Content-Type", "If-Match", "If-None-Match", "Idempotency-Key",
                "Prefer", "X-Request-Id", "Last-Event-ID", "traceparent",
            ] {
                #expect(sendable.split(separator: ", ").contains { $0 == name }, "\(name)")
            }
        }
    }

    @Test func `a script reads what it may, refusals too`() async throws {
        try await Self.run { server in
            let requests: [(path: String, token: String?, status: Int)] = [
                (Self.orders, "sandbox-token", 200), (Self.orders, nil, 401),
                (Self.orders + "(x)", "sandbox-token", 404), ("/v1/nowhere", "sandbox-token", 404),
            ]
            for (path, token, status) in requests {
                for origin in [Self.origin, "http://localhost:5173"] {
                    let reply = try await server.send(
                        .get, path, headers: ["Origin": origin], token: token)
                    #expect(reply.status == status)
                    var fields = Self.fields(reply)
                    let readable = fields.removeValue(forKey: "Access-Control-Expose-Headers") ?? ""
                    #expect(fields == ["Access-Control-Allow-Origin": origin, "Vary": "Origin"])
                    for name in ["ETag", "Location", "Link", "Retry-After", "X-Request-Id"] {
                        #expect(readable.split(separator: ", ").contains { $0 == name }, "\(name)")
                    }
                }
            }
        }
    }

    @Test(arguments: [
        "https://app.example.evil.test", "https://evil.test", "http://app.example",
        "https://app.example:444", "HTTPS://APP.EXAMPLE", "https://app.example/", "null", "*", "",
    ])
    func `another origin is told nothing`(origin: String) async throws {
        try await Self.run { server in
            let preflight = try await Self.preflight(server, Self.orders, from: origin)
            #expect(Self.fields(preflight) == ["Vary": "Origin"])
            let reply = try await server.send(.get, Self.orders, headers: ["Origin": origin])
            #expect(reply.status == 200)
            #expect(Self.fields(reply) == ["Vary": "Origin"])
        }
    }

    @Test func `who is no script is told that others are answered otherwise`() async throws {
        try await Self.run { server in
            #expect(Self.fields(try await server.send(.get, Self.orders)) == ["Vary": "Origin"])
            let options = try await server.send(
                .options, Self.orders, headers: ["Origin": Self.origin], token: nil)
            #expect(options.headers["Access-Control-Allow-Methods"] == nil)
            #expect(options.headers["Allow"] == "GET, HEAD, OPTIONS, POST")
        }
    }

    @Test(arguments: [
        ("/auth/connect/token", true), ("/Auth/Connect/Token", true), ("/v1/oauth2/token", true),
        ("/auth/connect/authorize", false), ("/v1/oauth2/authorize", false),
        ("/v1/OAuth2/authorize?client_id=x", false), ("/auth/sign-in", false), ("/auth", false),
        ("/auth%2Fsign-in", false), ("/%61uth/sign-in", false), ("/auth/anything/new", false),
    ])
    func `scripts have no business on the pages where people sign in`(
        path: String, isOpen: Bool
    ) async throws {
        try await Self.run { server in
            let reply = try await server.send(
                .post, path, headers: ["Origin": Self.origin], token: nil)
            #expect(
                reply.headers["Access-Control-Allow-Origin"] == (isOpen ? Self.origin : nil))
            #expect(reply.headers["Access-Control-Allow-Credentials"] == nil)
        }
    }
}
