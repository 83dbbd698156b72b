import DocketSQLite
import DocketTestKit
import Testing

@Suite struct ConformanceTests {
    @Test(.timeLimit(.minutes(30)), arguments: StoreConformance.all)
    func `SQLite keeps what every database promises`(promise: StoreConformance) async throws {
        try await Turnstile.databases.pass {
            try await SQLiteFolder.run { folder in
                let database = try folder.open()
                try await promise.run(on: database)
                await database.close()
            }
        }
    }
}

/// A folder with a database's file in it.
struct SQLiteFolder {
    let folder: TemporaryFolder
    var path: String { folder.path("docket.db") }

    /// Runs `body` in a new folder.
    static func run(_ body: (SQLiteFolder) async throws -> Void) async throws {
        let folder = SQLiteFolder(folder: try TemporaryFolder())
        defer { folder.folder.remove() }
        try await body(folder)
    }

    /// Opens the database.
    func open() throws -> SQLiteDatabase { try SQLiteDatabase(path: path, readers: 2) }
}
