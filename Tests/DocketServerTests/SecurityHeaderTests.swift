import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

/// What every answer tells browsers, though none should see it.
@Suite struct SecurityHeaderTests {
    static let fields = [
        ("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", "no-referrer"),
        ("Content-Security-Policy", "default-src 'none'; base-uri 'none'; frame-ancestors 'none'"),
        ("Cache-Control", "no-store"),
    ]

    @Test func `every answer has the fields that tell a browser what not to do`() async throws {
        try await TestServer.run { server in
            let requests: [(method: HTTPRequest.Method, path: String, token: String?)] = [
                (.get, "/health/live", nil), (.get, "/nowhere", nil), (.get, "/%zz", nil),
                (.get, "/v1/Companies(14146)/Orders", "sandbox-token"),
                (.head, "/v1/Companies(14146)/Orders", "sandbox-token"),
                (.get, "/v1/Companies(14146)/Orders", nil),
                (.get, "/v1/Companies(14146)/Orders(x)", "sandbox-token"),
                (.get, "/v1/Companies(14146)/$metadata", "sandbox-token"),
                (.options, "/v1/Companies(14146)/Orders", nil),
                (.delete, "/v1/Companies(14146)/Orders", "sandbox-token"),
                (.post, "/v1/oauth2/token", nil), (.post, "/sandbox/reset", nil),
            ]
            for (method, path, token) in requests {
                let reply = try await server.send(method, path, token: token)
                for (name, value) in Self.fields {
                    #expect(reply.headers[name] == value, "\(method) \(path)")
                }
                // A server without TLS must not say so: a proxy that has it does.
                #expect(reply.headers["Strict-Transport-Security"] == nil)
            }
        }
    }

    @Test func `a version that the client has is still known again`() async throws {
        try await TestServer.run { server in
            let order = try await server.send(
                .post, "/v1/Companies(14146)/OrderFull", body: EndToEnd.order("tagged"))
            let path = "/v1/Companies(14146)/Orders(\(order["Id"]?.text ?? ""))"
            let tag = try #require(try await server.send(.get, path).headers["ETag"])
            let again = try await server.send(.get, path, headers: ["If-None-Match": tag])
            #expect(again.status == 304)
            #expect(again.headers["Cache-Control"] == "no-store")
        }
    }
}
