extension Money {
    /// Ten-thousandths of the pound to the penny.
    private static let perPenny: Int64 = 100

    /// An amount in whole pence; `nil` where it is too large.
    package init?(pence: Int64) {
        let (amount, overflow) = pence.multipliedReportingOverflow(by: Self.perPenny)
        guard !overflow else { return nil }
        self.init(tenThousandths: amount)
    }

    /// The amount in pence; `nil` where it is no whole number of them.
    package var pence: Int64? {
        tenThousandths % Self.perPenny == 0 ? tenThousandths / Self.perPenny : nil
    }

    /// A share of the amount, to the penny, halves away from zero.
    ///
    /// Source: contract, section 9.
    ///
    /// - Parameter rate: hundredths of a percent, 0 or more: 2000 for 20 %.
    /// - Returns: `nil` where it is too large.
    package func share(_ rate: Int64) -> Money? {
        let product = tenThousandths.magnitude.multipliedFullWidth(by: rate.magnitude)
        let divisor: UInt64 = 10_000 * UInt64(Self.perPenny)
        guard product.high < divisor else { return nil }
        let (quotient, remainder) = divisor.dividingFullWidth(product)
        let pence = quotient + (remainder * 2 >= divisor ? 1 : 0)
        guard let signed = Int64(exactly: pence) else { return nil }
        return Money(pence: tenThousandths < 0 ? -signed : signed)
    }

    /// 1, 10, 100, …
    static func powerOfTen(_ exponent: Int) -> Int64 {
        (0..<exponent).reduce(1) { power, _ in power * 10 }
    }
}
