/// A value that has no parts, or that was passed over.
package enum JSONScalar: Sendable {
    case null
    case boolean(Bool)
    /// The literal as written.
    case number(ArraySlice<UInt8>)
    /// The decoded UTF-8.
    case string(ArraySlice<UInt8>)
    /// An array, validated and passed over.
    case array
    /// An object, validated and passed over.
    case object
}

/// Strict pull reader of RFC 8259 over bytes.
///
/// Numbers stay the text they were; strings are slices of the input where nothing was escaped.
/// Beyond the RFC's grammar it refuses duplicate names (by any case), half surrogate pairs,
/// a byte order mark, and more than `depthMax` levels.
package struct JSONReader: Sendable {
    /// Objects and arrays within one another, at most.
    package static let depthMax = 64

    /// What kind of value comes next.
    package enum Kind: Sendable { case object, array, string, number, boolean, null }

    let bytes: [UInt8]
    var position = 0
    private var depth = 0

    /// A reader of a whole document.
    package init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// How far it has read, in bytes.
    package var offset: Int { position }

    /// The kind of the next value, which is not consumed.
    package mutating func peek() throws(JSONError) -> Kind {
        skipSpace()
        guard position < bytes.count else { throw expected("a value") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return .object
        case UInt8(ascii: "["): return .array
        case UInt8(ascii: "\""): return .string
        case UInt8(ascii: "-"), 0x30...0x39: return .number
        case UInt8(ascii: "t"), UInt8(ascii: "f"): return .boolean
        case UInt8(ascii: "n"): return .null
        default: throw expected("a value")
        }
    }

    /// Only white space may be left.
    package mutating func end() throws(JSONError) {
        skipSpace()
        if position < bytes.count { throw error(.trailingBytes) }
    }

    /// A truth value.
    package mutating func boolean() throws(JSONError) -> Bool {
        skipSpace()
        if take("true") { return true }
        if take("false") { return false }
        throw expected("true or false")
    }

    /// `null`.
    package mutating func null() throws(JSONError) {
        skipSpace()
        guard take("null") else { throw expected("null") }
    }

    /// A number's literal as written.
    package mutating func number() throws(JSONError) -> ArraySlice<UInt8> {
        skipSpace()
        guard position < bytes.count,
            bytes[position] == UInt8(ascii: "-") || Self.isDigit(bytes[position])
        else { throw expected("a number") }
        let start = position
        let isNumber: Bool
        (position, isNumber) = bytes.withUnsafeBufferPointer { Self.number(in: $0, from: start) }
        guard isNumber else { throw error(.invalidNumber) }
        return bytes[start..<position]
    }

    /// Any value; one with parts is validated and passed over.
    package mutating func scalar() throws(JSONError) -> JSONScalar {
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
            return .string(try string())
        }
        switch try peek() {
        case .string: return .string(try string())
        case .number: return .number(try number())
        case .boolean: return .boolean(try boolean())
        case .null:
            try null()
            return .null
        case .array:
            try skip()
            return .array
        case .object:
            try skip()
            return .object
        }
    }

    /// Passes over any value, fully validated.
    package mutating func skip() throws(JSONError) {
        switch try peek() {
        case .object: try object(Self.noFields) { (_, _) throws(JSONError) in }
        case .array: try array { (_, reader) throws(JSONError) in try reader.skip() }
        case .string: _ = try string()
        case .number: _ = try number()
        case .boolean: _ = try boolean()
        case .null: try null()
        }
    }

    private static let noFields = JSONFields([])

    /// An array: calls `element` with the index of each element, which must consume it.
    package mutating func array(
        _ element: (Int, inout JSONReader) throws(JSONError) -> Void
    ) throws(JSONError) {
        try open(UInt8(ascii: "["), "'['")
        skipSpace()
        if take(UInt8(ascii: "]")) { return close() }
        var index = 0
        while true {
            try element(index, &self)
            index += 1
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "]")) else { throw expected("',' or ']'") }
            return close()
        }
    }

    /// An object: calls `member` with the index in `fields` of each member that is known, which
    /// must consume its value. Others are validated and passed over.
    ///
    /// - Throws: `JSONError`; a name that is there twice, by any case, known or not, is one.
    package mutating func object(
        _ fields: JSONFields, _ member: (Int, inout JSONReader) throws(JSONError) -> Void
    ) throws(JSONError) {
        try open(UInt8(ascii: "{"), "'{'")
        skipSpace()
        if take(UInt8(ascii: "}")) { return close() }
        var seen = SeenMembers()
        var guess = 0
        while true {
            skipSpace()
            let field = try name(fields, guess, &seen)
            skipSpace()
            guard take(UInt8(ascii: ":")) else { throw expected("':'") }
            if let field {
                guess = field + 1
                try member(field, &self)
            } else {
                try skip()
            }
            skipSpace()
            if take(UInt8(ascii: ",")) { continue }
            guard take(UInt8(ascii: "}")) else { throw expected("',' or '}'") }
            return close()
        }
    }

    /// Reads a name and finds its field: those behind the last are tried first, since clients
    /// send members in the documents' order and leave some out.
    @inline(__always)
    private mutating func name(
        _ fields: JSONFields, _ guess: Int, _ seen: inout SeenMembers
    ) throws(JSONError) -> Int? {
        let offset = position
        var field = guess < fields.names.count ? guess : 0
        let end = min(field + Self.guessesMax, fields.names.count)
        while field < end, !matches(fields, field) { field += 1 }
        guard field < end else { return try otherName(fields, &seen) }
        guard seen.insert(field) else {
            throw error(.duplicateMember(fields.names[field]), at: offset)
        }
        return field
    }

    /// Names that are compared one by one; finding one by its hash costs as much as these.
    private static let guessesMax = 4

    /// Reads a name that was not the expected one, as it may be escaped or in another case.
    private mutating func otherName(
        _ fields: JSONFields, _ seen: inout SeenMembers
    ) throws(JSONError) -> Int? {
        let offset = position
        let name = try quotedName()
        let hash = name.withUnsafeBufferPointer { JSONScan.foldedHash($0) }
        let field = name.withUnsafeBufferPointer { fields.index(of: $0, hash: hash) }
        let isNew =
            if let field { seen.insert(field) } else {
                seen.insert(UnknownName(name, folded: hash))
            }
        guard isNew else {
            let name = field.map { fields.names[$0] } ?? String(decoding: name, as: UTF8.self)
            throw error(.duplicateMember(name), at: offset)
        }
        return field
    }

    /// A member's name that no field has, for who wants them all.
    mutating func name(_ seen: inout SeenMembers) throws(JSONError) -> ArraySlice<UInt8> {
        let offset = position
        let name = try quotedName()
        let hash = name.withUnsafeBufferPointer { JSONScan.foldedHash($0) }
        guard seen.insert(UnknownName(name, folded: hash)) else {
            let text = String(decoding: name, as: UTF8.self)
            throw error(.duplicateMember(text), at: offset)
        }
        return name
    }

    private mutating func quotedName() throws(JSONError) -> ArraySlice<UInt8> {
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
            throw expected("a name in quotes")
        }
        return try string()
    }

    /// Whether the name that comes is exactly that of field `index`; then it is consumed.
    @inline(__always)
    private mutating func matches(_ fields: JSONFields, _ index: Int) -> Bool {
        let start = fields.starts[index]
        let count = fields.starts[index + 1] - start
        let from = position
        guard from + count <= bytes.count else { return false }
        let isSame = bytes.withUnsafeBytes { text in
            fields.quoted.withUnsafeBytes { names in
                JSONScan.isSame(text, from, names, start, count: count)
            }
        }
        if isSame { position = from + count }
        return isSame
    }
}

// MARK: - Bytes

extension JSONReader {
    /// Consumes the bracket that opens an object or array.
    mutating func open(_ bracket: UInt8, _ name: String) throws(JSONError) {
        skipSpace()
        guard position < bytes.count, bytes[position] == bracket else { throw expected(name) }
        guard depth < Self.depthMax else { throw error(.tooDeep) }
        position += 1
        depth += 1
    }

    /// Notes that an object or array has ended.
    mutating func close() { depth -= 1 }

    @inline(__always)
    mutating func skipSpace() {
        if position < bytes.count, bytes[position] > 0x20 { return }
        skipSpaces()
    }

    private mutating func skipSpaces() {
        while position < bytes.count {
            let byte = bytes[position]
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
            position += 1
        }
    }

    /// Consumes a byte where it is the next one.
    @inline(__always)
    mutating func take(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    private mutating func take(_ word: StaticString) -> Bool {
        let count = word.utf8CodeUnitCount
        guard position + count <= bytes.count else { return false }
        let isSame = word.withUTF8Buffer { word in
            for step in 0..<count where bytes[position + step] != word[step] { return false }
            return true
        }
        if isSame { position += count }
        return isSame
    }

    /// Where the number at `start` ends, or where it goes wrong (RFC 8259, section 6).
    private static func number(
        in text: UnsafeBufferPointer<UInt8>, from start: Int
    ) -> (position: Int, isNumber: Bool) {
        var index = start
        func isNext(_ first: UInt8, _ second: UInt8) -> Bool {
            index < text.count && (text[index] == first || text[index] == second)
        }
        /// Passes over digits; false where there are none.
        func digits() -> Bool {
            let first = index
            while index < text.count, isDigit(text[index]) { index += 1 }
            return index > first
        }
        if text[index] == UInt8(ascii: "-") { index += 1 }
        let whole = index
        guard digits() else { return (index, false) }
        if text[whole] == UInt8(ascii: "0"), index > whole + 1 { return (whole + 1, false) }
        if isNext(UInt8(ascii: "."), UInt8(ascii: ".")) {
            index += 1
            guard digits() else { return (index, false) }
        }
        if isNext(UInt8(ascii: "e"), UInt8(ascii: "E")) {
            index += 1
            if isNext(UInt8(ascii: "+"), UInt8(ascii: "-")) { index += 1 }
            guard digits() else { return (index, false) }
        }
        return (index, true)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    func error(_ reason: JSONError.Reason, at offset: Int? = nil) -> JSONError {
        JSONError(reason, at: offset ?? position, in: bytes)
    }

    func expected(_ wanted: String) -> JSONError {
        error(.expected(wanted, found: found))
    }

    /// What stands here, in words: one scalar at most, and none that can't be seen.
    private var found: String {
        guard position < bytes.count else { return "the end" }
        var decoder = UTF8()
        var iterator = bytes[position..<min(position + 4, bytes.count)].makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator) else {
            return "a byte that is not UTF-8"
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .unassigned, .privateUse:
            let digits = String(scalar.value, radix: 16, uppercase: true)
            return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
        default:
            return "'\(scalar)'"
        }
    }
}
