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
        if let url {
            guard var parts = URLComponents(string: url) else {
                throw CommandRefusal(
                    description: "\(program) wants a URL with one host: postgres://host:port/name")
            }
            let inQuery = parts.queryItems?.last { $0.name == "password" }?.value
            if let password = inQuery ?? parts.password { environment["PGPASSWORD"] = password }
            parts.password = nil
            parts.queryItems = parts.queryItems?.filter { $0.name != "password" }
            arguments += ["--dbname", parts.string ?? url]
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        process.environment = environment
        let output = Pipe()
        // A file, since one pipe could fill up while the other is read.
        let errorPath = FileManager.default.temporaryDirectory
            .appendingPathComponent("docket-\(program)-\(UUID().uuidString)").path
        guard
            FileManager.default.createFile(
                atPath: errorPath, contents: nil, attributes: [.posixPermissions: 0o600]),
            let errors = FileHandle(forUpdatingAtPath: errorPath)
        else { throw CommandRefusal(description: "can't write \(errorPath)") }
        defer { try? FileManager.default.removeItem(atPath: errorPath) }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = errors
        try process.run()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        let complaint = (try? String(contentsOfFile: errorPath, encoding: .utf8)) ?? ""
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
