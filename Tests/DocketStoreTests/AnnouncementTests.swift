import DocketCore
import DocketPostgres
import DocketService
import DocketStore
import DocketTestKit
import Testing

/// What one server takes back, no other goes on granting.
@Suite(.timeLimit(.minutes(30))) struct AnnouncementTests {
    /// A way to take a token back.
    enum Way: CaseIterable {
        case token, family, client, user, password, clientScopes, userScopes
    }

    /// Two servers, and a token that both have kept in memory.
    private struct Desk: Sendable {
        let pair: PostgresPair
        let tokens: [Tokens]
        let token: String
        let now = SampleRows.now

        static func run(
            isLean: Bool = false, _ body: @Sendable (Desk) async throws -> Void
        ) async throws {
            try await PostgresPair.run(isLean: isLean) { pair in
                let user = User(
                    id: GUID(high: 1, low: 1), name: "ann", passwordHash: .ofNobody, scopes: .all,
                    companies: .all)
                try await pair.first.write {
                    try SystemStore($0).insert(user, at: SampleRows.now)
                }
                let client = try ClientDraft(
                    id: "shop", name: "Shop", scopes: .all, companies: .all)
                _ = try await Clients(database: pair.first).create(
                    client, secret: .random, at: SampleRows.now)
                let tokens = [Tokens(database: pair.first), Tokens(database: pair.second)]
                let grant = try await tokens[0].create(
                    forClient: "shop", userName: "ann", wish: .everything, lifeSeconds: nil,
                    at: SampleRows.now)
                let desk = Desk(pair: pair, tokens: tokens, token: grant.accessToken)
                try await desk.fillCaches()
                try await body(desk)
            }
        }

        /// Waits until both listen, and asks both: then both have kept the answer.
        func fillCaches() async throws {
            for (number, tokens) in tokens.enumerated() {
                while !pair[number].hearsOthers { try await Task.sleep(for: .milliseconds(5)) }
                #expect(try await tokens.principal(forAccessToken: token, at: now) != nil)
            }
        }

        /// Takes the token back through the first server.
        func takeBack(_ way: Way) async throws {
            switch way {
            case .token: #expect(try await tokens[0].revoke(token, at: now))
            case .family:
                let family = try await tokens[0].list(at: now)[0].family
                try await tokens[0].revoke(family: family, at: now)
            case .client: try await Clients(database: pair.first).disable("shop", at: now)
            case .user: try await Users(database: pair.first).disable("ann", at: now)
            case .password:
                let passwords = TestPasswords.passwords()
                try await Users(database: pair.first, passwords: passwords)
                    .setPassword("another horse", of: "ann", at: now)
            case .clientScopes:
                var changes = ClientChanges()
                changes.scopes = [.ordersRead]
                try await Clients(database: pair.first).change("shop", by: changes, at: now)
            case .userScopes:
                var changes = UserChanges()
                changes.scopes = [.ordersRead]
                try await Users(database: pair.first).change("ann", by: changes, at: now)
            }
        }

        /// Whether a server lets the token pay.
        func isGood(at server: Int) async throws -> Bool {
            let principal = try await tokens[server].principal(forAccessToken: token, at: now)
            return principal?.scopes.allows(.payment) ?? false
        }

        /// How many sessions listen.
        static let listeners = """
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND query = 'LISTEN docket'
            """
    }

    @Test func `what is kept in memory answers without the database`() async throws {
        try await Desk.run { desk in
            // Behind the back of both, and without a word to them.
            try await desk.pair.sql("UPDATE tokens SET revoked_at = now()")
            #expect(try await desk.isGood(at: 0))
            #expect(try await desk.isGood(at: 1))
            try await desk.pair.sql("NOTIFY docket, 'access'")
            for server in 0..<2 { while try await desk.isGood(at: server) {} }
        }
    }

    @Test(arguments: Way.allCases)
    func `what is taken back by one server stops at once on both`(way: Way) async throws {
        try await Desk.run { desk in
            try await desk.takeBack(way)
            #expect(try await !desk.isGood(at: 0), "the server that took it back")
            // The word to the other is on its way: sent with the commit, read by a thread.
            while try await desk.isGood(at: 1) {}
            #expect(try await !desk.isGood(at: 1), "it does not come again")
        }
    }

    @Test func `word of an unknown kind makes both look again`() async throws {
        try await Desk.run { desk in
            try await desk.pair.sql("UPDATE tokens SET revoked_at = now()")
            try await desk.pair.sql("NOTIFY docket, 'what a later program says'")
            for server in 0..<2 { while try await desk.isGood(at: server) {} }
        }
    }

    @Test func `nothing is kept over a listening connection that was killed`() async throws {
        try await Desk.run { desk in
            try await desk.pair.server.killBackends(of: desk.pair.place.name)
            try await desk.takeBack(.token)
            // A session listens again only after its server has forgotten what it had kept.
            try await desk.pair.wait(for: "2", from: Desk.listeners)
            #expect(try await !desk.isGood(at: 0))
            #expect(try await !desk.isGood(at: 1))
        }
    }

    @Test func `a server that hears nothing asks the database each time`() async throws {
        try await Desk.run(isLean: true) { desk in
            let name = desk.pair.place.name
            // Those who are connected stay; nobody new comes, so the listeners stay away.
            try await desk.pair.server.sql("ALTER DATABASE \(name) ALLOW_CONNECTIONS false")
            try await desk.pair.server.sql(
                """
                SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
                WHERE datname = '\(name)' AND query = 'LISTEN docket'
                """)
            while desk.pair.first.hearsOthers || desk.pair.second.hearsOthers {
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(try await desk.isGood(at: 0))
            #expect(try await desk.isGood(at: 1))
            try await desk.takeBack(.token)
            #expect(try await !desk.isGood(at: 0))
            #expect(try await !desk.isGood(at: 1), "without a word, by asking")
            try await desk.pair.server.sql("ALTER DATABASE \(name) ALLOW_CONNECTIONS true")
            while !desk.pair.first.hearsOthers || !desk.pair.second.hearsOthers {
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(try await !desk.isGood(at: 0))
            #expect(try await !desk.isGood(at: 1))
        }
    }
}
