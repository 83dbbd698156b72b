/// A set of Unicode code points: what one character of a pattern may be.
struct CodePoints: Sendable, Hashable {
    /// In order, neither overlapping nor touching.
    private(set) var ranges: [ClosedRange<UInt32>]

    /// The last code point of Unicode.
    static let last: UInt32 = 0x10FFFF

    /// The union of ranges in any order.
    init(_ ranges: [ClosedRange<UInt32>]) {
        self.ranges = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let before = self.ranges.last, range.lowerBound <= before.upperBound + 1 {
                let upper = max(before.upperBound, range.upperBound)
                self.ranges[self.ranges.count - 1] = before.lowerBound...upper
            } else {
                self.ranges.append(range)
            }
        }
    }

    /// One code point.
    init(_ point: UInt32) {
        ranges = [point...point]
    }

    /// The only member, if there is exactly one.
    var single: UInt32? {
        guard ranges.count == 1, ranges[0].count == 1 else { return nil }
        return ranges[0].lowerBound
    }

    /// All other code points, surrogates among them: no text has one, so they change nothing.
    var inverted: CodePoints {
        var others: [ClosedRange<UInt32>] = []
        var next: UInt32 = 0
        for range in ranges {
            if next < range.lowerBound { others.append(next...range.lowerBound - 1) }
            next = range.upperBound + 1
        }
        if next <= Self.last { others.append(next...Self.last) }
        return CodePoints(others)
    }
}

extension CodePoints {
    /// `\d`.
    static let digits = CodePoints([0x30...0x39])

    /// `\w`, and what `\b` goes by: ASCII only.
    static let word = CodePoints([0x30...0x39, 0x41...0x5A, 0x5F...0x5F, 0x61...0x7A])

    /// What `.` doesn't match. Source: ECMAScript, "Line Terminators".
    static let lineTerminators = CodePoints([0x0A...0x0A, 0x0D...0x0D, 0x2028...0x2029])

    /// `\s`. Source: ECMAScript, "White Space" and "Line Terminators".
    static let whiteSpace = CodePoints([
        0x09...0x0D, 0x20...0x20, 0xA0...0xA0, 0x1680...0x1680, 0x2000...0x200A, 0x2028...0x2029,
        0x202F...0x202F, 0x205F...0x205F, 0x3000...0x3000, 0xFEFF...0xFEFF,
    ])
}
