extension QueryParser {
    /// Options in parentheses, with `;` between them.
    ///
    /// - Parameter allowed: those that can stand there. Where `$select` can, aliases can too.
    mutating func nestedOptions(
        _ allowed: Set<QueryOptionName>
    ) throws(QueryError) -> QueryOptions {
        try enter()
        try take("(")
        var options = QueryOptions()
        var given: Set<QueryOptionName> = []
        var expectation = ""
        var words: [String] = []
        repeat {
            if peek == "@", allowed.contains(.select) {
                try nestedAlias(into: &options)
                continue
            }
            let start = position
            let option = try nestedName(allowed)
            guard given.insert(option).inserted else {
                throw .invalid("\(option.text) is given more than once", position: start)
            }
            try value(of: option, into: &options)
            if QueryOptionName.unsupported.contains(option) {
                note(unsupported: option.text, at: start)
            }
            (expectation, words) = option.continuation
        } while skip(";")
        let end = expectation.isEmpty ? "';' or ')'" : "\(expectation)one of ';' and ')'"
        try take(")", orElse: end, words)
        depth -= 1
        return options
    }

    /// An option's name and `=`.
    private mutating func nestedName(
        _ allowed: Set<QueryOptionName>
    ) throws(QueryError) -> QueryOptionName {
        let start = position
        let examples: [QueryOptionName] = [.top, .filter, .levels]
        let example = examples.first(where: allowed.contains)?.text ?? "$filter"
        let dollar = skip("$") ? "$" : ""
        let written = try dollar + name("an option such as \(example)")
        guard let option = QueryOptionName(written: written) else {
            throw QueryOptionName.unknown(written, among: allowed, at: start)
        }
        guard allowed.contains(option) else {
            throw .invalid("the option \(option.text) is not allowed here", position: start)
        }
        try take("=")
        return option
    }

    private mutating func nestedAlias(into options: inout QueryOptions) throws(QueryError) {
        let start = position
        advance()
        let name = try name()
        guard options.aliases[name] == nil else {
            throw .invalid("the parameter alias is given more than once", position: start)
        }
        try take("=")
        options.aliases[name] = try aliasValue()
    }
}

// MARK: - $select

extension QueryParser {
    /// Members with commas between them.
    mutating func select() throws(QueryError) -> [QueryOptions.Selected] {
        var members: [QueryOptions.Selected] = []
        repeat {
            try countNode()
            members.append(try selected())
        } while skip(",")
        return members
    }

    private mutating func selected() throws(QueryError) -> QueryOptions.Selected {
        let start = position
        if skip("*") { return .init(["*"], at: start) }
        var path: [String] = []
        var isQualified = false
        repeat {
            let place = position
            if peek == "@" {
                _ = try annotation()
                note(unsupported: "annotations in $select", at: place)
                continue
            }
            guard isNameAhead else { throw expected("a member or '*'") }
            let name = try qualifiedName()
            isQualified = name.count > 1
            if isQualified { note(unsupported: "qualified names in $select", at: place) }
            if place == start, skip(word: ".*") {
                note(unsupported: "operations in $select", at: place)
                return .init(["*"], at: start)
            }
            path.append(name.joined(separator: "."))
        } while skip("/")
        if peek == "(" {
            let place = position
            if try !skipParameterNames() { _ = try nestedOptions(QueryOptionName.inSelect) }
            note(unsupported: "options in $select", at: place)
        }
        return .init(path, at: start)
    }

    /// `(Location,Kind)`, by which an overload of a function is chosen.
    private mutating func skipParameterNames() throws(QueryError) -> Bool {
        var ahead = self
        ahead.advance()
        repeat {
            guard ahead.isNameAhead else { return false }
            _ = try ahead.name()
        } while ahead.skip(",")
        guard ahead.skip(")") else { return false }
        self = ahead
        return true
    }
}

// MARK: - $expand

extension QueryParser {
    /// Members with commas between them, each with its own options.
    mutating func expand() throws(QueryError) -> [QueryOptions.Expanded] {
        var members: [QueryOptions.Expanded] = []
        repeat {
            try countNode()
            members.append(try expanded())
        } while skip(",")
        return members
    }

    private mutating func expanded() throws(QueryError) -> QueryOptions.Expanded {
        let start = position
        if skip(word: "$value", exactly: true) {
            note(unsupported: "$value in $expand", at: start)
            return .init("$value", at: start, options: QueryOptions())
        }
        var names: [String] = []
        repeat {
            let place = position
            if !names.isEmpty, try skipReferenceOrCount() {
                return .init(names[0], at: start, options: QueryOptions())
            }
            if skip("*") {
                names.append("*")
                try starEnd()
                if names.count > 1 { note(unsupported: "paths in $expand", at: place) }
                return .init("*", at: start, options: QueryOptions())
            }
            if let name = try expandedName() { names.append(name) }
        } while skip("/")
        if names.isEmpty { throw expected("'/' and a member behind the type") }
        if names.count > 1 { note(unsupported: "paths in $expand", at: start) }
        let options =
            peek == "(" ? try nestedOptions(QueryOptionName.inExpand) : QueryOptions()
        return .init(names[0], at: start, options: options)
    }

    /// A member or an annotation; `nil` for a type.
    private mutating func expandedName() throws(QueryError) -> String? {
        let place = position
        if peek == "@" {
            note(unsupported: "annotations in $expand", at: place)
            return try annotation().joined(separator: ".")
        }
        guard isNameAhead else { throw expected("a member or '*'") }
        let name = try qualifiedName()
        if name.count == 1 { return name[0] }
        note(unsupported: "type casts", at: place)
        return nil
    }

    /// `$ref` and `$count` at the end of a path, with what can stand behind them.
    private mutating func skipReferenceOrCount() throws(QueryError) -> Bool {
        let place = position
        if skip(word: "$ref", exactly: true) {
            note(unsupported: "$ref in $expand", at: place)
            if peek == "(" { _ = try nestedOptions(QueryOptionName.inReference) }
            return true
        }
        if skip(word: "$count", exactly: true) {
            note(unsupported: "$count in $expand", at: place)
            if peek == "(" { _ = try nestedOptions(QueryOptionName.inCount) }
            return true
        }
        return false
    }

    /// What can stand behind `*`.
    private mutating func starEnd() throws(QueryError) {
        let place = position
        if skip(word: "/$ref", exactly: true) {
            note(unsupported: "$ref in $expand", at: place)
        } else if peek == "(" {
            _ = try nestedOptions([.levels])
        }
    }
}
