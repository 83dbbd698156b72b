import DocketJSON
import DocketTestKit
import Foundation
import Testing

/// What the real binary tells of its work, and the settings of that (docs/operating.md).
@Suite(.timeLimit(.minutes(30))) struct ObservationTests {
    private static let orders = "/v1/Companies(14146)/Orders"

    /// The lines of a server's access log.
    private static func requests(_ server: ServerProcess) throws -> [JSONValue] {
        try server.log.split(separator: "\n").map { try JSONValue(text: String($0)) }
            .filter { $0["label"]?.text == "docket.access" }
    }

    @Test func `each request is a JSON object of the log, and none is lost when it stops`()
        async throws
    {
        try await EndToEnd.run { folder in
            let server = try await ServerProcess(database: folder.database)
            defer { server.signal(SIGKILL) }
            try await RawConnection.talk(to: server.port) { connection throws in
                for _ in 0..<50 {
                    connection.send(EndToEnd.request("GET", Self.orders))
                    #expect(try connection.answer().status == 200)
                }
            }
            server.signal(SIGTERM)
            #expect(await server.wait() == 0)
            let lines = try Self.requests(server)
            #expect(lines.count == 50)
            let line = try #require(lines.first)
            #expect(
                line.members?.map(\.name) == [
                    "time", "level", "label", "message", "method", "route", "status",
                    "microseconds", "received", "sent", "company", "client", "request", "trace",
                    "span",
                ])
            #expect(line["route"]?.text == "/v1/Companies({companyId})/Orders")
            #expect(line["status"]?.numberText == "200", "numbers are numbers")
            #expect(line["company"]?.numberText == "14146")
            #expect(line["sent"]?.numberText == "2")
        }
    }

    @Test func `a stream of HTTP 2 has its line, too`() async throws {
        try await HTTP2Tests.talk { peer, server in
            try await peer.open(1, "GET", Self.orders)
            let answer = try await peer.answer(1)
            try await peer.open(
                3,
                fields: [
                    (":method", "WHATEVER"), (":path", "/x?secret"), (":scheme", "https"),
                    (":authority", "docket"),
                ])
            #expect(try await peer.answer(3).status == 404)
            while try Self.requests(server).count < 2 {
                try await Task.sleep(for: .milliseconds(5))
            }
            let lines = try Self.requests(server)
            #expect(lines[0]["sent"]?.numberText == "\(answer.text.utf8.count)")
            #expect(lines[0]["request"]?.text == answer["x-request-id"])
            #expect(lines[1]["method"]?.text == "other")
            #expect(lines[1]["route"]?.text == "unknown")
            #expect(!server.log.contains("secret"))
        }
    }

    @Test func `both can be turned off`() async throws {
        try await EndToEnd.run { folder in
            let server = try await ServerProcess(
                database: folder.database,
                arguments: ["--sandbox", "--port", "0", "--access-log", "off"],
                environment: ["DOCKET_METRICS": "off"])
            defer { server.signal(SIGKILL) }
            let orders = try await EndToEnd.send(to: server, "GET", Self.orders)
            #expect(orders.status == 200)
            #expect(orders["X-Request-Id"] != nil)
            let metrics = try await EndToEnd.send(to: server, "GET", "/metrics", token: nil)
            #expect(metrics.status == 404)
            server.signal(SIGTERM)
            #expect(await server.wait() == 0)
            #expect(try Self.requests(server).isEmpty)
        }
    }

    @Test func `a log that nobody reads holds up no request, and what it loses is counted`()
        async throws
    {
        try await EndToEnd.run { folder in
            let port = try EndToEnd.freePort()
            let pipe = folder.folder.path("log")
            #expect(mkfifo(pipe, 0o600) == 0)
            let process = Process()
            process.executableURL = URL(fileURLWithPath: "/bin/sh")
            process.arguments = [
                "-c",
                #"exec "$0" serve --sandbox --port "$1" --database "sqlite:$2" >"$2.out" 2<>"$3""#,
                DocketProcess.binary.path, "\(port)", folder.database, pipe,
            ]
            process.standardInput = FileHandle.nullDevice
            try process.run()
            defer { kill(process.processIdentifier, SIGKILL) }
            while (try? RawConnection(port: port)) == nil {
                try #require(process.isRunning)
                try await Task.sleep(for: .milliseconds(20))
            }
            // A pipe takes 64 KiB, and then 4 MiB wait: some ten thousand lines.
            let id = String(repeating: "x", count: 128)
            let request = EndToEnd.request(
                "HEAD", Self.orders, fields: "X-Request-Id: \(id)\r\n")
            try await RawConnection.talk(to: port) { connection throws in
                var dropped: Double?
                while dropped ?? 0 == 0 {
                    connection.send(String(repeating: request, count: 50))
                    for _ in 0..<50 { #expect(try connection.answer(isHead: true).status == 200) }
                    connection.send(EndToEnd.request("GET", "/metrics", token: nil))
                    dropped = try Self.dropped(try connection.answer().text)
                }
            }
            try await OwnThread.run {
                let reader = try #require(FileHandle(forReadingAtPath: pipe))
                var log = Data()
                while log.range(of: Data(#""message":"access log dropped","lines":"#.utf8)) == nil {
                    log = log.suffix(100) + reader.availableData
                }
            }
        }
    }

    /// How many lines a server says it has dropped.
    private static func dropped(_ figures: String) throws -> Double? {
        let line = figures.firstMatch(of: /\ndocket_access_log_dropped_total (\S+)\n/)
        return Double(try #require(line).output.1)
    }

    @Test(arguments: [
        (["--access-log", "yes"], "access-log must be one of on, off"),
        (["--metrics", "1"], "metrics must be one of on, off"),
        (["--metrics-network", "nonsense"], "metrics-network must be such as 10.0.0.0/8"),
        (["--metrics-token-file", "/nonexistent/token"], "/nonexistent/token"),
        (["--metrics-token-file", #filePath], "must have 16 or more letters"),
        (
            ["--metrics-token-file", "/dev/null", "--metrics-network", "10.0.0.0/8"],
            "give one of them"
        ),
    ])
    func `a setting that can't be is refused by its name`(
        arguments: [String], words: String
    ) async throws {
        try await EndToEnd.run { folder in
            let refused = try await DocketProcess.run(
                ["serve", "--database", "sqlite:\(folder.database)"] + arguments)
            #expect(refused.exitCode == 64)
            #expect(refused.standardError.contains(words), "\(refused.standardError)")
            #expect(!FileManager.default.fileExists(atPath: folder.database))
        }
    }

    @Test func `a network that may read the figures is taken from the environment`() async throws {
        try await EndToEnd.run { folder in
            let server = try await ServerProcess(
                database: folder.database,
                environment: [
                    "DOCKET_METRICS_NETWORK": "192.0.2.0/24",
                    "DOCKET_TRUSTED_PROXY": "127.0.0.0/8",
                ])
            defer { server.signal(SIGKILL) }
            for (address, status) in [("192.0.2.9", 200), ("198.51.100.9", 404)] {
                let answer = try await RawConnection.talk(to: server.port) { connection throws in
                    connection.send(
                        EndToEnd.request(
                            "GET", "/metrics", token: nil,
                            fields: "X-Forwarded-For: \(address)\r\n"))
                    return try connection.answer()
                }
                #expect(answer.status == status)
            }
        }
    }
}
