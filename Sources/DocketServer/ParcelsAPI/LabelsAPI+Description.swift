import DocketCore
import DocketJSON
import HTTPTypes

extension OperationDescription {
    static let readLabels = OperationDescription(
        "readLabels", .parcels, "Reads labels",
        "Of an order or of a line that is paid; before that there are none, 404. An "
            + "`OrderLineIdHmac`, percent-encoded, or the order's hash stands for a token. JSON "
            + "with the files in base64; the file itself for who accepts it, such as a browser.",
        at: "/api/labels/{reference}",
        parameters: [
            .labelReference, .referenceType, .labelMedia, .labelFormat, .parcelHash,
            .docketCompany,
        ],
        answers: [
            AnswerDescription(
                status: .ok, words: "The labels.",
                contents: [.json(NamedSchema.labels.reference)]
                    + LabelFormat.allCases.map { .text($0.mediaType, "…") })
        ])

    static let readSeparateLabels = OperationDescription(
        "readSeparateLabels", .parcels, "Reads the labels line by line",
        at: "/api/labels/{reference}/separate",
        parameters: [
            .labelReference, .referenceType, .labelMedia, .labelFormat, .parcelHash,
            .docketCompany,
        ],
        answers: [.ok("The labels of each line.", NamedSchema.separateLabels.reference)])
}

extension ParameterDescription {
    /// Whose labels.
    static let labelReference = ParameterDescription(
        name: "reference", .path, "The OrderId, the OrderLineId, or the OrderLineIdHmac.",
        Schema("string", ["minLength": 1, "maxLength": 100]).example("1414687651234987"))

    /// What the reference is.
    static let referenceType = ParameterDescription(
        name: "referenceType", .query, "What the reference is; Docket sees it by itself.",
        Written.name(["OrderId", "OrderLineId"]).example("OrderId"))

    /// What they are printed on.
    static let labelMedia = ParameterDescription(
        name: "labelMedia", .query, "What they are printed on; A4 without it.",
        Written.name(LabelMedia.allCases.map(\.rawValue)).example("Label4X6"))

    /// How they are written.
    static let labelFormat = ParameterDescription(
        name: "labelFormat", .query, "How they are written; PDF without it.",
        Written.name(LabelFormat.allCases.map(\.rawValue)).example("PNG"))
}

extension NamedSchema {
    /// Labels.
    static let labels = NamedSchema(
        "Labels",
        .object([
            .init("SuccessfulLabels", Written.integer, "How many there are.", 1),
            .init("FailedLabels", Written.integer, "Always 0.", 0),
            .init(
                "Base64EncodedLabels", .array(of: Schema("string")),
                "The files: one PDF, or a PNG or ZPL for each page.", ["JVBERi0xLjU="]),
            .init("ErrorCode", Schema("null"), "Always null.", .null),
            .init("Message", Schema("null"), "Always null.", .null),
            .init("Help", Schema("null"), "Always null.", .null),
        ]))

    /// Labels line by line.
    static let separateLabels = NamedSchema(
        "SeparateLabels",
        .object([
            .init(
                "Items",
                .array(
                    of: .object([
                        .digits("OrderLineId", "The line's number.", "1414687651234987001"),
                        .init(
                            "CourierTrackingNumbers", .array(of: Schema("string")),
                            "What the barcodes say.", ["141468765123498700101"]),
                        .plain("Base64EncodedLabel", "The file."),
                    ])), "The lines.")
        ]))
}
