package import DocketCore
package import DocketJSON

extension OrderDocument {
    /// Reads an order back that was written by `bytes(_:withItems:)`: every member as it was, also
    /// those that clients can't write.
    ///
    /// - Returns: `nil` for what is no such document.
    package static func order(_ document: JSONValue) -> Order? {
        let members = Members(document)
        guard let id = members.guid("Id"),
            let printable = members.string("PrintableId"),
            let printableID = PrintableID(printable),
            let state = members.string("State").flatMap({ OrderState(name: $0) }),
            let hours = members.integer("OrderExpiryHours").flatMap({ Int32(exactly: $0) }),
            let createdAt = members.time("CreatedDateUtc"),
            let modifiedAt = members.time("ModifiedDateUtc"),
            let version = members.integer("Version"),
            let fields = fields(members)
        else { return nil }
        var items: [OrderItem] = []
        for element in members["Items"]?.elements ?? [] {
            guard let item = item(element) else { return nil }
            items.append(item)
        }
        return Order(
            id: id, printableID: printableID, fields: fields, state: state, expiryHours: hours,
            createdAt: createdAt, modifiedAt: modifiedAt, version: version, items: items)
    }

    private static func fields(_ members: Members) -> OrderFields? {
        guard let type = members.integer("OrderTypeId").flatMap({ Int32(exactly: $0) }),
            let discount = members.money("DiscountAmount")
        else { return nil }
        var fields = OrderFields()
        fields.type = OrderType(rawValue: type)
        fields.discountAmount = discount
        fields.name = members.text("Name")
        fields.entityID = members.number("EntityId")
        fields.billingCustomerID = members.guid("BillingCustomerId")
        fields.billingAddressID = members.guid("BillingAddressId")
        fields.shippingCustomerID = members.guid("ShippingCustomerId")
        fields.shippingAddressID = members.guid("ShippingAddressId")
        fields.shippingEntityID = members.number("ShippingEntityId")
        fields.customerID = members.text("CustomerId")
        fields.employeeID = members.number("EmployeeId")
        fields.discountCode = members.text("DiscountCode")
        fields.discountDescription = members.text("DiscountDescription")
        fields.tenderID = members.text("TenderId")
        fields.tenderOrigin = members.text("TenderOrigin")
        fields.sourceID = members.text("SourceId")
        fields.sourceName = members.text("SourceName")
        return fields
    }

    private static func item(_ document: JSONValue) -> OrderItem? {
        let members = Members(document)
        guard let id = members.guid("Id"),
            let type = members.string("ItemTypeId").flatMap({ Int32($0) }),
            let status = members.integer("ItemStatusId").flatMap({ Int32(exactly: $0) }),
            let index = members.integer("Index").flatMap({ Int32(exactly: $0) }),
            let quantity = members.integer("Quantity").flatMap({ Int32(exactly: $0) }),
            let cost = members.money("Cost"), let listPrice = members.money("ListPrice"),
            let sellingPrice = members.money("SellingPrice")
        else { return nil }
        var fields = ItemFields()
        fields.type = ItemType(rawValue: type)
        fields.status = ItemStatus(rawValue: status)
        fields.index = index
        fields.quantity = quantity
        fields.cost = cost
        fields.listPrice = listPrice
        fields.sellingPrice = sellingPrice
        fields.productID = members.text("ProductId")
        fields.supplierEntityID = members.number("SupplierEntityId")
        fields.supplierReference = members.text("SupplierReference")
        fields.description = members.text("Description")
        fields.notes = members.text("Notes")
        fields.sku = members.text("SKU")
        fields.shippingOptionID = members.text("ShippingOptionId")
        fields.serialNumbers = (members["SerialNumbers"]?.elements ?? []).compactMap { number in
            number.text.map { Text($0) }
        }
        fields.tracking = (members["TrackingInformation"]?.elements ?? []).compactMap { parcel in
            let members = Members(parcel)
            guard let quantity = members.number("Quantity"),
                let number = members.text("TrackingNumber")
            else { return nil }
            return Tracking(quantity: quantity, number: number)
        }
        return OrderItem(id: id, fields: fields)
    }
}

/// The members of an object, as values of the domain.
private struct Members {
    private let values: [String: JSONValue]

    init(_ document: JSONValue) {
        values = Dictionary(
            (document.members ?? []).map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
    }

    subscript(_ name: String) -> JSONValue? { values[name] }

    func string(_ name: String) -> String? { values[name]?.text }

    func text(_ name: String) -> Text? { string(name).map { Text($0) } }

    func guid(_ name: String) -> GUID? { string(name).flatMap { GUID($0) } }

    func time(_ name: String) -> Timestamp? { string(name).flatMap { Timestamp($0) } }

    func integer(_ name: String) -> Int64? { values[name]?.numberText.flatMap { Int64($0) } }

    /// A number of which 0 means unset.
    func number(_ name: String) -> Int32? {
        integer(name).flatMap { $0 == 0 ? nil : Int32(exactly: $0) }
    }

    func money(_ name: String) -> Money? {
        guard let text = values[name]?.numberText else { return nil }
        return try? Money(decimal: ArraySlice(text.utf8))
    }
}
