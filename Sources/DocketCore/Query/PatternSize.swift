/// What a part of a pattern costs after repetitions are written out.
///
/// Ways lead from one character to the next, past what may be left out and through conditions on
/// places. PostgreSQL writes all of them out; those that differ only in what is left out are one.
struct PatternSize: Sendable {
    /// States of the machine; counting ends at `statesCounted`.
    var states = 0
    /// Whether it takes characters at all.
    var takesCharacters = false
    /// Whether it may be left out without a condition.
    var isSkippable = true
    /// Ways through it that take no character, but have conditions.
    var placeWays = 0
    /// Ways to its first characters, alternatives counted once.
    var first = Ends()
    /// Ways from its last characters.
    var last = Ends()
    /// Ways from one character to the next inside.
    var innerWays = 0

    /// Ways in or out.
    struct Ends {
        var plain = 0
        /// Those that have conditions.
        var conditional = 0
        var all: Int { plain + conditional }
    }

    /// Where counting states ends: sums of them still fit an `Int`.
    static let statesCounted = Int(Int32.max)
    /// Where counting ways ends: products of them still fit an `Int`.
    private static let waysCounted = 1 << 20

    static let empty = PatternSize()

    static let character = PatternSize(
        states: 1, takesCharacters: true, isSkippable: false, first: Ends(plain: 1),
        last: Ends(plain: 1))

    /// A boundary of words is one of two conditions: it may be on the left or on the right.
    static func place(_ place: PatternPlace) -> PatternSize {
        let ways =
            switch place {
            case .start, .end: 1
            case .wordBoundary, .notWordBoundary: 2
            }
        return PatternSize(states: 1, isSkippable: false, placeWays: ways)
    }

    /// All ways, those in, out and through among them.
    var ways: Int { innerWays + first.all + last.all + placeWays }
}

extension PatternSize {
    /// This part and then another one.
    func then(_ other: PatternSize) -> PatternSize {
        PatternSize(
            states: min(states + other.states, Self.statesCounted),
            takesCharacters: takesCharacters || other.takesCharacters,
            isSkippable: isSkippable && other.isSkippable,
            placeWays: Self.counted(
                placeWays * other.allThrough + (isSkippable ? other.placeWays : 0)),
            first: first.past(self, other.first),
            last: other.last.past(other, last),
            innerWays: Self.counted(
                innerWays + other.innerWays + last.all * other.first.all))
    }

    /// This part or another one. They begin and end in common, however many they are, unless
    /// ways lead past them.
    func or(_ other: PatternSize) -> PatternSize {
        let isCommon = !isSkippable && !other.isSkippable
        return PatternSize(
            states: min(states + other.states + 1, Self.statesCounted),
            takesCharacters: takesCharacters || other.takesCharacters,
            isSkippable: isSkippable || other.isSkippable,
            placeWays: Self.counted(placeWays + other.placeWays),
            first: first.or(other.first, isCommon), last: last.or(other.last, isCommon),
            innerWays: Self.counted(innerWays + other.innerWays))
    }

    /// This part several times; too often is not looked at more closely.
    func repeated(min: Int, max: Int?) -> PatternSize {
        let total = states.multipliedReportingOverflow(by: max ?? Swift.max(min, 1))
        guard !total.overflow, total.partialValue <= Pattern.Limit.statesMax else {
            var size = self
            size.states = Self.statesCounted
            return size
        }
        var size = PatternSize.empty
        var required = min
        if let max {
            for _ in 0..<(max - min) { size = then(size).or(.empty) }
        } else {
            // The loop leads from its end to its beginning as if it stood there twice.
            size = then(self)
            if min == 0 { size = size.or(.empty) }
            size.states = states + 1
            required -= min == 0 ? 0 : 1
        }
        for _ in 0..<required { size = then(size) }
        return size
    }

    /// Ways through it that take no character; those without a condition are one.
    fileprivate var allThrough: Int { placeWays + (isSkippable ? 1 : 0) }

    fileprivate static func counted(_ ways: Int) -> Int { min(ways, waysCounted) }
}

extension PatternSize.Ends {
    /// The ways on this side of a part, and those of its neighbour that lead through the part.
    fileprivate func past(_ part: PatternSize, _ beyond: Self) -> Self {
        let skipped = part.isSkippable ? beyond : Self()
        return Self(
            plain: PatternSize.counted(plain + skipped.plain),
            conditional: PatternSize.counted(
                conditional + skipped.conditional + part.placeWays * beyond.all))
    }

    fileprivate func or(_ other: Self, _ isCommon: Bool) -> Self {
        Self(
            plain: isCommon
                ? max(plain, other.plain) : PatternSize.counted(plain + other.plain),
            conditional: PatternSize.counted(conditional + other.conditional))
    }
}
