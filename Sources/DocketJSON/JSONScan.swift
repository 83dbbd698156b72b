/// Looks for bytes eight at a time: what reader and writer share.
enum JSONScan {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// The first byte from `start` that ends a run of plain string: `"`, `\`, a control character,
    /// and where `isASCII` a byte of 128 or more; the text's count where there is none.
    @inline(__always)
    static func special(in text: UnsafeRawBufferPointer, from start: Int, isASCII: Bool) -> Int {
        var index = start
        while index + 8 <= text.count {
            let word = UInt64(
                littleEndian: text.loadUnaligned(fromByteOffset: index, as: UInt64.self))
            let marks = isASCII ? special(word) | (word & highs) : special(word)
            if marks != 0 { return index + marks.trailingZeroBitCount >> 3 }
            index += 8
        }
        while index < text.count {
            let byte = text[index]
            if byte < 0x20 || byte == 0x22 || byte == 0x5C || (isASCII && byte >= 0x80) { break }
            index += 1
        }
        return index
    }

    /// Whether `count` bytes are the same.
    @inline(__always)
    static func isSame(
        _ left: UnsafeRawBufferPointer, _ leftStart: Int,
        _ right: UnsafeRawBufferPointer, _ rightStart: Int, count: Int
    ) -> Bool {
        var index = 0
        while index + 8 <= count {
            let ours = left.loadUnaligned(fromByteOffset: leftStart + index, as: UInt64.self)
            let theirs = right.loadUnaligned(fromByteOffset: rightStart + index, as: UInt64.self)
            if ours != theirs { return false }
            index += 8
        }
        while index < count {
            if left[leftStart + index] != right[rightStart + index] { return false }
            index += 1
        }
        return true
    }

    /// An ASCII letter in lower case, all else as it is.
    @inline(__always)
    static func lowercase(_ byte: UInt8) -> UInt8 {
        byte &- 0x41 < 26 ? byte | 0x20 : byte
    }

    /// A number for a name that is the same in upper and lower case (FNV-1a).
    static func foldedHash(_ name: UnsafeBufferPointer<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in name { hash = (hash ^ UInt64(lowercase(byte))) &* 0x100_0000_01B3 }
        return hash
    }

    /// Whether two names are the same but for the case of ASCII letters.
    static func isSameFolded(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        guard left.count == right.count else { return false }
        for index in left.indices where lowercase(left[index]) != lowercase(right[index]) {
            return false
        }
        return true
    }

    /// The highest bit of each byte below 0x20, `"` or `\`. A borrow can mark a byte too many, but
    /// only above one that is rightly marked, so the lowest mark is exact (Warren, "Hacker's
    /// Delight", section 6-1).
    @inline(__always)
    private static func special(_ word: UInt64) -> UInt64 {
        let quotes = word ^ (ones &* 0x22)
        let backslashes = word ^ (ones &* 0x5C)
        let found =
            ((word &- ones &* 0x20) & ~word)
            | ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
        return found & highs
    }
}
