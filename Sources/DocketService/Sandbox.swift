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

    /// What the marker says while the database is being filled.
    private static let filling = "filling"
    /// What it says afterwards.
    private static let filled = "1"

    /// Fills a new database, and finds out how far its clock was moved before.
    ///
    /// - Returns: seconds that the clock is ahead.
    /// - Throws: `DatabaseRefusal.notASandbox` where there are companies already and the database
    ///   was not made by `--sandbox`.
    package static func prepare(
        _ database: any Database, at now: Timestamp
    ) async throws -> Int64 {
        let (found, ahead) = try await database.write { connection -> (String?, Int64) in
            let store = SystemStore(connection)
            if let found = try store.setting(marker) {
                return (found, try store.setting(clockSetting).flatMap { Int64($0) } ?? 0)
            }
            guard try store.isEmpty() else { throw DatabaseRefusal.notASandbox }
            try store.setSetting(marker, to: filling)
            return (nil, 0)
        }
        switch found {
        case filled: break
        // Whoever was filling it may be at it still, or may have died over it.
        case filling: try await reset(database, at: now)
        default: try await fill(database, at: now)
        }
        return ahead
    }

    /// How far the clock of a sandbox was moved; 0 for every other database.
    package static func secondsAhead(in database: any Database) async throws -> Int64 {
        try await database.read { connection in
            try SystemStore(connection).setting(clockSetting).flatMap { Int64($0) } ?? 0
        }
    }

    /// Empties the database and fills it afresh, company by company.
    package static func reset(_ database: any Database, at now: Timestamp) async throws {
        let companies = try await database.write { connection in
            let store = SystemStore(connection)
            try store.setSetting(marker, to: filling)
            return try store.companies.all().map(\.id)
        }
        for company in companies {
            try await database.write(of: company) { connection in
                try CompanyStore(connection, company: company).removeEverything()
            }
        }
        try await database.write { try SystemStore($0).removeEverything() }
        try await database.write { try SystemStore($0).setSetting(marker, to: filling) }
        try await fill(database, at: now)
    }

    /// Keeps how far the clock is ahead, so that a restart does not turn it back.
    package static func keepClock(
        secondsAhead: Int64, in database: any Database
    ) async throws {
        try await database.write { connection in
            try SystemStore(connection).setSetting(clockSetting, to: "\(secondsAhead)")
        }
    }

    private static func fill(_ database: any Database, at now: Timestamp) async throws {
        try await seedDirectory(database, at: now)
        try await database.write { connection in
            let store = SystemStore(connection)
            try seedAccess(store, at: now)
            try store.setSetting(marker, to: filled)
        }
    }
}
