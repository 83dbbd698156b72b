extension Timestamp {
    /// Reads any RFC 3339 form with up to nine fraction digits, and the documents' form without a
    /// zone, which means UTC (contract, section 1). What is finer than a microsecond is dropped.
    ///
    /// - Returns: `nil` for anything else, a day that is not in the calendar included.
    package init?(_ text: String) {
        self.init(utf8: ArraySlice(text.utf8))
    }

    /// Reads the same forms from bytes.
    package init?(utf8: ArraySlice<UInt8>) {
        var reader = TimeReader(rest: utf8)
        guard let date = reader.date(), reader.skip("T", "t", " "), let time = reader.time(),
            let zoneSeconds = reader.zone(), reader.rest.isEmpty
        else { return nil }
        let days = Self.days(year: date.year, month: date.month, day: date.day)
        self.init(
            microseconds: (days * 86_400 + time.seconds - zoneSeconds) * 1_000_000
                + time.microseconds)
    }
}

/// Reads the parts of a written time from the front of `rest`.
private struct TimeReader {
    var rest: ArraySlice<UInt8>

    mutating func date() -> (year: Int64, month: Int64, day: Int64)? {
        guard let year = digits(4), skip("-"), let month = digits(2), skip("-"),
            let day = digits(2), (1...12).contains(month),
            (1...Self.daysIn(month, of: year)).contains(day)
        else { return nil }
        return (year, month, day)
    }

    mutating func time() -> (seconds: Int64, microseconds: Int64)? {
        guard let hour = digits(2), hour < 24, skip(":"), let minute = digits(2), minute < 60
        else { return nil }
        guard skip(":") else { return (hour * 3600 + minute * 60, 0) }
        guard let second = digits(2), second < 61 else { return nil }
        let seconds = hour * 3600 + minute * 60 + min(second, 59)
        guard skip(".") else { return (seconds, 0) }
        guard let microseconds = fraction() else { return nil }
        return (seconds, microseconds)
    }

    /// One to nine digits, as microseconds.
    private mutating func fraction() -> Int64? {
        var value: Int64 = 0
        var count = 0
        while let byte = rest.first, (0x30...0x39).contains(byte) {
            count += 1
            guard count <= 9 else { return nil }
            if count <= 6 { value = value * 10 + Int64(byte - 0x30) }
            rest.removeFirst()
        }
        guard count > 0 else { return nil }
        for _ in min(count, 6)..<6 { value *= 10 }
        return value
    }

    /// The offset from UTC in seconds; no zone is UTC.
    mutating func zone() -> Int64? {
        if rest.isEmpty || skip("Z", "z") { return 0 }
        let negative = rest.first == UInt8(ascii: "-")
        guard skip("+", "-"), let hour = digits(2), hour < 24, skip(":"),
            let minute = digits(2), minute < 60
        else { return nil }
        return (hour * 3600 + minute * 60) * (negative ? -1 : 1)
    }

    mutating func skip(_ choices: Unicode.Scalar...) -> Bool {
        guard let byte = rest.first, choices.contains(where: { $0.value == UInt32(byte) })
        else { return false }
        rest.removeFirst()
        return true
    }

    private mutating func digits(_ count: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<count {
            guard let byte = rest.first, (0x30...0x39).contains(byte) else { return nil }
            value = value * 10 + Int64(byte - 0x30)
            rest.removeFirst()
        }
        return value
    }

    static func daysIn(_ month: Int64, of year: Int64) -> Int64 {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}
