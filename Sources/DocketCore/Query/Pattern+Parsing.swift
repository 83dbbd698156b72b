/// Reads patterns, from left to right.
///
/// Source: ECMAScript, "Patterns", with the parameter UnicodeMode.
struct PatternParser {
    let scalars: [Unicode.Scalar]
    var position = 0
    private var nesting = 0
    private var names: Set<String> = []

    init(_ text: String) throws(PatternError) {
        scalars = Array(text.unicodeScalars.prefix(Pattern.Limit.scalarsMax + 1))
        guard scalars.count <= Pattern.Limit.scalarsMax else {
            throw .invalid(
                "at most \(Pattern.Limit.scalarsMax) characters of a pattern",
                position: Pattern.Limit.scalarsMax)
        }
    }

    /// The whole pattern.
    mutating func pattern() throws(PatternError) -> PatternNode {
        let node = try choice()
        guard position == scalars.count else {
            throw .invalid("an opening parenthesis before this closing one", position: position)
        }
        return node
    }

    /// Alternatives, up to a closing parenthesis or the end.
    private mutating func choice() throws(PatternError) -> PatternNode {
        let start = position
        var nodes = [try sequence()]
        while take("|") { nodes.append(try sequence()) }
        return try limited(.choice(nodes), at: start)
    }

    private mutating func sequence() throws(PatternError) -> PatternNode {
        let start = position
        var nodes: [PatternNode] = []
        while let next, next != "|", next != ")" { nodes.append(try term()) }
        return try limited(.sequence(nodes), at: start)
    }

    /// A place, or an atom with its quantifier.
    private mutating func term() throws(PatternError) -> PatternNode {
        let start = position
        if let place = takePlace() {
            guard quantifierFollows else { return .place(place) }
            throw .invalid("no quantifier: it has nothing to repeat", position: position)
        }
        let atom = try atom()
        guard let (min, max) = try quantifier() else { return atom }
        _ = take("?")  // Lazy: the same texts match.
        guard !quantifierFollows else {
            throw .invalid("no quantifier after a quantifier", position: position)
        }
        return try limited(.repeat(atom, min: min, max: max), at: start)
    }

    /// Passes on what still fits, so that nothing too large is ever built.
    private func limited(_ node: PatternNode, at start: Int) throws(PatternError) -> PatternNode {
        guard node.size.states <= Pattern.Limit.statesMax else {
            throw .invalid(
                "at most \(Pattern.Limit.statesMax) characters and choices with repetitions "
                    + "written out", position: start)
        }
        guard node.size.ways <= Pattern.Limit.waysMax else {
            throw .invalid(
                "at most \(Pattern.Limit.waysMax) ways past what may be left out and through "
                    + "`^`, `$`, `\\b` and `\\B`, with repetitions written out", position: start)
        }
        return node
    }
}

// MARK: - Atoms

extension PatternParser {
    private mutating func takePlace() -> PatternPlace? {
        if take("^") { return .start }
        if take("$") { return .end }
        if take("\\b") { return .wordBoundary }
        if take("\\B") { return .notWordBoundary }
        return nil
    }

    private mutating func atom() throws(PatternError) -> PatternNode {
        let start = position
        switch next {
        case "(": return try group()
        case "[": return .character(try characterClass())
        case "\\": return .character(try escape(inClass: false).set)
        case "*", "+", "?", "{":
            throw .invalid(
                "something to repeat before this quantifier, or a backslash", position: start)
        case "]", "}": throw .invalid("a backslash before this bracket", position: start)
        case let scalar?:
            position += 1
            if scalar == "." { return .character(CodePoints.lineTerminators.inverted) }
            return .character(CodePoints(scalar.value))
        case nil: throw .invalid("more of the pattern", position: start)
        }
    }

    private mutating func group() throws(PatternError) -> PatternNode {
        let start = position
        guard nesting < Pattern.Limit.nestingMax else {
            throw .invalid(
                "at most \(Pattern.Limit.nestingMax) groups inside one another", position: start)
        }
        try openGroup()
        nesting += 1
        let node = try choice()
        nesting -= 1
        guard take(")") else {
            throw .invalid(
                "a closing parenthesis for the one at \(start)", position: position)
        }
        return node
    }

    /// Reads what a group begins with: groups differ in what they remember, which no one asks.
    private mutating func openGroup() throws(PatternError) {
        let start = position
        if take("(?:") { return }
        if take("(?=") || take("(?!") { throw .unsupported("lookahead", position: start) }
        if take("(?<=") || take("(?<!") { throw .unsupported("lookbehind", position: start) }
        if take("(?<") { return try groupName() }
        guard take("(?") else {
            position += 1
            return
        }
        if let next, "ims-".unicodeScalars.contains(next) {
            throw .unsupported("flags inside a pattern", position: start)
        }
        throw .invalid("`:` or `<name>` after `(?`", position: position)
    }

    private mutating func groupName() throws(PatternError) {
        let start = position
        while let next, next != ">" {
            let isOfNames =
                position == start ? next.properties.isIDStart : next.properties.isIDContinue
            guard isOfNames || next == "$" || next == "_" else { break }
            position += 1
        }
        guard position > start, next == ">" else {
            throw .invalid("a group's name and `>`", position: position)
        }
        var name = String.UnicodeScalarView()
        name.append(contentsOf: scalars[start..<position])
        guard names.insert(String(name)).inserted else {
            throw .invalid("a name that no other group has", position: start)
        }
        position += 1
    }
}

// MARK: - Quantifiers

extension PatternParser {
    private var quantifierFollows: Bool {
        guard let next else { return false }
        return "*+?{".unicodeScalars.contains(next)
    }

    /// The bounds of a quantifier, if there is one.
    private mutating func quantifier() throws(PatternError) -> (min: Int, max: Int?)? {
        if take("*") { return (0, nil) }
        if take("+") { return (1, nil) }
        if take("?") { return (0, 1) }
        let start = position
        guard take("{") else { return nil }
        let min = try repetitions()
        guard take(",") else {
            try closeQuantifier()
            return (min, min)
        }
        if take("}") { return (min, nil) }
        let max = try repetitions()
        try closeQuantifier()
        guard min <= max else {
            throw .invalid("the smaller number first", position: start + 1)
        }
        return (min, max)
    }

    private mutating func closeQuantifier() throws(PatternError) {
        guard take("}") else {
            throw .invalid("`}` after a number of repetitions", position: position)
        }
    }

    /// Digits. A number that is larger than any that fits the limits is as good as another.
    private mutating func repetitions() throws(PatternError) -> Int {
        let start = position
        var number = 0
        while let digit = next, ("0"..."9").contains(digit) {
            number = min(number * 10 + Int(digit.value - 0x30), Int(Int32.max))
            position += 1
        }
        guard position > start else {
            throw .invalid("a number of repetitions, or `\\{`", position: position)
        }
        return number
    }
}

// MARK: - Steps

extension PatternParser {
    /// The scalar that is read next.
    var next: Unicode.Scalar? {
        position < scalars.count ? scalars[position] : nil
    }

    /// Steps over `text` if it stands here.
    mutating func take(_ text: String) -> Bool {
        guard scalars[position...].starts(with: text.unicodeScalars) else { return false }
        position += text.unicodeScalars.count
        return true
    }
}
