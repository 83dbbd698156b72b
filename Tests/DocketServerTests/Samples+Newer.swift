// The bodies are those that the documents print; only missing commas were added, and the ids of
// the order and its item are {o} and {i}.
import HTTPTypes

extension Samples {
    /// The third version of the page.
    static let newer: [SampleTests.Sample] = [
        .init(
            document: "third version", company: 14146, method: .post,
            path: "/Orders",
            body: """
                {
                "Name": "iPhone 5 Order",
                "BillingAddressId": "a08b0640-606a-41f0-901a-facaf50e75dd",
                "BillingCustomerId": "659c2a38-d083-4421-9330-46d779702f85",
                "DiscountAmount": 15,
                "DiscountCode": "MTRY-15",
                "DiscountDescription": "Military discount",
                "EmployeeId": 15,
                "EntityId": 14202,
                "OrderExpiryHours": 20,
                "OrderTypeId": 3,
                "ShippingAddressId": "a08b0640-606a-41f0-901a-facaf50e75dd",
                "ShippingCustomerId": "659c2a38-d083-4421-9330-46d779702f85",
                "ShippingEntityId": 14202,
                "State": "Created",
                "TenderId": "TT101IN18"
                }
                """,
            status: 201),
        .init(
            document: "third version", company: 14146, method: .post,
            path: "/Orders({o})/Items",
            body: """
                {
                "Cost": 5.99,
                "Description": "Samsung Galaxy S4 Standard Battery",
                "ItemStatusId": 1,
                "ItemTypeId": "1",
                "Index": 0,
                "ListPrice": 12.99,
                "Notes": "Dented corner",
                "ProductId": "a183f1a9-c58f-426a-930a-9a6357db52ed",
                "Quantity": 2,
                "SellingPrice": 9.99,
                "SerialNumbers": [
                "abc321"
                ],
                "SKU": "00001",
                "ShippingOptionId": "1",
                "SupplierEntityId": 14107,
                "SupplierReference": "10",
                "TrackingInformation": [
                {
                "Quantity": 1,
                "TrackingNumber": "1TTTTN4421"
                }
                ]
                }
                """,
            status: 201),
        .init(
            document: "third version", company: 14146, method: .put,
            path: "/Orders({o})",
            body: """
                {
                "Id": "{o}",
                "Name": "iPhone 5 Order",
                "BillingAddressId": "a08b0640-606a-41f0-901a-facaf50e75dd",
                "BillingCustomerId": "659c2a38-d083-4421-9330-46d779702f85",
                "CreatedDateUtc": "2015-03-27T18:47:29.9012402+00:00",
                "DiscountAmount": 15,
                "DiscountCode": "MTRY-15",
                "DiscountDescription": "Military discount",
                "EmployeeId": 15,
                "EntityId": 14202,
                "OrderExpiryDate": "2015-05-05T14:32:05.9140188+00:00",
                "OrderExpiryHours": 20,
                "OrderType": "Sales",
                "OrderTypeId": 3,
                "PrintableId": "8765-1234-987",
                "ShippingAddressId": "a08b0640-606a-41f0-901a-facaf50e75dd",
                "ShippingCustomerId": "659c2a38-d083-4421-9330-46d779702f85",
                "ShippingEntityId": 14202,
                "State": "Created",
                "TenderId": "TT101IN18"
                }
                """,
            status: 200),
        .init(
            document: "third version", company: 14146, method: .post,
            path: "/Orders({o})/Process",
            body: """
                {
                "OrderId": "{o}"
                }
                """,
            status: 201),
        .init(
            document: "third version", company: 14146, method: .post,
            path: "/OrderFull",
            body: """
                {
                "Name": "iPhone 5 Order",
                "BillingAddressId": "a08b0640-606a-41f0-901a-facaf50e75dd",
                "BillingCustomerId": "659c2a38-d083-4421-9330-46d779702f85",
                "DiscountAmount": 15,
                "DiscountCode": "MTRY-15",
                "DiscountDescription": "Military discount",
                "EmployeeId": 15,
                "EntityId": 14202,
                "OrderExpiryHours": 20,
                "OrderTypeId": 3,
                "ShippingAddressId": "a08b0640-606a-41f0-901a-facaf50e75dd",
                "ShippingCustomerId": "659c2a38-d083-4421-9330-46d779702f85",
                "ShippingEntityId": 14202,
                "State": "Created",
                "TenderId": "INV112",
                "Items": [
                {
                "Cost": 5.99,
                "Description": "Samsung Galaxy S4 Standard Battery",
                "ItemStatusId": 1,
                "ItemTypeId": "1",
                "Index": 0,
                "ListPrice": 12.99,
                "Notes": "Dented corner",
                "ProductId": "a183f1a9-c58f-426a-930a-9a6357db52ed",
                "Quantity": 2,
                "SellingPrice": 9.99,
                "SerialNumbers": [
                "abc321"
                ],
                "SKU": "00001",
                "ShippingOptionId": "1",
                "SupplierEntityId": 14107,
                "SupplierReference": "10",
                "TrackingInformation": [
                {
                "Quantity": 1,
                "TrackingNumber": "1TTTTN4421"
                }
                ]
                }
                ]
                }
                """,
            status: 201),
        .init(
            document: "third version", company: 14146, method: .put,
            path: "/OrderFull({o})",
            body: """
                {
                "Id": "{o}",
                "Name": "iPhone 5 Order",
                "BillingAddressId": "a08b0640-606a-41f0-901a-facaf50e75dd",
                "BillingCustomerId": "659c2a38-d083-4421-9330-46d779702f85",
                "CreatedDateUtc": "2015-03-27T18:47:29.9012402+00:00",
                "DiscountAmount": 15,
                "DiscountCode": "MTRY-15",
                "DiscountDescription": "Military discount",
                "EmployeeId": 15,
                "EntityId": 14202,
                "OrderExpiryDate": "2015-05-05T14:32:05.9140188+00:00",
                "OrderExpiryHours": 20,
                "OrderType": "Sales",
                "OrderTypeId": 3,
                "PrintableId": "8765-1234-987",
                "ShippingAddressId": "a08b0640-606a-41f0-901a-facaf50e75dd",
                "ShippingCustomerId": "659c2a38-d083-4421-9330-46d779702f85",
                "ShippingEntityId": 14202,
                "State": "Created",
                "TenderId": "INV112",
                "Items": [
                {
                "Id": "{i}",
                "Cost": 5.99,
                "Description": "Samsung Galaxy S4 Standard Battery",
                "ItemStatus": "New",
                "ItemStatusId": 1,
                "ItemType": "DropShip",
                "ItemTypeId": "1",
                "Index": 0,
                "ListPrice": 12.99,
                "Notes": "Dented corner",
                "OrderId": "{o}",
                "ProductId": "a183f1a9-c58f-426a-930a-9a6357db52ed",
                "Quantity": 2,
                "SellingPrice": 9.99,
                "SerialNumbers": [
                "abc321"
                ],
                "SKU": "00001",
                "ShippingOptionId": "1",
                "SupplierEntityId": 14107,
                "SupplierReference": "10",
                "TrackingInformation": [
                {
                "Quantity": 1,
                "TrackingNumber": "1TTTTN4421"
                }
                ]
                }
                ]
                }
                """,
            status: 200),
    ]
}
