import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

/// Contract, sections 1, 5 and 6: paths, values, refusals, fences.
@Suite struct EdgeTests {
    static let base = "/v1/Companies(14146)"

    @Test(arguments: [
        ("/V1/companies(14146)/ORDERS", 200), ("/v1/Companies%2814146%29/Orders/", 200),
        ("/v1/Companies(14146)/Orders(zz)", 404), ("/v1/Companies(777)/Orders", 404),
        ("/v1/Companies(0)/Orders", 404), ("/v1/Companies(99999999999)/Orders", 404),
        ("/v1/Companies(abc)/Orders", 404), ("/nope", 404), ("/v1/nope", 404),
        ("/v1/Companies(14146)/Orders?%24apply=identity", 501),
        ("/v1/Companies(14146)/Orders?%24filter=Name%20eq%20'x'", 200),
        ("/v1/Companies(14146)/Orders?color=red", 400),
        ("/v1/Companies(14146)/Orders?%24top=x", 400),
        ("/v1/Companies(14146)/Orders?%24top=-1", 400),
        ("/v1/Companies(14146)/Orders?%24top=1&%24top=2", 400),
        ("/v1/Companies(14146)/Orders?%24filter=%zz", 400),
        (
            "/v1/Companies(14146)/Orders?$filter=State%20eq%20'Pending'%20and%20EntityId%20eq%208",
            200
        ),
    ])
    func `paths and queries`(path: String, status: Int) async throws {
        try await TestServer.run { server in
            let reply = try await server.send(.get, path)
            #expect(reply.status == status)
            guard status != 200 else { return }
            #expect(reply.headers["Content-Type"] == "application/problem+json")
            #expect(reply["status"]?.numberText == "\(status)")
            #expect(reply["Message"] == reply["detail"])
            #expect(reply["traceId"]?.text == reply.headers["X-Request-Id"])
        }
    }

    @Test func `methods, options and head`() async throws {
        try await TestServer.run { server in
            let delete = try await server.send(.delete, "\(Self.base)/Orders")
            #expect(delete.status == 405)
            #expect(delete.headers["Allow"] == "GET, HEAD, OPTIONS, POST")
            let options = try await server.send(.options, "\(Self.base)/Orders", token: nil)
            #expect(options.status == 204 && options.headers["Allow"] != nil)
            let head = try await server.send(.head, "\(Self.base)/Orders")
            #expect(head.status == 200 && head.bytes.isEmpty)
            let accept = try await server.send(
                .get, "\(Self.base)/Orders", headers: ["Accept": "application/xml"])
            #expect(accept.status == 406)
            let media = try await server.send(
                .post, "\(Self.base)/Orders", headers: ["Content-Type": "text/plain"], body: "{}")
            #expect(media.status == 415)
        }
    }

    @Test func `tolerant in, complete and exact out`() async throws {
        try await TestServer.run { server in
            let reply = try await server.send(
                .post, "\(Self.base)/OrderFull",
                body: """
                    {"entityid":"14202","ORDERTYPEID":"1","zz":{"a":[1]},"Id":7,"Version":"x",
                     "EmployeeId":0,"BillingCustomerId":"","ShippingAddressId":
                     "00000000-0000-0000-0000-000000000000","DiscountAmount":5.990000,
                     "Items":[{"ItemTypeId":1,"ItemStatusId":"1","ProductId":1,"Cost":"1.50",
                     "ShoppingOptionId":"s","TrackingInformation":
                     {"Quantity":1,"TrackingNumber":12}}]}
                    """)
            #expect(reply.status == 201, "\(reply.text)")
            #expect(reply["DiscountAmount"]?.numberText == "5.99")
            #expect(reply["EmployeeId"]?.numberText == "0")
            #expect(reply["BillingCustomerId"] == .null && reply["ShippingAddressId"] == .null)
            #expect(reply["Items", 0, "ItemTypeId"]?.text == "1")
            #expect(reply["Items", 0, "ProductId"]?.text == "1")
            #expect(reply["Items", 0, "Cost"]?.numberText == "1.5")
            #expect(reply["Items", 0, "ShippingOptionId"]?.text == "s")
            #expect(
                reply["Items", 0, "TrackingInformation", 0, "TrackingNumber"]?.text == "12")
            #expect(reply["Items", 0, "ItemExtensions"] == .array([]))
            #expect(reply.json.members?.count == 27)
            #expect(reply["Items", 0]?.members?.count == 21)
        }
    }

    @Test func `every fault at once, each with its place`() async throws {
        try await TestServer.run { server in
            let reply = try await server.send(
                .post, "\(Self.base)/OrderFull",
                body: """
                    {"OrderTypeId":9,"EntityId":14202,"DiscountAmount":1.23456,
                     "Items":[{"ItemTypeId":1,"ItemStatusId":9},
                     {"ItemStatusId":1,"TrackingInformation":[{"Quantity":0}]}]}
                    """)
            #expect(reply.status == 400)
            #expect(reply["Message"]?.text == "The request is invalid")
            let pointers = reply["errors"]?.elements?.compactMap { $0["pointer"]?.text } ?? []
            #expect(
                Set(pointers) == [
                    "/OrderTypeId", "/DiscountAmount", "/Items/0/ItemStatusId",
                    "/Items/1/ItemTypeId", "/Items/1/TrackingInformation/0/Quantity",
                    "/Items/1/TrackingInformation/0/TrackingNumber",
                ])
            #expect(reply["ModelState", "Items[0].ItemStatusId"] != nil)
            #expect(try await server.send(.get, "\(Self.base)/Orders").json == .array([]))
        }
    }

    @Test(arguments: [
        #"{"OrderTypeId":1,}"#, "", "null", "[]", #"{"EntityId":1,"entityid":2}"#,
        #"{"zz":1,"ZZ":2}"#, "{\"Name\":\"\u{1}\"}", "{} x",
    ])
    func `what is no JSON object is a 400 that names the place`(body: String) async throws {
        try await TestServer.run { server in
            let reply = try await server.send(.post, "\(Self.base)/Orders", body: body)
            #expect(reply.status == 400)
            #expect(reply["errors", 0, "detail"]?.text?.contains("line 1") == true)
        }
    }

    @Test func `another company's order is like no order at all`() async throws {
        try await TestServer.run { server in
            let (path, id) = try await OrderLifeTests.make(on: server)
            let body = #"{"Id":"\#(id)","OrderId":"\#(id)","EntityId":8,"OrderTypeId":1}"#
            let missing = "01a1fcac-5c71-71fb-adde-aceba7db10e4"
            for (method, suffix) in [
                (HTTPRequest.Method.get, ""), (.put, ""), (.post, ""), (.patch, ""),
                (.get, "/Items"), (.post, "/Items"), (.post, "/Process"), (.post, "/Shipped"),
                (.post, "/Cancel"), (.get, "/Totals"),
            ] {
                let sent = method == .get ? nil : body
                let foreign = try await server.send(
                    method, "/v1/Companies(1)/Orders(\(id))\(suffix)", body: sent)
                let none = try await server.send(
                    method, "/v1/Companies(1)/Orders(\(missing))\(suffix)", body: sent)
                #expect(foreign.status == 404 && none.status == 404)
                #expect(
                    foreign["Message"]?.text?.replacing(id, with: missing)
                        == none["Message"]?.text)
            }
            #expect(try await server.send(.get, path)["Version"]?.numberText == "1")
        }
    }

    @Test func `scope and company are checked before anything is told`() async throws {
        try await TestServer.run { server in
            let reader = try await server.token(scope: "orders.read", companies: [1])
            for (method, path, status) in [
                (HTTPRequest.Method.get, "/v1/Companies(1)/Orders", 200),
                (.post, "/v1/Companies(1)/Orders", 403), (.get, "\(Self.base)/Orders", 403),
                (.get, "/v1/Companies(777)/Orders", 403), (.get, "/v1/Companies(x)/Orders", 403),
                (.get, "/v1/Companies(1)/Locations", 403),
            ] {
                let reply = try await server.send(
                    method, path, body: method == .post ? "{}" : nil, token: reader)
                #expect(reply.status == status, "\(path)")
            }
            let none = try await server.send(.get, "\(Self.base)/Orders", token: nil)
            #expect(none.status == 401 && none["Message"]?.text == "Invalid token")
            #expect(none.headers["WWW-Authenticate"]?.hasPrefix("Bearer") == true)
            let first = try await server.send(
                .put, "/v1/Companies(1)/Orders(zz)", body: "{bad", token: "sandbox-token")
            #expect(first.status == 404)
        }
    }

    @Test func `a long list comes whole and in order`() async throws {
        try await TestServer.run { server in
            for number in 0..<520 {
                _ = try await OrderLifeTests.make(#""Name":"\#(number)""#, on: server)
            }
            let all = try await server.send(.get, "\(Self.base)/OrderFull")
            let times = all.json.elements?.compactMap { $0["CreatedDateUtc"]?.text } ?? []
            #expect(times.count == 520 && times == times.sorted())
            let some = try await server.send(.get, "\(Self.base)/Orders?$skip=300&$top=7")
            #expect(
                some.json.elements?.map { $0["Id"] }
                    == all.json.elements?[300..<307].map { $0["Id"] })
            #expect(some["Items"] == nil)
        }
    }
}
