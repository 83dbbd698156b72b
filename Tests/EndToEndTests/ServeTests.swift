import DocketJSON
import DocketSQLite
import DocketStore
import DocketTestKit
import Foundation
import Testing

/// `docket serve` as an operator starts and stops it.
@Suite(.timeLimit(.minutes(30))) struct ServeTests {
    // MARK: - Starting

    @Test func `the first line says where it listens`() async throws {
        try await EndToEnd.run { folder in
            let server = try await ServerProcess(database: folder.database)
            defer { server.signal(SIGKILL) }
            let line = try #require(server.output.split(separator: "\n").first)
            #expect(line == "listening on http://127.0.0.1:\(server.port)")
            let answer = try await EndToEnd.send(to: server, "GET", "/health/ready", token: nil)
            #expect(answer.status == 200)
        }
    }

    @Test func `outside the sandbox it prints nothing but that line`() async throws {
        try await EndToEnd.run { folder in
            let server = try await ServerProcess(
                database: folder.database, arguments: ["--port", "0"])
            defer { server.signal(SIGKILL) }
            try await Task.sleep(for: .milliseconds(100))
            #expect(server.output == "listening on \(server.address)\n")
            for line in server.log.split(separator: "\n") {
                #expect((try? JSONValue(text: String(line))) != nil, "\(line)")
            }
        }
    }

    @Test(arguments: [
        (["--port", "70000"], "70000"), (["--port=-1"], "-1"), (["--port", "x"], "x"),
        (["--port", ""], "port"), (["--database", "docket.db"], "docket.db"),
        (["--database", "sqlite:"], "sqlite:"), (["--database", "mysql://h/d"], "mysql"),
        (["--database", "sqlite:/nonexistent/docket.db"], "/nonexistent/docket.db"),
        (["--handling", "loose"], "loose"), (["--log-level", "loud"], "loud"),
        (["--host", "999.1.1.1"], "999.1.1.1"), (["--nonsense"], "nonsense"),
        (["--config", "/nonexistent/docket.json"], "/nonexistent/docket.json"),
        (["--trusted-issuers", "/nonexistent/issuers.json"], "/nonexistent/issuers.json"),
    ])
    func `what can't be is refused with a line that says so`(
        arguments: [String], word: String
    ) async throws {
        try await EndToEnd.run { folder in
            // Of an option that is there twice, the last one counts.
            let outcome = try await DocketProcess.run(
                ["serve", "--port", "0", "--database", "sqlite:\(folder.database)"] + arguments)
            #expect(outcome.exitCode != 0)
            #expect(outcome.standardOutput == "")
            let first = outcome.standardError.split(separator: "\n").first ?? ""
            #expect(first.hasPrefix("Error: "), "\(outcome.standardError)")
            #expect(outcome.standardError.contains(word), "\(outcome.standardError)")
        }
    }

    @Test func `a new database is its owner's alone`() async throws {
        try await EndToEnd.run { folder in
            let server = try await ServerProcess(database: folder.database)
            defer { server.signal(SIGKILL) }
            for suffix in ["", "-wal", "-shm"] {
                let attributes = try FileManager.default.attributesOfItem(
                    atPath: folder.database + suffix)
                #expect(attributes[.posixPermissions] as? Int == 0o600, "\(suffix)")
            }
        }
    }

    @Test func `a port that is taken is told`() async throws {
        try await EndToEnd.run { folder in
            let server = try await ServerProcess(database: folder.database)
            defer { server.signal(SIGKILL) }
            let outcome = try await DocketProcess.run([
                "serve", "--port", "\(server.port)", "--database",
                "sqlite:\(folder.folder.path("other.db"))",
            ])
            #expect(outcome.exitCode != 0)
            #expect(outcome.standardOutput == "")
            #expect(outcome.standardError.lowercased().contains("in use"))
        }
    }

    @Test func `a file that is no database is refused and left as it is`() async throws {
        try await EndToEnd.run { folder in
            let text = Data("Dear diary\n".utf8)
            try text.write(to: URL(fileURLWithPath: folder.database))
            for arguments in [[], ["--sandbox"]] {
                let outcome = try await DocketProcess.run(
                    ["serve", "--port", "0", "--database", "sqlite:\(folder.database)"] + arguments)
                #expect(outcome.exitCode != 0)
                #expect(
                    outcome.standardError.contains("\(folder.database) is not a Docket database"))
            }
            #expect(try Data(contentsOf: URL(fileURLWithPath: folder.database)) == text)
        }
    }

    // MARK: - Settings

    @Test func `flags come before the environment, and that before the file`() async throws {
        try await EndToEnd.run { folder in
            let file = folder.folder.path("docket.json")
            let ports = try (0..<3).map { _ in try EndToEnd.freePort() }
            try Data(#"{"port": \#(ports[0]), "log-level": "warning"}"#.utf8)
                .write(to: URL(fileURLWithPath: file))
            let config = ["--sandbox", "--config", file]
            let environment = ["DOCKET_PORT": "\(ports[1])"]
            for (arguments, environment, port) in [
                (config, [:], ports[0]), (config, environment, ports[1]),
                (config + ["--port", "\(ports[2])"], environment, ports[2]),
                (["--sandbox"], ["DOCKET_CONFIG": file], ports[0]),
            ] {
                let server = try await ServerProcess(
                    database: folder.database, arguments: arguments, environment: environment)
                #expect(server.port == port)
                server.signal(SIGTERM)
                #expect(await server.wait() == 0)
            }
        }
    }

    @Test func `the database may come from the environment or the file`() async throws {
        try await EndToEnd.run { folder in
            let url = "sqlite:\(folder.database)"
            let made = try await DocketProcess.run(
                ["company", "create", "--name", "A"], environment: ["DOCKET_DATABASE": url])
            #expect(made.exitCode == 0)
            let file = folder.folder.path("docket.json")
            try Data(#"{"database": "\#(url)"}"#.utf8).write(to: URL(fileURLWithPath: file))
            let list = try await DocketProcess.run(["company", "list", "--config", file])
            #expect(list.standardOutput.contains("A"))
        }
    }

    @Test(arguments: [["DOCKET_PORT": "x"], ["DOCKET_PORT": "70000"], ["DOCKET_DATABASE": "x"]])
    func `a bad setting in the environment is refused`(
        environment: [String: String]
    ) async throws {
        try await EndToEnd.run { folder in
            var arguments = ["serve"]
            if environment["DOCKET_DATABASE"] == nil {
                arguments += ["--database", "sqlite:\(folder.database)"]
            }
            let outcome = try await DocketProcess.run(arguments, environment: environment)
            #expect(outcome.exitCode != 0)
            #expect(outcome.standardError.hasPrefix("Error: "))
        }
    }

    // MARK: - Stopping

    @Test(arguments: [SIGTERM, SIGINT])
    func `a signal stops it with 0, idle connections or not`(signal: Int32) async throws {
        try await EndToEnd.run { folder in
            let server = try await ServerProcess(database: folder.database)
            defer { server.signal(SIGKILL) }
            try await RawConnection.talk(to: server.port) { connection throws in
                connection.send(EndToEnd.request("GET", "/health/live"))
                #expect(try connection.answer().status == 200)
                server.signal(signal)
                #expect(connection.isClosedAtOnce)
            }
            #expect(await server.wait() == 0)
            let files = try FileManager.default.contentsOfDirectory(
                atPath: URL(fileURLWithPath: folder.database).deletingLastPathComponent().path)
            #expect(files == ["docket.db"], "everything is in the one file")
        }
    }

    @Test func `SIGTERM lets a request that runs finish, and takes no more`() async throws {
        try await EndToEnd.run { folder in
            let server = try await ServerProcess(database: folder.database)
            defer { server.signal(SIGKILL) }
            let request = Array(
                EndToEnd.request(
                    "POST", "/v1/Companies(14146)/OrderFull", EndToEnd.order("late")
                ).utf8)
            let answer = try await RawConnection.talk(to: server.port) { connection throws in
                connection.send(request.dropLast(40))
                Thread.sleep(forTimeInterval: 0.3)
                server.signal(SIGTERM)
                Thread.sleep(forTimeInterval: 0.5)
                #expect(throws: RawConnection.Failure.refused) {
                    _ = try RawConnection(port: server.port)
                }
                connection.send(request.suffix(40))
                return try connection.answer()
            }
            #expect(answer.status == 201)
            #expect(await server.wait() == 0)
            let again = try await ServerProcess(database: folder.database)
            defer { again.signal(SIGKILL) }
            let id = answer.json["Id"]?.text ?? ""
            let found = try await EndToEnd.send(
                to: again, "GET", "/v1/Companies(14146)/OrderFull(\(id))")
            #expect(found.json["Name"]?.text == "late")
        }
    }

    @Test func `a list that can't be read to its end breaks off, and the log says so`()
        async throws
    {
        try await EndToEnd.run { folder in
            let server = try await ServerProcess(database: folder.database)
            defer { server.signal(SIGKILL) }
            // More than the page that comes before the status.
            try await RawConnection.talk(to: server.port) { connection throws in
                for number in 0..<300 {
                    connection.send(
                        EndToEnd.request(
                            "POST", "/v1/Companies(14146)/OrderFull", EndToEnd.order("\(number)")))
                    #expect(try connection.answer().status == 201)
                }
            }
            let database = try SQLiteDatabase(path: folder.database)
            _ = try await database.write { connection throws in
                try connection.run("UPDATE orders SET printable_id = 'none' WHERE name = '299'")
            }
            await database.close()
            try await RawConnection.talk(to: server.port) { connection throws in
                connection.send(EndToEnd.request("GET", "/v1/Companies(14146)/Orders"))
                #expect(throws: RawConnection.Failure.closed) { try connection.answer() }
                let begun = String(decoding: connection.rest, as: UTF8.self)
                #expect(begun.hasPrefix("HTTP/1.1 200"))
                #expect(begun.contains(#""Name":"255""#))
            }
            while !server.log.contains("answer broken off") {
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(server.log.contains("row can"), "it names the cause")
        }
    }

    @Test func `stopped and started again, everything is there`() async throws {
        try await EndToEnd.run { folder in
            let orders = "/v1/Companies(14146)/Orders"
            var server = try await ServerProcess(database: folder.database)
            let made = try await EndToEnd.send(
                to: server, "POST", "/v1/Companies(14146)/OrderFull", EndToEnd.order("kept"))
            let id = made.json["Id"]?.text ?? ""
            let process = try await EndToEnd.send(
                to: server, "POST", "\(orders)(\(id))/Process", #"{"OrderId": "\#(id)"}"#)
            #expect(process.status == 201)
            let paths = [
                "\(orders)", "\(orders)(\(id))", "\(orders)(\(id))/Items",
                "/v1/Companies(14146)/OrderFull(\(id))", "/v1/Companies(14146)/Customers",
            ]
            var before: [String] = []
            for path in paths {
                before.append(try await EndToEnd.send(to: server, "GET", path).text)
            }
            server.signal(SIGTERM)
            #expect(await server.wait() == 0)
            server = try await ServerProcess(database: folder.database)
            defer { server.signal(SIGKILL) }
            for (path, text) in zip(paths, before) {
                #expect(try await EndToEnd.send(to: server, "GET", path).text == text)
            }
            let next = try await EndToEnd.send(
                to: server, "POST", "\(orders)(\(id))/Shipped", #"{"OrderId": "\#(id)"}"#)
            #expect(next.json["Id"]?.numberText == "3", "the history goes on")
        }
    }

    // MARK: - The sandbox

    @Test func `--sandbox refuses a database that it did not make`() async throws {
        try await EndToEnd.run { folder in
            let url = "sqlite:\(folder.database)"
            let made = try await DocketProcess.run(
                ["company", "create", "--name", "Real", "--database", url])
            #expect(made.exitCode == 0)
            let outcome = try await DocketProcess.run(
                ["serve", "--sandbox", "--port", "0", "--database", url])
            #expect(outcome.exitCode != 0)
            #expect(outcome.standardOutput == "")
            #expect(
                outcome.standardError
                    == "Error: --sandbox refuses a database that was not made by --sandbox\n")
            let list = try await DocketProcess.run(["company", "list", "--database", url])
            #expect(list.standardOutput.contains("Real"))
            #expect(!list.standardOutput.contains("14146"))
        }
    }

    @Test func `outside the sandbox its routes are not there`() async throws {
        try await EndToEnd.run { folder in
            let server = try await ServerProcess(
                database: folder.database, arguments: ["--port", "0"])
            defer { server.signal(SIGKILL) }
            for (method, path) in [
                ("GET", "/sandbox/clock"), ("POST", "/sandbox/clock"), ("POST", "/sandbox/reset"),
            ] {
                let answer = try await EndToEnd.send(
                    to: server, method, path, #"{"advanceSeconds": 1}"#, token: nil)
                #expect(answer.status == 404, "\(method) \(path)")
            }
            let token = try await EndToEnd.send(
                to: server, "GET", "/v1/Companies(14146)/Orders", token: "sandbox-token")
            #expect(token.status == 401)
            let explorer = try await EndToEnd.send(to: server, "GET", "/docs", token: nil)
            #expect(!String(decoding: explorer.body, as: UTF8.self).contains("sandbox"))
        }
    }

    @Test func `the clock stays where it was moved to, until it is reset`() async throws {
        try await EndToEnd.run { folder in
            var server = try await ServerProcess(database: folder.database)
            let moved = try await EndToEnd.send(
                to: server, "POST", "/sandbox/clock", #"{"advanceSeconds": 86400000}"#, token: nil)
            let time = moved.json["now"]?.text ?? ""
            server.signal(SIGTERM)
            #expect(await server.wait() == 0)
            server = try await ServerProcess(database: folder.database)
            defer { server.signal(SIGKILL) }
            let clock = try await EndToEnd.send(to: server, "GET", "/sandbox/clock", token: nil)
            // Times of this form sort as texts.
            #expect((clock.json["now"]?.text ?? "") >= time && !time.isEmpty)
            let reset = try await EndToEnd.send(to: server, "POST", "/sandbox/reset", token: nil)
            #expect(reset.status == 204)
            let back = try await EndToEnd.send(to: server, "GET", "/sandbox/clock", token: nil)
            #expect((back.json["now"]?.text ?? time) < time)
        }
    }
}
