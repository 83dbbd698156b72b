package import DocketPostgres
import DocketStore

/// Two servers' ways into one PostgreSQL database.
package struct PostgresPair: Sendable {
    /// The PostgreSQL.
    package let server: PostgresServer
    /// The database in it.
    package let place: PostgresTestDatabase
    /// The one server's.
    package let first: PostgresDatabase
    /// The other's.
    package let second: PostgresDatabase

    /// Runs `body` on a new database with the two companies of `SampleRows`.
    ///
    /// - Parameters:
    ///   - server: the one that the tests share, unless it is given.
    ///   - isLean: whether each has one connection that writes and one that reads, so that it is
    ///     known which there are.
    package static func run(
        on server: PostgresServer? = nil, isLean: Bool = false,
        _ body: @Sendable (PostgresPair) async throws -> Void
    ) async throws {
        var found = server
        if found == nil { found = try await PostgresServer.shared() }
        guard let server = found else { return }
        try await server.withDatabase { place in
            var settings = PostgresSettings(url: place.url)
            if isLean { (settings.writers, settings.readers) = (1, 1) }
            let first = try PostgresDatabase(settings)
            let second = try PostgresDatabase(settings)
            let pair = PostgresPair(server: server, place: place, first: first, second: second)
            let result: Result<Void, any Error>
            do {
                try await first.makeSampleCompanies()
                result = .success(try await body(pair))
            } catch {
                result = .failure(error)
            }
            // First those who write, or the database is gone under them.
            await first.close()
            await second.close()
            try result.get()
        }
    }

    /// Each of the two in turn.
    package subscript(_ number: Int) -> PostgresDatabase { number % 2 == 0 ? first : second }

    /// Runs SQL behind the back of both.
    @discardableResult
    package func sql(_ text: String) async throws -> String {
        try await server.sql(text, in: place.name)
    }

    /// Waits until a query, asked behind the back of both, gives `answer`.
    package func wait(for answer: String, from query: String) async throws {
        while try await sql(query) != answer { try await Task.sleep(for: .milliseconds(10)) }
    }
}
