extension QueryParser {
    /// Reads a value that is written out; `nil`, and nothing passed over, where none is.
    ///
    /// A duration without its prefix, `'P1D'`, is a string here: what it is compared with tells.
    mutating func literal() throws(QueryError) -> QuerySyntax? {
        let start = position
        guard let next = peek else { return nil }
        if next == "'" { return try node(.literal(.string(try quoted())), at: start) }
        if isGUIDAhead { return try node(.literal(try guid()), at: start) }
        if next == "-" || next == "+" || next.isDigit {
            if let infinity = negativeInfinity() {
                return try node(.literal(infinity), at: start)
            }
            guard let value = try numeral() else { return nil }
            return try node(.literal(value), at: start)
        }
        guard isNameAhead else { return nil }
        let word = wordAhead
        let end = position + word.unicodeScalars.count
        switch scalar(at: end) {
        case "'": return try prefixed(word, contentAt: end + 1)
        case ".": return try enumeration()
        case "/", "(": return nil
        default: break
        }
        guard let value = Self.constant(word) else { return nil }
        position = end
        return try node(.literal(value), at: start)
    }

    /// `true` and `false` in any letter case, the others as they are (OData 4.01 ABNF).
    private static func constant(_ word: String) -> QueryLiteral? {
        switch word {
        case "null": .null
        case "INF": .infinity(isNegative: false)
        case "NaN": .notANumber
        default:
            switch word.lowercased() {
            case "true": .boolean(true)
            case "false": .boolean(false)
            default: nil
            }
        }
    }

    private mutating func negativeInfinity() -> QueryLiteral? {
        let end = position + 4
        guard !(scalar(at: end)?.isNamePart ?? false), skip(word: "-INF", exactly: true)
        else { return nil }
        return .infinity(isNegative: true)
    }

    /// Text in single quotes, in which two of them are one.
    mutating func quoted() throws(QueryError) -> String {
        let start = position
        advance()
        var content = String.UnicodeScalarView()
        while let next = peek {
            advance()
            if next != "'" {
                content.append(next)
            } else if skip("'") {
                content.append("'")
            } else {
                return String(content)
            }
        }
        throw .invalid("the string that begins here has no end", position: start)
    }

    /// The closing quote of a literal such as `guid'…'`.
    private mutating func closeQuote(of kind: String) throws(QueryError) {
        try take("'", orElse: "the closing quote of the \(kind)")
    }
}

// MARK: - Numbers

extension QueryParser {
    /// What begins with a sign or a digit: a date, an instant, a time of day, or a number. `nil`
    /// where only a sign stands.
    private mutating func numeral() throws(QueryError) -> QueryLiteral? {
        if isDateAhead { return try dateOrInstant() }
        if isTimeAhead {
            let time = try timeOfDay()
            try requireNoMore(of: "time of day")
            return .timeOfDay(microseconds: time)
        }
        let signed = peek == "-" || peek == "+"
        guard !signed || scalar(at: position + 1)?.isDigit ?? false else { return nil }
        return try number()
    }

    private mutating func number() throws(QueryError) -> QueryLiteral {
        let start = position
        var written = skip("-") ? "-" : ""
        skip("+")
        // JSON's numbers, which the rest of the program reads, have no zeros in front.
        let whole = digits().drop { $0 == "0" }
        written += whole.isEmpty ? "0" : string(whole)
        if peek == ".", scalar(at: position + 1)?.isDigit ?? false {
            advance()
            written += "." + string(digits())
        }
        if peek == "e" || peek == "E" {
            advance()
            written += "e"
            if skip("-") { written += "-" } else { skip("+") }
            let exponent = digits()
            guard !exponent.isEmpty else { throw expected("the digits of the exponent") }
            written += string(exponent)
        }
        if let next = peek, next.isNamePart || next == "." {
            let end = text[start...].prefix { $0.isNamePart || "+-.".unicodeScalars.contains($0) }
            throw .invalid("'\(string(end.prefix(30)))' is not a number", position: start)
        }
        return .number(written)
    }

    /// Refuses letters or digits that follow a literal directly.
    func requireNoMore(of kind: String) throws(QueryError) {
        guard let next = peek, next.isNamePart else { return }
        throw expected("the end of the \(kind)")
    }
}

// MARK: - Identifiers

extension QueryParser {
    /// Whether 8-4-4-4-12 hexadecimal digits follow, and nothing that makes them longer.
    private var isGUIDAhead: Bool {
        let end = position + GUID.textLength
        guard end <= text.count, scalar(at: position + 8) == "-" else { return false }
        for index in 0..<GUID.textLength {
            let found = text[position + index]
            let isHyphen = index == 8 || index == 13 || index == 18 || index == 23
            guard isHyphen ? found == "-" : found.isHexDigit else { return false }
        }
        guard let next = scalar(at: end) else { return true }
        return !next.isNamePart && next != "-"
    }

    private mutating func guid() throws(QueryError) -> QueryLiteral {
        let end = position + GUID.textLength
        guard isGUIDAhead, let guid = GUID(string(text[position..<end])) else {
            throw expected("32 hexadecimal digits in groups of 8-4-4-4-12")
        }
        position = end
        return .guid(guid)
    }
}

// MARK: - With a type before the quotes

extension QueryParser {
    /// `duration'P1D'` and its like.
    private mutating func prefixed(
        _ prefix: String, contentAt content: Int
    ) throws(QueryError) -> QuerySyntax {
        let start = position
        let kind = prefix.lowercased()
        guard let read = Self.readers[kind] else {
            let known = Self.readers.keys.sorted()
            let meant = Spelling.nearest(to: prefix, among: known)
            throw .invalid(
                "there is no literal \(prefix)'…'"
                    + (meant.map { "; did you mean '\($0)'?" } ?? ""), position: start)
        }
        position = content
        let value = try read(&self)
        try closeQuote(of: kind)
        return try node(value, at: start)
    }

    private typealias Reader =
        @Sendable (inout QueryParser) throws(QueryError) -> QuerySyntax.Kind

    /// How each kind is read between its quotes. `datetime`, `datetimeoffset`, `guid` and `time`
    /// are those of OData 2, whose clients still send them.
    private static let readers: [String: Reader] = [
        "binary": { (parser) throws(QueryError) in
            try parser.binary()
            return .unsupported("binary literals")
        },
        "datetime": { (parser) throws(QueryError) in
            .literal(try parser.instant(zoneIsRequired: false))
        },
        "datetimeoffset": { (parser) throws(QueryError) in
            .literal(try parser.instant(zoneIsRequired: false))
        },
        "duration": { (parser) throws(QueryError) in
            .literal(.duration(microseconds: try parser.duration()))
        },
        "geography": { (parser) throws(QueryError) in
            try parser.geography()
            return .unsupported("geography literals")
        },
        "geometry": { (parser) throws(QueryError) in
            try parser.geography()
            return .unsupported("geometry literals")
        },
        "guid": { (parser) throws(QueryError) in .literal(try parser.guid()) },
        "time": { (parser) throws(QueryError) in
            .literal(.timeOfDay(microseconds: try parser.oldTimeOfDay()))
        },
    ]

    /// base64url; the last group may be short, and its unused bits are zero.
    private mutating func binary() throws(QueryError) {
        let start = position
        while let next = peek, next.isASCIILetter || next.isDigit || next == "-" || next == "_" {
            advance()
        }
        let count = position - start
        let last = count > 0 ? text[position - 1] : "A"
        let isWhole: Bool
        switch count % 4 {
        case 0: isWhole = true
        case 2:
            isWhole = "AQgw".unicodeScalars.contains(last)
            if skip(word: "==") { break }
        case 3:
            isWhole = "AEIMQUYcgkosw048".unicodeScalars.contains(last)
            skip("=")
        default: isWhole = false
        }
        guard isWhole else { throw .invalid("expected base64url text", position: start) }
    }

    /// `Namespace.Type'Member,3'`; `nil`, and nothing passed over, where no quote follows.
    private mutating func enumeration() throws(QueryError) -> QuerySyntax? {
        let start = position
        var ahead = self
        let type = try ahead.qualifiedName()
        guard type.count > 1, ahead.skip("'") else { return nil }
        let content = ahead.position
        repeat {
            if ahead.peek == "-" || ahead.peek == "+" { ahead.advance() }
            if ahead.digits().isEmpty { _ = try ahead.name("a member or its number") }
        } while ahead.skip(",")
        let value = string(ahead.text[content..<ahead.position])
        try ahead.closeQuote(of: "enumeration value")
        self = ahead
        let literal = QueryLiteral.enumeration(type: type.joined(separator: "."), value: value)
        return try node(.literal(literal), at: start)
    }
}
