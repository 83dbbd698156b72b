import DocketCore
import DocketJSON
import DocketService
import DocketTestKit
import Foundation
import HTTPTypes
import Testing

/// Requests of the token endpoint, as the sandbox's client unless a form says otherwise.
private enum Form {
    static let client = "&client_id=sandbox&client_secret=sandbox-secret"
    static let password =
        "grant_type=password&username=sandbox%40example.test&password=sandbox-password" + client
    static let clientCredentials = "grant_type=client_credentials" + client

    static func refresh(_ token: String?, by client: String = client) -> String {
        "grant_type=refresh_token&refresh_token=\(token ?? "")\(client)"
    }
}

extension TestServer {
    /// Asks for a token.
    fileprivate func ask(
        _ form: String, at path: String = "/v1/oauth2/token"
    ) async throws -> Reply {
        try await send(
            .post, path, headers: ["Content-Type": "application/x-www-form-urlencoded"],
            body: form, token: nil)
    }

    /// The status that a token gets for reading orders.
    fileprivate func status(
        with token: String?, company: Int = 14146
    ) async throws -> Int {
        try await send(.get, "/v1/Companies(\(company))/Orders", token: token).status
    }

    /// A second client beside the sandbox's, with secret `another-long-secret`.
    fileprivate func registerShop(scopes: ScopeSet = .all) async throws {
        let draft = try ClientDraft(id: "shop", name: "Shop", scopes: scopes, companies: .all)
        _ = try await Clients(database: database).create(
            draft, secret: .given("another-long-secret"), at: services.clock.now())
    }
}

@Suite struct TokenGrantTests {
    @Test func `a password gets an access and a refresh token for twelve hours`() async throws {
        try await TestServer.run { server in
            let reply = try await server.ask(Form.password)
            #expect(reply.status == 200)
            #expect(reply["access_token"]?.text?.utf8.count == 43)
            #expect(reply["refresh_token"]?.text?.utf8.count == 43)
            #expect(reply["token_type"]?.text == "Bearer")
            #expect(reply["expires_in"]?.numberText == "43199")
            #expect(reply["scope"]?.text == ScopeSet.all.description)
            #expect(reply.headers["Cache-Control"] == "no-store")
            #expect(reply.headers["Pragma"] == "no-cache")
            #expect(try await server.status(with: reply["access_token"]?.text) == 200)
        }
    }

    @Test func `a machine gets an access token alone, for two hours by the parcels' path`()
        async throws
    {
        try await TestServer.run { server in
            let reply = try await server.ask(
                Form.clientCredentials, at: "/auth/connect/token")
            #expect(reply["expires_in"]?.numberText == "7199")
            #expect(reply["refresh_token"] == nil)
            #expect(try await server.status(with: reply["access_token"]?.text) == 200)
        }
    }

    @Test func `every grant makes another token and leaves the older ones`() async throws {
        try await TestServer.run { server in
            let first = try await server.ask(Form.password)["access_token"]?.text
            let second = try await server.ask(Form.password)["access_token"]?.text
            #expect(first != second)
            #expect(try await server.status(with: first) == 200)
        }
    }

    @Test func `scope and company narrow a token`() async throws {
        try await TestServer.run { server in
            let reply = try await server.ask(
                Form.password + "&scope=orders.read&company=14146&company=2")
            let token = reply["access_token"]?.text
            #expect(reply["scope"]?.text == "orders.read")
            #expect(try await server.status(with: token) == 200)
            #expect(try await server.status(with: token, company: 1) == 403)
            let write = try await server.send(
                .post, "/v1/Companies(14146)/OrderFull", body: "{}", token: token)
            #expect(write.status == 403)
        }
    }

    @Test func `a token for a user has no more than client and user both have`() async throws {
        try await TestServer.run { server in
            let now = server.services.clock.now()
            let draft = try UserDraft(
                name: "ann", scopes: [.ordersWrite, .payment], companies: .all)
            try await server.registeredUsers
                .create(draft, password: "correct horse", at: now)
            try await server.registerShop(scopes: [.ordersRead, .openID])
            let reply = try await server.ask(
                "grant_type=password&username=ann&password=correct+horse"
                    + "&client_id=shop&client_secret=another-long-secret")
            #expect(reply["scope"]?.text == "orders.read")
        }
    }

    @Test func `a token ends when it says`() async throws {
        try await TestServer.run { server in
            let token = try await server.ask(Form.clientCredentials)["access_token"]?.text
            try await server.advance(seconds: 43_000)
            #expect(try await server.status(with: token) == 200)
            try await server.advance(seconds: 199)
            #expect(try await server.status(with: token) == 401)
        }
    }

    @Test func `the sandbox's token never ends`() async throws {
        try await TestServer.run { server in
            try await server.advance(seconds: 2_000_000_000)
            #expect(try await server.status(with: "sandbox-token") == 200)
        }
    }
}

@Suite struct TokenRefreshTests {
    @Test func `a refresh rotates and revokes the access token it came with`() async throws {
        try await TestServer.run { server in
            let first = try await server.ask(Form.password)
            let second = try await server.ask(Form.refresh(first["refresh_token"]?.text))
            #expect(second.status == 200)
            #expect(second["refresh_token"]?.text != first["refresh_token"]?.text)
            #expect(try await server.status(with: first["access_token"]?.text) == 401)
            #expect(try await server.status(with: second["access_token"]?.text) == 200)
            let third = try await server.ask(Form.refresh(second["refresh_token"]?.text))
            #expect(third.status == 200)
        }
    }

    @Test func `using a refresh token twice revokes its family and no other`() async throws {
        try await TestServer.run { server in
            let other = try await server.ask(Form.password)
            let first = try await server.ask(Form.password)
            let second = try await server.ask(Form.refresh(first["refresh_token"]?.text))
            let again = try await server.ask(Form.refresh(first["refresh_token"]?.text))
            #expect(again.status == 400)
            #expect(again["error"]?.text == "invalid_grant")
            #expect(try await server.status(with: second["access_token"]?.text) == 401)
            let third = try await server.ask(Form.refresh(second["refresh_token"]?.text))
            #expect(third["error"]?.text == "invalid_grant")
            #expect(try await server.status(with: other["access_token"]?.text) == 200)
        }
    }

    @Test func `of two who exchange a refresh token at once at most one gets tokens`()
        async throws
    {
        try await TestServer.run { server in
            let token = try await server.ask(Form.password)["refresh_token"]?.text
            async let left = server.ask(Form.refresh(token))
            async let right = server.ask(Form.refresh(token))
            let replies = try await [left, right]
            #expect(replies.map(\.status).sorted() == [200, 400])
            for reply in replies where reply.status == 200 {
                #expect(try await server.status(with: reply["access_token"]?.text) == 401)
            }
        }
    }

    @Test func `a refresh narrows further and never widens`() async throws {
        try await TestServer.run { server in
            let first = try await server.ask(
                Form.password + "&scope=orders.write+payment&company=1&company=14146")
            let wider = try await server.ask(
                Form.refresh(first["refresh_token"]?.text) + "&scope=admin")
            #expect(wider["error"]?.text == "invalid_scope")
            let second = try await server.ask(
                Form.refresh(first["refresh_token"]?.text) + "&scope=orders.read&company=1")
            #expect(second["scope"]?.text == "orders.read")
            #expect(try await server.status(with: second["access_token"]?.text) == 403)
            let back = try await server.ask(
                Form.refresh(second["refresh_token"]?.text) + "&company=14146")
            #expect(back["error"]?.text == "invalid_scope")
            let third = try await server.ask(Form.refresh(second["refresh_token"]?.text))
            #expect(third["scope"]?.text == "orders.read")
        }
    }

    @Test func `only the client that got a refresh token can use it`() async throws {
        try await TestServer.run { server in
            try await server.registerShop()
            let token = try await server.ask(Form.password)["refresh_token"]?.text
            let stolen = try await server.ask(
                Form.refresh(token, by: "&client_id=shop&client_secret=another-long-secret"))
            #expect(stolen["error"]?.text == "invalid_grant")
            #expect(try await server.ask(Form.refresh(token)).status == 200)
        }
    }

    @Test func `a refresh token ends after seven days`() async throws {
        try await TestServer.run { server in
            let first = try await server.ask(Form.password)["refresh_token"]?.text
            try await server.advance(seconds: 7 * 86_400 - 100)
            let second = try await server.ask(Form.refresh(first))
            #expect(second.status == 200)
            try await server.advance(seconds: 7 * 86_400)
            let third = try await server.ask(Form.refresh(second["refresh_token"]?.text))
            #expect(third["error"]?.text == "invalid_grant")
        }
    }

    @Test func `an access token is no refresh token, and the other way round`() async throws {
        try await TestServer.run { server in
            let reply = try await server.ask(Form.password)
            let exchange = try await server.ask(Form.refresh(reply["access_token"]?.text))
            #expect(exchange["error"]?.text == "invalid_grant")
            #expect(try await server.status(with: reply["refresh_token"]?.text) == 401)
        }
    }
}

@Suite struct TokenRevocationTests {
    @Test func `a disabled client has no tokens any more`() async throws {
        try await TestServer.run { server in
            try await server.registerShop()
            let shop = "&client_id=shop&client_secret=another-long-secret"
            let token = try await server.ask("grant_type=client_credentials" + shop)
            #expect(try await server.status(with: token["access_token"]?.text) == 200)
            try await Clients(database: server.database)
                .disable("shop", at: server.services.clock.now())
            #expect(try await server.status(with: token["access_token"]?.text) == 401)
            let next = try await server.ask("grant_type=client_credentials" + shop)
            #expect(next["error"]?.text == "invalid_client")
        }
    }

    @Test func `a disabled user has no tokens any more`() async throws {
        try await TestServer.run { server in
            let reply = try await server.ask(Form.password)
            try await server.registeredUsers
                .disable("sandbox@example.test", at: server.services.clock.now())
            #expect(try await server.status(with: reply["access_token"]?.text) == 401)
            for form in [Form.password, Form.refresh(reply["refresh_token"]?.text)] {
                #expect(try await server.ask(form)["error"]?.text == "invalid_grant")
            }
        }
    }

    @Test func `a new password revokes what the old one got`() async throws {
        try await TestServer.run { server in
            let reply = try await server.ask(Form.password)
            try await server.registeredUsers.setPassword(
                "another password", of: "sandbox@example.test",
                at: server.services.clock.now())
            #expect(try await server.status(with: reply["access_token"]?.text) == 401)
            #expect(try await server.ask(Form.password)["error"]?.text == "invalid_grant")
        }
    }

    @Test func `an operator's token works until it is revoked`() async throws {
        try await TestServer.run { server in
            let tokens = server.services.tokens
            let grant = try await tokens.create(
                forClient: "sandbox", userName: nil, wish: .everything, lifeSeconds: nil,
                at: server.services.clock.now())
            #expect(try await server.status(with: grant.accessToken) == 200)
            let now = server.services.clock.now()
            #expect(try await tokens.revoke(grant.accessToken, at: now))
            #expect(try await server.status(with: grant.accessToken) == 401)
        }
    }

    @Test func `cleaning up deletes what has expired and nothing else`() async throws {
        try await TestServer.run { server in
            _ = try await server.ask(Form.clientCredentials)
            let kept = try await server.ask(Form.password)
            let clock = server.services.clock
            #expect(try await server.services.tokens.removeExpired(at: clock.now()) == 0)
            try await server.advance(seconds: 43_200)
            #expect(try await server.services.tokens.removeExpired(at: clock.now()) == 2)
            #expect(
                try await server.ask(Form.refresh(kept["refresh_token"]?.text)).status == 200)
        }
    }
}

@Suite struct TokenSecrecyTests {
    @Test func `no secret is on disk`() async throws {
        try await TestServer.run { server in
            let reply = try await server.ask(Form.password)
            let bytes = try await server.accessBytes()
            #expect(bytes.range(of: Data("sandbox@example.test".utf8)) != nil)
            let secrets = [
                "sandbox-secret", "sandbox-password", "sandbox-token",
                reply["access_token"]?.text, reply["refresh_token"]?.text,
            ]
            for secret in secrets {
                #expect(bytes.range(of: Data(try #require(secret).utf8)) == nil)
            }
        }
    }
}
