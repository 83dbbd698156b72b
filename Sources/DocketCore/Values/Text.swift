/// UTF-8 text as a slice of the bytes it came with: the request's body, or one buffer a row.
///
/// An order has some twenty strings; making a `String` of each, on the way in and on the way out,
/// cost more than all the rest of a request (docs/decisions/0004-text-slices.md). A `Text` shares
/// its buffer, compares byte by byte, and becomes a `String` only where somebody reads it.
package struct Text: Sendable, Hashable {
    /// The bytes; whoever makes a `Text` has checked that they are well-formed UTF-8.
    package let utf8: ArraySlice<UInt8>

    /// Takes bytes that are known to be well-formed UTF-8.
    package init(utf8: ArraySlice<UInt8>) {
        self.utf8 = utf8
    }

    /// Copies a string's UTF-8.
    package init(_ string: String) {
        utf8 = ArraySlice(string.utf8)
    }

    /// The number of Unicode scalars, by which the contract's limits count (section 1).
    package var scalarCount: Int {
        utf8.withUnsafeBufferPointer { bytes in
            var count = 0
            for byte in bytes where byte & 0xC0 != 0x80 { count += 1 }
            return count
        }
    }

    /// Whether it holds a control character (category Cc) other than tab, line feed and carriage
    /// return; such text is refused (contract, section 1).
    package var hasForbiddenControl: Bool {
        utf8.withUnsafeBytes { Self.mayHaveControl($0) && Self.hasForbiddenControl($0) }
    }

    /// Whether a byte is there that a control character begins with, looked for eight at a time:
    /// nearly no text has one.
    private static func mayHaveControl(_ bytes: UnsafeRawBufferPointer) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        var index = 0
        var marks: UInt64 = 0
        while index + 8 <= bytes.count {
            let word = bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            let deletes = word ^ (ones &* 0x7F)
            let leads = word ^ (ones &* 0xC2)
            marks |=
                ((word &- ones &* 0x20) & ~word)
                | ((deletes &- ones) & ~deletes) | ((leads &- ones) & ~leads)
            index += 8
        }
        if marks & (ones &* 0x80) != 0 { return true }
        while index < bytes.count {
            let byte = bytes[index]
            if byte < 0x20 || byte == 0x7F || byte == 0xC2 { return true }
            index += 1
        }
        return false
    }

    private static func hasForbiddenControl(_ bytes: UnsafeRawBufferPointer) -> Bool {
        for index in bytes.indices {
            let byte = bytes[index]
            if byte < 0x20 {
                if byte != 0x09, byte != 0x0A, byte != 0x0D { return true }
            } else if byte == 0x7F {
                return true
            } else if byte == 0xC2, index + 1 < bytes.count, bytes[index + 1] < 0xA0 {
                return true
            }
        }
        return false
    }

    /// Whether nothing is there.
    package var isEmpty: Bool { utf8.isEmpty }

    /// The text as a `String`; costs an allocation beyond 15 bytes.
    package var string: String { String(decoding: utf8, as: UTF8.self) }
}

extension Text: ExpressibleByStringLiteral, CustomStringConvertible {
    /// A literal's UTF-8.
    package init(stringLiteral value: String) { self.init(value) }

    /// The text itself.
    package var description: String { string }
}
