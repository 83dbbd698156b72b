import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

private let mismatch =
    "Uri parameter representing resource id and resource id found in the request content "
    + "don't match"

@Suite struct UpdateTests {
    @Test func `PUT replaces: what is absent is unset, but State and hours stay`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(
                #""Name": "a", "EmployeeId": 15, "DiscountAmount": 5, "State": "Pending","#
                    + #" "OrderExpiryHours": 20"#)
            let body = #"{"Id": "\#(order.id)", "EntityId": 14107, "OrderTypeId": 4}"#
            let reply = try await server.send(.put, order.path, body: body)
            #expect(reply.status == 200)
            #expect(reply["EntityId"] == .number("14107"))
            #expect(reply["OrderType"] == .string("RMA"))
            for name in ["Name", "BillingCustomerId"] { #expect(reply[name] == .null) }
            for name in ["EmployeeId", "DiscountAmount"] { #expect(reply[name] == .number("0")) }
            #expect(reply["State"] == .string("Pending"))
            #expect(reply["OrderExpiryHours"] == .number("20"))
            #expect(reply["Version"] == .number("2"))
            #expect(try await server.send(.get, order.path).bytes == reply.bytes)
        }
    }

    @Test(arguments: [TestServer.orders, TestServer.orderFull])
    func `POST is the older form of PUT, with or without Id`(list: String) async throws {
        try await TestServer.run { server in
            let order = try await server.make(#""Name": "a""#)
            for more in ["", #", "Id": "\#(order.id)""#, #", "Id": "\#(order.id.uppercased())""#] {
                let body = "{\"EntityId\": 14107, \"OrderTypeId\": 1\(more)}"
                let reply = try await server.send(.post, "\(list)(\(order.id))", body: body)
                #expect(reply.status == 201, "\(reply.text)")
                #expect(reply["Name"] == .null)
                #expect(reply["Version"] == .number("2"))
            }
        }
    }

    @Test(arguments: [TestServer.orders, TestServer.orderFull])
    func `PUT requires Id`(list: String) async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            let reply = try await server.send(
                .put, "\(list)(\(order.id))", body: #"{"EntityId": 14202, "OrderTypeId": 1}"#)
            #expect(reply.status == 400)
            #expect(reply.message == "The request is invalid")
            #expect(reply.pointers == ["/Id"])
        }
    }

    @Test(arguments: ["Id", "OrderId", "id"])
    func `an id that contradicts the URI is refused`(member: String) async throws {
        try await TestServer.run { server in
            let order = try await server.make(#""Name": "a""#, items: [""])
            let other = JSONValue.string(TestServer.customer)
            let echo = order.document.with("Name", .string("b"))
            let named = (member == "id" ? echo.with("Id", nil) : echo).with(member, other)
            for (method, path) in [
                (HTTPRequest.Method.put, order.path), (.post, order.path), (.patch, order.path),
                (.put, order.fullPath), (.post, order.fullPath),
            ] {
                let reply = try await server.send(method, path, body: named.body)
                #expect(reply.status == 400, "\(method) \(path)")
                #expect(reply["type"]?.text == "/problems/mismatched-id")
                #expect(reply.message == mismatch)
                #expect(reply.pointers == [member == "id" ? "/Id" : "/\(member)"])
            }
            let item = order.document["Items"]?[0] ?? .null
            for method in [HTTPRequest.Method.put, .patch] {
                let reply = try await server.send(
                    method, order.itemPath(0),
                    body: (member == "id" ? item.with("Id", nil) : item).with(member, other).body)
                #expect(reply.status == 400)
                #expect(reply.message == mismatch)
            }
            #expect(try await server.send(.get, order.fullPath).json == order.document)
        }
    }

    @Test func `an update can't take away what is required`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: [""])
            for body in [
                #"{"EntityId": null}"#, #"{"OrderTypeId": null}"#, #"{"EntityId": 99}"#,
                #"{"EntityId": 0}"#, #"{"OrderTypeId": 9}"#,
            ] {
                #expect(try await server.send(.patch, order.path, body: body).status == 400)
            }
            let body = #"{"Id": "\#(order.id)"}"#
            let put = try await server.send(.put, order.path, body: body)
            #expect(Set(put.pointers) == ["/EntityId", "/OrderTypeId"])
            for body in [#"{"ItemTypeId": null}"#, #"{"ItemStatusId": null}"#] {
                #expect(try await server.send(.patch, order.itemPath(0), body: body).status == 400)
            }
        }
    }

    @Test func `PATCH is a merge patch`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(
                #""Name": "a", "TenderId": "t", "EmployeeId": 15, "DiscountAmount": 5"#,
                items: [""])
            let reply = try await server.send(
                .patch, order.path,
                body: #"{"NAME": "b", "TenderId": null, "EmployeeId": null, "Items": []}"#)
            #expect(reply.status == 200)
            #expect(reply["Name"] == .string("b"))
            #expect(reply["TenderId"] == .null)
            #expect(reply["EmployeeId"] == .number("0"))
            #expect(reply["DiscountAmount"] == .number("5"))
            #expect(reply["BillingCustomerId"]?.text == TestServer.customer)
            let full = try await server.send(.get, order.fullPath)
            #expect(full["Items"] == order.document["Items"])
            let merge = try await server.send(
                .patch, order.path, headers: ["Content-Type": "application/merge-patch+json"],
                body: #"{"DiscountAmount": null}"#)
            #expect(merge.status == 200)
            #expect(merge["DiscountAmount"] == .number("0"))
        }
    }

    @Test func `a refused update changes nothing`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: ["", ""])
            let items = order.document["Items"]?.elements ?? []
            let body = order.document.with("Name", .string("b"))
                .with("Items", .array([items[0].with("ItemStatusId", .number("9"))]))
            #expect(try await server.send(.put, order.fullPath, body: body.body).status == 400)
            #expect(try await server.send(.get, order.fullPath).json == order.document)
        }
    }
}

@Suite struct ItemListTests {
    @Test(arguments: [HTTPRequest.Method.put, .post])
    func `Items is the whole list: known ids update, others are added, the rest goes`(
        method: HTTPRequest.Method
    ) async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: [#""SKU": "1""#, #""SKU": "2""#])
            let kept = order.document["Items"]?[1] ?? .null
            let new = try JSONValue(
                text: #"{"ItemTypeId": 2, "ItemStatusId": 9, "SKU": "3"}"#)
            let items = JSONValue.array([new, kept.with("SKU", .string("2b"))])
            let reply = try await server.send(
                method, order.fullPath, body: order.document.with("Items", items).body)
            #expect(reply.status == (method == .put ? 200 : 201), "\(reply.text)")
            let skus = reply["Items"]?.elements?.compactMap { $0["SKU"]?.text } ?? []
            #expect(Set(skus) == ["2b", "3"])
            let ids = reply["Items"]?.elements?.compactMap { $0["Id"]?.text } ?? []
            #expect(ids.contains(order.itemID(1)))
            #expect(!ids.contains(order.itemID(0)))
            #expect(try await server.send(.get, order.itemPath(0)).status == 404)
        }
    }

    @Test func `absent Items leaves them alone, an empty list removes them`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: ["", ""])
            let renamed = order.document.with("Items", nil).with("Name", .string("b"))
            let reply = try await server.send(.put, order.fullPath, body: renamed.body)
            #expect(reply["Items"] == order.document["Items"])
            #expect(reply["Name"] == .string("b"))
            let emptied = try await server.send(
                .put, order.fullPath, body: order.document.with("Items", .array([])).body)
            #expect(emptied["Items"] == .array([]))
            #expect(try await server.send(.get, "\(order.path)/Items").text == "[]")
        }
    }

    @Test func `an unknown, repeated or contradicting id in Items is refused`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: [""])
            let other = try await server.make(items: [""])
            let item = order.document["Items"]?[0] ?? .null
            let unknown = item.with("Id", .string(TestServer.customer))
            let lists: [([JSONValue], String)] = [
                ([unknown], "/Items/0/Id"), ([item, unknown], "/Items/1/Id"),
                ([item.with("Id", .string(other.itemID(0)))], "/Items/0/Id"),
                ([item, item], "/Items/1/Id"),
                ([item.with("OrderId", .string(other.id))], "/Items/0/OrderId"),
                ([item.with("Id", .string("x"))], "/Items/0/Id"),
            ]
            for (list, pointer) in lists {
                let reply = try await server.send(
                    .put, order.fullPath, body: order.document.with("Items", .array(list)).body)
                #expect(reply.status == 400)
                #expect(reply.pointers == [pointer])
            }
            #expect(try await server.send(.get, order.fullPath).json == order.document)
            #expect(try await server.send(.get, other.fullPath).json == other.document)
        }
    }

    @Test func `an item without the rest of its members is replaced, too`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: [#""SKU": "1", "Quantity": 3"#])
            let item = """
                [{"Id": "\(order.itemID(0))", "ItemTypeId": 1, "ItemStatusId": 1}]
                """
            let body = """
                {"Id": "\(order.id)", "EntityId": 14202, "OrderTypeId": 1, "Items": \(item)}
                """
            let reply = try await server.send(.put, order.fullPath, body: body)
            #expect(reply["Items", 0, "SKU"] == .null)
            #expect(reply["Items", 0, "Quantity"] == .number("0"))
            #expect(reply["Items", 0, "Id"]?.text == order.itemID(0))
        }
    }

    @Test func `POST OrderFull stores all or nothing`() async throws {
        try await TestServer.run { server in
            let reply = try await server.create(
                items: ["", #""ItemTypeId": 1, "ItemStatusId": 9"#])
            #expect(reply.status == 400)
            #expect(reply.pointers == ["/Items/1/ItemStatusId"])
            #expect(try await server.send(.get, TestServer.orders).text == "[]")
        }
    }

    @Test func `ids in a new order are not looked at`() async throws {
        try await TestServer.run { server in
            let id = TestServer.customer
            let reply = try await server.create(
                "\"Id\": \"\(id)\", \"PrintableId\": \"0000-0005-724\"",
                items: ["\"Id\": \"\(id)\", \"OrderId\": \"\(id)\""])
            #expect(reply.status == 201, "\(reply.text)")
            #expect(reply.id != id)
            #expect(reply["PrintableId"]?.text != "0000-0005-724")
            #expect(reply["Items", 0, "Id"]?.text != id)
            #expect(reply["Items", 0, "OrderId"]?.text == reply.id)
        }
    }
}
