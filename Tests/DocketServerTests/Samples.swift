import DocketTestKit
import HTTPTypes
import Testing

/// A request of the documents, as printed there.
struct Sample: Sendable, CustomTestStringConvertible {
    /// The method.
    let method: HTTPRequest.Method
    /// The path, with the ids that the documents have.
    let path: String
    /// The body.
    let body: String

    /// A request.
    init(_ method: HTTPRequest.Method, _ path: String, _ body: String) {
        self.method = method
        self.path = path
        self.body = body
    }

    var testDescription: String { "\(method) \(path)" }

    /// The same request about things that are there: each printed id made a real one, in the
    /// path and in the body.
    func replacing(_ ids: [String: String]) -> Sample {
        var (path, body) = (path, body)
        for (printed, real) in ids {
            path = path.replacing(printed, with: real)
            body = body.replacing(printed, with: real)
        }
        return Sample(method, path, body)
    }
}

extension TestServer {
    /// Sends a request of the documents, with `Prefer: handling=…` where `handling` says so.
    func send(_ sample: Sample, handling: String? = nil) async throws -> Reply {
        try await send(
            sample.method, sample.path,
            headers: handling.map { ["Prefer": "handling=\($0)"] } ?? [:], body: sample.body)
    }
}

/// Every request with a JSON body of seeds 000 to 003, member by member as printed. What several
/// of them have in common is written once.
enum Samples {
    // MARK: - Seed 000

    /// Seed 000, step 2, "Update the Order".
    static let guideUpdate = Sample(
        .post, "/v1/Companies(1)/Orders(216f7424-ae18-4c69-9597-984b430d0759)",
        #"""
            {
                "Id": "216f7424-ae18-4c69-9597-984b430d0759",
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
        """#)

    /// Seed 000, step 3, "Process the Order".
    static let guideProcess = Sample(.post, "\(guideUpdate.path)/Process", guideOperation)

    /// Seed 000, step 4, "Ship the Order".
    static let guideShipped = Sample(.post, "\(guideUpdate.path)/Shipped", guideOperation)

    private static let guideOperation = #"{ "OrderId": "216f7424-ae18-4c69-9597-984b430d0759" }"#

    // MARK: - Seeds 001 and 003

    /// Seed 001, "Creating an Order".
    static let oldOrder = Sample(
        .post, "/v1/Companies(1)/Orders",
        #"""
            {
                \#(oldParties),
                "TenderId": "",
                "TenderOrigin": "",
                \#(oldDiscount)
            }
        """#)

    /// Seeds 001 and 003, "Adding Items to an Order": the same text in both.
    static let oldItem = Sample(
        .post, "/v1/Companies(1)/Orders(ed2f44f1-8ef4-460a-a5bc-e57e6c8927a3)/Items",
        "{ \(oldItemMembers) }")

    /// Seed 003, "Creating an Order".
    static let laterOrder = Sample(
        .post, "/v1/Companies(1)/Orders", "{ \(oldParties), \(oldDiscount) }")

    /// Seed 003, "Creating an Order With Items".
    static let laterOrderFull = Sample(
        .post, "/v1/Companies(1)/OrderFull",
        #"{ \#(oldParties), \#(oldDiscount), "Items": [ { \#(oldItemMembers) } ] }"#)

    /// Seed 003, "Updating an Order With Items"; mended: the comma
    /// behind `ShippingEntityId`.
    static let laterUpdate = Sample(
        .post, "/v1/Companies(1)/OrderFull(216f7424-ae18-4c69-9597-984b430d0759)",
        #"""
            {
                "Id": "216f7424-ae18-4c69-9597-984b430d0759",
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
                \#(oldAddresses),
                "ShippingEntityId": "1",
                "TenderId": "",
                "TenderOrigin": "",
                "DiscountCode": "",
                "DiscountDescription": "",
                "DiscountAmount": 0,
                "PrintableId": "8765-1234-987",
                "Items": [
                    {
                        "Id": "2ad88692-7757-4a72-915b-dfe8f2539279",
                        "OrderId": "216f7424-ae18-4c69-9597-984b430d0759",
                        "ItemStatus": "New",
                        \#(oldItemMembers)
                    }
                ]
            }
        """#)

    private static let oldParties = #"""
        "Name": "iPhone 5 Order",
        "CustomerId": "503d1d4a-c974-4286-b4a2-002699e60ad6",
        "EmployeeId": 15,
        "EntityId": 8,
        "OrderTypeId": 3,
        \#(oldAddresses)
        """#

    private static let oldAddresses = #"""
        "BillingAddressId": "cb39f178-3577-40bb-a7e5-032f29325b09",
        "BillingCustomerId": "503d1d4a-c974-4286-b4a2-002699e60ad6",
        "ShippingAddressId": "cb39f178-3577-40bb-a7e5-032f29325b09",
        "ShippingCustomerId": "503d1d4a-c974-4286-b4a2-002699e60ad6"
        """#

    private static let oldDiscount = #"""
        "DiscountAmount": 15.0,
        "DiscountCode": "MTRY-15",
        "DiscountDescription": "Military discount"
        """#

    private static let oldItemMembers = #"""
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
        """#

    // MARK: - Seed 002, the newest; its samples in programming languages have the same bodies

    /// Seed 002, "POST an Order".
    static let order = Sample(
        .post, "/v1/Companies(14146)/Orders", newOrder(tenderID: "TT101IN18"))

    /// Seed 002, "POST an Item to an Order".
    static let item = Sample(
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
            \#(newProduct)
            }
        """#)

    /// Seed 002, "PUT an Order"; the id of the path and that of the body differ.
    static let orderUpdate = Sample(
        .put, "/v1/Companies(14146)/Orders(2ad88692-7757-4a72-915b-dfe8f2539279)",
        newUpdate(tenderID: "TT101IN18"))

    /// Seed 002, "Process an Order"; the ids differ here too.
    static let process = Sample(
        .post, "/v1/Companies(14146)/Orders(2ad88692-7757-4a72-915b-dfe8f2539279)/Process",
        #"{ "OrderId": "cdd26b8f-4ed1-409d-9984-982e081c425e" }"#)

    /// Seed 002, "POST an Order with Items".
    static let orderFull = Sample(
        .post, "/v1/Companies(14146)/OrderFull",
        newOrder(tenderID: "INV112", more: #", "Items": [ \#(item.body) ]"#))

    /// Seed 002, "PUT an Order with Items"; the ids differ here too.
    static let orderFullUpdate = Sample(
        .put, "/v1/Companies(14146)/OrderFull(2ad88692-7757-4a72-915b-dfe8f2539279)",
        newUpdate(
            tenderID: "INV112",
            more: #"""
                ,
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
                \#(newProduct)
                }
                ]
                """#))

    /// An order to be made.
    ///
    /// - Parameter more: what stands behind the last member.
    private static func newOrder(tenderID: String, more: String = "") -> String {
        #"""
        {
        "Name": "iPhone 5 Order",
        "BillingAddressId": "a08b0640-606a-41f0-901a-facaf50e75dd",
        "BillingCustomerId": "659c2a38-d083-4421-9330-46d779702f85",
        \#(newSale),
        "OrderExpiryHours": 20,
        "OrderTypeId": 3,
        \#(newShipment),
        "TenderId": "\#(tenderID)"\#(more)
        }
        """#
    }

    /// What an order is to become.
    ///
    /// - Parameter more: what stands behind the last member.
    private static func newUpdate(tenderID: String, more: String = "") -> String {
        #"""
        {
        "Id": "cdd26b8f-4ed1-409d-9984-982e081c425e",
        "Name": "iPhone 5 Order",
        "BillingAddressId": "a08b0640-606a-41f0-901a-facaf50e75dd",
        "BillingCustomerId": "659c2a38-d083-4421-9330-46d779702f85",
        "CreatedDateUtc": "2015-03-27T18:47:29.9012402+00:00",
        \#(newSale),
        "OrderExpiryDate": "2015-05-05T14:32:05.9140188+00:00",
        "OrderExpiryHours": 20,
        "OrderType": "Sales",
        "OrderTypeId": 3,
        "PrintableId": "8765-1234-987",
        \#(newShipment),
        "TenderId": "\#(tenderID)"\#(more)
        }
        """#
    }

    private static let newSale = #"""
        "DiscountAmount": 15,
        "DiscountCode": "MTRY-15",
        "DiscountDescription": "Military discount",
        "EmployeeId": 15,
        "EntityId": 14202
        """#

    private static let newShipment = #"""
        "ShippingAddressId": "a08b0640-606a-41f0-901a-facaf50e75dd",
        "ShippingCustomerId": "659c2a38-d083-4421-9330-46d779702f85",
        "ShippingEntityId": 14202,
        "State": "Created"
        """#

    private static let newProduct = #"""
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
        """#
}
