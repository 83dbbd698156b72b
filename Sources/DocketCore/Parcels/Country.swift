/// A country of ISO 3166-1.
package struct Country: Sendable, Hashable {
    /// Two letters.
    package let iso2: String
    /// Three letters.
    package let iso3: String
    /// Its English name.
    package let name: String
    /// A regular expression for the whole of a postcode; `nil` where there are none, or no form of
    /// them is known.
    package let postcodeForm: String?

    /// All of them, by name.
    package static let all: [Country] = list.split(separator: "\n").compactMap { line in
        let cells = line.split(separator: "\t").map(String.init)
        guard cells.count >= 3 else { return nil }
        return Country(
            iso2: cells[0], iso3: cells[1], name: cells[2],
            postcodeForm: cells.count > 3 ? cells[3] : nil)
    }

    private static let byLetters: [String: Country] = {
        var known: [String: Country] = [:]
        for country in all {
            known[country.iso2] = country
            known[country.iso3] = country
        }
        return known
    }()

    private static let byName: [String: Country] = Dictionary(
        all.map { ($0.name.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })

    /// The country of those three letters, in upper case.
    package init?(iso3: String) {
        guard iso3.utf8.count == 3, let known = Self.byLetters[iso3] else { return nil }
        self = known
    }

    /// The country that somebody means: two letters, three letters, or its name, in any case.
    ///
    /// Source: `domain.md` B2: clients send three letters, and of goods the name.
    package init?(written: String) {
        let trimmed = Text(written).trimmed
        guard let known = Self.byLetters[trimmed.uppercased()] ?? Self.byName[trimmed.lowercased()]
        else { return nil }
        self = known
    }

    private init(iso2: String, iso3: String, name: String, postcodeForm: String?) {
        self.iso2 = iso2
        self.iso3 = iso3
        self.name = name
        self.postcodeForm = postcodeForm
    }
}

extension Text {
    /// The text without spaces, tabs and line ends at its ends.
    package var trimmed: String {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        let rest = utf8.drop(while: isSpace)
        let end = rest.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? rest.startIndex
        return String(decoding: rest[rest.startIndex..<end], as: UTF8.self)
    }
}
