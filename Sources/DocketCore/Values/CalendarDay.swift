/// A day of the Gregorian calendar, wherever its clocks stand.
package struct CalendarDay: Sendable, Hashable, Comparable {
    /// Days since 1970-01-01.
    package let number: Int64

    /// A day by its number.
    package init(number: Int64) {
        self.number = number
    }

    /// The day that a clock in UTC shows, or one that goes ahead of it by some seconds.
    package init(at time: Timestamp, secondsAhead: Int64 = 0) {
        number = time.adding(seconds: secondsAhead).parts.days
    }

    /// Reads `2026-05-02`, and what begins so: a time of day, and an offset, change no day.
    ///
    /// - Returns: `nil` for a day that no calendar has, and for anything else.
    package init?(_ text: some StringProtocol) {
        let date = Array(text.utf8.prefix(10))
        let rest = text.utf8.dropFirst(10)
        guard date.count == 10, rest.isEmpty || rest.first == UInt8(ascii: "T"),
            let midnight = Timestamp(utf8: (date + Array("T00:00:00Z".utf8))[...])
        else { return nil }
        number = midnight.parts.days
    }

    /// The earlier one is less.
    package static func < (left: CalendarDay, right: CalendarDay) -> Bool {
        left.number < right.number
    }

    /// The day so many days later.
    package func adding(days: Int64) -> CalendarDay { CalendarDay(number: number + days) }

    /// 1 for Monday to 7 for Sunday (ISO 8601).
    package var weekday: Int64 {
        // 1970-01-01 was a Thursday.
        let place = (number + 3) % 7
        return place < 0 ? place + 8 : place + 1
    }

    /// Its midnight on a clock in UTC.
    package var midnight: Timestamp { Timestamp(microseconds: number * 86_400_000_000) }
}

extension CalendarDay: CustomStringConvertible {
    /// `2026-05-02`.
    package var description: String { String(midnight.description.prefix(10)) }
}
