/// A regular expression of `matchesPattern`, in ECMAScript's syntax.
///
/// Source: OData 4.01 URL Conventions, 5.1.1.7.1, which refers to ECMAScript; its meaning is that
/// of the `u` flag: characters are Unicode scalars, and what that flag forbids (a lone `{` or `]`,
/// an escape that stands for nothing) is refused instead of guessed at. There are neither back
/// references nor lookarounds, so that a text is read once, whatever the pattern is.
package struct Pattern: Sendable {
    /// The text that it was read from.
    package let source: String
    /// What it matches, as both machines are made from it.
    let node: PatternNode
    private let machine: PatternMachine
    private let table: PatternTable?

    /// The limits of a pattern. Each is refused by name when it is passed.
    package enum Limit {
        /// Unicode scalars that a pattern may have.
        package static let scalarsMax = 1_000
        /// States of the machine after repetitions are written out. What fits is also quick to
        /// prepare in PostgreSQL.
        package static let statesMax = 2_000
        /// Groups inside one another.
        package static let nestingMax = 100
    }

    /// Reads a pattern and prepares its search: slower than a search, so a pattern is kept.
    ///
    /// - Throws: `.invalid` for what is no pattern or passes a limit, `.unsupported` for what would
    ///   need more than one reading of the text.
    package init(_ text: String) throws(PatternError) {
        source = text
        var parser = try PatternParser(text)
        node = try parser.pattern()
        machine = PatternMachine(node)
        table = PatternTable(machine)
    }

    /// Whether it matches somewhere in a text.
    ///
    /// Takes time in proportion to the text's length, times the pattern's size at worst.
    ///
    /// - Parameter utf8: the text; bytes that are no UTF-8 match as U+FFFD does.
    package func matches(_ utf8: UnsafeBufferPointer<UInt8>) -> Bool {
        table?.matches(utf8) ?? machine.matches(utf8)
    }

    /// Whether it matches somewhere in a text.
    package func matches(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { matches($0) }
    }
}

/// Why a pattern is refused. Positions are Unicode scalars of the pattern, from 0.
package enum PatternError: Error, Sendable, Equatable {
    /// Wrong: the text says what was expected.
    case invalid(String, position: Int)
    /// Right in ECMAScript, not to be had: names the feature.
    case unsupported(String, position: Int)
}

/// A part of a pattern, with the number of states that it becomes.
struct PatternNode: Sendable {
    let kind: Kind
    /// States after repetitions are written out; never more than `Int32.max`, where counting ends.
    let states: Int
    /// Whether it looks at places only and never takes a character.
    let isPlace: Bool

    indirect enum Kind: Sendable {
        /// One character out of a set.
        case character(CodePoints)
        /// A condition on the place, which takes no character.
        case place(PatternPlace)
        /// One after the other; none of them is the empty text.
        case sequence([PatternNode])
        /// One or the other.
        case choice([PatternNode])
        /// Repeated; without `max` as often as may be.
        case `repeat`(PatternNode, min: Int, max: Int?)
    }
}

/// A place in a text, between two characters or at an end.
enum PatternPlace: Sendable {
    case start, end, wordBoundary, notWordBoundary
}

extension PatternNode {
    /// The empty text.
    static let empty = PatternNode(kind: .sequence([]), states: 0, isPlace: true)

    static func character(_ set: CodePoints) -> PatternNode {
        PatternNode(kind: .character(set), states: 1, isPlace: false)
    }

    static func place(_ place: PatternPlace) -> PatternNode {
        PatternNode(kind: .place(place), states: 1, isPlace: true)
    }

    static func sequence(_ nodes: [PatternNode]) -> PatternNode {
        let nodes = nodes.filter { $0.states > 0 }
        if nodes.count == 1 { return nodes[0] }
        return PatternNode(
            kind: .sequence(nodes), states: count(nodes), isPlace: nodes.allSatisfy(\.isPlace))
    }

    static func choice(_ nodes: [PatternNode]) -> PatternNode {
        if nodes.count == 1 { return nodes[0] }
        return PatternNode(
            kind: .choice(nodes), states: min(count(nodes) + nodes.count - 1, statesCounted),
            isPlace: nodes.allSatisfy(\.isPlace))
    }

    /// A repetition. What takes no character is at a place once or as often as one likes, so that
    /// nothing but characters is ever repeated.
    static func `repeat`(_ node: PatternNode, min: Int, max: Int?) -> PatternNode {
        if node.isPlace { return min > 0 ? node : .empty }
        if max == 0 { return .empty }
        if min == 1, max == 1 { return node }
        let required = node.states.multipliedReportingOverflow(by: min)
        let optional = (node.states + 1)
            .multipliedReportingOverflow(by: max.map { $0 - min } ?? (min == 0 ? 1 : 0))
        let total = required.partialValue.addingReportingOverflow(optional.partialValue)
        let isCounted = !required.overflow && !optional.overflow && !total.overflow
        let states = isCounted ? total.partialValue + (max == nil && min > 0 ? 1 : 0) : .max
        return PatternNode(
            kind: .repeat(node, min: min, max: max), states: Swift.min(states, statesCounted),
            isPlace: false)
    }

    /// Where counting ends: sums of so many states as a pattern has scalars still fit an `Int`.
    private static let statesCounted = Int(Int32.max)

    private static func count(_ nodes: [PatternNode]) -> Int {
        min(nodes.reduce(0) { $0 + $1.states }, statesCounted)
    }
}
