import DocketTestKit
import Foundation
import Testing

/// Settings of how much a server lets in (docs/operating.md).
@Suite(.timeLimit(.minutes(30))) struct LimitSettingTests {
    @Test(arguments: [
        ("rate-limit", "0"), ("rate-limit", "many"), ("anonymous-rate-limit", "-1"),
        ("in-flight-max", "0"), ("in-flight-max", "100001"), ("event-streams-max", "-1"),
        ("connections-max", "0"), ("connections-max", "99999999999"),
    ])
    func `a limit out of its range is refused by its name`(
        option: String, number: String
    ) async throws {
        try await EndToEnd.run { folder in
            let refused = try await DocketProcess.run([
                "serve", "--database", "sqlite:\(folder.database)", "--\(option)=\(number)",
            ])
            #expect(refused.exitCode == 64)
            #expect(refused.standardError.contains(option))
            #expect(!FileManager.default.fileExists(atPath: folder.database))
        }
    }

    @Test(arguments: ["nonsense", "10.0.0.0/33", "10.0.0.0/8,x"])
    func `a trusted proxy must be a network`(network: String) async throws {
        try await EndToEnd.run { folder in
            let refused = try await DocketProcess.run([
                "serve", "--database", "sqlite:\(folder.database)", "--trusted-proxy", network,
            ])
            #expect(refused.exitCode == 64)
            #expect(refused.standardError.contains("trusted-proxy must be such as 10.0.0.0/8"))
        }
    }

    @Test func `limits come from the environment, too`() async throws {
        try await EndToEnd.run { folder in
            let server = try await ServerProcess(
                database: folder.database,
                environment: [
                    "DOCKET_RATE_LIMIT": "1000", "DOCKET_ANONYMOUS_RATE_LIMIT": "10",
                    "DOCKET_TRUSTED_PROXY": "10.0.0.0/8,127.0.0.0/8",
                ])
            defer { server.signal(SIGKILL) }
            let orders = "/v1/Companies(14146)/Orders"
            let answer = try await EndToEnd.send(to: server, "GET", orders)
            #expect(answer["X-RateLimit-Limit"] == "1000")
            for number in 0..<30 {
                let answer = try await RawConnection.talk(to: server.port) { connection throws in
                    connection.send(
                        EndToEnd.request(
                            "GET", orders, token: nil,
                            fields: "X-Forwarded-For: 192.0.2.\(number)\r\n"))
                    return try connection.answer()
                }
                #expect(answer.status == 401)
                #expect(answer["X-RateLimit-Limit"] == "10")
                #expect(answer["X-RateLimit-Remaining"] == "9")
            }
        }
    }

    @Test func `a server may have as many connections as the system lets it have`() async throws {
        try await EndToEnd.run { folder in
            // The usual limit of a shell, which the server raises.
            let outcome = try await ChildProcess.run(
                "/bin/sh",
                [
                    "-c",
                    """
                    ulimit -Sn 300 && "$0" serve --database "sqlite:$1" --port 0 \
                    --connections-max 99999999999
                    """, DocketProcess.binary.path, folder.database,
                ], input: "", environment: ProcessInfo.processInfo.environment)
            #expect(outcome.exitCode == 64)
            #expect(!outcome.standardError.contains("from 1 to 44,"))
        }
    }
}
