import DocketCore
import DocketJSON

extension NamedSchema {
    // MARK: - What clients send

    /// An order.
    static let parcelOrderInput = NamedSchema(
        "ParcelOrderInput",
        .object([
            .init(
                "Items",
                .array(of: parcelItemInput.reference, upTo: ParcelLimits.itemsMax).notEmpty,
                "The shipments."),
            .init(
                "CustomerDetails",
                .object([
                    .text("Email", "What tells the Company's customers apart.", "a@example.test"),
                    .text("Forename", "First name.", "A"),
                    .text("Surname", "Family name.", "Sender"),
                    .text("Telephone", "Telephone.", "01000000000", isRequired: false),
                    .text("Reference", "The order's Name.", isRequired: false),
                ]), "Who orders."),
        ]))

    /// Items whose needs at customs are asked for.
    static let customsInput = NamedSchema(
        "CustomsInput",
        .object([
            .init(
                "Items",
                .array(of: parcelItemInput.reference, upTo: ParcelLimits.itemsMax).notEmpty,
                "The shipments.")
        ]))

    private static let parcelItemInput = NamedSchema(
        "ParcelItemInput",
        .object([
            .init("Id", Sent.requiredGUID, "The client's own; comes back as ItemId.", parcelItemID),
            .text("Service", "The slug of a service.", "courier-next-day"),
            .text(
                "CollectionDate",
                "When it is to be collected: a day, also with a time, which is passed over. A day "
                    + "that is over stands for the next on which it can be.",
                "2017-05-02T00:00:00"),
            .text("Reference", "The client's own words for it.", "PO-118", isRequired: false),
            .init(
                "Upsells", Schema("array").orNull,
                "What else is wanted: names such as `Cover`, or objects with `Type` and `Values`.",
                [], isRequired: false),
            .text("OriginCountry", "Where it was made.", isRequired: false),
            .text("ExportReason", "Why it leaves the country.", isRequired: false),
            .text("VatStatus", "Whether the sender is registered for VAT.", isRequired: false),
            .text("RecipientVatStatus", "Whether the receiver is.", isRequired: false),
            .text("VatNumber", "The sender's, where registered.", isRequired: false),
            .text("NifNumber", "Of a Spanish company.", isRequired: false),
            .text("EoriNumber", "The sender's number at customs.", isRequired: false),
            .text("IOSSCode", "Of the Import One-Stop Shop.", isRequired: false),
            .init("CollectionAddress", parcelAddressInput.reference, "Where it is fetched."),
            .init(
                "Parcels",
                .array(of: parcelInput.reference, upTo: ParcelLimits.parcelsMax).notEmpty,
                "What is sent."),
        ]))

    private static let parcelInput = NamedSchema(
        "ParcelInput",
        .object([
            .text("Id", "The client's own.", isRequired: false),
            .measure("Length", "In centimetres.", 20),
            .measure("Width", "In centimetres.", 15),
            .measure("Height", "In centimetres.", 10),
            .measure("Weight", "In kilograms.", 1.5),
            .measure("EstimatedValue", "What it is worth, in pounds.", 25),
            .text("ContentsSummary", "What is in it.", "Books"),
            .init(
                "Contents", Schema("array").orNull,
                "What is in it, thing by thing, for customs: `Description`, `Quantity`, "
                    + "`EstimatedValue`, `TariffCode`, `OriginCountry`.", .null, isRequired: false),
            .init("DeliveryAddress", parcelAddressInput.reference, "Where it goes."),
        ]))

    private static let parcelAddressInput = NamedSchema(
        "ParcelAddressInput",
        .object(
            ParcelAddress.Member.allCases.map { member in
                .text(
                    member.rawValue, "The \(member.words).", addressExamples[member],
                    isRequired: ParcelAddress.Role.delivery.isRequired(member))
            }))

    private static let addressExamples: [ParcelAddress.Member: JSONValue] = [
        .contactName: "A Sender", .email: "a@example.test", .phone: "01000000000",
        .property: "1", .street: "First Road", .town: "Bolton", .postcode: "BL1 1AA",
        .countryISOCode: "GBR",
    ]

    /// What a quote is asked for.
    static let quoteInput = NamedSchema(
        "QuoteInput",
        .object([
            .init("CollectionAddress", quotePlace.reference, "Where it is fetched."),
            .init("DeliveryAddress", quotePlace.reference, "Where it goes."),
            .init(
                "Parcels",
                .array(
                    of: .object([
                        .measure("Value", "What it is worth, in pounds.", 25),
                        .measure("Weight", "In kilograms.", 1.5),
                        .measure("Length", "In centimetres.", 20),
                        .measure("Width", "In centimetres.", 15),
                        .measure("Height", "In centimetres.", 10),
                    ]), upTo: ParcelLimits.parcelsMax
                ).notEmpty, "What is sent."),
            .text("Service", "The slug of the only service that is wanted.", isRequired: false),
            .init(
                "Extras", Schema("array").orNull, "As Upsells of an order.", isRequired: false),
        ]))

    private static let quotePlace = NamedSchema(
        "QuotePlace",
        .object([
            .text("Country", "Three letters of ISO 3166-1.", "GBR"),
            .text("Postcode", "The postcode.", "BL1 1AA", isRequired: false),
        ]))

    /// What is given back.
    static let refundInput = NamedSchema(
        "RefundInput",
        .object([
            .text(
                "OrderLineId", "The line that is given back; all that is left without it.",
                isRequired: false)
        ]))

    /// What the days of collection are asked for.
    static let collectionInput = NamedSchema(
        "CollectionInput",
        .object([
            .text("ServiceSlug", "The slug of the service.", "courier-next-day"),
            .text("CountryISO3Code", "Three letters of ISO 3166-1.", "GBR", isRequired: false),
        ]))

    /// What a carrier tells.
    static let trackingEventInput = NamedSchema(
        "TrackingEventInput",
        .object([
            .init("Stage", Written.name(trackingStages), "How far it is.", "InTransit"),
            .text("Description", "What happened.", "Left the depot", isRequired: false),
            .text("Details", "More words.", isRequired: false),
            .text("Location", "Where.", "Bolton", isRequired: false),
            .init(
                "Timestamp", Sent.time, "When; now where it is absent.",
                "2026-11-21T21:16:28.535Z", isRequired: false),
            .init(
                "Parcel", Sent.integer(1...Int32(ParcelLimits.parcelsMax)),
                "Which parcel of the shipment; all where it is absent.", isRequired: false),
        ]))

    static let trackingStages = TrackingStage.allCases.map(\.rawValue)
    static let parcelItemID: JSONValue = "06364749-1bfa-4152-a8d7-0f0a5d9f602c"
}

extension Schema.Property {
    /// A text that clients send.
    static func text(
        _ name: String, _ words: String, _ example: JSONValue? = nil, isRequired: Bool = true
    ) -> Self {
        Self(
            name,
            isRequired
                ? Sent.requiredText(upTo: ParcelLimits.textScalarsMax)
                : Sent.text(upTo: ParcelLimits.textScalarsMax), words, example,
            isRequired: isRequired)
    }

    /// A size, a weight or a value that clients send.
    static func measure(
        _ name: String, _ words: String, _ example: JSONValue
    ) -> Self {
        Self(name, Sent.measure, words, example)
    }

    /// A text that clients get.
    static func plain(
        _ name: String, _ words: String, _ example: JSONValue = "…"
    ) -> Self {
        Self(name, Schema("string"), words, example)
    }

    /// A number of an order or a line.
    static func digits(
        _ name: String, _ words: String, _ example: JSONValue
    ) -> Self {
        Self(name, Schema("string", ["pattern": "^[0-9]+$"]), words, example)
    }

    /// An amount that clients get.
    static func amount(
        _ name: String, _ words: String, _ example: JSONValue
    ) -> Self {
        Self(name, Written.amount, words, example)
    }

    /// A local time without its offset.
    static func day(_ name: String, _ words: String) -> Self {
        Self(name, Schema("string").orNull, words, "2026-11-23T00:00:00")
    }

    /// Whether customs wants something.
    static func flag(_ name: String) -> Self {
        Self(name, Written.flag, "Whether customs wants it.", false)
    }
}

extension Schema {
    /// The same list with at least one element.
    fileprivate var notEmpty: Schema { with(["minItems": 1]) }
}

extension Sent {
    /// A number above zero, or its digits as text.
    static let measure = Schema([
        .init("type", ["number", "string"]), .init("exclusiveMinimum", 0),
        .init("maximum", 100_000), .init("pattern", #"^[0-9]+(\.[0-9]+)?$"#),
    ])
}
