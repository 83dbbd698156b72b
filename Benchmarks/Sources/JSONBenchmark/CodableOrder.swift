import Foundation

/// An OrderFull as it goes out.
struct CodableOrder: Codable {
    var name: String?
    var billingAddressId: UUID?
    var billingCustomerId: UUID?
    var discountAmount: Decimal
    var discountCode: String?
    var discountDescription: String?
    var employeeId: Int?
    var entityId: Int
    var orderExpiryHours: Int
    var orderTypeId: Int
    var shippingAddressId: UUID?
    var shippingCustomerId: UUID?
    var shippingEntityId: Int?
    var state: String
    var tenderId: String?
    var id: UUID
    var createdDateUtc: Date
    var orderExpiryDate: Date
    var orderType: String
    var printableId: String
    var customerId: String?
    var sourceId: String?
    var sourceName: String?
    var tenderOrigin: String?
    var version: Int
    var modifiedDateUtc: Date
    var items: [CodableItem]

    enum CodingKeys: String, CodingKey {
        case name = "Name"
        case billingAddressId = "BillingAddressId"
        case billingCustomerId = "BillingCustomerId"
        case discountAmount = "DiscountAmount"
        case discountCode = "DiscountCode"
        case discountDescription = "DiscountDescription"
        case employeeId = "EmployeeId"
        case entityId = "EntityId"
        case orderExpiryHours = "OrderExpiryHours"
        case orderTypeId = "OrderTypeId"
        case shippingAddressId = "ShippingAddressId"
        case shippingCustomerId = "ShippingCustomerId"
        case shippingEntityId = "ShippingEntityId"
        case state = "State"
        case tenderId = "TenderId"
        case id = "Id"
        case createdDateUtc = "CreatedDateUtc"
        case orderExpiryDate = "OrderExpiryDate"
        case orderType = "OrderType"
        case printableId = "PrintableId"
        case customerId = "CustomerId"
        case sourceId = "SourceId"
        case sourceName = "SourceName"
        case tenderOrigin = "TenderOrigin"
        case version = "Version"
        case modifiedDateUtc = "ModifiedDateUtc"
        case items = "Items"
    }
}

/// An item as it goes out.
struct CodableItem: Codable {
    var cost: Decimal
    var description: String?
    var itemStatusId: Int
    var itemTypeId: String
    var index: Int
    var listPrice: Decimal
    var notes: String?
    var productId: String?
    var quantity: Int
    var sellingPrice: Decimal
    var serialNumbers: [String]
    var sku: String?
    var shippingOptionId: String?
    var supplierEntityId: Int
    var supplierReference: String?
    var trackingInformation: [CodableTracking]
    var id: UUID
    var itemStatus: String
    var itemType: String
    var orderId: UUID

    enum CodingKeys: String, CodingKey {
        case cost = "Cost"
        case description = "Description"
        case itemStatusId = "ItemStatusId"
        case itemTypeId = "ItemTypeId"
        case index = "Index"
        case listPrice = "ListPrice"
        case notes = "Notes"
        case productId = "ProductId"
        case quantity = "Quantity"
        case sellingPrice = "SellingPrice"
        case serialNumbers = "SerialNumbers"
        case sku = "SKU"
        case shippingOptionId = "ShippingOptionId"
        case supplierEntityId = "SupplierEntityId"
        case supplierReference = "SupplierReference"
        case trackingInformation = "TrackingInformation"
        case id = "Id"
        case itemStatus = "ItemStatus"
        case itemType = "ItemType"
        case orderId = "OrderId"
    }
}

/// A parcel under way.
struct CodableTracking: Codable {
    var quantity: Int
    var trackingNumber: String

    enum CodingKeys: String, CodingKey {
        case quantity = "Quantity"
        case trackingNumber = "TrackingNumber"
    }
}
