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
    ])
    func `a client that makes no sense is not registered`(words: [String]) async throws {
        try await Self.atDesk { desk in
            let outcome = try await desk.run(["client", "create", "--name", "Shop"] + words)
            #expect(outcome.exitCode != 0)
            #expect(outcome.standardError.hasPrefix("Error: "))
            #expect(outcome.standardOutput.isEmpty)
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
