import DocketCore
import DocketPostgres
import DocketSQLite
import DocketService
import DocketStore
import DocketTestKit
import Logging
import Testing

/// Work that one of several servers does.
@Suite(.timeLimit(.minutes(30))) struct SweeperTests {
    /// More than are deleted by one statement.
    private static let expired = 1200

    /// Runs `body` with two servers' databases, first on SQLite, then on PostgreSQL.
    private static func run(
        _ body: @Sendable (_ first: any Database, _ second: any Database) async throws -> Void
    ) async throws {
        try await SQLiteFolder.run { folder in
            let (first, second) = (try folder.open(), try folder.open())
            try await body(first, second)
            await first.close()
            await second.close()
        }
        try await PostgresPair.run { pair in try await body(pair.first, pair.second) }
    }

    private static func sweeper(of database: any Database, at clock: WallClock) -> Sweeper {
        Sweeper(
            database: database,
            services: DocketServices(database: database, clock: clock),
            logger: Logger(label: "docket-test"))
    }

    private static func token(_ number: Int, expiresAt: Timestamp?) -> Token {
        var hash = [UInt8](repeating: expiresAt == nil ? 1 : 0, count: 32)
        hash[0] = UInt8(truncatingIfNeeded: number)
        hash[1] = UInt8(truncatingIfNeeded: number >> 8)
        return Token(
            hash: SecretHash(bytes: hash), kind: .access, family: .zero, clientID: "shop",
            userName: nil, allowance: TokenAllowance(scopes: [], companies: .all),
            issuedAt: SampleRows.now, expiresAt: expiresAt)
    }

    /// Stores tokens that have expired by the machine's clock, and some that never do.
    private static func store(_ count: Int, in database: any Database) async throws {
        try await database.write { connection throws in
            let store = SystemStore(connection)
            for number in 0..<count {
                try store.insert(token(number, expiresAt: SampleRows.now))
            }
        }
    }

    private static func tokens(in database: any Database) async throws -> Int64 {
        try await database.count("SELECT count(*) FROM tokens")
    }

    @Test func `two servers that sweep at once remove what has expired, and that alone`()
        async throws
    {
        try await Self.run { first, second in
            try await Self.store(Self.expired, in: first)
            try await first.write { connection throws in
                for number in 0..<3 {
                    try SystemStore(connection).insert(Self.token(number, expiresAt: nil))
                }
            }
            let clock = WallClock()
            async let one: Void = Self.sweeper(of: first, at: clock).sweep()
            async let other: Void = Self.sweeper(of: second, at: clock).sweep()
            _ = try await (one, other)
            #expect(try await Self.tokens(in: second) == 3)
        }
    }

    @Test func `what one server has done is not due for another before the next time`() async throws
    {
        try await Self.run { first, second in
            let clock = WallClock()
            try await Self.sweeper(of: first, at: clock).sweep()
            try await Self.store(5, in: first)
            for database in [first, second] {
                try await Self.sweeper(of: database, at: clock).sweep()
                #expect(try await Self.tokens(in: database) == 5, "it is not due yet")
            }
            let later = WallClock(secondsAhead: 3600)
            try await Self.sweeper(of: second, at: later).sweep()
            #expect(try await Self.tokens(in: first) == 0)
        }
    }

    @Test func `what a server that died had leased is done by another`() async throws {
        try await Self.run { first, second in
            try await Self.store(5, in: first)
            let now = WallClock().now()
            // The first leases it, and is never heard of again.
            let leased = try await first.write { connection throws in
                try SystemStore(connection).lease(
                    .removeExpiredTokens, of: nil, at: now, until: now.adding(seconds: 600))
            }
            #expect(leased)
            try await Self.sweeper(of: second, at: WallClock()).sweep()
            #expect(try await Self.tokens(in: second) == 5, "another has it")
            try await Self.sweeper(of: second, at: WallClock(secondsAhead: 660)).sweep()
            #expect(try await Self.tokens(in: second) == 0)
        }
    }
}
