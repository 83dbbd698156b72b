/// A query option as it came.
package struct QueryOptionText: Sendable, Equatable {
    /// The name, percent-decoded.
    package let name: String
    /// The value, percent-decoded; empty where there is no `=`.
    package let value: String
    /// The value as it came, still percent-encoded: an encoded `;` belongs to a word of `$search`,
    /// a plain one ends it. `nil` where it isn't known: then every `;` is a plain one.
    package let rawValue: String?

    /// An option as it came.
    package init(name: String, value: String, rawValue: String? = nil) {
        self.name = name
        self.value = value
        self.rawValue = rawValue
    }
}

/// Why the options of a query are refused.
package struct QueryOptionError: Error, Sendable, Equatable {
    /// The option's name: `$filter`, or as it was written if it is none of OData's.
    package let option: String
    /// What is wrong with its value or with the option itself.
    package let error: QueryError

    /// A refusal of an option.
    package init(option: String, error: QueryError) {
        self.option = option
        self.error = error
    }
}

extension QueryOptions {
    /// Reads the query options of a request, parameter aliases such as `@p` among them.
    ///
    /// Names are taken in any letter case, with or without `$`. Every option's grammar is checked
    /// before anything is called unsupported, so that a wrong query is always a wrong query.
    ///
    /// - Throws: `.invalid` for the first option that is wrong, unknown or given twice; otherwise
    ///   `.unsupported` for the first one that is not to be had. Unsupported parts of expressions
    ///   are not thrown: they stand in the expression, as `QuerySyntax.Kind.unsupported`.
    package init(_ options: [QueryOptionText]) throws(QueryOptionError) {
        self.init()
        var given: Set<QueryOptionName> = []
        var unsupported: QueryOptionError?
        for option in options {
            let name = QueryOptionName(written: option.name)
            let shown = name?.text ?? option.name
            do throws(QueryError) {
                if let name, !given.insert(name).inserted {
                    throw .invalid("the option is given more than once", position: 0)
                }
                if let refusal = try read(option, as: name), unsupported == nil {
                    unsupported = QueryOptionError(option: shown, error: refusal)
                }
            } catch {
                throw QueryOptionError(option: shown, error: error)
            }
        }
        if let unsupported { throw unsupported }
    }

    /// - Returns: the first thing in it that is right but not to be had.
    private mutating func read(
        _ option: QueryOptionText, as name: QueryOptionName?
    ) throws(QueryError) -> QueryError? {
        guard let name else {
            try readAlias(option)
            return nil
        }
        if name == .levels {
            throw .invalid("the option stands only within $expand", position: 0)
        }
        var parser = try QueryParser(option.value, rawValue: option.rawValue)
        try parser.value(of: name, into: &self)
        if QueryOptionName.unsupported.contains(name) {
            parser.note(unsupported: name.text, at: 0)
        }
        let (expectation, words) = name.continuation
        try parser.requireEnd(orElse: "\(expectation)the end", words)
        return parser.unsupported
    }

    private mutating func readAlias(_ option: QueryOptionText) throws(QueryError) {
        var nameParser = try QueryParser(option.name)
        guard nameParser.skip("@"), let name = try? nameParser.name(), nameParser.isAtEnd else {
            throw QueryOptionName.unknown(
                option.name, among: QueryOptionName.allCases, at: 0)
        }
        guard aliases[name] == nil else {
            throw .invalid("the parameter alias is given more than once", position: 0)
        }
        var parser = try QueryParser(option.value, rawValue: option.rawValue)
        aliases[name] = try parser.aliasValue()
        try parser.requireEnd(orElse: "an operator or the end", QueryOperator.words)
    }
}

extension QueryOptionName {
    /// What can follow the value that has been read, for the message, and the words that a
    /// misspelt one may have been meant for.
    var continuation: (String, [String]) {
        switch self {
        case .filter: ("an operator or ", QueryOperator.words)
        case .orderby:
            ("'asc', 'desc', ',', an operator or ", QueryOperator.words + ["asc", "desc"])
        case .compute, .select, .expand: ("',' or ", [])
        case .search: ("a word, 'AND', 'OR' or ", [])
        case .top, .skip, .count, .format, .skiptoken, .apply, .index, .schemaversion,
            .deltatoken, .id, .levels:
            ("", [])
        }
    }
}

// MARK: - Values

extension QueryParser {
    /// Reads an option's value, as far as it goes.
    mutating func value(
        of option: QueryOptionName, into options: inout QueryOptions
    ) throws(QueryError) {
        switch option {
        case .filter: options.filter = try expression()
        case .orderby: options.orderBy = try orderBy()
        case .select: options.select = try select()
        case .expand: options.expand = try expand()
        case .search: options.search = try search()
        case .top: options.top = try wholeNumber()
        case .skip: options.skip = try wholeNumber()
        case .count: options.count = try boolean()
        case .format: options.format = try opaque("a media type, or 'json'")
        case .skiptoken: options.skipToken = try opaque("what a next link had here")
        case .levels: try levels()
        case .compute: try compute()
        case .index: try index()
        case .apply: position = text.count
        case .schemaversion, .deltatoken, .id: _ = try opaque("a value")
        }
    }

    /// The value of a parameter alias. Only here and right of `in` are literals in brackets a list.
    mutating func aliasValue() throws(QueryError) -> QuerySyntax {
        if peek == "[" {
            var ahead = self
            let list = try ahead.array(isList: true)
            if ahead.peek == nil || ahead.peek == ";" || ahead.peek == ")" {
                self = ahead
                return list
            }
        }
        return try expression()
    }

    private mutating func orderBy() throws(QueryError) -> [QueryOptions.Order] {
        var keys: [QueryOptions.Order] = []
        repeat {
            let key = try expression()
            var ahead = self
            ahead.skipWhitespace()
            let direction = ahead.position > position ? ahead.wordAhead.lowercased() : ""
            if direction == "asc" || direction == "desc" {
                position = ahead.position + direction.utf8.count
            }
            keys.append(.init(key, isDescending: direction == "desc"))
        } while skip(",")
        return keys
    }

    private mutating func wholeNumber() throws(QueryError) -> Int {
        let start = position
        let digits = digits()
        if digits.isEmpty { throw expected("a whole number from 0 to \(Int32.max)") }
        guard let number = Int32(string(digits)) else {
            throw .invalid("the number is greater than \(Int32.max)", position: start)
        }
        return Int(number)
    }

    private mutating func boolean() throws(QueryError) -> Bool {
        let word = wordAhead
        switch word.lowercased() {
        case "true", "false":
            advance(by: word.unicodeScalars.count)
            return word.lowercased() == "true"
        default: throw expected("'true' or 'false'", meaning: ["true", "false"])
        }
    }

    /// All that is left, of any kind.
    private mutating func opaque(_ expectation: String) throws(QueryError) -> String {
        guard let first = peek, first != " ", first != "\t" else { throw expected(expectation) }
        var end = text.count
        while text[end - 1] == " " || text[end - 1] == "\t" { end -= 1 }
        let value = string(text[position..<end])
        position = end
        return value
    }

    private mutating func levels() throws(QueryError) {
        if skip(word: "max") { return }
        guard peek != "0", !digits().isEmpty else { throw expected("a number from 1 on, or 'max'") }
    }

    private mutating func compute() throws(QueryError) {
        repeat {
            _ = try expression()
            var ahead = self
            guard ahead.skipWhitespace(), ahead.wordAhead.lowercased() == "as" else {
                throw ahead.expected("an operator or 'as'", meaning: QueryOperator.words + ["as"])
            }
            position = ahead.position + 2
            try skipRequiredWhitespace(behind: "as")
            _ = try name()
        } while skip(",")
    }

    private mutating func index() throws(QueryError) {
        skip("-")
        if digits().isEmpty { throw expected("a whole number") }
    }
}
