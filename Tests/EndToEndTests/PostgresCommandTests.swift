import DocketJSON
import DocketStore
import DocketTestKit
import Foundation
import Testing

/// Commands on PostgreSQL, and servers whose schema grows under them.
@Suite(.timeLimit(.minutes(30))) struct PostgresCommandTests {
    /// Runs commands one after another on a database of their own.
    private struct Desk: Sendable {
        let postgres: PostgresServer
        let place: PostgresTestDatabase

        static func run(_ body: @Sendable (Desk) async throws -> Void) async throws {
            let postgres = try await PostgresServer.shared()
            try await postgres.withDatabase { place in
                try await body(Desk(postgres: postgres, place: place))
            }
        }

        func run(_ words: [String], input: String = "") async throws -> ChildProcess.Outcome {
            try await DocketProcess.run(
                words, input: input, environment: ["DOCKET_DATABASE": place.url])
        }

        /// What a command that must not fail prints.
        func printed(_ words: String..., input: String = "") async throws -> String {
            let outcome = try await run(words, input: input)
            #expect(outcome.exitCode == 0, "\(words): \(outcome.standardError)")
            return outcome.standardOutput.trimmingCharacters(in: .newlines)
        }

        @discardableResult
        func sql(_ text: String) async throws -> String {
            try await postgres.sql(text, in: place.name)
        }

        func status(
            _ server: ServerProcess, _ path: String, _ token: String
        ) async throws -> Int {
            try await EndToEnd.send(to: server, "GET", path, token: token).status
        }
    }

    // MARK: - migrate

    @Test func `migrate makes the tables, and the second time nothing`() async throws {
        try await Desk.run { desk async throws in
            #expect(try await desk.printed("migrate") == "schema 6")
            let tables = """
                SELECT string_agg(relname || ' ' || oid, ',' ORDER BY oid) FROM pg_class
                WHERE relnamespace = 'public'::regnamespace
                """
            let before = try await desk.sql(tables)
            #expect(before.contains("orders"))
            #expect(try await desk.printed("migrate") == "schema 6")
            #expect(try await desk.sql(tables) == before)
        }
    }

    @Test func `a database that is no Citus is not spread, and is left as it is`() async throws {
        try await Desk.run { desk async throws in
            let refused = try await desk.run(["migrate", "--citus"])
            #expect(refused.exitCode == 1)
            #expect(refused.standardError.contains("it has no Citus"))
            let tables = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
            #expect(try await desk.sql(tables) == "0")
        }
    }

    // MARK: - Options

    @Test func `no more connections read than it is told`() async throws {
        try await Desk.run { desk async throws in
            let server = try await ServerProcess(
                database: desk.place.url,
                arguments: ["--sandbox", "--port", "0", "--database-readers", "1"])
            defer { server.signal(SIGKILL) }
            try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<64 {
                    group.addTask {
                        try await desk.status(server, "/v1/Companies(1)/Orders", "sandbox-token")
                    }
                }
                for try await status in group { #expect(status == 200) }
            }
            let sessions = """
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND application_name = 'docket'
                """
            // One listens, and two write.
            #expect(try await Int(desk.sql(sessions)) ?? 0 <= 1 + 3)
        }
    }

    @Test(arguments: [
        ("database-writers", "0"), ("database-writers", "17"), ("database-readers", "0"),
        ("database-readers", "65"), ("statement-timeout", "0"), ("statement-timeout", "3601"),
        ("statement-timeout", "-1"),
    ])
    func `a number out of its range is refused by the option's name`(
        option: String, number: String
    ) async throws {
        let refused = try await DocketProcess.run([
            "serve", "--database", "postgres:///nowhere", "--\(option)=\(number)",
        ])
        #expect(refused.exitCode == 64)
        #expect(refused.standardError.contains("\(option) must be a number from 1 to"))
        #expect(refused.standardError.contains("'\(number)'"))
    }

    @Test func `commands that come at once on a new database all count`() async throws {
        try await Desk.run { desk async throws in
            let complaints = try await withThrowingTaskGroup(of: String.self) { group in
                for number in 1...6 {
                    group.addTask {
                        try await desk.run(["company", "create", "--name", "Company \(number)"])
                            .standardError
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(complaints == Array(repeating: "", count: 6))
            let list = try await desk.printed("company", "list")
            #expect(list.split(separator: "\n").count == 7)
            #expect(try await desk.sql("SELECT count(*) FROM schema_version") == "1")
        }
    }

    // MARK: - Access and import

    @Test func `companies, clients, users and tokens are made beside a running server`()
        async throws
    {
        try await Desk.run { desk async throws in
            let server = try await ServerProcess(
                database: desk.place.url, arguments: ["--port", "0"])
            defer { server.signal(SIGKILL) }
            #expect(try await desk.printed("company", "create", "--name", "Acme") == "1")
            let twice = try await desk.run(["company", "create", "--name", "B", "--id", "1"])
            #expect(twice.exitCode != 0)
            #expect(twice.standardError.hasPrefix("Error: "))
            _ = try await desk.printed(
                "client", "create", "--name", "Shop", "--id", "shop", "--company", "1",
                "--scope", "orders.read", "--secret", "0123456789abcdef0123")
            _ = try await desk.printed(
                "user", "create", "--name", "ann", "--scope", "orders.read", "--all-companies",
                input: "correct horse\n")
            #expect(try await desk.printed("user", "list").contains("ann"))
            #expect(try await desk.printed("client", "list").contains("shop"))
            let list = "/v1/Companies(1)/Orders"
            let token = try await desk.printed("token", "create", "--client", "shop")
            let other = try await desk.printed("token", "create", "--client", "shop")
            #expect(try await desk.status(server, list, token) == 200)
            #expect(try await desk.status(server, list, other) == 200)
            _ = try await desk.printed("token", "revoke", "--", token)
            // The word is on its way to the server, which has both in memory.
            while try await desk.status(server, list, token) != 401 {}
            #expect(try await desk.status(server, list, other) == 200)
            _ = try await desk.printed("client", "disable", "shop")
            while try await desk.status(server, list, other) != 401 {}
            server.signal(SIGTERM)
            #expect(await server.wait() == 0)
        }
    }

    @Test func `an import is stored whole, or not at all`() async throws {
        try await Desk.run { desk async throws in
            let folder = try TemporaryFolder()
            defer { folder.remove() }
            let path = folder.path("stores.csv")
            _ = try await desk.printed("company", "create", "--name", "Acme")
            let rows = (1...300).map { "\($0),Store \($0)" }.joined(separator: "\n")
            try Data("Id,Name\n\(rows)\n".utf8).write(to: URL(fileURLWithPath: path))
            let words = ["import", "--company", "1", "locations", path]
            let loaded = try await desk.run(words)
            #expect(loaded.exitCode == 0, "\(loaded.standardError)")
            #expect(loaded.standardOutput == "stored 300 locations\n")
            try Data("Id,Name\n301,New\n300,Taken\n".utf8).write(to: URL(fileURLWithPath: path))
            let again = try await desk.run(words)
            #expect(again.exitCode == 1)
            #expect(again.standardOutput == "stored nothing, 1 bad line\n")
            #expect(try await desk.sql("SELECT count(*) FROM locations") == "300")
        }
    }

    // MARK: - A newer schema

    @Test func `a server whose database was migrated by a newer one stops and says why`()
        async throws
    {
        try await Desk.run { desk async throws in
            let known = Migrations.newest
            let words =
                "the database has schema \(known + 1), this program knows \(known): "
                + "use a newer docket"
            let server = try await ServerProcess(database: desk.place.url)
            defer { server.signal(SIGKILL) }
            let other = try await ServerProcess(database: desk.place.url)
            defer { other.signal(SIGKILL) }
            let listeners = """
                SELECT count(*) FROM pg_stat_activity
                WHERE datname = current_database() AND query = 'LISTEN docket'
                """
            while try await desk.sql(listeners) != "2" {}
            try await desk.sql(
                "UPDATE schema_version SET version = \(known + 1); NOTIFY docket, 'schema'")
            for server in [server, other] {
                while !server.log.contains(words) { try await Task.sleep(for: .milliseconds(5)) }
                #expect(await server.wait() > 0)
            }
            for arguments in [["--port", "0"], ["--sandbox", "--port", "0"]] {
                let refused = try await desk.run(["serve"] + arguments)
                #expect(refused.exitCode != 0)
                #expect(refused.standardOutput == "")
                #expect(refused.standardError == "Error: \(words)\n")
            }
            let migrated = try await desk.run(["migrate"])
            #expect(migrated.exitCode != 0)
            #expect(migrated.standardError == "Error: \(words)\n")
            #expect(try await desk.sql("SELECT version FROM schema_version") == "\(known + 1)")
        }
    }

    @Test func `a server that was away when the schema grew looks when it is back`() async throws {
        try await Desk.run { desk async throws in
            let server = try await ServerProcess(database: desk.place.url)
            defer { server.signal(SIGKILL) }
            // Without a word; the connection that listens is lost then, and made anew.
            try await desk.sql("UPDATE schema_version SET version = \(Migrations.newest + 1)")
            try await desk.postgres.killBackends(of: desk.place.name)
            #expect(await server.wait() > 0)
        }
    }
}
