/// Why a written number is not the exact number that was wanted.
package enum NumberError: Error, Sendable, Equatable {
    /// Not of the form `-12.34e5` (RFC 8259, section 6).
    case malformed
    /// More decimal places than can be kept, or a fraction where a whole number is wanted.
    case tooPrecise
    /// Too large or too small.
    case outOfRange
}

/// Exact reading of decimal numbers: never through a binary float (contract, section 1).
package enum DecimalNumber {
    /// The number times ten to the power `scale`, exactly.
    ///
    /// - Parameters:
    ///   - utf8: a number as RFC 8259 writes one, exponent included.
    ///   - scale: 0 for whole numbers, 4 for money.
    /// - Throws: `NumberError`; `.tooPrecise` where digits would be lost.
    package static func scaled(
        _ utf8: ArraySlice<UInt8>, by scale: Int
    ) throws(NumberError) -> Int64 {
        if let plain = plain(utf8, by: scale) { return plain }
        var parts = try Parts(utf8)
        parts.dropTrailingZeros()
        if parts.digits.isEmpty { return 0 }
        let (shift, overflow) = parts.exponent.addingReportingOverflow(scale)
        if overflow || shift > 19 { throw .outOfRange }
        if shift < 0 { throw .tooPrecise }
        var value: Int64 = 0
        for position in 0..<(parts.digits.count + shift) {
            let digit =
                position < parts.digits.count ? Int64(parts.digits[position] &- 0x30) : 0
            let (tenfold, overflow1) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflow2) = tenfold.subtractingReportingOverflow(digit)
            if overflow1 || overflow2 { throw .outOfRange }
            value = sum
        }
        if parts.isNegative { return value }
        if value == .min { throw .outOfRange }
        return -value
    }

    /// The number times ten to the power `scale`, rounded up (away from zero) where digits would be
    /// lost; what is finer by six places more is taken for the noise of binary fractions, and is
    /// nothing.
    ///
    /// - Throws: `NumberError.malformed`, `.outOfRange`.
    package static func scaledUp(
        _ utf8: ArraySlice<UInt8>, by scale: Int
    ) throws(NumberError) -> Int64 {
        var parts = try Parts(utf8)
        parts.dropTrailingZeros()
        let surplus = -(parts.exponent + scale)
        guard surplus > 0 else { return try scaled(utf8, by: scale) }
        guard surplus < parts.digits.count + 6 else { return 0 }
        let kept = parts.digits.dropLast(surplus)
        let noise = max(0, surplus - 6)
        let lost = parts.digits.dropFirst(kept.count).dropLast(noise)
        guard let value = Int64("0" + String(decoding: kept, as: UTF8.self)), value < .max
        else { throw .outOfRange }
        let rounded = value + (lost.contains { $0 != 0x30 } ? 1 : 0)
        return parts.isNegative ? -rounded : rounded
    }

    /// `scaled` for what nearly all numbers are: at most 14 characters, at most `scale` of them
    /// behind the point, no exponent. `nil` leaves the verdict to the careful way.
    private static func plain(_ utf8: ArraySlice<UInt8>, by scale: Int) -> Int64? {
        guard utf8.count <= 14, let first = utf8.first, let last = utf8.last else { return nil }
        var value: Int64 = 0
        var places: Int?
        for byte in utf8 {
            if byte &- 0x30 < 10 {
                value = value * 10 + Int64(byte &- 0x30)
                if let known = places { places = known + 1 }
            } else if byte == UInt8(ascii: "."), places == nil, byte != first {
                places = 0
            } else {
                return nil
            }
        }
        let isPadded = first == 0x30 && utf8.count > 1 && utf8[utf8.startIndex + 1] != 0x2E
        guard !isPadded, last != UInt8(ascii: "."), places ?? 0 <= scale else { return nil }
        for _ in (places ?? 0)..<scale { value *= 10 }
        return value
    }

    /// A whole number in the range of `Int32`: the contract's integers. `15`, `15.0` and `1.5e1`
    /// are the same number.
    ///
    /// - Throws: `NumberError`.
    package static func int32(_ utf8: ArraySlice<UInt8>) throws(NumberError) -> Int32 {
        guard let value = Int32(exactly: try scaled(utf8, by: 0)) else { throw .outOfRange }
        return value
    }
}

/// A number's sign, significant digits and power of ten.
private struct Parts {
    var isNegative = false
    /// ASCII digits without leading zeros.
    var digits: [UInt8] = []
    var exponent = 0

    init(_ utf8: ArraySlice<UInt8>) throws(NumberError) {
        var rest = utf8
        if rest.first == UInt8(ascii: "-") {
            isNegative = true
            rest.removeFirst()
        }
        let whole = Self.takeDigits(&rest)
        guard !whole.isEmpty, whole.count == 1 || whole.first != 0x30 else { throw .malformed }
        digits.append(contentsOf: whole)
        if rest.first == UInt8(ascii: ".") {
            rest.removeFirst()
            let fraction = Self.takeDigits(&rest)
            guard !fraction.isEmpty else { throw .malformed }
            digits.append(contentsOf: fraction)
            exponent = -fraction.count
        }
        if let byte = rest.first, byte | 0x20 == UInt8(ascii: "e") {
            rest.removeFirst()
            exponent += try Self.takeExponent(&rest)
        }
        guard rest.isEmpty else { throw .malformed }
        let leading = digits.prefix { $0 == 0x30 }.count
        digits.removeFirst(leading)
    }

    mutating func dropTrailingZeros() {
        while digits.last == 0x30 {
            digits.removeLast()
            exponent += 1
        }
    }

    private static func takeDigits(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        let taken = rest.prefix { (0x30...0x39).contains($0) }
        rest = rest[taken.endIndex...]
        return taken
    }

    /// An exponent; beyond a million it is cut off, which changes no verdict.
    private static func takeExponent(
        _ rest: inout ArraySlice<UInt8>
    ) throws(NumberError) -> Int {
        var negative = false
        if let sign = rest.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
            negative = sign == UInt8(ascii: "-")
            rest.removeFirst()
        }
        let digits = takeDigits(&rest)
        guard !digits.isEmpty else { throw .malformed }
        var value = 0
        for digit in digits { value = min(value * 10 + Int(digit - 0x30), 1_000_000_000) }
        return negative ? -value : value
    }
}
