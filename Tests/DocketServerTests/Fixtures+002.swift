import HTTPTypes

/// Every request with a JSON body of seed 002, the newest documents of orders. The samples in the
/// programming languages there have the same bodies.
extension Fixtures {
    /// Seed 002, "POST an Order".
    static let order = Fixture(
        .post, "/v1/Companies(14146)/Orders",
        #"""
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
        """#)

    /// Seed 002, "POST an Item to an Order".
    static let item = Fixture(
        .post, "/v1/Companies(14146)/Orders(2ad88692-7757-4a72-915b-dfe8f2539279)/Items",
        #"""
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
        """#)

    /// Seed 002, "PUT an Order"; the id of the path and that of the body differ.
    static let orderUpdate = Fixture(
        .put, "/v1/Companies(14146)/Orders(2ad88692-7757-4a72-915b-dfe8f2539279)",
        #"""
            {
            "Id": "cdd26b8f-4ed1-409d-9984-982e081c425e",
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
        """#)

    /// Seed 002, "Process an Order"; the ids differ here too.
    static let process = Fixture(
        .post, "/v1/Companies(14146)/Orders(2ad88692-7757-4a72-915b-dfe8f2539279)/Process",
        #"""
            {
            "OrderId": "cdd26b8f-4ed1-409d-9984-982e081c425e"
            }
        """#)

    /// Seed 002, "POST an Order with Items".
    static let orderFull = Fixture(
        .post, "/v1/Companies(14146)/OrderFull",
        #"""
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
        """#)

    /// Seed 002, "PUT an Order with Items"; the ids differ here too.
    static let orderFullUpdate = Fixture(
        .put, "/v1/Companies(14146)/OrderFull(2ad88692-7757-4a72-915b-dfe8f2539279)",
        #"""
            {
            "Id": "cdd26b8f-4ed1-409d-9984-982e081c425e",
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
            "Id": "8592718e-bcca-468c-8009-38678929b693",
            "Cost": 5.99,
            "Description": "Samsung Galaxy S4 Standard Battery",
            "ItemStatus": "New",
            "ItemStatusId": 1,
            "ItemType": "DropShip",
            "ItemTypeId": "1",
            "Index": 0,
            "ListPrice": 12.99,
            "Notes": "Dented corner",
            "OrderId": "cdd26b8f-4ed1-409d-9984-982e081c425e",
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
        """#)
}
