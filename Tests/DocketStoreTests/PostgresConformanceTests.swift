import DocketPostgres
import DocketTestKit
import Testing

@Suite struct PostgresConformanceTests {
    @Test(.timeLimit(.minutes(30)), arguments: StoreConformance.all, [false, true])
    func `PostgreSQL keeps what every database promises`(
        promise: StoreConformance, actsAsOnCitus: Bool
    ) async throws {
        try await Turnstile.databases.pass {
            try await PostgresServer.shared().withDatabase { place in
                var settings = PostgresSettings(url: place.url)
                settings.actsAsOnCitus = actsAsOnCitus
                let database = try PostgresDatabase(settings)
                try await promise.run(on: database)
                await database.close()
            }
        }
    }

    @Test(.timeLimit(.minutes(30)), arguments: [false, true])
    func `companies share a transaction, but not as Citus wants it`(
        actsAsOnCitus: Bool
    ) async throws {
        try await PostgresServer.shared().withDatabase { place in
            var settings = PostgresSettings(url: place.url)
            settings.actsAsOnCitus = actsAsOnCitus
            settings.writers = 1
            let database = try PostgresDatabase(settings)
            try await database.makeSampleCompanies()
            // Held up by the first, the others wait together.
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<200 {
                    let company = number % 2 == 0 ? SampleRows.company : SampleRows.otherCompany
                    group.addTask {
                        var rows = SampleRows(seed: 9_000 + UInt64(number))
                        try await database.store([rows.plainOrder(items: 1)], of: company)
                    }
                }
                try await group.waitForAll()
            }
            await database.close()
            let mixed = try await PostgresServer.shared().sql(
                """
                SELECT count(*) FROM (
                  SELECT xmin::text FROM orders GROUP BY 1 HAVING count(DISTINCT company_id) > 1
                ) AS t
                """, in: place.name)
            #expect(actsAsOnCitus == (mixed == "0"), "\(mixed) transactions of both")
            let count = try await PostgresServer.shared().sql(
                "SELECT count(*) FROM orders", in: place.name)
            #expect(count == "200")
        }
    }
}
