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
    /// The one behind all others.
    package static let largest = GUID(high: .max, low: .max)

    /// Whether every bit is zero.
    package var isZero: Bool { high == 0 && low == 0 }

    /// The smallest version 7 identifier of an instant: what was made before has smaller ones.
    package static func smallest(at time: Timestamp) -> GUID {
        let milliseconds = UInt64(clamping: time.microseconds / 1000) & 0xFFFF_FFFF_FFFF
        return GUID(high: milliseconds << 16, low: 0)
    }

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

extension GUID {
    /// When a version 7 identifier was made, to the millisecond.
    package var time: Timestamp { Timestamp(microseconds: Int64(high >> 16) * 1000) }
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

    /// Writes the 36 characters in lower case to where there is room for them.
    package func write(to text: UnsafeMutablePointer<UInt8>) {
        let text = UnsafeMutableRawPointer(text)
        let middle = Self.hex(UInt32(truncatingIfNeeded: high))
        let variant = Self.hex(UInt32(truncatingIfNeeded: low >> 32))
        let hyphen = UInt8(ascii: "-")
        text.storeBytes(of: Self.hex(UInt32(high >> 32)).bigEndian, as: UInt64.self)
        text.storeBytes(of: hyphen, toByteOffset: 8, as: UInt8.self)
        text.storeBytes(of: UInt32(middle >> 32).bigEndian, toByteOffset: 9, as: UInt32.self)
        text.storeBytes(of: hyphen, toByteOffset: 13, as: UInt8.self)
        text.storeBytes(
            of: UInt32(truncatingIfNeeded: middle).bigEndian, toByteOffset: 14, as: UInt32.self)
        text.storeBytes(of: hyphen, toByteOffset: 18, as: UInt8.self)
        text.storeBytes(of: UInt32(variant >> 32).bigEndian, toByteOffset: 19, as: UInt32.self)
        text.storeBytes(of: hyphen, toByteOffset: 23, as: UInt8.self)
        text.storeBytes(
            of: UInt32(truncatingIfNeeded: variant).bigEndian, toByteOffset: 24, as: UInt32.self)
        text.storeBytes(
            of: Self.hex(UInt32(truncatingIfNeeded: low)).bigEndian, toByteOffset: 28,
            as: UInt64.self)
    }

    /// The eight hexadecimal digits of a number, the first one in the highest byte: all at once,
    /// since an order has a dozen identifiers.
    private static func hex(_ number: UInt32) -> UInt64 {
        var spread = UInt64(number)
        spread = (spread & 0xFFFF_0000) << 16 | (spread & 0xFFFF)
        spread = (spread << 8 & 0x00FF_0000_00FF_0000) | (spread & 0x0000_00FF_0000_00FF)
        spread = (spread << 4 & 0x0F00_0F00_0F00_0F00) | (spread & 0x000F_000F_000F_000F)
        let letters = (spread &+ 0x0606_0606_0606_0606) >> 4 & 0x0101_0101_0101_0101
        return spread &+ 0x3030_3030_3030_3030 &+ letters &* 0x27
    }

    /// The 36 characters in lower case.
    package var description: String {
        String(unsafeUninitializedCapacity: Self.textLength) { text in
            guard let start = text.baseAddress else { return 0 }
            write(to: start)
            return Self.textLength
        }
    }
}
