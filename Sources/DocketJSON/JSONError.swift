/// Why bytes are not the JSON that was wanted, and exactly where.
package struct JSONError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What is wrong.
    package enum Reason: Sendable, Equatable {
        /// Something else stands there than what could.
        case expected(String, found: String)
        /// Bytes that are not UTF-8.
        case invalidUTF8
        /// A backslash before something that needs none.
        case invalidEscape
        /// Half of a surrogate pair.
        case loneSurrogate
        /// A control character that is not escaped.
        case controlCharacter
        /// A number that RFC 8259 does not write so.
        case invalidNumber
        /// A member's name that was there before, in whatever case.
        case duplicateMember(String)
        /// More objects and arrays within one another than `JSONReader.depthMax`.
        case tooDeep
        /// Something behind the document.
        case trailingBytes
    }

    /// What is wrong.
    package let reason: Reason
    /// Where: bytes from the start.
    package let offset: Int
    /// Where: lines from 1.
    package let line: Int
    /// Where: Unicode scalars from the start of the line, from 1.
    package let column: Int

    /// An error at a byte of a document.
    init(_ reason: Reason, at offset: Int, in bytes: [UInt8]) {
        var line = 1
        var column = 1
        for byte in bytes.prefix(offset) {
            if byte == UInt8(ascii: "\n") {
                line += 1
                column = 1
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        self.reason = reason
        self.offset = offset
        self.line = line
        self.column = column
    }

    /// `expected ',' or '}' but found 'x' at line 3, column 17`.
    package var description: String {
        "\(words) at line \(line), column \(column)"
    }

    private var words: String {
        switch reason {
        case .expected(let wanted, let found): "expected \(wanted) but found \(found)"
        case .invalidUTF8: "invalid UTF-8"
        case .invalidEscape: "invalid escape in a string"
        case .loneSurrogate: "half a surrogate pair in a string"
        case .controlCharacter: "a control character that is not escaped in a string"
        case .invalidNumber: "invalid number"
        case .duplicateMember(let name):
            "the member \"\(Self.excerpt(name))\" is there more than once"
        case .tooDeep: "more than \(JSONReader.depthMax) levels"
        case .trailingBytes: "something behind the document"
        }
    }

    /// Scalars of a name that a description shows, at most.
    private static let nameScalarsMax = 64

    /// A name's beginning, since whoever sends it chooses its length.
    private static func excerpt(_ name: String) -> String {
        let start = name.unicodeScalars.prefix(nameScalarsMax)
        return start.endIndex == name.endIndex ? name : String(start) + "…"
    }
}
