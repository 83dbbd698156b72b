extension Timestamp {
    /// Reads an instant as HTTP has it: `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7).
    ///
    /// - Returns: `nil` for anything else; the two obsolete forms are not read.
    package init?(httpDate text: String) {
        let parts = text.split(separator: " ")
        guard parts.count == 6, parts[0].hasSuffix(","), parts[5] == "GMT",
            let day = Int64(parts[1]), (1...31).contains(day),
            let month = Self.months.firstIndex(of: parts[2]), let year = Int64(parts[3]),
            (1970...9999).contains(year)
        else { return nil }
        let time = parts[4].split(separator: ":").compactMap { UInt8($0) }
        guard time.count == 3, time[0] < 24, time[1] < 60, time[2] < 61 else { return nil }
        let days = Self.days(year: year, month: Int64(month) + 1, day: day)
        let seconds = Int64(time[0]) * 3600 + Int64(time[1]) * 60 + Int64(time[2])
        self.init(microseconds: (days * 86_400 + seconds) * 1_000_000)
    }

    private static let months: [Substring] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
