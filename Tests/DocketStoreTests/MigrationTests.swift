import DocketCore
import DocketPostgres
import DocketSQLite
import DocketStore
import DocketTestKit
import Testing

/// What becomes of a database that an earlier program made.
@Suite(.timeLimit(.minutes(30))) struct MigrationTests {
    private static let names = ["bob", "ann", "eve"]

    /// Stores users, and turns the database back into one of schema 4.
    private static func age(_ database: any Database) async throws {
        try await database.write { connection throws in
            for (number, name) in names.enumerated() {
                let user = User(
                    id: .zero, name: name, passwordHash: .ofNobody, scopes: [.admin],
                    companies: .all)
                try SystemStore(connection).insert(
                    user, at: SampleRows.now.adding(seconds: Int64(number)))
            }
            for statement in [
                "DROP INDEX users_1", "ALTER TABLE users DROP COLUMN id",
                "DROP TABLE sessions", "DROP TABLE authorization_codes",
                "DROP TABLE sign_in_failures", "DROP TABLE signing_keys",
                "DROP TABLE card_refunds", "DROP TABLE card_payments", "DROP TABLE transfers",
                "DROP TABLE ledgers",
                "DROP TABLE tracking_events", "DROP TABLE shipments", "DROP TABLE parcel_orders",
                "DROP TABLE rate_cards",
                "UPDATE schema_version SET version = 4",
            ] {
                try connection.run(SQL(unbound: statement))
            }
        }
        await database.close()
    }

    /// Sees that each user has an id by now, in the order of their making.
    private static func expectIDs(_ database: any Database) async throws {
        try await database.read { connection throws in
            let store = SystemStore(connection)
            let users = try names.compactMap { try store.user($0) }
            #expect(users.count == names.count)
            let ids = users.map(\.id)
            #expect(ids == ids.sorted())
            #expect(Set(ids).count == names.count)
            for user in users { #expect(try store.user(user.id) == user) }
        }
        await database.close()
    }

    @Test func `users of schema 4 get ids, in SQLite`() async throws {
        try await SQLiteFolder.run { folder in
            try await Self.age(try folder.open())
            try await Self.expectIDs(try folder.open())
        }
    }

    @Test func `users of schema 4 get ids, in PostgreSQL`() async throws {
        let server = try await PostgresServer.shared()
        try await server.withDatabase { place in
            let settings = PostgresSettings(url: place.url)
            try await Self.age(try PostgresDatabase(settings))
            try await Self.expectIDs(try PostgresDatabase(settings))
        }
    }
}
