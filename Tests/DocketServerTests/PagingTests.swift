import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

/// Lists in pages.
@Suite struct PagingTests {
    private static let names = ["a", "b", "c", "d", "e"]

    private static func onFiveOrders(
        _ body: @Sendable (TestServer) async throws -> Void
    ) async throws {
        try await TestServer.run { server in
            try await server.makeOrders(named: names)
            try await body(server)
        }
    }

    // MARK: - What a page says

    @Test func `a page links to the next one, the last to none`() async throws {
        try await Self.onFiveOrders { server in
            let pages = try await server.pages("\(TestServer.orders)?$select=Name", size: 2)
            #expect(pages.map(\.names) == [["a", "b"], ["c", "d"], ["e"]])
            for page in pages {
                #expect(page.headers["Preference-Applied"] == "odata.maxpagesize=2")
            }
            let link = pages[0].headers["Link"] ?? ""
            let start = "<http://localhost/v1/Companies(14146)/Orders?$select=Name&$skiptoken="
            #expect(link.hasPrefix(start))
            #expect(link.hasSuffix(">; rel=\"next\""))
            #expect(pages[2].headers["Link"] == nil)
        }
    }

    @Test func `a last page that is full links to none`() async throws {
        try await Self.onFiveOrders { server in
            let pages = try await server.pages("\(TestServer.orders)?$select=Name&$skip=1", size: 2)
            #expect(pages.map(\.names) == [["b", "c"], ["d", "e"]])
        }
    }

    @Test(arguments: ["odata.maxpagesize=2", "maxpagesize=2", "ODATA.MaxPageSize=\"2\""])
    func `the preference is read as RFC 7240 has it`(preference: String) async throws {
        try await Self.onFiveOrders { server in
            let page = try await server.ask(TestServer.orders, headers: ["Prefer": preference])
            #expect(page.names == ["a", "b"])
        }
    }

    @Test(arguments: ["0", "-1", "x", "1.5", "", "99999999999999999999"])
    func `a size that is none is passed over`(size: String) async throws {
        try await Self.onFiveOrders { server in
            let preference = ["Prefer": "odata.maxpagesize=\(size)"]
            let reply = try await server.ask(TestServer.orders, headers: preference)
            #expect(reply.names == Self.names)
            #expect(reply.headers["Preference-Applied"] == nil)
        }
    }

    @Test func `the envelope has the link inside`() async throws {
        try await Self.onFiveOrders { server in
            var headers = ["Accept": "application/json;odata.metadata=minimal"]
            headers["Prefer"] = "odata.maxpagesize=3"
            let first = try await server.ask(
                "\(TestServer.orders)?$select=Name&$count=true", headers: headers)
            let names = first.json.members?.map(\.name)
            #expect(names == ["@odata.context", "@odata.count", "value", "@odata.nextLink"])
            let next = first["@odata.nextLink"]?.text ?? ""
            #expect(next.hasPrefix("http://localhost/v1/Companies(14146)/Orders?$select=Name"))
            headers["Prefer"] = nil
            let second = try await server.send(.get, first.next ?? "", headers: headers)
            #expect(second.names == ["d", "e"])
            #expect(second["@odata.nextLink"] == nil)
            #expect(second["@odata.count"]?.numberText == "5")
        }
    }

    @Test func `items and the directory have pages, too`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: ["", "", ""])
            let items = try await server.pages("\(order.path)/Items?$select=Index", size: 2)
            #expect(items.map { $0.values("Index") } == [["0", "1"], ["2"]])
            let customers = try await server.pages(
                "/v1/Companies(1)/Customers?$orderby=FamilyName&$select=FamilyName", size: 3)
            #expect(
                customers.map { $0.values("FamilyName") } == [
                    ["Brandt", "Calder", "Menon"], ["Sandoval"],
                ])
            let companies = try await server.pages("/v1/Companies?$select=Id", size: 1)
            #expect(companies.map { $0.values("Id") } == [["1"], ["14146"]])
        }
    }

    // MARK: - Which rows

    private static let queries = [
        "", "$orderby=Name", "$orderby=Name desc", "$orderby=TenderId,Name desc",
        "$orderby=TenderId desc,DiscountAmount,Name", "$orderby=DiscountAmount desc,TenderId",
        "$orderby=EmployeeId,TenderId desc", "$orderby=Items/$count desc,Name",
        "$orderby=State desc", "$orderby=CreatedDateUtc desc", "$orderby=BillingCustomerId desc",
        "$orderby=contains(TenderId,'x'),Name", "$orderby=DiscountAmount div 3 desc",
        "$orderby=null,Name", "$orderby=OrderExpiryDate sub CreatedDateUtc,Name",
        "$filter=DiscountAmount gt 0&$orderby=TenderId",
    ]

    @Test func `every row comes once, whatever the order`() async throws {
        try await TestServer.run { server in
            try await server.makeOrders([
                (#""Name": "1", "TenderId": "x", "DiscountAmount": 1"#, [""]),
                (#""Name": "2", "DiscountAmount": 1, "EmployeeId": 15"#, []),
                (#""TenderId": "x", "DiscountAmount": 0.5, "State": "Pending""#, ["", ""]),
                (#""Name": "4", "TenderId": """#, []),
                (#""TenderId": "y", "OrderExpiryHours": 9"#, [""]),
                (#""DiscountAmount": 1"#, []),
                (#""Name": "1", "TenderId": "y""#, []),
            ])
            for query in Self.queries {
                let list = "\(TestServer.orders)?\(query)"
                let whole = try await server.ask(list).values("Id")
                #expect(whole.count == Set(whole).count)
                for size in 1...3 {
                    let pages = try await server.pages(list, size: size)
                    #expect(
                        pages.flatMap { $0.values("Id") } == whole, "\(query), pages of \(size)")
                }
            }
        }
    }

    @Test func `what comes in between moves nothing`() async throws {
        try await TestServer.run { server in
            try await server.makeOrders(named: ["b", "d", "f"])
            let list = "\(TestServer.orders)?$orderby=Name&$select=Name"
            var page = try await server.ask(list, headers: ["Prefer": "odata.maxpagesize=1"])
            var seen = page.names
            // One that comes before where the reader is, then those behind.
            for new in ["a", "c", "e", "g"] {
                try await server.makeOrders(named: [new])
                if new == "a" { continue }
                page = try await server.send(.get, page.next ?? "")
                seen += page.names
            }
            while let next = page.next {
                page = try await server.send(.get, next)
                seen += page.names
            }
            #expect(seen == ["b", "c", "d", "e", "f", "g"])
        }
    }

    @Test(arguments: [
        ("$top=5", [2, 2, 1]), ("$top=4", [2, 2]), ("$top=1", [1]), ("$top=0", [0]),
        ("$skip=1&$top=3", [2, 1]), ("$skip=4", [1]), ("$skip=9", [0]),
    ])
    func `top and skip count over all pages`(query: String, counts: [Int]) async throws {
        try await Self.onFiveOrders { server in
            let pages = try await server.pages("\(TestServer.orders)?\(query)", size: 2)
            #expect(pages.map { $0.names.count } == counts)
        }
    }

    @Test func `the count is of the whole list on every page`() async throws {
        try await Self.onFiveOrders { server in
            let list = "\(TestServer.orders)?$count=true&$filter=Name ne 'a'&$top=3"
            let pages = try await server.pages(list, size: 2)
            #expect(pages.map { $0.headers["OData-Count"] } == ["4", "4"])
        }
    }

    // MARK: - Tokens

    @Test func `a token is good for its list only`() async throws {
        try await Self.onFiveOrders { server in
            let list = "\(TestServer.orders)?$filter=Name ne 'x'&$orderby=Name"
            let preference = ["Prefer": "odata.maxpagesize=2"]
            let first = try await server.ask(list, headers: preference)
            let token = "$skiptoken=\(first.nextToken ?? "")"
            #expect(try await server.ask("\(list)&\(token)").names == ["c", "d"])
            for other in [
                "\(TestServer.orders)?\(token)",
                "\(TestServer.orders)?$filter=Name ne 'x'&\(token)",
                "\(TestServer.orders)?$filter=Name ne 'y'&$orderby=Name&\(token)",
                "\(TestServer.orders)?$filter=Name ne 'x'&$orderby=Name desc&\(token)",
                "\(list)&$search=a&\(token)",
                "\(TestServer.orderFull)?$filter=Name ne 'x'&$orderby=Name&\(token)",
                "/v1/Companies(1)/Orders?$filter=Name ne 'x'&$orderby=Name&\(token)",
            ] {
                let reply = try await server.ask(other)
                #expect(reply.status == 400, "\(other)")
                #expect(reply.fault == "$skiptoken: it was not handed out for this list")
            }
        }
    }

    @Test func `what decides nothing may change between pages`() async throws {
        try await Self.onFiveOrders { server in
            let list = "\(TestServer.orders)?$orderby=Name"
            let first = try await server.ask(list, headers: ["Prefer": "odata.maxpagesize=2"])
            let token = "$skiptoken=\(first.nextToken ?? "")"
            for options in [
                "$select=Name", "$expand=Items", "$count=true", "$format=json", "$top=2",
            ] {
                let reply = try await server.ask("\(list)&\(options)&\(token)")
                #expect(reply.names == ["c", "d"], "\(options)")
            }
        }
    }

    @Test func `a token that was touched is refused`() async throws {
        try await Self.onFiveOrders { server in
            let preference = ["Prefer": "odata.maxpagesize=2"]
            let first = try await server.ask(TestServer.orders, headers: preference)
            let token = Array(first.nextToken ?? "")
            #expect(token.count > 40)
            var forged = ["x", "", "AAAA", String(token.dropLast()), String(token) + "A"]
            for position in stride(from: 0, to: token.count - 1, by: 7) {
                var changed = token
                changed[position] = changed[position] == "A" ? "B" : "A"
                forged.append(String(changed))
            }
            for text in forged {
                let reply = try await server.ask("\(TestServer.orders)?$skiptoken=\(text)")
                #expect(reply.status == 400, "\(text)")
                #expect(reply.fault.hasPrefix("$skiptoken: "))
            }
        }
    }

    @Test func `a token says where to go on, and skip can't stand beside it`() async throws {
        try await Self.onFiveOrders { server in
            let preference = ["Prefer": "odata.maxpagesize=2"]
            let first = try await server.ask(TestServer.orders, headers: preference)
            let token = "$skiptoken=\(first.nextToken ?? "")"
            let reply = try await server.ask("\(TestServer.orders)?$skip=1&\(token)")
            #expect(reply.status == 400)
            #expect(reply.fault.hasPrefix("$skip: "))
        }
    }
}
