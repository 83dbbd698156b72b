import DocketJSON

/// What clients may send, about what the sandbox has: the tests send just this. An Id that only a
/// server can make is that of the path, for which whoever tries puts in one of their own.
enum Examples {
    static let order: JSONValue = [
        "Name": "iPhone 5 Order", "OrderTypeId": 1, "EntityId": 14202, "EmployeeId": 15,
        "BillingCustomerId": customerID, "BillingAddressId": addressID,
        "ShippingCustomerId": customerID, "ShippingAddressId": addressID,
        "DiscountAmount": 15, "DiscountCode": "MTRY-15",
        "DiscountDescription": "Military discount", "TenderId": "T-20", "SourceName": "Web shop",
    ]

    static let orderFull: JSONValue = [
        "Name": "iPhone 5 Order", "OrderTypeId": 1, "EntityId": 14202,
        "BillingCustomerId": customerID, "BillingAddressId": addressID,
        "ShippingCustomerId": customerID, "State": "Pending", "Items": [item],
    ]

    static let item: JSONValue = [
        "ItemTypeId": 1, "ItemStatusId": 1, "ProductId": "P-1", "SKU": "00001",
        "Description": "Samsung Galaxy S4 Standard Battery", "Quantity": 2, "SellingPrice": 9.99,
        "ListPrice": 10.99, "Cost": 4.5, "SerialNumbers": ["abc321"],
    ]

    static let addedItem: JSONValue = [
        "ItemTypeId": 4, "ItemStatusId": 15, "SKU": "POST", "Description": "Delivery",
        "Quantity": 1, "SellingPrice": 4.5,
    ]

    static let orderUpdate: JSONValue = [
        "Name": "iPhone 5 Order, changed", "OrderTypeId": 1, "EntityId": 14107,
        "BillingCustomerId": customerID, "OrderExpiryHours": 48,
    ]

    static let orderReplacement: JSONValue = [
        "Id": PathKey.order.example, "Name": "iPhone 5 Order, changed", "OrderTypeId": 1,
        "EntityId": 14107, "BillingCustomerId": customerID, "OrderExpiryHours": 48,
    ]

    static let orderFullUpdate: JSONValue = [
        "Name": "iPhone 5 Order, changed", "OrderTypeId": 1, "EntityId": 14202,
        "BillingCustomerId": customerID, "Items": [item, addedItem],
    ]

    static let orderFullReplacement: JSONValue = [
        "Id": PathKey.order.example, "Name": "iPhone 5 Order, changed", "OrderTypeId": 1,
        "EntityId": 14202, "BillingCustomerId": customerID, "Items": [item, addedItem],
    ]

    static let orderPatch: JSONValue = [
        "Name": "iPhone 5 Order, changed", "DiscountCode": nil, "State": "Pending",
    ]

    static let itemUpdate: JSONValue = [
        "Id": PathKey.item.example, "ItemTypeId": 1, "ItemStatusId": 4, "SKU": "00001",
        "Quantity": 3, "SellingPrice": 9.5,
        "TrackingInformation": [["Quantity": 3, "TrackingNumber": "1Z999"]],
    ]

    static let itemPatch: JSONValue = ["Quantity": 5, "Notes": "Fragile"]

    static let operation: JSONValue = ["OrderId": PathKey.order.example]

    private static let customerID = PathKey.customer.example
    private static let addressID = PathKey.address.example
}

// MARK: - The directory

extension Examples {
    static let company: JSONValue = [
        "Name": "Kiosk", "Description": "Newspapers and tea", "Roles": [["Name": "Retailer"]],
        "SortName": "kiosk",
    ]

    static let location: JSONValue = [
        "Name": "Kestrel Harbour Street", "Description": "By the harbour",
        "Address": ["AddressLine1": "1 Harbour Street", "City": "Kestrel", "CountryCode": "CA"],
        "StorePhoneNumbers": [["Description": "Main", "Number": "5550123"]],
        "Geography": ["Longitude": -123.11, "Latitude": 49.28],
    ]

    static let employee: JSONValue = [
        "FirstName": "Robin", "LastName": "Marsh", "UserName": "robin.marsh.2",
        "Email": "robin.marsh@example.test", "JobTitle": "Manager",
    ]

    static let customer: JSONValue = [
        "CustomerTypeId": 2, "PrimaryName": "Ada", "FamilyName": "Fenwick",
        "DateOfBirth": "1984-05-17", "DoNotContact": false, "Title": "Dr",
    ]

    static let customerFull: JSONValue = [
        "CustomerTypeId": 2, "PrimaryName": "Ada", "FamilyName": "Fenwick",
        "Addresses": [address],
    ]

    static let address: JSONValue = [
        "AddressTypeId": 2, "StreetAddress1": "1 Sample Lane", "Locality": "Sampleton",
        "StateCode": "BC", "CountryCode": "CA", "PostalCode": "V5K 0A1",
        "Email": "ada@example.test", "Default": true,
    ]
}

// MARK: - Webhooks, clients and users

extension Examples {
    static let webhook: JSONValue = [
        "Url": "https://8.8.8.8/orders", "EventTypes": ["order.created", "order.processed"],
        "Filter": "EntityId eq 14202",
    ]

    static let client: JSONValue = [
        "Id": "web-shop", "Name": "Web shop", "Role": "clerk",
        "RedirectUris": ["https://shop.example/back"],
    ]

    static let clientReplacement: JSONValue = [
        "Name": "Web shop, renamed", "Scopes": ["orders.read"], "Disabled": false,
    ]

    static let user: JSONValue = [
        "UserName": "ann@example.test", "Password": "correct horse battery", "Role": "manager",
    ]

    static let userReplacement: JSONValue = ["Role": "clerk", "Disabled": false]
}

// MARK: - Tokens, pages, the sandbox

extension Examples {
    static let tokenRequest: JSONValue = [
        "grant_type": "password", "client_id": "sandbox", "client_secret": "sandbox-secret",
        "username": "sandbox@example.test", "password": "sandbox-password",
        "scope": "orders.write orders.process", "company": ["14146"],
    ]

    static let token: JSONValue = [
        "token": "mF_9.B5f-4.1JqM", "client_id": "sandbox", "client_secret": "sandbox-secret",
    ]

    static let clock: JSONValue = ["advanceSeconds": 60]
}
