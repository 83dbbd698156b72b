import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

private let names = ["Update", "AddItem", "Process", "Shipped", "Cancel"]

extension TestServer {
    fileprivate func actions(
        of order: Made, headers: [String: String] = [:], token: String = "sandbox-token"
    ) async throws -> [JSONValue] {
        let reply = try await send(.get, "\(order.path)/Actions", headers: headers, token: token)
        #expect(reply.status == 200, "\(reply.text)")
        return reply.json.elements ?? []
    }

    /// Tries an action, by what is said of it, without doing it.
    fileprivate func attempt(
        _ action: JSONValue, on order: Made, isReal: Bool = false, token: String = "sandbox-token"
    ) async throws -> Reply {
        let body =
            switch action.string("Operation") {
            case "Update":
                order.document.with("Items", nil).with("State", nil).with("Name", .string("new"))
                    .body
            case "AddItem": #"{"ItemTypeId": 1, "ItemStatusId": 1}"#
            default: #"{"OrderId": "\#(order.id)"}"#
            }
        let method = try #require(HTTPRequest.Method(action.string("Method")))
        return try await send(
            method, action.string("Href"), headers: isReal ? [:] : ["Prefer": "dry-run"],
            body: body, token: token)
    }

    /// An order in that State; `Expired` is Pending, and its time is over.
    fileprivate func order(in state: String, isBilled: Bool) async throws -> Made {
        let pending = ["Pending", "Cancelled", "Expired"].contains(state)
        let billing = isBilled ? "\"\(Self.customer)\"" : "null"
        let reply = try await create(
            #""State": "\#(pending ? "Pending" : "Created")", "BillingCustomerId": \#(billing)"#,
            items: [""])
        let order = Made(id: reply.id, document: reply.json)
        let steps = [
            "Processed": ["Process"], "Completed": ["Process", "Shipped"], "Cancelled": ["Cancel"],
        ]
        for step in steps[state] ?? [] {
            #expect(try await perform(step, on: order).status == 201)
        }
        if state == "Expired" { try await advance(seconds: 73 * 3600) }
        return order
    }
}

/// `Orders({o})/Actions` (contract, section 4).
@Suite struct ActionTests {
    /// What is allowed in each State, for an order with somebody to bill.
    private static let allowed = [
        "Created": ["Update", "AddItem", "Process"],
        "Pending": ["Update", "AddItem", "Process", "Cancel"], "Processed": ["Shipped"],
        "Cancelled": [], "Completed": [], "Expired": [],
    ]

    @Test(arguments: allowed.keys.sorted(), [true, false])
    func `what is said of an action is what comes of it`(
        state: String, isBilled: Bool
    ) async throws {
        // Nobody gets there who has nobody to bill.
        guard isBilled || !["Processed", "Completed"].contains(state) else { return }
        try await TestServer.run { server in
            let order = try await server.order(in: state, isBilled: isBilled)
            let before = try await server.events().count
            let actions = try await server.actions(of: order)
            #expect(actions.map { $0.string("Operation") } == names)
            for action in actions {
                let reply = try await server.attempt(action, on: order)
                let name = action.string("Operation")
                let isAllowed = action["Allowed"] == .boolean(true)
                #expect(isAllowed == (200..<300).contains(reply.status), "\(name): \(reply.text)")
                let unbilled = name == "Process" && !isBilled
                let expected = Self.allowed[state]?.contains(name) == true && !unbilled
                #expect(isAllowed == expected, "\(name)")
                if isAllowed {
                    #expect(action["Reason"] == nil)
                    #expect(action["Way"] == nil)
                } else {
                    #expect(action["Reason"]?.text == reply.message, "\(name)")
                }
            }
            #expect(try await server.events().count == before)
        }
    }

    @Test(arguments: ["Created", "Pending", "Processed"], [true, false])
    func `whoever goes the way gets there`(state: String, isBilled: Bool) async throws {
        guard isBilled || state != "Processed" else { return }
        for name in names {
            try await TestServer.run { server in
                let order = try await server.order(in: state, isBilled: isBilled)
                let action = try #require(
                    try await server.actions(of: order).first { $0.string("Operation") == name })
                let way = action["Way"]?.elements?.compactMap(\.text) ?? []
                for step in way {
                    let reply =
                        step == "Update"
                        ? try await server.send(
                            .patch, order.path,
                            body: #"{"State": "Pending", "BillingCustomerId": "CUSTOMER"}"#
                                .replacing("CUSTOMER", with: TestServer.customer))
                        : try await server.perform(step, on: order)
                    #expect((200..<300).contains(reply.status), "\(name): \(step) of \(way)")
                }
                let after = try await server.actions(of: order)
                    .first { $0.string("Operation") == name }
                let isReached = after?["Allowed"] == .boolean(true)
                #expect(isReached == (!way.isEmpty || action["Allowed"] == .boolean(true)))
            }
        }
    }

    @Test func `where there is no way there is none`() async throws {
        try await TestServer.run { server in
            for state in ["Processed", "Cancelled", "Completed", "Expired"] {
                let order = try await server.order(in: state, isBilled: true)
                for action in try await server.actions(of: order)
                where action["Allowed"] == .boolean(false) {
                    #expect(action["Way"] == .array([]), "\(state) \(action.string("Operation"))")
                }
            }
        }
    }

    @Test func `a token's scopes decide, too`() async throws {
        try await TestServer.run { server in
            let order = try await server.order(in: "Pending", isBilled: true)
            let writes = ["Update", "AddItem", "Cancel"]
            for (scope, allowed) in [
                ("orders.read", []), ("orders.write", writes),
                ("orders.read orders.process", ["Process"]),
                ("orders.write orders.process", writes + ["Process"]),
            ] {
                let token = try await server.token(scope: scope)
                let actions = try await server.actions(of: order, token: token)
                let found = actions.filter { $0["Allowed"] == .boolean(true) }
                #expect(Set(found.map { $0.string("Operation") }) == Set(allowed), "\(scope)")
                for action in actions where action["Allowed"] == .boolean(false) {
                    let reply = try await server.attempt(action, on: order, token: token)
                    #expect(action["Reason"]?.text == reply.message)
                    if reply.status == 403 { #expect(action["Way"] == .array([])) }
                }
            }
        }
    }

    @Test(arguments: [
        ["If-None-Match": "\"1\""], ["If-None-Match": "*"], ["If-Match": "\"9\""],
    ])
    func `conditions of the request are no reasons`(headers: [String: String]) async throws {
        try await TestServer.run { server in
            let order = try await server.order(in: "Pending", isBilled: true)
            let plain = try await server.send(.get, "\(order.path)/Actions")
            let reply = try await server.send(.get, "\(order.path)/Actions", headers: headers)
            if reply.status == 200 { #expect(reply.text == plain.text) }
            #expect([200, 304, 412].contains(reply.status))
        }
    }

    @Test func `what is allowed can be done by its address`() async throws {
        for name in ["Update", "AddItem", "Process", "Cancel"] {
            try await TestServer.run { server in
                let order = try await server.order(in: "Pending", isBilled: true)
                let action = try #require(
                    try await server.actions(of: order).first { $0.string("Operation") == name })
                let reply = try await server.attempt(action, on: order, isReal: true)
                #expect((200..<300).contains(reply.status), "\(name): \(reply.text)")
                #expect(try await server.events().count == 2)
            }
        }
    }
}
