import DocketCore
import DocketJSON
import DocketServer
import DocketService
import DocketTestKit
import Foundation
import HTTPTypes
import Logging
import Testing

extension LogRecorder {
    /// The security events so far.
    fileprivate var allEvents: [Entry] { entries.filter { $0.metadata["event"] != nil } }

    /// The events of a name so far.
    fileprivate func events(_ name: SecurityEventName) -> [Entry] {
        allEvents.filter { $0.metadata["event"] == name.rawValue }
    }

    /// The events of a name that `body` brings about.
    fileprivate func events(
        _ name: SecurityEventName, of body: () async throws -> Void
    ) async throws -> [Entry] {
        let before = events(name).count
        try await body()
        return Array(events(name).dropFirst(before))
    }
}

extension LogRecorder.Entry {
    /// What it names, but for the request and its trace.
    fileprivate var named: [String: String] {
        metadata.filter { !["event", "request", "trace", "span"].contains($0.key) }
    }
}

/// What the log tells of who came in, and who did not.
@Suite struct SecurityLogTests {
    private static let name = "sandbox@example.test"
    private static let orders = "/v1/Companies(14146)/Orders"

    // MARK: - Sign-in

    @Test
    func `every sign-in, right or wrong, is a line of the log that names who, from where and how`()
        async throws
    {
        let log = LogRecorder()
        try await TestServer.run { server in
            _ = try await server.storeUser("gone@example.test")
            try await Users(database: server.database).disable(
                "gone@example.test", at: server.services.clock.now())
            let before = log.allEvents.count
            var limits = ServerLimits.ofTests
            limits.proxies = TrustedProxies(try [#require(Network("127.0.0.0/8"))])
            try await SocketServer.run(on: server.services, limits: limits, log: log) { socket in
                let address = "192.0.2.7"
                _ = try await socket.signInOnPage(Self.name, from: address)
                _ = try await socket.signInOnPage(Self.name, "wrong", from: address)
                _ = try await socket.signInOnPage("my-pass-phrase", from: address)
                _ = try await socket.signIn(Self.name, from: address)
                _ = try await socket.signIn(Self.name, "wrong", from: address)
                _ = try await socket.signIn("my-pass-phrase", from: address)
                _ = try await socket.signIn("gone@example.test", from: address)
            }
            let lines = log.allEvents.dropFirst(before).filter {
                $0.message.hasPrefix("sign-in ")
            }
            #expect(lines.map(\.named) == Self.signIns)
            for line in lines {
                let isTaken = line.message == "sign-in taken"
                #expect(isTaken == (line.metadata["reason"] == nil))
                #expect(line.level == (isTaken ? .info : .notice))
                #expect(line.metadata["event"] == line.message)
                #expect(line.metadata["request"]?.isEmpty == false)
            }
        }
    }

    /// What is told of one after the other.
    private static let signIns: [[String: String]] = [
        ["user": name, "way": "page", "address": "192.0.2.7"],
        ["user": name, "way": "page", "address": "192.0.2.7", "reason": "password"],
        ["user": "unknown", "way": "page", "address": "192.0.2.7", "reason": "password"],
        ["user": name, "way": "token", "client": "sandbox", "address": "192.0.2.7"],
        [
            "user": name, "way": "token", "client": "sandbox", "address": "192.0.2.7",
            "reason": "password",
        ],
        [
            "user": "unknown", "way": "token", "client": "sandbox", "address": "192.0.2.7",
            "reason": "password",
        ],
        [
            "user": "gone@example.test", "way": "token", "client": "sandbox",
            "address": "192.0.2.7", "reason": "disabled",
        ],
    ]

    @Test func `a password that is not looked at is a line too`() async throws {
        let log = LogRecorder()
        try await TestServer.run(log: log) { server in
            let lines = try await log.events(.signInRefused) {
                var status = 400
                for _ in 0..<20 where status == 400 {
                    status = try await server.signIn(Self.name, "wrong").status
                }
                #expect(status == 429)
            }
            #expect(lines.dropLast().allSatisfy { $0.metadata["reason"] == "password" })
            #expect(lines.last?.metadata["reason"] == "delayed")
            #expect(lines.allSatisfy { $0.metadata["user"] == Self.name })
        }
    }

    @Test func `a right password is told of also where the client then gets nothing`() async throws
    {
        let log = LogRecorder()
        try await TestServer.run(log: log) { server in
            _ = try await server.storeUser("ann", companies: "1")
            let taken = try await log.events(.signInTaken) {
                let refused = try await server.form(
                    "/v1/oauth2/token",
                    [
                        "grant_type": "password", "username": "ann",
                        "password": "sandbox-password", "client_id": "sandbox",
                        "client_secret": "sandbox-secret", "company": "14146",
                    ])
                #expect(refused["error"]?.text == "invalid_scope")
            }
            #expect(taken.map(\.named) == [["user": "ann", "way": "token", "client": "sandbox"]])
            #expect(
                log.events(.tokenRefused).last?.named
                    == ["error": "invalid_scope", "grant": "password", "client": "sandbox"])
        }
    }

    // MARK: - Tokens

    @Test func `a token that is given or refused is a line that names grant, client and user`()
        async throws
    {
        let log = LogRecorder()
        try await TestServer.run(log: log) { server in
            let given = try await log.events(.tokenGiven) {
                _ = try await server.exchange(try await server.code())
                _ = try await server.clientGrant("sandbox", secret: "sandbox-secret")
            }
            #expect(
                given.first?.named == [
                    "grant": "authorization_code", "client": "sandbox", "user": Self.name,
                    "scope": "orders.read",
                ])
            #expect(given.last?.metadata["grant"] == "client_credentials")
            #expect(given.last?.metadata["user"] == nil)
            #expect(given.count == 2)
            let refused = try await log.events(.tokenRefused) {
                _ = try await server.clientGrant("sandbox", secret: "wrong")
                _ = try await server.clientGrant("typed-in-wrong", secret: "wrong")
                _ = try await server.grant("grant_type=made-up&client_id=sandbox")
                _ = try await server.exchange("made-up-code")
            }
            #expect(
                refused.map(\.named) == [
                    [
                        "error": "invalid_client", "grant": "client_credentials",
                        "client": "sandbox",
                    ],
                    ["error": "invalid_client", "grant": "client_credentials"],
                    ["error": "unsupported_grant_type"],
                    ["error": "invalid_grant", "grant": "authorization_code", "client": "sandbox"],
                ])
        }
    }

    @Test func `reuse of a refresh token or a code is a warning of the log`() async throws {
        let log = LogRecorder()
        try await TestServer.run(log: log) { server in
            let code = try await server.code()
            let tokens = try await server.exchange(code)
            let codes = try await log.events(.codeReused) {
                let again = try await server.exchange(code)
                #expect(again["error"]?.text == "invalid_grant")
            }
            let token = try await server.exchange(try await server.code())["refresh_token"]?.text
            #expect(try await server.refresh(token).status == 200)
            let refreshes = try await log.events(.refreshTokenReused) {
                #expect(try await server.refresh(token)["error"]?.text == "invalid_grant")
                // What is made up is no reuse.
                _ = try await server.refresh("made-up")
            }
            #expect(tokens.status == 200)
            for lines in [codes, refreshes] {
                #expect(lines.count == 1)
                #expect(lines.first?.level == .warning)
                #expect(lines.first?.metadata["client"] == "sandbox")
                #expect(lines.first?.metadata["user"] == Self.name)
                #expect(GUID(lines.first?.metadata["family"] ?? "") != nil)
            }
        }
    }

    @Test func `a token that its client takes back is a line, once`() async throws {
        let log = LogRecorder()
        try await TestServer.run(log: log) { server in
            let tokens = try await server.exchange(try await server.code())
            let lines = try await log.events(.tokenRevoked) {
                for token in [tokens["access_token"]?.text, tokens["access_token"]?.text, "x"] {
                    _ = try await server.form(
                        "/v1/oauth2/revoke",
                        [
                            "client_id": "sandbox", "client_secret": "sandbox-secret",
                            "token": token,
                        ])
                }
            }
            #expect(lines.count == 1)
            #expect(lines.first?.metadata["user"] == Self.name)
            let refusals = [
                ("revoke", SecurityEventName.revocationRefused),
                ("introspect", .introspectionRefused),
            ]
            for (path, name) in refusals {
                let refused = try await log.events(name) {
                    _ = try await server.form(
                        "/v1/oauth2/\(path)",
                        ["client_id": "sandbox", "client_secret": "wrong", "token": "x"])
                }
                #expect(
                    refused.map(\.named) == [["error": "invalid_client", "client": "sandbox"]])
            }
        }
    }

    @Test func `what a person allows or denies is a line`() async throws {
        let log = LogRecorder()
        try await TestServer.run(log: log) { server in
            let browser = TestBrowser(server)
            _ = try await browser.signIn()
            let before = log.allEvents.count
            _ = try await browser.decide("deny", at: AuthorizationURL.text())
            _ = try await browser.decide("allow", at: AuthorizationURL.text())
            _ = try await browser.decide(
                "allow", at: AuthorizationURL.text(["response_type": "token"]))
            let lines = log.allEvents.dropFirst(before)
            #expect(
                lines.map(\.message) == [
                    "authorization denied", "authorization allowed", "authorization allowed",
                    "token given",
                ])
            #expect(lines.last?.metadata["grant"] == "implicit")
            for line in lines {
                #expect(line.metadata["client"] == "sandbox")
                #expect(line.metadata["user"] == Self.name)
            }
        }
    }

    // MARK: - Requests

    @Test func `a 403 is a line of the log that names who and what`() async throws {
        let log = LogRecorder()
        try await TestServer.run(log: log) { server in
            let reader = try await server.token(scope: "orders.read", companies: [1])
            let path = "/v1/Companies(1)/Orders"
            let scope = try await log.events(.scopeMissing) {
                let body = #"{"CustomerName": "not for the log"}"#
                let write = try await server.send(.post, path, body: body, token: reader)
                let read = try await server.send(.get, "/v1/Companies(1)", token: reader)
                #expect(write.status == 403)
                #expect(read.status == 403)
            }
            #expect(
                scope.map(\.named) == [
                    [
                        "client": "sandbox", "route": "POST /v1/companies()/orders",
                        "company": "1", "scope": "orders.write",
                    ],
                    [
                        "client": "sandbox", "route": "GET /v1/companies()", "company": "1",
                        "scope": "directory.read",
                    ],
                ])
            let company = try await log.events(.companyNotAllowed) {
                let other = try await server.send(.get, Self.orders, token: reader)
                #expect(other.status == 403)
            }
            #expect(
                company.map(\.named) == [
                    [
                        "client": "sandbox", "route": "GET /v1/companies()/orders",
                        "company": "14146",
                    ]
                ])
            #expect(Set((scope + company).map(\.level)) == [.notice])
        }
    }

    @Test func `a 401 is a line at info, and what is let in is none`() async throws {
        let log = LogRecorder()
        try await TestServer.run(log: log) { server in
            let before = log.allEvents.count
            #expect(try await server.send(.get, Self.orders).status == 200)
            #expect(try await server.send(.get, "\(Self.orders)(x)").status == 404)
            #expect(log.allEvents.count == before)
            _ = try await server.send(.get, Self.orders, token: nil)
            _ = try await server.send(.get, Self.orders, token: "broken")
            let lines = log.allEvents.dropFirst(before)
            #expect(lines.map(\.named) == [["reason": "missing"], ["reason": "not good"]])
            #expect(lines.allSatisfy { $0.level == .info && $0.message == "access token refused" })
        }
    }

    @Test(arguments: ["sandbox-token", nil] as [String?])
    func `a flood of 429s is one line of the log in each window`(token: String?) async throws {
        let log = LogRecorder()
        var limits = ServerLimits()
        limits.tokenRequestsMax = 3
        limits.anonymousRequestsMax = 3
        try await TestServer.run(limits: limits, log: log) { server in
            var windows: Set<String?> = []
            let lines = try await log.events(.rateLimitMet) {
                for _ in 0..<40 {
                    let reply = try await server.send(.get, Self.orders, token: token)
                    if reply.status == 429 { windows.insert(reply.headers["X-RateLimit-Reset"]) }
                }
            }
            #expect(!windows.isEmpty)
            #expect(lines.count == windows.count)
            #expect(lines.first?.level == .notice)
            #expect(lines.first?.metadata["limit"] == "3")
            let client = token == nil ? nil : "sandbox"
            #expect(lines.first?.metadata["client"] == client)
        }
    }

    @Test(arguments: [[:], ["Prefer": "dry-run"]] as [[String: String]])
    func `a webhook to an address that is not public is a line`(
        headers: [String: String]
    ) async throws {
        let log = LogRecorder()
        try await TestServer.run(log: log) { server in
            let lines = try await log.events(.webhookAddressRefused) {
                let refused = try await server.send(
                    .post, TestServer.webhooks, headers: headers,
                    body: #"{"Url": "http://169.254.169.254/latest"}"#)
                #expect(refused.status == 400)
            }
            #expect(lines.map(\.named) == [["client": "sandbox", "company": "14146"]])
        }
    }
}

extension TestServer {
    /// Exchanges a refresh token, as the sandbox's client.
    func refresh(_ token: String?) async throws -> Reply {
        try await form(
            "/v1/oauth2/token",
            [
                "grant_type": "refresh_token", "client_id": "sandbox",
                "client_secret": "sandbox-secret", "refresh_token": token,
            ])
    }
}
