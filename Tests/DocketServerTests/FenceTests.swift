import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

/// Every operation on an order, with a body that would do.
private let operations: [(method: HTTPRequest.Method, path: String, body: String?)] = [
    (.get, "Orders(ID)", nil), (.head, "Orders(ID)", nil), (.get, "OrderFull(ID)", nil),
    (.put, "Orders(ID)", order), (.post, "Orders(ID)", order), (.patch, "Orders(ID)", "{}"),
    (.put, "OrderFull(ID)", order), (.post, "OrderFull(ID)", order),
    (.get, "Orders(ID)/Items", nil), (.post, "Orders(ID)/Items", item),
    (.get, "Orders(ID)/Items(IT)", nil), (.put, "Orders(ID)/Items(IT)", item),
    (.patch, "Orders(ID)/Items(IT)", "{}"), (.delete, "Orders(ID)/Items(IT)", nil),
    (.get, "Orders(ID)/Totals", nil), (.post, "Orders(ID)/Process", operation),
    (.post, "Orders(ID)/Processed", operation), (.post, "Orders(ID)/Shipped", operation),
    (.post, "Orders(ID)/Cancel", operation),
]
private let order = #"{"Id": "ID", "EntityId": 14202, "OrderTypeId": 1, "Items": []}"#
private let item = #"{"ItemTypeId": 1, "ItemStatusId": 1}"#
private let operation = #"{"OrderId": "ID"}"#

extension TestServer {
    /// Asks for something of an order, and makes the answers to different ids comparable.
    fileprivate func answer(
        _ number: Int, about id: String, item: String, company: Int = 14146,
        token: String? = "sandbox-token", body: String? = nil
    ) async throws -> (status: Int, text: String) {
        let (method, path, usual) = operations[number]
        let real = path.replacing("ID", with: id).replacing("IT", with: item)
        let reply = try await send(
            method, "/v1/Companies(\(company))/\(real)", headers: ["X-Request-Id": "same"],
            body: usual == nil ? nil : (body ?? usual)?.replacing("ID", with: id), token: token)
        let text = reply.text.replacing(id, with: "ID").replacing(item, with: "IT")
        return (reply.status, text)
    }
}

@Suite struct FenceTests {
    private static let unknown = "0192f3a0-0000-7000-8000-000000000001"
    private static let unknownItem = "0192f3a0-0000-7000-8000-000000000002"

    @Test(arguments: operations.indices)
    func `another company's order is no different from one that is not`(
        number: Int
    ) async throws {
        try await TestServer.run { server in
            let foreign = try await server.send(Samples.laterOrderFull)
            let foreignItem = foreign["Items", 0, "Id"]?.text ?? ""
            let narrow = try await server.token(
                scope: "orders.write orders.process", companies: [14146])
            for token in ["sandbox-token", narrow] {
                for body in [nil, "{}", "nonsense"] as [String?] {
                    let theirs = try await server.answer(
                        number, about: foreign.id, item: foreignItem, token: token, body: body)
                    let nobodys = try await server.answer(
                        number, about: Self.unknown, item: Self.unknownItem, token: token,
                        body: body)
                    #expect(theirs.status == 404)
                    #expect(theirs == nobodys)
                    #expect(
                        theirs.text.isEmpty == (operations[number].method == .head)
                            && (theirs.text.isEmpty
                                || theirs.text.contains(
                                    "Order resource with id ID cannot be found"))
                    )
                }
            }
            let path = "/v1/Companies(1)/OrderFull(\(foreign.id))"
            #expect(try await server.send(.get, path).json == foreign.json)
        }
    }

    @Test(arguments: operations.indices)
    func `a company that the token is not for is a 403, there or not`(
        number: Int
    ) async throws {
        try await TestServer.run { server in
            let foreign = try await server.send(Samples.laterOrderFull)
            let token = try await server.token(
                scope: "orders.write orders.process", companies: [14146])
            var texts: Set<String> = []
            for (company, id) in [(1, foreign.id), (1, Self.unknown), (99, Self.unknown)] {
                for body in [nil, "nonsense"] as [String?] {
                    let answer = try await server.answer(
                        number, about: id, item: Self.unknownItem, company: company,
                        token: token, body: body)
                    #expect(answer.status == 403)
                    texts.insert(answer.text)
                }
            }
            #expect(texts.count == 1)
        }
    }

    @Test(arguments: operations.indices)
    func `a company that is not is a 404 to a token for all`(number: Int) async throws {
        try await TestServer.run { server in
            for body in [nil, "nonsense"] as [String?] {
                let answer = try await server.answer(
                    number, about: Self.unknown, item: Self.unknownItem, company: 99, body: body)
                #expect(answer.status == 404)
            }
        }
    }

    @Test(arguments: ["Orders", "OrderFull"])
    func `lists and creation are fenced, too`(list: String) async throws {
        try await TestServer.run { server in
            let token = try await server.token(scope: "orders.write", companies: [14146])
            for company in ["1", "99", "0", "x"] {
                let path = "/v1/Companies(\(company))/\(list)"
                #expect(try await server.send(.get, path, token: token).status == 403)
                let made = try await server.send(.post, path, body: "{}", token: token)
                #expect(made.status == 403)
            }
            for body in [#"{"EntityId": 1, "OrderTypeId": 1}"#, "{}", "nonsense"] {
                let made = try await server.send(.post, "/v1/Companies(99)/\(list)", body: body)
                #expect(made.status == 404)
                #expect(made.message == "Company resource with id 99 cannot be found")
            }
            let none = try await server.send(.get, "/v1/Companies(99)/\(list)")
            #expect(none.status == 404)
        }
    }

    @Test(arguments: [
        ("orders.read", false, false), ("orders.write", true, false),
        ("orders.process", false, true), ("directory.write", false, false),
    ])
    func `each scope allows its own operations only`(
        scope: String, writes: Bool, processes: Bool
    ) async throws {
        try await TestServer.run { server in
            let token = try await server.token(scope: scope)
            let reads = scope == "orders.read" || scope == "orders.write"
            for number in operations.indices {
                let (method, path, _) = operations[number]
                let isOperation =
                    path.contains("Process") || path.hasSuffix("Shipped")
                let allowed =
                    isOperation ? processes : method == .get || method == .head ? reads : writes
                let answer = try await server.answer(
                    number, about: Self.unknown, item: Self.unknownItem, token: token)
                #expect(answer.status == (allowed ? 404 : 403), "\(method) \(path)")
            }
            for list in [TestServer.orders, TestServer.orderFull] {
                let read = try await server.send(.get, list, token: token)
                #expect(read.status == (reads ? 200 : 403))
                let body = #"{"EntityId": 14202, "OrderTypeId": 1}"#
                let made = try await server.send(.post, list, body: body, token: token)
                #expect(made.status == (writes ? 201 : 403))
            }
        }
    }

    @Test(arguments: operations.indices)
    func `without a valid token there is nothing`(number: Int) async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: [""])
            for token in [nil, "", "nonsense", "Sandbox-token"] as [String?] {
                for (company, id) in [(14146, order.id), (99, Self.unknown)] {
                    let answer = try await server.answer(
                        number, about: id, item: order.itemID(0), company: company,
                        token: token, body: "nonsense")
                    #expect(answer.status == 401)
                }
            }
            #expect(try await server.send(.get, order.fullPath).json == order.document)
        }
    }
}
