import DocketCore
import Testing

@Suite struct MoneyTests {
    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("0.0000", 0), ("0e999999999", 0), ("0.000000000", 0),
            ("5.99", 59_900), ("15.0", 150_000), ("5.990000", 59_900), ("-0.5", -5_000),
            ("0.0001", 1), ("-0.0001", -1), ("1e-4", 1), ("1E-4", 1), ("10000e-8", 1),
            ("1e3", 10_000_000), ("1.5E+2", 1_500_000), ("599e-2", 59_900), ("0.00599e3", 59_900),
            ("10000000000000", 100_000_000_000_000_000),
            ("99999999999999", 999_999_999_999_990_000),
            ("99999999999999.9999", 999_999_999_999_999_999),
            ("-99999999999999.9999", -999_999_999_999_999_999),
            ("9.99999999999999999e13", 999_999_999_999_999_999),
            ("999999999999999999e-4", 999_999_999_999_999_999),
            ("99999999999999.99990000000", 999_999_999_999_999_999),
        ] as [(String, Int64)])
    func `a decimal number is read exactly`(text: String, tenThousandths: Int64) throws {
        #expect(try Money(decimal: ArraySlice(text.utf8)).tenThousandths == tenThousandths)
    }

    @Test(arguments: [
        ("0.00001", NumberError.tooPrecise), ("5.99001", .tooPrecise), ("1e-5", .tooPrecise),
        ("99999999999999.99999", .tooPrecise), ("1e-999999999", .tooPrecise),
        ("100000000000000", .outOfRange), ("-100000000000000", .outOfRange),
        ("1e14", .outOfRange), ("1e18", .outOfRange), ("1e999999999", .outOfRange),
        ("1e99999999999999999999", .outOfRange), ("9223372036854775807", .outOfRange),
        ("99999999999999999999999999999999", .outOfRange),
    ])
    func `what can't be kept exactly is refused`(text: String, error: NumberError) {
        #expect(throws: error) { try Money(decimal: ArraySlice(text.utf8)) }
    }

    @Test(arguments: [
        "", "-", "+1", "--1", "1.", ".5", "-.5", "01", "00.5", "-01", "1,5", "1_000", "0x10",
        "NaN", "Infinity", "1e", "1e+", "1e1.5", " 1", "1 ", "1.2.3", "$5", "٣", "1e5e5",
    ])
    func `what is no JSON number is refused`(text: String) {
        #expect(throws: NumberError.malformed) { try Money(decimal: ArraySlice(text.utf8)) }
    }

    @Test(
        arguments: [
            (0, "0"), (59_900, "5.99"), (150_000, "15"), (-5_000, "-0.5"), (1, "0.0001"),
            (-1, "-0.0001"), (10, "0.001"), (10_100, "1.01"), (1_000_000, "100"),
            (999_999_999_999_999_999, "99999999999999.9999"),
            (-999_999_999_999_999_999, "-99999999999999.9999"),
        ] as [(Int64, String)])
    func `an amount is written in its shortest form`(tenThousandths: Int64, text: String) {
        #expect(Money(tenThousandths: tenThousandths)?.description == text)
    }

    @Test func `every amount comes back as it was written`() throws {
        var random = SeededRandom(seed: 1)
        for _ in 0..<2_000 {
            let digits = Int64.random(in: 0..<18, using: &random)
            let bound = (0..<digits).reduce(Int64(1)) { power, _ in power * 10 }
            let money = try #require(
                Money(tenThousandths: Int64.random(in: -bound...bound, using: &random)))
            #expect(try Money(decimal: ArraySlice(money.description.utf8)) == money)
        }
    }

    @Test func `an amount from 10^14 on is none`() {
        #expect(Money(tenThousandths: 1_000_000_000_000_000_000) == nil)
        #expect(Money(tenThousandths: -1_000_000_000_000_000_000) == nil)
        #expect(Money(tenThousandths: .max) == nil)
        #expect(Money(tenThousandths: .min) == nil)
        #expect(Money(tenThousandths: 999_999_999_999_999_999) != nil)
    }

    @Test func `sums, differences and products are exact`() throws {
        let (tenth, fifth) = (try Money("0.1"), try Money("0.2"))
        #expect(tenth.adding(fifth) == (try Money("0.3")))
        #expect(tenth.subtracting(fifth) == (try Money("-0.1")))
        #expect(try Money("5.99").multiplied(by: 3) == (try Money("17.97")))
        #expect(try Money("0.0001").multiplied(by: .max) == (try Money("214748.3647")))
        #expect(try Money("5.99").multiplied(by: 0) == .zero)
    }

    @Test func `a result that is too large is none`() throws {
        let most = try Money("99999999999999.9999")
        let least = try Money("-99999999999999.9999")
        let step = try Money("0.0001")
        #expect(most.adding(step) == nil)
        #expect(least.subtracting(step) == nil)
        #expect(most.adding(most) == nil)
        #expect(most.multiplied(by: 2) == nil)
        #expect(most.multiplied(by: .max) == nil)
        #expect(most.multiplied(by: .min) == nil)
        #expect(most.adding(.zero) == most)
    }

    @Test(
        arguments: [
            ("15", 15), ("15.0", 15), ("1.5e1", 15), ("-0", 0), ("2147483647", .max),
            ("-2147483648", .min), ("1500e-2", 15),
        ] as [(String, Int32)])
    func `a whole number is read in any spelling`(text: String, number: Int32) throws {
        #expect(try DecimalNumber.int32(ArraySlice(text.utf8)) == number)
    }

    @Test(arguments: [
        ("2147483648", NumberError.outOfRange), ("-2147483649", .outOfRange),
        ("1e10", .outOfRange), ("1e400", .outOfRange), ("1.5", .tooPrecise),
        ("1e-1", .tooPrecise), ("", .malformed), ("a", .malformed),
    ])
    func `a whole number of more than 32 bits, or with a fraction, is refused`(
        text: String, error: NumberError
    ) {
        #expect(throws: error) { try DecimalNumber.int32(ArraySlice(text.utf8)) }
    }
}

extension Money {
    /// Reads an amount.
    init(_ text: String) throws(NumberError) {
        try self.init(decimal: ArraySlice(text.utf8))
    }
}
