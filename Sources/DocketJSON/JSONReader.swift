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
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        let wholeStart = position
        try takeDigits()
        if bytes[wholeStart] == UInt8(ascii: "0"), position - wholeStart > 1 {
            position = wholeStart + 1
            throw error(.invalidNumber)
        }
        if position < bytes.count, bytes[position] == UInt8(ascii: ".") {
            position += 1
            try takeDigits()
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            position += 1
            if position < bytes.count,
                bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-")
            {
                position += 1
            }
            try takeDigits()
        }
        return bytes[start..<position]
    }

    /// Any value; one with parts is validated and passed over.
    package mutating func scalar() throws(JSONError) -> JSONScalar {
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
            let nameOffset = position
            let field = try name(fields, guess, nameOffset, &seen)
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

    /// Reads a name and finds its field: the one behind the last is tried first, since clients
    /// send members in the documents' order.
    private mutating func name(
        _ fields: JSONFields, _ guess: Int, _ offset: Int, _ seen: inout SeenMembers
    ) throws(JSONError) -> Int? {
        var field = matches(fields, guess < fields.names.count ? guess : 0)
        if field == nil {
            guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
                throw expected("a name in quotes")
            }
            let name = try string()
            let lowercased = JSONFields.lowercase(name)
            field = fields.index(ofLowercased: lowercased)
            if field == nil, !seen.insert(unknown: lowercased) {
                throw error(.duplicateMember(String(decoding: name, as: UTF8.self)), at: offset)
            }
        }
        if let field, !seen.insert(field) {
            throw error(.duplicateMember(fields.names[field]), at: offset)
        }
        return field
    }

    /// Whether the name that comes is exactly that of field `index`; then it is consumed.
    private mutating func matches(_ fields: JSONFields, _ index: Int) -> Int? {
        guard index < fields.names.count else { return nil }
        let start = fields.starts[index]
        let count = fields.starts[index + 1] - start
        let from = position
        guard from + count + 2 <= bytes.count else { return nil }
        let isSame = bytes.withUnsafeBufferPointer { text in
            fields.bytes.withUnsafeBufferPointer { names in
                guard text[from] == UInt8(ascii: "\""),
                    text[from + count + 1] == UInt8(ascii: "\"")
                else { return false }
                for step in 0..<count where text[from + 1 + step] != names[start + step] {
                    return false
                }
                return true
            }
        }
        guard isSame else { return nil }
        position = from + count + 2
        return index
    }
}

// MARK: - Bytes

extension JSONReader {
    private mutating func open(_ bracket: UInt8, _ name: String) throws(JSONError) {
        skipSpace()
        guard position < bytes.count, bytes[position] == bracket else { throw expected(name) }
        guard depth < Self.depthMax else { throw error(.tooDeep) }
        position += 1
        depth += 1
    }

    private mutating func close() { depth -= 1 }

    mutating func skipSpace() {
        bytes.withUnsafeBufferPointer { text in
            while position < text.count {
                let byte = text[position]
                guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return }
                position += 1
            }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
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

    private mutating func takeDigits() throws(JSONError) {
        let start = position
        while position < bytes.count, Self.isDigit(bytes[position]) { position += 1 }
        if position == start { throw error(.invalidNumber) }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    func error(_ reason: JSONError.Reason, at offset: Int? = nil) -> JSONError {
        JSONError(reason, at: offset ?? position, in: bytes)
    }

    func expected(_ wanted: String) -> JSONError {
        guard position < bytes.count else {
            return error(.expected(wanted, found: "the end"))
        }
        var end = position + 1
        while end < bytes.count, bytes[end] & 0xC0 == 0x80 { end += 1 }
        let found = String(decoding: bytes[position..<end], as: UTF8.self)
        return error(.expected(wanted, found: "'\(found)'"))
    }
}

/// The members of an object that were there so far.
private struct SeenMembers {
    private var known: (UInt64, UInt64) = (0, 0)
    private var unknown: [[UInt8]] = []
    private var unknownSet: Set<[UInt8]> = []

    /// Notes a known field; false where it was there before.
    mutating func insert(_ field: Int) -> Bool {
        let bit = UInt64(1) << UInt64(field & 63)
        if field < 64 {
            defer { known.0 |= bit }
            return known.0 & bit == 0
        }
        defer { known.1 |= bit }
        return known.1 & bit == 0
    }

    /// Notes a name that no field has; false where it was there before.
    mutating func insert(unknown name: [UInt8]) -> Bool {
        if unknown.count < 8 {
            guard !unknown.contains(name) else { return false }
            unknown.append(name)
            return true
        }
        if unknownSet.isEmpty { unknownSet = Set(unknown) }
        return unknownSet.insert(name).inserted
    }
}
