import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

@Suite struct PathTests {
    @Test(arguments: [
        "/v1/companies(14146)/orders(ID)", "/V1/COMPANIES(14146)/ORDERS(ID)",
        "/v1/Companies(14146)/Orders(ID)/", "/v1/Companies%2814146%29/Orders%28ID%29",
        "/v1/%43ompanies(14146)/%6Frders(ID)", "/v1/companies(14146)/OrderFull(ID)",
        "/v1/companies(14146)/orderfull(ID)/", "/v1/Companies(14146)/Orders(UPPER)",
        "/v1/Companies(14146)/Orders(ID)/items/", "/v1/Companies(14146)/Orders(ID)/TOTALS",
        "/V1/companies(14146)/ORDERS", "/v1/Companies%2814146%29/Orders/",
    ])
    func `a path matches without regard to case, encoded or with a slash behind`(
        path: String
    ) async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            let real = path.replacing("ID", with: order.id)
                .replacing("UPPER", with: order.id.uppercased())
            #expect(try await server.send(.get, real).status == 200)
        }
    }

    @Test func `encoding is decoded once`() async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            let twice = "/v1/Companies%252814146%2529/Orders(\(order.id))"
            #expect(try await server.send(.get, twice).status == 404)
            let operation = "/v1/companies(14146)/orders(\(order.id))/process"
            let body = #"{"orderid": "\#(order.id.uppercased())"}"#
            #expect(try await server.send(.post, operation, body: body).status == 201)
        }
    }

    @Test(arguments: [
        "", "1", "x", "null", "'659c2a38-d083-4421-9330-46d779702f85'",
        "{659c2a38-d083-4421-9330-46d779702f85}", "659c2a38d08344219330-46d779702f85",
        "00000000-0000-0000-0000-000000000000", "659c2a38-d083-4421-9330-46d779702f85",
        "99999999999999999999999999999999999999", "-1", "%27%20or%201%3D1", "%C3%A9",
        "guid'659c2a38-d083-4421-9330-46d779702f85'", "((", "a)(b",
    ])
    func `an order's key that is malformed or unknown is a 404 that names it`(
        key: String
    ) async throws {
        let decoded =
            [
                "%27%20or%201%3D1": "' or 1=1", "%C3%A9": "é",
            ][key] ?? key
        try await TestServer.run { server in
            for list in ["Orders", "OrderFull"] {
                let reply = try await server.send(.get, "/v1/Companies(14146)/\(list)(\(key))")
                #expect(reply.status == 404)
                #expect(reply.message == "Order resource with id \(decoded) cannot be found")
            }
            let order = try await server.make()
            let item = try await server.send(.get, "\(order.path)/Items(\(key))")
            #expect(item.status == 404)
            #expect(item.message == "Item resource with id \(decoded) cannot be found")
        }
    }

    @Test(arguments: [
        "0", "-1", "+1", "1.0", "x", "", "'14146'", "99999999999999999999", "2147483648", "99",
        "14146%20", "1e3",
    ])
    func `a company's key that is malformed or unknown is a 404`(key: String) async throws {
        try await TestServer.run { server in
            for path in ["Orders", "OrderFull", "Orders(\(TestServer.customer))"] {
                let reply = try await server.send(.get, "/v1/Companies(\(key))/\(path)")
                #expect(reply.status == 404)
                #expect(reply.headers["Content-Type"] == "application/problem+json")
            }
            let made = try await server.send(
                .post, "/v1/Companies(\(key))/Orders",
                body: #"{"EntityId": 14202, "OrderTypeId": 1}"#)
            #expect(made.status == 404)
        }
    }

    @Test func `a huge key is a 404 of a modest size`() async throws {
        try await TestServer.run { server in
            let key = String(repeating: "9", count: 10_000)
            let reply = try await server.send(.get, "\(TestServer.orders)(\(key))")
            #expect(reply.status == 404)
            #expect(reply.bytes.count < 2_000)
            #expect(try await server.send(.get, "/v1/Companies(\(key))/Orders").status == 404)
            let longer = String(repeating: "9", count: 40_000)
            #expect(try await server.send(.get, "\(TestServer.orders)(\(longer))").status == 414)
        }
    }

    @Test(arguments: [
        "/v1", "/v1/", "/v1/Orders", "/v1/Companies(14146)/Order", "/v1/Companies/Orders",
        "/v1/Companies(14146)/Orders(1)/Nothing", "/v1/Companies(14146)Orders",
        "/v1/Companies(14146)/Orders/Process", "/nothing", "/v2/Companies(14146)/Orders",
        "/v1/Companies(14146)/../Orders", "/v1/Companies(14146)/Orders%2Fx", "/%00",
    ])
    func `an unknown path is a 404`(path: String) async throws {
        try await TestServer.run { server in
            let reply = try await server.send(.get, path)
            #expect(reply.status == 404)
            #expect(reply.headers["Content-Type"] == "application/problem+json")
            #expect(!reply.message.isEmpty)
        }
    }
}
