/// An instant in UTC, in whole microseconds since 1970-01-01T00:00:00Z.
///
/// Stored and compared as a number, so that it is the same in every database.
package struct Timestamp: Sendable, Hashable, Comparable {
    /// Microseconds since 1970-01-01T00:00:00Z; negative before.
    package let microseconds: Int64

    /// An instant by its microseconds since 1970.
    package init(microseconds: Int64) {
        self.microseconds = microseconds
    }

    /// The earlier one is less.
    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }

    /// The instant `seconds` later; saturates at the ends of the range.
    package func adding(seconds: Int64) -> Timestamp {
        let (delta, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let (sum, overflow2) = microseconds.addingReportingOverflow(delta)
        if overflow || overflow2 { return Timestamp(microseconds: seconds < 0 ? .min : .max) }
        return Timestamp(microseconds: sum)
    }

    /// The instant `hours` later; saturates at the ends of the range.
    package func adding(hours: Int) -> Timestamp {
        adding(seconds: Int64(hours) * 3600)
    }

    /// The same instant without what is finer than a millisecond: what the server writes out has
    /// three digits, so what it stores has no more, and a client can ask for what it was shown.
    package var wholeMilliseconds: Timestamp {
        let rest = microseconds % 1000
        return Timestamp(microseconds: microseconds - (rest < 0 ? rest + 1000 : rest))
    }
}

// MARK: - Writing

extension Timestamp: CustomStringConvertible {
    /// The most characters that an instant has.
    package static let textLengthMax = 26

    /// Writes `2015-03-27T18:47:29.901Z`, always three digits and `Z` (contract, section 1), to
    /// where there is room for it.
    ///
    /// - Returns: how many characters that are.
    package func write(to text: UnsafeMutablePointer<UInt8>) -> Int {
        let (days, inDay) = Self.floorDivide(microseconds, 86_400_000_000)
        let (year, month, day) = Self.civil(fromDays: days)
        let milliseconds = Int32(truncatingIfNeeded: inDay / 1000)
        var count = 0
        func put(_ number: Int32, places: Int, _ next: UInt8) {
            var rest = number
            for place in stride(from: count + places - 1, through: count, by: -1) {
                text[place] = 0x30 &+ UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            text[count + places] = next
            count += places + 1
        }
        // Six places are enough for every instant of 64 bits, four for all that clients can send.
        put(
            Int32(truncatingIfNeeded: year.magnitude), places: year > 9999 ? 6 : 4,
            UInt8(ascii: "-"))
        put(Int32(truncatingIfNeeded: month), places: 2, UInt8(ascii: "-"))
        put(Int32(truncatingIfNeeded: day), places: 2, UInt8(ascii: "T"))
        put(milliseconds / 3_600_000, places: 2, UInt8(ascii: ":"))
        put(milliseconds / 60_000 % 60, places: 2, UInt8(ascii: ":"))
        put(milliseconds / 1000 % 60, places: 2, UInt8(ascii: "."))
        put(milliseconds % 1000, places: 3, UInt8(ascii: "Z"))
        return count
    }

    /// `2015-03-27T18:47:29.901Z`.
    package var description: String {
        String(unsafeUninitializedCapacity: Self.textLengthMax) { text in
            guard let start = text.baseAddress else { return 0 }
            return write(to: start)
        }
    }

    /// `2015-03-27T18:47:29.9010000Z`: the same with seven digits, as some documents have it.
    package var sevenDigits: String { "\(description.dropLast())0000Z" }

    /// The day, the date and the time of day that a calendar and a clock in UTC show.
    package var parts: Parts {
        let (days, inDay) = Self.floorDivide(microseconds, 86_400_000_000)
        let (year, month, day) = Self.civil(fromDays: days)
        return Parts(days: days, inDay: inDay, year: year, month: month, day: day)
    }

    /// What a calendar and a clock in UTC show.
    package struct Parts: Sendable {
        /// Days since 1970-01-01.
        package let days: Int64
        /// Microseconds since midnight.
        package let inDay: Int64
        /// The year; 0 is the one before 1.
        package let year: Int64
        /// 1 to 12.
        package let month: Int64
        /// 1 to 31.
        package let day: Int64
    }

    private static func floorDivide(_ value: Int64, _ by: Int64) -> (Int64, Int64) {
        let (quotient, rest) = value.quotientAndRemainder(dividingBy: by)
        return rest < 0 ? (quotient - 1, rest + by) : (quotient, rest)
    }

    /// The date of a day number in the proleptic Gregorian calendar (Howard Hinnant,
    /// "chrono-Compatible Low-Level Date Algorithms", civil_from_days).
    private static func civil(fromDays days: Int64) -> (Int64, Int64, Int64) {
        let shifted = days + 719_468
        let (era, dayOfEra) = floorDivide(shifted, 146_097)
        let yearOfEra =
            (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, day)
    }

    /// The day number of a date (the inverse, days_from_civil).
    static func days(year: Int64, month: Int64, day: Int64) -> Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let (era, yearOfEra) = floorDivide(shiftedYear, 400)
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }
}
