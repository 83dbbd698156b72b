import DocketCore
import DocketPostgres
import DocketStore
import DocketTestKit
import Testing

/// Reads that go together in one round trip.
@Suite(.timeLimit(.minutes(30))) struct PostgresReadTests {
    /// Runs `body` with a database whose one reader is held until the gate is opened, so that what
    /// is asked meanwhile goes together.
    private static func run(
        _ body: @Sendable (PostgresPair, Gate) async throws -> Void
    ) async throws {
        try await PostgresPair.run(isLean: true) { pair in
            let gate = Gate()
            async let held: Void = pair.first.read { _ in gate.pass() }
            try await gate.wait()
            let result: Result<Void, any Error>
            do {
                result = .success(try await body(pair, gate))
            } catch {
                result = .failure(error)
            }
            gate.open()
            try await held
            try result.get()
        }
    }

    private static func work(_ database: PostgresDatabase) async throws -> Int {
        try await database.all(
            SystemStore.companiesWithAnswers(before: SampleRows.now, limit: 9)
        ).count
    }

    /// Waits until all of the tasks of a group have asked.
    private static func settle(_ asked: Shared<Int>, _ count: Int) async throws {
        while asked.value < count { try await Task.sleep(for: .milliseconds(2)) }
        // What a task does next is to ask; if one is late, it just goes by itself.
        for _ in 0..<100 { await Task.yield() }
    }

    @Test func `a read that fails harms none that goes with it`() async throws {
        try await Self.run { pair, gate in
            try await pair.sql("DROP TABLE kept_answers")
            let asked = Shared(0)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<24 {
                    group.addTask {
                        asked.change { $0 += 1 }
                        if number % 5 == 2 {
                            await #expect(throws: SQLError.self) {
                                _ = try await Self.work(pair.first)
                            }
                        } else {
                            let query = CompanyStore.companyExists(SampleRows.company)
                            let found = try? await pair.first.first(query)
                            #expect(found == true, "read \(number)")
                        }
                    }
                }
                try await Self.settle(asked, 24)
                gate.open()
                try await group.waitForAll()
            }
        }
    }

    @Test func `statements that were put together at run time are not mixed up`() async throws {
        try await Self.run { pair, gate in
            let asked = Shared(0)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<24 {
                    group.addTask {
                        asked.change { $0 += 1 }
                        if number % 2 == 0 {
                            let count = try? await Self.work(pair.first)
                            #expect(count == 0)
                        } else {
                            let isThere = try? await pair.first.first(CitusSchema.isThere)
                            #expect(isThere == false)
                        }
                    }
                }
                try await Self.settle(asked, 24)
                gate.open()
                try await group.waitForAll()
            }
        }
    }

    @Test func `a reader whose ROLLBACK failed has a new connection`() async throws {
        try await PostgresPair.run(isLean: true) { pair in
            // The first time there is none to forget yet, and it is prepared.
            for _ in 0..<2 { try await pair.first.read { try Self.forgetRollback(on: $0) } }
            try await pair.first.read { _ = try $0.first(CitusSchema.isThere) }
        }
    }

    @Test func `so has a writer`() async throws {
        try await PostgresPair.run(isLean: true) { pair in
            let tries = Shared(0)
            await #expect(throws: Stopped.self) {
                try await pair.first.write(of: SampleRows.company) { connection in
                    tries.change { $0 += 1 }
                    // First with others, which prepares it; then alone.
                    if tries.value > 1 { try Self.forgetRollback(on: connection) }
                    _ = try connection.run("DELETE FROM kept_answers WHERE company_id = 0")
                    throw Stopped()
                }
            }
            #expect(tries.value == 2)
            try await pair.first.write(of: SampleRows.company) { connection in
                _ = try connection.first(CitusSchema.isThere)
            }
        }
    }

    /// Has the server forget a connection's prepared ROLLBACK, so that it fails.
    private static func forgetRollback(on connection: any SQLConnection) throws {
        let names = try connection.all(
            "SELECT name FROM pg_prepared_statements WHERE statement = 'ROLLBACK'"
        ) { (row) throws(SQLError) in row.string(0) ?? "" }
        for name in names { try connection.run(SQL(unbound: "DEALLOCATE \(name)")) }
    }

    private struct Stopped: Error {}
}
