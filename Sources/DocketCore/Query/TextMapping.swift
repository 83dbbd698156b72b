/// How `tolower` and `toupper` map letters: one to one, by Unicode's own mappings, whatever the
/// machine's language is. Letters whose other case is several letters stay as they are.
package struct TextMapping: Sendable {
    /// The letters that are mapped.
    package let from: String
    /// What each becomes, in the same order.
    package let to: String
    /// The letters from U+0080 to U+017F alone, with what they become.
    package let latin: (from: String, to: String)
    /// The SQL function that does the same to ASCII.
    package let function: String
    private let table: [Unicode.Scalar: Unicode.Scalar]
    /// What each of the first 128 becomes, which most texts consist of.
    private let ascii: [UInt8]

    /// `tolower`.
    package static let lower = TextMapping("lower") { $0.properties.lowercaseMapping }
    /// `toupper`.
    package static let upper = TextMapping("upper") { $0.properties.uppercaseMapping }

    /// What `trim` takes away: the characters with the property White_Space (Unicode, PropList).
    package static let whiteSpace = String(
        String.UnicodeScalarView(allScalars.filter(\.properties.isWhitespace)))

    private static var allScalars: some Sequence<Unicode.Scalar> {
        // All letters with two cases, and all white space, are in the first two planes.
        (UInt32(0)...0x1FFFF).lazy.compactMap { Unicode.Scalar($0) }
    }

    private init(_ function: String, _ mapping: (Unicode.Scalar) -> String) {
        self.function = function
        var table: [Unicode.Scalar: Unicode.Scalar] = [:]
        var (from, to) = (String.UnicodeScalarView(), String.UnicodeScalarView())
        for scalar in Self.allScalars {
            let mapped = mapping(scalar).unicodeScalars
            guard mapped.count == 1, let other = mapped.first, other != scalar else { continue }
            table[scalar] = other
            from.append(scalar)
            to.append(other)
        }
        self.table = table
        ascii = (UInt8(0)..<0x80).map { byte in
            table[Unicode.Scalar(byte)].map { UInt8(truncatingIfNeeded: $0.value) } ?? byte
        }
        (self.from, self.to) = (String(from), String(to))
        let few = zip(from, to).filter { (0x80...0x17F).contains($0.0.value) }
        latin = (
            String(String.UnicodeScalarView(few.map(\.0))),
            String(String.UnicodeScalarView(few.map(\.1)))
        )
    }

    /// A text with each letter mapped.
    package func callAsFunction(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 < 0x80 }) {
            return String(decoding: text.utf8.map { ascii[Int($0)] }, as: UTF8.self)
        }
        var mapped = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { mapped.append(table[scalar] ?? scalar) }
        return String(mapped)
    }
}
