import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

extension TestServer {
    /// A request that goes wrong with each status.
    fileprivate func refusal(_ status: Int, _ order: Made) async throws -> Reply {
        let id = "{\"OrderId\": \"\(order.id)\"}"
        let trace = ["X-Request-Id": "trace-1.A_b"]
        switch status {
        case 400: return try await send(.post, Self.orders, headers: trace, body: "{}")
        case 401: return try await send(.get, Self.orders, headers: trace, token: "x")
        case 403:
            let token = try await token(scope: "orders.read", companies: [1])
            return try await send(.get, Self.orders, headers: trace, token: token)
        case 404: return try await send(.get, "\(Self.orders)(x)", headers: trace)
        case 405: return try await send(.delete, order.path, headers: trace)
        case 406:
            return try await send(
                .get, order.path, headers: trace.merging(["Accept": "image/png"]) { $1 })
        case 409: return try await send(.post, "\(order.path)/Shipped", headers: trace, body: id)
        case 413:
            let body = String(repeating: " ", count: 4 << 20) + "{}"
            return try await send(.post, Self.orders, headers: trace, body: body)
        case 414:
            let path = Self.orders + "?" + String(repeating: "a", count: 33_000)
            return try await send(.get, path, headers: trace)
        case 415:
            let headers = trace.merging(["Content-Type": "text/plain"]) { $1 }
            return try await send(.post, Self.orders, headers: headers, body: "{}")
        default: return try await send(.get, "\(Self.orders)?$apply=identity", headers: trace)
        }
    }
}

@Suite struct ErrorShapeTests {
    @Test(arguments: [
        (400, "Bad Request"), (401, "Unauthorized"), (403, "Forbidden"), (404, "Not Found"),
        (405, "Method Not Allowed"), (406, "Not Acceptable"), (409, "Conflict"),
        (413, "Content Too Large"), (414, "URI Too Long"), (415, "Unsupported Media Type"),
        (501, "Not Implemented"),
    ])
    func `every refusal has the one shape`(status: Int, title: String) async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            let reply = try await server.refusal(status, order)
            #expect(reply.status == status)
            #expect(reply.headers["Content-Type"] == "application/problem+json")
            #expect(reply["title"] == .string(title))
            #expect(reply["status"] == .number("\(status)"))
            #expect(reply["type"]?.text?.hasPrefix("/problems/") == true)
            #expect(reply["Message"]?.text?.isEmpty == false)
            #expect(reply["detail"] == reply["Message"])
            #expect(reply["traceId"] == .string("trace-1.A_b"))
            #expect(reply.headers["X-Request-Id"] == "trace-1.A_b")
            #expect((reply["allowed"] != nil) == (status == 409))
            #expect((reply["errors"] != nil) == (status == 400))
            #expect((reply["ModelState"] != nil) == (status == 400))
        }
    }

    @Test func `the trace is the answer's request id, whatever the client sends`() async throws {
        try await TestServer.run { server in
            for id in [nil, "", "a b", "<x>", String(repeating: "a", count: 500)] as [String?] {
                let reply = try await server.send(
                    .get, "\(TestServer.orders)(x)", headers: id.map { ["X-Request-Id": $0] } ?? [:]
                )
                let trace = reply.headers["X-Request-Id"] ?? ""
                #expect(!trace.isEmpty)
                #expect(trace != id)
                #expect(reply["traceId"]?.text == trace)
            }
        }
    }

    @Test func `every fault is listed at once, in both forms`() async throws {
        try await TestServer.run { server in
            let reply = try await server.create(
                #""EmployeeId": "x", "Name": true"#,
                items: [
                    "", #""ItemTypeId": 1, "ItemStatusId": 9, "Cost": "x""#,
                    #""ItemStatusId": 1, "TrackingInformation": [{"Quantity": 0}]"#,
                ])
            #expect(reply.status == 400)
            #expect(reply.message == "The request is invalid")
            let pointers = Set(reply.pointers)
            #expect(
                pointers == [
                    "/EmployeeId", "/Name", "/Items/1/ItemStatusId", "/Items/1/Cost",
                    "/Items/2/ItemTypeId", "/Items/2/TrackingInformation/0/Quantity",
                    "/Items/2/TrackingInformation/0/TrackingNumber",
                ])
            let keys = Set(reply["ModelState"]?.members?.map(\.name) ?? [])
            #expect(
                keys == [
                    "EmployeeId", "Name", "Items[1].ItemStatusId", "Items[1].Cost",
                    "Items[2].ItemTypeId", "Items[2].TrackingInformation[0].Quantity",
                    "Items[2].TrackingInformation[0].TrackingNumber",
                ])
            let details = reply["errors"]?.elements?.compactMap { $0["detail"]?.text } ?? []
            #expect(details.allSatisfy { !$0.isEmpty })
            let listed = reply["ModelState"]?.members?
                .flatMap { $0.value.elements?.compactMap(\.text) ?? [] }
            #expect(Set(listed ?? []) == Set(details))
            #expect(try await server.send(.get, TestServer.orders).text == "[]")
        }
    }

    @Test func `a single fault with a text of its own is the Message`() async throws {
        try await TestServer.run { server in
            let one = try await server.create(#""EmployeeId": 99"#)
            #expect(one.message == "Employee (id=99) not found for company 14146")
            #expect(one.pointers == ["/EmployeeId"])
            let two = try await server.create(#""EmployeeId": 99, "State": "Completed""#)
            #expect(two.message == "The request is invalid")
            #expect(Set(two.pointers) == ["/EmployeeId", "/State"])
        }
    }

    @Test(arguments: [
        ("{\n  \"Name\": nope\n}", 2, 11), ("{\"a\": 1,\n\"b\": 2,\n}", 3, 1),
        (#"{"Name": "a" "b"}"#, 1, 14), ("{\"é\": x}", 1, 7),
    ])
    func `malformed JSON is told by line and column`(
        body: String, line: Int, column: Int
    ) async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            for path in [TestServer.orders, "\(order.path)/Items", "\(order.path)/Process"] {
                let reply = try await server.send(.post, path, body: body)
                #expect(reply.status == 400)
                #expect(reply.message == "The request is invalid")
                let detail = reply["errors", 0, "detail"]?.text ?? ""
                #expect(detail.contains("line \(line), column \(column)"), "\(detail)")
            }
        }
    }
}

@Suite struct ErrorOrderTests {
    @Test(arguments: [
        "/v1/Companies(99)/Orders(x)", "/v1/nothing", TestServer.orders,
        "\(TestServer.orders)?%zz", "\(TestServer.orders)(%zz)",
    ])
    func `401 comes before 403, 404 and 400`(path: String) async throws {
        try await TestServer.run { server in
            for (token, hasError) in [(nil, false), ("nonsense", true)] as [(String?, Bool)] {
                let reply = try await server.send(.put, path, body: "nonsense", token: token)
                #expect(reply.status == 401)
                #expect(reply.message == "Invalid token")
                let challenge = reply.headers["WWW-Authenticate"] ?? ""
                #expect(challenge.hasPrefix("Bearer"))
                #expect(challenge.contains(#"error="invalid_token""#) == hasError)
            }
        }
    }

    @Test func `403 comes before 404 and 400`() async throws {
        try await TestServer.run { server in
            let reader = try await server.token(scope: "orders.read")
            let reply = try await server.send(
                .put, "/v1/Companies(99)/Orders(x)?%zz", body: "nonsense", token: reader)
            #expect(reply.status == 403)
            let narrow = try await server.token(scope: "orders.write", companies: [1])
            let other = try await server.send(
                .put, "\(TestServer.orders)(x)?%zz", body: "nonsense", token: narrow)
            #expect(other.status == 403)
        }
    }

    @Test func `404 comes before 400`() async throws {
        try await TestServer.run { server in
            for path in [
                "\(TestServer.orders)(x)", "\(TestServer.orders)(\(TestServer.customer))",
                "/v1/Companies(99)/Orders(\(TestServer.customer))",
            ] {
                for body in ["nonsense", "{}", #"{"Id": "\#(TestServer.address)"}"#] {
                    let reply = try await server.send(.put, path, body: body)
                    #expect(reply.status == 404)
                }
            }
            let order = try await server.make()
            let item = "\(order.path)/Items(\(TestServer.customer))"
            #expect(try await server.send(.put, item, body: "nonsense").status == 404)
        }
    }

    @Test(arguments: ["x", TestServer.customer])
    func `404 comes before a malformed query`(key: String) async throws {
        try await TestServer.run { server in
            let path = "\(TestServer.orders)(\(key))"
            for query in ["?$top=%zz", "/Items?$top=%zz", "/Items?$top=x"] {
                let reply = try await server.send(.get, path + query)
                #expect(reply.status == 404, "\(query)")
            }
        }
    }

    @Test func `400 comes before 409, and expired before the transition`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: [""])
            try await server.advance(seconds: 72 * 3600)
            let bad = try await server.send(
                .patch, order.path, body: #"{"EmployeeId": "x", "State": "Completed"}"#)
            #expect(bad.status == 400)
            let item = try await server.addItem(#""Cost": "x""#, to: order)
            #expect(item.status == 400)
            let body = try await server.send(.post, "\(order.path)/Shipped", body: "{}")
            #expect(body.status == 400)
            let expired = try await server.perform("Shipped", on: order)
            #expect(expired.status == 409)
            #expect(expired.message == "Order expired and can no longer be updated")
            #expect(expired["type"]?.text == "/problems/order-expired")
        }
    }
}

@Suite struct MethodTests {
    static let resources: [(String, [String])] = [
        ("Orders", ["GET", "HEAD", "OPTIONS", "POST"]),
        ("OrderFull", ["GET", "HEAD", "OPTIONS", "POST"]),
        ("Orders(ID)", ["GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"]),
        ("OrderFull(ID)", ["GET", "HEAD", "OPTIONS", "POST", "PUT"]),
        ("Orders(ID)/Items", ["GET", "HEAD", "OPTIONS", "POST"]),
        ("Orders(ID)/Items(ID)", ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "PUT"]),
        ("Orders(ID)/Process", ["OPTIONS", "POST"]), ("Orders(ID)/Processed", ["OPTIONS", "POST"]),
        ("Orders(ID)/Shipped", ["OPTIONS", "POST"]), ("Orders(ID)/Cancel", ["OPTIONS", "POST"]),
        ("Orders(ID)/Totals", ["GET", "HEAD", "OPTIONS"]),
    ]

    @Test(arguments: resources)
    func `a method that a resource lacks is a 405 with Allow`(
        path: String, methods: [String]
    ) async throws {
        try await TestServer.run { server in
            let real = "/v1/Companies(14146)/" + path.replacing("ID", with: TestServer.customer)
            for name in ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"]
            where !methods.contains(name) {
                let method = try #require(HTTPRequest.Method(rawValue: name))
                let reply = try await server.send(method, real)
                #expect(reply.status == 405)
                #expect(reply.headers["Allow"] == methods.joined(separator: ", "))
            }
            for token in [nil, "sandbox-token"] as [String?] {
                let options = try await server.send(.options, real, token: token)
                #expect(options.status == 204)
                #expect(options.headers["Allow"] == methods.joined(separator: ", "))
            }
        }
    }

    @Test(arguments: [
        "text/plain", "application/x-www-form-urlencoded", "application/xml", "nonsense",
        "multipart/form-data; boundary=x", "application/json; charset=iso-8859-1",
    ])
    func `a body that is not JSON is a 415`(type: String) async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            for (method, path) in [
                (HTTPRequest.Method.post, TestServer.orders), (.put, order.path),
                (.patch, order.path), (.post, "\(order.path)/Items"),
                (.post, "\(order.path)/Process"),
            ] {
                let reply = try await server.send(
                    method, path, headers: ["Content-Type": type], body: "{}")
                #expect(reply.status == 415)
            }
        }
    }

    @Test(arguments: [
        "application/json", "application/json; charset=utf-8", "APPLICATION/JSON",
        "application/json;charset=\"UTF-8\"",
    ])
    func `JSON is taken by its usual names`(type: String) async throws {
        try await TestServer.run { server in
            let reply = try await server.send(
                .post, TestServer.orders, headers: ["Content-Type": type],
                body: #"{"EntityId": 14202, "OrderTypeId": 1}"#)
            #expect(reply.status == 201)
        }
    }

    @Test(arguments: [
        ("application/json", 200), ("*/*", 200), ("application/*", 200),
        ("text/html, application/json;q=0.5", 200), ("text/html, */*;q=0.1", 200),
        ("image/png", 406), ("application/json;q=0", 406), ("application/xml", 406),
    ])
    func `an answer that the client does not take is a 406`(
        accept: String, status: Int
    ) async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            for path in [order.path, TestServer.orders, "\(order.path)/Items"] {
                let reply = try await server.send(.get, path, headers: ["Accept": accept])
                #expect(reply.status == status)
            }
            let body = #"{"EntityId": 14202, "OrderTypeId": 1}"#
            let made = try await server.send(
                .post, TestServer.orders, headers: ["Accept": accept], body: body)
            #expect(made.status == (status == 200 ? 201 : 406))
            let all = try await server.send(.get, TestServer.orders)
            #expect(all.json.elements?.count == (status == 200 ? 2 : 1))
        }
    }
}
