import DocketCore
import DocketJSON

extension OperationDescription {
    static let readRateCard = OperationDescription(
        "readRateCard", .parcels, "Reads the rate card",
        "The one that holds, or an earlier version.", parameters: [.cardVersion],
        answers: [.ok("The card.", NamedSchema.rateCard.reference)], refusals: [.notFound])

    static let replaceRateCard = OperationDescription(
        "replaceRateCard", .parcels, "Has a rate card hold from now on",
        "It is the next version; orders keep the prices of the one that they were made with.",
        body: .json(.rateCardInput, ["Tables": sandboxTables]),
        answers: [.ok("The card.", NamedSchema.rateCard.reference)])

    /// The sandbox's card, as far as an example needs it.
    private static let sandboxTables: JSONValue = .object(
        RateTableName.allCases.map { name in
            .init(
                name.rawValue,
                .array(
                    (RateCard.sandboxTables[name] ?? []).filter { row in
                        switch name {
                        case .services: row[0] == "tarn-shop"
                        case .bands, .surcharges, .extras: ["tarn-shop", "*"].contains(row[0])
                        case .zones, .places, .holidays: true
                        }
                    }.map { row in .array(row.map { .string($0) }) }))
        })
}

extension ParameterDescription {
    /// Which version of a rate card.
    static let cardVersion = ParameterDescription(
        "cardVersion", name: "version", .query, "Which version; the one that holds without it.",
        Schema("integer", ["minimum": 1]).example(1))
}

extension NamedSchema {
    /// What a client writes of a rate card.
    static let rateCardInput = NamedSchema("RateCardInput", .object([tables]))

    /// A rate card.
    static let rateCard = NamedSchema(
        "RateCard",
        .object([
            .init("Version", Written.longInteger, "Counts from 1.", 1),
            .time("CreatedDateUtc", "Since when it holds."),
            .init("Actor", Schema("string"), "Who wrote it.", "sandbox"), tables,
        ]))

    private static let tables = Schema.Property(
        "Tables",
        .object(
            RateTableName.allCases.map { name in
                .init(
                    name.rawValue,
                    .array(
                        of: Schema("array", ["items": ["type": "string"]]),
                        upTo: RateTableName.rowsMax),
                    "Rows of \(name.columns.joined(separator: ", ")).", [])
            }), "The tables, in the order of their columns.")
}
