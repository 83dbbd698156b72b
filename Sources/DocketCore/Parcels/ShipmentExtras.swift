extension RateCard {
    /// What can be had with a service; of covers the smallest first.
    package func extras(with service: CourierService) -> [Extra] {
        extras.filter { $0.service == nil || $0.service == service.slug }
    }

    /// What a choice comes to: of covers the smallest that is enough.
    ///
    /// - Throws: `.extraNotOffered`, `.coverTooHigh`.
    func extra(
        _ choice: Shipment.Choice, with service: CourierService, for shipment: Shipment
    ) throws(PriceRefusal) -> Extra {
        let offered = extras(with: service).filter { $0.kind == choice.kind }
        guard let last = offered.last else { throw .extraNotOffered(choice.kind) }
        guard let most = last.cover else { return last }
        guard choice.kind == .cover else { return last }
        let wanted = choice.cover ?? Money.sum(shipment.parcels.map(\.value)) ?? .largest
        guard let extra = offered.first(where: { $0.cover ?? .zero >= wanted }) else {
            throw .coverTooHigh(most: most)
        }
        return extra
    }

    /// What the parcels are covered for: the most of what is included and what was chosen.
    func covers(of shipment: Shipment, with service: CourierService) -> Money {
        let chosen = shipment.extras.compactMap { choice in
            try? extra(choice, with: service, for: shipment).cover
        }
        return ([service.includedCover] + chosen).max() ?? service.includedCover
    }
}

extension Extra {
    /// What it is, in words.
    package var words: String {
        cover.map { "\(kind.words) to £\($0)" } ?? kind.words
    }
}

extension Extra.Kind {
    /// What it is, in words.
    package var words: String {
        switch self {
        case .cover: "Cover"
        case .deliveryGuarantee: "Delivery guarantee"
        case .extendedBaseCover: "Extended cover"
        case .printInStore: "Print in store"
        case .sms: "Messages by SMS"
        case .signature: "Signature on delivery"
        case .deliveredDutyPaid: "Duty paid on delivery"
        }
    }
}

extension Money {
    /// More than anything costs.
    static var largest: Money { Money(tenThousandths: limit - 1) ?? .zero }
}
