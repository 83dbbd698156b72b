import DocketCore
import DocketJSON
import DocketService
import HTTPTypes

extension ParcelsAPI {
    /// What clients look up before they order.
    var lookupRoutes: [Route] {
        [
            Route(.get, "api/services", .scope(.publicAPI), .listServices, services),
            Route(.get, "api/countries", .scope(.publicAPI), .listCountries, countries),
            Route(
                .post, "api/collectiondates", .scope(.publicAPI), .listCollectionDates,
                collectionDates),
            Route(.post, "api/customs", .scope(.publicAPI), .readCustomsNeeds, customs),
        ]
    }

    @Sendable private func services(_ call: Call) async throws -> Answer {
        let card = try await rateCards.current(of: try call.company()).card
        var writer = JSONWriter(capacity: 8 << 10)
        writer.beginArray()
        for service in card.services { ServiceJSON.write(service, to: &writer) }
        writer.endArray()
        return .json(.ok, writer.bytes)
    }

    @Sendable private func countries(_ call: Call) async throws -> Answer {
        let card = try? await rateCards.current(of: try call.company()).card
        let home = Set(card?.services.flatMap(\.collectsFrom) ?? [])
        var writer = JSONWriter(capacity: 32 << 10)
        writer.beginArray()
        for country in Country.all {
            let zone = card?.zone(of: Postcode(""), in: country.iso3)
            let needsCustoms = zone?.requiresCustoms ?? false
            writer.beginObject()
            writer.key("Name")
            writer.string(country.name)
            writer.key("Iso2Code")
            writer.string(country.iso2)
            writer.key("Iso3Code")
            writer.string(country.iso3)
            writer.key("Subdivision")
            writer.null()
            writer.key("PostcodeRegex")
            writer.optional(country.postcodeForm) { $0.string($1) }
            writer.key("RequiresCustoms")
            writer.boolean(needsCustoms && !home.contains(country.iso3))
            writer.endObject()
        }
        writer.endArray()
        return .json(.ok, writer.bytes)
    }

    @Sendable private func collectionDates(_ call: Call) async throws -> Answer {
        let value = try await call.parcelBody()
        let card = try await rateCards.current(of: try call.company()).card
        let slug = value.member("ServiceSlug", "Service")?.text ?? ""
        guard let service = card.service(slug) else {
            throw ParcelError.invalid([
                ParcelFault(
                    .service,
                    slug.isEmpty
                        ? "Please choose a service" : "There is no service \(slug.prefix(40))")
            ])
        }
        if let country = value.member("CountryISO3Code", "Country", "CountryIsoCode") {
            let country = country.asDigits ?? "(no text)"
            guard let known = Country(written: country), service.collectsFrom.contains(known.iso3)
            else {
                throw ParcelError.invalid([
                    ParcelFault(
                        .service, "\(service.name) collects nothing in \(country.prefix(40))")
                ])
            }
        }
        let local = ParcelOrders.localTime(call.now)
        let days = CollectionDays(
            of: service, on: card, today: local.day, minutes: local.minutes)
        var writer = JSONWriter(capacity: 4096)
        writer.beginObject()
        writer.key("CollectionDates")
        writer.beginArray()
        for day in days.all {
            writer.beginObject()
            writer.key("CollectionDate")
            writer.string("\(day)T00:00:00")
            writer.key("Surcharge")
            writer.money(days.surcharge(on: day))
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return .json(.ok, writer.bytes)
    }

    /// Which items of an order need to be told to customs.
    @Sendable private func customs(_ call: Call) async throws -> Answer {
        let value = try await call.parcelBody()
        let card = try await rateCards.current(of: try call.company()).card
        guard let sent = value.member("Items")?.elements else {
            throw ParcelError.invalid([ParcelFault(.order, "Items must be a list")])
        }
        let items = sent.prefix(ParcelLimits.itemsMax)
        var known: Set<String> = []
        var writer = JSONWriter()
        writer.beginObject()
        for item in items {
            let draft = ShipmentDocument.draft(item)
            guard let id = draft.itemID, known.insert(id).inserted else { continue }
            let origin = draft.collection.country
            let isNeeded = draft.parcels.contains { parcel in
                guard let place = parcel.delivery.place, place.country != origin?.iso3 else {
                    return false
                }
                return card.zone(of: place.postcode, in: place.country)?.requiresCustoms ?? false
            }
            writer.key(id)
            writer.beginObject()
            writer.key("RequiresCustomsDetails")
            writer.boolean(isNeeded)
            writer.key("VatStatus")
            Self.write(VATStatus.allCases.map(\.rawValue), if: isNeeded, to: &writer)
            writer.key("ReasonsForExport")
            Self.write(ExportReason.allCases.map(\.rawValue), if: isNeeded, to: &writer)
            writer.endObject()
        }
        writer.endObject()
        return .json(.ok, writer.bytes)
    }

    /// Names, each with itself as words, as clients fill their lists.
    private static func write(
        _ names: [String], if isNeeded: Bool, to writer: inout JSONWriter
    ) {
        writer.beginObject()
        for name in names where isNeeded {
            writer.key(name)
            writer.string(name)
        }
        writer.endObject()
    }
}
