import DocketTestKit
import Foundation
import Testing

/// The Python that `scripts/setup test` makes, with the packages of the tests.
private enum Python {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    /// Where it is.
    static let path = root.appendingPathComponent(".build/python/bin/python").path
    /// Whether it is there.
    static var isThere: Bool { FileManager.default.isExecutableFile(atPath: path) }

    /// Runs a script of `Tests/Python` and expects it to find nothing wrong.
    static func run(_ script: String, _ arguments: [String]) async throws {
        let file = root.appendingPathComponent("Tests/Python/\(script)").path
        // A proxy of the machine's must not stand between the two.
        let environment = ProcessInfo.processInfo.environment
            .merging(["NO_PROXY": "*", "no_proxy": "*"]) { $1 }
        let outcome = try await ChildProcess.run(
            path, [file] + arguments, environment: environment)
        #expect(outcome.exitCode == 0, "\(outcome.standardError)")
    }
}

/// Clients of OData that others wrote, on the real binary.
@Suite(
    .enabled(if: Python.isThere, "no Python at \(Python.path): scripts/setup test makes one"),
    .timeLimit(.minutes(30)))
struct ODataClientTests {
    @Test func `python-odata finds by address alone what plain requests find`() async throws {
        try await EndToEnd.run { folder in
            let server = try await ServerProcess(database: folder.database)
            defer { server.signal(SIGKILL) }
            try await Python.run(
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
            try await Python.run("check_csdl.py", [schemas] + files)
        }
    }
}
