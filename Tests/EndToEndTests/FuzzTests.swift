import DocketTestKit
import Foundation
import Testing

/// The real binary against its own description, by Schemathesis. `DOCKET_FUZZ_CASES` says how many
/// requests are made in all, `DOCKET_FUZZ_SEED` makes others, `DOCKET_TEST_DATABASES` names the one
/// database that is to be asked.
@Suite(
    .enabled(if: PythonScript.isThere, "\(PythonScript.absence)"), .serialized,
    .timeLimit(.minutes(600)))
struct FuzzTests {
    private static let environment = ProcessInfo.processInfo.environment
    private static let cases = environment["DOCKET_FUZZ_CASES"].flatMap { Int($0) } ?? 1000
    private static let seed = environment["DOCKET_FUZZ_SEED"].flatMap { Int($0) } ?? 1
    private static let databases =
        environment["DOCKET_TEST_DATABASES"].map { [$0] } ?? ["sqlite", "postgres"]

    @Test(arguments: databases)
    func `every answer is described, and no wrong request is taken`(database: String) async throws {
        switch database {
        case "postgres":
            try await PostgresServer.shared().withDatabase { try await Self.ask($0.url) }
        default:
            try await EndToEnd.run { try await Self.ask($0.database) }
        }
    }

    /// Asks a new sandbox; its limits of rates and its calls to the outside are not what is tested.
    private static func ask(_ database: String) async throws {
        let server = try await ServerProcess(
            database: database,
            arguments: [
                "--sandbox", "--port", "0", "--rate-limit", "100000000", "--anonymous-rate-limit",
                "100000000", "--allow-webhook-network", "127.0.0.0/8",
            ])
        defer { server.signal(SIGKILL) }
        let share = cases / databases.count
        let outcome = try await PythonScript.run(
            "fuzz.py", [server.address, "--cases", "\(share)", "--seed", "\(seed)"],
            limitSeconds: 300 + share)
        #expect(outcome.exitCode == 0, "\(outcome.standardOutput)\(outcome.standardError)")
        print("fuzz test: \(outcome.standardOutput.suffix(2000))")
    }
}
