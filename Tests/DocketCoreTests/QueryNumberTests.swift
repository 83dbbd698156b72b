import DocketCore
import Testing

@Suite struct QueryNumberTests {
    private static let everything = Int128(Int64.min)...Int128(Int64.max)

    @Test(
        arguments: [
            ("5.99", 4, 59900, true), ("5.99", 2, 599, true), ("5.99", 1, 59, false),
            ("-5.99", 1, -60, false), ("0", 4, 0, true), ("-0.0", 4, 0, true),
            ("1e3", 0, 1000, true), ("1.5e-3", 4, 15, true), ("1e-101", 4, 0, false),
            ("-1e-101", 4, -1, false), ("100", 0, 100, true), ("0.00001", 4, 0, false),
            ("12.3456", 4, 123_456, true),
        ] as [(String, Int, Int128, Bool)])
    func `a number is known to the place below it, and whether that is all of it`(
        text: String, scale: Int, floor: Int128, isExact: Bool
    ) throws {
        let number = try #require(QueryNumber(text))
        let found = number.floor(scale: scale, in: Self.everything)
        #expect(found.value == floor)
        #expect(found.isExact == isExact)
    }

    @Test(arguments: [
        ("1e300", Int128(Int64.max)), ("-1e300", Int128(Int64.min)),
        ("1e1000000000000", Int128(Int64.max)), ("99999999999999999999999", Int128(Int64.max)),
    ])
    func `what is out of range stands at its end, and is not exact`(
        text: String, end: Int128
    ) throws {
        let found = try #require(QueryNumber(text)).floor(scale: 4, in: Self.everything)
        #expect(found.value == end)
        #expect(!found.isExact)
    }

    @Test(arguments: ["", "-", ".", "e", "1e", "1e+", "1.2.3", "0x1", "1 ", "١"])
    func `what is no number is none`(text: String) {
        #expect(QueryNumber(text) == nil)
    }

    @Test func `infinite numbers and none compare as such`() {
        let infinite = QueryNumber.infinity(isNegative: false)
        #expect(infinite.floor(scale: 0, in: -5...5).value == 5)
        #expect(QueryNumber.infinity(isNegative: true).floor(scale: 0, in: -5...5).value == -5)
        #expect(infinite.computed == nil)
        #expect(QueryNumber.notANumber.isNotANumber)
    }
}

@Suite struct ComputedNumberTests {
    private func number(_ text: String) throws -> ComputedNumber {
        let written = try #require(QueryNumber(text))
        return try #require(written.computed)
    }

    @Test(arguments: [
        ("2.5", "4", "10"), ("0.000001", "0.000001", "0.000000000001"),
        ("0.0000001", "0.0000001", "0"), ("-0.0000001", "0.00001", "-0.000000000001"),
        ("99999999999999", "99999999999", "9999999999899900000000001"),
    ])
    func `a product is cut after twelve places`(left: String, right: String, product: String)
        throws
    {
        #expect(try number(left).multiplied(by: number(right)) == number(product))
    }

    @Test(arguments: [
        ("1", "3", "0.333333333333"), ("-1", "3", "-0.333333333333"), ("10", "4", "2.5"),
        ("0.000000000001", "2", "0"),
    ])
    func `a quotient is cut after twelve places`(left: String, right: String, quotient: String)
        throws
    {
        #expect(try number(left).divided(by: number(right)) == number(quotient))
    }

    @Test(arguments: [("7", "2", "3", "1"), ("-7", "2", "-3", "-1"), ("7", "-2", "-3", "1")])
    func `whole division is cut towards zero, what is left has the sign of what was divided`(
        left: String, right: String, quotient: String, rest: String
    ) throws {
        #expect(try number(left).dividedWhole(by: number(right)) == number(quotient))
        #expect(try number(left).remainder(by: number(right)) == number(rest))
    }

    @Test func `over zero there is no quotient and nothing left`() throws {
        let (one, zero) = (try number("1"), try number("0"))
        #expect(one.divided(by: zero) == nil)
        #expect(one.dividedWhole(by: zero) == nil)
        #expect(one.remainder(by: zero) == nil)
    }

    @Test func `what is too large is none`() throws {
        let large = try number("99999999999999999999999999")
        #expect(large.adding(try number("1")) == nil)
        #expect(large.adding(try number("0.999999999999")) != nil)
        #expect(large.multiplied(by: large) == nil)
        #expect(large.divided(by: try number("0.000000000001")) == nil)
        #expect(QueryNumber("1e26")?.computed == nil)
    }

    @Test(arguments: [
        ("2.5", "3", "2", "3"), ("-2.5", "-3", "-3", "-2"), ("2.4", "2", "2", "3"),
        ("-2.4", "-2", "-3", "-2"), ("7", "7", "7", "7"),
    ])
    func `halves are rounded away from zero`(
        text: String, rounded: String, floor: String, ceiling: String
    ) throws {
        #expect(try number(text).rounded == number(rounded))
        #expect(try number(text).floor == number(floor))
        #expect(try number(text).ceiling == number(ceiling))
    }

    @Test func `the bytes compare as the numbers do, and come back`() throws {
        let texts = ["-99999999999999999999999999", "-1", "-0.000000000001", "0", "0.5", "1e25"]
        let numbers = try texts.map { try number($0) }
        for (left, right) in zip(numbers, numbers.dropFirst()) {
            #expect(left.bytes.lexicographicallyPrecedes(right.bytes))
        }
        for number in numbers { #expect(ComputedNumber(bytes: number.bytes) == number) }
        #expect(ComputedNumber(bytes: [1, 2, 3]) == nil)
    }

    @Test(arguments: [
        (Int128(-5), 1, "-0.5"), (Int128(123), 0, "123"), (Int128(0), 2, "0.00"),
        (Int128(-100), 4, "-0.0100"),
    ])
    func `units are written as a decimal number`(units: Int128, places: Int, text: String) {
        #expect(ComputedNumber.text(units, places: places) == text)
    }
}
