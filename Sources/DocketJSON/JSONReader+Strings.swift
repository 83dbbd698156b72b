extension JSONReader {
    /// A string's decoded UTF-8: a slice of the input where nothing was escaped.
    package mutating func string() throws(JSONError) -> ArraySlice<UInt8> {
        skipSpace()
        guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else {
            throw expected("a string")
        }
        position += 1
        let start = position
        scanPlain()
        if position < bytes.count, bytes[position] == UInt8(ascii: "\"") {
            position += 1
            return bytes[start..<(position - 1)]
        }
        return try mixed(from: start)
    }

    /// The rest of a string that is more than plain ASCII.
    private mutating func mixed(from start: Int) throws(JSONError) -> ArraySlice<UInt8> {
        try scanOther()
        guard position < bytes.count else { throw expected("'\"'") }
        if bytes[position] == UInt8(ascii: "\"") {
            position += 1
            return bytes[start..<(position - 1)]
        }
        return try escaped(from: start)
    }

    /// Goes on over printable ASCII but `"` and `\`: what most strings are all of.
    @inline(__always)
    private mutating func scanPlain() {
        let start = position
        position = bytes.withUnsafeBytes {
            JSONScan.special(in: $0, from: start, isASCII: true)
        }
    }

    /// Goes on over everything to the next `"`, or `\`, checking UTF-8.
    private mutating func scanOther() throws(JSONError) {
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { return }
            if byte < 0x20 { throw error(.controlCharacter) }
            if byte < 0x80 {
                scanPlain()
            } else {
                try scanMultibyte(byte)
            }
        }
    }

    /// One scalar of two to four bytes (Unicode 15.0, table 3-7).
    private mutating func scanMultibyte(_ lead: UInt8) throws(JSONError) {
        let count: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0xC2...0xDF: count = 2
        case 0xE0: (count, second) = (3, 0xA0...0xBF)
        case 0xE1...0xEC, 0xEE...0xEF: count = 3
        case 0xED: (count, second) = (3, 0x80...0x9F)
        case 0xF0: (count, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: count = 4
        case 0xF4: (count, second) = (4, 0x80...0x8F)
        default: throw error(.invalidUTF8)
        }
        guard position + count <= bytes.count, second.contains(bytes[position + 1]) else {
            throw error(.invalidUTF8)
        }
        for step in 2..<max(count, 2) where bytes[position + step] & 0xC0 != 0x80 {
            throw error(.invalidUTF8)
        }
        position += count
    }

    /// The rest of a string that has escapes, decoded into bytes of its own.
    private mutating func escaped(from start: Int) throws(JSONError) -> ArraySlice<UInt8> {
        var decoded = Array(bytes[start..<position])
        while position < bytes.count {
            if bytes[position] == UInt8(ascii: "\"") {
                position += 1
                return decoded[...]
            }
            if bytes[position] == UInt8(ascii: "\\") {
                try unescape(into: &decoded)
            } else {
                let from = position
                try scanOther()
                decoded.append(contentsOf: bytes[from..<position])
            }
        }
        throw expected("'\"'")
    }

    private mutating func unescape(into decoded: inout [UInt8]) throws(JSONError) {
        guard position + 1 < bytes.count else {
            position = bytes.count
            throw expected("an escape")
        }
        let plain: UInt8
        switch bytes[position + 1] {
        case UInt8(ascii: "\""): plain = UInt8(ascii: "\"")
        case UInt8(ascii: "\\"): plain = UInt8(ascii: "\\")
        case UInt8(ascii: "/"): plain = UInt8(ascii: "/")
        case UInt8(ascii: "b"): plain = 0x08
        case UInt8(ascii: "f"): plain = 0x0C
        case UInt8(ascii: "n"): plain = 0x0A
        case UInt8(ascii: "r"): plain = 0x0D
        case UInt8(ascii: "t"): plain = 0x09
        case UInt8(ascii: "u"): return try unescapeScalar(into: &decoded)
        default: throw error(.invalidEscape)
        }
        decoded.append(plain)
        position += 2
    }

    /// `\u…`, or two of them that make a pair.
    private mutating func unescapeScalar(into decoded: inout [UInt8]) throws(JSONError) {
        let start = position
        var value = try hex(at: position)
        position += 6
        if (0xD800...0xDBFF).contains(value) {
            guard position + 1 < bytes.count, bytes[position] == UInt8(ascii: "\\"),
                bytes[position + 1] == UInt8(ascii: "u")
            else { throw error(.loneSurrogate, at: start) }
            let low = try hex(at: position)
            guard (0xDC00...0xDFFF).contains(low) else { throw error(.loneSurrogate, at: start) }
            position += 6
            value = 0x10000 + (value - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(value) else { throw error(.loneSurrogate, at: start) }
        decoded.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    }

    /// The four hex digits behind `\u` at an offset.
    private func hex(at offset: Int) throws(JSONError) -> UInt32 {
        guard offset + 6 <= bytes.count else { throw error(.invalidEscape, at: offset) }
        var value: UInt32 = 0
        for byte in bytes[(offset + 2)..<(offset + 6)] {
            switch byte {
            case 0x30...0x39: value = value << 4 | UInt32(byte - 0x30)
            case 0x41...0x46: value = value << 4 | UInt32(byte - 0x37)
            case 0x61...0x66: value = value << 4 | UInt32(byte - 0x57)
            default: throw error(.invalidEscape, at: offset)
            }
        }
        return value
    }
}
