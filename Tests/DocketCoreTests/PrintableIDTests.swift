import DocketCore
import Testing

/// Random numbers that are the same in every run (SplitMix64, by Sebastiano Vigna).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    /// A sequence of its own for each seed.
    init(seed: UInt64) { state = seed }

    /// The next 64 bits.
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var bits = state
        bits = (bits ^ bits >> 30) &* 0xBF58_476D_1CE4_E5B9
        bits = (bits ^ bits >> 27) &* 0x94D0_49BB_1331_11EB
        return bits ^ bits >> 31
    }
}

@Suite struct PrintableIDTests {
    @Test func `a new number is eleven digits in three groups`() {
        var random = SeededRandom(seed: 7)
        for _ in 0..<1_000 {
            let text = PrintableID(using: &random).description
            let groups = text.split(separator: "-", omittingEmptySubsequences: false)
            #expect(groups.map(\.count) == [4, 4, 3])
            #expect(groups.joined().allSatisfy { ("0"..."9").contains($0) })
            #expect(PrintableID(text)?.description == text)
        }
    }

    // 572 has the check digit 4 in Damm's own example; leading zeros change nothing.
    @Test(arguments: ["0000-0005-724", "0000-0000-000"])
    func `the check digit is Damm's`(text: String) {
        #expect(PrintableID(text)?.description == text)
    }

    @Test func `every single wrong digit is caught`() {
        var random = SeededRandom(seed: 8)
        for _ in 0..<1_000 {
            let digits = Self.digits(of: PrintableID(using: &random))
            for position in digits.indices {
                for wrong in 0..<10 where wrong != digits[position] {
                    var other = digits
                    other[position] = wrong
                    #expect(PrintableID(Self.grouped(other)) == nil)
                }
            }
        }
    }

    @Test func `every swap of neighbours is caught`() {
        var random = SeededRandom(seed: 9)
        for _ in 0..<5_000 {
            let digits = Self.digits(of: PrintableID(using: &random))
            for position in 0..<(digits.count - 1) where digits[position] != digits[position + 1] {
                var other = digits
                other.swapAt(position, position + 1)
                #expect(PrintableID(Self.grouped(other)) == nil)
            }
        }
    }

    @Test func `each number has exactly one check digit`() {
        var random = SeededRandom(seed: 10)
        for _ in 0..<1_000 {
            let payload = (0..<10).map { _ in Int.random(in: 0..<10, using: &random) }
            let valid = (0..<10).filter { PrintableID(Self.grouped(payload + [$0])) != nil }
            #expect(valid.count == 1)
        }
    }

    @Test(arguments: [
        "", "00000005724", "0000-0005724", "0000-0005-72", "0000-0005-7240", "0000 0005 724",
        "000-00005-724", "0000-0005-72a", "-0000-0005724", "TT101IN18", "0000–0005–724",
        "٠٠٠٠-٠٠٠٥-٧٢٤", " 0000-0005-724", "0000-0005-724 ",
    ])
    func `another form is no number`(text: String) {
        #expect(PrintableID(text) == nil)
    }

    @Test func `numbers are not counted up`() {
        var random = SeededRandom(seed: 11)
        let numbers = (0..<1_000).map { _ in PrintableID(using: &random).digits }
        #expect(Set(numbers).count == numbers.count)
        #expect(numbers != numbers.sorted())
        // Both ends of the range are in use.
        #expect(numbers.contains { $0 < 10_000_000_000 })
        #expect(numbers.contains { $0 > 90_000_000_000 })
    }

    private static func digits(of id: PrintableID) -> [Int] {
        id.description.compactMap(\.wholeNumberValue)
    }

    private static func grouped(_ digits: [Int]) -> String {
        let text = digits.map(String.init)
        return [text[0..<4], text[4..<8], text[8..<11]].map { $0.joined() }.joined(separator: "-")
    }
}
