/// An exact amount: a whole number of ten-thousandths. There is no currency here; the order's
/// documents have none.
///
/// Source: contract, section 1: at most four decimal places, absolute value below 10^14.
package struct Money: Sendable, Hashable, Comparable {
    /// Ten-thousandths of the unit; absolute value below 10^18.
    package let tenThousandths: Int64

    /// The first amount that is too large: 10^14 in ten-thousandths.
    package static let limit: Int64 = 1_000_000_000_000_000_000

    /// An amount by its ten-thousandths; `nil` from 10^14 on, of either sign.
    package init?(tenThousandths: Int64) {
        guard tenThousandths > -Self.limit, tenThousandths < Self.limit else { return nil }
        self.tenThousandths = tenThousandths
    }

    /// Reads a decimal number exactly: `5.99`, `15.0`, `1e3`.
    ///
    /// - Throws: `NumberError`; `.tooPrecise` beyond four places that are not zero.
    package init(decimal utf8: ArraySlice<UInt8>) throws(NumberError) {
        guard let money = Money(tenThousandths: try DecimalNumber.scaled(utf8, by: 4))
        else { throw .outOfRange }
        self = money
    }

    private init(unchecked tenThousandths: Int64) {
        self.tenThousandths = tenThousandths
    }

    /// Nothing.
    package static let zero = Money(unchecked: 0)

    /// The smaller amount is less.
    package static func < (left: Money, right: Money) -> Bool {
        left.tenThousandths < right.tenThousandths
    }

    /// The sum; `nil` where it is too large.
    package func adding(_ other: Money) -> Money? {
        Money(tenThousandths: tenThousandths + other.tenThousandths)
    }

    /// The difference; `nil` where it is too large.
    package func subtracting(_ other: Money) -> Money? {
        Money(tenThousandths: tenThousandths - other.tenThousandths)
    }

    /// The amount `count` times; `nil` where it is too large.
    package func multiplied(by count: Int32) -> Money? {
        let (product, overflow) = tenThousandths.multipliedReportingOverflow(by: Int64(count))
        return overflow ? nil : Money(tenThousandths: product)
    }
}

extension Money: CustomStringConvertible {
    /// Appends the shortest decimal form: `5.99`, `15`, `-0.5` (contract, section 1).
    package func append(to bytes: inout [UInt8]) {
        if tenThousandths < 0 { bytes.append(UInt8(ascii: "-")) }
        let (whole, fraction) = tenThousandths.magnitude.quotientAndRemainder(dividingBy: 10_000)
        bytes.append(contentsOf: String(whole).utf8)
        guard fraction != 0 else { return }
        bytes.append(UInt8(ascii: "."))
        var rest = fraction
        var divisor: UInt64 = 1000
        while rest > 0 {
            bytes.append(0x30 &+ UInt8(truncatingIfNeeded: rest / divisor))
            rest %= divisor
            divisor /= 10
        }
    }

    /// The shortest decimal form.
    package var description: String {
        var bytes: [UInt8] = []
        append(to: &bytes)
        return String(decoding: bytes, as: UTF8.self)
    }
}
