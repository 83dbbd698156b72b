import DocketCore
import Testing

@Suite struct TimestampTests {
    @Test(arguments: [
        ("2015-03-27T18:47:29.901Z", "2015-03-27T18:47:29.901Z"),
        ("2015-03-27T18:47:29.9012402+00:00", "2015-03-27T18:47:29.901Z"),
        ("2015-05-05T18:05:13.137", "2015-05-05T18:05:13.137Z"),
        ("2015-05-05T18:05:13", "2015-05-05T18:05:13.000Z"),
        ("2015-05-05T18:05:13Z", "2015-05-05T18:05:13.000Z"),
        ("2015-05-05t18:05:13z", "2015-05-05T18:05:13.000Z"),
        ("2015-05-05 18:05:13Z", "2015-05-05T18:05:13.000Z"),
        ("2015-05-05T18:05:13.5Z", "2015-05-05T18:05:13.500Z"),
        ("2015-05-05T18:05:13.05Z", "2015-05-05T18:05:13.050Z"),
        ("2015-05-05T18:05:13.123456789Z", "2015-05-05T18:05:13.123Z"),
        ("2015-05-05T18:05:13.999999999", "2015-05-05T18:05:13.999Z"),
        ("2015-05-05T18:05:13+02:00", "2015-05-05T16:05:13.000Z"),
        ("2015-05-05T18:05:13-05:30", "2015-05-05T23:35:13.000Z"),
        ("2015-05-05T18:05:13-00:00", "2015-05-05T18:05:13.000Z"),
        ("2015-05-05T18:05:13.25+23:59", "2015-05-04T18:06:13.250Z"),
        ("2015-12-31T23:30:00-01:00", "2016-01-01T00:30:00.000Z"),
        ("2016-03-01T00:30:00+01:00", "2016-02-29T23:30:00.000Z"),
        ("1969-12-31T23:59:59.999Z", "1969-12-31T23:59:59.999Z"),
        ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"),
        ("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"),
    ])
    func `every RFC 3339 form is read, and one form is written`(text: String, written: String) {
        #expect(Timestamp(text)?.description == written)
    }

    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1969-12-31T23:59:59.999999Z", -1),
            ("2015-03-27T18:47:29.90124Z", 1_427_482_049_901_240),
            ("2016-02-29T00:00:00Z", 1_456_704_000_000_000),
            ("1900-02-28T00:00:00Z", -2_203_977_600_000_000),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000_000),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999_000),
        ] as [(String, Int64)])
    func `an instant is its microseconds since 1970`(text: String, microseconds: Int64) {
        #expect(Timestamp(text)?.microseconds == microseconds)
    }

    @Test(arguments: ["2016", "2000", "2400", "1904", "0004"])
    func `a leap year has a 29 February`(year: String) {
        #expect(
            Timestamp("\(year)-02-29T12:00:00Z")?.description == "\(year)-02-29T12:00:00.000Z")
    }

    @Test(arguments: ["2015", "1900", "2100", "2200", "2023"])
    func `another year has none`(year: String) {
        #expect(Timestamp("\(year)-02-29T12:00:00Z") == nil)
    }

    @Test(arguments: [
        "", "2015", "2015-05-05", "18:05:13Z", "2015-5-5T18:05:13Z", "2015-05-05T8:05:13Z",
        "2015-04-31T00:00:00Z", "2015-13-01T00:00:00Z", "2015-00-10T00:00:00Z",
        "2015-01-00T00:00:00Z", "2015-01-32T00:00:00Z", "2015-05-05T24:00:00Z",
        "2015-05-05T23:60:00Z", "2015-05-05T23:59:61Z", "2015-05-05T18:05:13.Z",
        "2015-05-05T18:05:13.1234567890Z", "2015-05-05T18:05:13,5Z",
        "2015-05-05T18:05:13+0200", "2015-05-05T18:05:13+02", "2015-05-05T18:05:13+24:00",
        "2015-05-05T18:05:13+02:60", "2015-05-05T18:05:13ZZ", "2015-05-05T18:05:13Z ",
        " 2015-05-05T18:05:13Z", "2015-05-05T18:05:13 Z", "2015/05/05T18:05:13Z",
        "+2015-05-05T18:05:13Z", "-2015-05-05T18:05:13Z", "12015-05-05T18:05:13Z",
        "2015-05-05T18:05:13UTC", "20150505T180513Z", "٢٠١٥-05-05T18:05:13Z",
    ])
    func `anything else is refused`(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test func `a leap second is read`() {
        #expect(Timestamp("2016-12-31T23:59:60Z") != nil)
        #expect(Timestamp("1990-12-31T15:59:60-08:00") != nil)
    }

    @Test func `what is written is read again, to the millisecond`() {
        var random = SeededRandom(seed: 6)
        for _ in 0..<2_000 {
            let time = Timestamp(
                microseconds: Int64.random(
                    in: -62_135_596_800_000_000...253_402_300_799_999_000, using: &random))
            let text = time.description
            #expect(text.utf8.count == 24)
            #expect(Timestamp(text) == time.wholeMilliseconds)
        }
    }

    @Test func `adding beyond the range stops at its end`() {
        let time = Timestamp(microseconds: 0)
        #expect(time.adding(hours: 72).description == "1970-01-04T00:00:00.000Z")
        #expect(time.adding(seconds: -1).description == "1969-12-31T23:59:59.000Z")
        #expect(time.adding(seconds: .max) == Timestamp(microseconds: .max))
        #expect(time.adding(seconds: .min) == Timestamp(microseconds: .min))
    }
}
