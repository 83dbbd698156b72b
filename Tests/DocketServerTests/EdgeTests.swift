import DocketJSON
import DocketServer
import DocketService
import DocketTestKit
import HTTPTypes
import Testing

/// What lets nobody in, though it looks as if it might.
@Suite struct EdgeTests {
    @Test func `a token in the query is no token`() async throws {
        try await TestServer.run { server in
            for name in ["access_token", "token", "Authorization"] {
                let path = "/v1/Companies(14146)/Orders?\(name)=sandbox-token"
                #expect(try await server.send(.get, path, token: nil).status == 401)
            }
            let reply = try await server.send(
                .get, "/auth/connect/userinfo?access_token=sandbox-token", token: nil)
            #expect(reply.status == 401)
        }
    }

    @Test func `TRACE is refused on every route`() async throws {
        try await TestServer.run { server in
            for operation in server.routes {
                let path =
                    "/"
                    + operation.path.replacing("companies()", with: "companies(14146)")
                    .replacing("()", with: "(1)")
                let reply = try await server.send(.trace, path)
                #expect(reply.status == 405, "\(operation.path)")
            }
        }
    }

    @Test func `who is disabled is signed in no more`() async throws {
        try await TestServer.run { server in
            let browser = TestBrowser(server)
            _ = try await browser.signIn()
            #expect(try await browser.heading() == "Signed in")
            try await Users(database: server.database)
                .disable("sandbox@example.test", at: server.services.clock.now())
            #expect(try await browser.heading() == "Sign in")
            let visit = try await browser.signIn()
            #expect(visit.status == 401)
        }
    }

    @Test func `the server is called what the operator says, whatever Host says`() async throws {
        let name = "https://orders.example"
        try await TestServer.run(publicURL: name) { server in
            for path in ["oauth-authorization-server", "openid-configuration"] {
                let reply = try await server.send(
                    .get, "/.well-known/\(path)",
                    headers: ["X-Forwarded-Host": "evil.example", "Host": "evil.example"],
                    token: nil)
                #expect(reply["issuer"]?.text == name)
                let endpoint = reply["token_endpoint"]?.text ?? ""
                #expect(endpoint.hasPrefix("\(name)/"))
                #expect(!reply.text.contains("evil") && !reply.text.contains("localhost"))
            }
        }
        try await TestServer.run { server in
            let reply = try await server.send(
                .get, "/.well-known/openid-configuration", token: nil)
            #expect(reply["issuer"]?.text == "http://localhost")
        }
    }

    @Test func `the sign-in page hides the password and helps a manager to fill it in`()
        async throws
    {
        try await TestServer.run { server in
            let page = try await server.send(.get, "/auth/sign-in", token: nil).text
            for part in [
                #"type="password""#, #"autocomplete="current-password""#,
                #"autocomplete="username""#,
            ] {
                #expect(page.contains(part), "\(part)")
            }
        }
    }
}
