import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

extension TestServer {
    /// The ids in a list.
    fileprivate func ids(_ query: String, of list: String = orders) async throws -> [String] {
        let reply = try await ask(list + query)
        #expect(reply.status == 200, "\(reply.text.prefix(500))")
        return reply.values("Id")
    }
}

private let lists = [TestServer.orders, TestServer.orderFull]

@Suite struct ListTests {
    @Test(arguments: lists)
    func `a list of nothing is an empty array`(list: String) async throws {
        try await TestServer.run { server in
            for query in [
                "", "?$filter=PrintableId eq '8765-1234-987'",
                "?$filter=PrintableId eq 'TT101IN18'",
                "?$filter=State eq 'Pending' and EntityId eq 14202", "?$top=0", "?$skip=5",
                "?$orderby=Name", "?$search=a", "?$count=true",
            ] {
                let reply = try await server.ask(list + query)
                #expect(reply.status == 200)
                #expect(reply.text == "[]")
            }
            let order = try await server.make()
            #expect(try await server.send(.get, "\(order.path)/Items").text == "[]")
        }
    }

    @Test(arguments: lists)
    func `a list is in the order of creation, whatever changes later`(list: String) async throws {
        try await TestServer.run { server in
            let made = try await server.makeOrders(named: ["", "", ""])
            _ = try await server.send(.patch, made[0].path, body: #"{"Name": "late"}"#)
            #expect(try await server.ids("", of: list) == made.map(\.id))
            #expect(try await server.ids("?$top=2", of: list) == made.prefix(2).map(\.id))
            #expect(try await server.ids("?$skip=1", of: list) == made.dropFirst().map(\.id))
            #expect(try await server.ids("?$skip=1&$top=1", of: list) == [made[1].id])
            #expect(try await server.ids("?%24top=1", of: list) == [made[0].id])
            #expect(try await server.ids("?$skip=3", of: list) == [])
            #expect(try await server.ids("?$top=2147483647", of: list) == made.map(\.id))
        }
    }

    @Test(arguments: lists)
    func `the two filters of the documents find what they say`(list: String) async throws {
        try await TestServer.run { server in
            let pending = #""State": "Pending""#
            let made = try await server.makeOrders(
                ["", pending, "", pending].map { ($0, []) })
            let elsewhere = try await server.send(
                .post, TestServer.orders,
                body: #"{"EntityId": 14107, "OrderTypeId": 1, "State": "Pending"}"#)
            let ids = try await server.ids(
                "?$filter=State%20eq%20'Pending'%20and%20EntityId%20eq%2014202", of: list)
            #expect(ids == [made[1].id, made[3].id])
            let other = try await server.ids(
                "?%24filter=State%20eq%20%27Pending%27%20and%20EntityId%20eq%2014107", of: list)
            #expect(other == [elsewhere.id])
            let plus = try await server.send(
                .get, list + "?$filter=State+eq+'Created'+and+EntityId+eq+14202&$top=1")
            #expect(plus.values("Id") == [made[0].id])
            for order in made {
                let printed = order.document["PrintableId"]?.text ?? ""
                let found = try await server.ids("?$filter=PrintableId eq '\(printed)'", of: list)
                #expect(found == [order.id])
            }
        }
    }

    @Test func `nothing of another company is found`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(#""State": "Pending", "Name": "here""#, items: [""])
            let printed = order.document["PrintableId"]?.text ?? ""
            let list = "/v1/Companies(1)/Orders"
            for query in [
                "", "?$filter=PrintableId eq '\(printed)'", "?$filter=Id eq \(order.id)",
                "?$filter=State eq 'Pending' and EntityId eq 14202", "?$search=here",
                "?$filter=Items/any() or true", "?$orderby=Name&$expand=Items",
            ] { #expect(try await server.ask(list + query).text == "[]") }
            #expect(try await server.ask("\(list)/$count").text == "0")
        }
    }

    @Test func `the items of an order are a list, too`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(
                items: [
                    #""SKU": "b", "Quantity": 2"#, #""SKU": "a""#, #""SKU": "c", "Notes": "x""#,
                ])
            _ = try await server.make(items: [#""SKU": "of another order""#])
            let list = "\(order.path)/Items"
            for (query, skus) in [
                ("", ["b", "a", "c"]), ("?$skip=1&$top=1", ["a"]),
                ("?$orderby=SKU", ["a", "b", "c"]),
                ("?$orderby=SKU desc&$top=1", ["c"]), ("?$filter=Quantity gt 1", ["b"]),
                ("?$filter=Notes eq null and SKU ne 'a'", ["b"]), ("?$search=C", ["c"]),
                ("?$filter=OrderId eq \(order.id)&$select=SKU", ["b", "a", "c"]),
            ] {
                #expect(try await server.ask(list + query).values("SKU") == skus, "\(query)")
            }
            #expect(try await server.ask("\(list)/$count").text == "3")
            #expect(try await server.ask("\(list)/$count?$filter=SKU eq 'a'").text == "1")
        }
    }

    @Test func `a list of more than 600 orders comes whole, each once`() async throws {
        try await TestServer.run { server in
            let count = 613
            try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<count {
                    group.addTask {
                        try await server.create(
                            "\"Name\": \"\(number)\"", items: ["\"SKU\": \(number)"]
                        ).status
                    }
                }
                for try await status in group { #expect(status == 201) }
            }
            for list in lists {
                let reply = try await server.send(.get, list)
                #expect(reply.status == 200)
                let orders = reply.json.elements ?? []
                #expect(orders.count == count)
                let names = orders.compactMap { $0["Name"]?.text }
                #expect(Set(names) == Set((0..<count).map { "\($0)" }))
                let keys = orders.map {
                    ($0["CreatedDateUtc"]?.text ?? "") + ($0["Id"]?.text ?? "")
                }
                #expect(keys == keys.sorted())
                if list == TestServer.orderFull {
                    #expect(orders.allSatisfy { $0["Items"]?[0]?["SKU"] == $0["Name"] })
                }
            }
            try await Self.expectParts(of: count, server)
        }
    }

    /// What is asked of a list that is longer than what is read at a time.
    private static func expectParts(of count: Int, _ server: TestServer) async throws {
        let all = try await server.ids("")
        #expect(try await server.ids("?$skip=200&$top=300") == Array(all[200..<500]))
        #expect(try await server.ids("?$skip=100&$top=256") == Array(all[100..<356]))
        #expect(try await server.ids("?$top=512") == Array(all[..<512]))
        let filter = "$filter=State eq 'Created' and EntityId eq 14202"
        #expect(try await server.ids("?\(filter)&$skip=300") == Array(all[300...]))
        let backwards = try await server.ids("?$orderby=CreatedDateUtc desc,Id desc")
        #expect(backwards == all.reversed())
        // All are alike by the key: what tells them apart is the list's own order.
        #expect(try await server.ids("?$orderby=OrderTypeId desc") == all)
        let lines = try await server.ask("\(TestServer.orders)?$select=Id&$format=ndjson")
        #expect(lines.text.split(separator: "\n").count == count)
        let rows = try await server.ask("\(TestServer.orders)?$select=Id&$format=csv")
        #expect(rows.text.split(separator: "\r\n").dropFirst().map(String.init) == all)
        let pages = try await server.pages("\(TestServer.orders)?$select=Id", size: 250)
        #expect(pages.map { $0.values("Id").count } == [250, 250, 113])
        #expect(pages.flatMap { $0.values("Id") } == all)
        let large = try await server.pages("\(TestServer.orderFull)?$select=Id", size: 100_000)
        #expect(large.flatMap { $0.values("Id") } == all)
        #expect(large.allSatisfy { $0.values("Id").count <= 64 })
    }
}
