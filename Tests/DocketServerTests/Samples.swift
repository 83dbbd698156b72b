// The bodies are those that the documents print; only missing commas were added, and the ids of
// the order and its item are {o} and {i}.
import HTTPTypes

/// The requests of the documents.
enum Samples {
    static let all = older + newer
}

extension Samples {
    /// The guide, and the first two versions of the page.
    static let older: [SampleTests.Sample] = [
        .init(
            document: "guide, finalizing an order", company: 1, method: .post,
            path: "/Orders({o})",
            body: """
                {
                    "Id": "{o}",
                    "Name": "iPhone 5 Order",
                    "CustomerId": "024ABE18-39B1-4522-9DCE-E3977631AF2B",
                    "EmployeeId": 15,
                    "EntityId": 64,
                    "State": "Created",
                    "OrderExpiryDate": "2015-05-08T18:05:13.137",
                    "OrderExpiryHours": 72,
                    "OrderType": "Sales",
                    "OrderTypeId": 1,
                    "CreatedDateUtc": "2015-05-05T18:05:13.137",
                    "BillingAddressId": "A39DC672-17D1-4200-B5BF-98FE2D8E25E3",
                    "BillingCustomerId": "3E59F6C5-D7FC-48CF-A36D-9E871D5F5D0D",
                    "ShippingAddressId": "FEEE59C2-DD2B-4507-B158-CD5B3FE46E0D",
                    "ShippingCustomerId": "5BBF809C-ECD3-4262-9544-61CABE1DD798",
                    "DiscountCode": "MTRY-15",
                    "DiscountDescription": "Military discount",
                    "DiscountAmount": 15.0,
                    "PrintableId": ""
                }
                """,
            status: 201),
        .init(
            document: "guide, finalizing an order", company: 1, method: .post,
            path: "/Orders({o})/Process",
            body: """
                {
                    "OrderId": "{o}"
                }
                """,
            status: 201),
        .init(
            document: "guide, finalizing an order", company: 1, method: .post,
            path: "/Orders({o})/Shipped",
            body: """
                {
                    "OrderId": "{o}"
                }
                """,
            status: 201),
        .init(
            document: "first version", company: 1, method: .post,
            path: "/Orders",
            body: """
                {
                    "Name": "iPhone 5 Order",
                    "CustomerId": "503d1d4a-c974-4286-b4a2-002699e60ad6",
                    "EmployeeId": 15,
                    "EntityId": 8,
                    "OrderTypeId": 3,
                    "BillingAddressId": "cb39f178-3577-40bb-a7e5-032f29325b09",
                    "BillingCustomerId": "503d1d4a-c974-4286-b4a2-002699e60ad6",
                    "ShippingAddressId": "cb39f178-3577-40bb-a7e5-032f29325b09",
                    "ShippingCustomerId": "503d1d4a-c974-4286-b4a2-002699e60ad6",
                    "TenderId": "",
                    "TenderOrigin": "",
                    "DiscountAmount": 15.0,
                    "DiscountCode": "MTRY-15",
                    "DiscountDescription": "Military discount"
                }
                """,
            status: 201),
        .init(
            document: "first version", company: 1, method: .post,
            path: "/Orders({o})/Items",
            body: """
                {
                    "ItemStatusId": 1,
                    "ItemTypeId": 1,
                    "ProductId": 1,
                    "SupplierEntityId": 0,
                    "SupplierReference":"10",
                    "Cost": 5.99,
                    "ListPrice": 12.99,
                    "SellingPrice": 9.99,
                    "Index": 0,
                    "Description": "LG G3 phone case",
                    "Notes": "",
                    "Quantity": 2,
                    "SerialNumbers":  ["abc123","abc321"],
                    "SKU": "00001",
                    "ShoppingOptionId": "",
                    "TrackingInformation": [ ]
                }
                """,
            status: 201),
        .init(
            document: "second version", company: 1, method: .post,
            path: "/Orders",
            body: """
                {
                    "Name": "iPhone 5 Order",
                    "CustomerId": "503d1d4a-c974-4286-b4a2-002699e60ad6",
                    "EmployeeId": 15,
                    "EntityId": 8,
                    "OrderTypeId": 3,
                    "BillingAddressId": "cb39f178-3577-40bb-a7e5-032f29325b09",
                    "BillingCustomerId": "503d1d4a-c974-4286-b4a2-002699e60ad6",
                    "ShippingAddressId": "cb39f178-3577-40bb-a7e5-032f29325b09",
                    "ShippingCustomerId": "503d1d4a-c974-4286-b4a2-002699e60ad6",
                    "DiscountAmount": 15.0,
                    "DiscountCode": "MTRY-15",
                    "DiscountDescription": "Military discount"
                }
                """,
            status: 201),
        .init(
            document: "second version", company: 1, method: .post,
            path: "/Orders({o})/Items",
            body: """
                {
                    "ItemStatusId": 1,
                    "ItemTypeId": 1,
                    "ProductId": 1,
                    "SupplierEntityId": 0,
                    "SupplierReference":"10",
                    "Cost": 5.99,
                    "ListPrice": 12.99,
                    "SellingPrice": 9.99,
                    "Index": 0,
                    "Description": "LG G3 phone case",
                    "Notes": "",
                    "Quantity": 2,
                    "SerialNumbers":  ["abc123","abc321"],
                    "SKU": "00001",
                    "ShoppingOptionId": "",
                    "TrackingInformation": [ ]
                }
                """,
            status: 201),
        .init(
            document: "second version", company: 1, method: .post,
            path: "/OrderFull",
            body: """
                {
                    "Name": "iPhone 5 Order",
                    "CustomerId": "503d1d4a-c974-4286-b4a2-002699e60ad6",
                    "EmployeeId": 15,
                    "EntityId": 8,
                    "OrderTypeId": 3,
                    "BillingAddressId": "cb39f178-3577-40bb-a7e5-032f29325b09",
                    "BillingCustomerId": "503d1d4a-c974-4286-b4a2-002699e60ad6",
                    "ShippingAddressId": "cb39f178-3577-40bb-a7e5-032f29325b09",
                    "ShippingCustomerId": "503d1d4a-c974-4286-b4a2-002699e60ad6",
                    "DiscountAmount": 15.0,
                    "DiscountCode": "MTRY-15",
                    "DiscountDescription": "Military discount",
                    "Items": [
                        {
                            "ItemStatusId": 1,
                            "ItemTypeId": 1,
                            "ProductId": 1,
                            "SupplierEntityId": 0,
                            "SupplierReference":"10",
                            "Cost": 5.99,
                            "ListPrice": 12.99,
                            "SellingPrice": 9.99,
                            "Index": 0,
                            "Description": "LG G3 phone case",
                            "Notes": "",
                            "Quantity": 2,
                            "SerialNumbers":  ["abc123","abc321"],
                            "SKU": "00001",
                            "ShoppingOptionId": "",
                            "TrackingInformation": [ ]
                        }
                    ]
                }
                """,
            status: 201),
        .init(
            document: "second version", company: 1, method: .post,
            path: "/OrderFull({o})",
            body: """
                {
                    "Id": "{o}",
                    "Name": "Samsung Galaxy S5 Order",
                    "CustomerId": "503d1d4a-c974-4286-b4a2-002699e60ad6",
                    "EmployeeId": 15,
                    "EntityId": 8,
                    "State": "Created",
                    "OrderExpiryDate": "2015-05-08T18:05:13.137",
                    "OrderExpiryHours": 72,
                    "OrderType": "Purchase",
                    "OrderTypeId": 3,
                    "CreatedDateUtc": "2015-05-05T18:05:13.137",
                    "BillingAddressId": "cb39f178-3577-40bb-a7e5-032f29325b09",
                    "BillingCustomerId": "503d1d4a-c974-4286-b4a2-002699e60ad6",
                    "ShippingAddressId": "cb39f178-3577-40bb-a7e5-032f29325b09",
                    "ShippingCustomerId": "503d1d4a-c974-4286-b4a2-002699e60ad6",
                    "ShippingEntityId": "1",
                    "TenderId": "",
                    "TenderOrigin": "",
                    "DiscountCode": "",
                    "DiscountDescription": "",
                    "DiscountAmount": 0,
                    "PrintableId": "8765-1234-987",
                    "Items": [
                        {
                            "Id": "{i}",
                            "OrderId": "{o}",
                            "ItemStatus": "New",
                            "ItemStatusId": 1,
                            "ItemTypeId": 1,
                            "ProductId": 1,
                            "SupplierEntityId": 0,
                            "SupplierReference":"10",
                            "Cost": 5.99,
                            "ListPrice": 12.99,
                            "SellingPrice": 9.99,
                            "Index": 0,
                            "Description": "LG G3 phone case",
                            "Notes": "",
                            "Quantity": 2,
                            "SerialNumbers":  ["abc123","abc321"],
                            "SKU": "00001",
                            "ShoppingOptionId": "",
                            "TrackingInformation": [ ]
                        }
                    ]
                }
                """,
            status: 201),
    ]
}
