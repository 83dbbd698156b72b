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
        /// States of the machine after repetitions are written out.
        package static let statesMax = 2_000
        /// Ways from one character to the next after repetitions are written out: past what may be
        /// left out, and through `^`, `$`, `\b` and `\B`. PostgreSQL writes out each of them when
        /// it prepares a pattern, and takes seconds for some hundred thousand.
        package static let waysMax = 5_000
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
