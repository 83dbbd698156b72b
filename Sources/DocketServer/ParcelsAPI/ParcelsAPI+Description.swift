import DocketCore
import DocketJSON

extension OperationDescription {
    static let quoteParcels = OperationDescription(
        "quoteParcels", .parcels, "Quotes prices",
        "What a shipment would cost with each service that takes it, the cheapest first, in "
            + "pounds. With a `Service`, of that alone.",
        parameters: [.docketCompany], body: .json(.quoteInput, ParcelExamples.quote),
        answers: [.ok("The quotes.", NamedSchema.quotes.reference)])

    static let verifyParcelOrder = OperationDescription(
        "verifyParcelOrder", .parcels, "Verifies a parcel order",
        "Prices an order and says everything that is wrong with it; stores nothing.",
        parameters: [.docketCompany],
        body: .json(.parcelOrderInput, ParcelExamples.order),
        answers: [
            .ok(
                "What it would cost, or why it can't be made.",
                NamedSchema.verifiedOrder.reference)
        ])

    static let createParcelOrder = OperationDescription(
        "createParcelOrder", .parcels, "Makes a parcel order",
        "An order of the Company with one Shipping item a shipment, to be paid.",
        parameters: [.docketCompany],
        body: .json(.parcelOrderInput, ParcelExamples.order),
        answers: [.ok("What it costs, and how to pay it.", NamedSchema.newParcelOrder.reference)])

    static let readParcelOrder = OperationDescription(
        "readParcelOrder", .parcels, "Reads a parcel order",
        "One of the Company; or without a token any whose `hash` is known.",
        parameters: [.parcelOrderID, .parcelHash, .docketCompany],
        answers: [.ok("The order.", NamedSchema.parcelOrder.reference)],
        refusals: [.notFound])

    static let payParcelOrder = OperationDescription(
        "payParcelOrder", .parcels, "Pays a parcel order by prepay",
        "An order is charged once: who pays it again gets the first answer.",
        at: "/api/orders/{parcelOrderId}/paywithprepay",
        parameters: [.parcelOrderKey, .docketCompany],
        answers: [.ok("Where to go on.", NamedSchema.paidOrder.reference)],
        refusals: [.conflict, .balanceTooLow])

    static let refundParcelOrder = OperationDescription(
        "refundParcelOrder", .parcels, "Gives money back",
        "To where it came from: for the line that is named, or for all that is left.",
        at: "/api/orders/{parcelOrderId}/refund",
        parameters: [.parcelOrderKey, .docketCompany],
        body: BodyDescription(
            types: ["application/json"], schema: .refundInput, example: [:], isRequired: false),
        answers: [.ok("The order.", NamedSchema.parcelOrder.reference)],
        refusals: [.conflict])

    static let trackParcel = OperationDescription(
        "trackParcel", .parcels, "Tells where a shipment is",
        "The latest first. An `OrderLineIdHmac`, percent-encoded, stands for a token.",
        at: "/api/tracking/{orderLineId}", parameters: [.lineKey, .docketCompany],
        answers: [.ok("What happened to it.", NamedSchema.trackingResults.reference)])

    static let addTrackingEvent = OperationDescription(
        "addTrackingEvent", .parcels, "Tells what happened to a shipment",
        "For the carrier's side. Once each shipment of an order is delivered, the order is "
            + "completed.",
        at: "/api/tracking/{orderLineId}", parameters: [.lineKey, .docketCompany],
        body: .json(.trackingEventInput, ParcelExamples.trackingEvent),
        answers: [.ok("The event's place.", NamedSchema.trackingNumber.reference)],
        refusals: [.conflict])

    static let listServices = OperationDescription(
        "listServices", .parcels, "Lists the services", parameters: [.docketCompany],
        answers: [.ok("The services.", .array(of: NamedSchema.service.reference))])

    static let listCountries = OperationDescription(
        "listCountries", .parcels, "Lists the countries", "Those of ISO 3166-1, by name.",
        parameters: [.docketCompany],
        answers: [.ok("The countries.", .array(of: NamedSchema.country.reference))])

    static let listCollectionDates = OperationDescription(
        "listCollectionDates", .parcels, "Lists the days of collection",
        "Working days, from the first on which the service can still come. They are the same "
            + "wherever it comes.",
        parameters: [.docketCompany],
        body: .json(.collectionInput, ParcelExamples.collection),
        answers: [.ok("The days.", NamedSchema.collectionDates.reference)])

    static let readCustomsNeeds = OperationDescription(
        "readCustomsNeeds", .parcels, "Tells what customs wants to know",
        "Of each item of an order, by its Id.",
        parameters: [.docketCompany],
        body: .json(.customsInput, ["Items": ParcelExamples.order["Items"] ?? []]),
        answers: [
            .ok(
                "What is needed, by item.",
                Schema(
                    "object",
                    ["additionalProperties": NamedSchema.customsNeedsSchema.json]
                ).example([
                    "06364749-1bfa-4152-a8d7-0f0a5d9f602c": [
                        "RequiresCustomsDetails": false, "VatStatus": [:], "ReasonsForExport": [:],
                    ]
                ]))
        ])
}

extension ParameterDescription {
    /// The company that a request of the parcel API is about.
    static let docketCompany = ParameterDescription(
        name: "Docket-Company", .header,
        "The number of the Company that it is about, where the token is for several; by itself "
            + "the client's default Company.",
        Schema("string", ["pattern": "^[0-9]{1,10}$"]).example("14146"))

    /// The number of a parcel order.
    static let parcelOrderID = ParameterDescription(
        "parcelOrder", name: "orderId", .query, "The OrderId.", orderNumber, isRequired: true)

    /// What stands for a token.
    static let parcelHash = ParameterDescription(
        name: "hash", .query, "The order's Hash, which stands for a token.",
        Schema("string", ["maxLength": 64]).example("6f480df1253fd20796f418c273853a60"))

    /// The number of a parcel order in a path.
    static let parcelOrderKey = ParameterDescription(
        name: "parcelOrderId", .path, "The OrderId.", orderNumber)

    /// The number of a line in a path.
    static let lineKey = ParameterDescription(
        name: "orderLineId", .path, "The OrderLineId, or the OrderLineIdHmac.",
        Schema("string", ["minLength": 1, "maxLength": 100]).example("1414687651234987001"))

    private static let orderNumber = Schema(
        "string", ["pattern": "^[0-9]{12,21}$"]
    ).example("1414687651234987")
}
