/// Writes one JSON document into bytes; sets the commas by itself.
package struct JSONWriter: Sendable {
    /// What has been written.
    package private(set) var bytes: [UInt8]
    private var needsComma = false

    /// A writer with room for `capacity` bytes before it must grow.
    package init(capacity: Int = 1024) {
        bytes = []
        bytes.reserveCapacity(capacity)
    }

    /// `{`
    package mutating func beginObject() { open(UInt8(ascii: "{")) }

    /// `}`
    package mutating func endObject() { close(UInt8(ascii: "}")) }

    /// `[`
    package mutating func beginArray() { open(UInt8(ascii: "[")) }

    /// `]`
    package mutating func endArray() { close(UInt8(ascii: "]")) }

    /// A member's name that needs no escaping. A literal means the other `key`, which escapes.
    package mutating func key(_ name: StaticString) {
        name.withUTF8Buffer { quotePlain($0, isKey: true) }
    }

    /// A member's name.
    package mutating func key(_ name: String) {
        var name = name
        name.withUTF8 { quote($0, isKey: true) }
    }

    /// A string.
    package mutating func string(_ value: String) {
        var value = value
        value.withUTF8 { quote($0, isKey: false) }
    }

    /// A string by its UTF-8.
    package mutating func string(utf8 value: ArraySlice<UInt8>) {
        value.withUnsafeBufferPointer { quote($0, isKey: false) }
    }

    /// A whole number.
    package mutating func integer(_ number: Int64) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 24) { scratch in
            var rest = number.magnitude
            var start = 24
            repeat {
                start -= 1
                let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
                scratch[start] = 0x30 &+ UInt8(truncatingIfNeeded: digit)
                rest = quotient
            } while rest > 0
            if number < 0 {
                start -= 1
                scratch[start] = UInt8(ascii: "-")
            }
            if needsComma {
                start -= 1
                scratch[start] = UInt8(ascii: ",")
            }
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: scratch[start...]))
        }
        needsComma = true
    }

    /// A whole number.
    package mutating func integer(_ number: Int32) { integer(Int64(number)) }

    /// A whole number.
    package mutating func integer(_ number: Int) { integer(Int64(number)) }

    /// A truth value.
    package mutating func boolean(_ value: Bool) {
        comma()
        bytes.append(contentsOf: (value ? "true" : "false").utf8)
    }

    /// `null`
    package mutating func null() {
        comma()
        bytes.append(contentsOf: "null".utf8)
    }

    /// One value that is JSON already.
    package mutating func raw(_ json: ArraySlice<UInt8>) {
        comma()
        bytes.append(contentsOf: json)
    }

    /// A string of the program's own that needs no escaping.
    package mutating func plain(_ text: StaticString) {
        text.withUTF8Buffer { quotePlain($0, isKey: false) }
    }

    /// One short value.
    ///
    /// - Parameters:
    ///   - isString: whether it is put in quotes; then it must need no escaping.
    ///   - write: writes it to where there is room for 124 bytes, and returns how many it wrote.
    @inline(__always)
    package mutating func short(
        isString: Bool, _ write: (UnsafeMutablePointer<UInt8>) -> Int
    ) {
        aside(isQuoted: isString, isKey: false, write)
    }

    private mutating func comma() {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        needsComma = true
    }

    private mutating func colon() {
        bytes.append(UInt8(ascii: ":"))
        needsComma = false
    }

    private mutating func open(_ bracket: UInt8) {
        if needsComma { bytes.append(UInt8(ascii: ",")) }
        bytes.append(bracket)
        needsComma = false
    }

    private mutating func close(_ bracket: UInt8) {
        bytes.append(bracket)
        needsComma = true
    }

    /// Escapes what RFC 8259 says must be: `"`, `\` and control characters below U+0020.
    @inline(__always)
    private mutating func quote(_ text: UnsafeBufferPointer<UInt8>, isKey: Bool) {
        let raw = UnsafeRawBufferPointer(text)
        let index = JSONScan.special(in: raw, from: 0, isASCII: false)
        if index == text.count {
            quotePlain(text, isKey: isKey)
        } else {
            quoteEscaped(text, first: index)
            if isKey { colon() }
        }
    }

    private mutating func quoteEscaped(_ text: UnsafeBufferPointer<UInt8>, first: Int) {
        comma()
        bytes.append(UInt8(ascii: "\""))
        var start = 0
        var index = first
        while index < text.count {
            bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start..<index]))
            escape(text[index])
            start = index + 1
            let raw = UnsafeRawBufferPointer(text)
            index = JSONScan.special(in: raw, from: start, isASCII: false)
        }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: text[start...]))
        bytes.append(UInt8(ascii: "\""))
    }

    /// Text in quotes that needs no escaping.
    @inline(__always)
    private mutating func quotePlain(_ text: UnsafeBufferPointer<UInt8>, isKey: Bool) {
        guard text.count <= Self.shortMax, let base = text.baseAddress else {
            return quoteLong(text, isKey: isKey)
        }
        aside(isQuoted: true, isKey: isKey) { start in
            start.update(from: base, count: text.count)
            return text.count
        }
    }

    /// Puts a short text together aside, with what stands round it: one append costs less than
    /// four.
    @inline(__always)
    private mutating func aside(
        isQuoted: Bool, isKey: Bool, _ write: (UnsafeMutablePointer<UInt8>) -> Int
    ) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.shortMax + 4) { scratch in
            guard let start = scratch.baseAddress else { return }
            var count = 0
            if needsComma {
                start[0] = UInt8(ascii: ",")
                count = 1
            }
            if isQuoted {
                start[count] = UInt8(ascii: "\"")
                count += 1
            }
            count += write(start + count)
            if isQuoted {
                start[count] = UInt8(ascii: "\"")
                count += 1
            }
            if isKey {
                start[count] = UInt8(ascii: ":")
                count += 1
            }
            bytes.append(contentsOf: UnsafeBufferPointer(start: start, count: count))
        }
        needsComma = !isKey
    }

    /// The longest text, in bytes, that is put together aside.
    private static let shortMax = 124

    private mutating func quoteLong(_ text: UnsafeBufferPointer<UInt8>, isKey: Bool) {
        comma()
        bytes.append(UInt8(ascii: "\""))
        bytes.append(contentsOf: text)
        bytes.append(UInt8(ascii: "\""))
        if isKey { colon() }
    }

    private mutating func escape(_ byte: UInt8) {
        bytes.append(UInt8(ascii: "\\"))
        switch byte {
        case 0x08: bytes.append(UInt8(ascii: "b"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0C: bytes.append(UInt8(ascii: "f"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
        default:
            bytes.append(contentsOf: "u00".utf8)
            bytes.append(byte < 0x10 ? 0x30 : 0x31)
            let digit = byte & 0x0F
            bytes.append(digit < 10 ? 0x30 + digit : 0x57 + digit)
        }
    }
}
