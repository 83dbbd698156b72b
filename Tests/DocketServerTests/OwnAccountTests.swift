import DocketCore
import DocketJSON
import DocketService
import DocketStore
import DocketTestKit
import Foundation
import Testing

/// People see and change what is their own, in a browser.
@Suite struct OwnAccountTests {
    private static let user = "sandbox@example.test"
    private static let present = "sandbox-password"
    private static let next = "a quieter harbour"
    private static let session = "__Host-docket-session"
    private static let page = "/auth/account"

    // MARK: - The password

    @Test func `who is signed in changes the password with the present one`() async throws {
        try await TestServer.run { server in
            let browser = try await Self.signedIn(server)
            let elsewhere = try await Self.signedIn(server)
            let token = try await server.signIn(Self.user)["access_token"]?.text
            #expect(try await server.status("Orders", with: token) == 200)
            let code = try await server.code()
            let before = browser.cookies[Self.session]
            let visit = try await browser.changePassword(Self.present, to: Self.next)
            #expect(visit.status == 200, "\(visit.text)")
            #expect(visit.text.contains("<h1>Password changed</h1>"))
            #expect(browser.cookies[Self.session] != before)
            #expect(try await browser.get(Self.page).status == 200)
            let thief = TestBrowser(server)
            thief.setCookie(Self.session, to: before)
            for other in [elsewhere, thief] {
                #expect(try await other.get(Self.page).status == 303)
            }
            #expect(try await server.status("Orders", with: token) == 401)
            #expect(try await server.exchange(code)["error"]?.text == "invalid_grant")
            #expect(try await TestBrowser(server).signIn().status == 401)
            #expect(try await TestBrowser(server).signIn(password: Self.next).status == 303)
        }
    }

    @Test func `a wrong present password counts as a wrong sign-in`() async throws {
        try await TestServer.run { server in
            let browser = try await Self.signedIn(server)
            var last = try await browser.changePassword("wrong-password", to: Self.next)
            for _ in 0..<20 where last.status == 401 {
                #expect(last.text.contains("The current password is wrong."))
                last = try await browser.changePassword("wrong-password", to: Self.next)
            }
            #expect(last.status == 429)
            #expect(last.text.contains("Too many wrong passwords."))
            var pause = Int64(last.reply.headers["Retry-After"] ?? "") ?? 0
            #expect(pause > 0)
            // Until it is longer than a busy machine takes for the next step.
            while pause < 60 {
                try await server.advance(seconds: pause)
                last = try await browser.changePassword("wrong-password", to: Self.next)
                pause = last.reply.headers["Retry-After"].flatMap { Int64($0) } ?? 0
            }
            #expect(try await TestBrowser(server).signIn().status == 429)
            #expect(try await browser.get(Self.page).status == 200)
            try await server.advance(seconds: 600)
            #expect(try await TestBrowser(server).signIn().status == 303)
        }
    }

    @Test(arguments: [
        ("abc1234", "too short"), (String(repeating: "é", count: 600), "too long"),
        ("baseball", "many people take"), ("Sandbox-Docket-1", "names that go with you"),
        ("", "too short"),
    ])
    func `a new password that others would guess is refused with the reason`(
        password: String, words: String
    ) async throws {
        try await TestServer.run { server in
            let browser = try await Self.signedIn(server)
            let before = browser.cookies
            let visit = try await browser.changePassword(Self.present, to: password)
            #expect(visit.status == 400)
            #expect(visit.text.contains(words), "\(visit.text)")
            #expect(visit.text.contains(#"autocomplete="new-password""#))
            #expect(password.isEmpty || !visit.text.contains(password))
            #expect(browser.cookies == before)
            #expect(try await browser.get(Self.page).status == 200)
            #expect(try await TestBrowser(server).signIn().status == 303)
        }
    }

    @Test func `of two who change the password at once, one does`() async throws {
        try await TestServer.run { server in
            let browser = try await Self.signedIn(server)
            let text = browser.cookies[Self.session] ?? ""
            let now = server.services.clock.now()
            let session = try #require(try await server.services.sessions.session(text, at: now))
            let account = server.services.ownAccount
            let changes = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 1...2 {
                    group.addTask {
                        do {
                            _ = try await account.changePassword(
                                Self.present, to: "\(Self.next) \(number)", of: session, from: nil,
                                at: now)
                            return true
                        } catch TokenError.signInRefused {
                            return false
                        }
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(changes == 1)
        }
    }

    // MARK: - What else is signed in

    @Test func `who is signed in sees and ends what else is signed in`() async throws {
        try await TestServer.run { server in
            let browser = try await Self.signedIn(server)
            try await server.advance(seconds: 60)
            let second = try await Self.signedIn(server)
            try await server.advance(seconds: 60)
            let third = try await Self.signedIn(server)
            let page = try await browser.get(Self.page)
            #expect(page.text.contains("<strong>This browser</strong>, since 2"))
            #expect(page.text.contains(/Since \d{4}-\d\d-\d\d \d\d:\d\d UTC, last used \d{4}-/))
            let others = page.values(of: "session")
            try #require(others.count == 2)
            let ended = try await browser.send("end-session", [("session", others[0])])
            #expect(ended.status == 303)
            #expect(ended.location == Self.page)
            #expect(try await third.get(Self.page).status == 303)
            #expect(try await second.get(Self.page).status == 200)
            let left = try await browser.get(Self.page).values(of: "session")
            #expect(left == [others[1]])
            let all = try await browser.send("end-other-sessions")
            #expect(all.location == Self.page)
            #expect(try await second.get(Self.page).status == 303)
            let alone = try await browser.get(Self.page)
            #expect(alone.status == 200)
            #expect(alone.values(of: "session") == [])
            #expect(!alone.text.contains("end-other-sessions"))
        }
    }

    @Test func `who is signed in sees what clients have, and takes it back`() async throws {
        try await TestServer.run { server in
            let browser = try await Self.signedIn(server)
            #expect(try await browser.get(Self.page).text.contains("<p>None.</p>"))
            let allowed = try await browser.decide("allow", at: AuthorizationURL.text())
            let tokens = try await server.exchange(allowed.parameters["code"] ?? "")
            let token = tokens["access_token"]?.text
            let kept = try await server.signIn(Self.user)["access_token"]?.text
            let page = try await browser.get(Self.page)
            #expect(page.text.contains("<strong>Sandbox</strong>, since 2"))
            #expect(page.text.contains("<li>read orders</li>"))
            let families = page.values(of: "family")
            try #require(families.count == 2)
            let family = try #require(families.first { page.scopes(of: $0) == ["read orders"] })
            let visit = try await browser.send("revoke-tokens", [("family", family)])
            #expect(visit.status == 303)
            #expect(visit.location == Self.page)
            #expect(try await server.status("Orders", with: token) == 401)
            #expect(try await server.status("Orders", with: kept) == 200)
            let refreshed = try await server.form(
                "/auth/connect/token",
                [
                    "grant_type": "refresh_token", "client_id": "sandbox",
                    "client_secret": "sandbox-secret",
                    "refresh_token": tokens["refresh_token"]?.text,
                ])
            #expect(refreshed["error"]?.text == "invalid_grant")
            let left = try await browser.get(Self.page).values(of: "family")
            #expect(left == families.filter { $0 != family })
        }
    }

    @Test func `another's session or family of tokens is as good as none`() async throws {
        try await TestServer.run { server in
            _ = try await server.storeUser("ann")
            let ann = try await Self.signedIn(server, as: "ann")
            let elsewhere = try await Self.signedIn(server, as: "ann")
            let token = try await server.signIn("ann")["access_token"]?.text
            let page = try await ann.get(Self.page)
            let session = try #require(page.values(of: "session").first)
            let family = try #require(page.values(of: "family").first)
            let browser = try await Self.signedIn(server)
            let own = try await browser.get(Self.page)
            #expect(own.values(of: "session") == [] && own.values(of: "family") == [])
            for id in [session, family, "\(GUID.largest)", "x", ""] {
                let visits = [
                    try await browser.send("end-session", [("session", id)]),
                    try await browser.send("revoke-tokens", [("family", id)]),
                ]
                #expect(visits.map(\.status) == [303, 303])
                #expect(visits.map(\.location) == [Self.page, Self.page])
            }
            _ = try await browser.send("end-other-sessions")
            for other in [ann, elsewhere] {
                #expect(try await other.get(Self.page).status == 200)
            }
            #expect(try await server.status("Orders", with: token) == 200)
        }
    }

    // MARK: - Forms

    private static let forms = [
        ("password", ["password": present, "new-password": next]), ("end-session", [:]),
        ("end-other-sessions", [:]), ("revoke-tokens", [:]),
    ]

    @Test func `a form that is not of the page changes nothing`() async throws {
        try await TestServer.run { server in
            let browser = try await Self.signedIn(server)
            let elsewhere = try await Self.signedIn(server)
            let token = try await server.signIn(Self.user)["access_token"]?.text
            let page = try await browser.get(Self.page)
            let ids = [
                "session": page.values(of: "session")[0], "family": page.values(of: "family")[0],
            ]
            let stolen = try await elsewhere.get(Self.page).csrf
            for (form, fields) in Self.forms {
                let all = fields.merging(ids) { $1 }.map { ($0.key, $0.value) }
                for csrf in ["", "x", String(page.csrf.reversed()), stolen] {
                    let visit = try await browser.post(
                        "\(Self.page)/\(form)", all + [("csrf", csrf)])
                    #expect(visit.status == 403, "\(form)")
                    #expect(visit.text.contains("The page was too old, or not of this site."))
                }
                let foreign = try await browser.post(
                    "\(Self.page)/\(form)", all + [("csrf", page.csrf)],
                    headers: ["Sec-Fetch-Site": "cross-site"])
                #expect(foreign.status == 403, "\(form)")
                let twice = try await browser.post(
                    "\(Self.page)/\(form)", all + [("csrf", page.csrf), ("csrf", page.csrf)])
                #expect(twice.status == 403, "\(form)")
                let nobody = try await TestBrowser(server).post(
                    "\(Self.page)/\(form)", all + [("csrf", page.csrf)])
                #expect(nobody.status == 303, "\(form)")
                #expect(nobody.location.hasPrefix("/auth/sign-in?return="))
            }
            #expect(try await elsewhere.get(Self.page).status == 200)
            #expect(try await server.status("Orders", with: token) == 200)
            #expect(try await TestBrowser(server).signIn().status == 303)
        }
    }

    @Test func `a form that is too long is not read`() async throws {
        try await TestServer.run { server in
            let browser = try await Self.signedIn(server)
            for (form, _) in Self.forms {
                let fields = [("password", String(repeating: "a", count: 17 << 10))]
                #expect(try await browser.send(form, fields).status == 413, "\(form)")
            }
        }
    }

    // MARK: - The page

    @Test func `who is not signed in signs in first, and comes back`() async throws {
        try await TestServer.run { server in
            let browser = TestBrowser(server)
            let first = try await browser.get(Self.page)
            #expect(first.status == 303)
            let back = try await browser.signIn(at: first.location)
            #expect(back.location == Self.page)
            #expect(try await browser.get(Self.page).text.contains("<h1>Your account</h1>"))
            let start = try await browser.get("/auth/sign-in")
            #expect(start.text.contains(#"<a href="/auth/account">"#))
        }
    }

    @Test func `signing out clears what the browser keeps`() async throws {
        try await TestServer.run { server in
            let browser = try await Self.signedIn(server)
            let text = try #require(browser.cookies[Self.session])
            let query = SystemStore.session(SecretHash(of: text))
            #expect(try await server.database.first(query) != nil)
            let page = try await browser.get(Self.page)
            let visit = try await browser.post("/auth/sign-out", [("csrf", page.csrf)])
            #expect(visit.status == 200)
            let cleared = #""cache", "storage""#
            #expect(visit.reply.headers["Clear-Site-Data"] == cleared)
            #expect(browser.cookies[Self.session] == nil)
            #expect(try await server.database.first(query) == nil)
            #expect(try await browser.get(Self.page).status == 303)
        }
    }

    @Test func `whatever people and clients are called, the page shows it as text`() async throws {
        try await TestServer.run { server in
            // A mark that joins what stands behind it, and one that joins what stands before.
            let name = "\u{600}<i>ann</i>{{csrf}}\"\u{301} x=\"1"
            _ = try await server.storeUser(name)
            let now = server.services.clock.now()
            let draft = try ClientDraft(
                id: "odd", name: "\u{600}<script>alert('1')</script>{{title}}&amp;", scopes: .all,
                companies: .all)
            _ = try await Clients(database: server.database).create(draft, secret: .none, at: now)
            _ = try await server.services.tokens.create(
                forClient: "odd", userName: name, wish: .everything, lifeSeconds: nil, at: now)
            let page = try await Self.signedIn(server, as: name).get(Self.page)
            #expect(page.status == 200)
            for part in ["<script", "<i>", "</i>", "\"\u{301}", "'1'"] {
                #expect(!page.reply.bytes.contains(Array(part.utf8)), "\(part)")
            }
            for part in [
                "&lt;i&gt;ann&lt;/i&gt;{{csrf}}&quot;", "&lt;script&gt;alert(&#39;1&#39;)",
                "{{title}}&amp;amp;",
            ] {
                #expect(page.reply.bytes.contains(Array(part.utf8)), "\(part)")
            }
        }
    }

    private static func signedIn(
        _ server: TestServer, as name: String = user
    ) async throws -> TestBrowser {
        let browser = TestBrowser(server)
        #expect(try await browser.signIn(name: name).status == 303)
        return browser
    }
}

extension TestBrowser {
    /// Sends a form of the page of one's own account.
    fileprivate func send(
        _ form: String, _ fields: [(String, String)] = []
    ) async throws -> Visit {
        let page = try await get("/auth/account")
        return try await post("/auth/account/\(form)", fields + [("csrf", page.csrf)])
    }

    fileprivate func changePassword(_ present: String, to next: String) async throws -> Visit {
        try await send("password", [("password", present), ("new-password", next)])
    }
}

extension TestBrowser.Visit {
    /// What the page's forms have in a field, form by form.
    fileprivate func values(of field: String) -> [String] {
        text.components(separatedBy: "name=\"\(field)\" value=\"").dropFirst().map {
            String($0.prefix { $0 != "\"" })
        }
    }

    /// What the page says that a family of tokens may do.
    fileprivate func scopes(of family: String) -> [String] {
        let above = text.components(separatedBy: "value=\"\(family)\"")[0]
        let list = above.components(separatedBy: "<ul>").last ?? ""
        return list.components(separatedBy: "<li>").dropFirst().map {
            String($0.prefix { $0 != "<" })
        }
    }
}
