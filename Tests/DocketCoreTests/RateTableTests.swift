import DocketCore
import Testing

@Suite struct RateTableTests {
    @Test func `each key is counted by itself`() {
        var table = RateTable(sets: 4)
        for expected in 1...5 {
            for key in UInt64(0)..<4 { #expect(table.count(key, in: 7) == expected) }
        }
        #expect(table.count(of: 0, in: 7) == 5)
        #expect(table.count(of: 99, in: 7) == 0)
    }

    @Test func `another window begins at nothing, also an earlier one`() {
        var table = RateTable(sets: 1)
        for _ in 0..<5 { _ = table.count(1, in: 7) }
        for window in [Int64(8), 3, 0] {
            #expect(table.count(of: 1, in: window) == 0)
            #expect(table.count(1, in: window) == 1)
            #expect(table.count(1, in: window) == 2)
        }
    }

    @Test func `places of other windows go first`() {
        var table = RateTable(sets: 1)
        let keys = UInt64(0)..<UInt64(RateTable.ways)
        for key in keys { for _ in 0..<100 { _ = table.count(key, in: 1) } }
        // All of the new window find room, though those of the old one were counted more often.
        for key in keys { #expect(table.count(key + 100, in: 2) == 1) }
        for key in keys { #expect(table.count(key + 100, in: 2) == 2) }
    }

    @Test func `a flood of keys does not push out who comes often`() {
        var table = RateTable(sets: 2)
        for _ in 0..<50 { _ = table.count(0, in: 1) }
        for key in UInt64(1)...10_000 { _ = table.count(key, in: 1) }
        #expect(table.count(0, in: 1) == 51)
    }
}
