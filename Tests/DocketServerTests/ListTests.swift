import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

extension TestServer {
    /// The ids in a list.
    fileprivate func ids(_ query: String, of list: String = orders) async throws -> [String] {
        let reply = try await send(.get, list + query)
        #expect(reply.status == 200, "\(reply.text.prefix(500))")
        return reply.json.elements?.compactMap { $0["Id"]?.text } ?? []
    }

    /// Orders made a second after one another, by id.
    fileprivate func makeOrders(_ members: [String]) async throws -> [Made] {
        var made: [Made] = []
        for members in members {
            made.append(try await make(members, items: [""]))
            try await advance(seconds: 1)
        }
        return made
    }
}

private let lists = [TestServer.orders, TestServer.orderFull]

@Suite struct ListTests {
    @Test(arguments: lists)
    func `a list of nothing is an empty array`(list: String) async throws {
        try await TestServer.run { server in
            for query in [
                "", "?$filter=PrintableId%20eq%20'8765-1234-987'",
                "?$filter=PrintableId%20eq%20'TT101IN18'",
                "?$filter=State%20eq%20'Pending'%20and%20EntityId%20eq%2014202", "?$top=0",
                "?$skip=5",
            ] {
                let reply = try await server.send(.get, list + query)
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
            let made = try await server.makeOrders(["", "", ""])
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
            let made = try await server.makeOrders(["", pending, "", pending])
            let elsewhere = try await server.send(
                .post, TestServer.orders,
                body: #"{"EntityId": 14107, "OrderTypeId": 1, "State": "Pending"}"#)
            let ids = try await server.ids(
                "?$filter=State%20eq%20'Pending'%20and%20EntityId%20eq%2014202", of: list)
            #expect(ids == [made[1].id, made[3].id])
            let other = try await server.ids(
                "?%24filter=State%20eq%20%27Pending%27%20and%20EntityId%20eq%2014107", of: list)
            #expect(other == [elsewhere.id])
            let plus = try await server.ids(
                "?$filter=State+eq+'Created'+and+EntityId+eq+14202&$top=1", of: list)
            #expect(plus == [made[0].id])
            for order in made {
                let printed = order.document["PrintableId"]?.text ?? ""
                let found = try await server.ids(
                    "?$filter=PrintableId%20eq%20'\(printed)'", of: list)
                #expect(found == [order.id])
            }
        }
    }

    @Test func `a filter finds nothing of another company`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(#""State": "Pending""#)
            let printed = order.document["PrintableId"]?.text ?? ""
            let list = "/v1/Companies(1)/Orders"
            for query in [
                "", "?$filter=PrintableId%20eq%20'\(printed)'",
                "?$filter=State%20eq%20'Pending'%20and%20EntityId%20eq%2014202",
            ] { #expect(try await server.send(.get, list + query).text == "[]") }
        }
    }

    @Test(arguments: [
        "?$orderby=Name", "?$select=Name", "?$count=true", "?$expand=Items", "?$search=a",
        "?$skiptoken=x",
    ])
    func `another option is not supported yet, and named`(query: String) async throws {
        try await TestServer.run { server in
            let name = query.dropFirst().prefix { $0 != "=" }
            for list in lists {
                let reply = try await server.send(.get, list + query)
                #expect(reply.status == 501)
                #expect(reply.headers["Content-Type"] == "application/problem+json")
                #expect(reply.message.contains(name))
            }
        }
    }

    @Test(arguments: [
        "?$filter=Name%20eq%20'a'", "?$filter=State%20eq%20'Pending'",
        "?$filter=EntityId%20eq%2014202", "?$filter=not%20(State%20eq%20'Pending')",
        "?$filter=State%20ne%20'Pending'%20and%20EntityId%20eq%2014202",
        "?$filter=State%20eq%20'Pending'%20or%20EntityId%20eq%2014202",
        "?$filter=contains(Name,'a')",
    ])
    func `another filter is never ignored`(query: String) async throws {
        try await TestServer.run { server in
            _ = try await server.make()
            let reply = try await server.send(.get, TestServer.orders + query)
            #expect(reply.status == 501)
            #expect(reply.message.contains("$filter"))
        }
    }

    @Test(arguments: [
        "?$top=-1", "?$top=x", "?$top=", "?$top=1.5", "?$skip=-1", "?$skip=99999999999999999999",
        "?$top=1&$top=2", "?$filter=PrintableId%20eq%20'8765", "?$top=%zz", "?$top=%FF",
    ])
    func `a malformed option is refused`(query: String) async throws {
        try await TestServer.run { server in
            for list in lists {
                let reply = try await server.send(.get, list + query)
                #expect(reply.status == 400)
                #expect(reply.message == "The request is invalid")
            }
        }
    }

    @Test(arguments: [
        "?$filter=State%20eq%20'Open'%20and%20EntityId%20eq%201", "?$top=x",
        "?$filter=PrintableId%20eq%20'8765",
    ])
    func `a wrong option says at which position`(query: String) async throws {
        try await TestServer.run { server in
            let reply = try await server.send(.get, TestServer.orders + query)
            #expect(reply.status == 400)
            #expect(reply["position"]?.numberText != nil)
        }
    }

    @Test func `items are paged, too`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: ["", "", ""])
            let list = "\(order.path)/Items"
            let all = try await server.ids("", of: list)
            #expect(all.count == 3)
            #expect(try await server.ids("?$skip=1&$top=1", of: list) == [all[1]])
            #expect(try await server.send(.get, "\(list)?$orderby=SKU").status == 501)
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
            let all = try await server.ids("")
            #expect(try await server.ids("?$skip=200&$top=300") == Array(all[200..<500]))
            #expect(try await server.ids("?$skip=100&$top=256") == Array(all[100..<356]))
            #expect(try await server.ids("?$top=512") == Array(all[..<512]))
            let filter = "$filter=State%20eq%20'Created'%20and%20EntityId%20eq%2014202"
            #expect(try await server.ids("?\(filter)&$skip=300") == Array(all[300...]))
        }
    }
}
