package import DocketJSON
import Foundation
import Synchronization

/// A server that does what Stripe's API does, on PyPI's `localstripe`, until it is stopped.
package final class StripeStandIn: Sendable {
    /// Its secret key.
    package static let key = "sk_test_docket"
    /// By what it signs events.
    package static let webhookSecret = "whsec_docket"

    /// `http://127.0.0.1:PORT`.
    package let address: String
    private let port: Int
    private let process: Mutex<Process>
    /// It stops when this is closed, at the latest when the tests end.
    private let input: Pipe

    /// Starts it.
    ///
    /// - Throws: `StartError` where it did not listen within a minute.
    package init() async throws {
        let process = Process()
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        for name in ["out", "err"] {
            _ = FileManager.default.createFile(atPath: folder.path(name), contents: nil)
        }
        process.executableURL = URL(fileURLWithPath: PythonScript.python)
        process.arguments = [
            PythonScript.path(of: "stripe_stand_in.py"), "--port", "0", "--key", Self.key,
            "--webhook-secret", Self.webhookSecret,
        ]
        process.environment = PythonScript.environment
        let input = Pipe()
        process.standardInput = input
        process.standardOutput = FileHandle(forWritingAtPath: folder.path("out"))
        process.standardError = FileHandle(forWritingAtPath: folder.path("err"))
        try process.run()
        var found: Substring?
        for _ in 0..<6000 where found == nil && process.isRunning {
            let text = try String(contentsOfFile: folder.path("out"), encoding: .utf8)
            found = text.wholeMatch(of: /listening on (http:\S+)\n/)?.1
            try await Task.sleep(for: .milliseconds(10))
        }
        guard let found, let port = found.split(separator: ":").last.flatMap({ Int($0) }) else {
            process.terminate()
            let error = try String(contentsOfFile: folder.path("err"), encoding: .utf8)
            throw StartError(standardError: error)
        }
        address = String(found)
        self.port = port
        self.process = Mutex(process)
        self.input = input
    }

    /// Stops it; it takes over from the tests that SIGTERM is blocked.
    package func stop() { process.withLock { _ = kill($0.processIdentifier, SIGKILL) } }

    /// Why it did not start.
    package struct StartError: Error {
        /// What it complained of.
        package let standardError: String
    }

    /// Steers it; see `Controls` in stripe_stand_in.py.
    @discardableResult
    package func control(
        _ path: String, _ body: JSONValue? = nil, method: String? = nil
    ) async throws -> JSONValue {
        let text = body.map { String(decoding: $0.encoded, as: UTF8.self) } ?? ""
        let request =
            "\(method ?? (body == nil ? "GET" : "POST")) /_test/\(path) HTTP/1.1\r\n"
            + "Host: 127.0.0.1\r\nContent-Type: application/json\r\n"
            + "Content-Length: \(text.utf8.count)\r\n\r\n\(text)"
        return try await RawConnection.talk(to: port) { connection throws in
            connection.send(request)
            return try connection.answer().json
        }
    }
}
