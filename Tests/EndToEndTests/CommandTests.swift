import DocketJSON
import DocketTestKit
import Foundation
import Testing

/// Commands beside a server that runs, outside the sandbox. AccessCommandTests have the rest.
@Suite(.timeLimit(.minutes(30))) struct CommandTests {
    /// A server and the commands on its database.
    private struct Desk: Sendable {
        let server: ServerProcess
        let database: String

        /// What a command that must not fail prints.
        func printed(_ words: String..., input: String = "") async throws -> String {
            let outcome = try await DocketProcess.run(
                words, input: input, environment: ["DOCKET_DATABASE": "sqlite:\(database)"])
            #expect(outcome.exitCode == 0, "\(words): \(outcome.standardError)")
            return outcome.standardOutput.trimmingCharacters(in: .newlines)
        }

        func status(_ method: String, _ path: String, _ token: String) async throws -> Int {
            let body = method == "POST" ? #"{"Name": "x", "OrderTypeId": 1}"# : nil
            return try await EndToEnd.send(to: server, method, path, body, token: token).status
        }

        func grant(_ form: String) async throws -> RawAnswer {
            try await RawConnection.talk(to: server.port) { connection throws in
                connection.send(
                    """
                    POST /v1/oauth2/token HTTP/1.1\r
                    Host: docket\r
                    Content-Type: application/x-www-form-urlencoded\r
                    Content-Length: \(form.utf8.count)\r
                    \r
                    \(form)
                    """)
                return try connection.answer()
            }
        }
    }

    /// Starts a server with companies 1 and 2 and client `shop`, which may do everything in 1.
    private static func atDesk(_ body: (Desk) async throws -> Void) async throws {
        try await EndToEnd.run { folder in
            let server = try await ServerProcess(
                database: folder.database, arguments: ["--port", "0"])
            defer { server.signal(SIGKILL) }
            let desk = Desk(server: server, database: folder.database)
            #expect(try await desk.printed("company", "create", "--name", "A") == "1")
            #expect(try await desk.printed("company", "create", "--name", "B") == "2")
            _ = try await desk.printed(
                "client", "create", "--name", "Shop", "--id", "shop", "--company", "1",
                "--scope", "orders.read", "--scope", "orders.write", "--secret",
                "0123456789abcdef0123")
            try await body(desk)
            server.signal(SIGTERM)
            #expect(await server.wait() == 0)
        }
    }

    @Test func `a token works at once on the running server, and stops at once`() async throws {
        try await Self.atDesk { desk async throws in
            let list = "/v1/Companies(1)/Orders"
            #expect(try await desk.status("GET", list, "none") == 401)
            let token = try await desk.printed("token", "create", "--client", "shop")
            #expect(try await desk.status("GET", list, token) == 200)
            // The order lacks its EntityId: 400 comes behind 401, 403 and 404.
            #expect(try await desk.status("POST", list, token) == 400)
            _ = try await desk.printed("token", "revoke", "--", token)
            #expect(try await desk.status("GET", list, token) == 401)
        }
    }

    @Test func `a token does no more than it was made for`() async throws {
        try await Self.atDesk { desk async throws in
            let token = try await desk.printed(
                "token", "create", "--client", "shop", "--scope", "orders.read")
            #expect(try await desk.status("GET", "/v1/Companies(1)/Orders", token) == 200)
            #expect(try await desk.status("POST", "/v1/Companies(1)/Orders", token) == 403)
            #expect(try await desk.status("GET", "/v1/Companies(2)/Orders", token) == 403)
            #expect(try await desk.status("GET", "/v1/Companies(9)/Orders", token) == 403)
        }
    }

    @Test func `a token of the list is revoked by its ID`() async throws {
        try await Self.atDesk { desk async throws in
            let token = try await desk.printed("token", "create", "--client", "shop")
            let list = try await desk.printed("token", "list")
            #expect(!list.contains(token))
            let row = try #require(list.split(separator: "\n").last)
            let id = try #require(row.split(separator: " ").first)
            _ = try await desk.printed("token", "revoke", String(id))
            #expect(try await desk.status("GET", "/v1/Companies(1)/Orders", token) == 401)
            #expect(try await !desk.printed("token", "list").contains(id))
        }
    }

    @Test func `a user signs in at once, and is shut out at once`() async throws {
        try await Self.atDesk { desk async throws in
            let form =
                "grant_type=password&username=ann&password=correct+horse"
                + "&client_id=shop&client_secret=0123456789abcdef0123"
            #expect(try await desk.grant(form).status == 400)
            _ = try await desk.printed(
                "user", "create", "--name", "ann", "--scope", "orders.read", "--all-companies",
                input: "correct horse\n")
            let grant = try await desk.grant(form)
            #expect(grant.status == 200)
            let token = grant.json["access_token"]?.text ?? ""
            #expect(try await desk.status("GET", "/v1/Companies(1)/Orders", token) == 200)
            #expect(try await desk.status("GET", "/v1/Companies(2)/Orders", token) == 403)
            _ = try await desk.printed("user", "disable", "ann")
            #expect(try await desk.status("GET", "/v1/Companies(1)/Orders", token) == 401)
            #expect(try await desk.grant(form).status == 400)
        }
    }

    @Test func `a client is shut out at once`() async throws {
        try await Self.atDesk { desk async throws in
            let form =
                "grant_type=client_credentials&client_id=shop&client_secret=0123456789abcdef0123"
            let grant = try await desk.grant(form)
            let token = grant.json["access_token"]?.text ?? ""
            #expect(try await desk.status("GET", "/v1/Companies(1)/Orders", token) == 200)
            _ = try await desk.printed("client", "disable", "shop")
            #expect(try await desk.status("GET", "/v1/Companies(1)/Orders", token) == 401)
            // RFC 6749, section 5.2: 400 or 401 where the secret came in the body.
            let refusal = try await desk.grant(form)
            #expect([400, 401].contains(refusal.status))
            #expect(refusal.json["error"]?.text == "invalid_client")
        }
    }

    @Test(arguments: [
        ["token", "create", "--client", "nobody"], ["token", "revoke", "nothing"],
        ["token", "create", "--client", "shop", "--scope", "admin"],
        ["token", "create", "--client", "shop", "--company", "2"],
        ["token", "create", "--client", "shop", "--hours", "0"],
        ["client", "disable", "nobody"], ["user", "disable", "nobody"],
        ["company", "create", "--name", "A", "--id", "1"],
        ["company", "create", "--name", "A", "--id", "0"], ["company", "create", "--name", ""],
    ])
    func `what can't be is refused with one line and no stack`(words: [String]) async throws {
        try await Self.atDesk { desk async throws in
            let outcome = try await DocketProcess.run(
                words, environment: ["DOCKET_DATABASE": "sqlite:\(desk.database)"])
            #expect(outcome.exitCode != 0)
            #expect(outcome.standardOutput == "")
            #expect(outcome.standardError.hasPrefix("Error: "), "\(outcome.standardError)")
        }
    }

    @Test func `commands that come at once on a new database all count`() async throws {
        for _ in 0..<3 {
            try await EndToEnd.run { folder in
                let database = folder.database
                let codes = try await withThrowingTaskGroup(of: Int32.self) { group in
                    for number in 1...8 {
                        group.addTask {
                            try await DocketProcess.run([
                                "company", "create", "--name", "Company \(number)", "--database",
                                "sqlite:\(database)",
                            ]).exitCode
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                #expect(codes == Array(repeating: 0, count: 8))
                let list = try await DocketProcess.run([
                    "company", "list", "--database", "sqlite:\(database)",
                ])
                #expect(list.standardOutput.split(separator: "\n").count == 9)
            }
        }
    }
}
