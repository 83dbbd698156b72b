import DocketTestKit
import Foundation
import Testing

/// `/docs` of the real binary, in the browser that people have.
@Suite(
    .enabled(if: PythonScript.isThere, "\(PythonScript.absence)"),
    .enabled(if: Explorer.isThere, "\(Explorer.absence)"),
    .enabled(if: Explorer.isChromiumThere, "\(Explorer.chromiumAbsence)"),
    .timeLimit(.minutes(30)))
struct ExplorerBrowserTests {
    @Test func `people authorize and create an order, and nothing comes from elsewhere`()
        async throws
    {
        try await EndToEnd.run { folder in
            let server = try await ServerProcess(database: folder.database)
            defer { server.signal(SIGKILL) }
            let outcome = try await PythonScript.run(
                "browser_docs.py", [server.address, Explorer.chromium], limitSeconds: 600)
            #expect(outcome.exitCode == 0, "\(outcome.standardError)")
        }
    }
}
