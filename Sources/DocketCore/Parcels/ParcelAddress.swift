/// Where a parcel is fetched or brought, as clients write it: every member a text, and not there
/// where it is empty.
///
/// Source: `domain.md` B2, "Address".
package struct ParcelAddress: Sendable, Hashable {
    /// What an address says.
    package enum Member: String, Sendable, CaseIterable {
        case contactName = "ContactName"
        case organisation = "Organisation"
        case email = "Email"
        case phone = "Phone"
        case property = "Property"
        case street = "Street"
        case locality = "Locality"
        case town = "Town"
        case county = "County"
        case postcode = "Postcode"
        case countryISOCode = "CountryIsoCode"
        case subdivision = "Subdivision"
        case specialInstructions = "SpecialInstructions"
        case shopID = "ShopId"

        /// What people call it.
        package var words: String {
            switch self {
            case .contactName: "contact name"
            case .organisation: "organisation"
            case .email: "email address"
            case .phone: "phone number"
            case .property: "property name or number"
            case .street: "street"
            case .locality: "locality"
            case .town: "town"
            case .county: "county"
            case .postcode: "postcode"
            case .countryISOCode: "country"
            case .subdivision: "subdivision"
            case .specialInstructions: "special instructions"
            case .shopID: "shop"
            }
        }

        /// How many characters it may have.
        package var scalarsMax: Int {
            switch self {
            case .specialInstructions: 255
            case .postcode: 20
            case .countryISOCode, .contactName, .organisation, .email, .phone, .property, .street,
                .locality, .town, .county, .subdivision, .shopID:
                100
            }
        }
    }

    /// What was written, without spaces at the ends.
    package private(set) var texts: [Member: String] = [:]

    /// An address of these texts.
    package init(_ texts: [Member: String] = [:]) {
        for (member, text) in texts { self[member] = text }
    }

    /// What a member says; `nil` where it says nothing.
    package subscript(_ member: Member) -> String? {
        get { texts[member] }
        set {
            let text = newValue.map { Text($0).trimmed } ?? ""
            texts[member] = text.isEmpty ? nil : text
        }
    }

    /// The country; `nil` where it is none.
    package var country: Country? { self[.countryISOCode].flatMap { Country(written: $0) } }

    /// As far as the price depends on it; `nil` without a country.
    package var place: Shipment.Place? {
        country.map {
            Shipment.Place(country: $0.iso3, postcode: Postcode(self[.postcode] ?? ""))
        }
    }

    /// The lines of it on a label, without the country's where it is `home`.
    package func lines(seenFrom home: String) -> [String] {
        let street = [self[.property], self[.street]].compactMap(\.self).joined(separator: " ")
        let town = [self[.town], self[.postcode]].compactMap(\.self).joined(separator: "  ")
        let country = country.flatMap { $0.iso3 == home ? nil : $0.name.uppercased() }
        let lines = [
            self[.contactName], self[.organisation], street, self[.locality], town, self[.county],
            country,
        ]
        return lines.compactMap { $0.flatMap { $0.isEmpty ? nil : $0 } }
    }

    /// Which end of the journey an address is.
    package enum Role: String, Sendable {
        case collection = "Collection Address"
        case delivery = "Delivery Address"

        /// What must be said of it; the sender has to be reached.
        var required: [Member] {
            let all: [Member] = [.contactName, .property, .street, .town, .countryISOCode]
            return self == .collection ? all + [.email, .phone] : all
        }

        /// Whether a member must be said.
        package func isRequired(_ member: Member) -> Bool { required.contains(member) }
    }

    /// What is wrong with it, in words that begin with what it is.
    package func faults(as role: Role) -> [String] {
        var faults = role.required.filter { self[$0] == nil }.map {
            "\(role.rawValue): Please enter the \($0.words)"
        }
        for (member, text) in texts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
            if text.unicodeScalars.count > member.scalarsMax {
                faults.append(
                    "\(role.rawValue): The \(member.words) has more than \(member.scalarsMax) "
                        + "characters")
            } else if Text(text).hasForbiddenControl {
                faults.append("\(role.rawValue): The \(member.words) has a control character")
            }
        }
        if let email = self[.email], !email.isEmailAddress {
            faults.append("\(role.rawValue): The email address must be one, such as a@example.com")
        }
        guard let written = self[.countryISOCode] else { return faults }
        guard let country else {
            return faults + [
                "\(role.rawValue): The country must be three letters of ISO 3166-1, such as GBR, "
                    + "not \(written.prefix(40))"
            ]
        }
        if country.postcodeForm != nil, self[.postcode] == nil {
            faults.append("\(role.rawValue): Please enter the postcode")
        }
        return faults
    }
}

extension String {
    /// Whether a letter could be sent there: something, one `@`, and a name with a dot or more.
    package var isEmailAddress: Bool {
        let parts = split(separator: "@", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty && !parts[1].isEmpty
            && !parts[1].hasPrefix(".") && !parts[1].hasSuffix(".")
            && unicodeScalars.allSatisfy { !$0.properties.isWhitespace }
    }
}
