extension QueryParser {
    /// What stands right of `in`: literals in parentheses or brackets, or what may turn out to be
    /// a list, such as a parameter alias.
    mutating func listOperand() throws(QueryError) -> QuerySyntax {
        switch peek {
        case "(": try list()
        case "[": try array(isList: true)
        default: try expression(binding: QueryOperator.add.strength)
        }
    }

    /// `('a','b')`, or an expression in parentheses.
    private mutating func list() throws(QueryError) -> QuerySyntax {
        let start = position
        try enter()
        advance()
        skipWhitespace()
        var elements: [QuerySyntax] = []
        if peek != ")" {
            repeat {
                skipWhitespace()
                guard let element = try literal() else {
                    if elements.isEmpty { return try bracketedExpression() }
                    throw expected("a value that is written out; a list has no others")
                }
                elements.append(element)
                skipWhitespace()
            } while skip(",")
        }
        try take(")", orElse: "',' or ')'")
        depth -= 1
        return try node(.list(elements), at: start)
    }

    /// An expression in parentheses, from behind the first one, where a list would have been more
    /// likely.
    private mutating func bracketedExpression() throws(QueryError) -> QuerySyntax {
        let inner = position
        let expression = try expression()
        skipWhitespace()
        if peek == "," {
            throw .invalid(
                "expected a value that is written out; a list has no others", position: inner)
        }
        try take(")", orElse: "an operator or ')'", QueryOperator.words)
        depth -= 1
        return expression
    }
}

// MARK: - JSON

extension QueryParser {
    /// `["a",'b',3]`.
    ///
    /// - Parameter isList: whether literals in it make a list; elsewhere arrays are not to be had.
    mutating func array(isList: Bool) throws(QueryError) -> QuerySyntax {
        let start = position
        try enter()
        advance()
        skipWhitespace()
        var elements: [QuerySyntax] = []
        if peek != "]" {
            repeat {
                skipWhitespace()
                elements.append(try jsonValue())
                skipWhitespace()
            } while skip(",")
        }
        try take("]", orElse: "an operator, ',' or ']'", QueryOperator.words)
        depth -= 1
        guard isList, elements.allSatisfy(\.isLiteral) else {
            return try node(.unsupported("arrays in expressions"), at: start)
        }
        return try node(.list(elements), at: start)
    }

    /// `{"name":value}`.
    mutating func object() throws(QueryError) -> QuerySyntax {
        let start = position
        try enter()
        advance()
        skipWhitespace()
        if peek != "}" {
            repeat {
                skipWhitespace()
                guard peek == "\"" else { throw expected("a name in double quotes") }
                _ = try jsonString()
                skipWhitespace()
                try take(":")
                skipWhitespace()
                _ = try jsonValue()
                skipWhitespace()
            } while skip(",")
        }
        try take("}", orElse: "an operator, ',' or '}'", QueryOperator.words)
        depth -= 1
        return try node(.unsupported("objects in expressions"), at: start)
    }

    private mutating func jsonValue() throws(QueryError) -> QuerySyntax {
        guard peek == "\"" else { return try expression() }
        let start = position
        return try node(.literal(.string(try jsonString())), at: start)
    }

    private mutating func jsonString() throws(QueryError) -> String {
        let start = position
        advance()
        var content = String.UnicodeScalarView()
        while let next = peek {
            advance()
            switch next {
            case "\"": return String(content)
            case "\\": content.append(try jsonEscape())
            default: content.append(next)
            }
        }
        throw .invalid("the string that begins here has no end", position: start)
    }

    private mutating func jsonEscape() throws(QueryError) -> Unicode.Scalar {
        guard let letter = peek else { throw expected("the rest of the escape") }
        guard letter != "u" else { return try unicodeEscape() }
        let plain: [Unicode.Scalar: Unicode.Scalar] = [
            "\"": "\"", "\\": "\\", "/": "/", "b": "\u{8}", "f": "\u{C}", "n": "\n", "r": "\r",
            "t": "\t",
        ]
        guard let meant = plain[letter] else { throw expected("an escape of JSON") }
        advance()
        return meant
    }

    /// `uXXXX`, or two of them for what lies beyond 16 bits.
    private mutating func unicodeEscape() throws(QueryError) -> Unicode.Scalar {
        let start = position
        let high = try hexadecimal()
        guard high != 0 else {
            throw .invalid("U+0000 is no character of a text", position: start)
        }
        if let scalar = Unicode.Scalar(high) { return scalar }
        if skip("\\"), peek == "u" {
            let low = try hexadecimal()
            if (0xD800..<0xDC00).contains(high), (0xDC00..<0xE000).contains(low),
                let scalar = Unicode.Scalar(0x10000 + (high - 0xD800) << 10 + (low - 0xDC00))
            {
                return scalar
            }
        }
        throw .invalid("half of a surrogate pair is no character", position: start)
    }

    private mutating func hexadecimal() throws(QueryError) -> UInt32 {
        advance()
        let digits = text[position...].prefix(4)
        guard digits.count == 4, digits.allSatisfy(\.isHexDigit),
            let value = UInt32(string(digits), radix: 16)
        else { throw expected("four hexadecimal digits") }
        advance(by: 4)
        return value
    }
}

extension QuerySyntax {
    /// Whether it is a value that is written out.
    var isLiteral: Bool {
        if case .literal = kind { return true }
        return false
    }
}
