import DocketPostgres
import DocketService
import DocketTestKit

/// Two servers on one PostgreSQL, which know nothing of each other: each has its own connections,
/// its own memory and its own port.
enum TwoServers {
    /// Runs `body` with both.
    static func run(
        _ body: @Sendable (_ first: SocketServer, _ second: SocketServer) async throws -> Void
    ) async throws {
        try await Turnstile.databases.pass {
            try await PostgresServer.shared().withDatabase { place in
                var settings = PostgresSettings(url: place.url)
                settings.readers = 2
                let databases = [
                    try PostgresDatabase(settings), try PostgresDatabase(settings),
                ]
                let services = databases.map { DocketServices(database: $0, clock: WallClock()) }
                _ = try await Sandbox.prepare(databases[0], at: services[0].clock.now())
                let result: Result<Void, any Error>
                do {
                    try await SocketServer.run(on: services[0]) { first in
                        try await SocketServer.run(on: services[1]) { second in
                            try await body(first, second)
                        }
                    }
                    result = .success(())
                } catch {
                    result = .failure(error)
                }
                for database in databases { await database.close() }
                try result.get()
            }
        }
    }
}
