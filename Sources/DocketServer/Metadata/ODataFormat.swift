import DocketCore
import HTTPTypes

/// The forms in which a list is to be had (contract, section 6).
enum ListFormat: Sendable, Equatable {
    /// A plain array: what every client gets that asks for no other.
    case array
    /// The array in OData's envelope.
    case envelope(ODataMetadata)
    case csv
    case ndjson

    /// Chooses by `$format`, else by `Accept`.
    ///
    /// - Throws: `RequestError.notAcceptable`.
    init(_ headers: HTTPFields, format: String?) throws(RequestError) {
        self = try Accept.choose(Self.forms, headers, format: format)
    }

    /// The same for one thing, which is JSON with OData's context or without.
    ///
    /// - Throws: `RequestError.notAcceptable`.
    init(ofOne headers: HTTPFields, format: String?) throws(RequestError) {
        let forms = Self.forms.filter { $0.media.name == MediaType.json.name }
        self = try Accept.choose(forms, headers, format: format)
    }

    /// What stands in `Content-Type`.
    var contentType: String {
        switch self {
        case .array: MediaType.json.text
        case .envelope(let metadata): MediaType.odata(metadata).text
        case .csv: MediaType.csv.text
        case .ndjson: MediaType.ndjson.text
        }
    }

    private static let forms: [(media: MediaType, form: ListFormat)] = [
        (.json, .array), (.odata(.minimal), .envelope(.minimal)),
        (.odata(.none), .envelope(.none)), (.csv, .csv), (.ndjson, .ndjson),
    ]
}

extension Accept {
    /// Chooses among forms by `$format`, else by `Accept`.
    ///
    /// - Parameter format: the value of `$format`: a short name or a media type.
    /// - Throws: `RequestError.notAcceptable` with the names of the forms.
    static func choose<Form>(
        _ forms: [(media: MediaType, form: Form)], _ headers: HTTPFields, format: String?
    ) throws(RequestError) -> Form {
        guard let form = MediaRange.choose(forms, for: ranges(headers, format: format)) else {
            throw refusal(of: forms.map(\.media))
        }
        return form
    }

    /// What the client takes; empty for anything.
    static func ranges(_ headers: HTTPFields, format: String?) -> [MediaRange] {
        guard let format else { return MediaRange.read(headers[values: .accept]) }
        let media = shortNames[format.lowercased()]?.name ?? format
        // An empty `$format` is no form, and must not be anything.
        return [MediaRange(media[...]) ?? MediaRange("?")].compactMap(\.self)
    }

    /// The refusal where a client takes none of the forms.
    static func refusal(of forms: [MediaType]) -> RequestError {
        .notAcceptable(offers: forms.map(\.text))
    }

    /// The short names of `$format`.
    private static let shortNames: [String: MediaType] = [
        "json": .json, "xml": .xml, "csv": .csv, "ndjson": .ndjson,
    ]
}

extension Call {
    /// The value of `$format`, for what takes no other option.
    ///
    /// - Throws: `RequestError.notSupported` for another option, `.badRequest` for one that there
    ///   is not, that is wrong, or that is there twice.
    func formatOption() throws -> String? {
        var format: String?
        for option in try query() {
            guard ["$format", "format"].contains(option.name.lowercased()) else {
                _ = try queryOptions()
                throw RequestError.notSupported("\(option.name) on this resource")
            }
            guard format == nil else {
                throw RequestError.badRequest("$format is there more than once", position: 0)
            }
            format = option.value
        }
        return format
    }
}

extension Answer {
    /// An answer in one of OData's own formats.
    static func odata(_ body: [UInt8], as media: MediaType, _ version: ODataVersion) -> Answer {
        var answer = Answer.json(.ok, body)
        answer.headers[.contentType] = media.text
        return answer.noting(version)
    }

    /// The same answer with the version of OData that it is written for.
    func noting(_ version: ODataVersion) -> Answer {
        guard let name = HTTPField.Name("OData-Version") else { return self }
        return adding(name, version.rawValue)
    }
}
