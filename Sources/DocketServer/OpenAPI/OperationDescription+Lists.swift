import DocketJSON
import HTTPTypes

/// A list as all its operations describe it.
struct ListDescription: Sendable {
    /// What it lists, such as `Orders`, as the file of CSV is called.
    let name: String
    let tag: OperationTag
    /// One of them, with the members that are selected.
    let element: NamedSchema
    /// A condition that the sandbox has something for.
    let filter: JSONValue
    /// What lies inside as a list of its own.
    var inside: String?
    /// Whether it is below a company, so that OData's forms have a context.
    var isOfCompany = true
    /// Whether its answer has the order's Version.
    var isTagged = false
    /// What a row of CSV looks like, and of NDJSON.
    let row: (csv: String, ndjson: String)

    /// The list itself.
    ///
    /// - Parameter words: what comes, and in which order.
    func all(_ id: String, _ words: String) -> OperationDescription {
        var headers: [HeaderDescription] = [
            .link, .odataCount, .preferenceApplied, .odataVersion, .contentDisposition,
        ]
        if isTagged { headers.append(.eTag.orNone) }
        return OperationDescription(
            id, tag, "Lists \(name)", words,
            parameters: conditions + [.orderBy, .top, .skip, .select]
                + (inside.map { [.expand($0)] } ?? [])
                + [.count, .skipToken, .listFormat, .preferForList]
                + [.odataVersion, .odataMaxVersion] + (isTagged ? [.ifNoneMatch] : []),
            answers: [
                AnswerDescription(
                    status: .ok, words: "Those that there are.", contents: contents,
                    headers: headers)
            ])
    }

    /// How many it has.
    func count(_ id: String) -> OperationDescription {
        OperationDescription(
            id, tag, "Counts \(name)", "`$filter` and `$search` apply; other options have no say.",
            parameters: conditions,
            answers: [
                AnswerDescription(
                    status: .ok, words: "The number.",
                    contents: [
                        .init(
                            type: "text/plain",
                            schema: Schema("string", ["pattern": "^[0-9]+$"]), example: "2")
                    ])
            ])
    }

    private var conditions: [ParameterDescription] {
        [.filter(name.lowercased(), filter), .search]
    }

    private var contents: [AnswerDescription.Content] {
        let list = Schema.array(of: element.reference)
        return [
            .json(list),
            .init(
                type: MediaType.odata(.minimal).text,
                schema: envelope(of: list, hasContext: isOfCompany)),
            .init(type: MediaType.odata(.none).text, schema: envelope(of: list, hasContext: false)),
            .text(MediaType.csv.text, row.csv), .text(MediaType.ndjson.text, row.ndjson),
        ]
    }

    private func envelope(of list: Schema, hasContext: Bool) -> Schema {
        let address = Schema("string", ["format": "uri-reference"])
        let next = "http://127.0.0.1:8080/v1/Companies(14146)/\(name)?$skiptoken=4fG7"
        let parts: [Schema.Property] = [
            .init(
                "@odata.count", Written.longInteger.with(["minimum": 0]),
                "How many there are, where `$count` asks.", 1, isRequired: false),
            .init("value", list, "Those that there are."),
            .init(
                "@odata.nextLink", address, "Where the next page is.", .string(next),
                isRequired: false),
        ]
        return .object((hasContext ? [.odataContext(name)] : []) + parts)
    }
}

extension Schema.Property {
    /// The address of OData's context.
    static func odataContext(_ name: String) -> Self {
        Self(
            "@odata.context", Schema("string", ["format": "uri-reference"]),
            "Where the model says what this is.",
            .string("http://127.0.0.1:8080/v1/Companies(14146)/$metadata#\(name)"))
    }
}
