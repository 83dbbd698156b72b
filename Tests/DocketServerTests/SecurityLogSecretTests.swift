import DocketJSON
import DocketServer
import DocketTestKit
import Foundation
import HTTPTypes
import Logging
import Testing

/// What the log and the documents don't tell, and do.
@Suite struct SecurityLogSecretTests {
    @Test func `no token, secret, password, cookie or code is in the log, whatever goes wrong`()
        async throws
    {
        let log = LogRecorder()
        try await TestServer.run(log: log) { server in
            let secrets =
                try await Self.tokens(server) + Self.browser(server) + Self.credentials(server)
            #expect(secrets.count > 20)
            #expect(secrets.allSatisfy { $0.utf8.count > 4 })
            let names = Set(log.entries.compactMap { $0.metadata["event"] })
            #expect(names.count > 10, "\(names)")
            for entry in log.entries {
                for secret in secrets {
                    #expect(!entry.text.contains(secret), "\(entry.message) tells \(secret)")
                }
            }
        }
    }

    /// Gets tokens every way there is, uses them well and badly, and takes them back.
    private static func tokens(_ server: TestServer) async throws -> [String] {
        let code = try await server.code()
        let first = try await server.exchange(code)
        _ = try await server.exchange(code)
        let password = try await server.signIn("sandbox@example.test")
        let refresh = password["refresh_token"]?.text
        let second = try await server.refresh(refresh)
        _ = try await server.refresh(refresh)
        let own = try await server.clientGrant("sandbox", secret: "sandbox-secret")
        for path in ["introspect", "revoke"] {
            for secret in ["sandbox-secret", "a-wrong-secret"] {
                _ = try await server.form(
                    "/v1/oauth2/\(path)",
                    [
                        "client_id": "sandbox", "client_secret": secret,
                        "token": own["access_token"]?.text,
                    ])
            }
        }
        let replies = [first, password, second, own]
        let secrets = replies.flatMap { reply in
            ["access_token", "refresh_token"].compactMap { reply[$0]?.text }
        }
        for token in secrets + ["sandbox-token", "a-broken-token", "broken,token"] {
            _ = try await server.send(.get, "/v1/Companies(1)/Nothing", token: token)
            _ = try await server.send(.get, "/v1/Companies(1)/Orders", token: token)
        }
        return secrets + [
            code, AuthorizationURL.verifier, "sandbox-token", "a-broken-token", "broken,token",
        ]
    }

    /// Signs in, wrongly and rightly, allows and denies.
    private static func browser(_ server: TestServer) async throws -> [String] {
        let browser = TestBrowser(server)
        _ = try await browser.signIn(password: "a-wrong-password")
        _ = try await browser.signIn(name: "typed-into-the-wrong-field")
        _ = try await browser.signIn()
        let page = try await browser.get(AuthorizationURL.text())
        _ = try await browser.decide("deny", at: AuthorizationURL.text())
        let code = try await browser.decide("allow", at: AuthorizationURL.text())
        let token = try await browser.decide(
            "allow", at: AuthorizationURL.text(["response_type": "token"]))
        let shown = [code.parameters["code"], token.parameters["access_token"], page.csrf]
        let kept = Array(browser.cookies.values)
        #expect(kept.count == 2)
        return shown.compactMap { $0 } + kept + [
            "a-wrong-password", "typed-into-the-wrong-field", "sandbox-password",
        ]
    }

    /// Sends credentials where they belong and where they don't.
    private static func credentials(_ server: TestServer) async throws -> [String] {
        let basic = Data("sandbox:a-basic-secret".utf8).base64EncodedString()
        for header in ["Basic \(basic)", "Basic not%base64", "Digest a-digest-secret"] {
            let headers = [
                "Authorization": header, "Content-Type": "application/x-www-form-urlencoded",
            ]
            _ = try await server.send(
                .post, "/v1/oauth2/token", headers: headers,
                body: "grant_type=client_credentials", token: nil)
            _ = try await server.send(
                .get, "/v1/Companies(1)/Orders", headers: ["Authorization": header], token: nil)
        }
        _ = try await server.clientGrant("a-secret-as-a-client", secret: "another-wrong-secret")
        _ = try await server.grant("grant_type=a-secret-as-a-grant&client_id=sandbox")
        _ = try await server.grant("a-secret-as-a-name=x&a-secret-as-a-name=y&grant_type=password")
        _ = try await server.signIn("another-secret-as-a-name", "another-wrong-password")
        return [
            basic, "a-basic-secret", "not%base64", "a-digest-secret", "a-secret-as-a-client",
            "another-wrong-secret", "a-secret-as-a-grant", "a-secret-as-a-name", "sandbox-secret",
            "another-secret-as-a-name", "another-wrong-password",
        ]
    }

    @Test func `the table of events has every event with its level and no other`() throws {
        let page = try QueryDocument.repositoryText(of: "docs/operating.md")
        let section = page.components(separatedBy: "\n### Security events\n").dropFirst().first
        let lines = (section ?? "").components(separatedBy: "\n").prefix { !$0.hasPrefix("#") }
        let rows = lines.filter { $0.hasPrefix("| `") }.map { line in
            line.components(separatedBy: "|").dropFirst().prefix(2).map {
                $0.trimmingCharacters(in: .whitespaces).filter { $0 != "`" }
            }.joined(separator: " ")
        }
        let events = SecurityEventName.allCases.map { "\($0.rawValue) \($0.level.rawValue)" }
        #expect(rows == events)
    }
}
