import DocketCore
import DocketJSON
import DocketService
import HTTPTypes

/// The parcel order API: `/api/orders`, quotes, and what clients look up for them.
///
/// Source: contract, section 9; `domain.md` B2 and B3.
struct ParcelsAPI: Sendable {
    let orders: ParcelOrders
    let rateCards: RateCards
    let payments: Payments
    let tracking: ShipmentTracking
    let links: ParcelLinks

    /// The operations on the parcels of `services`.
    init(services: DocketServices, links: ParcelLinks) {
        orders = services.parcelOrders
        rateCards = services.rateCards
        payments = services.payments
        tracking = services.tracking
        self.links = links
    }

    /// Every operation, for the table of routes.
    var routes: [Route] {
        [
            Route(.post, "api/quotes", .scope(.publicAPI), .quoteParcels, quote),
            Route(.post, "api/orders/verify", .scope(.publicAPI), .verifyParcelOrder, verify),
            Route(.post, "api/orders", .scope(.publicAPI), .createParcelOrder, changing: create),
            Route(.get, "api/orders", .proof(orScope: .publicAPI), .readParcelOrder, get),
            Route(
                .post, "api/orders/{}/paywithprepay", .scope(.payment), .payParcelOrder,
                changing: payWithPrepay),
            Route(
                .post, "api/orders/{}/refund", .scope(.payment), .refundParcelOrder,
                changing: refund),
            Route(
                .get, "api/tracking/{}", .proof(orScope: .publicAPI), .trackParcel, getTracking),
            Route(
                .post, "api/tracking/{}", .scope(.admin), .addTrackingEvent, changing: addTracking),
        ] + lookupRoutes
    }

    /// The order that a request describes.
    private func draft(_ value: JSONValue) -> ParcelOrderDraft {
        var (customer, faults) = ShipmentDocument.customer(value.member("CustomerDetails"))
        let items = value.member("Items")
        if items != nil, items?.elements == nil {
            faults.append(ParcelFault(.order, "Items must be a list"))
        }
        let elements = items?.elements ?? []
        if elements.count > ParcelLimits.itemsMax {
            faults.append(
                ParcelFault(.order, "An order has at most \(ParcelLimits.itemsMax) items"))
        }
        if customer.telephone == nil {
            customer.telephone = value.member("CustomerDetails")?.member("Phone")?.text
        }
        return ParcelOrderDraft(
            items: elements.prefix(ParcelLimits.itemsMax).map { ShipmentDocument.draft($0) },
            customer: customer, faults: faults)
    }

    // MARK: - Orders

    @Sendable private func verify(_ call: Call) async throws -> Answer {
        let company = try call.company()
        let draft = draft(try await call.parcelBody())
        do {
            let (lines, _) = try await orders.priced(draft, of: company, at: call.now)
            return .json(.ok, ParcelJSON.verified(lines))
        } catch ParcelError.invalid(let faults) {
            return .json(.ok, ParcelJSON.verified(faults: faults))
        }
    }

    @Sendable private func create(_ call: Call) async throws -> KeptAnswer {
        let company = try call.company()
        let draft = draft(try await call.parcelBody())
        let links = try await links.at(call)
        return try await orders.create(
            draft, as: call.change,
            in: OrderContext(company: company, now: call.now, isLenient: true)
        ) { made in
            .json(.ok, ParcelJSON.created(made, links))
        }
    }

    @Sendable private func get(_ call: Call) async throws -> Answer {
        let options = try call.query()
        func option(_ name: String) -> String? {
            options.first { $0.name.lowercased() == name }?.value
        }
        let links = try await links.at(call)
        let number = try await number(
            option("orderid") ?? "", hash: option("hash"), of: call, links)
        let found = try await orders.get(number)
        return .json(.ok, ParcelJSON.detail(found, links))
    }

    /// The number of an order that the caller may see: the company's own, or one whose hash they
    /// know.
    ///
    /// - Throws: `ParcelError.notFound`; `RequestError.invalidToken` for nobody without a hash.
    func number(
        _ text: String, hash: String?, of call: Call, _ links: ParcelLinks.Moment
    ) async throws -> ParcelNumber {
        if call.principal == nil, hash == nil {
            throw RequestError.invalidToken(wasSent: false)
        }
        guard let number = ParcelNumber(order: text) else { throw ParcelError.notFound(text) }
        if let hash, links.isHash(hash, of: number) { return number }
        guard call.principal != nil, number.company == (try call.company()) else {
            throw ParcelError.notFound(text)
        }
        return number
    }

    @Sendable private func payWithPrepay(_ call: Call) async throws -> KeptAnswer {
        try await requireNoBody(call)
        let number = try ownNumber(call)
        let links = try await links.at(call)
        return try await payments.pay(number, from: .prepay, as: call.change) { paid in
            .json(.ok, ParcelJSON.paid(paid, links))
        }
    }

    @Sendable private func refund(_ call: Call) async throws -> KeptAnswer {
        let number = try ownNumber(call)
        let line = try await refundedLine(call, of: number)
        let links = try await links.at(call)
        return try await payments.refund(number, line: line, as: call.change) { order in
            .json(.ok, ParcelJSON.detail(order, links))
        }
    }

    /// The line that is to be given back; `nil` for all, also where there is no body.
    private func refundedLine(
        _ call: Call, of number: ParcelNumber
    ) async throws -> Int32? {
        let bytes = try await call.jsonBody()
        guard !bytes.isEmpty else { return nil }
        guard let member = try JSONValue(parcels: bytes).member("OrderLineId") else { return nil }
        guard let text = member.asDigits else {
            throw ParcelError.invalid([ParcelFault(.order, "OrderLineId must be a text")])
        }
        guard let line = ParcelNumber(line: text), line.ofOrder == number else {
            throw ParcelError.notFound(text)
        }
        return line.line
    }

    /// The order of the path, which must be the company's own.
    private func ownNumber(_ call: Call) throws -> ParcelNumber {
        let text = call.segment(2)
        guard let number = ParcelNumber(order: text), number.company == (try call.company()) else {
            throw ParcelError.notFound(text)
        }
        return number
    }

    /// Clients send nothing, or `{}`; a body that is not read would be taken for the next request.
    private func requireNoBody(_ call: Call) async throws {
        _ = try await call.body(limit: Call.bodyBytesMax)
    }
}

extension Call {
    /// The JSON of a request.
    ///
    /// - Throws: `ParcelError.invalid` where it is none.
    func parcelBody() async throws -> JSONValue {
        try JSONValue(parcels: try await jsonBody())
    }
}

extension JSONValue {
    /// The body of a request.
    ///
    /// - Throws: `ParcelError.invalid` where it is no JSON, or no object.
    init(parcels bytes: [UInt8]) throws(ParcelError) {
        do {
            try self.init(bytes)
        } catch {
            throw .invalid([ParcelFault(.order, "Badly formatted json: \(error)")])
        }
        guard members != nil else {
            throw .invalid([ParcelFault(.order, "The body must be an object")])
        }
    }

    /// The digits of a number, or of a text.
    var asDigits: String? { text ?? numberText }
}
