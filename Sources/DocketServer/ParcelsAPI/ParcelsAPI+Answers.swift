import DocketCore
import DocketJSON

// What clients of the parcel API get.

extension NamedSchema {
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
                            .init("ItemId", Schema("string"), "The client's own.", parcelItemID),
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
                .init("Links", Written.object, "Where to go on.", [:]),
            ]))

    private static let parcelLine = NamedSchema(
        "ParcelLine",
        .object([
            .digits("OrderLineId", "The line's number.", "1414687651234987001"),
            .plain("OrderLineIdHmac", "Stands for a token."),
            .init("ItemId", Schema("string"), "The client's own.", parcelItemID),
            .plain("Service", "The service's slug."), .plain("ServiceName", "Its name."),
            .plain("CourierName", "Who carries it."),
            .init("Reference", Schema("string").orNull, "The client's own words.", "PO-118"),
            .day("CollectionDate", "When it is collected."),
            .day("EstimatedDeliveryDate", "When it should be there."),
            .init("CollectionAddress", Written.object, "Where it is fetched.", [:]),
            .amount("TotalPrice", "With VAT.", 13.43), .amount("TotalVat", "The VAT.", 2.24),
            .amount("TotalPriceExVat", "Without VAT.", 11.19),
            .amount("Refunded", "What was given back.", 0),
            .init("Breakdown", .array(of: pricePart.reference), "What is paid for."),
            .init("Parcels", .array(of: Written.object), "What is sent.", []),
            .init("Links", Written.object, "Where to go on.", [:]),
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
                        .init("ItemId", Schema("string").orNull, "The client's Id.", parcelItemID),
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
                        .init("StatusCode", Written.name(trackingStages), "As Stage.", "Booked"),
                        .plain("ParcelNumber", "Which parcel, or the line."),
                        .plain("CourierId", "Who carries it."),
                        .plain("DeliveryType", "Where it goes."),
                        .init("Location", Schema("string").orNull, "Where.", .null),
                        .init("Stage", Written.name(trackingStages), "How far it is.", "Booked"),
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
            .plain("CourierName", "Who carries it."),
            .plain("CourierSlug", "The same by its slug."),
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
            .amount("TotalPriceExVat", "Without VAT.", 11.19),
            .amount("TotalVat", "The VAT.", 2.24),
            .amount("UnitPrice", "Without VAT.", 11.19), .amount("VatRate", "In percent.", 20),
            .amount("Discount", "Always 0.", 0),
            .init("Breakdown", .array(of: pricePart.reference), "What is paid for."),
            .init("Service", service.reference, "By what."),
            .init(
                "AvailableExtras",
                .array(
                    of: .object([
                        .init(
                            "Type", Written.name(Extra.Kind.allCases.map(\.rawValue)),
                            "What it is.",
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
