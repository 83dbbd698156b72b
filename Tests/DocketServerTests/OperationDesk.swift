import DocketJSON
import DocketTestKit
import Foundation
import HTTPTypes
import Testing

/// Sends the operations of a description: their examples, and what a test makes of them.
struct OperationDesk: Sendable {
    let api: DescribedAPI
    let server: TestServer
    /// The keys of what there is to do something with, by the names of their parameters; of what is
    /// not here, the description's examples are taken.
    var keys: [String: String] = [:]

    init(_ server: TestServer) async throws {
        self.server = server
        api = try await DescribedAPI(server)
    }

    /// What a test makes of an example.
    struct Change: Sendable {
        var headers: [String: String] = [:]
        /// What stands behind `?`.
        var query = ""
        /// What is sent; `nil` for the example.
        var body: JSONValue?
        /// What is sent though it may be no JSON; `nil` for `body`.
        var text: String?
        var token: String? = "sandbox-token"
        /// Keys of other things.
        var keys: [String: String] = [:]
    }

    /// Sends an operation.
    func send(
        _ operation: DescribedOperation, _ change: Change = Change()
    ) async throws -> TestServer.Reply {
        let keys = keys(of: operation).merging(change.keys) { $1 }
        var (headers, text) = ([String: String](), change.text)
        if let (type, _, example) = operation.body {
            headers["Content-Type"] = type
            let json = change.body ?? example
            let isForm = type == "application/x-www-form-urlencoded"
            text = text ?? (isForm ? json.asForm : json.encodedText)
        }
        let proposed = operation.parameters(in: "query").compactMap { parameter in
            parameter["example"]?.asText.map { example in
                let own = example == Self.parcelOrderExample ? keys["parcelOrderId"] : nil
                return "\(parameter["name"]?.text ?? "")=\((own ?? example).percentEncoded)"
            }
        }
        let query = (proposed + (change.query.isEmpty ? [] : [change.query]))
            .joined(separator: "&")
        let path = operation.path(with: keys)
        if operation.id == "tellGatewayEvent" {
            headers["Docket-Signature"] = try await server.gatewaySignature(of: text ?? "")
        }
        return try await server.send(
            try #require(HTTPRequest.Method(operation.method)),
            query.isEmpty ? path : "\(path)?\(query)",
            headers: headers.merging(change.headers) { $1 },
            body: text.map { ownIDs(in: $0, of: operation, keys) },
            token: operation.scopes.isEmpty ? nil : change.token)
    }

    /// Sends the example of an operation.
    func send(_ id: String, _ change: Change = Change()) async throws -> TestServer.Reply {
        try await send(try #require(api[id]), change)
    }

    /// Companies themselves are made anew; everything else is in that of the examples.
    private func keys(of operation: DescribedOperation) -> [String: String] {
        let isOfCompanies = ["replaceCompany", "disableCompany"].contains(operation.id)
        return isOfCompanies ? keys : keys.filter { $0.key != "companyId" }
    }

    /// What others are about, each before what is within it, and the keys that they get.
    static let creations = [
        ("createCompany", "companyId"), ("createLocation", "locationId"),
        ("createEmployee", "employeeId"), ("createCustomer", "customerId"),
        ("createAddress", "addressId"), ("createWebhook", "webhookId"),
        ("testWebhook", "deliveryId"), ("createClient", "clientId"), ("createUser", "userId"),
    ]

    /// The number of a parcel order in the examples.
    private static let parcelOrderExample = "1414687651234987"

    /// Makes one of each.
    mutating func makeAll() async throws {
        for (id, name) in Self.creations {
            keys[name] = try #require(try await send(id)["Id"]?.asText)
        }
    }

    /// Makes the order that an operation is about, as its own, and takes it as far as the operation
    /// needs it.
    mutating func makeOrder(for operation: DescribedOperation) async throws {
        let isOfParcels = ["readParcelOrder", "captureHold"].contains(operation.id)
        if isOfParcels || !operation.keys.filter(Self.parcelKeys.contains).isEmpty {
            try await makeParcelOrder(isPaid: Self.paidOperations.contains(operation.id))
        }
        if operation.keys.contains("holdId") { try await makeHold() }
        guard operation.keys.contains("orderId") else { return }
        try await makeOrder()
        if operation.id == "shipOrder" { _ = try await send("processOrder") }
    }

    private static let parcelKeys: Set = ["parcelOrderId", "orderLineId", "reference"]
    private static let paidOperations: Set = [
        "refundParcelOrder", "addTrackingEvent", "trackParcel", "readLabels",
        "readSeparateLabels",
    ]

    /// Makes a parcel order, and sees to it that there is enough to pay it.
    mutating func makeParcelOrder(isPaid: Bool) async throws {
        try await topUp()
        let order = try await send("createParcelOrder")
        keys["parcelOrderId"] = try #require(order["OrderId"]?.text)
        keys["reference"] = keys["parcelOrderId"]
        keys["orderLineId"] = try #require(order["OrderlineIdMap", 0, "OrderLineId"]?.text)
        if isPaid { _ = try await send("payParcelOrder") }
    }

    private func topUp() async throws {
        let id = UUID().uuidString.lowercased()
        let money: JSONValue = ["Id": .string(id), "Amount": 13.43]
        try #require(try await send("topUpPrepay", .init(body: money)).status == 200)
    }

    /// Keeps back what a parcel order costs.
    mutating func makeHold() async throws {
        try await topUp()
        let id = UUID().uuidString.lowercased()
        let hold: JSONValue = ["Id": .string(id), "Amount": 13.43]
        try #require(try await send("holdPrepay", .init(body: hold)).status == 200)
        keys["holdId"] = id
    }

    /// Makes an order with an item.
    mutating func makeOrder() async throws {
        let order = try await send("createOrderFull")
        keys["orderId"] = try #require(order["Id"]?.text)
        keys["itemId"] = try #require(order["Items", 0, "Id"]?.text)
    }

    /// The same text with the ids of the path where the description has made-up ones.
    private func ownIDs(
        in text: String, of operation: DescribedOperation, _ keys: [String: String]
    ) -> String {
        operation.parameters(in: "path").reduce(text) { text, parameter in
            guard case .string(let known)? = parameter["example"],
                let own = keys[parameter["name"]?.text ?? ""]
            else { return text }
            return text.replacing("\"\(known)\"", with: "\"\(own)\"")
        }.replacing(
            "\"\(Self.parcelOrderExample)\"",
            with: "\"\(keys["parcelOrderId"] ?? Self.parcelOrderExample)\"")
    }
}
