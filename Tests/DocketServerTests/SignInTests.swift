import DocketCore
import DocketJSON
import DocketServer
import DocketService
import DocketTestKit
import Foundation
import HTTPTypes
import Testing

/// People sign in with a browser.
@Suite struct SignInTests {
    @Test func `the session's cookie is __Host-, Secure, HttpOnly and SameSite`() async throws {
        try await TestServer.run { server in
            let browser = TestBrowser(server)
            let visit = try await browser.signIn()
            #expect(visit.status == 303)
            #expect(visit.location == "/auth/sign-in")
            let field = try #require(visit.reply.headers.all("Set-Cookie").first)
            #expect(field.hasPrefix("__Host-docket-session="))
            #expect(field.hasSuffix("; Path=/; Secure; HttpOnly; SameSite=Lax"))
            #expect(browser.cookies["__Host-docket-session"]?.utf8.count == 43)
            let page = try await browser.get("/auth/sign-in")
            #expect(page.text.contains("<strong>sandbox@example.test</strong>"))
            #expect(!page.text.contains(browser.cookies["__Host-docket-session"] ?? "?"))
        }
    }

    @Test func `an unknown user and a wrong password are answered alike`() async throws {
        try await TestServer.run { server in
            let unknown = try await TestBrowser(server).signIn(
                name: "nobody@example.test", password: "sandbox-password")
            let wrong = try await TestBrowser(server).signIn(password: "sandbox-passwort")
            for visit in [unknown, wrong] {
                #expect(visit.status == 401)
                #expect(visit.text.contains("The name or the password is wrong."))
                #expect(visit.reply.headers.all("Set-Cookie") == [])
            }
        }
    }

    /// Wrong passwords until one is not looked at for a minute or more, which no test is so slow as
    /// to let pass; the shorter waits before are waited for.
    private static func mistype(_ server: TestServer, _ name: String) async throws -> Int {
        for _ in 0..<40 {
            let visit = try await TestBrowser(server).signIn(
                name: name, password: "wrong-password")
            guard visit.status != 401 else { continue }
            #expect(visit.status == 429)
            let seconds = Int(visit.reply.headers["Retry-After"] ?? "") ?? 0
            if seconds >= 60 { return seconds }
            try await server.advance(seconds: Int64(seconds))
        }
        Issue.record("forty wrong passwords are all looked at")
        return 0
    }

    @Test(arguments: ["sandbox@example.test", "nobody@example.test"])
    func `after wrong passwords the next one waits, longer each time`(
        name: String
    ) async throws {
        try await TestServer.run { server in
            let seconds = try await Self.mistype(server, name)
            #expect(seconds > 0)
            let right = try await TestBrowser(server).signIn(name: name)
            #expect(right.status == 429)
            try await server.advance(seconds: 600)
            let wrong = try await TestBrowser(server).signIn(
                name: name, password: "wrong-password")
            #expect(wrong.status == 401)
            #expect(try await Self.mistype(server, name) >= seconds)
        }
    }

    @Test func `a right password after the wait starts anew`() async throws {
        try await TestServer.run { server in
            let name = "sandbox@example.test"
            _ = try await Self.mistype(server, name)
            try await server.advance(seconds: 600)
            #expect(try await TestBrowser(server).signIn().status == 303)
            let wrong = try await TestBrowser(server).signIn(password: "wrong-password")
            #expect(wrong.status == 401)
            #expect(try await TestBrowser(server).signIn().status == 303)
        }
    }

    @Test func `wrong passwords count together, whichever way they come`() async throws {
        try await TestServer.run { server in
            _ = try await Self.mistype(server, "sandbox@example.test")
            let reply = try await server.form(
                "/v1/oauth2/token",
                [
                    "grant_type": "password", "username": "sandbox@example.test",
                    "password": "sandbox-password", "client_id": "sandbox",
                    "client_secret": "sandbox-secret",
                ])
            #expect(reply.status == 429)
            #expect(reply["error"]?.text == "invalid_grant")
            #expect(reply.headers["Retry-After"] != nil)
        }
    }

    @Test func `wrong passwords for many names from one address are delayed`() async throws {
        try await TestServer.run { server in
            var limits = ServerLimits.ofTests
            limits.proxies = TrustedProxies(try [#require(Network("127.0.0.0/8"))])
            try await SocketServer.run(on: server.services, limits: limits) { socket in
                // A network of 64 bits is one address. The waits of less than a minute are waited
                // for, since they may be over before the next password of a slow test.
                var (wrong, seconds) = (0, 0)
                while seconds < 60, wrong < 150 {
                    let reply = try await socket.signIn(
                        "nobody-\(wrong)", "wrong", from: "2001:db8::\(wrong)")
                    wrong += 1
                    guard reply.status == 429 else { continue }
                    #expect(wrong > 100)
                    seconds = Int(reply["Retry-After"] ?? "") ?? 60
                    if seconds < 60 { try await server.advance(seconds: Int64(seconds)) }
                }
                #expect(seconds >= 60)
                let name = "sandbox@example.test"
                #expect(try await socket.signIn(name, from: "2001:db8::abc").status == 429)
                #expect(try await socket.signInOnPage(name, from: "2001:db8::abc").status == 429)
                #expect(try await socket.signIn(name, from: "2001:db8:0:1::1").status == 200)
                #expect(
                    try await socket.signInOnPage(name, from: "2001:db8:0:1::1").status == 303)
            }
        }
    }

    @Test func `a sign-in form from elsewhere signs nobody in`() async throws {
        try await TestServer.run { server in
            let browser = TestBrowser(server)
            let page = try await browser.get("/auth/sign-in")
            let fields = [
                ("name", "sandbox@example.test"), ("password", "sandbox-password"),
            ]
            for csrf in ["", "x", String(page.csrf.reversed())] {
                let visit = try await browser.post("/auth/sign-in", fields + [("csrf", csrf)])
                #expect(visit.status == 403)
                #expect(browser.cookies["__Host-docket-session"] == nil)
            }
            let stranger = TestBrowser(server)
            let visit = try await stranger.post("/auth/sign-in", fields + [("csrf", page.csrf)])
            #expect(visit.status == 403)
        }
    }

    @Test(arguments: [
        "//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "x",
    ])
    func `whoever signs in stays on this site`(target: String) async throws {
        try await TestServer.run { server in
            let visit = try await TestBrowser(server).signIn(
                at: "/auth/sign-in?return=\(TestBrowser.encoded(target))")
            #expect(visit.location == "/auth/sign-in")
        }
    }

    @Test func `signing in makes a new session and ends the one before`() async throws {
        try await TestServer.run { server in
            let browser = TestBrowser(server)
            _ = try await browser.signIn()
            let first = browser.cookies["__Host-docket-session"]
            _ = try await browser.signIn(at: "/auth/sign-in?return=/auth/sign-in")
            #expect(browser.cookies["__Host-docket-session"] != first)
            let thief = TestBrowser(server)
            thief.setCookie("__Host-docket-session", to: first)
            #expect(try await thief.heading() == "Sign in")
        }
    }

    @Test func `a session that was made up opens nothing`() async throws {
        try await TestServer.run { server in
            let browser = TestBrowser(server)
            browser.setCookie("__Host-docket-session", to: String(repeating: "A", count: 43))
            let heading = try await browser.heading()
            #expect(heading == "Sign in")
        }
    }

    @Test func `who signs out is out, and a form from elsewhere signs nobody out`() async throws {
        try await TestServer.run { server in
            let browser = TestBrowser(server)
            _ = try await browser.signIn()
            let session = browser.cookies["__Host-docket-session"]
            let page = try await browser.get("/auth/sign-in")
            #expect(try await browser.post("/auth/sign-out", [("csrf", "x")]).status == 403)
            let visit = try await browser.post(page.action, [("csrf", page.csrf)])
            #expect(visit.status == 200)
            #expect(visit.text.contains("You are signed out."))
            let thief = TestBrowser(server)
            thief.setCookie("__Host-docket-session", to: session)
            #expect(try await thief.heading() == "Sign in")
        }
    }

    @Test(arguments: [(31 * 60, 1), (29 * 60, 25)])
    func `a session ends after half an hour without a visit, and after twelve hours`(
        seconds: Int, steps: Int
    ) async throws {
        try await TestServer.run { server in
            let browser = TestBrowser(server)
            _ = try await browser.signIn()
            for step in 1...steps {
                try await server.advance(seconds: Int64(seconds))
                let page = try await browser.get("/auth/sign-in")
                let isOver = step == steps
                #expect(page.text.contains("<h1>\(isOver ? "Sign in" : "Signed in")</h1>"))
            }
        }
    }

    @Test func `a new password ends the sessions of the old one`() async throws {
        try await TestServer.run { server in
            let browser = TestBrowser(server)
            _ = try await browser.signIn()
            try await server.registeredUsers.setPassword(
                "another-password", of: "sandbox@example.test", at: server.services.clock.now())
            #expect(try await browser.heading() == "Sign in")
            #expect(try await browser.signIn(password: "another-password").status == 303)
        }
    }

    @Test func `a session's cookie opens nothing below /v1`() async throws {
        try await TestServer.run { server in
            let browser = TestBrowser(server)
            _ = try await browser.signIn()
            let visit = try await browser.get("/v1/Companies(14146)/Orders")
            #expect(visit.status == 401)
        }
    }

    @Test func `no password and no session is kept as it came`() async throws {
        try await TestServer.run { server in
            let browser = TestBrowser(server)
            _ = try await browser.signIn(name: "typed-into-the-wrong-field")
            _ = try await browser.signIn()
            let session = try #require(browser.cookies["__Host-docket-session"])
            let kept = try await server.accessBytes()
            for secret in [session, "typed-into-the-wrong-field", "sandbox-password"] {
                #expect(kept.range(of: Data(secret.utf8)) == nil, "\(secret)")
            }
        }
    }

    @Test func `a page allows no inline script, no frame and no base`() async throws {
        try await TestServer.run { server in
            let browser = TestBrowser(server)
            _ = try await browser.signIn()
            let targets = [
                "/auth/sign-in", "/auth/account", AuthorizationURL.text(),
                "/auth/connect/authorize",
            ]
            for target in targets {
                let page = try await browser.get(target)
                let policy = page.reply.headers["Content-Security-Policy"] ?? ""
                for rule in [
                    "default-src 'none'", "style-src 'self'", "base-uri 'none'",
                    "frame-ancestors 'none'", "form-action 'self'",
                ] { #expect(policy.contains(rule), "\(target): \(rule)") }
                #expect(!policy.contains("unsafe"))
                #expect(page.reply.headers["X-Content-Type-Options"] == "nosniff")
                #expect(page.reply.headers["X-Frame-Options"] == "DENY")
                #expect(page.reply.headers["Referrer-Policy"] == "no-referrer")
                #expect(page.reply.headers["Cache-Control"] == "no-store")
                #expect(!page.text.contains("<script") && !page.text.contains(" style="))
            }
        }
    }
}
