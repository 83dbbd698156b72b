import DocketSQLite
import DocketService
import DocketStore
import DocketTestKit
import Foundation
import Testing

/// `docket migrate --from … --to …`.
@Suite(.timeLimit(.minutes(30))) struct CopyTests {
    /// A folder with a full database.
    private struct Full {
        let folder: TemporaryFolder
        let rows: Int
        var source: String { url("source.db") }
        var target: String { url("target.db") }

        func url(_ name: String) -> String { "sqlite:\(folder.path(name))" }
    }

    private static func withFull(_ body: (Full) async throws -> Void) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let database = try SQLiteDatabase(path: folder.path("source.db"))
        _ = try await database.fillEveryTable()
        let rows = try await DatabaseCopy(from: database, to: database).countRows()
        await database.close()
        try await body(Full(folder: folder, rows: rows))
    }

    @Test func `a copy says how much it copied, and serves`() async throws {
        try await Self.withFull { full async throws in
            let copied = try await DocketProcess.run(
                ["migrate", "--from", full.source, "--to", full.target])
            #expect(
                copied.standardOutput == "copied \(full.rows) rows in 30 tables, checksums equal\n")
            #expect(copied.standardError == "", "no bar where nobody looks")
            #expect(copied.exitCode == 0)
            let server = try await ServerProcess(
                database: full.folder.path("target.db"), arguments: ["--port", "0"])
            server.signal(SIGTERM)
            #expect(await server.wait() == 0)
            let again = try await DocketProcess.run(
                ["migrate", "--from", full.source, "--to", full.target])
            #expect(again.exitCode == 1)
            #expect(again.standardError.contains("the target is not empty"))
            #expect(again.standardOutput == "")
        }
    }

    @Test func `on a terminal a bar says how far the copy is`() async throws {
        try await Self.withFull { full async throws in
            let words = [
                DocketProcess.binary.path, "migrate", "--from", full.source, "--to", full.target,
            ]
            let command = words.map { "'\($0)'" }.joined(separator: " ")
            let outcome = try await ChildProcess.run(
                "/usr/bin/script", ["--quiet", "--return", "--command", command, "/dev/null"],
                environment: ["PATH": "/usr/bin:/bin", "SHELL": "/bin/sh"])
            #expect(outcome.exitCode == 0, "\(outcome.standardError)")
            #expect(outcome.standardOutput.contains("] "))
            #expect(outcome.standardOutput.contains("%  "))
            #expect(outcome.standardOutput.contains("copied \(full.rows) rows"))
        }
    }

    @Test func `a copy goes to PostgreSQL and back`() async throws {
        try await Self.withFull { full async throws in
            let place = try await PostgresServer.shared().newDatabase()
            for (from, to) in [(full.source, place.url), (place.url, full.target)] {
                let copied = try await DocketProcess.run(["migrate", "--from", from, "--to", to])
                #expect(copied.standardError == "")
                #expect(copied.standardOutput.hasPrefix("copied \(full.rows) rows in 30 tables"))
            }
        }
    }

    @Test(arguments: [["serve", "--port", "0"], ["company", "list"], ["migrate"]])
    func `an unfinished copy is refused`(words: [String]) async throws {
        try await EndToEnd.run { folder async throws in
            let database = try SQLiteDatabase(path: folder.database)
            try await database.write {
                try SystemStore($0).setSetting(SystemStore.copyingSetting, to: "1")
            }
            await database.close()
            let url = "sqlite:\(folder.database)"
            let used = try await DocketProcess.run(words + ["--database", url])
            #expect(used.exitCode == 1)
            #expect(used.standardOutput == "")
            #expect(used.standardError.contains("an unfinished copy of another"))
            for route in [[url, url + "2"], [url + "3", url]] {
                _ = try SQLiteDatabase(path: folder.database + "3")
                let copied = try await DocketProcess.run(
                    ["migrate", "--from", route[0], "--to", route[1]])
                #expect(copied.exitCode == 1)
                #expect(copied.standardError.contains("an unfinished copy of another"))
            }
        }
    }

    @Test(arguments: [
        (["--from", "sqlite:a.db"], "together"), (["--to", "sqlite:a.db"], "together"),
        (["--from", "sqlite:a.db", "--to", "sqlite:./a.db"], "the same database"),
        (["--from", "postgres://a/b", "--to", "postgres://a/b"], "the same database"),
        (["--citus", "--from", "sqlite:a.db", "--to", "postgres://a/b"], "--citus"),
        (
            ["--database", "sqlite:c.db", "--from", "sqlite:a.db", "--to", "sqlite:b.db"],
            "without --database"
        ),
    ])
    func `options that don't go together are refused`(
        options: [String], words: String
    ) async throws {
        let outcome = try await DocketProcess.run(["migrate"] + options)
        #expect(outcome.exitCode == 64)
        #expect(outcome.standardError.contains(words), "\(outcome.standardError)")
    }

    @Test func `a source that is not there is not made`() async throws {
        try await EndToEnd.run { folder async throws in
            for _ in 0..<2 {
                let outcome = try await DocketProcess.run([
                    "migrate", "--from", "sqlite:\(folder.database)", "--to",
                    "sqlite:\(folder.database)2",
                ])
                #expect(outcome.exitCode == 1)
                #expect(outcome.standardError.contains("there is no database at"))
            }
        }
    }
}
