import DocketCore
import DocketJSON

extension OrderJSON {
    private static let itemFields = JSONFields(ItemMember.allCases.map { "\($0.name)" })
    /// Faults of one list that are told.
    private static let faultsMax = 100
    private static let trackingFields = JSONFields(
        TrackingMember.allCases.map { "\($0.name)" })

    /// Reads an item that is a document of its own.
    static func itemDraft(_ body: [UInt8], for purpose: Purpose) -> ItemDraft {
        var reader = JSONReader(body)
        do {
            try reader.requireObject()
            let draft = try itemDraft(&reader, for: purpose)
            try reader.end()
            return draft
        } catch {
            var unreadable = ItemDraft()
            unreadable.malformed = Fault(error)
            return unreadable
        }
    }

    /// Reads `Items` of an OrderFull; `null` counts as not there.
    static func itemDrafts(
        _ reader: inout JSONReader, for purpose: Purpose, _ values: inout FieldReader
    ) throws(JSONError) -> [ItemDraft]? {
        switch try reader.peek() {
        case .null:
            try reader.null()
            return nil
        case .array:
            return try itemArray(&reader, for: purpose, &values)
        case .object, .string, .number, .boolean:
            try reader.skip()
            values.note("Items", "Items must be an array")
            return nil
        }
    }

    private static func itemArray(
        _ reader: inout JSONReader, for purpose: Purpose, _ values: inout FieldReader
    ) throws(JSONError) -> [ItemDraft] {
        var drafts: [ItemDraft] = []
        var surplus = false
        var faults: [Fault] = []
        try reader.array { (position, reader) throws(JSONError) in
            if position >= OrderLimits.itemsMax {
                surplus = true
                try reader.skip()
            } else if try reader.peek() == .object {
                drafts.append(try itemDraft(&reader, for: purpose))
            } else {
                try reader.skip()
                faults.append(Fault("/Items/\(position)", "An item must be an object"))
            }
        }
        if surplus {
            values.note("Items", "An order has at most \(OrderLimits.itemsMax) items")
        }
        values.note(faults)
        return drafts
    }

    private static func itemDraft(
        _ reader: inout JSONReader, for purpose: Purpose
    ) throws(JSONError) -> ItemDraft {
        var draft = ItemDraft()
        var values = FieldReader()
        var misspeltOption: Text?
        try reader.object(itemFields) { (index, reader) throws(JSONError) in
            guard let member = ItemMember(rawValue: index) else { return }
            draft.given.insert(member)
            switch member {
            case .serialNumbers:
                draft.fields.serialNumbers = try serialNumbers(&reader, &values)
            case .trackingInformation:
                draft.fields.tracking = try tracking(&reader, &values)
            case .shoppingOptionID:
                misspeltOption = values.text(try reader.scalar(), member.name)
            default:
                let value = try reader.scalar()
                read(value, as: member, into: &draft, &values, for: purpose)
            }
        }
        if !draft.given.contains(.shippingOptionID) {
            draft.fields.shippingOptionID = misspeltOption
        }
        draft.faults = values.faults
        return draft
    }

    private static func read(
        _ value: JSONScalar, as member: ItemMember, into draft: inout ItemDraft,
        _ values: inout FieldReader, for purpose: Purpose
    ) {
        let name = member.name
        switch member {
        case .id: if purpose == .update { draft.id = values.guid(value, name) }
        case .orderID: if purpose != .create { draft.orderID = values.guid(value, name) }
        case .cost: draft.fields.cost = values.money(value, name)
        case .description:
            draft.fields.description = values.text(
                value, name, max: OrderLimits.longTextScalarsMax)
        case .itemStatusID: draft.fields.status = itemStatus(value, &values)
        case .itemTypeID: draft.fields.type = itemType(value, &values)
        case .index: draft.fields.index = values.int32(value, name)
        case .listPrice: draft.fields.listPrice = values.money(value, name)
        case .notes:
            draft.fields.notes = values.text(value, name, max: OrderLimits.longTextScalarsMax)
        case .productID: draft.fields.productID = values.text(value, name)
        case .quantity:
            draft.fields.quantity = values.int32(value, name) ?? 0
            if draft.fields.quantity < 0 { values.note(name, "Quantity must be 0 or more") }
        case .sellingPrice: draft.fields.sellingPrice = values.money(value, name)
        case .sku: draft.fields.sku = values.text(value, name)
        case .shippingOptionID: draft.fields.shippingOptionID = values.text(value, name)
        case .supplierEntityID: draft.fields.supplierEntityID = values.optionalID(value, name)
        case .supplierReference: draft.fields.supplierReference = values.text(value, name)
        case .itemStatus, .itemType, .itemExtensions, .serialNumbers, .trackingInformation,
            .shoppingOptionID:
            break
        }
    }

    private static func itemType(_ value: JSONScalar, _ values: inout FieldReader) -> ItemType? {
        guard let id = values.int32(value, "ItemTypeId") else { return nil }
        if let type = ItemType(rawValue: id) { return type }
        values.note(
            "ItemTypeId",
            "ItemTypeId must be 1 (DropShip), 2 (InStock), 3 (eCommerce) or 4 (Shipping)")
        return nil
    }

    private static func itemStatus(
        _ value: JSONScalar, _ values: inout FieldReader
    ) -> ItemStatus? {
        guard let id = values.int32(value, "ItemStatusId") else { return nil }
        if let status = ItemStatus(rawValue: id) { return status }
        values.note("ItemStatusId", "ItemStatusId must be from 1 to 17")
        return nil
    }
}

// MARK: - Lists within an item

extension OrderJSON {
    private static func serialNumbers(
        _ reader: inout JSONReader, _ values: inout FieldReader
    ) throws(JSONError) -> [Text] {
        switch try reader.peek() {
        case .null:
            try reader.null()
            return []
        case .array:
            var numbers: [Text] = []
            var inner = FieldReader(at: "/SerialNumbers")
            var count = 0
            try reader.array { (position, reader) throws(JSONError) in
                count += 1
                let value = try reader.scalar()
                guard position < OrderLimits.serialNumbersMax, inner.faults.count < Self.faultsMax
                else { return }
                if let number = inner.element(value, position) { numbers.append(number) }
            }
            values.note(inner.faults)
            if count > OrderLimits.serialNumbersMax {
                values.note(
                    "SerialNumbers",
                    "An item has at most \(OrderLimits.serialNumbersMax) serial numbers")
            }
            return numbers
        case .object, .string, .number, .boolean:
            try reader.skip()
            values.note("SerialNumbers", "SerialNumbers must be an array of strings")
            return []
        }
    }

    /// An array, `null`, or one object (contract, section 1).
    private static func tracking(
        _ reader: inout JSONReader, _ values: inout FieldReader
    ) throws(JSONError) -> [Tracking] {
        switch try reader.peek() {
        case .null:
            try reader.null()
            return []
        case .object:
            let parcel = try trackingEntry(&reader, at: nil, &values)
            return parcel.map { [$0] } ?? []
        case .array:
            var parcels: [Tracking] = []
            var inner = FieldReader()
            var count = 0
            try reader.array { (position, reader) throws(JSONError) in
                count += 1
                guard position < OrderLimits.trackingEntriesMax, inner.faults.count < Self.faultsMax
                else {
                    try reader.skip()
                    return
                }
                if let parcel = try trackingEntry(&reader, at: position, &inner) {
                    parcels.append(parcel)
                }
            }
            values.note(inner.faults)
            if count > OrderLimits.trackingEntriesMax {
                values.note(
                    "TrackingInformation",
                    "An item has at most \(OrderLimits.trackingEntriesMax) tracking entries")
            }
            return parcels
        case .string, .number, .boolean:
            try reader.skip()
            values.note("TrackingInformation", "TrackingInformation must be an array of objects")
            return []
        }
    }

    private static func trackingEntry(
        _ reader: inout JSONReader, at position: Int?, _ values: inout FieldReader
    ) throws(JSONError) -> Tracking? {
        var entry = FieldReader(at: "/TrackingInformation", index: position)
        guard try reader.peek() == .object else {
            try reader.skip()
            entry.note("A tracking entry must be an object")
            values.note(entry.faults)
            return nil
        }
        var quantity: JSONScalar = .null
        var number: JSONScalar = .null
        try reader.object(trackingFields) { (field, reader) throws(JSONError) in
            let value = try reader.scalar()
            switch TrackingMember(rawValue: field) {
            case .quantity: quantity = value
            case .number: number = value
            case nil: break
            }
        }
        let pieces = entry.int32(quantity, "Quantity")
        if case .null = quantity { entry.note("Quantity", "The Quantity field is required") }
        if let pieces, pieces < 1 { entry.note("Quantity", "Quantity must be 1 or more") }
        let text = entry.text(number, "TrackingNumber")
        if case .null = number {
            entry.note("TrackingNumber", "The TrackingNumber field is required")
        } else if let text, text.isEmpty {
            entry.note("TrackingNumber", "TrackingNumber must not be empty")
        }
        values.note(entry.faults)
        guard entry.faults.isEmpty, let pieces, let text else { return nil }
        return Tracking(quantity: pieces, number: text)
    }
}

/// The members of a parcel.
enum TrackingMember: Int, CaseIterable, Sendable {
    case quantity, number

    /// The name in JSON.
    var name: StaticString {
        switch self {
        case .quantity: "Quantity"
        case .number: "TrackingNumber"
        }
    }
}

extension FieldReader {
    /// An element of an array of strings; `null` is none.
    fileprivate mutating func element(_ value: JSONScalar, _ position: Int) -> Text? {
        var reader = FieldReader()
        let text = reader.text(value, "")
        if case .null = value { reader.note("", " must be a string") }
        note(
            reader.faults.map { fault in
                Fault("/SerialNumbers/\(position)", "A serial number\(fault.detail)")
            })
        return text
    }
}
