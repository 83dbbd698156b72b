import DocketCore
import Testing

@Suite struct HTTPDateTests {
    @Test(
        arguments: [
            ("Sun, 06 Nov 1994 08:49:37 GMT", 784_111_777),
            ("Thu, 01 Jan 1970 00:00:00 GMT", 0),
            ("Mon, 29 Feb 2016 00:00:00 GMT", 1_456_704_000),
            ("Sat, 31 Dec 2016 23:59:60 GMT", 1_483_228_800),
            ("Fri, 31 Dec 9999 23:59:59 GMT", 253_402_300_799),
        ] as [(String, Int64)])
    func `the form of RFC 9110 is read`(text: String, seconds: Int64) {
        #expect(Timestamp(httpDate: text)?.microseconds == seconds * 1_000_000)
    }

    @Test(
        arguments: Array(
            "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(separator: " ")
                .enumerated()))
    func `each month has its name`(place: Int, name: Substring) {
        let number = place < 9 ? "0\(place + 1)" : "\(place + 1)"
        let time = Timestamp(httpDate: "Mon, 09 \(name) 2026 07:08:09 GMT")
        #expect(time?.description == "2026-\(number)-09T07:08:09.000Z")
    }

    @Test(arguments: [
        "", "120", "1.5", "soon", "2026-11-21T21:28:28Z", "Sunday, 06-Nov-94 08:49:37 GMT",
        "Sun Nov  6 08:49:37 1994", "06 Nov 1994 08:49:37 GMT", "Sun 06 Nov 1994 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37", "Sun, 06 Nov 1994 08:49:37 UTC",
        "Sun, 06 Nov 1994 08:49:37 gmt",
        "Sun, 06 Nov 1994 08:49:37 +0000", "Sun, 06 Nov 1994 24:00:00 GMT",
        "Sun, 06 Nov 1994 08:60:00 GMT", "Sun, 06 Nov 1994 08:00:61 GMT",
        "Sun, 06 Nov 1994 08:49 GMT", "Sun, 06 Nov 1994 08:49:-1 GMT",
        "Sun, 00 Nov 1994 08:49:37 GMT",
        "Sun, 32 Nov 1994 08:49:37 GMT", "Sun, x Nov 1994 08:49:37 GMT",
        "Sun, 06 Now 1994 08:49:37 GMT",
        "Sun, 06 11 1994 08:49:37 GMT", "Sun, 06 Nov 1969 08:49:37 GMT",
        "Sun, 06 Nov 10000 08:49:37 GMT", "Sun, 06 Nov 94 08:49:37 GMT",
        "Sun, 06 Nov 1994 08:49:37 GMT x",
    ])
    func `anything else is refused`(text: String) {
        #expect(Timestamp(httpDate: text) == nil)
    }

    @Test(arguments: [
        "Mon, 30 Feb 2026 00:00:00 GMT", "Mon, 29 Feb 2027 00:00:00 GMT",
        "Mon, 31 Apr 2026 00:00:00 GMT", "Sun, 06 Nov 1994 08:49:37:999 GMT",
        "Sun, 06 Nov 1994 08:x:49:37 GMT", "Sun, +6 Nov 1994 08:49:37 GMT",
    ])
    func `a day or a time that is none is refused`(text: String) {
        #expect(Timestamp(httpDate: text) == nil)
    }
}
