/// An item of a parcel order that can be sent, and what it costs.
package struct PricedShipment: Sendable, Equatable {
    /// What the client sent.
    package let draft: ShipmentDraft
    /// By what it is sent.
    package let service: CourierService
    /// What the price depends on.
    package let shipment: Shipment
    /// What it costs.
    package let price: ShipmentPrice
}

/// The date and the time of day where the rate card's services work.
package struct LocalTime: Sendable, Equatable {
    /// The day.
    package let day: CalendarDay
    /// Minutes after midnight.
    package let minutes: Int

    /// What a clock there shows.
    ///
    /// - Parameter secondsAhead: of UTC.
    package init(at now: Timestamp, secondsAhead: Int64) {
        let there = now.adding(seconds: secondsAhead)
        day = CalendarDay(at: there)
        minutes = Int(there.parts.inDay / 60_000_000)
    }
}

extension ShipmentDraft {
    /// The item as it can be sent.
    ///
    /// A day that is over stands for the next one on which it can be collected: what was asked for
    /// was sent later than it was written.
    ///
    /// - Throws: `ParcelError.invalid` with everything that is wrong.
    package func priced(
        on card: RateCard, at now: LocalTime
    ) throws(ParcelError) -> PricedShipment {
        var faults = faults + textFaults + parcelFaults
        let extras = choices(&faults)
        guard let service = card.service(service) else {
            throw .invalid(faults + [unknownService(on: card)])
        }
        let day = collectionDay(for: service, on: card, at: now, &faults)
        guard let shipment = shipment(extras, on: day) else { throw .invalid(faults) }
        let price: ShipmentPrice
        do {
            price = try card.price(of: shipment, by: service)
        } catch {
            throw .invalid(faults + [fault(error.subject, error.detail(service))])
        }
        if price.requiresCustoms { faults += customsFaults }
        guard faults.isEmpty else { throw .invalid(faults) }
        return PricedShipment(draft: self, service: service, shipment: shipment, price: price)
    }

    /// A fault of this item.
    package func fault(_ subject: ParcelFault.Subject, _ detail: String) -> ParcelFault {
        ParcelFault(subject, detail, itemID: itemID)
    }

    /// What the price depends on; `nil` where something of it is missing.
    package func shipment(_ extras: [Shipment.Choice], on day: CalendarDay?) -> Shipment? {
        guard let origin = collection.place, !parcels.isEmpty else { return nil }
        var priced: [Shipment.Parcel] = []
        for parcel in parcels {
            guard let size = parcel.size, let place = parcel.delivery.place else { return nil }
            priced.append(
                Shipment.Parcel(size: size, value: parcel.value ?? .zero, destination: place))
        }
        return Shipment(from: origin, priced, extras: extras, collection: day)
    }

    /// What was chosen, each kind once; notes what is no kind.
    package func choices(_ faults: inout [ParcelFault]) -> [Shipment.Choice] {
        var choices: [Shipment.Choice] = []
        for extra in extras {
            let kind = Extra.Kind.allCases.first {
                $0.rawValue.lowercased() == extra.name.lowercased()
            }
            guard let kind else {
                let names = Extra.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                faults.append(
                    fault(.extra, "There is no upsell \(extra.name.prefix(40)); there are \(names)")
                )
                continue
            }
            if !choices.contains(where: { $0.kind == kind }) {
                choices.append(Shipment.Choice(kind, cover: extra.cover))
            }
        }
        return choices
    }

    private func unknownService(on card: RateCard) -> ParcelFault {
        guard !service.isEmpty else {
            return fault(.service, "Please choose a service, such as one that a quote names")
        }
        let meant = Spelling.nearest(to: service, among: card.services.map(\.slug))
        return fault(
            .service,
            "There is no service \(service.prefix(40))"
                + (meant.map { "; did you mean \($0)?" } ?? ""))
    }

    private func collectionDay(
        for service: CourierService, on card: RateCard, at now: LocalTime,
        _ faults: inout [ParcelFault]
    ) -> CalendarDay? {
        let days = CollectionDays(of: service, on: card, today: now.day, minutes: now.minutes)
        guard let collectionDate else {
            faults.append(fault(.collectionDate, "Please choose a collection date"))
            return nil
        }
        guard let wanted = CalendarDay(Text(collectionDate).trimmed) else {
            faults.append(
                fault(.collectionDate, "The collection date must be a day such as \(now.day)"))
            return nil
        }
        if wanted <= now.day { return days.first(from: now.day) }
        if days.isPossible(wanted) { return wanted }
        let next = days.first(from: wanted)
        faults.append(
            fault(
                .collectionDate,
                next.map { "Nothing is collected on \(wanted); the next day is \($0)" }
                    ?? "The collection date is more than \(CollectionDays.daysAhead) days ahead"))
        return nil
    }
}

// MARK: - What is missing or wrong

extension ShipmentDraft {
    private var textFaults: [ParcelFault] {
        var found: [ParcelFault] = []
        if itemID == nil { found.append(fault(.item, "Please give the item an Id, a GUID")) }
        found += collection.faults(as: .collection).map { fault(.address, $0) }
        let limit = ParcelLimits.referenceScalarsMax
        if let reference, reference.unicodeScalars.count > limit {
            found.append(fault(.item, "The reference has more than \(limit) characters"))
        }
        return found + unreadable(customs.texts + [("reference", reference)], .item)
    }

    private var parcelFaults: [ParcelFault] {
        guard !parcels.isEmpty else {
            return [fault(.parcel, "Please enter at least one parcel")]
        }
        return parcels.enumerated().flatMap { position, parcel in
            faults(of: parcel, named: parcels.count == 1 ? "" : "Parcel \(position + 1): ")
        }
    }

    private func faults(of parcel: ParcelDraft, named name: String) -> [ParcelFault] {
        var found = measureFaults(of: parcel, named: name)
        if let value = parcel.value, value > .zero {
            if value > ParcelLimits.valueMax {
                found.append(
                    fault(.parcel, "\(name)It may be worth £\(ParcelLimits.valueMax) at most"))
            }
        } else {
            found.append(fault(.parcel, "\(name)Please enter a value for your parcel"))
        }
        if parcel.contentsSummary?.isEmpty ?? true {
            found.append(fault(.parcel, "\(name)Please enter what is in your parcel"))
        }
        found += unreadable([("summary of the contents", parcel.contentsSummary)], .parcel)
        for content in parcel.contents {
            found += unreadable(
                [("description", content.description), ("tariff code", content.tariffCode)],
                .customs)
        }
        return found + parcel.delivery.faults(as: .delivery).map { fault(.address, name + $0) }
    }

    /// Sizes that are missing, not above zero, or beyond what anybody carries.
    package func measureFaults(of parcel: ParcelDraft, named name: String) -> [ParcelFault] {
        let sides = [
            ("height", parcel.height), ("length", parcel.length), ("width", parcel.width),
        ]
        var found = sides.compactMap { word, side -> ParcelFault? in
            if let side, (1...ParcelSize.sideMax).contains(side) { return nil }
            return fault(
                .parcel,
                "\(name)Please enter the \(word) of your parcel in centimetres, above 0 and up to "
                    + "\(ParcelSize.sideMax / 100)")
        }
        if !(parcel.grams.map { (1...ParcelSize.gramsMax).contains($0) } ?? false) {
            found.append(
                fault(
                    .parcel,
                    "\(name)Please enter the weight of your parcel in kilograms, above 0 and up to "
                        + "\(ParcelSize.gramsMax / 1000)"))
        }
        return found
    }

    /// What goes over a border must be told to customs.
    private var customsFaults: [ParcelFault] {
        var found = customs.faults.map { fault(.customs, $0) }
        for (position, parcel) in parcels.enumerated() {
            let name = parcels.count == 1 ? "" : "Parcel \(position + 1): "
            if parcel.contents.isEmpty {
                found.append(
                    fault(.customs, "\(name)Please supply the contents of your parcel, one by one"))
            }
            for content in parcel.contents {
                found += content.faults.map { fault(.customs, name + $0) }
            }
        }
        return found
    }

    private func unreadable(
        _ texts: [(String, String?)], _ subject: ParcelFault.Subject
    ) -> [ParcelFault] {
        texts.compactMap { name, text in
            guard let text else { return nil }
            if text.unicodeScalars.count > ParcelLimits.textScalarsMax {
                return fault(
                    subject, "The \(name) has more than \(ParcelLimits.textScalarsMax) characters")
            }
            return Text(text).hasForbiddenControl
                ? fault(subject, "The \(name) has a control character") : nil
        }
    }
}

extension CustomsDraft {
    /// What people call each text.
    fileprivate var texts: [(String, String?)] {
        [
            ("country of manufacture", originCountry), ("export reason", exportReason),
            ("VAT status", vatStatus), ("recipient's VAT status", recipientVATStatus),
            ("VAT number", vatNumber), ("NIF number", nifNumber), ("EORI number", eoriNumber),
            ("IOSS code", iossCode),
        ]
    }

    /// What customs lacks.
    fileprivate var faults: [String] {
        var found: [String] = []
        let reasons = ExportReason.allCases.map(\.rawValue)
        if let exportReason, !reasons.contains(exportReason) {
            found.append("The reason for exporting must be \(reasons.joined(separator: ", "))")
        } else if exportReason == nil {
            found.append("Please supply the reason for exporting your parcel.")
        }
        let statuses = VATStatus.allCases.map(\.rawValue)
        for (whose, status) in [("sender", vatStatus), ("recipient", recipientVATStatus)] {
            if let status, !statuses.contains(status) {
                found.append(
                    "The \(whose)'s VAT status must be \(statuses.joined(separator: ", "))")
            } else if status == nil, whose == "sender" {
                found.append("Please supply the VAT status of the sender.")
            }
        }
        if vatStatus == VATStatus.registered.rawValue, vatNumber == nil {
            found.append("Please supply the VAT number of the sender.")
        }
        if originCountry.flatMap(Country.init(written:)) == nil {
            found.append("Please supply the country of manufacture.")
        }
        return found
    }
}

extension ContentDraft {
    /// What customs lacks.
    fileprivate var faults: [String] {
        var found: [String] = []
        if description?.isEmpty ?? true {
            found.append("Please supply a description of each of the contents.")
        }
        if quantity ?? 0 < 1 {
            found.append("Please supply how many there are of each of the contents.")
        }
        if value ?? .zero <= .zero {
            found.append("Please supply the value of each of the contents.")
        }
        if let originCountry, Country(written: originCountry) == nil {
            found.append("There is no country \(originCountry.prefix(40)).")
        }
        return found
    }
}

extension PriceRefusal {
    /// What it is about.
    package var subject: ParcelFault.Subject {
        switch self {
        case .extraNotOffered, .coverTooHigh: .extra
        case .notCollected, .notDelivered, .severalZones, .tooLarge, .tooHeavy, .tooMuch: .service
        }
    }

    /// In words for people.
    package func detail(_ service: CourierService) -> String {
        let reason =
            switch self {
            case .notCollected(let country):
                "\(service.name) collects nothing in \(Self.name(country))"
            case .notDelivered(let parcel, let country):
                "\(service.name) does not take parcel \(parcel + 1) to that place in "
                    + Self.name(country)
            case .severalZones:
                "the parcels of one item must go to one zone; make an item of each"
            case .tooLarge(let parcel):
                "parcel \(parcel + 1) is too large for \(service.name), which takes up to "
                    + service.sidesMax.map(Self.centimetres).joined(separator: " × ") + " cm"
            case .tooHeavy(let parcel, let gramsMax):
                "parcel \(parcel + 1) is too heavy for \(service.name), or too large for its "
                    + "weight: it takes up to \(RateCard.kilograms(gramsMax)) kg there"
            case .extraNotOffered(let kind):
                "\(kind.rawValue) can't be had with \(service.name)"
            case .coverTooHigh(let most):
                "\(service.name) covers up to £\(most)"
            case .tooMuch:
                "the sum is too large"
            }
        // The known words first: clients look for them.
        return "A price could not be found for these specifications: \(reason)."
    }

    private static func name(_ country: String) -> String {
        Country(iso3: country)?.name ?? country
    }

    private static func centimetres(_ tenthsOfMillimetre: Int64) -> String {
        Money(tenThousandths: tenthsOfMillimetre * 100)?.description ?? ""
    }
}
