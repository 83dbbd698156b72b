import DocketCore
import DocketSQLite
import DocketStore
import DocketTestKit
import Foundation
import Testing

/// Which files are served, and that all others are left alone.
@Suite struct SQLiteFileTests {
    private static func bytes(_ path: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: path))
    }

    private static func write(_ data: Data, to path: String) throws {
        try data.write(to: URL(fileURLWithPath: path))
    }

    /// What lies in a file's folder.
    private static func neighbours(_ path: String) throws -> [String] {
        let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
        return try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
    }

    /// A database with two companies, closed, with all that is beside it folded in.
    private static func makeDatabase(_ folder: SQLiteFolder) async throws {
        let database = try folder.open()
        try await database.makeSampleCompanies()
        await database.close()
    }

    /// Expects that the file is refused and stays as it is.
    private static func expectRefusal(_ folder: SQLiteFolder) throws -> DatabaseRefusal? {
        let before = try bytes(folder.path)
        let files = try neighbours(folder.path)
        let refusal = #expect(throws: DatabaseRefusal.self) { _ = try folder.open() }
        #expect(try bytes(folder.path) == before)
        #expect(try neighbours(folder.path) == files)
        return refusal
    }

    @Test func `a new database is made, and nothing is left beside it when closed`() async throws {
        try await SQLiteFolder.run { folder in
            try await Self.makeDatabase(folder)
            #expect(try Self.neighbours(folder.path) == ["docket.db"])
        }
    }

    @Test(arguments: [
        "x", "SQLite format 3\u{0}", "Dear diary, today I put off the taxes again.\n",
        String(repeating: "0123456789abcdef", count: 4096),
    ])
    func `a file that is no database is refused and left as it is`(text: String) async throws {
        try await SQLiteFolder.run { folder in
            try Self.write(Data(text.utf8), to: folder.path)
            let refusal = try Self.expectRefusal(folder)
            #expect(refusal == .notADocketDatabase(path: folder.path))
        }
    }

    @Test(arguments: [UInt8(0), 1])
    func `another program's database is refused and left as it is`(id: UInt8) async throws {
        try await SQLiteFolder.run { folder in
            try await Self.makeDatabase(folder)
            var data = try Self.bytes(folder.path)
            // The application id of an SQLite file is at byte 68.
            data.replaceSubrange(68..<72, with: Data(repeating: id, count: 4))
            try Self.write(data, to: folder.path)
            let refusal = try Self.expectRefusal(folder)
            #expect(refusal == .notADocketDatabase(path: folder.path))
        }
    }

    @Test func `a damaged database is refused`() async throws {
        try await SQLiteFolder.run { folder in
            try await Self.makeDatabase(folder)
            var data = try Self.bytes(folder.path)
            for index in 100..<data.count { data[index] = UInt8(truncatingIfNeeded: index &* 7) }
            try Self.write(data, to: folder.path)
            #expect(throws: (any Error).self) { _ = try folder.open() }
            #expect(try Self.bytes(folder.path) == data)
        }
    }

    @Test func `a newer schema is refused and left as it is`() async throws {
        try await SQLiteFolder.run { folder in
            let database = try folder.open()
            try await database.write { connection throws in
                _ = try connection.run("UPDATE schema_version SET version = 99")
            }
            await database.close()
            let refusal = try Self.expectRefusal(folder)
            #expect(refusal == .newerSchema(found: 99, known: Migrations.newest))
        }
    }

    @Test func `an empty file becomes a database`() async throws {
        try await SQLiteFolder.run { folder in
            try Self.write(Data(), to: folder.path)
            try await Self.makeDatabase(folder)
            let database = try folder.open()
            #expect(try await database.count("SELECT count(*) FROM companies") == 2)
            await database.close()
        }
    }

    @Test func `a folder, and a file in no folder, are refused`() async throws {
        try await SQLiteFolder.run { folder throws in
            for path in [folder.folder.path("."), folder.folder.path("none/docket.db"), ""] {
                #expect(throws: DatabaseRefusal.self, "\(path)") {
                    _ = try SQLiteDatabase(path: path)
                }
            }
            #expect(try Self.neighbours(folder.path).isEmpty)
        }
    }

    @Test func `migrations run once`() async throws {
        try await SQLiteFolder.run { folder in
            for _ in 0..<3 {
                let database = try folder.open()
                #expect(try await database.count("SELECT count(*) FROM schema_version") == 1)
                let before = try await database.write { connection in
                    try Migrations.run(on: connection)
                }
                #expect(before == Migrations.newest)
                let current = try await database.first(Migrations.current)
                #expect(current == Migrations.newest)
                await database.close()
            }
        }
    }

    @Test func `what was stored is there after it is opened again`() async throws {
        try await SQLiteFolder.run { folder in
            var rows = SampleRows(seed: 80)
            let orders = (0..<20).map { _ in rows.fullOrder() }
            var database = try folder.open()
            try await database.makeSampleCompanies()
            try await database.store(orders)
            await database.close()
            database = try folder.open()
            for order in orders { #expect(try await database.order(order.id) == order) }
            await database.close()
        }
    }

    @Test func `once it is closed it is unavailable`() async throws {
        try await SQLiteFolder.run { folder in
            let database = try folder.open()
            await database.close()
            let isUnavailable: (any Error) -> Bool = { error in
                if case SQLError.unavailable = error { true } else { false }
            }
            await #expect {
                _ = try await database.count("SELECT 1")
            } throws: { isUnavailable($0) }
            await #expect {
                try await database.write { try SystemStore($0).setSetting("a", to: "b") }
            } throws: { isUnavailable($0) }
        }
    }

    @Test func `closing finishes the writes that wait`() async throws {
        try await SQLiteFolder.run { folder in
            let database = try folder.open()
            let gate = Gate()
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await database.write { _ in gate.pass() } }
                try await gate.wait()
                for number in 0..<50 {
                    group.addTask {
                        try await database.write { connection throws in
                            try SystemStore(connection).setSetting("\(number)", to: "1")
                        }
                    }
                }
                try await Task.sleep(for: .milliseconds(100))
                group.addTask { await database.close() }
                try await Task.sleep(for: .milliseconds(50))
                gate.open()
                try await group.waitForAll()
            }
            let again = try folder.open()
            #expect(try await again.settingCount() == 50)
            await again.close()
        }
    }

    @Test func `two that make the same database at once share it`() async throws {
        for round in 0..<10 {
            try await SQLiteFolder.run { folder in
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<4 {
                        group.addTask {
                            try await OwnThread.run {
                                let database = try folder.open()
                                try await database.write { connection throws in
                                    try SystemStore(connection).setSetting("\(number)", to: "1")
                                }
                                await database.close()
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                let database = try folder.open()
                let count = try await database.settingCount()
                #expect(count == 4, "round \(round): what was acknowledged is gone")
                await database.close()
            }
        }
    }
}
