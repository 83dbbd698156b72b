/// What is to be sent, as far as its price depends on it.
package struct Shipment: Sendable, Equatable {
    /// Where something is fetched or brought.
    package struct Place: Sendable, Hashable {
        /// Three letters of ISO 3166-1.
        package var country: String
        /// As it is compared.
        package var postcode: Postcode

        /// A place.
        package init(country: String, postcode: Postcode) {
            self.country = country
            self.postcode = postcode
        }
    }

    /// A parcel, with where it goes.
    package struct Parcel: Sendable, Equatable {
        /// How large and heavy it is.
        package var size: ParcelSize
        /// What is in it is worth this much.
        package var value: Money
        /// Where it goes.
        package var destination: Place

        /// A parcel.
        package init(size: ParcelSize, value: Money, destination: Place) {
            self.size = size
            self.value = value
            self.destination = destination
        }
    }

    /// Something that was chosen beside the service.
    package struct Choice: Sendable, Equatable {
        /// What.
        package var kind: Extra.Kind
        /// How much cover is wanted; `nil` for as much as the parcels are worth.
        package var cover: Money?

        /// A choice.
        package init(_ kind: Extra.Kind, cover: Money? = nil) {
            self.kind = kind
            self.cover = cover
        }
    }

    /// Where it comes from.
    package var origin: Place
    /// What is sent, at least one.
    package var parcels: [Parcel]
    /// What was chosen beside the service, each kind once.
    package var extras: [Choice]
    /// When it is collected; `nil` where that is not known yet.
    package var collection: CalendarDay?

    /// A shipment.
    package init(
        from origin: Place, _ parcels: [Parcel], extras: [Choice] = [],
        collection: CalendarDay? = nil
    ) {
        self.origin = origin
        self.parcels = parcels
        self.extras = extras
        self.collection = collection
    }
}

/// What a shipment costs, and why.
///
/// Source: contract, section 9: the total is the sum of what it is without VAT and of the VAT, to
/// the penny; VAT is rounded half away from zero per line.
package struct ShipmentPrice: Sendable, Equatable {
    /// Something that is paid for.
    package struct Part: Sendable, Equatable {
        /// What it is.
        package enum Kind: String, Sendable, CaseIterable {
            case carriage = "Carriage"
            case surcharge = "Surcharge"
            case extra = "Extra"
        }

        /// What it is.
        package let kind: Kind
        /// What it is, in words.
        package let words: String
        /// What it costs without VAT, in whole pence.
        package let amount: Money
    }

    /// What is paid for; the sum of it is `exVAT`.
    package let parts: [Part]
    /// The code of the zone that it goes to.
    package let zone: String
    /// VAT, in hundredths of a percent.
    package let vatRate: Int64
    /// What it costs without VAT.
    package let exVAT: Money
    /// The VAT.
    package let vat: Money
    /// What it costs.
    package let total: Money
    /// What the parcels are covered for.
    package let cover: Money
    /// Whether customs wants to know what is in it.
    package let requiresCustoms: Bool
}

/// Why a service does not take a shipment.
package enum PriceRefusal: Error, Sendable, Equatable {
    /// It does not fetch anything in this country.
    case notCollected(country: String)
    /// It takes nothing to where this parcel goes; `parcel` counts from 0.
    case notDelivered(parcel: Int, country: String)
    /// The parcels of one shipment go to places that cost differently.
    case severalZones
    /// This parcel is too large.
    case tooLarge(parcel: Int)
    /// This parcel is heavier, or stands for more weight, than this many grams.
    case tooHeavy(parcel: Int, gramsMax: Int64)
    /// This can't be had with it.
    case extraNotOffered(Extra.Kind)
    /// It covers no more than this.
    case coverTooHigh(most: Money)
    /// The sum is larger than what can be paid.
    case tooMuch
}

extension RateCard {
    /// What a shipment costs with a service.
    package func price(
        of shipment: Shipment, by service: CourierService
    ) throws(PriceRefusal) -> ShipmentPrice {
        guard service.collectsFrom.contains(shipment.origin.country) else {
            throw .notCollected(country: shipment.origin.country)
        }
        let zone = try zone(of: shipment)
        var parts: [ShipmentPrice.Part] = []
        for (position, parcel) in shipment.parcels.enumerated() {
            guard parcel.size.fits(service.sidesMax) else { throw .tooLarge(parcel: position) }
            parts += try carriage(parcel, at: position, by: service, to: zone, of: shipment)
        }
        for choice in shipment.extras {
            let extra = try extra(choice, with: service, for: shipment)
            parts.append(
                ShipmentPrice.Part(kind: .extra, words: extra.words, amount: extra.price))
        }
        let cover = covers(of: shipment, with: service)
        let crossesBorder = shipment.parcels.contains {
            $0.destination.country != shipment.origin.country
        }
        guard let exVAT = Money.sum(parts.map(\.amount)), let vat = exVAT.share(zone.vatRate),
            let total = exVAT.adding(vat)
        else { throw .tooMuch }
        return ShipmentPrice(
            parts: parts, zone: zone.code, vatRate: zone.vatRate, exVAT: exVAT, vat: vat,
            total: total, cover: cover, requiresCustoms: zone.requiresCustoms && crossesBorder)
    }

    /// The one zone that all parcels go to.
    private func zone(of shipment: Shipment) throws(PriceRefusal) -> Zone {
        var found: Zone?
        for (position, parcel) in shipment.parcels.enumerated() {
            let place = parcel.destination
            guard let zone = zone(of: place.postcode, in: place.country) else {
                throw .notDelivered(parcel: position, country: place.country)
            }
            guard found == nil || found == zone else { throw .severalZones }
            found = zone
        }
        guard let found else { throw .notDelivered(parcel: 0, country: "") }
        return found
    }

    /// The band of a parcel, and its surcharges.
    private func carriage(
        _ parcel: Shipment.Parcel, at position: Int, by service: CourierService, to zone: Zone,
        of shipment: Shipment
    ) throws(PriceRefusal) -> [ShipmentPrice.Part] {
        let size = parcel.size
        let volumetric = service.volumetricDivisor.map { size.volumetricGrams(divisor: $0) } ?? 0
        let grams = max(size.grams, volumetric)
        let bands = bands.filter { $0.service == service.slug && $0.zone == zone.code }
        guard !bands.isEmpty else {
            throw .notDelivered(parcel: position, country: parcel.destination.country)
        }
        guard size.grams <= service.gramsMax,
            let band = bands.first(where: { grams <= $0.gramsMax })
        else {
            let most = min(service.gramsMax, bands.last?.gramsMax ?? 0)
            throw .tooHeavy(parcel: position, gramsMax: most)
        }
        let words =
            volumetric > size.grams
            ? "Parcel \(position + 1), up to \(Self.kilograms(band.gramsMax)) kg by its volume"
            : "Parcel \(position + 1), up to \(Self.kilograms(band.gramsMax)) kg"
        var parts = [ShipmentPrice.Part(kind: .carriage, words: words, amount: band.price)]
        for surcharge in surcharges
        where surcharge.concerns(parcel, by: service, to: zone, on: shipment.collection) {
            guard let share = band.price.share(surcharge.share),
                let amount = surcharge.amount.adding(share)
            else { throw .tooMuch }
            let words = "Parcel \(position + 1), \(surcharge.name)"
            parts.append(ShipmentPrice.Part(kind: .surcharge, words: words, amount: amount))
        }
        return parts
    }

    /// A weight as people write it: `1.5` for 1500 g.
    static func kilograms(_ grams: Int64) -> String {
        Money(tenThousandths: grams * 10)?.description ?? ""
    }
}

extension Surcharge {
    fileprivate func concerns(
        _ parcel: Shipment.Parcel, by service: CourierService, to zone: Zone, on day: CalendarDay?
    ) -> Bool {
        guard self.service == nil || self.service == service.slug,
            self.zone == nil || self.zone == zone.code
        else { return false }
        return switch basis {
        case .always: true
        case .longestSide: parcel.size.sides[0] > above
        case .girth: parcel.size.girth > above
        case .weight: parcel.size.grams > above
        case .saturday: day?.weekday == 6
        }
    }
}

extension Money {
    /// The sum; `nil` where it is too large.
    package static func sum(_ amounts: some Sequence<Money>) -> Money? {
        var sum = Money.zero
        for amount in amounts {
            guard let next = sum.adding(amount) else { return nil }
            sum = next
        }
        return sum
    }
}
