import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

/// A change that a client may ask for, about things that `TestServer.setUp` makes.
struct Change: Sendable, CustomTestStringConvertible {
    /// The method.
    let method: HTTPRequest.Method
    /// The path, with placeholders for what is there.
    let path: String
    /// The body, with the same placeholders.
    let body: String?
    /// Whether the order must be Processed before.
    var needsProcessed = false

    /// A change.
    init(
        _ method: HTTPRequest.Method, _ path: String, _ body: String? = nil,
        needsProcessed: Bool = false
    ) {
        self.method = method
        self.path = path
        self.body = body
        self.needsProcessed = needsProcessed
    }

    var testDescription: String { "\(method) \(path)" }

    private static let orders = "/v1/Companies(14146)/Orders"
    private static let full = "/v1/Companies(14146)/OrderFull"
    private static let order = #"{"Id": "ORDER", "EntityId": 14202, "OrderTypeId": 1, "Name": "b"}"#
    private static let item =
        #"{"ItemTypeId": 1, "ItemStatusId": 1, "SKU": "changed", "Quantity": 3}"#
    private static let operation = #"{"OrderId": "ORDER"}"#

    /// Every change of orders.
    static let ofOrders = [
        Change(.post, orders, #"{"EntityId": 14202, "OrderTypeId": 1, "Name": "new"}"#),
        Change(
            .post, full, #"{"EntityId": 14202, "OrderTypeId": 1, "Items": [\#(item), \#(item)]}"#),
        Change(.put, "\(orders)(ORDER)", order), Change(.post, "\(orders)(ORDER)", order),
        Change(.patch, "\(orders)(ORDER)", #"{"Name": "patched"}"#),
        Change(.put, "\(full)(ORDER)", order), Change(.post, "\(full)(ORDER)", order),
        Change(.post, "\(orders)(ORDER)/Items", item),
        Change(.put, "\(orders)(ORDER)/Items(ITEM)", item),
        Change(.patch, "\(orders)(ORDER)/Items(ITEM)", #"{"SKU": "patched"}"#),
        Change(.delete, "\(orders)(ORDER)/Items(ITEM)"),
        Change(.post, "\(orders)(ORDER)/Process", operation),
        Change(.post, "\(orders)(ORDER)/Processed", operation),
        Change(.post, "\(orders)(ORDER)/Cancel", operation),
        Change(.post, "\(orders)(ORDER)/Shipped", operation, needsProcessed: true),
    ]

    /// Every change of what orders point at.
    static let ofDirectory = [
        Change(.post, "/v1/Companies", #"{"Name": "new"}"#),
        Change(.put, "/v1/Companies(1)", #"{"Name": "replaced"}"#),
        Change(.delete, "/v1/Companies(1)"),
        Change(.post, "/v1/Companies(14146)/Locations", #"{"Name": "new"}"#),
        Change(.put, "/v1/Companies(14146)/Locations(14107)", #"{"Name": "replaced"}"#),
        Change(.delete, "/v1/Companies(14146)/Locations(14107)"),
        Change(
            .post, "/v1/Companies(14146)/Employees",
            #"{"FirstName": "A", "LastName": "B", "UserName": "new"}"#),
        Change(
            .post, "/v1/Companies(14146)/Customers",
            #"{"CustomerTypeId": 2, "FamilyName": "new"}"#),
        Change(
            .put, "/v1/Companies(14146)/Customers(\(TestServer.customer))",
            #"{"CustomerTypeId": 2, "FamilyName": "replaced"}"#),
        Change(.delete, "/v1/Companies(14146)/Customers(\(TestServer.customer))"),
        Change(
            .post, "/v1/Companies(14146)/Customers(\(TestServer.customer))/Addresses",
            #"{"AddressTypeId": 2}"#),
        Change(
            .post, "/v1/Companies(14146)/CustomerFull",
            #"{"CustomerTypeId": 2, "FamilyName": "new", "Addresses": [{"AddressTypeId": 2}]}"#),
    ]

    /// Every change of webhooks.
    static let ofWebhooks = [
        Change(.post, webhooks, webhook),
        Change(.put, "\(webhooks)(WEBHOOK)", #"{"Url": "https://192.88.98.2/b"}"#),
        Change(.delete, "\(webhooks)(WEBHOOK)"),
        Change(.post, "\(webhooks)(WEBHOOK)/Test", "{}"),
    ]

    /// Where webhooks are.
    static let webhooks = "/v1/Companies(14146)/Webhooks"
    /// A webhook; its address is public, and nothing is sent there as long as no courier runs.
    static let webhook = #"{"Url": "https://192.88.98.1/hook"}"#

    /// Every change of clients and users.
    static let ofPeople = [
        Change(.post, TestServer.clients, #"{"Name": "new", "Role": "reader"}"#),
        Change(.put, "\(TestServer.clients)(shop)", #"{"Name": "replaced", "Role": "reader"}"#),
        Change(.delete, "\(TestServer.clients)(shop)"),
        Change(
            .post, TestServer.users,
            #"{"UserName": "new", "Password": "correct horse", "Role": "reader"}"#),
        Change(.put, "\(TestServer.users)(USER)", #"{"Role": "clerk"}"#),
        Change(.delete, "\(TestServer.users)(USER)"),
    ]

    /// Every change.
    static let all = ofOrders + ofDirectory + ofWebhooks + ofPeople
}

/// What a change can be about.
struct Subject: Sendable {
    /// An order with two items: Pending, or Processed.
    let order: Made
    /// A webhook.
    let webhookID: String
    /// A user.
    let userID: String

    /// A text with the placeholders of `Change` replaced.
    func filled(_ text: String) -> String {
        text.replacing("ORDER", with: order.id).replacing("ITEM", with: order.itemID(0))
            .replacing("WEBHOOK", with: webhookID).replacing("USER", with: userID)
    }
}

extension TestServer {
    /// Makes what a change is about.
    func setUp(for change: Change) async throws -> Subject {
        let order = try await make(#""State": "Pending""#, items: [#""SKU": "1""#, ""])
        if change.needsProcessed {
            #expect(try await perform("Process", on: order).status == 201)
        }
        let webhook = try await send(.post, Change.webhooks, body: Change.webhook)
        #expect(webhook.status == 201, "\(webhook.text)")
        try await storeClient("shop")
        let user = try await storeUser("ann")
        return Subject(order: order, webhookID: webhook.id, userID: "\(user)")
    }

    /// Asks for a change.
    func send(
        _ change: Change, of subject: Subject, headers: [String: String] = [:]
    ) async throws -> Reply {
        try await send(
            change.method, subject.filled(change.path), headers: headers,
            body: change.body.map(subject.filled))
    }

    /// Sends a request under a key.
    func send(
        _ method: HTTPRequest.Method, _ path: String, key: String, body: String? = nil,
        token: String? = "sandbox-token"
    ) async throws -> Reply {
        try await send(
            method, path, headers: ["Idempotency-Key": key], body: body, token: token)
    }

    /// All that the companies have, as clients see it, each list below its address.
    func everything() async throws -> [String: String] {
        let companies = ["/v1/Companies(1)", "/v1/Companies(14146)"]
        let lists = [
            "OrderFull", "Events", "Locations", "Employees", "Customers", "Webhooks", "Clients",
            "Users",
        ]
        var found: [String: String] = [:]
        var paths = ["/v1/Companies"] + companies
        paths += companies.flatMap { company in lists.map { "\(company)/\($0)" } }
        paths.append("/v1/Companies(14146)/Customers(\(Self.customer))/Addresses")
        for webhook in try await send(.get, Change.webhooks).values("Id") {
            paths.append("\(Change.webhooks)(\(webhook))/Deliveries")
        }
        for path in paths {
            let reply = try await send(.get, path)
            #expect(reply.status == 200, "\(path): \(reply.text)")
            found[path] = reply.text
        }
        return found
    }

    /// The events of a company behind a Sequence, from all pages.
    func events(after sequence: Int = 0, of company: Int = 14146) async throws -> [JSONValue] {
        let path = "/v1/Companies(\(company))/Events?after=\(sequence)"
        var reply = try await send(.get, path)
        var events = reply.json.elements ?? []
        while let next = reply.next {
            reply = try await send(.get, next)
            events += reply.json.elements ?? []
        }
        return events
    }
}

extension JSONValue {
    /// A member that is a number; -1 where it is none.
    func integer(_ name: String) -> Int { self[name]?.numberText.flatMap { Int($0) } ?? -1 }

    /// A member that is a string; empty where it is none.
    func string(_ name: String) -> String { self[name]?.text ?? "" }
}
