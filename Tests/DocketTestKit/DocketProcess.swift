package import Foundation
import Synchronization

/// The real binary, as a user runs it.
package enum DocketProcess {
    /// The binary that the tests were built beside.
    package static var binary: URL {
        if let path = ProcessInfo.processInfo.environment["DOCKET_BINARY"] {
            return URL(fileURLWithPath: path)
        }
        var folder = URL(fileURLWithPath: CommandLine.arguments.first ?? ".")
            .deletingLastPathComponent()
        // On Linux the test runner lies beside the products; on macOS inside a bundle.
        for _ in 0..<4 {
            let candidate = folder.appendingPathComponent("docket")
            if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
            folder = folder.deletingLastPathComponent()
        }
        return folder.appendingPathComponent("docket")
    }

    /// Runs a command to its end; one that has none is killed after ten minutes.
    package static func run(
        _ arguments: [String], input: String = "", environment: [String: String] = [:]
    ) async throws -> ChildProcess.Outcome {
        try await ChildProcess.run(
            binary.path, arguments, input: input,
            environment: ProcessInfo.processInfo.environment.merging(environment) { $1 })
    }
}

/// A server process on a free port.
package final class ServerProcess: Sendable {
    /// `http://127.0.0.1:PORT`.
    package let address: String
    /// The port.
    package let port: Int
    /// The process's id.
    package let processID: Int32
    private let process: Mutex<Process>
    private let folder: TemporaryFolder

    /// Starts a server and waits until it listens.
    ///
    /// - Parameters:
    ///   - database: the path of an SQLite file, or a URL `postgres://…`.
    ///   - arguments: those beside `--database`; a free port, unless they name one.
    /// - Throws: `StartError` where it ended or did not listen within five minutes.
    package init(
        database: String, arguments: [String] = ["--sandbox", "--port", "0"],
        environment: [String: String] = [:]
    ) async throws {
        let process = Process()
        let folder = try TemporaryFolder()
        let output = folder.path("out")
        _ = FileManager.default.createFile(atPath: output, contents: nil)
        _ = FileManager.default.createFile(atPath: folder.path("err"), contents: nil)
        process.executableURL = DocketProcess.binary
        process.arguments =
            ["serve", "--database", Self.url(of: database)] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle(forWritingAtPath: output)
        process.standardError = FileHandle(forWritingAtPath: folder.path("err"))
        try process.run()
        processID = process.processIdentifier
        var found: String?
        for _ in 0..<60_000 where found == nil {
            let text = (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
            if text.hasPrefix("listening on "), let end = text.firstIndex(of: "\n") {
                found = String(text[..<end].dropFirst("listening on ".count))
            } else if !process.isRunning {
                break
            } else {
                try await Task.sleep(for: .milliseconds(5))
            }
        }
        guard let found, let port = found.split(separator: ":").last.flatMap({ Int($0) }) else {
            let error = try? String(contentsOfFile: folder.path("err"), encoding: .utf8)
            process.terminate()
            folder.remove()
            throw StartError(standardError: error ?? "")
        }
        address = found
        self.port = port
        self.process = Mutex(process)
        self.folder = folder
    }

    /// Takes away what it has printed, also of one that nobody has waited for.
    deinit { folder.remove() }

    private static func url(of database: String) -> String {
        database.hasPrefix("postgres://") ? database : "sqlite:\(database)"
    }

    /// What it has logged so far.
    package var standardError: String {
        (try? String(contentsOfFile: folder.path("err"), encoding: .utf8)) ?? ""
    }

    /// Sends a signal.
    package func signal(_ number: Int32) { kill(processID, number) }

    /// Waits for the end and gives the exit code; for a signal its number, negative.
    package func wait() async -> Int32 {
        while process.withLock({ $0.isRunning }) {
            try? await Task.sleep(for: .milliseconds(5))
        }
        return process.withLock { process in
            process.terminationReason == .uncaughtSignal
                ? -process.terminationStatus : process.terminationStatus
        }
    }

    /// What it has printed.
    package var output: String {
        (try? String(contentsOfFile: folder.path("out"), encoding: .utf8)) ?? ""
    }

    /// What it has logged.
    package var log: String {
        (try? String(contentsOfFile: folder.path("err"), encoding: .utf8)) ?? ""
    }

    /// A server that did not start.
    package struct StartError: Error, Sendable {
        /// What it complained of.
        package let standardError: String
    }
}
