import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

// Orders to try things on.

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
