import DocketCore
import DocketPostgres
import DocketStore
import DocketTestKit
import Testing

/// Connections and servers that die while two of Docket's servers write.
@Suite(.timeLimit(.minutes(30))) struct PostgresLossTests {
    /// What clients know of what they have written.
    private struct History: Sendable {
        var acknowledged: [Sent] = []
        /// Refused with a word that nothing was done.
        var refused: [Sent] = []
        /// Of these nobody knows.
        var unknown: [Sent] = []
        var surprises: [String] = []
        var isOver = false
    }

    private struct Sent: Sendable {
        let order: Order
        let company: CompanyID

        /// What is stored of it.
        func found(in database: PostgresDatabase) async throws -> Order? {
            try await database.order(order.id, of: company)
        }
    }

    private static let clients = 8

    @Test func `connections that are killed under load lose nothing`() async throws {
        try await PostgresPair.run { pair in
            try await Self.check(pair, rounds: 6) {
                try await pair.server.killBackends(of: pair.place.name)
            }
        }
    }

    @Test func `a PostgreSQL that crashes under load loses nothing`() async throws {
        let server = try await PostgresServer()
        try await PostgresPair.run(on: server) { pair in
            try await Self.check(pair, rounds: 3) {
                try await server.crash()
                try await server.restart()
            }
        }
        await server.stop()
    }

    @Test func `a server that starts before PostgreSQL is back goes on by itself`() async throws {
        let server = try await PostgresServer(isDurable: false)
        try await PostgresPair.run(on: server) { pair in
            var rows = SampleRows(seed: 65)
            let (before, after) = (rows.fullOrder(), rows.fullOrder())
            try await pair.first.store([before])
            try await server.shutDown()
            // Long enough to be tried again and refused, whoever asks.
            for number in 0..<2 {
                await #expect(throws: SQLError.self) {
                    _ = try await pair[number].order(before.id)
                }
                await #expect(throws: SQLError.self) { try await pair[number].store([after]) }
                while pair[number].hearsOthers { try await Task.sleep(for: .milliseconds(10)) }
            }
            try await server.restart()
            for number in 0..<2 {
                #expect(try await pair[number].order(before.id) == before)
                #expect(try await pair[number].order(after.id) == nil)
                while !pair[number].hearsOthers { try await Task.sleep(for: .milliseconds(10)) }
            }
            try await pair.second.store([after])
            #expect(try await pair.first.order(after.id) == after)
        }
        await server.stop()
    }

    // MARK: - Load

    /// Lets clients write over both servers while `harm` is done again and again, and looks at
    /// what is left.
    private static func check(
        _ pair: PostgresPair, rounds: Int, _ harm: () async throws -> Void
    ) async throws {
        let history = Shared(History())
        try await withThrowingTaskGroup(of: Void.self) { group in
            for client in 0..<clients {
                group.addTask { await write(as: client, to: pair, history) }
            }
            for _ in 0..<rounds {
                // Only once writes are back, by the driver's own doing, comes the next harm.
                let wanted = history.value.acknowledged.count + 3 * clients
                while history.value.acknowledged.count < wanted {
                    try await Task.sleep(for: .milliseconds(2))
                }
                try await harm()
            }
            let wanted = history.value.acknowledged.count + 3 * clients
            while history.value.acknowledged.count < wanted {
                try await Task.sleep(for: .milliseconds(2))
            }
            history.change { $0.isOver = true }
            try await group.waitForAll()
        }
        let found = history.value
        #expect(found.surprises == [])
        for sent in found.acknowledged {
            let stored = try await sent.found(in: pair.second)
            #expect(stored == sent.order, "acknowledged and lost")
        }
        for sent in found.refused {
            #expect(try await sent.found(in: pair.first) == nil, "refused and stored")
        }
        var stored = Int64(found.acknowledged.count)
        for sent in found.unknown {
            guard let whole = try await sent.found(in: pair.first) else { continue }
            #expect(whole == sent.order, "stored by halves")
            stored += 1
        }
        #expect(try await pair.first.count("SELECT count(*) FROM orders") == stored)
        #expect(try await pair.first.count("SELECT count(*) FROM order_items") == stored * 3)
        #expect(try await pair.first.count("SELECT count(*) FROM order_events") == stored)
        #expect(
            try await pair.first.count("SELECT sum(sequence)::bigint FROM order_counters")
                == stored, "sequences have no gap")
    }

    private static func write(
        as client: Int, to pair: PostgresPair, _ history: Shared<History>
    ) async {
        var rows = SampleRows(seed: UInt64(100 + client))
        let company = client % 4 < 2 ? SampleRows.company : SampleRows.otherCompany
        while !history.value.isOver {
            let sent = Sent(order: rows.fullOrder(), company: company)
            do {
                try await pair[client].store([sent.order], of: company)
                history.change { $0.acknowledged.append(sent) }
            } catch SQLError.outcomeUnknown {
                history.change { $0.unknown.append(sent) }
            } catch SQLError.unavailable {
                history.change { $0.refused.append(sent) }
            } catch {
                history.change { $0.surprises.append("\(error)") }
            }
        }
    }
}
