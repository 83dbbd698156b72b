import DocketTestKit
import Foundation
import Testing

/// Clients of OData that others wrote, on the real binary.
@Suite(
    .enabled(if: ODataClientTests.hasPython, "no Python at \(ODataClientTests.python)"),
    .timeLimit(.minutes(3)))
struct ODataClientTests {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    /// The Python that `scripts/setup test` makes, with the packages of the tests.
    static let python = root.appendingPathComponent(".build/python/bin/python").path
    /// Whether it is there.
    static var hasPython: Bool { FileManager.default.isExecutableFile(atPath: python) }

    /// Runs a script of `Tests/Python` and expects it to find nothing wrong.
    private static func run(_ script: String, _ arguments: [String]) async throws {
        let path = root.appendingPathComponent("Tests/Python/\(script)").path
        // A proxy of the machine's must not stand between the two.
        let environment = ProcessInfo.processInfo.environment.merging(["NO_PROXY": "*"]) { $1 }
        let outcome = try await ChildProcess.run(
            python, [path] + arguments, environment: environment)
        #expect(outcome.exitCode == 0, "\(outcome.standardError)")
    }

    @Test func `python-odata finds by address alone what plain requests find`() async throws {
        try await EndToEnd.run { folder in
            let server = try await ServerProcess(database: folder.database)
            defer { server.signal(SIGKILL) }
            try await Self.run(
                "odata_client.py", ["\(server.address)/v1/Companies(14146)", "sandbox-token"])
        }
    }

    @Test(.enabled(if: SharedTestData.isThere, "\(SharedTestData.absence)"))
    func `the model is valid by the schemas of OASIS`() async throws {
        let schemas = try #require(SharedTestData.folder).appendingPathComponent("csdl").path
        try await EndToEnd.run { folder in
            let server = try await ServerProcess(database: folder.database)
            defer { server.signal(SIGKILL) }
            var files: [String] = []
            for (name, fields) in [
                ("new.xml", "Accept: application/xml\r\n"),
                ("old.xml", "OData-MaxVersion: 4.0\r\n"),
                ("model.json", "Accept: application/json\r\n"),
            ] {
                let answer = try await RawConnection.talk(to: server.port) { connection throws in
                    connection.send(
                        EndToEnd.request(
                            "GET", "/v1/Companies(14146)/$metadata", fields: fields))
                    return try connection.answer()
                }
                #expect(answer.status == 200)
                files.append(folder.folder.path(name))
                try Data(answer.body).write(to: URL(fileURLWithPath: folder.folder.path(name)))
            }
            try await Self.run("check_csdl.py", [schemas] + files)
        }
    }
}
