import DocketCore
import DocketJSON
import DocketService
import DocketTestKit
import HTTPTypes
import Testing

/// A person lets a client act for them.
@Suite struct AuthorizationTests {
    @Test(arguments: ["/auth/connect/authorize", "/v1/oauth2/authorize"])
    func `who signs in and allows it sends the client a code, which gets tokens`(
        path: String
    ) async throws {
        try await TestServer.run { server in
            let browser = TestBrowser(server)
            let target = AuthorizationURL.text(path: path)
            let first = try await browser.get(target)
            #expect(first.status == 303)
            #expect(first.location.hasPrefix("/auth/sign-in?return="))
            let signedIn = try await browser.signIn(at: first.location)
            #expect(signedIn.status == 303)
            #expect(signedIn.location == target)
            let question = try await browser.get(target)
            #expect(question.status == 200)
            let allowed = try await browser.post(
                question.action, [("csrf", question.csrf), ("decision", "allow")])
            #expect(allowed.status == 303)
            #expect(allowed.location.hasPrefix("http://127.0.0.1/callback?code="))
            #expect(allowed.parameters["state"] == "a b&c")
            #expect(allowed.parameters["iss"] == "http://localhost")
            let tokens = try await server.exchange(allowed.parameters["code"] ?? "")
            #expect(tokens.status == 200, "\(tokens.text)")
            #expect(tokens["scope"]?.text == "orders.read")
            #expect(tokens["id_token"] == nil)
            let list = try await server.send(
                .get, "/v1/Companies(14146)/Orders", token: tokens["access_token"]?.text)
            #expect(list.status == 200)
            let refreshed = try await server.form(
                "/auth/connect/token",
                [
                    "grant_type": "refresh_token", "client_id": "sandbox",
                    "client_secret": "sandbox-secret",
                    "refresh_token": tokens["refresh_token"]?.text,
                ])
            #expect(refreshed.status == 200)
        }
    }

    @Test func `the page names the client, the person, the companies and what it may do`()
        async throws
    {
        try await TestServer.run { server in
            let browser = TestBrowser(server)
            _ = try await browser.signIn()
            let page = try await browser.get(
                AuthorizationURL.text(["scope": "orders.write directory.read", "company": "1"]))
            let company = try await server.send(.get, "/v1/Companies(1)")
            let words = [
                "<strong>Sandbox</strong>", "<strong>sandbox@example.test</strong>",
                "<li>make, change and cancel orders</li>",
                "<li>read customers, locations and employees</li>",
                "<li>\(company["Name"]?.text ?? "none")</li>", "http://127.0.0.1",
            ]
            for word in words { #expect(page.text.contains(word), "\(word)") }
            let all = try await browser.get(AuthorizationURL.text())
            #expect(all.text.contains("For all companies"))
        }
    }

    @Test func `whatever a client is called, a page shows it as text`() async throws {
        try await TestServer.run { server in
            let draft = try ClientDraft(
                id: "odd", name: "<script>alert(\"1\")</script>{{title}}&amp;", scopes: .all,
                companies: .all, redirectURIs: ["https://odd.example/back"])
            _ = try await Clients(database: server.database).create(
                draft, secret: .none, at: server.services.clock.now())
            let browser = TestBrowser(server)
            _ = try await browser.signIn()
            let page = try await browser.get(
                AuthorizationURL.text(
                    ["client_id": "odd", "redirect_uri": "https://odd.example/back"]))
            #expect(page.status == 200)
            #expect(!page.text.contains("<script"))
            #expect(page.text.contains("&lt;script&gt;"))
            #expect(page.text.contains("{{title}}&amp;amp;"))
        }
    }

    @Test func `who says no sends the client an error`() async throws {
        try await TestServer.run { server in
            let browser = TestBrowser(server)
            _ = try await browser.signIn()
            let denied = try await browser.decide("deny", at: AuthorizationURL.text())
            #expect(denied.status == 303)
            #expect(denied.parameters["error"] == "access_denied")
            #expect(denied.parameters["state"] == "a b&c")
            #expect(denied.parameters["code"] == nil)
        }
    }

    @Test func `a consent without the page's own secret is none`() async throws {
        try await TestServer.run { server in
            let browser = TestBrowser(server)
            _ = try await browser.signIn()
            let page = try await browser.get(AuthorizationURL.text())
            for csrf in ["", String(page.csrf.reversed()), page.csrf + "x"] {
                let visit = try await browser.post(
                    page.action, [("csrf", csrf), ("decision", "allow")])
                #expect(visit.status == 403)
            }
            let elsewhere = try await browser.post(
                page.action, [("csrf", page.csrf), ("decision", "allow")],
                headers: ["Sec-Fetch-Site": "cross-site"])
            #expect(elsewhere.status == 403)
            let stranger = TestBrowser(server)
            _ = try await stranger.signIn()
            let borrowed = try await stranger.post(
                page.action, [("csrf", page.csrf), ("decision", "allow")])
            #expect(borrowed.status == 403)
        }
    }

    @Test func `a token for one company reads no other's orders`() async throws {
        try await TestServer.run { server in
            let tokens = try await server.exchange(try await server.code(["company": "1"]))
            let token = tokens["access_token"]?.text
            #expect(
                try await server.send(.get, "/v1/Companies(1)/Orders", token: token).status == 200)
            let other = try await server.send(
                .get, "/v1/Companies(14146)/Orders", token: token)
            #expect(other.status == 403)
        }
    }

    @Test func `a request that comes as a form is asked like the others`() async throws {
        try await TestServer.run { server in
            let browser = TestBrowser(server)
            let visit = try await browser.post(
                "/auth/connect/authorize", [("client_id", "sandbox"), ("state", "x")])
            #expect(visit.status == 303)
            #expect(visit.location == "/auth/connect/authorize?client_id=sandbox&state=x")
        }
    }

    @Test func `what the client wants of the dialogue is heeded`() async throws {
        try await TestServer.run { server in
            let browser = TestBrowser(server)
            let nobody = try await browser.get(AuthorizationURL.text(["prompt": "none"]))
            #expect(nobody.parameters["error"] == "login_required")
            _ = try await browser.signIn()
            let silent = try await browser.get(AuthorizationURL.text(["prompt": "none"]))
            #expect(silent.parameters["error"] == "consent_required")
            let again = try await browser.get(AuthorizationURL.text(["prompt": "login"]))
            #expect(again.location.hasPrefix("/auth/sign-in?return="))
            let back = try await browser.signIn(at: again.location)
            #expect(try await browser.get(back.location).status == 200)
            try await server.advance(seconds: 61)
            let old = try await browser.get(AuthorizationURL.text(["max_age": "60"]))
            #expect(old.location.hasPrefix("/auth/sign-in?return="))
            let young = try await browser.get(AuthorizationURL.text(["max_age": "100"]))
            #expect(young.status == 200)
        }
    }
}

/// Requests that lead nowhere, and those that send the client an error.
@Suite struct AuthorizationRefusalTests {
    static let pages: [[String: String?]] = [
        ["client_id": nil], ["client_id": "nobody"], ["redirect_uri": "http://127.0.0.1/other"],
        ["redirect_uri": "http://127.0.0.1/callback/"],
        ["redirect_uri": "http://127.0.0.1/Callback"],
        ["redirect_uri": "https://127.0.0.1/callback"],
        ["redirect_uri": "http://127.0.0.1/callback?x=1"],
        ["redirect_uri": "http://127.0.0.1:80@evil.example/callback"],
        ["redirect_uri": "http://127.0.0.1.evil.example/callback"],
        ["redirect_uri": "http://127.0.0.1:99999/callback"],
        ["redirect_uri": "http://evil.example/callback"], ["redirect_uri": "javascript:alert(1)"],
    ]

    @Test(arguments: pages)
    func `the browser is sent nowhere unless it is sure where the client is`(
        changes: [String: String?]
    ) async throws {
        try await TestServer.run { server in
            let visit = try await TestBrowser(server).get(AuthorizationURL.text(changes))
            #expect(visit.status == 400)
            #expect(visit.location == "")
            #expect(visit.text.contains("<h1>That did not work</h1>"))
        }
    }

    static let errors: [(changes: [String: String?], error: String)] = [
        (["response_type": nil], "invalid_request"),
        (["response_type": "id_token"], "unsupported_response_type"),
        (["response_type": "code token"], "unsupported_response_type"),
        (["code_challenge": nil], "invalid_request"),
        (["code_challenge": "short"], "invalid_request"),
        (["code_challenge_method": "plain"], "invalid_request"),
        (["code_challenge_method": nil], "invalid_request"),
        (["scope": "everything"], "invalid_scope"), (["company": "x"], "invalid_request"),
        (["prompt": "none login"], "invalid_request"), (["prompt": "dance"], "invalid_request"),
        (["max_age": "-1"], "invalid_request"), (["request": "x.y.z"], "invalid_request"),
        (["response_mode": "fragment"], "invalid_request"),
    ]

    @Test(arguments: errors)
    func `the client is told what is wrong with its request`(
        changes: [String: String?], error: String
    ) async throws {
        try await TestServer.run { server in
            let browser = TestBrowser(server)
            _ = try await browser.signIn()
            let visit = try await browser.get(AuthorizationURL.text(changes))
            #expect(visit.status == 303)
            #expect(visit.location.hasPrefix("http://127.0.0.1/callback?error="))
            #expect(visit.parameters["error"] == error)
            #expect(visit.parameters["state"] == "a b&c")
            #expect(visit.parameters["iss"] == "http://localhost")
        }
    }

    @Test func `a parameter that is there twice leads nowhere`() async throws {
        try await TestServer.run { server in
            let visit = try await TestBrowser(server).get(
                AuthorizationURL.text() + "&client_id=sandbox")
            #expect(visit.status == 400)
        }
    }

    @Test(arguments: ["http://127.0.0.1:49152/callback", "http://127.0.0.1:8/callback"])
    func `a program on the person's machine may listen on any port`(uri: String) async throws {
        try await TestServer.run { server in
            let code = try await server.code(["redirect_uri": uri])
            #expect(try await server.exchange(code, ["redirect_uri": uri]).status == 200)
        }
    }
}

/// Codes become tokens, once.
@Suite struct CodeExchangeTests {
    static let wrong: [[String: String?]] = [
        ["code_verifier": String(repeating: "a", count: 43)], ["code_verifier": "short"],
        ["redirect_uri": "http://127.0.0.1:1/callback"], ["redirect_uri": nil], ["code": "other"],
    ]

    @Test(arguments: wrong)
    func `a code is for who knows its verifier and its redirect`(
        changes: [String: String?]
    ) async throws {
        try await TestServer.run { server in
            let code = try await server.code()
            let refused = try await server.exchange(code, changes)
            #expect(refused.status == 400)
            #expect(refused["error"]?.text == "invalid_grant")
            // Whoever tried that has spoiled nothing.
            #expect(try await server.exchange(code).status == 200)
        }
    }

    @Test func `a code without its verifier is no request`() async throws {
        try await TestServer.run { server in
            let reply = try await server.exchange(
                try await server.code(), ["code_verifier": nil])
            #expect(reply["error"]?.text == "invalid_request")
        }
    }

    @Test func `a code is another client's to no avail`() async throws {
        try await TestServer.run { server in
            let draft = try ClientDraft(id: "shop", name: "Shop", scopes: .all, companies: .all)
            _ = try await Clients(database: server.database).create(
                draft, secret: .given("another-long-secret"), at: server.services.clock.now())
            let code = try await server.code()
            let refused = try await server.exchange(
                code, ["client_id": "shop", "client_secret": "another-long-secret"])
            #expect(refused["error"]?.text == "invalid_grant")
            #expect(try await server.exchange(code).status == 200)
        }
    }

    @Test func `a code that comes again ends the tokens that it was exchanged for`() async throws {
        try await TestServer.run { server in
            let code = try await server.code()
            let tokens = try await server.exchange(code)
            let path = "/v1/Companies(14146)/Orders"
            let token = tokens["access_token"]?.text
            #expect(try await server.send(.get, path, token: token).status == 200)
            #expect(try await server.exchange(code)["error"]?.text == "invalid_grant")
            #expect(try await server.send(.get, path, token: token).status == 401)
        }
    }

    @Test func `a code is good for a minute`() async throws {
        try await TestServer.run { server in
            let code = try await server.code()
            try await server.advance(seconds: 61)
            #expect(try await server.exchange(code)["error"]?.text == "invalid_grant")
        }
    }

    @Test func `of two who exchange a code at once, one gets tokens`() async throws {
        try await TestServer.run { server in
            let code = try await server.code()
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 {
                    group.addTask { try await server.exchange(code).status }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [200, 400, 400, 400])
        }
    }

    @Test func `of two who exchange a refresh token at once, one gets the next`() async throws {
        try await TestServer.run { server in
            let tokens = try await server.exchange(try await server.code())
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<4 {
                    group.addTask {
                        try await server.form(
                            "/auth/connect/token",
                            [
                                "grant_type": "refresh_token", "client_id": "sandbox",
                                "client_secret": "sandbox-secret",
                                "refresh_token": tokens["refresh_token"]?.text,
                            ]
                        ).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [200, 400, 400, 400])
        }
    }
}

/// Tokens in redirects, for the clients that are registered for them.
@Suite struct ImplicitTests {
    @Test func `a client that is registered for it gets its token in the fragment`() async throws {
        try await TestServer.run { server in
            let browser = TestBrowser(server)
            _ = try await browser.signIn()
            let visit = try await browser.decide(
                "allow", at: AuthorizationURL.text(["response_type": "token"]))
            #expect(visit.location.hasPrefix("http://127.0.0.1/callback#access_token="))
            #expect(visit.parameters["token_type"] == "Bearer")
            #expect(visit.parameters["expires_in"] == "7199")
            #expect(visit.parameters["state"] == "a b&c")
            #expect(visit.parameters["refresh_token"] == nil)
            let list = try await server.send(
                .get, "/v1/Companies(14146)/Orders", token: visit.parameters["access_token"])
            #expect(list.status == 200)
        }
    }

    @Test func `another gets an error, in the fragment too`() async throws {
        try await TestServer.run { server in
            let draft = try ClientDraft(
                id: "shop", name: "Shop", scopes: .all, companies: .all,
                redirectURIs: ["https://shop.example/back"])
            _ = try await Clients(database: server.database).create(
                draft, secret: .none, at: server.services.clock.now())
            let browser = TestBrowser(server)
            _ = try await browser.signIn()
            let visit = try await browser.get(
                AuthorizationURL.text([
                    "client_id": "shop", "redirect_uri": "https://shop.example/back",
                    "response_type": "token",
                ]))
            #expect(visit.location.hasPrefix("https://shop.example/back#error=unauthorized_client"))
        }
    }
}
