import DocketCore
import DocketJSON
import DocketService
import HTTPTypes

extension ParcelsAPI {
    /// What a shipment would cost with each service that takes it, the cheapest first.
    @Sendable func quote(_ call: Call) async throws -> Answer {
        let company = try call.company()
        let draft = ShipmentDocument.draft(try await call.parcelBody(), itemID: "")
        let card = try await rateCards.current(of: company).card
        var faults = draft.faults + Self.faults(of: draft)
        let extras = draft.choices(&faults)
        faults = faults.map { ParcelFault($0.subject, $0.detail) }
        guard faults.isEmpty, let shipment = draft.shipment(extras, on: nil) else {
            throw ParcelError.invalid(faults)
        }
        let local = ParcelOrders.localTime(call.now)
        var wanted = card.services
        if !draft.service.isEmpty {
            guard let service = card.service(draft.service) else {
                throw ParcelError.invalid([
                    ParcelFault(.service, "There is no service \(draft.service.prefix(40))")
                ])
            }
            wanted = [service]
        }
        var quotes: [Quote] = []
        for service in wanted {
            do {
                quotes.append(
                    Quote(
                        service: service, price: try card.price(of: shipment, by: service),
                        days: CollectionDays(
                            of: service, on: card, today: local.day, minutes: local.minutes),
                        extras: card.extras(with: service)))
            } catch {
                guard draft.service.isEmpty else {
                    throw ParcelError.invalid([
                        ParcelFault(error.subject, error.detail(service))
                    ])
                }
            }
        }
        quotes.sort { $0.price.total < $1.price.total }
        var writer = JSONWriter(capacity: 16 << 10)
        writer.beginObject()
        writer.key("Quotes")
        writer.beginArray()
        for quote in quotes { quote.write(to: &writer) }
        writer.endArray()
        writer.endObject()
        return .json(.ok, writer.bytes)
    }

    /// What a price can't be found without.
    private static func faults(of draft: ShipmentDraft) -> [ParcelFault] {
        var faults: [ParcelFault] = []
        func requireCountry(_ address: ParcelAddress, _ role: ParcelAddress.Role) {
            guard address.country == nil else { return }
            let written = address[.countryISOCode]
            faults.append(
                ParcelFault(
                    .address,
                    written == nil
                        ? "\(role.rawValue): Please enter the country"
                        : "\(role.rawValue): The country must be three letters of ISO 3166-1, "
                            + "such as GBR"))
        }
        requireCountry(draft.collection, .collection)
        if draft.parcels.isEmpty {
            faults.append(ParcelFault(.parcel, "Please enter at least one parcel"))
        }
        for (position, parcel) in draft.parcels.enumerated() {
            let name = draft.parcels.count == 1 ? "" : "Parcel \(position + 1): "
            faults += draft.measureFaults(of: parcel, named: name)
            if position == 0 { requireCountry(parcel.delivery, .delivery) }
        }
        return faults
    }
}

/// What a service would cost, and when it would be there.
private struct Quote {
    let service: CourierService
    let price: ShipmentPrice
    let days: CollectionDays
    let extras: [Extra]

    func write(to writer: inout JSONWriter) {
        let first = days.first(from: CalendarDay(number: .min / 2))
        writer.beginObject()
        writer.key("TotalPrice")
        writer.money(price.total)
        writer.key("TotalPriceExVat")
        writer.money(price.exVAT)
        writer.key("TotalVat")
        writer.money(price.vat)
        writer.key("UnitPrice")
        writer.money(price.exVAT)
        writer.key("VatRate")
        writer.raw(ArraySlice(ShipmentDocument.decimal(price.vatRate, places: 2).utf8))
        writer.key("Discount")
        writer.integer(0)
        writer.key("Breakdown")
        writer.beginArray()
        for part in price.parts { ParcelJSON.write(part.words, part.amount, to: &writer) }
        writer.endArray()
        writer.key("Service")
        ServiceJSON.write(service, to: &writer)
        writer.key("AvailableExtras")
        writer.beginArray()
        for extra in extras { write(extra, to: &writer) }
        writer.endArray()
        writer.key("Extras")
        writer.beginArray()
        for part in price.parts where part.kind == .extra {
            ParcelJSON.write(part.words, part.amount, to: &writer)
        }
        writer.endArray()
        writer.key("IncludedCover")
        writer.money(price.cover)
        writeDays(first, to: &writer)
        writeCustoms(to: &writer)
        writer.endObject()
    }

    private func write(_ extra: Extra, to writer: inout JSONWriter) {
        let vat = extra.price.share(price.vatRate) ?? .zero
        writer.beginObject()
        writer.key("Type")
        writer.string(extra.kind.rawValue)
        writer.key("Price")
        writer.money(extra.price)
        writer.key("Vat")
        writer.money(vat)
        writer.key("Total")
        writer.money(extra.price.adding(vat) ?? .zero)
        writer.key("Details")
        writer.optional(extra.cover) { writer, cover in
            writer.beginObject()
            writer.key("IncludedCover")
            writer.money(cover)
            writer.key("MaxWeight")
            writer.raw(ArraySlice(ShipmentDocument.decimal(service.gramsMax, places: 3).utf8))
            writer.endObject()
        }
        writer.endObject()
    }

    private func writeDays(_ first: CalendarDay?, to writer: inout JSONWriter) {
        writer.key("Collection")
        writer.optional(first) { $0.string("\($1)T00:00:00") }
        writer.key("CutOff")
        writer.optional(first) { $0.string("\($1)T\(service.cutOffText):00") }
        writer.key("EstimatedDeliveryDate")
        writer.optional(first) { $0.string("\(days.delivery(collectedOn: $1))T00:00:00") }
        writer.key("Distance")
        writer.null()
    }

    private func writeCustoms(to writer: inout JSONWriter) {
        writer.key("TariffSystem")
        writer.null()
        for name in [
            "RequiresCommercialInvoice", "RequiresCustoms", "CountryOfManufactureRequired",
            "ExportReasonRequired",
        ] {
            writer.key(name)
            writer.boolean(price.requiresCustoms)
        }
        writer.key("TariffCodeRequired")
        writer.boolean(false)
    }
}

/// Services as clients see them.
enum ServiceJSON {
    static func write(_ service: CourierService, to writer: inout JSONWriter) {
        writer.beginObject()
        for (name, text) in [
            ("CourierName", service.courierName), ("CourierSlug", service.courierSlug),
            ("Slug", service.slug), ("Name", service.name),
            ("CollectionType", service.collectionType.rawValue),
            ("DeliveryType", service.deliveryType.rawValue),
            ("Classification", service.classification.rawValue),
            ("ShortDescriptions", service.overview), ("Overview", service.overview),
        ] {
            writer.key(name)
            writer.string(text)
        }
        // In metres, of a parcel that lies on its largest side.
        for (name, side) in zip(["MaxLength", "MaxWidth", "MaxHeight"], service.sidesMax) {
            writer.key(name)
            writer.raw(ArraySlice((Money(tenThousandths: side)?.description ?? "0").utf8))
        }
        writer.key("MaxWeight")
        writer.raw(ArraySlice(ShipmentDocument.decimal(service.gramsMax, places: 3).utf8))
        writer.key("MaxCover")
        writer.money(service.includedCover)
        writer.key("IsPrinterRequired")
        writer.boolean(service.isPrinterRequired)
        writer.key("RequiresDimensions")
        writer.boolean(true)
        writer.key("DeliveryDays")
        writer.integer(service.deliveryDays)
        writer.key("CutOff")
        writer.string(service.cutOffText)
        writer.key("CollectsFrom")
        writer.beginArray()
        for country in service.collectsFrom.sorted() { writer.string(country) }
        writer.endArray()
        writer.endObject()
    }
}

extension CourierService {
    /// `16:30`.
    var cutOffText: String {
        [cutOffMinutes / 60, cutOffMinutes % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
            .joined(separator: ":")
    }
}
