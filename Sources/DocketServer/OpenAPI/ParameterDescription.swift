import DocketCore
import DocketJSON

/// What a client may say in a path, behind `?` or in the header, beside the body.
struct ParameterDescription: Sendable {
    /// Where it stands.
    enum Place: String, Sendable {
        case path, query, header
    }

    /// The name among the components, where others have the same name in a request.
    let key: String
    let name: String
    let place: Place
    let words: String
    let schema: Schema
    /// Whether it must be there.
    let isRequired: Bool
    /// Whether its example is proposed to who tries the operation out.
    let isProposed: Bool

    /// A parameter; one of a path must be there.
    ///
    /// - Parameter key: its name among the components; `nil` for that in requests.
    init(
        _ key: String? = nil, name: String, _ place: Place, _ words: String, _ schema: Schema,
        isRequired: Bool = false, isProposed: Bool = false
    ) {
        self.key = key ?? name
        self.name = name
        self.place = place
        self.words = words
        self.schema = schema
        self.isRequired = isRequired || place == .path
        self.isProposed = isProposed || self.isRequired
    }

    /// As it stands among the components.
    var json: JSONValue {
        var members: [JSONValue.Member] = [
            .init("name", .string(name)), .init("in", .string(place.rawValue)),
            .init("description", .string(words)),
        ]
        var schema = schema
        if isRequired { members.append(.init("required", true)) }
        if isProposed {
            schema["examples"] = nil
            members.append(.init("example", schema.sample ?? .null))
        }
        members.append(.init("schema", schema.json))
        return .object(members)
    }

    /// Where that is.
    var reference: JSONValue { ["$ref": "#/components/parameters/\(key)"] }
}

// MARK: - Fields of the header

extension ParameterDescription {
    /// By what a request is found in the log.
    static let requestID = ParameterDescription(
        name: "X-Request-Id", .header,
        "By what the request is found in the log: 1 to \(RequestID.lengthMax) letters, digits, "
            + "`-`, `_` or `.`; anything else is passed over.",
        Schema("string").example("9f86d081884c7d65"))

    /// By what a repetition is known.
    static let idempotencyKey = ParameterDescription(
        name: "Idempotency-Key", .header,
        "A change that is sent again under the same key within 24 hours is made once, and gets "
            + "the first answer again. A string of RFC 8941, or bare.",
        Schema(
            "string",
            [
                "pattern": .string(
                    #"^([!#-+\-.-:<-\[\]-~]{1,255}|"([ !#-\[\]-~]|\\["\\]){1,255}""#
                        + #"(; *[a-z*][a-z0-9_.*-]*(=[a-z*][a-z0-9_.*-]*)?)*)$"#)
            ]
        ).example("\"8e03978e-40d5-43e8-bc93-6894a57f9324\""))

    /// What is preferred of a change.
    static let preferForChange = ParameterDescription(
        "Prefer-for-change", name: "Prefer", .header,
        "`dry-run` answers what the change would have been answered, and changes nothing. "
            + "`handling=lenient` keeps both a shipping Customer and a shipping Location; "
            + "`handling=strict` refuses them.",
        Schema("string").example("dry-run"))

    /// What is preferred of a list.
    static let preferForList = ParameterDescription(
        "Prefer-for-list", name: "Prefer", .header,
        "`odata.maxpagesize=100` has the list come in pages of so many at most.",
        Schema("string").example("odata.maxpagesize=100"))

    /// The version that a change begins from.
    static let ifMatch = ParameterDescription(
        name: "If-Match", .header,
        "Makes the change only where the order is at one of these Versions, as `ETag` has them.",
        Schema("string").example("*"))

    /// The version that a change does not begin from.
    static let ifNoneMatchForChange = ParameterDescription(
        "If-None-Match-for-change", name: "If-None-Match", .header,
        "Makes the change only where the order is at none of these Versions.",
        Schema("string").example("\"0\""))

    /// What the client has.
    static let ifNoneMatch = ParameterDescription(
        name: "If-None-Match", .header,
        "What the client has, as `ETag` said it: 304 where it is still so.",
        Schema("string").example("\"0\""))

    /// Where a reader of events goes on.
    static let lastEventID = ParameterDescription(
        name: "Last-Event-ID", .header,
        "Where a reader that was cut off goes on: the Sequence of the last event that it has. "
            + "Goes before `after`, and counts only where events are followed.",
        Schema("string").example("5"))

    /// The version that a client writes.
    static let odataVersion = ParameterDescription(
        name: "OData-Version", .header, "The version of OData that the client writes.",
        Schema("string", ["maxLength": 8, "pattern": #"^0*4(\.0[0-9]*)?$"#]).example("4.01"))

    /// The greatest version that a client reads.
    static let odataMaxVersion = ParameterDescription(
        name: "OData-MaxVersion", .header,
        "The greatest version of OData that the client reads.",
        Schema("string", ["maxLength": 8, "pattern": #"^0*([4-9]|[1-9][0-9]+)(\.[0-9]+)?$"#])
            .example("4.01"))

    /// The same of one thing, where it counts only in a form of OData's.
    static let odataVersions = [odataVersion, odataMaxVersion].map { version in
        ParameterDescription(
            "\(version.name)-of-one", name: version.name, .header,
            version.words + " It counts only where one of OData's forms is asked for.",
            Schema("string").example("4.01"))
    }
}
