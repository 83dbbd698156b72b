import Foundation

/// The scripts in `Tests/Python`, run by the Python that `scripts/setup test` makes.
package enum PythonScript {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Where that Python is.
    package static let python = root.appendingPathComponent(".build/python/bin/python").path

    /// Whether it is there.
    package static var isThere: Bool { FileManager.default.isExecutableFile(atPath: python) }

    /// Why tests are skipped where it is not.
    package static let absence = "no Python at \(python): scripts/setup test makes one"

    /// Runs a script to its end.
    ///
    /// - Parameter limitSeconds: after which it is killed.
    package static func run(
        _ name: String, _ arguments: [String], limitSeconds: Int = 60
    ) async throws -> ChildProcess.Outcome {
        try await ChildProcess.run(
            python, [path(of: name)] + arguments, environment: environment,
            limitSeconds: limitSeconds)
    }

    /// Where a script is.
    package static func path(of name: String) -> String {
        root.appendingPathComponent("Tests/Python/\(name)").path
    }

    /// What a script sees. A proxy of the machine's must not stand between two programs.
    package static var environment: [String: String] {
        let settings = [
            "NO_PROXY": "*", "no_proxy": "*", "PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1",
        ]
        return ProcessInfo.processInfo.environment.merging(settings) { $1 }
    }
}
