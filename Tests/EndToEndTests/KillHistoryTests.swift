import Testing

@Suite struct KillHistoryTests {
    private static func history() -> KillHistory {
        var history = KillHistory()
        history.sent = ["a", "b", "c"]
        history.created = ["1": "a", "2": "b"]
        history.processed = ["2"]
        return history
    }

    private static let good: [KillHistory.Shown] = [
        .init(id: "1", name: "a", state: "Pending", items: 3),
        .init(id: "2", name: "b", state: "Processed", items: 3),
    ]

    @Test func `a history that is all there has no faults`() {
        #expect(Self.history().faults(Self.good).isEmpty)
    }

    @Test func `an order that was sent and not answered may be there or not`() {
        let whole = KillHistory.Shown(id: "3", name: "c", state: "Pending", items: 3)
        #expect(Self.history().faults(Self.good + [whole]).isEmpty)
    }

    @Test func `a lost order is found`() {
        #expect(Self.history().faults(Array(Self.good.dropFirst())).count == 1)
    }

    @Test func `a doubled order is found`() {
        let double = KillHistory.Shown(id: "4", name: "a", state: "Pending", items: 3)
        #expect(Self.history().faults(Self.good + [double]) == ["a is doubled"])
        #expect(!Self.history().faults(Self.good + [Self.good[0]]).isEmpty)
    }

    @Test func `half an order is found, acknowledged or not`() {
        let half = KillHistory.Shown(id: "3", name: "c", state: "Pending", items: 2)
        #expect(Self.history().faults(Self.good + [half]).count == 1)
    }

    @Test func `an acknowledged change that went back is found`() {
        let back = KillHistory.Shown(id: "2", name: "b", state: "Pending", items: 3)
        #expect(Self.history().faults([Self.good[0], back]).count == 1)
    }

    @Test func `an order that nobody sent is found`() {
        let ghost = KillHistory.Shown(id: "9", name: "z", state: "Pending", items: 3)
        #expect(Self.history().faults(Self.good + [ghost]) == ["z was never sent"])
    }
}
