import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

@Suite struct ReadingTests {
    @Test(arguments: [
        // Numbers from strings, strings from numbers.
        (#""EmployeeId": 15"#, "EmployeeId", "15"), (#""EmployeeId": "15""#, "EmployeeId", "15"),
        (#""EmployeeId": 15.0"#, "EmployeeId", "15"),
        (#""EmployeeId": "1.5e1""#, "EmployeeId", "15"),
        (#""ShippingEntityId": "14107""#, "ShippingEntityId", "14107"),
        (#""OrderExpiryHours": "20""#, "OrderExpiryHours", "20"),
        (#""OrderExpiryHours": 1"#, "OrderExpiryHours", "1"),
        (#""OrderExpiryHours": 87600"#, "OrderExpiryHours", "87600"),
        (#""DiscountAmount": "15.0""#, "DiscountAmount", "15"),
        (#""Name": 15"#, "Name", #""15""#), (#""Name": 1.50"#, "Name", #""1.50""#),
        // Whatever case, the misspelling, what is unknown.
        (#""name": "a""#, "Name", #""a""#), (#""EMPLOYEEID": 15"#, "EmployeeId", "15"),
        (#""tenderid": "a""#, "TenderId", #""a""#), (#""N\u0061me": "a""#, "Name", #""a""#),
        (#""Wrong": {"deep": [1, {"x": null}]}, "Name": "a""#, "Name", #""a""#),
        // Every spelling of unset.
        (#""EmployeeId": 0"#, "EmployeeId", "0"), (#""EmployeeId": null"#, "EmployeeId", "0"),
        (#""EmployeeId": "0""#, "EmployeeId", "0"),
        (#""ShippingEntityId": 0"#, "ShippingEntityId", "0"),
        (#""ShippingCustomerId": """#, "ShippingCustomerId", "null"),
        (#""ShippingCustomerId": null"#, "ShippingCustomerId", "null"),
        (#""BillingCustomerId": """#, "BillingCustomerId", "null"),
        (
            #""ShippingAddressId": "00000000-0000-0000-0000-000000000000""#, "ShippingAddressId",
            "null"
        ),
        (
            #""BillingAddressId": "00000000-0000-0000-0000-000000000000""#, "BillingAddressId",
            "null"
        ),
        (#""Name": null"#, "Name", "null"), (#""Name": """#, "Name", #""""#),
        (#""DiscountAmount": null"#, "DiscountAmount", "0"),
        (#""State": null"#, "State", #""Created""#),
        (#""OrderExpiryHours": null"#, "OrderExpiryHours", "72"),
        // What is read-only is not looked at.
        (#""Version": 99"#, "Version", "1"), (#""Version": "x""#, "Version", "1"),
        (#""Id": 7"#, "Version", "1"),
        (#""OrderType": "RMA""#, "OrderType", #""Sales""#),
        (#""ItemExtensions": [1], "Name": "a""#, "Name", #""a""#),
        // Any Unicode, tab and line ends too.
        (#""Name": "a\tb\r\nc""#, "Name", #""a\tb\r\nc""#),
        (#""Name": "Ж \ud83d\ude00 e\u0301""#, "Name", "\"Ж 😀 e\u{301}\""),
        (#""Name": " a ""#, "Name", #"" a ""#),
    ])
    func `a member of an order is read`(sent: String, member: String, value: String) async throws {
        try await TestServer.run { server in
            let reply = try await server.create(sent)
            #expect(reply.status == 201, "\(reply.text)")
            #expect(reply[member]?.body == value)
            let read = try await server.send(.get, "\(TestServer.orders)(\(reply.id))")
            #expect(read[member]?.body == value)
        }
    }

    @Test(arguments: [
        (#""EmployeeId": true"#, "/EmployeeId"), (#""EmployeeId": "x""#, "/EmployeeId"),
        (#""EmployeeId": """#, "/EmployeeId"), (#""EmployeeId": " 15""#, "/EmployeeId"),
        (#""EmployeeId": 1.5"#, "/EmployeeId"), (#""EmployeeId": 2147483648"#, "/EmployeeId"),
        (#""EmployeeId": "2147483648""#, "/EmployeeId"), (#""EmployeeId": {}"#, "/EmployeeId"),
        (#""EmployeeId": [15]"#, "/EmployeeId"), (#""EmployeeId": "0x0F""#, "/EmployeeId"),
        (#""Name": true"#, "/Name"), (#""Name": []"#, "/Name"), (#""Name": {}"#, "/Name"),
        (#""Name": "\u0000""#, "/Name"), (#""Name": "a\u0007b""#, "/Name"),
        (#""Name": "\u001f""#, "/Name"), (#""Name": "\u007f""#, "/Name"),
        (#""Name": "\u0080""#, "/Name"), (#""Name": "\u0085""#, "/Name"),
        (#""Name": "\u009f""#, "/Name"),
        (#""DiscountAmount": "abc""#, "/DiscountAmount"),
        (#""DiscountAmount": """#, "/DiscountAmount"),
        (#""DiscountAmount": 0.00001"#, "/DiscountAmount"),
        (#""DiscountAmount": 100000000000000"#, "/DiscountAmount"),
        (#""DiscountAmount": -0.0001"#, "/DiscountAmount"),
        (#""DiscountAmount": false"#, "/DiscountAmount"),
        (#""BillingAddressId": "nope""#, "/BillingAddressId"),
        (#""BillingAddressId": true"#, "/BillingAddressId"),
        (#""OrderExpiryHours": 0"#, "/OrderExpiryHours"),
        (#""OrderExpiryHours": -1"#, "/OrderExpiryHours"),
        (#""OrderExpiryHours": 87601"#, "/OrderExpiryHours"),
        (#""State": "Open""#, "/State"), (#""State": true"#, "/State"),
        (#""Items": 1"#, "/Items"), (#""Items": [1]"#, "/Items/0"),
    ])
    func `what can't be read is refused with its place`(sent: String, pointer: String) async throws
    {
        try await TestServer.run { server in
            let body = #"{"EntityId": 14202, "OrderTypeId": 1, \#(sent)}"#
            let reply = try await server.send(.post, TestServer.orderFull, body: body)
            #expect(reply.status == 400)
            #expect(reply.message == "The request is invalid")
            #expect(reply.pointers == [pointer])
            let member = pointer.split(separator: "/").first.map(String.init) ?? ""
            #expect(reply["errors", 0, "detail"]?.text?.isEmpty == false)
            #expect(reply["ModelState"]?.members?.first?.name.hasPrefix(member) == true)
            #expect(try await server.send(.get, TestServer.orders).text == "[]")
        }
    }

    @Test(arguments: [
        (#""OrderTypeId": 1"#, "/EntityId"),
        (#""EntityId": null, "OrderTypeId": 1"#, "/EntityId"),
        (#""EntityId": 14202"#, "/OrderTypeId"),
        (#""EntityId": 14202, "OrderTypeId": null"#, "/OrderTypeId"),
        (#""EntityId": 14202, "OrderTypeId": 5"#, "/OrderTypeId"),
        (#""EntityId": 14202, "OrderTypeId": 0"#, "/OrderTypeId"),
        (#""EntityId": 14202, "OrderTypeId": "Sales""#, "/OrderTypeId"),
    ])
    func `what is required must be there`(sent: String, pointer: String) async throws {
        try await TestServer.run { server in
            let reply = try await server.send(.post, TestServer.orders, body: "{\(sent)}")
            #expect(reply.status == 400)
            #expect(reply.message == "The request is invalid")
            #expect(reply.pointers == [pointer])
        }
    }

    @Test(arguments: ["1", #""1""#, "1.0"])
    func `ids that are required are read from numbers and strings`(one: String) async throws {
        try await TestServer.run { server in
            let body = """
                {"entityid": "14202", "ORDERTYPEID": \(one),
                 "Items": [{"ItemTypeId": \(one), "ItemStatusId": \(one)}]}
                """
            let reply = try await server.send(.post, TestServer.orderFull, body: body)
            #expect(reply.status == 201, "\(reply.text)")
            #expect(reply["OrderTypeId"]?.numberText == "1")
            #expect(reply["Items", 0, "ItemTypeId"]?.text == "1")
        }
    }

    @Test(arguments: [
        #""Name": "a", "Name": "a""#, #""Name": "a", "name": "b""#, #""X": 1, "X": 1"#,
        #""X": 1, "x": 2"#, #""Name": "a", "N\u0061me": "b""#, #""X": {"a": 1, "A": 2}"#,
        #""Items": [], "items": []"#, #""Items": [{"SKU": "1", "sku": "1"}]"#,
        #""Items": [{"TrackingInformation": {"Quantity": 1, "quantity": 1}}]"#,
        #""É": 1, "é": 2"#,
    ])
    func `a duplicate member is refused, known or not`(sent: String) async throws {
        try await TestServer.run { server in
            let body = #"{"EntityId": 14202, "OrderTypeId": 1, \#(sent)}"#
            let reply = try await server.send(.post, TestServer.orderFull, body: body)
            #expect(reply.status == 400)
            #expect(reply.message == "The request is invalid")
            #expect(reply["errors", 0, "detail"]?.text?.contains("line 1") == true)
            #expect(try await server.send(.get, TestServer.orders).text == "[]")
        }
    }

    @Test(arguments: [
        "", " ", "null", "[]", "1", #""{}""#, "{", "{}x", "{'Name': 1}", #"{"Name": 01}"#,
        #"{"Name": "a",}"#, #"{"Name": NaN}"#, #"{"Name": "\ud800"}"#, "{\"Name\": \"a\nb\"}",
        "{\"Name\": \"\u{1}\"}", "// a\n{}",
    ])
    func `what is not a JSON object is refused`(body: String) async throws {
        try await TestServer.run { server in
            let made = try await server.make()
            for (method, path) in [
                (HTTPRequest.Method.post, TestServer.orders), (.put, made.path),
                (.patch, made.path), (.post, "\(made.path)/Items"), (.post, "\(made.path)/Process"),
            ] {
                let reply = try await server.send(method, path, body: body)
                #expect(reply.status == 400)
                #expect(reply.message == "The request is invalid")
                #expect(reply["errors", 0, "detail"]?.text?.contains("line 1") == true)
            }
        }
    }
}
