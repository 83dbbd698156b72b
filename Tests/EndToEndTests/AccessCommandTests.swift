import AsyncHTTPClient
import DocketTestKit
import Foundation
import NIOCore
import NIOHTTP1
import Testing

/// `docket company`, `client`, `user` and `token`, as an operator types them.
@Suite struct AccessCommandTests {
    /// Runs commands one after another on a database of their own.
    private struct Desk {
        let folder: TemporaryFolder
        var path: String { folder.path("docket.db") }

        func run(_ words: String..., input: String = "") async throws -> ChildProcess.Outcome {
            try await run(words, input: input)
        }

        func run(_ words: [String], input: String = "") async throws -> ChildProcess.Outcome {
            try await DocketProcess.run(
                words, input: input, environment: ["DOCKET_DATABASE": "sqlite:\(path)"])
        }

        /// What a command that must not fail prints.
        func printed(_ words: String..., input: String = "") async throws -> String {
            let outcome = try await run(words, input: input)
            #expect(outcome.exitCode == 0, "\(words): \(outcome.standardError)")
            return outcome.standardOutput.trimmingCharacters(in: .newlines)
        }
    }

    private static func atDesk(_ body: (Desk) async throws -> Void) async throws {
        let desk = Desk(folder: try TemporaryFolder())
        defer { desk.folder.remove() }
        try await body(desk)
    }

    @Test func `companies are numbered and listed`() async throws {
        try await Self.atDesk { desk in
            #expect(try await desk.printed("company", "create", "--name", "Acme") == "1")
            #expect(
                try await desk.printed("company", "create", "--name", "B", "--id", "77") == "77")
            let again = try await desk.run("company", "create", "--name", "C", "--id", "77")
            #expect(again.exitCode != 0)
            let list = try await desk.printed("company", "list")
            #expect(list == "ID  NAME  STATE\n1   Acme  enabled\n77  B     enabled")
        }
    }

    @Test func `a client's secret is printed once and not listed`() async throws {
        try await Self.atDesk { desk in
            let output = try await desk.printed(
                "client", "create", "--name", "Shop", "--id", "shop", "--scope", "orders.write",
                "--all-companies")
            let secret = try #require(output.split(separator: " ").last)
            #expect(secret.count == 43)
            let list = try await desk.printed("client", "list")
            #expect(list.contains("shop") && !list.contains(secret))
        }
    }

    @Test(arguments: [
        ["--scope", "nope", "--all-companies"], ["--scope", "admin"], ["--all-companies"],
        ["--scope", "admin", "--company", "5"], ["--scope", "admin", "--company", "x"],
        ["--scope", "admin", "--all-companies", "--secret", "short"],
        ["--scope", "admin", "--all-companies", "--company", "1"],
        ["--scope", "admin", "--all-companies", "--id", "a b"],
        ["--role", "owner", "--all-companies"],
        ["--role", "clerk", "--scope", "orders.read", "--all-companies"],
        ["--role", "clerk", "--all-companies", "--redirect", "javascript:alert(1)"],
        ["--role", "clerk", "--all-companies", "--redirect", "http://shop.example/back"],
    ])
    func `a client that makes no sense is not registered`(words: [String]) async throws {
        try await Self.atDesk { desk in
            let outcome = try await desk.run(["client", "create", "--name", "Shop"] + words)
            #expect(outcome.exitCode != 0)
            #expect(outcome.standardError.hasPrefix("Error: "))
            #expect(outcome.standardOutput.isEmpty)
        }
    }

    @Test func `a client is shown and changed, member by member`() async throws {
        try await Self.atDesk { desk in
            _ = try await desk.printed("company", "create", "--name", "Acme")
            _ = try await desk.printed(
                "client", "create", "--name", "Shop", "--id", "shop", "--role", "clerk",
                "--company", "1", "--default-company", "1", "--redirect", "https://a.example/",
                "--implicit")
            let lines = { (role: String, scopes: String, rest: String) in
                """
                id               shop
                name             Shop
                state            enabled
                kind             secret
                role             \(role)
                scopes           \(scopes)
                companies        1
                default company  1
                \(rest)
                """
            }
            let redirect = "implicit flow    allowed\nredirect         https://a.example/"
            #expect(
                try await desk.printed("client", "show", "shop")
                    == lines("clerk", "orders.write directory.read", redirect))
            _ = try await desk.printed("client", "update", "shop", "--scope", "payment")
            #expect(
                try await desk.printed("client", "show", "shop") == lines("-", "payment", redirect))
            _ = try await desk.printed(
                "client", "update", "shop", "--role", "manager", "--no-redirects", "--no-implicit")
            #expect(
                try await desk.printed("client", "show", "shop")
                    == lines(
                        "manager",
                        "orders.write orders.process directory.write public-api payment",
                        "implicit flow    not allowed"))
            let refusals = [
                ["shop", "--redirect", "data:,x"], ["shop", "--company", "7"], ["none"],
                ["shop", "--name", ""],
            ]
            for words in refusals {
                let outcome = try await desk.run(["client", "update"] + words)
                #expect(outcome.exitCode != 0, "\(words)")
                #expect(outcome.standardError.hasPrefix("Error: "))
            }
        }
    }

    @Test func `a client's new secret is printed once, and a public one has none`() async throws {
        try await Self.atDesk { desk in
            let first = try await desk.printed(
                "client", "create", "--name", "Shop", "--id", "shop", "--role", "clerk",
                "--all-companies")
            let second = try await desk.printed("client", "rotate-secret", "shop")
            #expect(second.wholeMatch(of: /client_secret  [A-Za-z0-9_-]{43}/) != nil)
            #expect(!first.contains(second))
            _ = try await desk.printed("client", "disable", "shop")
            #expect(try await desk.printed("client", "list").contains("shop  Shop  disabled"))
            _ = try await desk.printed("client", "enable", "shop")
            #expect(try await desk.printed("client", "list").contains("shop  Shop  enabled"))
            _ = try await desk.printed(
                "client", "create", "--name", "Page", "--id", "page", "--role", "clerk",
                "--all-companies", "--public")
            #expect(try await desk.run("client", "rotate-secret", "page").exitCode != 0)
            #expect(try await desk.run("client", "enable", "none").exitCode != 0)
        }
    }

    @Test func `a user is shown, changed, and let in again`() async throws {
        try await Self.atDesk { desk in
            _ = try await desk.printed(
                "user", "create", "--name", "ann", "--role", "reader", "--all-companies",
                input: "correct horse\n")
            _ = try await desk.printed("user", "update", "ann", "--role", "Clerk")
            let shown = try await desk.printed("user", "show", "ann")
            let pattern = /name       ann\nid         [0-9a-f-]{36}\nstate      enabled\n.*/
            #expect(shown.wholeMatch(of: pattern.dotMatchesNewlines()) != nil, "\(shown)")
            #expect(
                shown.hasSuffix(
                    """
                    role       clerk
                    scopes     orders.write directory.read
                    companies  *
                    """))
            _ = try await desk.printed("user", "disable", "ann")
            #expect(try await desk.printed("user", "show", "ann").contains("state      disabled"))
            _ = try await desk.printed("user", "enable", "ann")
            let list = try await desk.printed("user", "list")
            #expect(list.contains("ann   enabled  *          clerk  orders.write directory.read"))
            for words in [["show", "bob"], ["update", "bob", "--role", "x"], ["enable", "bob"]] {
                #expect(try await desk.run(["user"] + words).exitCode != 0)
            }
        }
    }

    @Test(arguments: ["password1", "docket-2026", "Acme 2026!", "ann.smith1", "short"])
    func `a password that others would guess is refused`(password: String) async throws {
        try await Self.atDesk { desk in
            _ = try await desk.printed("company", "create", "--name", "Acme")
            let outcome = try await desk.run(
                "user", "create", "--name", "ann.smith", "--role", "clerk", "--company", "1",
                input: password + "\n")
            #expect(outcome.exitCode != 0)
            #expect(outcome.standardError.contains("password"))
            #expect(!outcome.standardError.contains(password))
            let list = try await desk.printed("user", "list")
            #expect(list == "NAME  STATE  COMPANIES  ROLE  SCOPES")
        }
    }

    @Test func `a user's password is read from standard input`() async throws {
        try await Self.atDesk { desk in
            _ = try await desk.printed(
                "user", "create", "--name", "ann", "--scope", "orders.write", "--all-companies",
                input: "correct horse\n")
            _ = try await desk.printed("user", "password", "ann", input: "another horse\n")
            #expect(try await desk.run("user", "password", "ann").exitCode != 0)
            #expect(try await desk.run("user", "password", "bob", input: "x").exitCode != 0)
            _ = try await desk.printed("user", "disable", "ann")
            #expect(try await desk.printed("user", "list").contains("ann   disabled"))
        }
    }

    @Test func `what a command revokes stops at once on a running server`() async throws {
        try await Self.atDesk { desk in
            let server = try await ServerProcess(database: desk.path)
            defer { server.signal(SIGKILL) }
            let token = try await desk.printed("token", "create", "--client", "sandbox")
            let other = try await desk.printed("token", "create", "--client", "sandbox")
            #expect(try await Self.status(server, token) == 200)
            _ = try await desk.printed("token", "revoke", "--", token)
            #expect(try await Self.status(server, token) == 401)
            #expect(try await Self.status(server, other) == 200)
            _ = try await desk.printed("client", "disable", "sandbox")
            #expect(try await Self.status(server, other) == 401)
            server.signal(SIGTERM)
            #expect(await server.wait() == 0)
        }
    }

    private static func status(_ server: ServerProcess, _ token: String) async throws -> UInt {
        var request = HTTPClientRequest(url: "\(server.address)/v1/Companies(14146)/Orders")
        request.headers.add(name: "Authorization", value: "Bearer \(token)")
        let response = try await HTTPClient.shared.execute(request, timeout: .seconds(300))
        return response.status.code
    }
}
