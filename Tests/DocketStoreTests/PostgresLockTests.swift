import DocketCore
import DocketPostgres
import DocketStore
import DocketTestKit
import Testing

/// Writes that get in each other's way, or fail at the last moment.
@Suite(.timeLimit(.minutes(30))) struct PostgresLockTests {
    /// Two pairs of gates, one for each of two jobs that meet.
    private struct Meeting: Sendable {
        let gates = [Gate(), Gate()]

        /// Waits until both are there, and lets both go on.
        func open() async throws {
            for gate in gates { try await gate.wait() }
            for gate in gates { gate.open() }
        }
    }

    @Test func `a write waits for a lock that somebody else holds, and is done`() async throws {
        try await PostgresPair.run { pair in
            var rows = SampleRows(seed: 80)
            let (order, other) = (rows.fullOrder(), rows.fullOrder())
            let gate = Gate()
            // A transaction of no company, so that no queue of ours keeps the two apart.
            async let held: Void = pair.second.write { connection throws in
                let lock: SQL = "SELECT 1 FROM companies WHERE id = 1 FOR UPDATE"
                try connection.each(lock) { (_) throws(SQLError) in }
                gate.pass()
            }
            try await gate.wait()
            async let write: Void = pair.first.store([order])
            try await pair.wait(
                for: "1",
                from: """
                    SELECT count(*) FROM pg_stat_activity
                    WHERE datname = current_database() AND wait_event_type = 'Lock'
                    """)
            #expect(try await pair.first.order(order.id) == nil, "a reader waits for nobody")
            try await pair.first.store([other], of: SampleRows.otherCompany)
            gate.open()
            try await held
            try await write
            #expect(try await pair.second.order(order.id) == order)
        }
    }

    @Test func `a lock that is not to be had in time is tried for again`() async throws {
        try await PostgresPair.run { pair in
            let gate = Gate()
            let tries = Shared(0)
            async let held: Void = pair.second.write { connection throws in
                let lock: SQL = "SELECT 1 FROM companies WHERE id = 2 FOR UPDATE"
                try connection.each(lock) { (_) throws(SQLError) in }
                gate.pass()
            }
            try await gate.wait()
            async let write: Void = pair.first.write(of: SampleRows.company) { connection throws in
                tries.change { $0 += 1 }
                // From here, and not by another task, which might come too late.
                if tries.value == 3 { gate.open() }
                try SystemStore(connection).setSetting("trace", to: "1")
                // 55P03, as when `lock_timeout` is over.
                let lock: SQL = "SELECT 1 FROM companies WHERE id = 2 FOR UPDATE NOWAIT"
                try connection.each(lock) { (_) throws(SQLError) in }
            }
            try await held
            try await write
            #expect(try await pair.first.settingCount() == 1)
            #expect(tries.value >= 3)
        }
    }

    @Test func `of two who wait for each other both succeed in the end`() async throws {
        try await PostgresPair.run { pair in
            try await pair.server.sql(
                "ALTER DATABASE \(pair.place.name) SET deadlock_timeout = '20ms'")
            try await pair.sql("INSERT INTO settings VALUES ('a', ''), ('b', '')")
            let third = try PostgresDatabase(PostgresSettings(url: pair.place.url))
            let fourth = try PostgresDatabase(PostgresSettings(url: pair.place.url))
            let meeting = Meeting()
            async let left: Void = third.write(of: SampleRows.company) { connection throws in
                try Self.append("l", to: "a", on: connection)
                meeting.gates[0].pass()
                try Self.append("l", to: "b", on: connection)
            }
            async let right: Void = fourth.write(of: SampleRows.otherCompany) {
                connection throws in
                try Self.append("r", to: "b", on: connection)
                meeting.gates[1].pass()
                try Self.append("r", to: "a", on: connection)
            }
            try await meeting.open()
            try await left
            try await right
            let found = try await pair.sql(
                """
                SELECT string_agg(value, ' ' ORDER BY name) FROM settings
                WHERE name <> 'list_token_key'
                """)
            #expect(["lr lr", "rl rl"].contains(found), "\(found)")
            #expect(pair.server.log.contains("deadlock detected"), "they did meet")
            await third.close()
            await fourth.close()
        }
    }

    /// Adds to what a setting says.
    private static func append(
        _ text: String, to name: String, on connection: any SQLConnection
    ) throws(SQLError) {
        try connection.run("UPDATE settings SET value = value || \(text) WHERE name = \(name)")
    }

    /// How a write ends whose transaction fails in some way the first two times.
    enum Ending: Sendable { case stored, refused, unknown }

    private static let endings: [(String, Ending)] = [
        ("40001", .stored), ("40P01", .stored), ("55P03", .stored), ("23514", .refused),
        ("XX000", .refused), ("57014", .refused), ("53100", .refused),
    ]

    @Test(arguments: endings)
    func `a statement that fails is done again where that may help`(
        state: String, ending: Ending
    ) async throws {
        try await Self.check(state, ending, triggers: "CREATE TRIGGER")
    }

    private static let commitEndings: [(String, Ending)] = [
        ("40001", .stored), ("40P01", .stored), ("23514", .refused), ("XX000", .unknown),
        ("08006", .unknown), ("57P01", .unknown),
    ]

    @Test(arguments: commitEndings)
    func `a COMMIT that fails is done again where nothing can have been stored`(
        state: String, ending: Ending
    ) async throws {
        try await Self.check(
            state, ending, triggers: "CREATE CONSTRAINT TRIGGER",
            when: "DEFERRABLE INITIALLY DEFERRED")
    }

    /// Writes a row at which PostgreSQL fails with that SQLSTATE the first three times.
    private static func check(
        _ state: String, _ ending: Ending, triggers: String, when: String = ""
    ) async throws {
        try await PostgresPair.run { pair in
            try await pair.sql(
                """
                CREATE SEQUENCE tries;
                CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                  IF NEW.name = 'bad' AND nextval('tries') <= 3 THEN
                    RAISE EXCEPTION 'on purpose' USING ERRCODE = '\(state)';
                  END IF;
                  RETURN NEW;
                END $$;
                \(triggers) failing AFTER INSERT ON settings \(when)
                FOR EACH ROW EXECUTE FUNCTION fail();
                """)
            var found: Ending?
            do {
                try await pair.first.write { try SystemStore($0).setSetting("bad", to: "1") }
                found = .stored
            } catch SQLError.outcomeUnknown {
                found = .unknown
            } catch SQLError.unavailable, SQLError.constraint, SQLError.conflict {
                found = .refused
            }
            #expect(found == ending)
            let stored = try await pair.second.settingCount()
            #expect(stored == (ending == .stored ? 1 : 0))
            try await pair.first.write { try SystemStore($0).setSetting("good", to: "1") }
        }
    }
}
