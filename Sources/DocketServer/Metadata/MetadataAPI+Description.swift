import DocketJSON
import HTTPTypes

// OData, in the words of docs/api/odata.md.

extension OperationDescription {
    static let readModel = OperationDescription(
        "readModel", .odata, "Reads the model",
        "Every list, its members and their types, for clients that are made from it.",
        parameters: [.modelFormat, .odataVersion, .odataMaxVersion],
        answers: [
            AnswerDescription(
                status: .ok, words: "The model: CSDL in XML or in JSON.",
                contents: [
                    .text(MediaType.xml.text, "<edmx:Edmx Version=\"4.01\">…</edmx:Edmx>"),
                    .json(
                        .object([
                            .init(
                                "$Version", Written.name(["4.01"]), "The version of OData.",
                                "4.01"),
                            .init(
                                "$EntityContainer", Schema("string"), "What holds the lists.",
                                "Docket.Container"),
                            .init("$Reference", Written.object, "What it is written in.", [:]),
                            .init("Docket", Written.object, "The types.", [:]),
                        ])),
                ], headers: [.odataVersion])
        ])
}

extension NamedSchema {
    /// What a company has, for clients of OData.
    static let serviceDocument = NamedSchema(
        "ServiceDocument",
        .object([
            .init(
                "@odata.context", Schema("string", ["format": "uri-reference"]),
                "Where the model is.", "http://127.0.0.1:8080/v1/Companies(14146)/$metadata",
                isRequired: false),
            .init(
                "value",
                .array(
                    of: .object([
                        .init("name", Schema("string"), "The name of the list.", "Orders"),
                        .init(
                            "kind", Written.name(["EntitySet"]), "That it is a list.", "EntitySet"),
                        .init(
                            "url", Schema("string", ["format": "uri-reference"]), "Where it is.",
                            "Orders"),
                    ])
                ), "Which lists there are."),
        ]))
}
