/// Which postcodes of a country a zone takes: `BT`, `KA27`, `PA20-78`, `97000-98999`.
///
/// In the United Kingdom a range names an area (`BT`), a district of it (`KA27`) or several in a
/// row (`PA20-78`); elsewhere it is how postcodes begin, and two numbers of the same length are the
/// first and the last of them.
package struct PostcodeRange: Sendable, Hashable {
    /// How the postcodes begin: letters, then perhaps digits.
    private let letters: String
    /// The numbers behind the letters; `nil` for all.
    private let numbers: ClosedRange<Int>?
    /// How many digits these are written with.
    private let digitCount: Int

    /// The country whose postcodes end in three characters that tell no place apart here.
    private static let unitedKingdom = "GBR"
    private static let numberDigitsMax = 9

    /// Reads a range; `nil` for what is none.
    package init?(_ text: String) {
        let parts = text.uppercased().split(separator: "-", omittingEmptySubsequences: false)
        guard let first = parts.first, parts.count <= 2, !first.isEmpty,
            first.unicodeScalars.allSatisfy(Postcode.isKept)
        else { return nil }
        let digits = first.reversed().prefix(while: Postcode.isDigit).count
        letters = String(first.dropLast(digits))
        digitCount = digits
        guard digits <= Self.numberDigitsMax else { return nil }
        let from = Int(first.suffix(digits))
        guard parts.count == 2 else {
            numbers = from.map { $0...$0 }
            return
        }
        guard let from, let to = Int(parts[1]), from <= to, parts[1].allSatisfy(Postcode.isDigit)
        else { return nil }
        numbers = from...to
    }

    /// How narrow it is, where a country's postcode is in it; `nil` where it is not.
    ///
    /// - Parameter postcode: without spaces, in upper case.
    package func narrowness(of postcode: Postcode, in country: String) -> Int? {
        let isBritish = country == Self.unitedKingdom
        let place = isBritish ? postcode.district : postcode.text
        guard place.hasPrefix(letters) else { return nil }
        let rest = place.dropFirst(letters.count)
        if isBritish, let next = rest.first, !Postcode.isDigit(next) { return nil }
        guard let numbers else { return 1 + letters.count }
        let digits = rest.prefix(while: Postcode.isDigit)
        guard let number = Int(isBritish ? digits : digits.prefix(digitCount)),
            numbers.contains(number)
        else { return nil }
        return 1 + letters.count + digitCount
    }
}

/// A postcode as it is compared: letters and digits only, in upper case.
package struct Postcode: Sendable, Hashable {
    /// The letters and digits.
    package let text: String

    /// A postcode as somebody wrote it.
    package init(_ written: String) {
        text = String(
            String.UnicodeScalarView(written.uppercased().unicodeScalars.filter(Self.isKept)))
    }

    /// The outward code of a British postcode, or all of it where that is all there is.
    var district: String { text.count >= 5 ? String(text.dropLast(3)) : text }

    static func isKept(_ scalar: Unicode.Scalar) -> Bool {
        ("A"..."Z").contains(scalar) || ("0"..."9").contains(scalar)
    }

    static func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }
}
