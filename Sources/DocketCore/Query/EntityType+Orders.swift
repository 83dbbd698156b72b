extension EntityType {
    /// Orders as `/Orders` and `/OrderFull` list them.
    ///
    /// Source: seed 002, "Order".
    package static let order = EntityType(
        "Order",
        [
            .required("Id", .guid),
            .optional("Name", .string),
            .optional("BillingAddressId", .guid),
            .optional("BillingCustomerId", .guid),
            .required("CreatedDateUtc", .instant),
            .required("DiscountAmount", .decimal),
            .optional("DiscountCode", .string),
            .optional("DiscountDescription", .string),
            .optionalNumber("EmployeeId"),
            .required("EntityId", .integer(bits: 32)),
            .required("OrderExpiryDate", .instant),
            .required("OrderExpiryHours", .integer(bits: 32)),
            .required("OrderType", .name(.orderType)),
            .required("OrderTypeId", .integer(bits: 32)),
            .required("PrintableId", .string),
            .optional("ShippingAddressId", .guid),
            .optional("ShippingCustomerId", .guid),
            .optionalNumber("ShippingEntityId"),
            .required("State", .name(.orderState)),
            .optional("TenderId", .string),
            .optional("CustomerId", .string),
            .optional("SourceId", .string),
            .optional("SourceName", .string),
            .optional("TenderOrigin", .string),
            .list("Items", of: .item),
            .required("Version", .integer(bits: 64)),
            .required("ModifiedDateUtc", .instant),
        ])

    /// The items of orders.
    ///
    /// Source: seed 002, "Item". `ItemTypeId` goes out as a string there.
    package static let item = EntityType(
        "Item",
        [
            .required("Id", .guid),
            .required("Cost", .decimal),
            .optional("Description", .string),
            .required("ItemStatus", .name(.itemStatus)),
            .required("ItemStatusId", .integer(bits: 32)),
            .required("ItemType", .name(.itemType)),
            .required("ItemTypeId", .name(.itemTypeID)),
            .required("Index", .integer(bits: 32)),
            .required("ListPrice", .decimal),
            .optional("Notes", .string),
            .required("OrderId", .guid),
            .optional("ProductId", .string),
            .required("Quantity", .integer(bits: 32)),
            .required("SellingPrice", .decimal),
            .list("SerialNumbers", of: .string),
            .optional("SKU", .string),
            .optional("ShippingOptionId", .string),
            .optionalNumber("SupplierEntityId"),
            .optional("SupplierReference", .string),
            .list("TrackingInformation", of: .tracking),
            .array("ItemExtensions"),
        ])

    /// The parcels of an item.
    package static let tracking = EntityType(
        "Tracking", key: nil,
        [
            .required("Quantity", .integer(bits: 32)),
            .required("TrackingNumber", .string),
        ])
}

extension QueryType.Vocabulary {
    /// The states of orders.
    package static let orderState = Self("OrderState", OrderState.allCases) { $0.name }
    /// The types of orders.
    package static let orderType = Self("OrderType", OrderType.allCases) { $0.name }
    /// The types of items.
    package static let itemType = Self("ItemType", ItemType.allCases) { $0.name }
    /// The statuses of items.
    package static let itemStatus = Self("ItemStatus", ItemStatus.allCases) { $0.name }
    /// The numbers of the types of items, as the strings in which they go out.
    package static let itemTypeID = Self(
        name: "ItemTypeId",
        names: Dictionary(
            uniqueKeysWithValues: ItemType.allCases.map { ($0.rawValue, "\($0.rawValue)") }))
    /// The types of customers.
    package static let customerType = Self("CustomerType", CustomerType.allCases) { $0.name }
    /// The types of addresses.
    package static let addressType = Self("AddressType", AddressType.allCases) { $0.name }

    private init<Value: RawRepresentable<Int32>>(
        _ name: String, _ values: [Value], of text: (Value) -> StaticString
    ) {
        self.init(
            name: name,
            names: Dictionary(
                uniqueKeysWithValues: values.map { ($0.rawValue, "\(text($0))") }))
    }
}
