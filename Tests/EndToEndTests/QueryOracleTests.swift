import DocketTestKit
import Foundation
import Testing

/// `$filter` and `$orderby` against another implementation of OData, odatapy, which
/// `scripts/setup test` installs. `DOCKET_QUERY_FILTERS` says how many random queries are asked,
/// `DOCKET_QUERY_SEED` asks others.
@Suite struct QueryOracleTests {
    private static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }

    private static let count = number("DOCKET_QUERY_FILTERS") ?? 2000
    private static let seed = number("DOCKET_QUERY_SEED") ?? 1

    /// Above this file.
    private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Runs `Tests/Python/differential.py`.
    private static func run(_ arguments: [String]) async throws -> ChildProcess.Outcome {
        let python = root.appendingPathComponent(".build/python/bin/python").path
        try #require(
            FileManager.default.isExecutableFile(atPath: python),
            "there is no \(python); `scripts/setup test` makes it")
        let script = root.appendingPathComponent("Tests/Python/differential.py").path
        // A tenth of a second each is many times what it takes on a machine that does nothing else.
        return try await ChildProcess.run(
            python, [script] + arguments,
            environment: ProcessInfo.processInfo.environment.merging(
                ["PYTHONDONTWRITEBYTECODE": "1", "PYTHONIOENCODING": "utf-8"]) { $1 },
            limitSeconds: 120 + count / 10)
    }

    @Test func `both databases and odatapy find the same orders in the same order`() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let sqlite = try await ServerProcess(database: folder.path("docket.db"))
        defer { sqlite.signal(SIGKILL) }
        try await PostgresServer.shared().withDatabase { place in
            let postgres = try await ServerProcess(database: place.url)
            defer { postgres.signal(SIGKILL) }
            let outcome = try await Self.run([
                "--sqlite", sqlite.address, "--postgres", postgres.address,
                "--token", "sandbox-token", "--seed", "\(Self.seed)", "--count", "\(Self.count)",
            ])
            #expect(outcome.exitCode == 0, "\(outcome.standardOutput)\(outcome.standardError)")
            print("query test: \(outcome.standardOutput)")
        }
    }

    @Test func `odatapy answers every query, and notices the faults that were planted`()
        async throws
    {
        let outcome = try await Self.run(["--self-test", "--count", "1000"])
        #expect(outcome.exitCode == 0, "\(outcome.standardOutput)\(outcome.standardError)")
    }
}
