extension QueryParser {
    /// A path while it is read.
    private struct Path {
        let start: Int
        var segments: [QuerySyntax.Segment] = []
        /// The first thing in it that is right but not to be had.
        var unsupported: String?
        /// Whether nothing can follow, as behind `any(…)`.
        var isOver = false

        mutating func note(_ feature: String) {
            if unsupported == nil { unsupported = feature }
        }
    }

    /// What begins with a name: a path or a call.
    mutating func nameOrCall() throws(QueryError) -> QuerySyntax {
        let start = position
        let name = try qualifiedName()
        var path = Path(start: start)
        if peek == "(" {
            if let call = try call(of: name.joined(separator: "."), at: start) { return call }
            if name.count == 1 {
                try firstKey(behind: name[0], at: start)
                path.note("key predicates")
            } else {
                path.note("functions of the model")
                try skipArguments()
            }
        } else if name.count > 1 {
            path.note("type casts")
            guard peek == "/" else { throw expected("'/' and a member behind the type") }
        } else {
            path.segments.append(.init(.name(name[0]), at: start))
        }
        return try rest(of: path)
    }

    /// `Items(1)`. What is no key is taken for a call of a function that does not exist.
    private mutating func firstKey(behind name: String, at start: Int) throws(QueryError) {
        var ahead = self
        if Spelling.nearest(to: name, among: Self.functionNames) == nil,
            let given = try? ahead.arguments(), given == .key
        {
            self = ahead
            return
        }
        throw unknownFunction(name, at: start)
    }

    /// `$it`, `$this` and `$root`, and what follows them.
    mutating func variable() throws(QueryError) -> QuerySyntax {
        var path = Path(start: position)
        let name = "$" + ahead(by: 1).wordAhead
        switch name {
        case "$it", "$this":
            path.segments.append(.init(.name(name), at: position))
            advance(by: name.utf8.count)
        case "$root":
            path.note("$root")
            advance(by: name.utf8.count)
            guard peek == "/" else { throw expected("'/' and the name of a list") }
        default:
            let known = ["$it", "$this", "$root"]
            let meant = Spelling.nearest(to: name, among: known)
            throw .invalid(
                "expected a value, found '\(name)'"
                    + (meant.map { "; did you mean '\($0)'?" } ?? ""), position: position)
        }
        return try rest(of: path)
    }

    /// `@p`, or an annotation: its name has a dot, or `#` and a qualifier.
    mutating func aliasOrAnnotation() throws(QueryError) -> QuerySyntax {
        var path = Path(start: position)
        let name = try annotation()
        let isAnnotation = name.count > 1 || text[path.start..<position].contains("#")
        if !isAnnotation, peek != "/" { return try node(.alias(name[0]), at: path.start) }
        path.note(isAnnotation ? "annotations" : "paths behind a parameter alias")
        return try rest(of: path)
    }

    /// `@Namespace.Term#Qualifier`: the parts of the name.
    mutating func annotation() throws(QueryError) -> [String] {
        advance()
        let name = try qualifiedName()
        if skip("#") { _ = try self.name("the annotation's qualifier") }
        return name
    }

    private func ahead(by count: Int) -> QueryParser {
        var ahead = self
        ahead.advance(by: count)
        return ahead
    }
}

// MARK: - Segments

extension QueryParser {
    private mutating func rest(of path: Path) throws(QueryError) -> QuerySyntax {
        var path = path
        while !path.isOver, skip("/") { try segment(of: &path) }
        if let feature = path.unsupported { return try node(.unsupported(feature), at: path.start) }
        return try node(.path(path.segments), at: path.start)
    }

    private mutating func segment(of path: inout Path) throws(QueryError) {
        switch peek {
        case "$": try dollarSegment(of: &path)
        case "@":
            _ = try annotation()
            path.note("annotations")
        default: try namedSegment(of: &path)
        }
    }

    private mutating func dollarSegment(of path: inout Path) throws(QueryError) {
        let start = position
        let word = ahead(by: 1).wordAhead
        switch word {
        case "count":
            advance(by: 6)
            path.segments.append(.init(.count, at: start))
            path.isOver = true
            if peek == "(" {
                _ = try nestedOptions([.filter, .search])
                path.note("options of $count")
            }
        case "filter":
            advance(by: 7)
            try enter()
            try take("(")
            _ = try expression()
            try take(")", orElse: "an operator or ')'", QueryOperator.words)
            depth -= 1
            path.note("$filter in a path")
            if peek == "(" { try skipArguments() }
        default: throw expected("a member, $count, any(…) or all(…)")
        }
    }

    private mutating func namedSegment(of path: inout Path) throws(QueryError) {
        let start = position
        let name = try qualifiedName()
        if peek == "(" {
            switch name.count == 1 ? name[0].lowercased() : "" {
            case "any": path.segments.append(.init(try any(), at: start))
            case "all": path.segments.append(.init(try all(), at: start))
            default:
                switch try arguments() {
                case .key: path.note("key predicates")
                case .named where name.count == 1:
                    path.note("key predicates and functions of the model")
                case .named, .none: path.note("functions of the model")
                }
                if peek == "(" { try skipArguments() }
                return
            }
            path.isOver = true
        } else if name.count > 1 {
            path.note("type casts")
        } else {
            path.segments.append(.init(.name(name[0]), at: start))
        }
    }
}

// MARK: - Lambdas

extension QueryParser {
    /// `(x: …)` or `()`.
    private mutating func any() throws(QueryError) -> QuerySyntax.Segment.Kind {
        var ahead = self
        ahead.advance()
        ahead.skipWhitespace()
        if ahead.skip(")") {
            self = ahead
            return .any(variable: nil, nil)
        }
        let (variable, body) = try lambda()
        return .any(variable: variable, body)
    }

    private mutating func all() throws(QueryError) -> QuerySyntax.Segment.Kind {
        let (variable, body) = try lambda()
        return .all(variable: variable, body)
    }

    private mutating func lambda() throws(QueryError) -> (String, QuerySyntax) {
        try enter()
        try take("(")
        skipWhitespace()
        let variable = try name("a variable, as in any(x: x/Name eq 'a')")
        skipWhitespace()
        try take(":")
        skipWhitespace()
        let body = try expression()
        skipWhitespace()
        try take(")", orElse: "an operator or ')'", QueryOperator.words)
        depth -= 1
        return (variable, body)
    }
}

// MARK: - Keys, and arguments with names

extension QueryParser {
    /// What stands in the parentheses behind a segment of a path.
    enum Arguments {
        case none, key, named
    }

    private mutating func skipArguments() throws(QueryError) {
        _ = try arguments()
    }

    /// `()`, `(1)` or `(name=value,…)`.
    private mutating func arguments() throws(QueryError) -> Arguments {
        try enter()
        try take("(")
        skipWhitespace()
        var found = Arguments.none
        if peek != ")" {
            if ahead(by: wordAhead.unicodeScalars.count).peek == "=" {
                try namedArguments()
                found = .named
            } else {
                try keyValue()
                found = .key
            }
            skipWhitespace()
        }
        try take(")", orElse: "',' or ')'")
        depth -= 1
        return found
    }

    private mutating func keyValue() throws(QueryError) {
        if try literal() != nil { return }
        guard skip("@") else { throw expected("a key, or a parameter's name and '='") }
        _ = try name("the parameter alias's name")
    }

    private mutating func namedArguments() throws(QueryError) {
        while true {
            _ = try name("a parameter's name")
            try take("=")
            skipWhitespace()
            _ = try expression()
            let end = position
            skipWhitespace()
            guard skip(",") else {
                position = end
                return
            }
            skipWhitespace()
        }
    }
}
