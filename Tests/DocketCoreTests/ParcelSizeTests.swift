import DocketCore
import Testing

@Suite struct ParcelSizeTests {
    @Test(
        arguments: [
            ("10", 1000), ("10.5", 1050), ("30.48", 3048), ("10.001", 1001), ("0.0001", 1),
            ("1e1", 1000), ("1.5e-3", 1), ("0", 0), ("-0.001", -1),
            // What binary fractions make of 30.48 and 0.3.
            ("30.480000000000004", 3048), ("0.30000000000000004", 30), ("1e-300", 0),
        ] as [(String, Int64)])
    func `a size is rounded up to a tenth of a millimetre, but for noise`(
        text: String, hundredths: Int64
    ) throws {
        #expect(try DecimalNumber.scaledUp(ArraySlice(text.utf8), by: 2) == hundredths)
    }

    @Test(arguments: [
        ("", NumberError.malformed), ("ten", .malformed), ("1,5", .malformed),
        ("99999999999999999999", .outOfRange), ("9999999999999999999.999", .outOfRange),
        ("1e40", .outOfRange),
    ])
    func `what is no size is refused`(text: String, error: NumberError) {
        #expect(throws: error) { try DecimalNumber.scaledUp(ArraySlice(text.utf8), by: 2) }
    }

    @Test func `a parcel may lie on any side`() throws {
        let size = try #require(ParcelSize(1000, 3000, 2000, grams: 1))
        #expect(size.sides == [3000, 2000, 1000])
        #expect(size.girth == 9000)
        #expect(size.fits([3000, 2000, 1000]))
        #expect(!size.fits([3000, 1999, 1001]))
    }

    @Test(
        arguments: [
            // 30 × 20 × 10 cm are 6000 cm³.
            ([3000, 2000, 1000], 5000, 1200), ([3000, 2000, 1001], 5000, 1202),
            ([1, 1, 1], 1, 1), ([100_000, 100_000, 100_000], 5000, 200_000_000),
        ] as [([Int64], Int64, Int64)])
    func `room stands for weight, rounded up`(sides: [Int64], divisor: Int64, grams: Int64) throws {
        let size = try #require(ParcelSize(sides[0], sides[1], sides[2], grams: 1))
        #expect(size.volumetricGrams(divisor: divisor) == grams)
    }

    @Test(
        arguments: [
            [0, 1, 1, 1], [1, -1, 1, 1], [1, 1, 100_001, 1], [1, 1, 1, 0], [1, 1, 1, 10_000_001],
        ] as [[Int64]])
    func `nothing has no size, and nobody carries everything`(values: [Int64]) {
        #expect(ParcelSize(values[0], values[1], values[2], grams: values[3]) == nil)
    }
}
