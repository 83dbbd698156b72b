import DocketSQLite
import DocketStore
import DocketTestKit
import Foundation
import Testing

/// `docket backup`, `docket restore` and `docket check`.
@Suite(.timeLimit(.minutes(30))) struct BackupTests {
    /// A folder with a sandbox's database in it, and an order in that.
    private static func withOrder(
        _ body: (EndToEnd.Folder, ServerProcess) async throws -> Void
    ) async throws {
        try await EndToEnd.run { folder in
            let server = try await ServerProcess(database: folder.database)
            defer { server.signal(SIGKILL) }
            try await Self.make("kept", on: server)
            try await body(folder, server)
        }
    }

    private static func make(_ name: String, on server: ServerProcess) async throws {
        let made = try await EndToEnd.send(
            to: server, "POST", "/v1/Companies(14146)/OrderFull", EndToEnd.order(name))
        #expect(made.status == 201)
    }

    private static func docket(_ words: String...) async throws -> ChildProcess.Outcome {
        try await DocketProcess.run(words)
    }

    private static func orders(of url: String) async throws -> String {
        try await docket("export", "--database", url, "--company", "14146", "orders")
            .standardOutput
    }

    private static func stop(_ server: ServerProcess) async {
        server.signal(SIGTERM)
        #expect(await server.wait() == 0)
    }

    @Test func `a backup of a running server is what it was at that instant`() async throws {
        try await Self.withOrder { folder, server in
            let (url, place) = ("sqlite:\(folder.database)", folder.folder.path("backup"))
            let then = try await Self.orders(of: url)
            let written = try await Self.docket("backup", "--database", url, place)
            #expect(written.exitCode == 0, "\(written.standardError)")
            #expect(written.standardOutput.contains("1 orders, 1 events, 1 transfers: nothing"))
            try await Self.make("later", on: server)
            let copy = "sqlite:\(folder.folder.path("copy.db"))"
            let restored = try await Self.docket("restore", "--database", copy, place)
            #expect(restored.exitCode == 0, "\(restored.standardError)")
            #expect(try await Self.orders(of: copy) == then)
            #expect(try await Self.orders(of: url) != then)
            let again = try await Self.docket("backup", "--database", url, place)
            #expect(again.exitCode == 1)
            #expect(again.standardError.contains("it was left as it is"))
        }
    }

    @Test func `what is in the way of a restore is left as it is`() async throws {
        try await Self.withOrder { folder, server in
            let (url, place) = ("sqlite:\(folder.database)", folder.folder.path("backup"))
            #expect(try await Self.docket("backup", "--database", url, place).exitCode == 0)
            try await Self.make("later", on: server)
            let now = try await Self.orders(of: url)
            #expect(try await Self.docket("restore", "--database", url, place).exitCode == 1)
            #expect(try await Self.orders(of: url) == now)
            // What a killed server leaves beside a file would become part of the restored one.
            server.signal(SIGKILL)
            _ = await server.wait()
            try FileManager.default.moveItem(
                atPath: folder.database, toPath: folder.database + ".bad")
            let mixed = try await Self.docket("restore", "--database", url, place)
            #expect(mixed.exitCode == 1)
            #expect(mixed.standardError.contains("docket.db-wal"))
            #expect(!FileManager.default.fileExists(atPath: folder.database))
        }
    }

    @Test(arguments: ["docket.db", "backup.json"])
    func `a backup that is not as it was written is not restored`(name: String) async throws {
        try await Self.withOrder { folder, _ in
            let place = folder.folder.path("backup")
            _ = try await Self.docket("backup", "--database", "sqlite:\(folder.database)", place)
            let path = "\(place)/\(name)"
            var bytes = try Data(contentsOf: URL(fileURLWithPath: path))
            bytes[bytes.count / 2] ^= 1
            try bytes.write(to: URL(fileURLWithPath: path))
            let copy = folder.folder.path("copy.db")
            let refused = try await Self.docket("restore", "--database", "sqlite:\(copy)", place)
            #expect(refused.exitCode == 1)
            #expect(!FileManager.default.fileExists(atPath: copy))
        }
    }

    @Test func `a PostgreSQL is backed up, and restored into an empty one only`() async throws {
        try await EndToEnd.run { folder in
            let server = try await PostgresServer.shared()
            try await server.withDatabase { full in
                try await server.withDatabase { empty in
                    let process = try await ServerProcess(database: full.url)
                    defer { process.signal(SIGKILL) }
                    try await Self.make("kept", on: process)
                    let place = folder.folder.path("backup")
                    let written = try await Self.docket("backup", "--database", full.url, place)
                    #expect(written.exitCode == 0, "\(written.standardError)")
                    let restored = try await Self.docket(
                        "restore", "--database", empty.url, place)
                    #expect(restored.exitCode == 0, "\(restored.standardError)")
                    #expect(restored.standardOutput.contains("1 events, 1 transfers: nothing"))
                    #expect(
                        try await Self.orders(of: empty.url) == Self.orders(of: full.url))
                    let again = try await Self.docket(
                        "restore", "--database", empty.url, place)
                    #expect(again.exitCode == 1)
                    #expect(again.standardError.contains("already exists"))
                }
            }
        }
    }

    @Test func `the backup of an SQLite file goes into a PostgreSQL`() async throws {
        try await Self.withOrder { folder, _ in
            let (url, place) = ("sqlite:\(folder.database)", folder.folder.path("backup"))
            _ = try await Self.docket("backup", "--database", url, place)
            try await PostgresServer.shared().withDatabase { empty in
                let restored = try await Self.docket("restore", "--database", empty.url, place)
                #expect(restored.exitCode == 0, "\(restored.standardError)")
                #expect(try await Self.orders(of: empty.url) == Self.orders(of: url))
            }
        }
    }

    @Test func `a check beside a server names what differs`() async throws {
        try await Self.withOrder { folder, server in
            let url = "sqlite:\(folder.database)"
            let clean = try await Self.docket("check", "--database", url)
            #expect(clean.exitCode == 0)
            #expect(clean.standardOutput.contains("1 orders, 1 events, 1 transfers: nothing"))
            await Self.stop(server)
            let database = try SQLiteDatabase(path: folder.database)
            _ = try await database.write { connection in
                try connection.run("UPDATE orders SET name = 'other' WHERE company_id = 14146")
            }
            await database.close()
            let found = try await Self.docket("check", "--database", url)
            #expect(found.exitCode == 1)
            #expect(found.standardError.contains("/Name"), "\(found.standardError)")
        }
    }

    @Test(arguments: ["check", "export", "backup"])
    func `a command that only reads migrates nothing`(command: String) async throws {
        try await Self.withOrder { folder, server in
            await Self.stop(server)
            let database = try SQLiteDatabase(path: folder.database)
            _ = try await database.write { connection in
                try connection.run("UPDATE schema_version SET version = 3")
            }
            await database.close()
            let rest = [
                "export": ["--company", "14146", "orders"],
                "backup": [folder.folder.path("backup")],
            ]
            let refused = try await DocketProcess.run(
                [command, "--database", "sqlite:\(folder.database)"] + (rest[command] ?? []))
            #expect(refused.exitCode == 1)
            #expect(refused.standardError.contains("the database has schema 3"))
        }
    }

    @Test(arguments: ["check", "export", "backup"])
    func `where there is no database none is made`(command: String) async throws {
        try await EndToEnd.run { folder in
            let rest = [
                "export": ["--company", "14146", "orders"],
                "backup": [folder.folder.path("backup")],
            ]
            let refused = try await DocketProcess.run(
                [command, "--database", "sqlite:\(folder.database)"] + (rest[command] ?? []))
            #expect(refused.exitCode == 1)
            #expect(refused.standardError.contains("there is no database"))
            #expect(!FileManager.default.fileExists(atPath: folder.database))
        }
    }

    // MARK: - One server a file, and none on a damaged one

    @Test func `a second server on the same file is refused, until the first is gone`()
        async throws
    {
        try await Self.withOrder { folder, server in
            let second = try await DocketProcess.run(
                ["serve", "--sandbox", "--port", "0", "--database", "sqlite:\(folder.database)"])
            #expect(second.exitCode == 1)
            #expect(second.standardError.contains("(process \(server.processID))"))
            try await Self.make("the first goes on", on: server)
            server.signal(SIGKILL)
            _ = await server.wait()
            let next = try await ServerProcess(database: folder.database)
            await Self.stop(next)
        }
    }

    @Test(arguments: ["sqlite_master", "orders"])
    func `a damaged file is refused, with the page named`(table: String) async throws {
        try await Self.withOrder { folder, server in
            await Self.stop(server)
            let page = try await Self.rootPage(of: table, folder.database)
            var bytes = try Data(contentsOf: URL(fileURLWithPath: folder.database))
            // The first page begins with the file's header.
            bytes[page == 1 ? 100 : (page - 1) * 4096] ^= 0xFF
            try bytes.write(to: URL(fileURLWithPath: folder.database))
            let refused = try await DocketProcess.run(
                ["serve", "--sandbox", "--port", "0", "--database", "sqlite:\(folder.database)"])
            #expect(refused.exitCode == 1)
            #expect(refused.standardError.contains("is damaged"), "\(refused.standardError)")
            #expect(refused.standardError.contains("age \(page)"), "\(refused.standardError)")
            #expect(refused.standardOutput == "")
        }
    }

    private static func rootPage(of table: String, _ file: String) async throws -> Int {
        guard table != "sqlite_master" else { return 1 }
        let database = try SQLiteDatabase(path: file)
        let page = try await database.write { connection in
            try connection.first(
                SQL(unbound: "SELECT rootpage FROM sqlite_master WHERE name = '\(table)'")
            ) { (row) throws(SQLError) in row.integer(0) }
        }
        await database.close()
        return Int(try #require(page))
    }
}
