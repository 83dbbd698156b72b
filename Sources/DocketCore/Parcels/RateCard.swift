/// What parcels cost: services, where they go, and for how much. All prices are in whole pence,
/// without VAT.
///
/// A card that was kept is never changed; a newer version takes its place, so that each price can
/// be explained as long as its order is there.
package struct RateCard: Sendable, Equatable {
    /// What can be ordered, in the order in which it is offered.
    package var services: [CourierService] = []
    /// Where parcels are taken, and what is paid for that.
    package var zones: [Zone] = []
    /// What a parcel costs by its weight.
    package var bands: [WeightBand] = []
    /// What some parcels cost beside that.
    package var surcharges: [Surcharge] = []
    /// What may be had with a service.
    package var extras: [Extra] = []
    /// Days on which nobody works.
    package var holidays: Set<CalendarDay> = []

    /// A card with nothing on it.
    package init() {}

    /// The service of that slug; `nil` where there is none.
    package func service(_ slug: String) -> CourierService? {
        services.first { $0.slug == slug }
    }

    /// The zone that a place is in, the narrowest of those that name it; `nil` where none does.
    ///
    /// - Parameter country: three letters of ISO 3166-1.
    package func zone(of postcode: Postcode, in country: String) -> Zone? {
        var best: (zone: Zone, narrowness: Int)?
        for zone in zones {
            guard let narrowness = zone.narrowness(of: postcode, in: country),
                narrowness > best?.narrowness ?? -1
            else { continue }
            best = (zone, narrowness)
        }
        return best?.zone
    }
}

/// A way of sending a parcel.
package struct CourierService: Sendable, Equatable {
    /// How a parcel gets to the courier.
    package enum CollectionType: String, Sendable, CaseIterable {
        /// It is fetched.
        case collection = "Collection"
        /// It is brought to a shop.
        case shop = "Shop"
        /// It is put into a locker.
        case locker = "Locker"
    }

    /// Where a parcel goes.
    package enum DeliveryType: String, Sendable, CaseIterable {
        /// To the address.
        case door = "Door"
        /// To a shop near it.
        case shop = "Shop"
        /// To a locker near it.
        case locker = "Locker"
    }

    /// How quick it is.
    package enum Classification: String, Sendable, CaseIterable {
        case fast = "Fast"
        case medium = "Medium"
        case slow = "Slow"
    }

    /// What requests name it by; unique on its card.
    package var slug: String
    /// What people call it.
    package var name: String
    /// What requests name its courier by.
    package var courierSlug: String
    /// What people call the courier.
    package var courierName: String
    /// How a parcel gets to the courier.
    package var collectionType: CollectionType
    /// Where a parcel goes.
    package var deliveryType: DeliveryType
    /// How quick it is.
    package var classification: Classification
    /// Working days from collection to delivery, 0 or more.
    package var deliveryDays: Int
    /// Until when a parcel may be ordered for the same day, in minutes after midnight, local time.
    package var cutOffMinutes: Int
    /// Countries it collects from: three letters of ISO 3166-1.
    package var collectsFrom: Set<String>
    /// The sides of the largest parcel in tenths of a millimetre, longest first.
    package var sidesMax: [Int64]
    /// The heaviest parcel, in grams.
    package var gramsMax: Int64
    /// Cubic centimetres to the kilogram; `nil` where only the weight counts.
    package var volumetricDivisor: Int64?
    /// What a parcel is covered for at no price.
    package var includedCover: Money
    /// Whether the sender has to print a label.
    package var isPrinterRequired: Bool
    /// What it is, in a sentence.
    package var overview: String
}

/// Places that cost the same.
package struct Zone: Sendable, Equatable {
    /// A country, or some of it.
    package struct Place: Sendable, Equatable {
        /// Three letters of ISO 3166-1; `*` for every country that no place names.
        package var country: String
        /// Which of its postcodes; empty for all.
        package var postcodes: [PostcodeRange]
        /// The same as it is written.
        package var written: String
    }

    /// What the card names it by.
    package var code: String
    /// What people call it.
    package var name: String
    /// VAT on what goes there, in hundredths of a percent: 2000 for 20 %.
    package var vatRate: Int64
    /// Whether customs wants to know what comes from another country.
    package var requiresCustoms: Bool
    /// Where it is.
    package var places: [Place] = []

    /// How narrowly it names a place; `nil` where it does not.
    fileprivate func narrowness(of postcode: Postcode, in country: String) -> Int? {
        places.compactMap { place in
            guard place.country == country else { return place.country == "*" ? 0 : nil }
            guard !place.postcodes.isEmpty else { return 1 }
            return place.postcodes.compactMap { $0.narrowness(of: postcode, in: country) }
                .max().map { $0 + 1 }
        }.max()
    }
}

/// What a parcel up to some weight costs.
package struct WeightBand: Sendable, Equatable {
    /// The service's slug.
    package var service: String
    /// The zone's code.
    package var zone: String
    /// The heaviest parcel of the band, in grams.
    package var gramsMax: Int64
    /// What a parcel costs.
    package var price: Money
}

/// What some parcels cost beside their band.
package struct Surcharge: Sendable, Equatable {
    /// Which parcels.
    package enum Basis: String, Sendable, CaseIterable {
        /// All.
        case always = "Always"
        /// Those with a side longer than this.
        case longestSide = "LongestSide"
        /// Those with more than this along the longest side and once round it.
        case girth = "Girth"
        /// Those heavier than this.
        case weight = "Weight"
        /// Those that are collected on a Saturday.
        case saturday = "Saturday"
    }

    /// The service's slug; `nil` for all.
    package var service: String?
    /// The zone's code; `nil` for all.
    package var zone: String?
    /// What it is for, in words.
    package var name: String
    /// Which parcels pay it.
    package var basis: Basis
    /// Tenths of a millimetre or grams; 0 where the basis has no measure.
    package var above: Int64
    /// What it is in money.
    package var amount: Money
    /// What it is of the band's price, in hundredths of a percent.
    package var share: Int64
}

/// What may be had with a service.
package struct Extra: Sendable, Equatable {
    /// What requests name it by.
    ///
    /// Source: `domain.md` B3, "AvailableExtras".
    package enum Kind: String, Sendable, CaseIterable {
        case cover = "Cover"
        case deliveryGuarantee = "DeliveryGuarantee"
        case extendedBaseCover = "ExtendedBaseCover"
        case printInStore = "PrintInStore"
        case sms = "Sms"
        case signature = "Signature"
        case deliveredDutyPaid = "DeliveredDutyPaid"
    }

    /// The service's slug; `nil` for all.
    package var service: String?
    /// What it is.
    package var kind: Kind
    /// What a parcel is covered for with it; `nil` where it is no cover.
    package var cover: Money?
    /// What it costs a shipment.
    package var price: Money
}
