package import DocketCore
package import DocketJSON

/// Items of parcel orders as JSON: read as clients write them, whose spellings differ, and written
/// as they are kept.
///
/// Source: `domain.md` B2 and B3: names of either API, numbers as strings, upsells as names or as
/// objects.
package enum ShipmentDocument {
    /// Reads an item.
    ///
    /// - Parameter itemID: the client's id of it, where that stands elsewhere.
    package static func draft(_ value: JSONValue, itemID: String? = nil) -> ShipmentDraft {
        var reader = ParcelReader(itemID: itemID)
        var draft = ShipmentDraft()
        guard value.members != nil else {
            draft.faults = [ParcelFault(.item, "An item must be an object", itemID: itemID)]
            return draft
        }
        draft.itemID = itemID ?? reader.itemID(value.member("Id"))
        reader.id = draft.itemID
        draft.service = reader.text(value.member("Service", "ServiceSlug"), "service") ?? ""
        draft.collectionDate = reader.text(value.member("CollectionDate"), "collection date")
        draft.reference = reader.text(
            value.member("Reference", "CustomerReference"), "reference")
        draft.extras = reader.extras(value.member("Upsells", "Extras"))
        draft.customs = reader.customs(value)
        draft.collection = reader.address(value.member("CollectionAddress"), .collection)
        let shared = value.member("DeliveryAddress")
        for (position, parcel) in reader.list(value.member("Parcels"), "Parcels").enumerated() {
            guard position < ParcelLimits.parcelsMax else {
                reader.note(.parcel, "An item has at most \(ParcelLimits.parcelsMax) parcels")
                break
            }
            draft.parcels.append(reader.parcel(parcel, at: position, sharing: shared))
        }
        draft.faults = reader.faults
        return draft
    }

    /// Reads who orders.
    package static func customer(_ value: JSONValue?) -> (ParcelCustomer, [ParcelFault]) {
        var reader = ParcelReader(itemID: nil)
        var customer = ParcelCustomer()
        customer.email = reader.text(value?.member("Email"), "email address") ?? ""
        customer.forename = reader.text(value?.member("Forename"), "forename") ?? ""
        customer.surname = reader.text(value?.member("Surname"), "surname") ?? ""
        customer.telephone = reader.text(value?.member("Telephone"), "telephone")
        customer.reference = reader.text(value?.member("Reference"), "reference")
        return (customer, reader.faults)
    }
}

extension JSONValue {
    /// The member of one of these names, in any case, the first that is there and not `null`.
    package func member(_ names: String...) -> JSONValue? {
        guard let members else { return nil }
        for name in names {
            let found = members.first { $0.name.lowercased() == name.lowercased() }
            if let value = found?.value, value != .null { return value }
        }
        return nil
    }
}

/// Reads the values of an item, and collects what is wrong.
struct ParcelReader {
    var id: String?
    private(set) var faults: [ParcelFault] = []

    init(itemID: String?) {
        id = itemID
    }

    mutating func note(_ subject: ParcelFault.Subject, _ detail: String) {
        faults.append(ParcelFault(subject, detail, itemID: id))
    }

    /// The client's id: a GUID, all zeros too, as it was written.
    mutating func itemID(_ value: JSONValue?) -> String? {
        guard let text = text(value, "Id"), !text.isEmpty else { return nil }
        guard GUID(text) == nil else { return text.lowercased() }
        // What was sent is named, so that the client finds it.
        id = String(text.prefix(ParcelLimits.textScalarsMax))
        note(.item, "The Id of an item must be a GUID, not \(text.prefix(40))")
        return id
    }

    /// A text, a number as it was written; `nil` for what is not there, or empty.
    mutating func text(
        _ value: JSONValue?, _ name: String, _ subject: ParcelFault.Subject = .item
    ) -> String? {
        switch value {
        case nil, .null: return nil
        case .string(let text):
            let trimmed = Text(text).trimmed
            return trimmed.isEmpty ? nil : trimmed
        case .number(let text): return text
        case .boolean, .array, .object:
            note(subject, "The \(name) must be a text")
            return nil
        }
    }

    /// The elements of a list; one object stands for a list of one.
    mutating func list(_ value: JSONValue?, _ name: String) -> [JSONValue] {
        switch value {
        case nil, .null: return []
        case .array(let elements): return elements
        case .object: return value.map { [$0] } ?? []
        case .string, .number, .boolean:
            note(.item, "\(name) must be a list")
            return []
        }
    }

    /// A number in some scale, rounded up; `nil` for what is not there.
    mutating func measure(
        _ value: JSONValue?, _ name: String, scale: Int, at parcel: String
    ) -> Int64? {
        guard let literal = literal(value) else {
            if value != nil { note(.parcel, "\(parcel)The \(name) must be a number") }
            return nil
        }
        guard let number = try? DecimalNumber.scaledUp(ArraySlice(literal.utf8), by: scale) else {
            note(.parcel, "\(parcel)The \(name) must be a number")
            return nil
        }
        return number
    }

    /// An amount, rounded up to the penny; `nil` for what is not there.
    mutating func money(
        _ value: JSONValue?, _ name: String, _ subject: ParcelFault.Subject = .parcel
    ) -> Money? {
        guard let value else { return nil }
        guard let literal = literal(value),
            let pence = try? DecimalNumber.scaledUp(ArraySlice(literal.utf8), by: 2),
            let money = Money(pence: pence)
        else {
            note(subject, "The \(name) must be an amount")
            return nil
        }
        return money
    }

    /// The digits of a number, or of a text that is one.
    private func literal(_ value: JSONValue?) -> String? {
        switch value {
        case .number(let text): text
        case .string(let text): Text(text).trimmed
        case nil, .null, .boolean, .array, .object: nil
        }
    }

    /// Names, or objects with a `Type` and perhaps an amount among their `Values`.
    mutating func extras(_ value: JSONValue?) -> [ExtraDraft] {
        list(value, "Upsells").prefix(Extra.Kind.allCases.count * 2).compactMap { element in
            if let name = element.text { return ExtraDraft(name: name) }
            guard let name = element.member("Type", "Name")?.text else {
                note(.extra, "An upsell must be a name, or an object with a Type")
                return nil
            }
            return ExtraDraft(name: name, cover: cover(element.member("Values", "Value")))
        }
    }

    /// The first amount in whatever clients put into `Values`.
    private mutating func cover(_ value: JSONValue?) -> Money? {
        switch value {
        case .number, .string: return money(value, "cover", .extra)
        case .array(let elements): return elements.first.flatMap { cover($0) }
        case .object(let members): return members.first.flatMap { cover($0.value) }
        case nil, .null, .boolean: return nil
        }
    }

    mutating func customs(_ value: JSONValue) -> CustomsDraft {
        var customs = CustomsDraft()
        customs.originCountry = text(
            value.member("OriginCountry", "CountryOfManufacture"), "country of manufacture",
            .customs)
        customs.exportReason = text(value.member("ExportReason"), "export reason", .customs)
        customs.vatStatus = text(value.member("VatStatus"), "VAT status", .customs)
        customs.recipientVATStatus = text(
            value.member("RecipientVatStatus"), "recipient's VAT status", .customs)
        customs.vatNumber = text(value.member("VatNumber"), "VAT number", .customs)
        customs.nifNumber = text(value.member("NifNumber"), "NIF number", .customs)
        customs.eoriNumber = text(value.member("EoriNumber"), "EORI number", .customs)
        customs.iossCode = text(value.member("IOSSCode"), "IOSS code", .customs)
        return customs
    }

    mutating func address(_ value: JSONValue?, _ role: ParcelAddress.Role) -> ParcelAddress {
        var address = ParcelAddress()
        guard let value else { return address }
        guard value.members != nil else {
            note(.address, "\(role.rawValue): It must be an object")
            return address
        }
        for member in ParcelAddress.Member.allCases {
            let found =
                member == .countryISOCode
                ? value.member("CountryIsoCode", "Country", "CountryIso3Code", "CountryCode")
                : value.member(member.rawValue)
            address[member] = text(found, member.words, .address)
        }
        return address
    }

    mutating func parcel(
        _ value: JSONValue, at position: Int, sharing address: JSONValue?
    ) -> ParcelDraft {
        var parcel = ParcelDraft()
        let name = "Parcel \(position + 1): "
        guard value.members != nil else {
            note(.parcel, "\(name)It must be an object")
            return parcel
        }
        parcel.id = text(value.member("Id"), "Id", .parcel)
        parcel.length = measure(value.member("Length"), "length", scale: 2, at: name)
        parcel.width = measure(value.member("Width"), "width", scale: 2, at: name)
        parcel.height = measure(value.member("Height"), "height", scale: 2, at: name)
        parcel.grams = measure(value.member("Weight"), "weight", scale: 3, at: name)
        parcel.value = money(value.member("EstimatedValue", "Value"), "value")
        parcel.contentsSummary = text(
            value.member("ContentsSummary", "Contents Summary"), "summary of the contents", .parcel)
        for content in list(value.member("Contents"), "Contents").prefix(ParcelLimits.contentsMax) {
            parcel.contents.append(self.content(content))
        }
        parcel.delivery = self.address(value.member("DeliveryAddress") ?? address, .delivery)
        return parcel
    }

    private mutating func content(_ value: JSONValue) -> ContentDraft {
        var content = ContentDraft()
        content.description = text(value.member("Description"), "description", .customs)
        if let quantity = value.member("Quantity") {
            let literal = literal(quantity) ?? ""
            content.quantity = try? DecimalNumber.int32(ArraySlice(literal.utf8))
        }
        content.value = money(value.member("EstimatedValue", "Value"), "value", .customs)
        content.tariffCode = text(value.member("TariffCode"), "tariff code", .customs)
        content.originCountry = text(value.member("OriginCountry"), "country", .customs)
        return content
    }
}
