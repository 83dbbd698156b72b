import DocketCore
import DocketService
import DocketSQLite

/// Checks one access token many times, as a warm server does for each request, and in turn makes
/// the SHA-256 that no check can do without; prints the microseconds of each.
/// `TokenBenchmark DATABASE`
///
/// The database is a new file; there the token is a sandbox's.
@main
enum TokenBenchmark {
    private static let rounds = 15
    private static let iterations = 100_000

    static func main() async throws {
        guard CommandLine.arguments.count == 2 else { return print("TokenBenchmark DATABASE") }
        let database = try SQLiteDatabase(path: CommandLine.arguments[1])
        let clock = WallClock()
        _ = try await Sandbox.prepare(database, at: clock.now())
        let tokens = Tokens(database: database)
        let fresh = try await tokens.create(
            forClient: Sandbox.clientID, userName: nil,
            wish: TokenWish(scopes: nil, companies: nil),
            lifeSeconds: 3600, at: clock.now())
        var times: (check: [Double], hash: [Double]) = ([], [])
        for _ in 0..<rounds {
            times.check.append(try await microsecondsOfCheck(fresh.accessToken, tokens, clock))
            times.hash.append(microsecondsOfHash(fresh.accessToken))
        }
        print("check", times.check.sorted()[rounds / 2], times.hash.sorted()[rounds / 2])
        await database.close()
    }

    private static func microsecondsOfCheck(
        _ token: String, _ tokens: Tokens, _ clock: WallClock
    ) async throws -> Double {
        let start = ContinuousClock.now
        for _ in 0..<iterations {
            let principal = try await tokens.principal(forAccessToken: token, at: clock.now())
            guard principal != nil else { throw NotGood() }
        }
        return (ContinuousClock.now - start) / .microseconds(iterations)
    }

    private static func microsecondsOfHash(_ token: String) -> Double {
        let start = ContinuousClock.now
        for _ in 0..<iterations { consume(SecretHash(of: token)) }
        return (ContinuousClock.now - start) / .microseconds(iterations)
    }

    /// Keeps the optimizer from leaving out work whose result nobody looks at.
    @inline(never)
    private static func consume<Value>(_ value: Value) {
        withExtendedLifetime(value) {}
    }

    /// The token was not taken.
    private struct NotGood: Error {}
}
