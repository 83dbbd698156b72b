import DocketTestKit
import Foundation
import Testing

/// Clients of OData that others wrote, on the real binary.
@Suite(
    .enabled(if: PythonScript.isThere, "\(PythonScript.absence)"),
    .timeLimit(.minutes(30)))
struct ODataClientTests {
    /// Runs a script and expects it to find nothing wrong.
    private static func run(_ script: String, _ arguments: [String]) async throws {
        let outcome = try await PythonScript.run(script, arguments)
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
