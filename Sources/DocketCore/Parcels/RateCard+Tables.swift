/// A table of a rate card: a CSV file, or rows as they are kept.
package enum RateTableName: String, Sendable, CaseIterable {
    case services, zones, places, bands, surcharges, extras, holidays

    /// The names of its columns, in their order.
    package var columns: [String] {
        switch self {
        case .services:
            [
                "Slug", "Name", "CourierSlug", "CourierName", "CollectionType", "DeliveryType",
                "Classification", "DeliveryDays", "CutOff", "CollectsFrom", "MaxLength", "MaxWidth",
                "MaxHeight", "MaxWeight", "VolumetricDivisor", "IncludedCover", "PrinterRequired",
                "Overview",
            ]
        case .zones: ["Zone", "Name", "VatRate", "RequiresCustoms"]
        case .places: ["Zone", "Country", "Postcodes"]
        case .bands: ["Service", "Zone", "MaxWeight", "Price"]
        case .surcharges: ["Service", "Zone", "Name", "Basis", "Above", "Amount", "Percent"]
        case .extras: ["Service", "Type", "Cover", "Price"]
        case .holidays: ["Date"]
        }
    }

    /// How many rows it may have.
    package static let rowsMax = 20_000
}

/// The rows of a rate card's tables, without their headings.
package typealias RateTables = [RateTableName: [[String]]]

/// What is wrong with a row of a rate card.
package struct RateCardFault: Error, Sendable, Equatable {
    /// Which table.
    package let table: RateTableName
    /// Which row, from 1, without the heading; `nil` for the table itself.
    package let row: Int?
    /// What is wrong, in words.
    package let detail: String
}

/// Everything that is wrong with a rate card.
package struct RateCardFaults: Error, Sendable, Equatable {
    /// In the order of the tables and their rows.
    package let faults: [RateCardFault]
}

extension RateCard {
    /// Reads a card.
    ///
    /// - Throws: `RateCardFaults`, with everything that is wrong.
    package init(tables: RateTables) throws(RateCardFaults) {
        var card = RateCard()
        var faults: [RateCardFault] = []
        for name in RateTableName.allCases {
            let rows = tables[name] ?? []
            guard rows.count <= RateTableName.rowsMax else {
                faults.append(
                    RateCardFault(
                        table: name, row: nil,
                        detail: "there are more than \(RateTableName.rowsMax) rows"))
                continue
            }
            for (position, cells) in rows.enumerated() {
                do {
                    try card.add(RateRow(name, cells))
                } catch {
                    faults.append(
                        RateCardFault(table: name, row: position + 1, detail: error.detail))
                }
            }
        }
        if card.services.isEmpty {
            faults.append(
                RateCardFault(table: .services, row: nil, detail: "there is no service"))
        }
        guard faults.isEmpty else { throw RateCardFaults(faults: faults) }
        card.bands.sort { $0.gramsMax < $1.gramsMax }
        card.extras.sort { $0.cover ?? .zero < $1.cover ?? .zero }
        self = card
    }

    private mutating func add(_ row: RateRow) throws(RateRowFault) {
        switch row.table {
        case .services:
            let service = try CourierService(row)
            guard self.service(service.slug) == nil else {
                throw RateRowFault("the Slug \(service.slug) is there twice")
            }
            services.append(service)
        case .zones:
            let code = try row.text("Zone")
            guard zone(named: code) == nil else {
                throw RateRowFault("the Zone \(code) is there twice")
            }
            zones.append(
                Zone(
                    code: code, name: try row.text("Name"),
                    vatRate: try row.hundredths("VatRate", upTo: 100_00),
                    requiresCustoms: try row.flag("RequiresCustoms")))
        case .places: try addPlace(row)
        case .bands:
            bands.append(
                WeightBand(
                    service: try serviceSlug(row), zone: try zoneCode(row),
                    gramsMax: try row.thousandths("MaxWeight", upTo: ParcelSize.gramsMax),
                    price: try row.pence("Price")))
        case .surcharges: surcharges.append(try surcharge(row))
        case .extras:
            let cover = try row.optional("Cover")
            extras.append(
                Extra(
                    service: row.isAny("Service") ? nil : try serviceSlug(row),
                    kind: try row.choice("Type"),
                    cover: cover == nil ? nil : try row.pence("Cover"),
                    price: try row.pence("Price")))
        case .holidays:
            guard let day = CalendarDay(try row.text("Date")) else {
                throw RateRowFault("Date must be a day such as 2026-12-25")
            }
            holidays.insert(day)
        }
    }

    private mutating func addPlace(_ row: RateRow) throws(RateRowFault) {
        let code = try zoneCode(row)
        let country = try row.text("Country")
        guard country == "*" || Country(iso3: country) != nil else {
            throw RateRowFault("Country must be three letters of ISO 3166-1, or *")
        }
        let written = try row.optional("Postcodes") ?? ""
        var ranges: [PostcodeRange] = []
        for part in written.split(separator: " ") {
            guard country != "*", let range = PostcodeRange(String(part)) else {
                throw RateRowFault(
                    "Postcodes must be beginnings of postcodes, or ranges such as PA20-78")
            }
            ranges.append(range)
        }
        guard let position = zones.firstIndex(where: { $0.code == code }) else { return }
        zones[position].places.append(
            Zone.Place(country: country, postcodes: ranges, written: written))
    }

    private func surcharge(_ row: RateRow) throws(RateRowFault) -> Surcharge {
        let basis: Surcharge.Basis = try row.choice("Basis")
        let above: Int64 =
            switch basis {
            case .always, .saturday: 0
            case .longestSide, .girth: try row.hundredths("Above", upTo: 5 * ParcelSize.sideMax)
            case .weight: try row.thousandths("Above", upTo: ParcelSize.gramsMax)
            }
        let amount = try row.optional("Amount") == nil ? Money.zero : try row.pence("Amount")
        let share =
            try row.optional("Percent") == nil ? 0 : try row.hundredths("Percent", upTo: 1000_00)
        return Surcharge(
            service: row.isAny("Service") ? nil : try serviceSlug(row),
            zone: row.isAny("Zone") ? nil : try zoneCode(row), name: try row.text("Name"),
            basis: basis, above: above, amount: amount, share: share)
    }

    /// A slug that one of the services has.
    private func serviceSlug(_ row: RateRow) throws(RateRowFault) -> String {
        let slug = try row.text("Service")
        guard service(slug) != nil else {
            throw RateRowFault("there is no service of the Slug \(slug)")
        }
        return slug
    }

    /// A code that one of the zones has.
    private func zoneCode(_ row: RateRow) throws(RateRowFault) -> String {
        let code = try row.text("Zone")
        guard zone(named: code) != nil else { throw RateRowFault("there is no zone \(code)") }
        return code
    }

    /// The zone of that code; `nil` where there is none.
    package func zone(named code: String) -> Zone? {
        zones.first { $0.code == code }
    }
}

extension CourierService {
    fileprivate init(_ row: RateRow) throws(RateRowFault) {
        slug = try row.text("Slug")
        guard slug.utf8.allSatisfy(Self.isOfSlug) else {
            throw RateRowFault("Slug must be of small letters, digits and hyphens")
        }
        name = try row.text("Name")
        courierSlug = try row.text("CourierSlug")
        courierName = try row.text("CourierName")
        collectionType = try row.choice("CollectionType")
        deliveryType = try row.choice("DeliveryType")
        classification = try row.choice("Classification")
        deliveryDays = Int(try row.whole("DeliveryDays", 0...60))
        cutOffMinutes = try row.timeOfDay("CutOff")
        let countries = try row.text("CollectsFrom").split(separator: " ").map(String.init)
        guard countries.allSatisfy({ Country(iso3: $0) != nil }) else {
            throw RateRowFault("CollectsFrom must be countries of three letters (ISO 3166-1)")
        }
        collectsFrom = Set(countries)
        let sides = [
            try row.hundredths("MaxLength", upTo: ParcelSize.sideMax),
            try row.hundredths("MaxWidth", upTo: ParcelSize.sideMax),
            try row.hundredths("MaxHeight", upTo: ParcelSize.sideMax),
        ]
        sidesMax = sides.sorted(by: >)
        gramsMax = try row.thousandths("MaxWeight", upTo: ParcelSize.gramsMax)
        volumetricDivisor =
            try row.optional("VolumetricDivisor") == nil
            ? nil : try row.whole("VolumetricDivisor", 1...100_000)
        includedCover = try row.pence("IncludedCover")
        isPrinterRequired = try row.flag("PrinterRequired")
        overview = try row.text("Overview")
    }

    private static func isOfSlug(_ byte: UInt8) -> Bool {
        (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
    }
}

/// A rate card as it is kept.
package struct KeptRateCard: Sendable, Equatable {
    /// Which version of the company's card it is, from 1.
    package let version: Int64
    /// What is on it.
    package let tables: RateTables
    /// When it was kept.
    package let createdAt: Timestamp
    /// By whom.
    package let actor: String

    /// A card.
    package init(version: Int64, tables: RateTables, createdAt: Timestamp, actor: String) {
        self.version = version
        self.tables = tables
        self.createdAt = createdAt
        self.actor = actor
    }
}
