/// A 128-bit identifier, written `cdd26b8f-4ed1-409d-9984-982e081c425e`: any case in, lower case
/// out (contract, section 1). Sixteen bytes, no allocation, unlike Foundation's parsing of one.
package struct GUID: Sendable, Hashable {
    /// The first eight bytes, big-endian.
    package let high: UInt64
    /// The last eight bytes, big-endian.
    package let low: UInt64

    /// An identifier of two halves.
    package init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// All zeros: what the documents' clients send for "none".
    package static let zero = GUID(high: 0, low: 0)

    /// Whether every bit is zero.
    package var isZero: Bool { high == 0 && low == 0 }

    /// A version 7 identifier (RFC 9562, section 5.7): sorts by `time`, so that rows made after
    /// one another lie beside one another.
    ///
    /// - Parameters:
    ///   - time: when it is made; its milliseconds are the first 48 bits.
    ///   - random: the source of the other 74 bits.
    package static func version7(
        at time: Timestamp, using random: inout some RandomNumberGenerator
    ) -> GUID {
        let milliseconds = UInt64(clamping: time.microseconds / 1000) & 0xFFFF_FFFF_FFFF
        let fraction = UInt64(random.next() as UInt32) & 0xFFF
        let low = (random.next() as UInt64) & 0x3FFF_FFFF_FFFF_FFFF
        return GUID(
            high: milliseconds << 16 | 0x7000 | fraction, low: 0x8000_0000_0000_0000 | low)
    }
}

extension GUID: Comparable {
    /// By bytes, which for version 7 is by time.
    package static func < (left: GUID, right: GUID) -> Bool {
        left.high == right.high ? left.low < right.low : left.high < right.high
    }
}

// MARK: - Text

extension GUID: CustomStringConvertible, LosslessStringConvertible {
    /// The number of characters of the written form.
    package static let textLength = 36

    /// Reads the form with hyphens, of either case; anything else is `nil`.
    package init?(_ text: String) {
        self.init(utf8: ArraySlice(text.utf8))
    }

    /// Reads the form with hyphens, of either case; anything else is `nil`.
    package init?(utf8: ArraySlice<UInt8>) {
        guard utf8.count == Self.textLength else { return nil }
        let halves: (UInt64, UInt64)? = utf8.withUnsafeBufferPointer { text in
            let hyphen = UInt8(ascii: "-")
            guard text[8] == hyphen, text[13] == hyphen, text[18] == hyphen,
                text[23] == hyphen
            else { return nil }
            guard let time = Self.hex(text, 0, 8), let middle = Self.hex(text, 9, 13),
                let version = Self.hex(text, 14, 18), let variant = Self.hex(text, 19, 23),
                let node = Self.hex(text, 24, 36)
            else { return nil }
            return (time << 32 | middle << 16 | version, variant << 48 | node)
        }
        guard let halves else { return nil }
        self.init(high: halves.0, low: halves.1)
    }

    /// The hexadecimal number in `text[from..<to]`.
    private static func hex(
        _ text: UnsafeBufferPointer<UInt8>, _ from: Int, _ to: Int
    ) -> UInt64? {
        var value: UInt64 = 0
        for position in from..<to {
            let byte = text[position]
            let letter = byte | 0x20
            if byte &- 0x30 < 10 {
                value = value << 4 | UInt64(byte &- 0x30)
            } else if letter &- 0x61 < 6 {
                value = value << 4 | UInt64(letter &- 0x57)
            } else {
                return nil
            }
        }
        return value
    }

    /// Appends the 36 characters in lower case.
    package func append(to bytes: inout [UInt8]) {
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.textLength) { text in
            var position = 0
            for nibble in 0..<32 {
                if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 {
                    text[position] = UInt8(ascii: "-")
                    position += 1
                }
                let half = nibble < 16 ? high : low
                let value = UInt8(truncatingIfNeeded: half >> UInt64(60 - (nibble & 15) * 4)) & 15
                text[position] = value < 10 ? 0x30 &+ value : 0x57 &+ value
                position += 1
            }
            bytes.append(contentsOf: text)
        }
    }

    /// The 36 characters in lower case.
    package var description: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
