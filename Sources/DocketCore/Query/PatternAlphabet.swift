/// The code points as a pattern tells them apart: those that are in the same of its sets are one
/// letter.
struct PatternAlphabet: Sendable {
    /// Letters are the numbers from 0 up to this one.
    let count: Int
    /// Where runs of code points with the same letter begin, the first of them at 0.
    private let bounds: [UInt32]
    private let letters: [UInt16]
    /// The letters of ASCII, which most texts are.
    private let ascii: [UInt16]
    /// For each letter, a bit for each set that it is in.
    private let membership: [UInt64]
    private let wordsPerLetter: Int
    private let neighbours: [PatternNeighbour]

    /// - Parameter separatesWords: whether characters of words are told apart from others.
    init(_ sets: [CodePoints], separatesWords: Bool) {
        let sets = separatesWords ? sets + [.word] : sets
        let wordsPerLetter = (sets.count + 63) / 64
        let bounds = Self.bounds(of: sets)
        var rows = Array(
            repeating: [UInt64](repeating: 0, count: wordsPerLetter), count: bounds.count)
        var runs: [UInt32: Int] = [:]
        for (run, bound) in bounds.enumerated() { runs[bound] = run }
        for (set, points) in sets.enumerated() {
            for range in points.ranges {
                let end = runs[range.upperBound + 1] ?? bounds.count
                for run in (runs[range.lowerBound] ?? end)..<end {
                    rows[run][set / 64] |= 1 << (set % 64)
                }
            }
        }
        var numbers: [[UInt64]: UInt16] = [:]
        var membership: [UInt64] = []
        letters = rows.map { row in
            if let number = numbers[row] { return number }
            let number = UInt16(numbers.count)
            numbers[row] = number
            membership += row
            return number
        }
        count = numbers.count
        self.bounds = bounds
        self.wordsPerLetter = wordsPerLetter
        self.membership = membership
        let wordSet = sets.count - 1
        neighbours = (0..<count).map { letter in
            guard separatesWords else { return .other }
            let bits = membership[letter * wordsPerLetter + wordSet / 64]
            return bits >> (wordSet % 64) & 1 == 1 ? .word : .other
        }
        ascii = (0..<128).map { [letters] in letters[Self.run(of: $0, in: bounds)] }
    }

    /// The letter of a code point.
    func letter(of point: UInt32) -> Int {
        Int(point < 128 ? ascii[Int(point)] : letters[Self.run(of: point, in: bounds)])
    }

    /// Whether a letter is in a set, numbered as in `init`.
    func contains(_ letter: Int, inSet set: Int) -> Bool {
        membership[letter * wordsPerLetter + set / 64] >> (set % 64) & 1 == 1
    }

    /// What a letter is to the place beside it.
    func neighbour(_ letter: Int) -> PatternNeighbour {
        neighbours[letter]
    }

    private static func bounds(of sets: [CodePoints]) -> [UInt32] {
        var bounds: Set<UInt32> = [0]
        for range in sets.flatMap(\.ranges) {
            bounds.insert(range.lowerBound)
            if range.upperBound < CodePoints.last { bounds.insert(range.upperBound + 1) }
        }
        return bounds.sorted()
    }

    /// The last run that begins at or before a code point.
    private static func run(of point: UInt32, in bounds: [UInt32]) -> Int {
        var low = 0
        var high = bounds.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if bounds[middle] <= point { low = middle } else { high = middle }
        }
        return low
    }
}

/// The code points of a text in UTF-8.
struct PatternText {
    private let utf8: UnsafeBufferPointer<UInt8>
    private var position = 0

    init(_ utf8: UnsafeBufferPointer<UInt8>) {
        self.utf8 = utf8
    }

    /// The next code point. Bytes that are no UTF-8 are U+FFFD, as a database may hold anything.
    @inline(__always)
    mutating func next() -> UInt32? {
        guard position < utf8.count else { return nil }
        let lead = UInt32(utf8[position])
        position += 1
        return lead < 0x80 ? lead : rest(lead)
    }

    private mutating func rest(_ lead: UInt32) -> UInt32 {
        let (length, bits): (Int, UInt32) =
            switch lead {
            case 0xC2...0xDF: (1, lead & 0x1F)
            case 0xE0...0xEF: (2, lead & 0x0F)
            case 0xF0...0xF4: (3, lead & 0x07)
            default: (0, 0xFFFD)
            }
        guard position + length <= utf8.count else { return 0xFFFD }
        var point = bits
        for offset in 0..<length {
            let byte = UInt32(utf8[position + offset])
            guard byte & 0xC0 == 0x80 else { return 0xFFFD }
            point = point << 6 | byte & 0x3F
        }
        position += length
        return min(point, CodePoints.last)
    }
}
