import Crypto
import CryptoExtras
import DocketCore
import DocketJSON
import DocketService
import DocketTestKit
import Foundation
import HTTPTypes
import Testing

/// What clients find out, take back and ask about.
@Suite struct TokenStatusTests {
    private static let client: [String: String?] = [
        "client_id": "sandbox", "client_secret": "sandbox-secret",
    ]
    private static let path = "/v1/Companies(14146)/Orders"

    @Test(arguments: ["/auth/connect/revocation", "/v1/oauth2/revoke"])
    func `a client takes its tokens back`(path: String) async throws {
        try await TestServer.run { server in
            for name in ["access_token", "refresh_token"] {
                let tokens = try await server.exchange(try await server.code())
                let reply = try await server.form(
                    path, Self.client.merging(["token": tokens[name]?.text]) { $1 })
                #expect(reply.status == 200)
                #expect(reply.text == "")
                let token = tokens["access_token"]?.text
                #expect(try await server.send(.get, Self.path, token: token).status == 401)
            }
            let unknown = try await server.form(
                path, Self.client.merging(["token": "unknown"]) { $1 })
            #expect(unknown.status == 200)
        }
    }

    @Test func `a client takes no other's token back, and hears nothing of it`() async throws {
        try await TestServer.run { server in
            let draft = try ClientDraft(id: "shop", name: "Shop", scopes: .all, companies: .all)
            _ = try await Clients(database: server.database).create(
                draft, secret: .given("another-long-secret"), at: server.services.clock.now())
            let tokens = try await server.exchange(try await server.code())
            let token = tokens["access_token"]?.text
            let reply = try await server.form(
                "/v1/oauth2/revoke",
                ["client_id": "shop", "client_secret": "another-long-secret", "token": token])
            #expect(reply.status == 200)
            #expect(try await server.send(.get, Self.path, token: token).status == 200)
            let nobody = try await server.form(
                "/v1/oauth2/revoke",
                ["client_id": "shop", "client_secret": "wrong", "token": token])
            #expect(nobody["error"]?.text == "invalid_client")
        }
    }

    @Test(arguments: ["/auth/connect/introspect", "/v1/oauth2/introspect"])
    func `a client learns what its token is`(path: String) async throws {
        try await TestServer.run { server in
            let tokens = try await server.exchange(try await server.code(["company": "1"]))
            let status = try await server.form(
                path, Self.client.merging(["token": tokens["access_token"]?.text]) { $1 })
            #expect(status["active"] == .boolean(true))
            #expect(status["scope"]?.text == "orders.read")
            #expect(status["client_id"]?.text == "sandbox")
            #expect(status["username"]?.text == "sandbox@example.test")
            #expect(status["companies"]?.text == "1")
            #expect(status["token_type"]?.text == "Bearer")
            #expect(status["exp"]?.numberText != nil)
            try await server.advance(seconds: 7200)
            let late = try await server.form(
                path, Self.client.merging(["token": tokens["access_token"]?.text]) { $1 })
            #expect(late.text == #"{"active":false}"#)
        }
    }

    @Test func `another's token looks like one that isn't there`() async throws {
        try await TestServer.run { server in
            let draft = try ClientDraft(
                id: "shop", name: "Shop", scopes: [.ordersRead], companies: .all)
            _ = try await Clients(database: server.database).create(
                draft, secret: .given("another-long-secret"), at: server.services.clock.now())
            let tokens = try await server.exchange(try await server.code())
            for token in [tokens["access_token"]?.text, "unknown"] {
                let status = try await server.form(
                    "/auth/connect/introspect",
                    ["client_id": "shop", "client_secret": "another-long-secret", "token": token])
                #expect(status.text == #"{"active":false}"#)
            }
            let nobody = try await server.form(
                "/auth/connect/introspect", ["client_id": "shop", "token": "x"])
            #expect(nobody["error"]?.text == "invalid_client")
        }
    }

    @Test(arguments: [
        (
            "/.well-known/openid-configuration", "/v1/oauth2/authorize", "/v1/oauth2/token"
        ),
        (
            "/.well-known/oauth-authorization-server", "/v1/oauth2/authorize", "/v1/oauth2/token"
        ),
        (
            "/auth/.well-known/openid-configuration", "/auth/connect/authorize",
            "/auth/connect/token"
        ),
    ])
    func `clients find out where everything is`(
        path: String, authorize: String, token: String
    ) async throws {
        try await TestServer.run { server in
            let reply = try await server.send(.get, path, token: nil)
            let origin = "http://localhost"
            #expect(reply["issuer"]?.text == origin)
            #expect(reply["authorization_endpoint"]?.text == origin + authorize)
            #expect(reply["token_endpoint"]?.text == origin + token)
            #expect(reply["code_challenge_methods_supported", 0]?.text == "S256")
            for name in [
                "jwks_uri", "revocation_endpoint", "introspection_endpoint", "userinfo_endpoint",
            ] {
                let place = reply[name]?.text?.dropFirst(origin.count) ?? ""
                let there = try await server.send(.options, String(place), token: nil)
                #expect(there.status == 204, "\(name)")
            }
        }
    }

    // MARK: - Who signed in

    @Test func `a client that asks who it is gets a token that says so, signed`() async throws {
        try await TestServer.run { server in
            let code = try await server.code(["scope": "openid orders.read", "nonce": "n-0S6"])
            let tokens = try await server.exchange(code)
            let claims = try await Self.claims(tokens["id_token"]?.text ?? "", server)
            #expect(claims["sub"]?.text == "sandbox@example.test")
            #expect(claims["aud"]?.text == "sandbox")
            #expect(claims["nonce"]?.text == "n-0S6")
            let number = { (name: String) in Int64(claims[name]?.numberText ?? "") ?? 0 }
            let now = server.services.clock.now().microseconds / 1_000_000
            #expect(number("exp") - number("iat") == 300)
            #expect((0...120).contains(now - number("iat")))
            #expect((0...120).contains(number("iat") - number("auth_time")))
            let info = try await server.send(
                .get, "/auth/connect/userinfo", token: tokens["access_token"]?.text)
            #expect(info.text == #"{"sub":"sandbox@example.test"}"#)
        }
    }

    @Test func `a new key signs after 90 days, and the one before is still published`()
        async throws
    {
        try await TestServer.run { server in
            let first = try await server.send(.get, "/auth/connect/jwks", token: nil)
            #expect(first["keys"]?.elements?.count == 1)
            try await server.advance(seconds: 89 * 86_400)
            let same = try await server.send(.get, "/auth/connect/jwks", token: nil)
            #expect(same.text == first.text)
            try await server.advance(seconds: 86_400 + 60)
            let both = try await server.send(.get, "/auth/connect/jwks", token: nil)
            #expect(both["keys"]?.elements?.count == 2)
            #expect(both["keys", 1, "kid"]?.text == first["keys", 0, "kid"]?.text)
            try await server.advance(seconds: 2 * 86_400)
            let next = try await server.send(.get, "/auth/connect/jwks", token: nil)
            #expect(next["keys"]?.elements?.count == 1)
            #expect(next["keys", 0, "kid"]?.text == both["keys", 0, "kid"]?.text)
        }
    }

    /// The claims of a token whose signature is that of the key with its `kid`.
    private static func claims(_ token: String, _ server: TestServer) async throws -> JSONValue {
        let parts = token.split(separator: ".")
        try #require(parts.count == 3)
        let header = try JSONValue(try #require(Base64.decode(parts[0])))
        #expect(header["alg"]?.text == "RS256")
        let keys = try await server.send(.get, "/auth/connect/jwks", token: nil)
        let key = try #require(
            keys["keys"]?.elements?.first { $0["kid"]?.text == header["kid"]?.text })
        let modulus = try #require(Base64.decode(Substring(key["n"]?.text ?? "")))
        let exponent = try #require(Base64.decode(Substring(key["e"]?.text ?? "")))
        let publicKey = try _RSA.Signing.PublicKey(n: Data(modulus), e: Data(exponent))
        let signature = _RSA.Signing.RSASignature(
            rawRepresentation: try #require(Base64.decode(parts[2])))
        #expect(
            publicKey.isValidSignature(
                signature, for: Data("\(parts[0]).\(parts[1])".utf8),
                padding: .insecurePKCS1v1_5))
        return try JSONValue(try #require(Base64.decode(parts[1])))
    }
}
