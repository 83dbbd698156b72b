package import DocketCore
package import DocketStore

/// Whether the server can do its work.
package struct Health: Sendable {
    private let database: any Database

    /// The health of a server on `database`.
    package init(database: any Database) {
        self.database = database
    }

    /// How busy the database's driver is at this moment.
    package var load: DatabaseLoad { database.load }

    /// Reads the schema.
    ///
    /// - Throws: `ServiceError.unavailable` where the database can't be read.
    package func check() async throws {
        do {
            let version = try await database.first(Migrations.current)
            guard version == Migrations.newest else { throw ServiceError.unavailable }
        } catch {
            throw ServiceError.unavailable
        }
    }
}
