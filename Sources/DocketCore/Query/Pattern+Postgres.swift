extension Pattern {
    /// The same pattern as an advanced regular expression of PostgreSQL, for the operator `~` and
    /// texts with `COLLATE "C"`.
    ///
    /// It is written from what was understood, never from the client's characters, and leaves
    /// nothing to PostgreSQL's own idea of a letter, a line or a word. Source: PostgreSQL 15,
    /// 9.7.3, "POSIX Regular Expressions".
    package var postgres: String {
        // The director keeps what follows from being taken for another one.
        "***:" + node.postgres
    }
}

extension PatternNode {
    /// The part as a branch or as branches.
    fileprivate var postgres: String {
        switch kind {
        case .character(let set): set.postgres
        case .place(let place): place.postgres
        case .sequence(let parts): parts.map(\.postgresPart).joined()
        case .choice(let parts): parts.map(\.postgres).joined(separator: "|")
        case .repeat(let part, let min, let max): part.postgresAtom.repeated(min: min, max: max)
        }
    }

    /// The part as a piece of a branch.
    private var postgresPart: String {
        if case .choice = kind { return "(?:" + postgres + ")" }
        return postgres
    }

    /// The part as something that a quantifier can follow.
    private var postgresAtom: String {
        if case .character = kind { return postgres }
        return "(?:" + postgres + ")"
    }
}

extension String {
    /// PostgreSQL's DUPMAX: no number of repetitions is larger.
    private static let repetitionsMax = 255

    /// The atom with a quantifier, or several where a number is too large for one.
    fileprivate func repeated(min: Int, max: Int?) -> String {
        switch (min, max) {
        case (0, nil): return self + "*"
        case (1, nil): return self + "+"
        case (0, 1): return self + "?"
        default: break
        }
        var parts: [String] = []
        let most = Self.repetitionsMax
        var required = min
        while required > most {
            parts.append(self + "{\(most)}")
            required -= most
        }
        guard let max else {
            parts.append(self + "{\(required),}")
            return parts.joined()
        }
        var optional = max - min
        if required + optional <= most {
            parts.append(self + "{\(required),\(required + optional)}")
            return parts.joined()
        }
        parts.append(self + "{\(required)}")
        while optional > 0 {
            parts.append(self + "{0,\(Swift.min(optional, most))}")
            optional -= most
        }
        return parts.joined()
    }
}

extension PatternPlace {
    /// As a constraint; the ends are those of the text, whatever lines it has.
    fileprivate var postgres: String {
        let word = CodePoints.word.postgres
        return switch self {
        case .start: "\\A"
        case .end: "\\Z"
        case .wordBoundary: "(?:(?<=\(word))(?!\(word))|(?<!\(word))(?=\(word)))"
        case .notWordBoundary: "(?:(?<=\(word))(?=\(word))|(?<!\(word))(?!\(word)))"
        }
    }
}

extension CodePoints {
    /// As a character or as a bracket expression.
    fileprivate var postgres: String {
        if let single { return Self.postgres(single) }
        // Nothing: no brackets may be empty, but all characters can be excluded. A text has no
        // U+0000 there.
        if ranges.isEmpty { return "[^\\u0000-\\U0010FFFF]" }
        let members = ranges.map { range in
            range.count == 1
                ? Self.postgres(range.lowerBound)
                : Self.postgres(range.lowerBound) + "-" + Self.postgres(range.upperBound)
        }
        return "[" + members.joined() + "]"
    }

    /// A code point that stands for itself inside brackets and outside.
    private static func postgres(_ point: UInt32) -> String {
        if let scalar = Unicode.Scalar(point), word.contains(point) { return String(scalar) }
        let digits = String(point, radix: 16, uppercase: true)
        let isShort = point <= 0xFFFF
        return (isShort ? "\\u" : "\\U")
            + String(repeating: "0", count: (isShort ? 4 : 8) - digits.count) + digits
    }

    private func contains(_ point: UInt32) -> Bool {
        ranges.contains { $0.contains(point) }
    }
}
