import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

@Suite struct ItemReadingTests {
    @Test(
        arguments: [
            (#""ProductId": 1"#, "ProductId", #""1""#), (#""SKU": 00.5"#, nil, nil),
            (#""SKU": "00001""#, "SKU", #""00001""#), (#""sku": 7"#, "SKU", #""7""#),
            (#""SupplierEntityId": 0"#, "SupplierEntityId", "0"),
            (#""SupplierEntityId": "14107""#, "SupplierEntityId", "14107"),
            (#""SupplierEntityId": 99999"#, "SupplierEntityId", "99999"),
            (#""Quantity": 0"#, "Quantity", "0"), (#""Quantity": "2""#, "Quantity", "2"),
            (#""Quantity": null"#, "Quantity", "0"), (#""Quantity": -1"#, nil, nil),
            (#""Quantity": 2147483647"#, "Quantity", "2147483647"),
            (#""Quantity": 2147483648"#, nil, nil), (#""Quantity": 1.5"#, nil, nil),
            (#""Index": -5"#, "Index", "-5"), (#""Index": "x""#, nil, nil),
            (#""Cost": 5.99"#, "Cost", "5.99"), (#""Cost": "5.990000""#, "Cost", "5.99"),
            (#""Cost": 15.0"#, "Cost", "15"), (#""Cost": -1"#, "Cost", "-1"),
            (#""Cost": 1e-5"#, nil, nil), (#""ListPrice": 1E2"#, "ListPrice", "100"),
            (#""Cost": 99999999999999.9999"#, "Cost", "99999999999999.9999"),
            (#""SellingPrice": 0.1"#, "SellingPrice", "0.1"), (#""SellingPrice": []"#, nil, nil),
            (#""ShippingOptionId": 1"#, "ShippingOptionId", #""1""#),
            (#""ShoppingOptionId": "2""#, "ShippingOptionId", #""2""#),
            (#""ShoppingOptionId": "2", "ShippingOptionId": "1""#, "ShippingOptionId", #""1""#),
            (#""ShippingOptionId": "1", "ShoppingOptionId": "2""#, "ShippingOptionId", #""1""#),
            (#""SerialNumbers": null"#, "SerialNumbers", "[]"),
            (#""SerialNumbers": ["a", 2, ""]"#, "SerialNumbers", #"["a","2",""]"#),
            (#""SerialNumbers": "a""#, nil, nil), (#""SerialNumbers": [{}]"#, nil, nil),
            (#""TrackingInformation": []"#, "TrackingInformation", "[]"),
            (#""TrackingInformation": null"#, "TrackingInformation", "[]"),
            (#""Notes": """#, "Notes", #""""#), ("\"Notes\": null", "TrackingInformation", "[]"),
            (
                #""TrackingInformation": {"Quantity": 1, "TrackingNumber": "a"}"#,
                "TrackingInformation", #"[{"Quantity":1,"TrackingNumber":"a"}]"#
            ),
            (
                #""TrackingInformation": [{"quantity": "2", "trackingnumber": 7, "x": 1}]"#,
                "TrackingInformation", #"[{"Quantity":2,"TrackingNumber":"7"}]"#
            ),
            (#""ItemExtensions": [{"a": 1}]"#, "ItemExtensions", "[]"),
            (#""ItemStatus": "Shipped""#, "ItemStatus", #""New""#),
        ] as [(String, String?, String?)])
    func `a member of an item is read or refused`(
        sent: String, member: String?, value: String?
    ) async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            let reply = try await server.addItem(sent, to: order)
            guard let member else {
                #expect(reply.status == 400)
                return
            }
            #expect(reply.status == 201, "\(reply.text)")
            #expect(reply[member]?.body == value)
            let read = try await server.send(.get, "\(order.path)/Items(\(reply.id))")
            #expect(read.bytes == reply.bytes)
        }
    }

    @Test(arguments: [
        (#"{"Quantity": 0, "TrackingNumber": "a"}"#, ["Quantity"]),
        (#"{"Quantity": -1, "TrackingNumber": "a"}"#, ["Quantity"]),
        (#"{"TrackingNumber": "a"}"#, ["Quantity"]), (#"{"Quantity": 1}"#, ["TrackingNumber"]),
        (#"{"Quantity": 1, "TrackingNumber": ""}"#, ["TrackingNumber"]),
        (#"{"Quantity": 1, "TrackingNumber": null}"#, ["TrackingNumber"]),
        (#"{"Quantity": "x", "TrackingNumber": {}}"#, ["Quantity", "TrackingNumber"]),
        ("{}", ["Quantity", "TrackingNumber"]),
    ])
    func `a bad tracking entry is refused with its place`(
        entry: String, members: [String]
    ) async throws {
        try await TestServer.run { server in
            let good = #"{"Quantity": 1, "TrackingNumber": "a"}"#
            let reply = try await server.create(
                items: ["", "\"TrackingInformation\": [\(good), \(entry)]"])
            #expect(reply.status == 400)
            #expect(reply.message == "The request is invalid")
            #expect(reply.pointers == members.map { "/Items/1/TrackingInformation/1/\($0)" })
            let keys = reply["ModelState"]?.members?.map(\.name)
            #expect(keys == members.map { "Items[1].TrackingInformation[1].\($0)" })
        }
    }

    @Test func `every status that is not its type's is refused`() async throws {
        let types = [1: 1...8, 2: 9...12, 3: 13...14, 4: 15...15]
        try await TestServer.run { server in
            let order = try await server.make()
            for type in 0...5 {
                for status in 0...18 {
                    let reply = try await server.addItem(
                        "\"ItemTypeId\": \(type), \"ItemStatusId\": \(status)", to: order)
                    let isLegal =
                        types[type]?.contains(status) == true || (type, status) == (2, 16)
                        || (type, status) == (3, 17)
                    #expect(reply.status == (isLegal ? 201 : 400), "\(type), \(status)")
                }
            }
        }
    }
}

@Suite struct LimitTests {
    static let order = [
        ("Name", 255), ("DiscountCode", 255), ("TenderId", 255), ("TenderOrigin", 255),
        ("SourceId", 255), ("SourceName", 255), ("CustomerId", 255),
        ("DiscountDescription", 4000),
    ]
    static let item = [
        ("ProductId", 255), ("SupplierReference", 255), ("SKU", 255), ("ShippingOptionId", 255),
        ("Description", 4000), ("Notes", 4000),
    ]

    @Test(arguments: order + item)
    func `a string has at most so many scalars`(member: String, limit: Int) async throws {
        try await TestServer.run { server in
            let isItem = Self.item.contains { $0.0 == member }
            for scalar in ["a", "é", "語", "😀"] {
                for count in [limit, limit + 1] {
                    let sent = "\"\(member)\": \"\(String(repeating: scalar, count: count))\""
                    let reply = try await server.create(
                        isItem ? "" : sent, items: isItem ? [sent] : [])
                    #expect(reply.status == (count > limit ? 400 : 201))
                    guard count > limit else { continue }
                    #expect(reply.pointers == [(isItem ? "/Items/0/" : "/") + member])
                    #expect(reply["errors", 0, "detail"]?.text?.contains("\(limit)") == true)
                }
            }
        }
    }

    @Test(arguments: [255, 256])
    func `serial and tracking numbers have at most 255 scalars`(count: Int) async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            let text = String(repeating: "😀", count: count)
            let isRefused = count > 255
            let serial = try await server.addItem("\"SerialNumbers\": [\"\(text)\"]", to: order)
            #expect(serial.status == (isRefused ? 400 : 201))
            #expect(serial.pointers == (isRefused ? ["/SerialNumbers/0"] : []))
            let tracking = try await server.addItem(
                "\"TrackingInformation\": {\"Quantity\": 1, \"TrackingNumber\": \"\(text)\"}",
                to: order)
            #expect(tracking.status == (isRefused ? 400 : 201))
            #expect(
                tracking.pointers.first?.hasSuffix("/TrackingNumber") == (isRefused ? true : nil))
        }
    }

    @Test(arguments: [
        ("SerialNumbers", #""a""#),
        ("TrackingInformation", #"{"Quantity": 1, "TrackingNumber": "a"}"#),
    ])
    func `an item has at most 1,000 serial numbers and tracking entries`(
        member: String, element: String
    ) async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            for count in [1000, 1001] {
                let list = repeatElement(element, count: count).joined(separator: ",")
                let reply = try await server.addItem("\"\(member)\": [\(list)]", to: order)
                #expect(reply.status == (count > 1000 ? 400 : 201))
                if count > 1000 {
                    #expect(reply.pointers == ["/\(member)"])
                    #expect(reply.text.contains("1000"))
                } else {
                    #expect(reply[member]?.elements?.count == 1000)
                }
            }
        }
    }

    @Test func `an order has at most 1,000 items`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: Array(repeating: "", count: 1000))
            #expect(order.document["Items"]?.elements?.count == 1000)
            let list = try await server.send(.get, "\(order.path)/Items")
            #expect(list.json.elements?.count == 1000)
            let added = try await server.addItem("", to: order)
            #expect(added.status == 400)
            #expect(added.text.contains("1000"))
            let over = try await server.create(items: Array(repeating: "", count: 1001))
            #expect(over.status == 400)
            #expect(over.text.contains("1000"))
            #expect(over.pointers.allSatisfy { $0.hasPrefix("/Items") })
        }
    }

    @Test func `a body has at most 4 MiB`() async throws {
        try await TestServer.run { server in
            let order = #"{"EntityId": 14202, "OrderTypeId": 1}"#
            let most = order + String(repeating: " ", count: (4 << 20) - order.utf8.count)
            #expect(try await server.send(.post, TestServer.orders, body: most).status == 201)
            let over = try await server.send(.post, TestServer.orders, body: most + " ")
            #expect(over.status == 413)
            #expect(over.headers["Content-Type"] == "application/problem+json")
            #expect(over.message.contains("4194304"))
        }
    }

    @Test func `the totals of an order are below 10^14`() async throws {
        try await TestServer.run { server in
            let half = #""SellingPrice": 50000000000000, "Quantity": 1"#
            let order = try await server.make(items: [half])
            let added = try await server.addItem(half, to: order)
            #expect(added.status == 400)
            let more = #"{"SellingPrice": 99999999999999.9999, "Quantity": 2}"#
            let patched = try await server.send(.patch, order.itemPath(0), body: more)
            #expect(patched.status == 400)
            let cost = #""Cost": 99999999999999.9999, "Quantity": 2147483647"#
            #expect(try await server.create(items: [cost]).status == 400)
        }
    }
}
