import Foundation

/// A PostgreSQL as a file, by the programs that come with it: pg_dump and pg_restore.
enum PostgresDump {
    /// Writes the database as it is at one instant.
    ///
    /// - Throws: `CommandRefusal`.
    static func write(_ url: String, to file: URL) throws {
        _ = try run(
            "pg_dump",
            ["--format=custom", "--no-owner", "--no-privileges", "--file", file.path], url)
    }

    /// How many tables a file has.
    ///
    /// - Throws: `CommandRefusal` where it can't be read.
    static func tables(in file: URL) throws -> Int {
        try run("pg_restore", ["--list", file.path], nil).split(separator: "\n")
            .count { $0.contains(" TABLE DATA ") }
    }

    /// Fills an empty database, whole or not at all.
    ///
    /// - Throws: `CommandRefusal`.
    static func restore(_ file: URL, to url: String) throws {
        _ = try run(
            "pg_restore",
            [
                "--no-owner", "--no-privileges", "--exit-on-error", "--single-transaction",
                file.path,
            ], url)
    }

    /// The first line that tells an error; what follows it is the statement.
    private static func reason(in complaint: String) -> String {
        let lines = complaint.split(separator: "\n").map(String.init)
        let line = lines.first { $0.contains("error: ") } ?? lines.last ?? "it failed"
        return line.components(separatedBy: "error: ").last ?? line
    }

    /// Runs a program. The password goes by the environment: arguments can be seen by all.
    private static func run(_ program: String, _ arguments: [String], _ url: String?) throws
        -> String
    {
        var environment = ProcessInfo.processInfo.environment
        var arguments = arguments
        if let url, var parts = URLComponents(string: url) {
            if let password = parts.password { environment["PGPASSWORD"] = password }
            parts.password = nil
            arguments += ["--dbname", parts.string ?? url]
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.environment = environment
        let (output, errors) = (Pipe(), Pipe())
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        let complaint = String(
            decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            let reason =
                process.terminationStatus == 127
                ? "it is not there; on Debian it comes with postgresql-client"
                : Self.reason(in: complaint)
            throw CommandRefusal(description: "\(program): \(reason)")
        }
        return text
    }
}
