import DocketPostgres
import DocketTestKit
import Testing

@Suite struct PostgresConformanceTests {
    @Test(.timeLimit(.minutes(15)), arguments: StoreConformance.all)
    func `PostgreSQL keeps what every database promises`(promise: StoreConformance) async throws {
        try await Turnstile.databases.pass {
            try await PostgresServer.shared().withDatabase { place in
                let database = try PostgresDatabase(PostgresSettings(url: place.url))
                try await promise.run(on: database)
                await database.close()
            }
        }
    }
}
