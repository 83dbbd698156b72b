extension QueryParser {
    /// What `$search` has: words, phrases, `AND`, `OR`, `NOT` and parentheses.
    ///
    /// `AND` binds more tightly than `OR`, and nothing between two terms is `AND`. The words are
    /// operators only where they have operands: `OR` alone is searched for.
    mutating func search() throws(QueryError) -> SearchSyntax {
        let start = position
        skipWhitespace()
        if peek == "'" {
            _ = try quoted()
            note(unsupported: "$search in single quotes", at: start)
            return .term("")
        }
        return try alternatives()
    }

    private mutating func alternatives() throws(QueryError) -> SearchSyntax {
        var left = try conjunction()
        while let end = operatorEnd("OR") {
            position = end
            left = .or(left, try conjunction())
        }
        return left
    }

    private mutating func conjunction() throws(QueryError) -> SearchSyntax {
        var left = try negation()
        while operatorEnd("OR") == nil {
            if let end = operatorEnd("AND") {
                position = end
            } else {
                var ahead = self
                guard ahead.skipWhitespace(), ahead.isTermAhead else { break }
                self = ahead
            }
            left = .and(left, try negation())
        }
        return left
    }

    private mutating func negation() throws(QueryError) -> SearchSyntax {
        var ahead = self
        guard ahead.skip(word: "NOT", exactly: true), ahead.skipWhitespace(), ahead.isTermAhead
        else { return try term() }
        self = ahead
        try enter()
        let inner = try negation()
        depth -= 1
        return .not(inner)
    }

    private mutating func term() throws(QueryError) -> SearchSyntax {
        try countNode()
        switch peek {
        case "(":
            try enter()
            advance()
            skipWhitespace()
            let inner = try alternatives()
            skipWhitespace()
            try take(")", orElse: "a word, 'AND', 'OR' or ')'")
            depth -= 1
            return inner
        case "\"": return .term(try phrase())
        default:
            guard isTermAhead else { throw expected("a word or a phrase in double quotes") }
            let start = position
            while let next = peek, isWordPart(next) { advance() }
            return .term(string(text[start..<position]))
        }
    }

    private mutating func phrase() throws(QueryError) -> String {
        let start = position
        advance()
        while let next = peek, next != "\"" { advance() }
        guard peek == "\"" else {
            throw .invalid("the phrase that begins here has no end", position: start)
        }
        if position == start + 1 { throw .invalid("the phrase is empty", position: start) }
        advance()
        return string(text[(start + 1)..<(position - 1)])
    }

    /// Where the operand behind an operator begins; `nil` where the word is not one.
    private func operatorEnd(_ word: StaticString) -> Int? {
        var ahead = self
        guard ahead.skipWhitespace(), ahead.skip(word: word, exactly: true),
            ahead.skipWhitespace(), ahead.isTermAhead
        else { return nil }
        return ahead.position
    }

    /// Whether a word, a phrase or a parenthesis begins here.
    private var isTermAhead: Bool {
        guard let next = peek, next != "'" else { return false }
        return next == "(" || next == "\"" || isWordPart(next)
    }

    private func isWordPart(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case " ", "\t", "(", ")", "\"": false
        case ";": encodedSemicolons.contains(position)
        default: true
        }
    }
}
