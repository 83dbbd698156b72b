import DocketTestKit
import Foundation
import Testing

/// `$filter` and `$orderby` against another implementation of OData, odatapy.
/// `DOCKET_QUERY_FILTERS` says how many random queries are asked, `DOCKET_QUERY_SEED` asks others.
@Suite(.enabled(if: PythonScript.isThere, "\(PythonScript.absence)"))
struct QueryOracleTests {
    private static func number(_ name: String) -> Int? {
        ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
    }

    private static let count = number("DOCKET_QUERY_FILTERS") ?? 2000
    private static let seed = number("DOCKET_QUERY_SEED") ?? 1

    @Test func `both databases and odatapy find the same orders in the same order`() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let sqlite = try await ServerProcess(database: folder.path("docket.db"))
        defer { sqlite.signal(SIGKILL) }
        try await PostgresServer.shared().withDatabase { place in
            let postgres = try await ServerProcess(database: place.url)
            defer { postgres.signal(SIGKILL) }
            // A tenth of a second for each is many times what it takes on a quiet machine.
            let outcome = try await PythonScript.run(
                "differential.py",
                [
                    "--sqlite", sqlite.address, "--postgres", postgres.address,
                    "--token", "sandbox-token", "--seed", "\(Self.seed)",
                    "--count", "\(Self.count)",
                ], limitSeconds: 900 + Self.count / 10)
            #expect(outcome.exitCode == 0, "\(outcome.standardOutput)\(outcome.standardError)")
            print("query test: \(outcome.standardOutput)")
        }
    }
}
