package import DocketCore
package import DocketStore

/// The server for trying things out: known ids, known secrets, and a clock that can be moved.
///
/// Source: contract, sections 8 and 11.
package enum Sandbox {
    /// The setting that marks a database as made by `--sandbox`.
    static let marker = "sandbox"
    /// The setting that keeps how far the clock was moved, in seconds.
    static let clockSetting = "sandbox-clock-seconds"

    /// Fills a new database, and finds out how far its clock was moved before.
    ///
    /// - Returns: seconds that the clock is ahead.
    /// - Throws: `DatabaseRefusal.notASandbox` where there are companies already and the database
    ///   was not made by `--sandbox`.
    package static func prepare(
        _ database: any Database, at now: Timestamp
    ) async throws -> Int64 {
        try await database.write { connection in
            let store = SystemStore(connection)
            if try store.setting(marker) != nil {
                return try store.setting(clockSetting).flatMap { Int64($0) } ?? 0
            }
            guard try store.isEmpty() else { throw DatabaseRefusal.notASandbox }
            try fill(connection, at: now)
            return 0
        }
    }

    /// How far the clock of a sandbox was moved; 0 for every other database.
    package static func secondsAhead(in database: any Database) async throws -> Int64 {
        try await database.read { connection in
            try SystemStore(connection).setting(clockSetting).flatMap { Int64($0) } ?? 0
        }
    }

    /// Empties the database and fills it afresh.
    package static func reset(_ database: any Database, at now: Timestamp) async throws {
        try await database.write { connection in
            try SystemStore(connection).removeEverything()
            try fill(connection, at: now)
        }
    }

    /// Keeps how far the clock is ahead, so that a restart does not turn it back.
    package static func keepClock(
        secondsAhead: Int64, in database: any Database
    ) async throws {
        try await database.write { connection in
            try SystemStore(connection).setSetting(clockSetting, to: "\(secondsAhead)")
        }
    }

    private static func fill(
        _ connection: any SQLConnection, at now: Timestamp
    ) throws {
        let store = SystemStore(connection)
        try store.setSetting(marker, to: "1")
        try seedDirectory(connection, at: now)
        try seedAccess(store, at: now)
    }
}
