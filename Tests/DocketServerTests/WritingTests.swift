import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

@Suite struct WritingTests {
    static let order = [
        "Id", "Name", "BillingAddressId", "BillingCustomerId", "CreatedDateUtc",
        "DiscountAmount", "DiscountCode", "DiscountDescription", "EmployeeId", "EntityId",
        "OrderExpiryDate", "OrderExpiryHours", "OrderType", "OrderTypeId", "PrintableId",
        "ShippingAddressId", "ShippingCustomerId", "ShippingEntityId", "State", "TenderId",
        "CustomerId", "SourceId", "SourceName", "TenderOrigin", "Version", "ModifiedDateUtc",
    ]
    static let item = [
        "Id", "Cost", "Description", "ItemStatus", "ItemStatusId", "ItemType", "ItemTypeId",
        "Index", "ListPrice", "Notes", "OrderId", "ProductId", "Quantity", "SellingPrice",
        "SerialNumbers", "SKU", "ShippingOptionId", "SupplierEntityId", "SupplierReference",
        "TrackingInformation", "ItemExtensions",
    ]

    private static func names(_ value: JSONValue?) -> Set<String> {
        Set(value?.members?.map(\.name) ?? [])
    }

    @Test func `every documented member is there, wherever an order comes from`() async throws {
        try await TestServer.run { server in
            let full = try await server.create(items: [""])
            let body = #"{"EntityId": 14202, "OrderTypeId": 1}"#
            let plain = try await server.send(.post, TestServer.orders, body: body)
            let path = "\(TestServer.orders)(\(full.id))"
            let orders = [
                plain.json, try await server.send(.get, path).json,
                try await server.send(.get, TestServer.orders).json[0] ?? .null,
                try await server.send(.patch, path, body: #"{"Name": "a"}"#).json,
            ]
            for order in orders { #expect(Self.names(order) == Set(Self.order)) }
            let fulls = [
                full.json,
                try await server.send(.get, "\(TestServer.orderFull)(\(full.id))").json,
                try await server.send(.get, TestServer.orderFull).json[0] ?? .null,
            ]
            for order in fulls {
                #expect(Self.names(order) == Set(Self.order + ["Items"]))
                #expect(Self.names(order["Items"]?[0]) == Set(Self.item))
            }
            let items = try await server.send(.get, "\(path)/Items")
            #expect(Self.names(items.json[0]) == Set(Self.item))
        }
    }

    @Test func `what is unset is null, 0 or an empty array`() async throws {
        try await TestServer.run { server in
            let order = try await server.create(items: [""])
            for name in [
                "Name", "BillingAddressId", "BillingCustomerId", "DiscountCode",
                "DiscountDescription", "ShippingAddressId", "ShippingCustomerId", "TenderId",
                "CustomerId", "SourceId", "SourceName", "TenderOrigin",
            ] { #expect(order[name] == .null, "\(name)") }
            for name in ["EmployeeId", "ShippingEntityId", "DiscountAmount"] {
                #expect(order[name] == .number("0"), "\(name)")
            }
            for name in [
                "Description", "Notes", "ProductId", "SKU", "ShippingOptionId",
                "SupplierReference",
            ] { #expect(order["Items", 0, name] == .null, "\(name)") }
            for name in ["Cost", "ListPrice", "SellingPrice", "Quantity", "SupplierEntityId"] {
                #expect(order["Items", 0, name] == .number("0"), "\(name)")
            }
            for name in ["SerialNumbers", "TrackingInformation", "ItemExtensions"] {
                #expect(order["Items", 0, name] == .array([]), "\(name)")
            }
        }
    }

    @Test func `what the server makes has the documented forms`() async throws {
        try await TestServer.run { server in
            let order = try await server.create(#""EmployeeId": "15""#, items: [""])
            #expect(order["EmployeeId"] == .number("15"))
            #expect(order["Items", 0, "ItemTypeId"] == .string("1"))
            #expect(order["Items", 0, "ItemType"] == .string("DropShip"))
            #expect(order["Items", 0, "ItemStatus"] == .string("New"))
            #expect(order["Items", 0, "OrderId"] == order["Id"])
            for name in ["CreatedDateUtc", "ModifiedDateUtc", "OrderExpiryDate"] {
                let time = order[name]?.text ?? ""
                #expect(time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/) != nil)
            }
            let printed = order["PrintableId"]?.text ?? ""
            #expect(printed.wholeMatch(of: /\d{4}-\d{4}-\d{3}/) != nil)
            let version7 = /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/
            #expect(order.id.wholeMatch(of: version7) != nil)
            #expect(order["Version"] == .number("1"))
            #expect(order["ModifiedDateUtc"] == order["CreatedDateUtc"])
            #expect(order.headers["Location"] == "\(TestServer.orderFull)(\(order.id))")
            #expect(order.headers["Content-Type"]?.hasPrefix("application/json") == true)
        }
    }

    @Test(arguments: [
        ("5.99", "5.99"), ("15.0", "15"), ("5.990000", "5.99"), ("1e3", "1000"),
        ("0.0001", "0.0001"), ("0", "0"), ("99999999999999.9999", "99999999999999.9999"),
        ("0.1", "0.1"), ("123456789012.3456", "123456789012.3456"), ("-0", "0"),
    ])
    func `an amount goes out in its shortest form`(sent: String, written: String) async throws {
        try await TestServer.run { server in
            let order = try await server.create(
                "\"DiscountAmount\": \(sent)", items: ["\"ListPrice\": \(sent)"])
            #expect(order["DiscountAmount"] == .number(written))
            let read = try await server.send(.get, "\(TestServer.orderFull)(\(order.id))")
            #expect(read["DiscountAmount"] == .number(written))
            #expect(read["Items", 0, "ListPrice"] == .number(written))
        }
    }

    @Test func `ids go out in lower case`() async throws {
        try await TestServer.run { server in
            let reply = try await server.create(
                "\"BillingCustomerId\": \"\(TestServer.customer.uppercased())\"")
            #expect(reply["BillingCustomerId"]?.text == TestServer.customer)
        }
    }

    @Test func `Version and ModifiedDateUtc stand after the documented members`() async throws {
        try await TestServer.run { server in
            let full = try await server.create(items: [""])
            let order = try await server.send(.get, "\(TestServer.orders)(\(full.id))")
            for document in [order.json, full.json] {
                let names = document.members?.map(\.name) ?? []
                #expect(Array(names.suffix(2)) == ["Version", "ModifiedDateUtc"])
            }
        }
    }

    @Test func `expiry is the creation and the hours`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(#""OrderExpiryHours": 24"#)
            let text = order.document["CreatedDateUtc"]?.text ?? ""
            let expiry = order.document["OrderExpiryDate"]?.text ?? ""
            #expect(text.suffix(14) == expiry.suffix(14))
            #expect(text.prefix(10) != expiry.prefix(10))
            let patched = try await server.send(
                .patch, order.path, body: #"{"OrderExpiryHours": "48"}"#)
            #expect(patched["OrderExpiryHours"] == .number("48"))
            #expect(patched["OrderExpiryDate"]?.text?.suffix(14) == text.suffix(14))
            #expect((patched["OrderExpiryDate"]?.text ?? "") > expiry)
        }
    }

    @Test func `HEAD is like GET without the body`() async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            for path in [order.path, order.fullPath, TestServer.orders, "\(order.path)/Items"] {
                let get = try await server.send(.get, path)
                let head = try await server.send(.head, path)
                #expect(head.status == 200)
                #expect(head.bytes.isEmpty)
                #expect(head.headers["Content-Type"] == get.headers["Content-Type"])
            }
        }
    }
}
