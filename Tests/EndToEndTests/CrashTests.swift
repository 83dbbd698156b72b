import DocketSQLite
import DocketStore
import DocketTestKit
import Foundation
import Testing

/// Nothing acknowledged is ever lost (contract, section 11). `DOCKET_KILL_CYCLES` says how often
/// the server is killed, `DOCKET_KILL_SEED` repeats a run.
@Suite struct CrashTests {
    private static func number<Number: FixedWidthInteger>(_ name: String) -> Number? {
        ProcessInfo.processInfo.environment[name].flatMap { Number($0) }
    }

    private static let cycles = number("DOCKET_KILL_CYCLES") ?? 50
    private static let seed = number("DOCKET_KILL_SEED") ?? UInt64.random(in: .min ... .max)

    @Test func `what was acknowledged is there after every kill`() async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let harness = try await CrashHarness(database: folder.path("docket.db"), seed: Self.seed)
        defer { harness.kill() }
        for cycle in 1...max(1, Self.cycles) {
            let violations = try await harness.cycle(cycle)
            try #require(
                violations.isEmpty,
                """
                cycle \(cycle), DOCKET_KILL_SEED=\(Self.seed):
                \(violations.joined(separator: "\n"))
                """)
        }
        let violations = try await harness.finish()
        #expect(
            violations.isEmpty,
            "DOCKET_KILL_SEED=\(Self.seed):\n\(violations.joined(separator: "\n"))")
        let count = harness.history.acknowledgedCount
        #expect(count > Self.cycles, "too few orders were acknowledged to say anything: \(count)")
        print("crash test: \(Self.cycles) cycles, \(count) acknowledged orders, all there")
    }

    @Test(arguments: [
        ("DELETE FROM orders WHERE id = (SELECT max(id) FROM orders)", "lost"),
        ("DELETE FROM order_items WHERE id = (SELECT max(id) FROM order_items)", "half done"),
        ("UPDATE orders SET state = 0, version = 0", "at step 0"),
    ])
    func `what is taken away behind the server's back is noticed`(
        statement: String, word: String
    ) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let path = folder.path("docket.db")
        let harness = try await CrashHarness(database: path, seed: Self.seed)
        defer { harness.kill() }
        var cycle = 0
        while harness.history.acknowledgedCount == 0, cycle < 20 {
            cycle += 1
            #expect(try await harness.cycle(cycle) == [])
        }
        let database = try SQLiteDatabase(path: path, readers: 1)
        let changed = try await database.write { try $0.run(SQL(unbound: statement)) }
        #expect(changed > 0)
        await database.close()
        let violations = try await harness.finish()
        #expect(violations.contains { $0.contains(word) }, "\(violations)")
    }
}

/// The checker of the crash test finds what it is there to find.
@Suite struct CrashHistoryTests {
    private static func stored(
        _ name: String, id: String = "1", step: Int = 1
    ) -> CrashHistory.Stored {
        let expected = CrashHistory.expected(after: step)
        return CrashHistory.Stored(
            name: name, id: id, state: expected?.state ?? "", version: step,
            items: expected?.items ?? [])
    }

    private static func history(_ entries: CrashHistory.Entry...) -> CrashHistory {
        var history = CrashHistory()
        history.add(entries)
        return history
    }

    private static let one = CrashHistory.Entry("n", id: "1", acknowledged: 1, sent: 1)

    @Test(arguments: 1...3)
    func `what is as it was acknowledged is right`(step: Int) {
        let entry = CrashHistory.Entry("n", id: "1", acknowledged: step, sent: step)
        #expect(Self.history(entry).violations(in: [Self.stored("n", step: step)]) == [])
    }

    @Test func `what was sent and not acknowledged may be there or not`() {
        let history = Self.history(CrashHistory.Entry("n"))
        #expect(history.violations(in: []) == [])
        #expect(history.violations(in: [Self.stored("n")]) == [])
        let step = Self.history(CrashHistory.Entry("n", id: "1", acknowledged: 1, sent: 2))
        #expect(step.violations(in: [Self.stored("n", step: 2)]) == [])
    }

    @Test func `a lost order is found`() {
        let found = Self.history(Self.one).violations(in: [])
        #expect(found == ["n: lost, though step 1 was acknowledged"])
    }

    @Test func `a doubled order is found`() {
        let stored = [Self.stored("n"), Self.stored("n", id: "2")]
        #expect(Self.history(Self.one).violations(in: stored) == ["n: there 2 times"])
    }

    @Test(arguments: [0, 1, 2, 4])
    func `half an order is found`(items: Int) {
        for entry in [Self.one, CrashHistory.Entry("n")] {
            var half = Self.stored("n")
            half.items = (0..<items).map { "a\($0) New" }
            let found = Self.history(entry).violations(in: [half])
            #expect(found.count == 1 && found[0].hasPrefix("n: half done"))
        }
    }

    @Test func `an update of which half was done is found`() {
        let history = Self.history(CrashHistory.Entry("n", id: "1", acknowledged: 1, sent: 2))
        var half = Self.stored("n", step: 2)
        half.items[2] = "a2 New"
        #expect(history.violations(in: [half]).count == 1)
        half = Self.stored("n", step: 2)
        half.state = "Created"
        #expect(history.violations(in: [half]) == ["n: Created at step 2"])
    }

    @Test func `a step that was taken back is found`() {
        let history = Self.history(CrashHistory.Entry("n", id: "1", acknowledged: 3, sent: 3))
        let found = history.violations(in: [Self.stored("n", step: 2)])
        #expect(found == ["n: at step 2, though 3 was acknowledged"])
    }

    @Test func `what nobody sent is found`() {
        let found = Self.history(Self.one).violations(
            in: [Self.stored("n", step: 2), Self.stored("m", id: "2")])
        #expect(
            found == [
                "m: 1 stored, though nobody sent it", "n: at step 2, though only 1 was sent",
            ])
    }

    @Test func `another order under the same name is found`() {
        let found = Self.history(Self.one).violations(in: [Self.stored("n", id: "2")])
        #expect(found == ["n: acknowledged as 1, there as 2"])
    }

    @Test func `what was settled once may not change later`() {
        var history = Self.history(CrashHistory.Entry("n"), CrashHistory.Entry("m"))
        history.settle(by: [Self.stored("n")]) { _ in true }
        #expect(history.violations(in: [Self.stored("n")]) == [])
        let found = history.violations(in: [Self.stored("m")])
        #expect(
            found == [
                "m: at step 1, though only 0 was sent", "n: lost, though step 1 was acknowledged",
            ])
    }
}
