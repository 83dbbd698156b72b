extension Timestamp {
    /// Reads an instant as HTTP has it: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
    ///
    /// - Returns: `nil` for anything else; the two obsolete forms are not read.
    package init?(httpDate text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT",
            let day = Self.number(parts[1], digits: 2), day > 0,
            let month = Self.months.firstIndex(of: parts[2]),
            let year = Self.number(parts[3], digits: 4), year >= 1970
        else { return nil }
        let time = parts[4].split(separator: ":", omittingEmptySubsequences: false)
            .map { Self.number($0, digits: 2) }
        guard time.count == 3, let hour = time[0], let minute = time[1], let second = time[2],
            hour < 24, minute < 60, second < 61
        else { return nil }
        let days = Self.days(year: year, month: Int64(month) + 1, day: day)
        let next =
            month == 11
            ? Self.days(year: year + 1, month: 1, day: 1)
            : Self.days(year: year, month: Int64(month) + 2, day: 1)
        guard days < next else { return nil }
        let seconds = hour * 3600 + minute * 60 + second
        self.init(microseconds: (days * 86_400 + seconds) * 1_000_000)
    }

    private static func number(_ text: Substring, digits: Int) -> Int64? {
        guard text.utf8.count == digits,
            text.utf8.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Int64(text)
    }

    private static let months: [Substring] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
