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
        #if DEBUG
            if PlantedBug.moneyInDouble.isPlanted,
                let amount = Double(String(decoding: utf8, as: UTF8.self))
            {
                self.init(unchecked: Int64(amount * 10_000))
                return
            }
        #endif
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
    /// The most characters that an amount has: `-99999999999999.9999`.
    package static let textLengthMax = 20

    /// Writes the shortest decimal form to where there is room for it: `5.99`, `15`, `-0.5`
    /// (contract, section 1).
    ///
    /// - Returns: how many characters that are.
    package func write(to text: UnsafeMutablePointer<UInt8>) -> Int {
        var count = 0
        if tenThousandths < 0 {
            text[0] = UInt8(ascii: "-")
            count = 1
        }
        let (whole, fraction) = tenThousandths.magnitude.quotientAndRemainder(dividingBy: 10_000)
        var power: UInt64 = 1
        while power <= whole / 10 { power *= 10 }
        func digits(of number: UInt64, from power: UInt64) {
            var (rest, power) = (number, power)
            while power > 0 {
                let (digit, remainder) = rest.quotientAndRemainder(dividingBy: power)
                text[count] = 0x30 &+ UInt8(truncatingIfNeeded: digit)
                count += 1
                rest = remainder
                power /= 10
            }
        }
        digits(of: whole, from: power)
        guard fraction > 0 else { return count }
        text[count] = UInt8(ascii: ".")
        count += 1
        digits(of: fraction, from: 1000)
        while text[count - 1] == UInt8(ascii: "0") { count -= 1 }
        return count
    }

    /// The shortest decimal form.
    package var description: String {
        String(unsafeUninitializedCapacity: Self.textLengthMax) { text in
            guard let start = text.baseAddress else { return 0 }
            return write(to: start)
        }
    }
}
