/// Reads a query option's value from the front: a recursive descent along the rules of the
/// OData 4.01 ABNF, with a limit on how deep it goes.
///
/// What each part looks like stands in the extensions, by the part's name.
struct QueryParser {
    /// The value, percent-decoded.
    let text: [Unicode.Scalar]
    /// Where the next scalar is to be read.
    var position = 0
    /// Where semicolons stand that were percent-encoded: in `$search` they belong to a word.
    var encodedSemicolons: Set<Int> = []
    /// How many brackets and the like are open.
    var depth = 0
    /// How many nodes there are.
    var nodes = 0
    /// What was seen outside of expressions that is right but not to be had: the first of them.
    var unsupported: QueryError?

    /// - Parameters:
    ///   - value: percent-decoded.
    ///   - rawValue: as it came, percent-encoded.
    init(_ value: String, rawValue: String? = nil) throws(QueryError) {
        guard value.utf8.count <= QueryLimits.textBytesMax else {
            throw .invalid(
                "the text is longer than \(QueryLimits.textBytesMax) bytes", position: 0)
        }
        text = Array(value.unicodeScalars)
        if let place = text.firstIndex(of: "\0") {
            throw .invalid("U+0000 is no character of a text", position: place)
        }
        if let rawValue, text.contains(";") { markSemicolons(as: rawValue) }
    }

    /// Finds out which semicolons were encoded: those of the decoded text are the encoded and
    /// plain ones of the raw text, in the same order.
    private mutating func markSemicolons(as rawValue: String) {
        var places = text.indices.filter { text[$0] == ";" }[...]
        let raw = Array(rawValue.utf8)
        for index in raw.indices {
            if raw[index] == UInt8(ascii: ";") {
                _ = places.popFirst()
            } else if raw[index] == UInt8(ascii: "%"), index + 2 < raw.count,
                raw[index + 1] == UInt8(ascii: "3"), raw[index + 2] | 0x20 == UInt8(ascii: "b"),
                let place = places.popFirst()
            {
                encodedSemicolons.insert(place)
            }
        }
    }
}

extension QuerySyntax {
    /// Reads a common expression, such as `Price gt 2.55 and not contains(Name,'x')`.
    ///
    /// - Parameter text: percent-decoded.
    /// - Throws: `.invalid`. What is right by the grammar but not to be had stands in the
    ///   expression, as `Kind.unsupported`.
    package init(parsing text: String) throws(QueryError) {
        var parser = try QueryParser(text)
        self = try parser.expression()
        try parser.requireEnd(orElse: "an operator or the end", QueryOperator.words)
    }
}

// MARK: - Operators

extension QueryOperator {
    /// The words that can stand between operands.
    static let words = allCases.map(\.rawValue)

    /// How tightly it binds: `a or b and c` is `a or (b and c)`
    /// (OData 4.01 URL Conventions, 5.1.1.17).
    var strength: Int {
        switch self {
        case .or: 0
        case .and: 1
        case .eq, .ne: 2
        case .gt, .ge, .lt, .le, .in, .has: 3
        case .add, .sub: 4
        case .mul, .div, .divby, .mod: 5
        }
    }
}

extension QueryParser {
    /// Operands with operators between them that bind at least as tightly as `weakest`. Ends
    /// before the first thing that is no operator, white space before it included.
    mutating func expression(binding weakest: Int = 0) throws(QueryError) -> QuerySyntax {
        var left = try operand()
        while let (found, end) = operatorAhead(), found.strength >= weakest {
            position = end
            try skipRequiredWhitespace(behind: found.rawValue)
            let right =
                switch found {
                case .in: try listOperand()
                case .has: try enumerationOperand()
                default: try expression(binding: found.strength + 1)
                }
            left = try node(.binary(found, left, right), at: left.position)
        }
        return left
    }

    /// The operator that comes next, and where it ends.
    private func operatorAhead() -> (QueryOperator, end: Int)? {
        var ahead = self
        guard ahead.skipWhitespace() else { return nil }
        let word = ahead.wordAhead
        guard let found = QueryOperator(rawValue: word.lowercased()) else { return nil }
        return (found, ahead.position + word.unicodeScalars.count)
    }

    /// What stands right of `has`: only a value that is written out.
    private mutating func enumerationOperand() throws(QueryError) -> QuerySyntax {
        let start = position
        let value = try operand()
        switch value.kind {
        case .literal(.enumeration), .literal(.string), .literal(.null), .alias: return value
        case .literal, .path, .unary, .binary, .call, .list, .unsupported:
            throw .invalid(
                "expected an enumeration value behind 'has', such as Model.Color'Red'",
                position: start)
        }
    }
}

// MARK: - Operands

extension QueryParser {
    /// A literal, a path, a call, something in brackets, or one of these behind `not` or `-`.
    mutating func operand() throws(QueryError) -> QuerySyntax {
        if let literal = try literal() { return literal }
        switch peek {
        case "(": return try bracketed()
        case "-": return try minus()
        case "[": return try array(isList: false)
        case "{": return try object()
        case "@": return try aliasOrAnnotation()
        case "$": return try variable()
        case "\"":
            throw .invalid("expected a value; strings stand in single quotes", position: position)
        default:
            guard isNameAhead else { throw expected("a value") }
            return isNotAhead ? try not() : try nameOrCall()
        }
    }

    private mutating func bracketed() throws(QueryError) -> QuerySyntax {
        try enter()
        advance()
        skipWhitespace()
        let inner = try expression()
        skipWhitespace()
        try take(")", orElse: "an operator or ')'", QueryOperator.words)
        depth -= 1
        return inner
    }

    private mutating func minus() throws(QueryError) -> QuerySyntax {
        let start = position
        try enter()
        advance()
        skipWhitespace()
        let inner = try operand()
        depth -= 1
        return try node(.unary(.minus, inner), at: start)
    }

    /// `not` is the operator where something follows that it can stand before.
    private var isNotAhead: Bool {
        let word = wordAhead
        guard word.count == 3, word.lowercased() == "not" else { return false }
        return [" ", "\t", "("].contains(scalar(at: position + 3))
    }

    private mutating func not() throws(QueryError) -> QuerySyntax {
        let start = position
        try enter()
        advance(by: 3)
        skipWhitespace()
        let inner = try operand()
        depth -= 1
        return try node(.unary(.not, inner), at: start)
    }
}
