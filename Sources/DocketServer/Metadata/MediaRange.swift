/// How much of OData's control information stands in an answer.
///
/// Source: OData 4.01 JSON Format, 3.1.
enum ODataMetadata: String, Sendable, Equatable, CaseIterable {
    /// Only what can't be left out: the next link and the count.
    case none
    /// With the address of the context.
    case minimal
    /// With all that a client could work out by itself; only to be had where that is nothing.
    case full
}

/// A form in which something is to be had.
struct MediaType: Sendable, Equatable {
    /// Type and subtype, in lower case.
    let name: String
    /// The value of `odata.metadata`, where the form has any.
    var metadata: ODataMetadata?

    /// As `Content-Type` has it.
    var text: String { metadata.map { "\(name);odata.metadata=\($0.rawValue)" } ?? name }

    /// JSON with no more than the resource.
    static let json = MediaType(name: "application/json")
    /// XML.
    static let xml = MediaType(name: "application/xml")
    /// The service document of AtomPub (RFC 5023).
    static let atomService = MediaType(name: "application/atomsvc+xml")
    /// CSV (RFC 4180).
    static let csv = MediaType(name: "text/csv")
    /// A JSON document a line.
    static let ndjson = MediaType(name: "application/x-ndjson")

    /// OData's JSON.
    static func odata(_ metadata: ODataMetadata) -> MediaType {
        MediaType(name: json.name, metadata: metadata)
    }
}

/// A form, or several, that a client takes.
///
/// Source: RFC 9110, section 12.5.1.
struct MediaRange: Sendable, Equatable {
    /// Type and subtype in lower case; `*` for any.
    let name: String
    /// The parameters with their names and values in lower case, `q` left out.
    private(set) var parameters: [String: String] = [:]
    /// How much the client wants it, from 0 (not at all) to 1.
    private(set) var quality = 1.0

    /// Reads the fields of `Accept`; what is no range is passed over.
    static func read(_ fields: [String]) -> [MediaRange] {
        fields.flatMap { split($0, at: ",") }.compactMap(MediaRange.init)
    }

    /// Reads one range.
    ///
    /// - Returns: `nil` where nothing stands there.
    init?(_ text: Substring) {
        var parts = Self.split(text, at: ";").map(\.trimmingSpaces)
        guard let name = parts.first, !name.isEmpty else { return nil }
        parts.removeFirst()
        // Some clients call JSON by a name that it never had.
        self.name = name.lowercased() == "text/json" ? MediaType.json.name : name.lowercased()
        for part in parts {
            let pair = part.split(separator: "=", maxSplits: 1).map(\.trimmingSpaces)
            guard pair.count == 2 else { continue }
            let value = pair[1].filter { $0 != "\"" }.lowercased()
            switch pair[0].lowercased() {
            case "q": quality = Double(value).map { min(max($0, 0), 1) } ?? 1
            // 4.01 lets the prefix be left out.
            case "metadata", "odata.metadata": parameters["odata.metadata"] = value
            case let name where !Self.harmless.contains(name): parameters[name] = value
            default: break
            }
        }
        // The names of the columns always come first (RFC 4180, section 3).
        if parameters["header"] == "present" { parameters["header"] = nil }
        // It asks for numbers as strings, and only where it is true.
        if parameters["ieee754compatible"] == "false" { parameters["ieee754compatible"] = nil }
    }

    /// Parameters that every form meets: UTF-8 is the only encoding, exponents are never written,
    /// and whatever order of members streaming asks for is the usual one.
    private static let harmless: Set = [
        "charset", "exponentialdecimals", "streaming", "odata.streaming",
    ]

    /// The same without `odata.metadata`.
    var withoutMetadata: MediaRange {
        var range = self
        range.parameters["odata.metadata"] = nil
        return range
    }

    /// How exactly it names a form; `nil` where it does not mean it. A parameter that the form
    /// lacks is one that is not to be had (OData 4.01 Protocol, 8.2.1).
    private func precision(for media: MediaType) -> Int? {
        var others = parameters
        var exact = 0
        if let value = others.removeValue(forKey: "odata.metadata") {
            guard value == media.metadata?.rawValue else { return nil }
            exact = 1
        }
        guard others.isEmpty else { return nil }
        if name == media.name { return 2 + exact }
        if name == "*/*" { return 0 }
        return name == media.name.prefix { $0 != "/" } + "/*" ? 1 : nil
    }

    /// The form that the client wants most; of those that it wants alike the one that it names
    /// more exactly, then the first.
    ///
    /// - Parameter ranges: none for a client that takes anything.
    /// - Returns: `nil` where it takes none of them.
    static func choose<Form>(
        _ forms: [(media: MediaType, form: Form)], for ranges: [MediaRange]
    ) -> Form? {
        guard !ranges.isEmpty else { return forms.first?.form }
        var best: (rank: (Double, Int), form: Form)?
        for (media, form) in forms {
            let matches = ranges.compactMap { range in
                range.precision(for: media).map { (precision: $0, quality: range.quality) }
            }
            guard let match = matches.max(by: { $0.precision < $1.precision }), match.quality > 0
            else { continue }
            let rank = (match.quality, match.precision)
            if let best, best.rank >= rank { continue }
            best = (rank, form)
        }
        return best?.form
    }

    /// Splits at a separator that stands outside quotes.
    private static func split(
        _ text: some StringProtocol, at separator: Character
    ) -> [Substring] {
        var isQuoted = false
        return Substring(text).split { character in
            if character == "\"" { isQuoted.toggle() }
            return character == separator && !isQuoted
        }
    }
}
