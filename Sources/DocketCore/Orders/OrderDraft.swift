/// How a draft is laid over what is there.
package enum UpdateMode: Sendable {
    /// PUT and POST: what the client may write is replaced; an absent optional member is unset.
    case replace
    /// PATCH: JSON Merge Patch (RFC 7396): an absent member stays as it is.
    case merge
}

/// What a client sent as an order: every member that could be read, and a fault for each that
/// could not.
package struct OrderDraft: Sendable {
    /// `Id` as sent, where it was.
    package var id: GUID?
    /// `OrderId` as sent, where it was.
    package var orderID: GUID?
    /// What the client may write.
    package var fields = OrderFields()
    /// The State that was named.
    package var state: OrderState?
    /// The hours that were named.
    package var expiryHours: Int32?
    /// The items, where the member was there and is to be heeded.
    package var items: [ItemDraft]?
    /// Which members were there, `null` ones included.
    package var given = MemberSet<OrderMember>()
    /// What could not be read.
    package var faults: [Fault] = []
    /// What kept the body from being read at all: then there is nothing else to say of it.
    package var malformed: Fault?

    /// An empty draft.
    package init() {}

    /// The required members that are missing.
    ///
    /// - Parameter mode: with `.merge` only a member that was sent as unset is missing.
    func missing(_ mode: UpdateMode) -> [Fault] {
        var missing: [Fault] = []
        if fields.entityID == nil { note(.entityID) }
        if fields.type == nil { note(.orderTypeID) }
        func note(_ member: OrderMember) {
            guard mode == .replace || given.contains(member),
                !faults.contains(where: { $0.pointer == member.pointer })
            else { return }
            missing.append(Fault(member.pointer, "The \(member.name) field is required"))
        }
        return missing
    }
}

/// What a client sent as an item.
package struct ItemDraft: Sendable {
    /// `Id` as sent, where it was.
    package var id: GUID?
    /// `OrderId` as sent, where it was.
    package var orderID: GUID?
    /// What the client may write.
    package var fields = ItemFields()
    /// Which members were there, `null` ones included.
    package var given = MemberSet<ItemMember>()
    /// What could not be read, with pointers from the item's own root.
    package var faults: [Fault] = []
    /// What kept the body from being read at all: then there is nothing else to say of it.
    package var malformed: Fault?

    /// An empty draft.
    package init() {}

    /// The faults of the item by itself, laid over `present`.
    ///
    /// - Parameter place: pointer of the item in the request, `""` or `/Items/3`.
    func faults(over present: ItemFields?, mode: UpdateMode, at place: String) -> [Fault] {
        var found = faults.map { Fault(place + $0.pointer, $0.detail, kind: $0.kind) }
        let result = applied(to: present, mode: mode)
        for (member, isMissing) in [
            (ItemMember.itemTypeID, result.type == nil),
            (.itemStatusID, result.status == nil),
        ] where isMissing && !faults.contains(where: { $0.pointer == "/\(member.name)" }) {
            found.append(
                Fault("\(place)/\(member.name)", "The \(member.name) field is required"))
        }
        if let type = result.type, let status = result.status, status.type != type {
            found.append(
                Fault(
                    "\(place)/ItemStatusId",
                    "ItemStatusId \(status.rawValue) (\(status.name)) is a status of "
                        + "\(status.type.name) items, not of \(type.name)"))
        }
        return found
    }

    /// The item's members with this draft laid over them.
    func applied(to present: ItemFields?, mode: UpdateMode) -> ItemFields {
        var result = fields
        if result.index == nil { result.index = present?.index }
        guard mode == .merge, let present else { return result }
        if !given.contains(.itemTypeID) { result.type = present.type }
        if !given.contains(.itemStatusID) { result.status = present.status }
        if !given.contains(.productID) { result.productID = present.productID }
        if !given.contains(.supplierEntityID) { result.supplierEntityID = present.supplierEntityID }
        if !given.contains(.supplierReference) {
            result.supplierReference = present.supplierReference
        }
        if !given.contains(.quantity) { result.quantity = present.quantity }
        if !given.contains(.cost) { result.cost = present.cost }
        if !given.contains(.listPrice) { result.listPrice = present.listPrice }
        if !given.contains(.sellingPrice) { result.sellingPrice = present.sellingPrice }
        if !given.contains(.description) { result.description = present.description }
        if !given.contains(.notes) { result.notes = present.notes }
        if !given.contains(.sku) { result.sku = present.sku }
        if !given.contains(.shippingOptionID), !given.contains(.shoppingOptionID) {
            result.shippingOptionID = present.shippingOptionID
        }
        if !given.contains(.serialNumbers) { result.serialNumbers = present.serialNumbers }
        if !given.contains(.trackingInformation) { result.tracking = present.tracking }
        return result
    }
}

extension OrderFields {
    /// These members with a draft's laid over them.
    func applying(_ draft: OrderDraft, mode: UpdateMode) -> OrderFields {
        guard mode == .merge else { return draft.fields }
        let new = draft.fields
        var result = self
        for member in OrderMember.allCases where draft.given.contains(member) {
            switch member {
            case .name: result.name = new.name
            case .orderTypeID: result.type = new.type
            case .entityID: result.entityID = new.entityID
            case .billingCustomerID: result.billingCustomerID = new.billingCustomerID
            case .billingAddressID: result.billingAddressID = new.billingAddressID
            case .shippingCustomerID: result.shippingCustomerID = new.shippingCustomerID
            case .shippingAddressID: result.shippingAddressID = new.shippingAddressID
            case .shippingEntityID: result.shippingEntityID = new.shippingEntityID
            case .customerID: result.customerID = new.customerID
            case .employeeID: result.employeeID = new.employeeID
            case .discountAmount: result.discountAmount = new.discountAmount
            case .discountCode: result.discountCode = new.discountCode
            case .discountDescription: result.discountDescription = new.discountDescription
            case .tenderID: result.tenderID = new.tenderID
            case .tenderOrigin: result.tenderOrigin = new.tenderOrigin
            case .sourceID: result.sourceID = new.sourceID
            case .sourceName: result.sourceName = new.sourceName
            case .id, .createdDateUTC, .orderExpiryDate, .orderExpiryHours, .orderType,
                .printableID, .state, .version, .modifiedDateUTC, .items, .orderID:
                break
            }
        }
        return result
    }
}
