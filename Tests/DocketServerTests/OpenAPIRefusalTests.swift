import DocketJSON
import DocketServer
import DocketTestKit
import HTTPTypes
import Testing

/// Each operation is said to refuse what it does refuse, and nothing else.
@Suite struct OpenAPIRefusalTests {
    /// What no request to the router alone provokes: the connection, the load and the clock do, or
    /// a bug; and what every operation refuses as a message.
    private static let notProvoked: Set = [
        "request-timeout", "headers-too-large", "internal", "unavailable", "rate-limit-exceeded",
        "key-in-use", "not-supported", "invalid-request",
    ]

    /// Whom `/metrics` refuses depends on settings: MetricsAccessTests provoke it.
    @Test func `whatever is wrong with a request, the refusal is described, and each comes`()
        async throws
    {
        try await TestServer.run { server in
            let desk = try await Provocations(server)
            for operation in desk.api.operations
            where !["resetSandbox", "readMetrics"].contains(operation.id) {
                let route = try #require(
                    server.routes.first {
                        $0.method == operation.method && $0.template == operation.template
                    })
                let provoked = try await desk.provoke(operation)
                // That each is described is seen wherever something is sent.
                #expect(
                    provoked.subtracting(Self.notProvoked)
                        == route.refusals.subtracting(Self.notProvoked), "\(operation)")
            }
        }
    }

    @Test func `too many requests are refused as described, wherever they are counted`()
        async throws
    {
        var limits = ServerLimits.ofTests
        limits.tokenRequestsMax = 5
        try await TestServer.run(limits: limits) { server in
            let desk = try await OperationDesk(server)
            for operation in desk.api.operations where !operation.scopes.isEmpty {
                var statuses: Set<Int> = []
                for _ in 0..<6 where !statuses.contains(429) {
                    statuses.insert(try await desk.send(operation).status)
                }
                #expect(statuses.contains(429), "\(operation)")
            }
        }
    }
}

/// Everything that can be wrong with requests to an operation.
private struct Provocations: Sendable {
    private let desk: OperationDesk
    private let poorTokens: [String]
    private let expired: [String: String]
    private let cancelled: [String: String]
    private let unbilled: [String: String]
    private let publicClient: [String: String]
    private let unaffordable: [String: String]
    private let unpaid: [String: String]
    private let spent: [String: String]
    /// One that has no money.
    private static let otherCompany = ["Docket-Company": "1"]
    private static let noCompany = ["Docket-Company": "99"]

    var api: DescribedAPI { desk.api }

    private static let unknown: JSONValue = "0192f3a0-0000-7000-8000-000000000001"
    /// Where an Id is free to be chosen, there will be something of this one.
    private static let other: JSONValue = "0192f3a0-0000-7000-8000-000000000002"

    init(_ server: TestServer) async throws {
        var desk = try await OperationDesk(server)
        try await desk.makeAll()
        try await desk.makeOrder()
        try await desk.makeParcelOrder(isPaid: false)
        unpaid = desk.keys.filter { ["parcelOrderId", "orderLineId"].contains($0.key) }
        expired = desk.keys.filter { ["orderId", "itemId"].contains($0.key) }
        try await server.advance(seconds: 73 * 3600)
        try await desk.makeOrder()
        cancelled = desk.keys.filter { ["orderId", "itemId"].contains($0.key) }
        _ = try await desk.send("cancelOrder")
        let unbilled = try await desk.send(
            "createOrder", .init(body: ["OrderTypeId": 1, "EntityId": 14202]))
        self.unbilled = ["orderId": unbilled["Id"]?.text ?? ""]
        let client = try await desk.send(
            "createClient", .init(body: ["Name": "Page", "Role": "reader", "Public": true]))
        publicClient = ["clientId": client["Id"]?.text ?? ""]
        let unaffordable = try await desk.send(
            "createParcelOrder", .init(headers: Self.otherCompany))
        self.unaffordable = ["parcelOrderId": unaffordable["OrderId"]?.text ?? ""]
        try await desk.makeParcelOrder(isPaid: false)
        try await desk.makeHold()
        _ = try await desk.send("captureHold")
        spent = ["holdId": desk.keys["holdId"] ?? ""]
        // Every operation lacks the scope of one of them.
        poorTokens = [
            try await server.token(scope: "openid"), try await server.token(scope: "payment"),
        ]
        self.desk = desk
    }

    /// The refusals that an operation was provoked to.
    func provoke(_ operation: DescribedOperation) async throws -> Set<String> {
        var refusals: Set<String> = []
        for change in changes(operation) {
            var desk = desk
            try await desk.makeOrder(for: operation)
            if operation.id == "deleteWebhook" {
                let made = try await desk.send("createWebhook")
                desk.keys["webhookId"] = made["Id"]?.text ?? desk.keys["webhookId"]
            }
            let reply = try await desk.send(operation, change)
            let type = reply["type"]?.text?.split(separator: "/").last
            if let type { refusals.insert(String(type)) }
        }
        return refusals
    }

    private func changes(_ operation: DescribedOperation) -> [OperationDesk.Change] {
        general(operation) + bodies(operation) + states(operation) + conflicts(operation)
            + parcels(operation)
    }

    /// What may be wrong with a request for anything.
    private func general(_ operation: DescribedOperation) -> [OperationDesk.Change] {
        let nowhere = Dictionary(
            uniqueKeysWithValues: operation.keys.filter { $0 != "companyId" }
                .map { ($0, "nothing") })
        let noCompany = operation.keys.contains("companyId") ? [["companyId": "99"]] : []
        let names = ["nonsense", "$top=x", "$apply=x", "$top=1", "$format=none", "after=x", "%zz"]
        return names.map { .init(query: $0) } + [
            .init(token: nil), .init(keys: nowhere),
            .init(headers: ["Accept": "image/gif"]),
            .init(headers: ["If-Match": "\"99\""]), .init(headers: ["If-None-Match": "*"]),
            .init(query: "nonsense=" + String(repeating: "x", count: 33_000)),
            .init(headers: ["Content-Length": "5000000", "Idempotency-Key": operation.id]),
            .init(headers: ["Idempotency-Key": "\""]),
        ] + noCompany.map { .init(keys: $0) } + poorTokens.map { .init(token: $0) }
    }

    /// What may be wrong with a body.
    private func bodies(_ operation: DescribedOperation) -> [OperationDesk.Change] {
        guard let body = operation.body else { return [] }
        let own = JSONValue.Member("Id", operation.parameters(in: "path").last?["example"] ?? 1)
        // The example of an order points at more than may be wrong.
        let isOrder = body.schema["properties", "EntityId"] != nil
        let members =
            isOrder
            ? [own, .init("OrderTypeId", 1), .init("EntityId", 14202)] : body.example.members ?? []
        let references: [(String, JSONValue)] = [
            ("EntityId", 999_992), ("EmployeeId", 999_991), ("BillingCustomerId", Self.unknown),
            ("BillingAddressId", Self.unknown), ("State", "Processed"),
        ]
        let ids: [(String, JSONValue)] = [
            ("Id", Self.other), ("OrderId", Self.other), ("Id", 77), ("Id", "other"),
        ]
        let bodies = ((isOrder ? references : []) + ids).map { name, value in
            JSONValue.object(members.filter { $0.name != name } + [.init(name, value)])
        }
        let texts = ["", "nonsense", "[]", "{}", "{\"a\": 1, \"A\": 2}", "\u{0}"]
        return bodies.map { .init(body: $0) } + texts.map { .init(text: $0) } + [
            .init(text: String(repeating: " ", count: (4 << 20) + 1)),
            .init(headers: ["Content-Type": "text/plain"]),
            .init(headers: ["Content-Encoding": "gzip"]),
        ]
    }

    /// Orders that allow nothing any more, or not this.
    private func states(_ operation: DescribedOperation) -> [OperationDesk.Change] {
        guard operation.keys.contains("orderId") else { return [] }
        return [.init(keys: expired), .init(keys: cancelled)]
            + (operation.id.hasPrefix("process") ? [.init(keys: unbilled)] : [])
    }

    /// What can be wrong with parcels and money.
    private func parcels(_ operation: DescribedOperation) -> [OperationDesk.Change] {
        switch operation.id {
        case "payParcelOrder":
            return [.init(keys: unpaid), .init(headers: Self.otherCompany, keys: unaffordable)]
        case "refundParcelOrder", "addTrackingEvent": return [.init(keys: unpaid)]
        case "readParcelOrder": return [.init(keys: ["parcelOrderId": "99912345678901"])]
        case "voidHold", "captureHold": return [.init(keys: spent)]
        case "topUpPrepay", "holdPrepay":
            return [
                .init(body: Self.example(operation, with: "Amount", 5)),
                .init(headers: Self.otherCompany), .init(headers: Self.noCompany),
            ]
        case "readPrepay", "readStatement", "createTopUpLinks":
            return [.init(headers: Self.noCompany)]
        default: return []
        }
    }

    /// What is there already, or too often, and keys that were used.
    private func conflicts(_ operation: DescribedOperation) -> [OperationDesk.Change] {
        let taken: [String: (name: String, value: JSONValue)] = [
            "createCompany": ("Id", 14146), "createLocation": ("Id", 14202),
            "createEmployee": ("Id", 15), "replaceEmployee": ("UserName", "robin.marsh"),
            "createCustomer": ("Id", "659c2a38-d083-4421-9330-46d779702f85"),
            "createCustomerFull": ("Id", "659c2a38-d083-4421-9330-46d779702f85"),
            "createAddress": ("Id", "a08b0640-606a-41f0-901a-facaf50e75dd"),
        ]
        let conflict = taken[operation.id].map { taken in
            OperationDesk.Change(body: Self.example(operation, with: taken.name, taken.value))
        }
        let isFull = operation.id == "createWebhook"
        let many = (0..<(isFull ? 51 : 0)).map { _ in
            OperationDesk.Change(keys: ["companyId": "1"])
        }
        // Once something is done under the key, and once it is something else.
        let key = ["Idempotency-Key": "\(operation.id)-2"]
        let unique = ["createEmployee": "UserName", "createUser": "UserName", "createClient": "Id"]
        let name = unique[operation.id] ?? "Other"
        return ["free", "free-too"].map { value in
            let body = Self.example(operation, with: name, .string(value))
            // Where no body is read, it counts under a key all the same.
            return .init(
                headers: key, body: body, text: operation.body == nil ? value : nil)
        } + [.init(), .init(keys: publicClient)] + (conflict.map { [$0] } ?? []) + many
    }

    private static func example(
        _ operation: DescribedOperation, with name: String, _ value: JSONValue
    ) -> JSONValue {
        let members = (operation.body?.example.members ?? []).filter { $0.name != name }
        return .object(members + [.init(name, value)])
    }
}
