/// A number as a query writes it: exact, or beyond all that is kept.
package struct QueryNumber: Sendable, Equatable {
    /// Negative.
    private let isNegative: Bool
    /// Decimal digits 0 to 9, the first and the last not 0; none for zero.
    private let digits: [UInt8]
    /// The power of ten of the last digit.
    private let exponent: Int
    /// What no digits say.
    private let special: Special?

    private enum Special: Sendable {
        case infinite, notANumber
    }

    /// `INF` and `-INF`.
    package static func infinity(isNegative: Bool) -> QueryNumber {
        QueryNumber(isNegative: isNegative, digits: [], exponent: 0, special: .infinite)
    }

    /// `NaN`.
    package static let notANumber = QueryNumber(
        isNegative: false, digits: [], exponent: 0, special: .notANumber)

    private init(isNegative: Bool, digits: [UInt8], exponent: Int, special: Special?) {
        self.isNegative = isNegative
        self.digits = digits
        self.exponent = exponent
        self.special = special
    }

    /// Reads `-12.34e5`; `nil` for anything else.
    package init?(_ text: String) {
        var digits: [UInt8] = []
        var exponent = 0
        var rest = text.utf8[...]
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        var isFraction = false
        while let byte = rest.first, byte | 0x20 != UInt8(ascii: "e") {
            rest.removeFirst()
            if byte == UInt8(ascii: "."), !isFraction {
                isFraction = true
            } else if (0x30...0x39).contains(byte) {
                digits.append(byte - 0x30)
                if isFraction { exponent -= 1 }
            } else {
                return nil
            }
        }
        if !rest.isEmpty {
            // Beyond what an Int holds it makes no difference.
            guard let power = Self.power(rest.dropFirst()) else { return nil }
            exponent += power
        }
        guard !digits.isEmpty else { return nil }
        digits.removeFirst(digits.prefix { $0 == 0 }.count)
        while digits.last == 0 {
            digits.removeLast()
            exponent += 1
        }
        self.init(
            isNegative: isNegative && !digits.isEmpty, digits: digits,
            exponent: digits.isEmpty ? 0 : exponent, special: nil)
    }

    private static func power(_ utf8: Substring.UTF8View) -> Int? {
        var rest = utf8
        let isNegative = rest.first == UInt8(ascii: "-")
        if isNegative || rest.first == UInt8(ascii: "+") { rest.removeFirst() }
        guard !rest.isEmpty else { return nil }
        var power = 0
        for byte in rest {
            guard (0x30...0x39).contains(byte) else { return nil }
            power = min(power * 10 + Int(byte - 0x30), 1_000_000_000)
        }
        return isNegative ? -power : power
    }
}

extension QueryNumber {
    /// Whether it is `NaN`, which compares as nothing does.
    package var isNotANumber: Bool { special == .notANumber }
    /// Whether it is zero.
    package var isZero: Bool { special == nil && digits.isEmpty }
    /// Whether it has no fraction.
    package var isWhole: Bool { special == nil && exponent >= 0 }

    /// The greatest whole number that is not above it times ten to the power `scale`, at the ends
    /// of `range` where it is further away, and whether it is that number exactly.
    package func floor(
        scale: Int, in range: ClosedRange<Int128>
    ) -> (value: Int128, isExact: Bool) {
        let beyond = isNegative ? (range.lowerBound, false) : (range.upperBound, false)
        guard special == nil else { return beyond }
        let places = exponent + scale
        var value: Int128 = 0
        var isExact = true
        for (position, digit) in digits.enumerated() where isExact {
            // The digit's own power of ten, of what is asked for.
            if digits.count - 1 - position + places < 0 {
                isExact = false
            } else {
                guard value < Self.tooLarge else { return beyond }
                value = value * 10 + Int128(digit)
            }
        }
        for _ in 0..<max(0, places) where value != 0 {
            guard value < Self.tooLarge else { return beyond }
            value *= 10
        }
        if isNegative { value = isExact ? -value : -value - 1 }
        guard range.contains(value) else { return beyond }
        return (value, isExact)
    }

    /// Ten times what is below it still fits.
    private static let tooLarge: Int128 = 10_000_000_000_000_000_000_000_000_000_000_000_000

    /// It, cut to what computed numbers keep; `nil` where it is too large, or none.
    package var computed: ComputedNumber? {
        guard special == nil else { return nil }
        let magnitude = QueryNumber(
            isNegative: false, digits: digits, exponent: exponent, special: nil)
        let limit = ComputedNumber.limit
        let (value, _) = magnitude.floor(scale: ComputedNumber.places, in: 0...limit)
        guard value < limit else { return nil }
        return ComputedNumber(units: isNegative ? -value : value)
    }

    /// The opposite.
    package var negated: QueryNumber {
        QueryNumber(
            isNegative: !isNegative && !isZero, digits: digits, exponent: exponent,
            special: special)
    }
}

/// A number that a query computes: twelve decimal places, magnitude below 10^26. What does not
/// fit is null, on both databases.
package struct ComputedNumber: Sendable, Hashable, Comparable {
    /// The number times 10^12.
    package let units: Int128

    /// Decimal places.
    package static let places = 12
    /// 1 in units.
    package static let one: Int128 = 1_000_000_000_000
    /// The first magnitude that is too large, in units.
    package static let limit: Int128 = 100_000_000_000_000_000_000_000_000 * one

    /// A number by its units; `nil` where it is too large.
    package init?(units: Int128) {
        guard units.magnitude < Self.limit.magnitude else { return nil }
        self.units = units
    }

    /// A whole number of units of 10^-`scale`.
    package init(_ value: Int64, scale: Int) {
        var units = Int128(value)
        for _ in scale..<Self.places { units *= 10 }
        self.units = units
    }

    /// The smaller number is less.
    package static func < (left: Self, right: Self) -> Bool { left.units < right.units }

    /// The sum.
    package func adding(_ other: Self) -> Self? {
        let (sum, isTooLarge) = units.addingReportingOverflow(other.units)
        return isTooLarge ? nil : Self(units: sum)
    }

    /// The difference.
    package func subtracting(_ other: Self) -> Self? {
        let (difference, isTooLarge) = units.subtractingReportingOverflow(other.units)
        return isTooLarge ? nil : Self(units: difference)
    }

    /// The opposite.
    package var negated: Self? { Self(units: -units) }

    /// The product, cut after twelve places.
    package func multiplied(by other: Self) -> Self? {
        Self(
            product: units.magnitude, other.units.magnitude, over: Self.one.magnitude,
            isNegative: (units < 0) != (other.units < 0))
    }

    /// The quotient, cut after twelve places; `nil` over zero.
    package func divided(by other: Self) -> Self? {
        guard other.units != 0 else { return nil }
        return Self(
            product: units.magnitude, Self.one.magnitude, over: other.units.magnitude,
            isNegative: (units < 0) != (other.units < 0))
    }

    /// The quotient, cut to a whole number; `nil` over zero.
    package func dividedWhole(by other: Self) -> Self? {
        guard other.units != 0 else { return nil }
        let quotient = units / other.units
        guard quotient.magnitude < Self.limit.magnitude / Self.one.magnitude else { return nil }
        return Self(units: quotient * Self.one)
    }

    /// What a whole division leaves, with the sign of what is divided; `nil` over zero.
    package func remainder(by other: Self) -> Self? {
        guard other.units != 0 else { return nil }
        return Self(units: units % other.units)
    }

    /// The next whole number below.
    package var floor: Self? {
        let rest = units % Self.one
        return Self(units: units - (rest < 0 ? rest + Self.one : rest))
    }

    /// The next whole number above.
    package var ceiling: Self? {
        let rest = units % Self.one
        return Self(units: units - (rest > 0 ? rest - Self.one : rest))
    }

    /// The nearest whole number, halves away from zero (OData 4.01 URL Conventions, 5.1.1.9.1).
    package var rounded: Self? {
        let half = units < 0 ? -Self.one / 2 : Self.one / 2
        let sum = units + half
        return Self(units: sum - sum % Self.one)
    }

    private init?(product left: UInt128, _ right: UInt128, over: UInt128, isNegative: Bool) {
        let (high, low) = left.multipliedFullWidth(by: right)
        guard high < over else { return nil }
        let quotient = over.dividingFullWidth((high, low)).quotient
        guard quotient < Self.limit.magnitude else { return nil }
        units = isNegative ? -Int128(quotient) : Int128(quotient)
    }
}

extension ComputedNumber {
    /// Sixteen bytes that compare as the numbers do.
    package var bytes: [UInt8] {
        let shifted = UInt128(bitPattern: units) ^ (1 << 127)
        return (0..<16).map { UInt8(truncatingIfNeeded: shifted >> UInt128(120 - 8 * $0)) }
    }

    /// Reads `bytes`; `nil` for anything else.
    package init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        var shifted: UInt128 = 0
        for byte in bytes { shifted = shifted << 8 | UInt128(byte) }
        self.init(units: Int128(bitPattern: shifted ^ (1 << 127)))
    }
}

extension ComputedNumber: CustomStringConvertible {
    /// A decimal number with twelve places.
    package var description: String { Self.text(units, places: Self.places) }

    /// A whole number of units of 10^-`places`, as a decimal number.
    package static func text(_ units: Int128, places: Int) -> String {
        let digits = String(units.magnitude)
        let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
        let text = padded.dropLast(places) + "." + padded.suffix(places)
        return (units < 0 ? "-" : "") + (places == 0 ? padded : String(text))
    }
}
