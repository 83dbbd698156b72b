import DocketPostgres
import DocketTestKit
import Testing

@Suite struct PostgresConformanceTests {
    @Test(.timeLimit(.minutes(15)), arguments: StoreConformance.all, [true, false])
    func `PostgreSQL keeps what every database promises`(
        promise: StoreConformance, bindsArrays: Bool
    ) async throws {
        try await Turnstile.databases.pass {
            try await PostgresServer.shared().withDatabase { place in
                var settings = PostgresSettings(url: place.url)
                settings.bindsArrays = bindsArrays
                let database = try PostgresDatabase(settings)
                try await promise.run(on: database)
                await database.close()
            }
        }
    }
}
