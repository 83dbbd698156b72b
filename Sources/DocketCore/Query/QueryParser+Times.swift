extension QueryParser {
    /// Whether the outline of a date follows: an optional sign, four or more digits, `-`, two
    /// digits, `-`, two digits.
    var isDateAhead: Bool {
        var ahead = self
        ahead.skip("-")
        guard ahead.digits().count >= 4, ahead.skip("-"), ahead.digits().count == 2,
            ahead.skip("-")
        else { return false }
        return ahead.digits().count == 2
    }

    /// Whether the outline of a time of day follows: two digits, `:`, two digits.
    var isTimeAhead: Bool {
        var ahead = self
        return ahead.digits().count == 2 && ahead.skip(":") && ahead.digits().count == 2
    }

    /// `2012-09-03`, or `2012-09-03T22:09:02Z`.
    mutating func dateOrInstant() throws(QueryError) -> QueryLiteral {
        var ahead = self
        _ = try ahead.date()
        if ahead.peek == "T" || ahead.peek == "t" { return try instant(zoneIsRequired: true) }
        let days = try date()
        try requireNoMore(of: "date")
        return .date(days: days)
    }

    /// `2012-09-03T22:09:02.5+02:00`. Where the zone is missing and may be, it is UTC, as
    /// everywhere in the contract (section 1).
    mutating func instant(zoneIsRequired: Bool) throws(QueryError) -> QueryLiteral {
        let days = try date()
        guard skip("T") || skip("t") else { throw expected("'T'") }
        let time = try timeOfDay()
        var offset = 0
        if zoneIsRequired || peek != "'" { offset = try zone() }
        try requireNoMore(of: "instant")
        let minutes = days.multipliedReportingOverflow(by: 1440)
        let start = minutes.partialValue.subtractingReportingOverflow(Int64(offset))
        let scaled = start.partialValue.multipliedReportingOverflow(by: 60_000_000)
        let sum = scaled.partialValue.addingReportingOverflow(time)
        let isFar = minutes.overflow || start.overflow || scaled.overflow || sum.overflow
        return .instant(
            microseconds: isFar ? (days < 0 ? .min : .max) : sum.partialValue,
            offsetMinutes: offset)
    }

    /// The day's number. Years beyond what any clock will show are all the same year.
    private mutating func date() throws(QueryError) -> Int64 {
        let start = position
        let isNegative = skip("-")
        let yearDigits = digits()
        let isPadded = yearDigits.count > 4 && yearDigits.first == "0"
        var year = Self.number(yearDigits, most: 1_000_000_000_000)
        if isNegative { year = -year }
        guard yearDigits.count >= 4, !isPadded, skip("-"), let month = twoDigits(1...12),
            skip("-"), let day = twoDigits(1...Self.days(in: month, of: year))
        else { throw notA("date of the calendar, such as 2015-03-27", from: start) }
        return Timestamp.days(year: year, month: month, day: day)
    }

    /// Microseconds since midnight. As `Timestamp` does, a leap second counts as the second
    /// before it, and what is finer than a microsecond is dropped.
    mutating func timeOfDay() throws(QueryError) -> Int64 {
        let start = position
        let expectation = "time of day, such as 18:47:29.901"
        guard let hour = twoDigits(0...23), skip(":"), let minute = twoDigits(0...59)
        else { throw notA(expectation, from: start) }
        let minutes = hour * 60 + minute
        guard skip(":") else { return minutes * 60_000_000 }
        guard let second = twoDigits(0...60) else { throw notA(expectation, from: start) }
        let seconds = minutes * 60 + min(second, 59)
        guard skip(".") else { return seconds * 1_000_000 }
        let fraction = digits()
        guard (1...12).contains(fraction.count) else { throw notA(expectation, from: start) }
        return seconds * 1_000_000 + Self.microseconds(fraction)
    }

    /// The offset from UTC in minutes.
    private mutating func zone() throws(QueryError) -> Int {
        if skip("Z") || skip("z") { return 0 }
        let isNegative = peek == "-"
        // A plus that was not percent-encoded has become a space on its way.
        guard peek == "-" || peek == "+" else { throw expected("'Z' or an offset such as +02:00") }
        advance()
        guard let hour = twoDigits(0...23), skip(":"), let minute = twoDigits(0...59)
        else { throw expected("an offset such as +02:00") }
        let offset = Int(hour * 60 + minute)
        return isNegative ? -offset : offset
    }

    private mutating func twoDigits(_ range: ClosedRange<Int64>) -> Int64? {
        guard let first = peek, first.isDigit, let second = scalar(at: position + 1),
            second.isDigit
        else { return nil }
        let value = Self.number([first, second], most: 99)
        guard range.contains(value) else { return nil }
        advance(by: 2)
        return value
    }

    private func notA(_ expectation: String, from start: Int) -> QueryError {
        let written = text[start...].prefix { $0.isNamePart || "+-.:".unicodeScalars.contains($0) }
        return .invalid(
            "'\(string(written.prefix(30)))' is not a \(expectation)", position: start)
    }

    private static func number(_ digits: ArraySlice<Unicode.Scalar>, most: Int64) -> Int64 {
        var value: Int64 = 0
        for digit in digits { value = min(value * 10 + Int64(digit.value - 0x30), most) }
        return value
    }

    private static func microseconds(_ fraction: ArraySlice<Unicode.Scalar>) -> Int64 {
        var value = number(fraction.prefix(6), most: 999_999)
        for _ in min(fraction.count, 6)..<6 { value *= 10 }
        return value
    }

    private static func days(in month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

// MARK: - Durations

extension QueryParser {
    /// `P1DT2H3M4.5S`, in microseconds.
    mutating func duration() throws(QueryError) -> Int64 {
        let start = position
        var sum: Int64 = 0
        var isFar = false
        func add(_ digits: ArraySlice<Unicode.Scalar>, _ seconds: Int64) {
            let count = Self.number(digits, most: 100_000_000_000_000_000)
            let (scaled, overflow) = count.multipliedReportingOverflow(by: seconds * 1_000_000)
            let (total, overflow2) = sum.addingReportingOverflow(scaled)
            isFar = isFar || overflow || overflow2
            sum = total
        }
        let isNegative = skip("-")
        guard skip(word: "P") else { throw notADuration(from: start) }
        let parts = position
        if let days = component("D") { add(days, 86_400) }
        if skip(word: "T") {
            let times = position
            if let hours = component("H") { add(hours, 3600) }
            if let minutes = component("M") { add(minutes, 60) }
            if let (seconds, fraction) = try secondsComponent() {
                add(seconds, 1)
                sum = sum &+ Self.microseconds(fraction)
            }
            if position == times { throw notADuration(from: start) }
        }
        guard position > parts else { throw notADuration(from: start) }
        if isFar || sum < 0 { throw .invalid("the duration is too long", position: start) }
        return isNegative ? -sum : sum
    }

    /// OData 2 writes a time of day as the duration since midnight.
    mutating func oldTimeOfDay() throws(QueryError) -> Int64 {
        let start = position
        let time = try duration()
        guard (0..<86_400_000_000).contains(time) else {
            throw .invalid("a time of day lies within one day", position: start)
        }
        return time
    }

    /// Digits before a letter; `nil`, and nothing passed over, where another letter follows.
    private mutating func component(_ letter: StaticString) -> ArraySlice<Unicode.Scalar>? {
        var ahead = self
        let digits = ahead.digits()
        guard !digits.isEmpty, ahead.skip(word: letter) else { return nil }
        self = ahead
        return digits
    }

    private mutating func secondsComponent() throws(QueryError) -> (
        ArraySlice<Unicode.Scalar>, fraction: ArraySlice<Unicode.Scalar>
    )? {
        let whole = digits()
        if whole.isEmpty { return nil }
        var fraction: ArraySlice<Unicode.Scalar> = []
        if skip(".") {
            fraction = digits()
            if fraction.isEmpty { throw expected("the digits of the fraction") }
        }
        guard skip(word: "S") else { throw expected("'S'") }
        return (whole, fraction)
    }

    private func notADuration(from start: Int) -> QueryError {
        .invalid("expected a duration such as P1DT2H3M4.5S", position: start)
    }
}
