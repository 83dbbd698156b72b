import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

/// `$select` and `$expand`, on lists and on single orders.
@Suite struct SelectionTests {
    private static let orders: [(members: String, items: [String])] = [
        (
            #""Name": "a""#,
            [
                #""SKU": "1", "Quantity": 2, "SellingPrice": 3"#,
                #""SKU": "2", "Quantity": 1, "SellingPrice": 9"#,
            ]
        ),
        (#""Name": "b""#, []),
    ]

    private static let lists: [(query: String, json: String)] = [
        ("$select=Name", #"[{"Name":"a"},{"Name":"b"}]"#),
        ("$select=name", #"[{"Name":"a"},{"Name":"b"}]"#),
        (
            "$select=EntityId,Name",
            #"[{"Name":"a","EntityId":14202},{"Name":"b","EntityId":14202}]"#
        ),
        ("$select=Name,Name&$top=1", #"[{"Name":"a"}]"#),
        (
            "$select=Name&$expand=Items($select=SKU)",
            #"[{"Name":"a","Items":[{"SKU":"1"},{"SKU":"2"}]},{"Name":"b","Items":[]}]"#
        ),
        (
            "$select=Name,Items/SKU,Items/Quantity&$top=1",
            #"[{"Name":"a","Items":[{"Quantity":2,"SKU":"1"},{"Quantity":1,"SKU":"2"}]}]"#
        ),
        (
            "$select=Name&$expand=Items($filter=Quantity gt 1;$select=SKU)",
            #"[{"Name":"a","Items":[{"SKU":"1"}]},{"Name":"b","Items":[]}]"#
        ),
        (
            "$select=Name&$expand=Items($orderby=SellingPrice desc;$top=1;$select=SKU)&$top=1",
            #"[{"Name":"a","Items":[{"SKU":"2"}]}]"#
        ),
        (
            "$select=Name&$expand=Items($skip=1;$select=SKU)&$top=1",
            #"[{"Name":"a","Items":[{"SKU":"2"}]}]"#
        ),
        (
            "$select=Name&$expand=Items($search=1;$select=SKU)&$top=1",
            #"[{"Name":"a","Items":[{"SKU":"1"}]}]"#
        ),
        (
            "$select=Name&$expand=Items($filter=SKU eq @s;$select=SKU)&@s='2'&$top=1",
            #"[{"Name":"a","Items":[{"SKU":"2"}]}]"#
        ),
        (
            "$filter=Items/any(i: i/SKU eq '2')&$select=Name&$expand=Items($top=0)",
            #"[{"Name":"a","Items":[]}]"#
        ),
    ]

    @Test func `a list has what is selected`() async throws {
        try await TestServer.run { server in
            try await server.makeOrders(Self.orders)
            for (query, json) in Self.lists {
                let reply = try await server.ask("\(TestServer.orders)?\(query)")
                #expect(reply.text == json, "\(query)")
            }
        }
    }

    @Test func `a list has all that it has by itself`() async throws {
        try await TestServer.run { server in
            try await server.makeOrders(Self.orders)
            let orders = try await server.ask(TestServer.orders)
            let full = try await server.ask(TestServer.orderFull)
            #expect(try await server.ask("\(TestServer.orders)?$select=*").json == orders.json)
            #expect(try await server.ask("\(TestServer.orders)?$expand=Items").json == full.json)
            #expect(try await server.ask("\(TestServer.orderFull)?$select=*").json == full.json)
            #expect(orders[0, "Items"] == nil)
            #expect(full[0, "Items"]?.elements?.count == 2)
        }
    }

    @Test(arguments: [
        ("Orders", "?$select=Name", #"{"Name":"a"}"#),
        ("OrderFull", "?$select=Name", #"{"Name":"a"}"#),
        ("Orders", "?$select=Name,Items/SKU", #"{"Name":"a","Items":[{"SKU":"1"},{"SKU":"2"}]}"#),
        (
            "Orders", "?$select=Name&$expand=Items($select=SKU;$orderby=SKU desc)",
            #"{"Name":"a","Items":[{"SKU":"2"},{"SKU":"1"}]}"#
        ),
        (
            "OrderFull", "?$select=Name&$expand=Items($filter=Quantity gt 1;$select=SKU)",
            #"{"Name":"a","Items":[{"SKU":"1"}]}"#
        ),
    ])
    func `a single order has what is selected`(
        resource: String, query: String, json: String
    ) async throws {
        try await TestServer.run { server in
            let made = try await server.makeOrders(Self.orders)
            let path = "/v1/Companies(14146)/\(resource)(\(made[0].id))"
            #expect(try await server.ask(path + query).text == json)
        }
    }

    @Test(arguments: [
        ("", "application/json"), ("?$format=json", "text/csv"),
        ("?$select=Name", "text/csv;q=0.1, */*"),
    ])
    func `a single order is plain JSON by itself`(query: String, accept: String) async throws {
        try await TestServer.run { server in
            let made = try await server.makeOrders(Self.orders)
            let reply = try await server.ask(made[0].path + query, headers: ["Accept": accept])
            #expect(reply.status == 200)
            #expect(reply.headers["Content-Type"] == "application/json")
            #expect(reply["Name"]?.text == "a")
        }
    }

    @Test func `a single order comes in OData's form, too`() async throws {
        try await TestServer.run { server in
            let made = try await server.makeOrders(Self.orders)
            let minimal = "application/json;odata.metadata=minimal"
            let reply = try await server.ask(
                "\(made[0].path)?$select=Name", headers: ["Accept": minimal])
            #expect(
                reply.text == #"{"@odata.context":"http://localhost/v1/Companies(14146)/"#
                    + #"$metadata#Orders(Name)/$entity","Name":"a"}"#)
            #expect(reply.headers["Content-Type"] == minimal)
            #expect(reply.headers["OData-Version"] == "4.01")
        }
    }

    @Test(arguments: [
        ("", "text/csv"), ("", "application/x-ndjson"), ("?$format=csv", "*/*"),
        ("?$format=xml", "*/*"), ("?$format=nonsense", "*/*"),
    ])
    func `a single order is no table`(query: String, accept: String) async throws {
        try await TestServer.run { server in
            let made = try await server.makeOrders(Self.orders)
            for path in [made[0].path, made[0].fullPath] {
                let reply = try await server.ask(path + query, headers: ["Accept": accept])
                #expect(reply.status == 406)
            }
        }
    }

    @Test(arguments: ["$filter=true", "$top=1", "$orderby=Name", "$count=true", "$search=a"])
    func `a single order takes no option of lists`(query: String) async throws {
        try await TestServer.run { server in
            let made = try await server.makeOrders(Self.orders)
            for path in [made[0].path, made[0].fullPath] {
                #expect(try await server.ask("\(path)?\(query)").status == 400)
            }
        }
    }

    @Test(arguments: [
        ("$select=Nam", "$select: Order has no member 'Nam'; did you mean 'Name'?", 0),
        (
            "$select=Name,Itemz/SKU",
            "$select: Order has no member 'Itemz'; did you mean 'Items'?", 5
        ),
        ("$expand=Item", "$expand: Order has no list 'Item'; did you mean 'Items'?", 0),
        ("$expand=Name", "$expand: Name is no list of things that can be expanded", 0),
        (
            "$expand=Items($top=x)",
            "$expand: expected a whole number from 0 to 2147483647, found 'x'", 11
        ),
        ("$expand=Items($filter=Skew eq 1)", "$expand: Item has no member 'Skew'", 14),
    ])
    func `a wrong name is refused with its place`(
        query: String, fault: String, position: Int
    ) async throws {
        try await TestServer.run { server in
            let reply = try await server.ask("\(TestServer.orders)?\(query)")
            #expect(reply.status == 400)
            #expect(reply.fault == fault)
            #expect(reply.position == position)
        }
    }
}
