import DocketCore
import DocketPostgres
import DocketService
import DocketStore
import DocketTestKit
import Foundation
import Logging
import Testing

/// What keeps a PostgreSQL database from being served, and how that is told.
@Suite(.timeLimit(.minutes(30))) struct PostgresRefusalTests {
    /// The refusal that opening the database comes to; `nil` where it is opened.
    private static func refusal(of url: String) async throws -> DatabaseRefusal? {
        try await OwnThread.run {
            do {
                try await PostgresDatabase(PostgresSettings(url: url)).close()
                return nil
            } catch let refusal as DatabaseRefusal {
                return refusal
            }
        }
    }

    // MARK: - Encoding

    @Test(arguments: ["SQL_ASCII", "LATIN1"])
    func `a database of another encoding is refused with its name`(
        encoding: String
    ) async throws {
        let server = try await PostgresServer.shared()
        try await server.withDatabase { place in
            try await server.drop(place)
            try await server.sql(
                """
                CREATE DATABASE \(place.name)
                TEMPLATE template0 ENCODING '\(encoding)' LOCALE 'C'
                """)
            guard case .unfit(let detail)? = try await Self.refusal(of: place.url) else {
                Issue.record("it was not refused")
                return
            }
            #expect(detail.contains(encoding) && detail.contains("UTF8"), "\(detail)")
            let tables = try await server.sql(
                "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'", in: place.name)
            #expect(tables == "0", "it was left as it is")
        }
    }

    // MARK: - Several hosts

    @Test func `of several hosts the one that can be written to is taken`() async throws {
        let server = try await PostgresServer.shared()
        try await server.withDatabase { place in
            #expect(place.url.contains("host="))
            let hosts = place.url.replacing("host=", with: "host=/nowhere/at/all,")
            let url = hosts + "&target_session_attrs=read-write"
            #expect(try await Self.refusal(of: url) == nil)
            try await server.sql(
                "ALTER DATABASE \(place.name) SET default_transaction_read_only = on")
            guard case .unreachable(let detail)? = try await Self.refusal(of: url) else {
                Issue.record("a server that can't be written to was taken")
                return
            }
            #expect(detail.contains("read-only"), "\(detail)")
        }
    }

    // MARK: - No server

    @Test(arguments: [
        "postgres://docket:s3cret-word@127.0.0.1:1/docket",
        "postgres://docket:s3cret-word@/docket?host=/nonexistent",
        "postgres://docket@/docket?host=/nonexistent&password=s3cret-word",
        "postgres://docket:s3cret-word@127.0.0.1:1/docket?sslmode=loose",
        "postgres://docket:s3cret-word@127.0.0.1:port/docket",
    ])
    func `where nobody answers the refusal has no password in it`(url: String) async throws {
        guard case .unreachable(let detail)? = try await Self.refusal(of: url) else {
            Issue.record("it was not refused as unreachable")
            return
        }
        #expect(!detail.contains("s3cret-word"), "\(detail)")
    }

    @Test(arguments: [
        ("postgres://docket@127.0.0.1:1/docket", "127.0.0.1"),
        ("postgres://docket@/docket?host=/nonexistent", "/nonexistent"),
        ("postgres://docket@/docket?host=/nonexistent,/nowhere", "/nowhere"),
    ])
    func `where nobody answers the refusal says where that was`(
        url: String, place: String
    ) async throws {
        guard case .unreachable(let detail)? = try await Self.refusal(of: url) else {
            Issue.record("it was not refused as unreachable")
            return
        }
        #expect(detail.contains(place) && !detail.contains("\t"), "\(detail)")
    }

    @Test(arguments: [
        "postgres://docket:s3cret-word%zz@127.0.0.1:1/docket",
        "postgres://docket:s3cret-word@[::1/docket",
    ])
    func `a URL that can't be read is not printed with its password`(url: String) async throws {
        guard case .unreachable(let detail)? = try await Self.refusal(of: url) else {
            Issue.record("it was not refused as unreachable")
            return
        }
        #expect(!detail.contains("s3cret-word"), "\(detail)")
    }

    // MARK: - TLS

    @Test func `verify-full takes the right root certificate and no stranger's`() async throws {
        let server = try await PostgresServer(isDurable: false, hasTLS: true)
        let place = try await server.newDatabase()
        let tls = try #require(server.tls)
        #expect(try await Self.refusal(of: tls.url(of: place)) == nil)
        let stranger = tls.url(of: place, rootCertificate: tls.strangerCertificate)
        guard case .unreachable(let detail)? = try await Self.refusal(of: stranger) else {
            Issue.record("a stranger was trusted")
            return
        }
        #expect(detail.lowercased().contains("certificate"), "\(detail)")
        let wrong = tls.url(of: place).replacingOccurrences(of: tls.password, with: "no-such-word")
        guard case .unreachable(let refused)? = try await Self.refusal(of: wrong) else {
            Issue.record("a wrong password was taken")
            return
        }
        #expect(refused.contains("password") && !refused.contains("no-such-word"), "\(refused)")
        // The listener comes by the same way.
        let database = try PostgresDatabase(PostgresSettings(url: tls.url(of: place)))
        try await database.makeSampleCompanies()
        while !database.hearsOthers { try await Task.sleep(for: .milliseconds(10)) }
        let plain = try await server.sql(
            """
            SELECT count(*) FROM pg_stat_activity a JOIN pg_stat_ssl s USING (pid)
            WHERE a.datname = '\(place.name)' AND NOT s.ssl
            """)
        #expect(plain == "0")
        await database.close()
        await server.stop()
    }

    // MARK: - Rights

    /// What docs/operating.md says, under other names: roles are the whole server's.
    private struct Roles: Sendable {
        let server: PostgresServer
        let place: PostgresTestDatabase
        var owner: String { "\(place.name)_owner" }
        var clerk: String { "\(place.name)_clerk" }

        func url(of role: String) -> String {
            place.url.replacingOccurrences(of: "//docket@", with: "//\(role)@")
        }

        /// Runs `body` with both roles on a database without tables.
        static func run(_ body: @Sendable (Roles) async throws -> Void) async throws {
            let server = try await PostgresServer.shared()
            try await server.withDatabase { place in
                let roles = Roles(server: server, place: place)
                try await server.sql(
                    """
                    CREATE ROLE \(roles.owner) LOGIN;
                    CREATE ROLE \(roles.clerk) LOGIN CONNECTION LIMIT 70;
                    ALTER DATABASE \(place.name) OWNER TO \(roles.owner);
                    REVOKE CONNECT, TEMPORARY ON DATABASE \(place.name) FROM PUBLIC;
                    GRANT CONNECT ON DATABASE \(place.name) TO \(roles.clerk);
                    ALTER ROLE \(roles.clerk) SET lock_timeout = '10s';
                    REVOKE CREATE ON SCHEMA public FROM PUBLIC;
                    GRANT USAGE ON SCHEMA public TO \(roles.clerk);
                    ALTER DEFAULT PRIVILEGES FOR ROLE \(roles.owner) IN SCHEMA public
                      GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO \(roles.clerk);
                    """, in: place.name)
                try await body(roles)
                try await server.sql(
                    """
                    DROP OWNED BY \(roles.clerk); DROP OWNED BY \(roles.owner) CASCADE;
                    ALTER DATABASE \(place.name) OWNER TO docket;
                    DROP ROLE \(roles.clerk); DROP ROLE \(roles.owner);
                    """, in: place.name)
            }
        }
    }

    @Test func `a role without DDL rights serves what the owner has migrated`() async throws {
        try await Roles.run { roles in
            #expect(try await Self.refusal(of: roles.url(of: roles.owner)) == nil)
            try await roles.server.sql(
                """
                REVOKE INSERT, UPDATE, DELETE ON schema_version, settings FROM \(roles.clerk);
                REVOKE UPDATE, DELETE ON order_events FROM \(roles.clerk);
                """, in: roles.place.name)
            let database = try PostgresDatabase(
                PostgresSettings(url: roles.url(of: roles.clerk)))
            let services = DocketServices(database: database, clock: WallClock())
            try await database.makeSampleCompanies()
            var rows = SampleRows(seed: 66)
            let order = rows.plainOrder(items: 2)
            try await database.store([order])
            var draft = ItemDraft()
            draft.fields.type = .inStock
            draft.fields.status = .inStockNew
            let context = OrderContext(
                company: SampleRows.company, now: SampleRows.now, isLenient: false)
            _ = try await services.orders.addItem(
                draft, to: order.id, as: .sample(), in: context
            ) { _, _ in .sample }
            let found = try await database.order(order.id)
            #expect(found?.items.count == 3)
            try await Self.useAccess(services, in: database)
            try await Sweeper(
                database: database, services: services, logger: Logger(label: "test")
            ).sweep()
            await database.close()
        }
    }

    /// Makes a client and a token of it, calls with it, and takes it back.
    private static func useAccess(_ services: DocketServices, in database: any Database)
        async throws
    {
        let now = services.clock.now()
        let clients = Clients(database: database)
        let draft = try ClientDraft(id: "shop", name: "Shop", scopes: .all, companies: .all)
        _ = try await clients.create(draft, secret: .random, at: now)
        let grant = try await services.tokens.create(
            forClient: "shop", userName: nil, wish: .everything, lifeSeconds: nil, at: now)
        let token = grant.accessToken
        #expect(try await services.tokens.principal(forAccessToken: token, at: now) != nil)
        #expect(try await services.tokens.revoke(token, at: now))
        #expect(try await services.tokens.principal(forAccessToken: token, at: now) == nil)
        try await clients.disable("shop", at: now)
    }

    @Test func `a role without DDL rights is told what to do where it is older`() async throws {
        try await Roles.run { roles in
            let url = roles.url(of: roles.clerk)
            guard case .unfit(let detail)? = try await Self.refusal(of: url) else {
                Issue.record("it was not refused")
                return
            }
            #expect(detail.contains("permission denied"), "\(detail)")
            #expect(detail.contains("docket migrate") && detail.contains("owner"), "\(detail)")
            // So is one that finds tables of an older program.
            #expect(try await Self.refusal(of: roles.url(of: roles.owner)) == nil)
            try await roles.server.sql(
                "DROP TABLE leases; UPDATE schema_version SET version = 1", in: roles.place.name)
            guard case .unfit(let older)? = try await Self.refusal(of: url) else {
                Issue.record("it was not refused")
                return
            }
            #expect(older.contains("docket migrate"), "\(older)")
            let version = try await roles.server.sql(
                "SELECT version FROM schema_version", in: roles.place.name)
            #expect(version == "1")
        }
    }
}
