import DocketCore
import DocketPostgres
import DocketSQLite
import DocketService
import DocketStore
import Foundation

/// A sandbox in which nobody has done anything yet, made once and copied for each test: its tables
/// and passwords take longer than most tests.
enum NewSandbox {
    /// The bytes of an SQLite file.
    static let file = Task.detached {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = folder.path("docket.db")
        try await prepare(try SQLiteDatabase(path: path, readers: 1))
        return try Data(contentsOf: URL(fileURLWithPath: path))
    }

    /// A database of the shared PostgreSQL, to which nobody is connected.
    static let database = Task.detached {
        let place = try await PostgresServer.shared().newDatabase()
        try await prepare(try PostgresDatabase(PostgresSettings(url: place.url)))
        return place
    }

    private static func prepare(_ database: any Database) async throws {
        _ = try await Sandbox.prepare(database, at: WallClock().now())
        if let hash = PasswordHash(TestPasswords.sandboxHash) {
            try await database.write { connection in
                _ = try SystemStore(connection).setPassword(hash, of: Sandbox.userName)
            }
        }
        await database.close()
    }
}
