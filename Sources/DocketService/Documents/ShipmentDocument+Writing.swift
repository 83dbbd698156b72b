package import DocketCore
package import DocketJSON

/// A shipment as it was ordered, out of what was kept of it.
package struct ShipmentRecord: Sendable, Equatable {
    /// What the client sent.
    package let draft: ShipmentDraft
    /// The service's name then.
    package let serviceName: String
    /// The courier's name then.
    package let courierName: String
    /// When it is collected.
    package let collection: CalendarDay?
    /// When it should be there.
    package let delivery: CalendarDay?
    /// The code of the zone.
    package let zone: String
    /// What is paid for, in words, each with its amount without VAT.
    package let parts: [(words: String, amount: Money)]

    /// Equal in all that was kept.
    package static func == (left: ShipmentRecord, right: ShipmentRecord) -> Bool {
        left.draft == right.draft && left.serviceName == right.serviceName
            && left.courierName == right.courierName && left.collection == right.collection
            && left.delivery == right.delivery && left.zone == right.zone
            && left.parts.map(\.words) == right.parts.map(\.words)
            && left.parts.map(\.amount) == right.parts.map(\.amount)
    }
}

extension ShipmentDocument {
    /// What is kept of a shipment beside its price.
    package static func bytes(
        _ priced: PricedShipment, delivery: CalendarDay?
    ) -> [UInt8] {
        let draft = priced.draft
        var members: [JSONValue.Member] = []
        members.add("Service", draft.service)
        members.add("ServiceName", priced.service.name)
        members.add("CourierName", priced.service.courierName)
        members.add("CollectionDate", priced.shipment.collection?.description)
        members.add("DeliveryDate", delivery?.description)
        members.add("Reference", draft.reference)
        members.add("Upsells", .array(draft.extras.map(value)))
        members += customs(draft.customs)
        members.add("CollectionAddress", value(draft.collection))
        members.add("Parcels", .array(draft.parcels.map(value)))
        members.add("Zone", priced.price.zone)
        let parts = priced.price.parts.map { part in
            JSONValue.object([
                .init("Kind", .string(part.kind.rawValue)),
                .init("Description", .string(part.words)),
                .init("Amount", .number("\(part.amount)")),
            ])
        }
        members.add("Parts", .array(parts))
        return JSONValue.object(members).encoded
    }

    /// Reads what was kept; `nil` where it is none.
    package static func record(_ line: ParcelLine) -> ShipmentRecord? {
        guard let value = try? JSONValue(Array(line.document.utf8)) else { return nil }
        return ShipmentRecord(
            draft: draft(value, itemID: line.clientItemID),
            serviceName: value["ServiceName"]?.text ?? line.service,
            courierName: value["CourierName"]?.text ?? "",
            collection: value["CollectionDate"]?.text.flatMap { CalendarDay($0) },
            delivery: value["DeliveryDate"]?.text.flatMap { CalendarDay($0) },
            zone: value["Zone"]?.text ?? "",
            parts: (value["Parts"]?.elements ?? []).map { part in
                let amount = part["Amount"]?.numberText ?? ""
                return (
                    part["Description"]?.text ?? "",
                    (try? Money(decimal: ArraySlice(amount.utf8))) ?? .zero
                )
            })
    }

    /// An address in the order of its members.
    package static func value(_ address: ParcelAddress) -> JSONValue {
        var members: [JSONValue.Member] = []
        for member in ParcelAddress.Member.allCases {
            members.add(member.rawValue, address[member])
        }
        return .object(members)
    }

    private static func value(_ extra: ExtraDraft) -> JSONValue {
        var members = [JSONValue.Member("Type", .string(extra.name))]
        if let cover = extra.cover { members.add("Values", .number("\(cover)")) }
        return .object(members)
    }

    private static func value(_ parcel: ParcelDraft) -> JSONValue {
        var members: [JSONValue.Member] = []
        members.add("Id", parcel.id)
        for (name, side) in [
            ("Length", parcel.length), ("Width", parcel.width), ("Height", parcel.height),
        ] {
            if let side { members.add(name, .number(decimal(side, places: 2))) }
        }
        if let grams = parcel.grams { members.add("Weight", .number(decimal(grams, places: 3))) }
        if let value = parcel.value { members.add("EstimatedValue", .number("\(value)")) }
        members.add("ContentsSummary", parcel.contentsSummary)
        if !parcel.contents.isEmpty {
            members.add("Contents", .array(parcel.contents.map(value)))
        }
        members.add("DeliveryAddress", value(parcel.delivery))
        return .object(members)
    }

    private static func value(_ content: ContentDraft) -> JSONValue {
        var members: [JSONValue.Member] = []
        members.add("Description", content.description)
        if let quantity = content.quantity { members.add("Quantity", .number("\(quantity)")) }
        if let value = content.value { members.add("EstimatedValue", .number("\(value)")) }
        members.add("TariffCode", content.tariffCode)
        members.add("OriginCountry", content.originCountry)
        return .object(members)
    }

    private static func customs(_ customs: CustomsDraft) -> [JSONValue.Member] {
        var members: [JSONValue.Member] = []
        members.add("OriginCountry", customs.originCountry)
        members.add("ExportReason", customs.exportReason)
        members.add("VatStatus", customs.vatStatus)
        members.add("RecipientVatStatus", customs.recipientVATStatus)
        members.add("VatNumber", customs.vatNumber)
        members.add("NifNumber", customs.nifNumber)
        members.add("EoriNumber", customs.eoriNumber)
        members.add("IOSSCode", customs.iossCode)
        return members
    }

    /// A number of hundredths or thousandths, exactly.
    package static func decimal(_ number: Int64, places: Int) -> String {
        let scale: Int64 = places == 2 ? 100 : 10
        return Money(tenThousandths: number * scale)?.description ?? "0"
    }
}

extension [JSONValue.Member] {
    /// Adds a member; nothing where it has no value.
    fileprivate mutating func add(_ name: String, _ text: String?) {
        if let text { append(JSONValue.Member(name, .string(text))) }
    }

    fileprivate mutating func add(_ name: String, _ value: JSONValue) {
        append(JSONValue.Member(name, value))
    }
}
