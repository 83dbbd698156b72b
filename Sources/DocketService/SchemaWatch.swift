package import DocketStore
package import Logging
import ServiceLifecycle

/// Stops a server whose database was migrated by a newer one: it hears of it, and looks now and
/// then in case it has not heard.
package struct SchemaWatch: Service {
    private let database: any Database
    private let logger: Logger
    private let heard: AsyncStream<Void>
    private let hear: AsyncStream<Void>.Continuation

    /// How often it looks.
    private static let lookSeconds = 30

    /// A watch over `database`.
    package init(database: any Database, logger: Logger) {
        self.database = database
        self.logger = logger
        (heard, hear) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        database.listen { [hear] announcement in
            if announcement == nil || announcement == .schema { hear.yield() }
        }
    }

    /// Watches until the server stops.
    ///
    /// - Throws: `DatabaseRefusal.newerSchema`, which stops it.
    package func run() async throws {
        try await cancelWhenGracefulShutdown {
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    while !Task.isCancelled {
                        try? await Task.sleep(for: .seconds(Self.lookSeconds))
                        hear.yield()
                    }
                }
                for await _ in heard where !Task.isCancelled { try await look() }
                group.cancelAll()
            }
        }
    }

    private func look() async throws {
        let found: Int64
        do {
            found = try await database.first(Migrations.current) ?? 0
        } catch {
            // Whether the database is there is another's concern; the next look is soon.
            logger.warning("can't look at the schema", metadata: ["error": "\(error)"])
            return
        }
        guard found <= Migrations.newest else {
            throw DatabaseRefusal.newerSchema(found: found, known: Migrations.newest)
        }
    }
}
