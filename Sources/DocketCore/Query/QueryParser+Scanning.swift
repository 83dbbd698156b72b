extension QueryParser {
    /// The next scalar; `nil` at the end.
    var peek: Unicode.Scalar? { scalar(at: position) }

    /// Whether all is read.
    var isAtEnd: Bool { position >= text.count }

    /// The scalar at a place; `nil` behind the end.
    func scalar(at place: Int) -> Unicode.Scalar? {
        place < text.count ? text[place] : nil
    }

    /// Passes over scalars.
    mutating func advance(by count: Int = 1) {
        position += count
    }

    /// Passes over a scalar if it is next.
    @discardableResult
    mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        position += 1
        return true
    }

    /// Passes over ASCII text if it is next, in any letter case unless `exactly`.
    mutating func skip(word: StaticString, exactly: Bool = false) -> Bool {
        let count = word.utf8CodeUnitCount
        guard position + count <= text.count else { return false }
        for index in 0..<count {
            let wanted = Unicode.Scalar(word.utf8Start[index])
            let found = text[position + index]
            guard found == wanted || (!exactly && found.lowercaseASCII == wanted.lowercaseASCII)
            else { return false }
        }
        position += count
        return true
    }

    /// Passes over spaces and tabs, the only white space of the grammar.
    ///
    /// - Returns: whether there was any.
    @discardableResult
    mutating func skipWhitespace() -> Bool {
        let start = position
        while peek == " " || peek == "\t" { position += 1 }
        return position > start
    }

    mutating func skipRequiredWhitespace(behind word: String) throws(QueryError) {
        let start = position
        guard skipWhitespace() else {
            if isAtEnd { throw expected("a value behind '\(word)'") }
            throw .invalid("expected white space behind '\(word)'", position: start)
        }
    }

    /// Passes over a scalar that has to be next.
    mutating func take(
        _ scalar: Unicode.Scalar, orElse expectation: String? = nil, _ words: [String] = []
    ) throws(QueryError) {
        guard skip(scalar) else {
            throw expected(expectation ?? "'\(scalar)'", meaning: words)
        }
    }

    /// Refuses text that is left over.
    func requireEnd(
        orElse expectation: String, _ words: [String] = []
    ) throws(QueryError) {
        if isAtEnd { return }
        var ahead = self
        ahead.skipWhitespace()
        if ahead.isAtEnd {
            throw .invalid("white space at the end is not allowed", position: position)
        }
        // An operator without white space before it is more likely something else.
        throw ahead.expected(expectation, meaning: ahead.position > position ? words : [])
    }

    /// The digits that come next, passed over.
    mutating func digits() -> ArraySlice<Unicode.Scalar> {
        let start = position
        while let next = peek, next.isDigit { position += 1 }
        return text[start..<position]
    }

    /// Goes one level down.
    mutating func enter() throws(QueryError) {
        depth += 1
        if depth > QueryLimits.depthMax {
            throw .invalid(
                "the expression is nested more than \(QueryLimits.depthMax) deep",
                position: position)
        }
    }

    /// Counts something that is kept.
    mutating func countNode() throws(QueryError) {
        nodes += 1
        if nodes > QueryLimits.nodesMax {
            throw .invalid(
                "the expression has more than \(QueryLimits.nodesMax) parts", position: position)
        }
    }

    /// A part of the expression.
    mutating func node(
        _ kind: QuerySyntax.Kind, at start: Int
    ) throws(QueryError) -> QuerySyntax {
        try countNode()
        return QuerySyntax(kind, at: start)
    }

    /// Remembers that something is right but not to be had; the first one is told.
    mutating func note(unsupported feature: String, at place: Int) {
        if unsupported == nil { unsupported = .unsupported(feature, position: place) }
    }
}

// MARK: - Names

extension QueryParser {
    /// Whether a name begins here.
    var isNameAhead: Bool { peek?.isNameStart ?? false }

    /// The name that begins here, not passed over; empty if none does.
    var wordAhead: String {
        guard isNameAhead else { return "" }
        return string(text[position...].prefix { $0.isNamePart })
    }

    /// Reads a name: a letter or `_`, then letters, digits and `_` of any script.
    mutating func name(_ expectation: String = "a name") throws(QueryError) -> String {
        guard isNameAhead else { throw expected(expectation) }
        let word = wordAhead
        let length = word.unicodeScalars.count
        guard length <= QueryLimits.nameLengthMax else {
            throw .invalid(
                "a name has at most \(QueryLimits.nameLengthMax) characters", position: position)
        }
        position += length
        return word
    }

    /// Reads a name, or several with dots between them.
    mutating func qualifiedName() throws(QueryError) -> [String] {
        var parts = [try name()]
        while peek == ".", scalar(at: position + 1)?.isNameStart ?? false {
            advance()
            parts.append(try name())
        }
        return parts
    }

    func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var result = String.UnicodeScalarView()
        result.append(contentsOf: scalars)
        return String(result)
    }
}

extension Unicode.Scalar {
    var isDigit: Bool { value &- 0x30 < 10 }

    var isHexDigit: Bool { isDigit || (value | 0x20) &- 0x61 < 6 }

    var isASCIILetter: Bool { (value | 0x20) &- 0x61 < 26 }

    var lowercaseASCII: Unicode.Scalar {
        value &- 0x41 < 26 ? Unicode.Scalar(UInt8(value) | 0x20) : self
    }

    /// Source: OData 4.01 ABNF, identifierLeadingCharacter.
    var isNameStart: Bool {
        if isASCII { return isASCIILetter || self == "_" }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .letterNumber:
            return true
        default: return false
        }
    }

    /// Source: OData 4.01 ABNF, identifierCharacter.
    var isNamePart: Bool {
        if isASCII { return isASCIILetter || isDigit || self == "_" }
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
            .letterNumber, .decimalNumber, .nonspacingMark, .spacingMark,
            .connectorPunctuation, .format:
            return true
        default: return false
        }
    }
}

// MARK: - Refusals

extension QueryParser {
    /// Says what should stand here and what does.
    ///
    /// - Parameter words: those that a misspelt word may have been meant for.
    func expected(_ expectation: String, meaning words: [String] = []) -> QueryError {
        var message = "expected \(expectation), found \(found)"
        if !words.isEmpty, let meant = meant(among: words) {
            message += "; did you mean '\(meant)'?"
        }
        return .invalid(message, position: position)
    }

    /// What stands here, in words.
    private var found: String {
        guard let next = peek else { return "the end" }
        if next == " " || next == "\t" { return "white space" }
        let longest = 30
        let word = text[position...].prefix { $0.isNamePart }
        if word.count > longest { return "'\(string(word.prefix(longest)))…'" }
        return word.isEmpty ? "'\(next)'" : "'\(string(word))'"
    }

    private func meant(among words: [String]) -> String? {
        if isNameAhead {
            let meant = Spelling.nearest(to: wordAhead, among: words)
            // A right word in a wrong place is not misspelt.
            return meant == wordAhead.lowercased() ? nil : meant
        }
        let sign = string(text[position...].prefix { Self.signs.contains($0) })
        return Self.operatorsBySign[sign].flatMap { words.contains($0) ? $0 : nil }
    }

    private static let signs: Set<Unicode.Scalar> = [
        "=", "!", "<", ">", "&", "|", "+", "-", "*", "/", "%",
    ]

    /// What the operators are called elsewhere.
    private static let operatorsBySign = [
        "=": "eq", "==": "eq", "===": "eq", "!=": "ne", "<>": "ne", ">": "gt", ">=": "ge",
        "<": "lt", "<=": "le", "&&": "and", "||": "or", "+": "add", "-": "sub", "*": "mul",
        "/": "div", "%": "mod",
    ]
}
