import DocketCore
import Testing

@Suite struct CollectionDaysTests {
    private static func days(
        _ slug: String = "courier-next-day", at now: String
    ) throws -> CollectionDays {
        let card = try RateCard(tables: RateCard.sandboxTables)
        let local = LocalTime(at: try #require(Timestamp(now)), secondsAhead: 0)
        return CollectionDays(
            of: try #require(card.service(slug)), on: card, today: local.day,
            minutes: local.minutes)
    }

    @Test(arguments: [
        // A Monday, before the cut-off and at it.
        ("courier-next-day", "2026-11-23T15:59:59Z", "2026-11-23"),
        ("courier-next-day", "2026-11-23T16:00:00Z", "2026-11-24"),
        // A Friday: Saturdays only where they have a price.
        ("courier-next-day", "2026-11-27T17:00:00Z", "2026-11-28"),
        ("tarn-economy", "2026-11-27T18:00:00Z", "2026-11-30"),
        // Christmas, which is a Friday, and its substitute on Monday.
        ("tarn-economy", "2026-12-24T19:00:00Z", "2026-12-29"),
    ])
    func `the first day is a working day that is not too late`(
        slug: String, now: String, first: String
    ) throws {
        let days = try Self.days(slug, at: now)
        #expect(days.all.first == CalendarDay(first))
        #expect(days.first(from: try #require(CalendarDay("2017-05-02"))) == CalendarDay(first))
    }

    @Test func `days are four weeks ahead at most`() throws {
        let days = try Self.days(at: "2026-11-23T08:00:00Z")
        #expect(days.all.last == CalendarDay("2026-12-21"))
        #expect(try days.first(from: #require(CalendarDay("2026-12-22"))) == nil)
        #expect(try !days.isPossible(#require(CalendarDay("2026-12-22"))))
    }

    @Test(arguments: [
        ("courier-next-day", "2026-11-27", "2026-11-30"),
        ("courier-next-day", "2026-12-24", "2026-12-29"),
        ("tarn-europe", "2026-11-23", "2026-12-02"),
    ])
    func `a delivery takes working days`(slug: String, collected: String, there: String) throws {
        let days = try Self.days(slug, at: "2026-11-23T08:00:00Z")
        let day = try #require(CalendarDay(collected))
        #expect(days.delivery(collectedOn: day) == CalendarDay(there))
    }

    @Test(
        arguments: [
            ("2026-11-23", 1), ("2026-11-29", 7), ("1970-01-01", 4), ("1969-12-31", 3),
            ("2000-02-29", 2),
        ] as [(String, Int64)])
    func `a day has its weekday`(day: String, weekday: Int64) throws {
        #expect(try #require(CalendarDay(day)).weekday == weekday)
    }

    @Test(arguments: [
        "2026-11-23T10:00:00", "2026-11-23T10:00:00.1234567+01:00", "2026-11-23T", "2026-11-23",
    ])
    func `a time of day changes no day`(text: String) {
        #expect(CalendarDay(text)?.description == "2026-11-23")
    }

    @Test(arguments: ["", "2026-02-30", "2026-1-1", "20261123", "2026-11-23 10:00", "23.11.2026"])
    func `what is no day is none`(text: String) {
        #expect(CalendarDay(text) == nil)
    }
}
