/// The members of an Order, in the order in which they go out.
///
/// Source: seed 002, "Order"; `Version` and `ModifiedDateUtc` are the contract's (section 2).
package enum OrderMember: Int, Sendable, CaseIterable {
    case id, name, billingAddressID, billingCustomerID, createdDateUTC, discountAmount
    case discountCode, discountDescription, employeeID, entityID, orderExpiryDate
    case orderExpiryHours, orderType, orderTypeID, printableID, shippingAddressID
    case shippingCustomerID, shippingEntityID, state, tenderID, customerID, sourceID
    case sourceName, tenderOrigin, items, version, modifiedDateUTC, orderID

    /// The name in JSON. `OrderId` is no member of an Order; it is read where a client sends it,
    /// since it must not contradict the URI.
    package var name: StaticString {
        switch self {
        case .id: "Id"
        case .name: "Name"
        case .billingAddressID: "BillingAddressId"
        case .billingCustomerID: "BillingCustomerId"
        case .createdDateUTC: "CreatedDateUtc"
        case .discountAmount: "DiscountAmount"
        case .discountCode: "DiscountCode"
        case .discountDescription: "DiscountDescription"
        case .employeeID: "EmployeeId"
        case .entityID: "EntityId"
        case .orderExpiryDate: "OrderExpiryDate"
        case .orderExpiryHours: "OrderExpiryHours"
        case .orderType: "OrderType"
        case .orderTypeID: "OrderTypeId"
        case .printableID: "PrintableId"
        case .shippingAddressID: "ShippingAddressId"
        case .shippingCustomerID: "ShippingCustomerId"
        case .shippingEntityID: "ShippingEntityId"
        case .state: "State"
        case .tenderID: "TenderId"
        case .customerID: "CustomerId"
        case .sourceID: "SourceId"
        case .sourceName: "SourceName"
        case .tenderOrigin: "TenderOrigin"
        case .version: "Version"
        case .modifiedDateUTC: "ModifiedDateUtc"
        case .items: "Items"
        case .orderID: "OrderId"
        }
    }

    /// Where a fault of this member is.
    package var pointer: String { "/\(name)" }
}

/// The members of an Item, in the order in which they go out.
///
/// Source: seed 002, "Item".
package enum ItemMember: Int, Sendable, CaseIterable {
    case id, cost, description, itemStatus, itemStatusID, itemType, itemTypeID, index, listPrice
    case notes, orderID, productID, quantity, sellingPrice, serialNumbers, sku
    case shippingOptionID, supplierEntityID, supplierReference, trackingInformation
    case itemExtensions, shoppingOptionID

    /// The name in JSON. `ShoppingOptionId` is the documents' misspelling: read, never written.
    package var name: StaticString {
        switch self {
        case .id: "Id"
        case .cost: "Cost"
        case .description: "Description"
        case .itemStatus: "ItemStatus"
        case .itemStatusID: "ItemStatusId"
        case .itemType: "ItemType"
        case .itemTypeID: "ItemTypeId"
        case .index: "Index"
        case .listPrice: "ListPrice"
        case .notes: "Notes"
        case .orderID: "OrderId"
        case .productID: "ProductId"
        case .quantity: "Quantity"
        case .sellingPrice: "SellingPrice"
        case .serialNumbers: "SerialNumbers"
        case .sku: "SKU"
        case .shippingOptionID: "ShippingOptionId"
        case .supplierEntityID: "SupplierEntityId"
        case .supplierReference: "SupplierReference"
        case .trackingInformation: "TrackingInformation"
        case .itemExtensions: "ItemExtensions"
        case .shoppingOptionID: "ShoppingOptionId"
        }
    }
}
