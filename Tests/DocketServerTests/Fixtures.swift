import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

/// A request of the documents, as printed there.
struct Fixture: Sendable {
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

    /// The same request about things that are there: each printed id made a real one, in the
    /// path and in the body.
    func replacing(_ ids: [String: String]) -> Fixture {
        var (path, body) = (path, body)
        for (printed, real) in ids {
            path = path.replacing(printed, with: real)
            body = body.replacing(printed, with: real)
        }
        return Fixture(method, path, body)
    }
}

/// Every request with a JSON body of seeds 000, 001 and 003; those of 002 are in a file of their
/// own.
enum Fixtures {
    /// Seed 000, step 2, "Update the Order".
    static let guideUpdate = Fixture(
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
    static let guideProcess = Fixture(
        .post, "/v1/Companies(1)/Orders(216f7424-ae18-4c69-9597-984b430d0759)/Process",
        #"""
            {
                "OrderId": "216f7424-ae18-4c69-9597-984b430d0759"
            }
        """#)

    /// Seed 000, step 4, "Ship the Order".
    static let guideShipped = Fixture(
        .post, "/v1/Companies(1)/Orders(216f7424-ae18-4c69-9597-984b430d0759)/Shipped",
        #"""
            {
                "OrderId": "216f7424-ae18-4c69-9597-984b430d0759"
            }
        """#)

    /// Seed 001, "Creating an Order".
    static let oldOrder = Fixture(
        .post, "/v1/Companies(1)/Orders",
        #"""
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
        """#)

    /// Seeds 001 and 003, "Adding Items to an Order": the same text in both.
    static let oldItem = Fixture(
        .post, "/v1/Companies(1)/Orders(ed2f44f1-8ef4-460a-a5bc-e57e6c8927a3)/Items",
        #"""
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
        """#)

    /// Seed 003, "Creating an Order".
    static let laterOrder = Fixture(
        .post, "/v1/Companies(1)/Orders",
        #"""
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
        """#)

    /// Seed 003, "Creating an Order With Items".
    static let laterOrderFull = Fixture(
        .post, "/v1/Companies(1)/OrderFull",
        #"""
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
        """#)

    /// Seed 003, "Updating an Order With Items"; mended: the comma
    /// behind `ShippingEntityId`.
    static let laterUpdate = Fixture(
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
                        "Id": "2ad88692-7757-4a72-915b-dfe8f2539279",
                        "OrderId": "216f7424-ae18-4c69-9597-984b430d0759",
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
        """#)
}

// MARK: - Orders to try things on

extension TestServer {
    /// The orders of the company that most tests are about.
    static var orders: String { "/v1/Companies(14146)/Orders" }
    /// The same orders with their items.
    static var orderFull: String { "/v1/Companies(14146)/OrderFull" }

    /// Sends an order of the least that is required and more.
    ///
    /// - Parameters:
    ///   - members: more members, such as `"Name": "a"`, between commas.
    ///   - items: the items, each of the least that is required and more.
    func create(
        _ members: String = "", items: [String] = [], headers: [String: String] = [:]
    ) async throws -> Reply {
        let items = items.map { "{\(Self.with($0))}" }.joined(separator: ", ")
        let order = #""EntityId": 14202, "OrderTypeId": 1"# + (members.isEmpty ? "" : ", ")
        return try await send(
            .post, Self.orderFull, headers: headers,
            body: "{\(order)\(members), \"Items\": [\(items)]}")
    }

    /// Makes an order that can be processed, and says where it is.
    func make(_ members: String = "", items: [String] = []) async throws -> Made {
        let billed = "\"BillingCustomerId\": \"\(Self.customer)\""
        let reply = try await create(
            members.isEmpty ? billed : "\(billed), \(members)", items: items)
        #expect(reply.status == 201, "\(reply.text)")
        return Made(id: reply.id, document: reply.json)
    }

    /// Adds an item of the least that is required and more.
    func addItem(_ members: String, to order: Made) async throws -> Reply {
        try await send(.post, "\(order.path)/Items", body: "{\(Self.with(members))}")
    }

    /// Process, Shipped or Cancel.
    @discardableResult
    func perform(_ operation: String, on order: Made) async throws -> Reply {
        try await send(
            .post, "\(order.path)/\(operation)", body: #"{"OrderId": "\#(order.id)"}"#)
    }

    /// A customer of the company that most tests are about.
    static var customer: String { "659c2a38-d083-4421-9330-46d779702f85" }
    /// The customer's address.
    static var address: String { "a08b0640-606a-41f0-901a-facaf50e75dd" }

    /// An item's members, with those that are required unless they are there.
    private static func with(_ members: String) -> String {
        guard !members.contains("ItemStatusId") else { return members }
        let required = #""ItemTypeId": 1, "ItemStatusId": 1"#
        return members.isEmpty ? required : "\(required), \(members)"
    }
}

/// An order that a test made.
struct Made: Sendable {
    /// Its id.
    let id: String
    /// The OrderFull that came back.
    let document: JSONValue

    /// Where the order is.
    var path: String { "\(TestServer.orders)(\(id))" }
    /// Where the order with its items is.
    var fullPath: String { "\(TestServer.orderFull)(\(id))" }
    /// Where an item is.
    func itemPath(_ position: Int) -> String { "\(path)/Items(\(itemID(position)))" }
    /// The id of an item.
    func itemID(_ position: Int) -> String { document["Items"]?[position]?["Id"]?.text ?? "" }
}

extension JSONValue {
    /// The object with a member set, or taken away where `value` is `nil`.
    func with(_ name: String, _ value: JSONValue?) -> JSONValue {
        var members = (members ?? []).filter { $0.name != name }
        if let value { members.append(Member(name, value)) }
        return .object(members)
    }

    /// The document as text.
    var body: String { String(decoding: encoded, as: UTF8.self) }
}
