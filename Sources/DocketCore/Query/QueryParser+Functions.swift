extension QueryParser {
    /// How many arguments each function takes.
    ///
    /// Source: OData 4.01 ABNF, methodCallExpr; `substringof` is OData 2.
    private static let functions: [String: ClosedRange<Int>] = [
        "ceiling": 1...1, "concat": 2...2, "contains": 2...2, "date": 1...1, "day": 1...1,
        "endswith": 2...2, "floor": 1...1, "fractionalseconds": 1...1, "hour": 1...1,
        "indexof": 2...2, "length": 1...1, "matchespattern": 2...2, "maxdatetime": 0...0,
        "mindatetime": 0...0, "minute": 1...1, "month": 1...1, "now": 0...0, "round": 1...1,
        "second": 1...1, "startswith": 2...2, "substring": 2...3, "substringof": 2...2,
        "time": 1...1, "tolower": 1...1, "totaloffsetminutes": 1...1, "totalseconds": 1...1,
        "toupper": 1...1, "trim": 1...1, "year": 1...1,
    ]

    /// The functions of OData's that are not to be had.
    private static let unsupportedFunctions: [String: ClosedRange<Int>] = [
        "geo.distance": 2...2, "geo.intersects": 2...2, "geo.length": 1...1,
        "hassubsequence": 2...2, "hassubset": 2...2,
    ]

    /// What an unknown function may have been meant for.
    static let functionNames =
        (Array(functions.keys) + unsupportedFunctions.keys + ["case", "cast", "isof"]).sorted()

    /// Reads a call of a function of OData's own from its parenthesis on; `nil`, and nothing
    /// passed over, where the name is none of them.
    mutating func call(of name: String, at start: Int) throws(QueryError) -> QuerySyntax? {
        let known = name.lowercased()
        if known == "any" || known == "all" {
            throw .invalid(
                "'\(known)' needs a list before it, as in Items/\(known)(x: x/Name eq 'a')",
                position: start)
        }
        if known == "cast" || known == "isof" {
            try typeArguments()
            return try node(.unsupported("the function \(known)"), at: start)
        }
        if known == "case" {
            try cases()
            return try node(.unsupported("the function case"), at: start)
        }
        let unsupported = Self.unsupportedFunctions[known]
        guard let counts = Self.functions[known] ?? unsupported else { return nil }
        let arguments = try positionalArguments()
        guard counts.contains(arguments.count) else {
            throw .invalid(
                "the function '\(known)' takes \(Self.describe(counts)), not \(arguments.count)",
                position: start)
        }
        let kind: QuerySyntax.Kind =
            unsupported == nil ? .call(known, arguments) : .unsupported("the function \(known)")
        return try node(kind, at: start)
    }

    private static func describe(_ counts: ClosedRange<Int>) -> String {
        if counts == 0...0 { return "no arguments" }
        if counts == 1...1 { return "1 argument" }
        return counts.count == 1
            ? "\(counts.lowerBound) arguments"
            : "\(counts.lowerBound) or \(counts.upperBound) arguments"
    }

    func unknownFunction(_ name: String, at start: Int) -> QueryError {
        let meant = Spelling.nearest(to: name, among: Self.functionNames)
        return .invalid(
            "there is no function '\(name)'" + (meant.map { "; did you mean '\($0)'?" } ?? ""),
            position: start)
    }

    private mutating func positionalArguments() throws(QueryError) -> [QuerySyntax] {
        try enter()
        advance()
        skipWhitespace()
        var arguments: [QuerySyntax] = []
        if peek != ")" {
            repeat {
                skipWhitespace()
                arguments.append(try expression())
                skipWhitespace()
            } while skip(",")
        }
        try take(")", orElse: "an operator, ',' or ')'", QueryOperator.words)
        depth -= 1
        return arguments
    }

    /// `(Model.Type)` or `(Name,Model.Type)`, as `cast` and `isof` have them.
    private mutating func typeArguments() throws(QueryError) {
        try enter()
        advance()
        skipWhitespace()
        var ahead = self
        if (try? ahead.typeName()) != nil, ahead.isClosingAhead {
            self = ahead
        } else {
            _ = try expression()
            skipWhitespace()
            try take(",", orElse: "',' and a type")
            skipWhitespace()
            try typeName()
        }
        skipWhitespace()
        try take(")")
        depth -= 1
    }

    private var isClosingAhead: Bool {
        var ahead = self
        ahead.skipWhitespace()
        return ahead.peek == ")"
    }

    private mutating func typeName() throws(QueryError) {
        guard skip(word: "Collection(", exactly: true) else {
            _ = try qualifiedName()
            return
        }
        _ = try qualifiedName()
        try take(")")
    }

    /// `(X gt 0:1,true:0)`.
    private mutating func cases() throws(QueryError) {
        try enter()
        advance()
        repeat {
            skipWhitespace()
            _ = try expression()
            skipWhitespace()
            try take(":")
            skipWhitespace()
            _ = try expression()
            skipWhitespace()
        } while skip(",")
        try take(")", orElse: "an operator, ',' or ')'", QueryOperator.words)
        depth -= 1
    }
}
