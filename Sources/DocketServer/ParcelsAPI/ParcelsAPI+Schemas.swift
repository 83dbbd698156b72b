import DocketCore
import DocketJSON

extension NamedSchema {
    // MARK: - What clients send

    /// An order.
    static let parcelOrderInput = NamedSchema(
        "ParcelOrderInput",
        .object([
            .init(
                "Items", .array(of: parcelItemInput.reference, upTo: ParcelLimits.itemsMax),
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

    private static let parcelItemInput = NamedSchema(
        "ParcelItemInput",
        .object([
            .init("Id", Sent.requiredGUID, "The client's own; comes back as ItemId.", itemID),
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
                "Parcels", .array(of: parcelInput.reference, upTo: ParcelLimits.parcelsMax),
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
                    ]), upTo: ParcelLimits.parcelsMax), "What is sent."),
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

    /// What the days of collection are asked for.
    static let collectionInput = NamedSchema(
        "CollectionInput",
        .object([
            .text("ServiceSlug", "The slug of the service.", "courier-next-day"),
            .text("Address", "The address.", isRequired: false),
            .text("City", "The town.", isRequired: false),
            .text("Postcode", "The postcode.", "BL1 1AA", isRequired: false),
            .text("CountryISO3Code", "Three letters of ISO 3166-1.", "GBR", isRequired: false),
        ]))

    /// What a carrier tells.
    static let trackingEventInput = NamedSchema(
        "TrackingEventInput",
        .object([
            .init("Stage", Written.name(stages), "How far it is.", "InTransit"),
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

    private static let stages = TrackingStage.allCases.map(\.rawValue)
    private static let itemID: JSONValue = "06364749-1bfa-4152-a8d7-0f0a5d9f602c"

    // MARK: - What they get

    /// An order that was made.
    static let newParcelOrder = NamedSchema(
        "NewParcelOrder",
        .object(
            [
                .digits("OrderId", "The order's number.", "1414687651234987"),
                .init(
                    "Links",
                    .object([
                        .plain("payment", "The page on which anybody can pay it."),
                        .plain("PayWithPrePay", "Where it is paid by prepay."),
                        .plain("help", "Where all of this is explained."),
                    ]), "Where to go on."),
            ] + parcelTotals + [
                .plain("Hash", "Stands for a token where the order is read."),
                .init(
                    "OrderlineIdMap",
                    .array(
                        of: .object([
                            .plain(
                                "OrderLineIdHmac",
                                "Stands for a token where the line's label and tracking are read."),
                            .digits("OrderLineId", "The line's number.", "1414687651234987001"),
                            .init("ItemId", Schema("string"), "The client's own.", itemID),
                        ])), "The lines, in the order of the items."),
            ]))

    private static let parcelTotals: [Schema.Property] = [
        .amount("TotalPrice", "TotalPriceExVat and TotalVat.", 13.43),
        .amount("TotalVat", "The VAT.", 2.24),
        .amount("TotalPriceExVat", "Without VAT.", 11.19),
        .amount("TotalDiscount", "Always 0.", 0),
    ]

    /// An order as it stands.
    static let parcelOrder = NamedSchema(
        "ParcelOrder",
        .object(
            [
                .digits("OrderId", "The order's number.", "1414687651234987"),
                .init(
                    "State", Written.name(OrderState.allCases.map(\.description)),
                    "As of the order itself.", "Processed"),
                .time("CreatedDate", "When it was made."),
                .time("PaidDate", "When it was paid.", orNull: true),
                .init(
                    "PaidBy", Written.name(Payment.Source.allCases.map(\.rawValue)).orNull,
                    "From where.", "Prepay"),
            ] + parcelTotals + [
                .amount("TotalRefunded", "What was given back.", 0),
                .init("Items", .array(of: parcelLine.reference), "The shipments."),
                .init("Links", Written.object, "Where to go on."),
            ]))

    private static let parcelLine = NamedSchema(
        "ParcelLine",
        .object([
            .digits("OrderLineId", "The line's number.", "1414687651234987001"),
            .plain("OrderLineIdHmac", "Stands for a token."),
            .init("ItemId", Schema("string"), "The client's own.", itemID),
            .plain("Service", "The service's slug."), .plain("ServiceName", "Its name."),
            .plain("CourierName", "Who carries it."),
            .init("Reference", Schema("string").orNull, "The client's own words.", "PO-118"),
            .day("CollectionDate", "When it is collected."),
            .day("EstimatedDeliveryDate", "When it should be there."),
            .init("CollectionAddress", Written.object, "Where it is fetched."),
            .amount("TotalPrice", "With VAT.", 13.43), .amount("TotalVat", "The VAT.", 2.24),
            .amount("TotalPriceExVat", "Without VAT.", 11.19),
            .amount("Refunded", "What was given back.", 0),
            .init("Breakdown", .array(of: pricePart.reference), "What is paid for."),
            .init("Parcels", .array(of: Written.object), "What is sent."),
            .init("Links", Written.object, "Where to go on."),
        ]))

    private static let pricePart = NamedSchema(
        "PricePart",
        .object([
            .plain("Description", "What is paid for."),
            .amount("PriceExVat", "What it costs without VAT.", 11.19),
        ]))

    /// What an order would cost.
    static let verifiedOrder = NamedSchema(
        "VerifiedOrder",
        .object([
            .init(
                "Errors",
                .array(
                    of: .object([
                        .plain("Type", "What it is about."), .plain("Error", "What is wrong."),
                        .init("ItemId", Schema("string").orNull, "The client's Id.", itemID),
                    ])), "Everything that is wrong; empty where nothing is.", []),
            .amount("Cost", "With VAT; 0 where something is wrong.", 13.43),
            .init(
                "TotalPrice", Written.amount, "The same, where nothing is wrong.", 13.43,
                isRequired: false),
            .init("TotalVat", Written.amount, "The VAT.", 2.24, isRequired: false),
            .init("TotalPriceExVat", Written.amount, "Without VAT.", 11.19, isRequired: false),
        ]))

    /// The answer to a payment.
    static let paidOrder = NamedSchema(
        "PaidOrder",
        .object([
            .init(
                "Links",
                .array(
                    of: .object([
                        .init(
                            "Name", Written.name(["labels-4x6", "labels-a4", "tracking-page"]),
                            "What it leads to.", "labels-4x6"),
                        .plain("Link", "Where that is."),
                    ])), "Where to go on.")
        ]))

    /// What happened to a shipment.
    static let trackingResults = NamedSchema(
        "TrackingResults",
        .object([
            .init(
                "Results",
                .array(
                    of: .object([
                        .time("Timestamp", "When."), .plain("Description", "What."),
                        .init("Details", Schema("string").orNull, "More words.", .null),
                        .init("StatusCode", Written.name(stages), "As Stage.", "Booked"),
                        .plain("ParcelNumber", "Which parcel, or the line."),
                        .plain("CourierId", "Who carries it."),
                        .plain("DeliveryType", "Where it goes."),
                        .init("Location", Schema("string").orNull, "Where.", .null),
                        .init("Stage", Written.name(stages), "How far it is.", "Booked"),
                    ])), "The latest first.")
        ]))

    /// The place of an event.
    static let trackingNumber = NamedSchema(
        "TrackingNumber",
        .object([.init("Number", Written.integer, "Its place among the line's, from 1.", 2)]))

    /// A service.
    static let service = NamedSchema(
        "Service",
        .object([
            .plain("CourierName", "Who carries it."), .plain("CourierSlug", "The same by its slug."),
            .plain("Slug", "What orders name it by."), .plain("Name", "What people call it."),
            .init(
                "CollectionType",
                Written.name(CourierService.CollectionType.allCases.map(\.rawValue)),
                "How a parcel gets to the courier.", "Collection"),
            .init(
                "DeliveryType", Written.name(CourierService.DeliveryType.allCases.map(\.rawValue)),
                "Where it goes.", "Door"),
            .init(
                "Classification",
                Written.name(CourierService.Classification.allCases.map(\.rawValue)),
                "How quick it is.", "Fast"),
            .plain("ShortDescriptions", "What it is."), .plain("Overview", "What it is."),
            .amount("MaxLength", "In metres.", 1.2), .amount("MaxWidth", "In metres.", 0.6),
            .amount("MaxHeight", "In metres.", 0.6), .amount("MaxWeight", "In kilograms.", 30),
            .amount("MaxCover", "What is covered at no price.", 50),
            .init("IsPrinterRequired", Written.flag, "Whether you print the label.", true),
            .init("RequiresDimensions", Written.flag, "Always.", true),
            .init("DeliveryDays", Written.integer, "Working days.", 1),
            .plain("CutOff", "Until when it can be ordered for the same day."),
            .init("CollectsFrom", .array(of: Schema("string")), "Countries.", ["GBR"]),
        ]))

    /// A country.
    static let country = NamedSchema(
        "Country",
        .object([
            .plain("Name", "Its English name."), .plain("Iso2Code", "Two letters."),
            .plain("Iso3Code", "Three letters."),
            .init("Subdivision", Schema("null"), "Always null.", .null),
            .init(
                "PostcodeRegex", Schema("string").orNull,
                "The form of a postcode; null where none is known.", #"\d{5}"#),
            .init("RequiresCustoms", Written.flag, "Whether customs wants to know.", false),
        ]))

    /// The days of collection.
    static let collectionDates = NamedSchema(
        "CollectionDates",
        .object([
            .init(
                "CollectionDates",
                .array(
                    of: .object([
                        .plain("CollectionDate", "The day, at its midnight."),
                        .amount("Surcharge", "What it costs more.", 0),
                    ])), "The days, the first one first.")
        ]))

    /// What customs wants to know of an item.
    static let customsNeedsSchema = Schema.object([
        .init("RequiresCustomsDetails", Written.flag, "Whether it wants to know.", false),
        .init("VatStatus", Written.object, "What the sender may be.", [:]),
        .init("ReasonsForExport", Written.object, "Why it may leave the country.", [:]),
    ])

    /// Quotes.
    static let quotes = NamedSchema(
        "Quotes", .object([.init("Quotes", .array(of: quote.reference), "The cheapest first.")]))

    private static let quote = NamedSchema(
        "Quote",
        .object([
            .amount("TotalPrice", "With VAT.", 13.43),
            .amount("TotalPriceExVat", "Without VAT.", 11.19), .amount("TotalVat", "The VAT.", 2.24),
            .amount("UnitPrice", "Without VAT.", 11.19), .amount("VatRate", "In percent.", 20),
            .amount("Discount", "Always 0.", 0),
            .init("Breakdown", .array(of: pricePart.reference), "What is paid for."),
            .init("Service", service.reference, "By what."),
            .init(
                "AvailableExtras",
                .array(
                    of: .object([
                        .init(
                            "Type", Written.name(Extra.Kind.allCases.map(\.rawValue)), "What it is.",
                            "Cover"),
                        .amount("Price", "Without VAT.", 1), .amount("Vat", "The VAT.", 0.2),
                        .amount("Total", "With VAT.", 1.2),
                        .init("Details", Schema("object").orNull, "Of cover: how much.", .null),
                    ])), "What else can be had."),
            .init("Extras", .array(of: pricePart.reference), "What was chosen."),
            .amount("IncludedCover", "What is covered.", 50),
            .day("Collection", "When it can be collected first."),
            .day("CutOff", "Until when it must be ordered for that."),
            .day("EstimatedDeliveryDate", "When it would be there."),
            .init("Distance", Schema("null"), "Always null.", .null),
            .init("TariffSystem", Schema("null"), "Always null.", .null),
            .flag("RequiresCommercialInvoice"), .flag("RequiresCustoms"),
            .flag("CountryOfManufactureRequired"), .flag("ExportReasonRequired"),
            .flag("TariffCodeRequired"),
        ]))
}

extension Schema.Property {
    /// A text that clients send.
    fileprivate static func text(
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
    fileprivate static func measure(
        _ name: String, _ words: String, _ example: JSONValue
    ) -> Self {
        Self(name, Sent.measure, words, example)
    }

    /// A text that clients get.
    fileprivate static func plain(_ name: String, _ words: String) -> Self {
        Self(name, Schema("string"), words)
    }

    /// A number of an order or a line.
    fileprivate static func digits(
        _ name: String, _ words: String, _ example: JSONValue
    ) -> Self {
        Self(name, Schema("string", ["pattern": "^[0-9]+$"]), words, example)
    }

    /// An amount that clients get.
    fileprivate static func amount(
        _ name: String, _ words: String, _ example: JSONValue
    ) -> Self {
        Self(name, Written.amount, words, example)
    }

    /// A local time without its offset.
    fileprivate static func day(_ name: String, _ words: String) -> Self {
        Self(name, Schema("string").orNull, words, "2026-11-23T00:00:00")
    }

    /// Whether customs wants something.
    fileprivate static func flag(_ name: String) -> Self {
        Self(name, Written.flag, "Whether customs wants it.", false)
    }
}

extension Sent {
    /// A number above zero, or its digits as text.
    static let measure = Schema([
        .init("type", ["number", "string"]), .init("exclusiveMinimum", 0),
        .init("maximum", 100_000), .init("pattern", #"^[0-9]+(\.[0-9]+)?$"#),
    ])
}
