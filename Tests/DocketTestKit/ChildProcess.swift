import Foundation

/// A program that is run to its end.
package enum ChildProcess {
    /// How it ended.
    package struct Outcome: Sendable {
        /// Its exit code; the signal's number where a signal ended it.
        package let exitCode: Int32
        /// What it printed.
        package let standardOutput: String
        /// What it complained of.
        package let standardError: String
    }

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - environment: the whole of what it sees.
    ///   - limitSeconds: after which it is killed.
    package static func run(
        _ path: String, _ arguments: [String], input: String = "",
        environment: [String: String], limitSeconds: Int = 600
    ) async throws -> Outcome {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let (output, error) = (folder.path("out"), folder.path("err"))
        for path in [output, error] {
            _ = FileManager.default.createFile(atPath: path, contents: nil)
        }
        try Data(input.utf8).write(to: URL(fileURLWithPath: folder.path("in")))
        let handles = [
            FileHandle(forReadingAtPath: folder.path("in")), FileHandle(forWritingAtPath: output),
            FileHandle(forWritingAtPath: error),
        ]
        // Foundation would keep them open as long as the process object lives, which may be long.
        defer { for handle in handles { try? handle?.close() } }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = environment
        process.standardInput = handles[0]
        process.standardOutput = handles[1]
        process.standardError = handles[2]
        try process.run()
        defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
        let end = ContinuousClock.now + .seconds(limitSeconds)
        while process.isRunning {
            if ContinuousClock.now > end { kill(process.processIdentifier, SIGKILL) }
            try await Task.sleep(for: .milliseconds(5))
        }
        return Outcome(
            exitCode: process.terminationStatus,
            standardOutput: (try? String(contentsOfFile: output, encoding: .utf8)) ?? "",
            standardError: (try? String(contentsOfFile: error, encoding: .utf8)) ?? "")
    }
}
