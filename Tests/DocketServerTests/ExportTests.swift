import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

/// The forms in which lists come.
@Suite struct ExportTests {
    private static let minimal = "application/json;odata.metadata=minimal"

    // MARK: - CSV

    /// Texts as JSON has them, and their cells.
    private static let cells: [(text: String, cell: String)] = [
        (#"plain"#, "plain"), (#"a, b"#, "\"a, b\""), (#"say \"hi\""#, "\"say \"\"hi\"\"\""),
        (#"one\ntwo"#, "\"one\ntwo\""), (#"one\r\ntwo"#, "\"one\r\ntwo\""),
        (#"Ж 😀 e\u0301"#, "Ж 😀 e\u{301}"), (#" spaces "#, " spaces "), (#""#, ""),
        (#"=1+1"#, "'=1+1"), (#"+1"#, "'+1"), (#"-1"#, "'-1"), (#"@SUM(A1)"#, "'@SUM(A1)"),
        (#"\t=1"#, "'\t=1"), (#"\r=1"#, "\"'\r=1\""), (#"\n=1"#, "\"'\n=1\""), (#"＝1"#, "'＝1"),
        (#"=\"a\",1"#, "\"'=\"\"a\"\",1\""), (#"1-1"#, "1-1"), (#"'=1"#, "''=1"), (#"'1"#, "'1"),
    ]

    @Test func `a text is one cell, and no formula`() async throws {
        try await TestServer.run { server in
            try await server.makeOrders(named: Self.cells.map(\.text))
            let reply = try await server.ask(
                "\(TestServer.orders)?$select=Name,EntityId&$format=csv")
            let rows = Self.cells.map { "\($0.cell),14202\r\n" }
            #expect(reply.text == "Name,EntityId\r\n" + rows.joined())
        }
    }

    @Test func `a CSV has every member in its order, null as nothing`() async throws {
        try await TestServer.run { server in
            let made = try await server.makeOrders(named: ["a"])
            let reply = try await server.ask(TestServer.orders, headers: ["Accept": "text/csv"])
            #expect(reply.headers["Content-Type"] == "text/csv")
            let disposition = reply.headers["Content-Disposition"]
            #expect(disposition == "attachment; filename=\"Orders.csv\"")
            let lines = reply.text.split(separator: "\r\n", omittingEmptySubsequences: false)
            let order = made[0].document.members?.filter { $0.name != "Items" } ?? []
            #expect(lines[0] == order.map(\.name).joined(separator: ","))
            let cells = order.map { $0.value.text ?? $0.value.numberText ?? "" }
            #expect(lines[1] == cells.joined(separator: ","))
            #expect(Array(lines.dropFirst(2)) == [""])
        }
    }

    @Test func `what is inside is JSON in its cell`() async throws {
        try await TestServer.run { server in
            try await server.makeOrders([
                (#""Name": "a""#, [#""SKU": "1", "SerialNumbers": ["x", "y"]"#])
            ])
            let orders = try await server.ask(
                "\(TestServer.orders)?$select=Name&$expand=Items($select=SKU)&$format=csv")
            #expect(orders.text == "Name,Items\r\na,\"[{\"\"SKU\"\":\"\"1\"\"}]\"\r\n")
            let id = try await server.ask(TestServer.orders).values("Id")[0]
            let items = try await server.ask(
                "\(TestServer.orders)(\(id))/Items?$select=SKU,SerialNumbers&$format=csv")
            #expect(items.text == "SerialNumbers,SKU\r\n\"[\"\"x\"\",\"\"y\"\"]\",1\r\n")
            let disposition = items.headers["Content-Disposition"]
            #expect(disposition == "attachment; filename=\"Items.csv\"")
        }
    }

    @Test func `an empty CSV has the names`() async throws {
        try await TestServer.run { server in
            let reply = try await server.ask("\(TestServer.orders)?$select=Name&$format=csv")
            #expect(reply.text == "Name\r\n")
        }
    }

    // MARK: - Lines of JSON

    @Test func `NDJSON is one object a line`() async throws {
        try await TestServer.run { server in
            try await server.makeOrders(named: ["a", #"b\nc"#])
            for (query, accept) in [
                ("&$format=ndjson", nil), ("", "application/x-ndjson"),
                ("&$format=application/x-ndjson", "text/csv"),
            ] as [(String, String?)] {
                let reply = try await server.ask(
                    "\(TestServer.orders)?$select=Name\(query)",
                    headers: accept.map { ["Accept": $0] } ?? [:])
                #expect(reply.headers["Content-Type"] == "application/x-ndjson")
                #expect(reply.text == "{\"Name\":\"a\"}\n{\"Name\":\"b\\nc\"}\n")
            }
        }
    }

    @Test func `NDJSON of nothing is nothing`() async throws {
        try await TestServer.run { server in
            let reply = try await server.ask("\(TestServer.orders)?$format=ndjson")
            #expect(reply.status == 200)
            #expect(reply.bytes.isEmpty)
        }
    }

    // MARK: - The envelope

    @Test func `the envelope has the context, the count and the list`() async throws {
        try await TestServer.run { server in
            try await server.makeOrders(named: ["a", "b"])
            let reply = try await server.ask(
                "\(TestServer.orders)?$select=Name&$count=true&$top=1",
                headers: ["Accept": Self.minimal])
            #expect(
                reply.text == #"{"@odata.context":"http://localhost/v1/Companies(14146)/"#
                    + #"$metadata#Orders(Name)","@odata.count":2,"value":[{"Name":"a"}]}"#)
            #expect(reply.headers["Content-Type"] == Self.minimal)
            #expect(reply.headers["OData-Version"] == "4.01")
            #expect(reply.headers["OData-Count"] == "2")
        }
    }

    @Test func `without metadata the envelope has no context`() async throws {
        try await TestServer.run { server in
            let reply = try await server.ask(
                "\(TestServer.orders)?$format=application/json;odata.metadata=none")
            #expect(reply.text == #"{"value":[]}"#)
        }
    }

    // MARK: - Which form

    @Test(arguments: [
        ("application/json", "", "application/json"), ("*/*", "", "application/json"),
        ("text/*", "", "text/csv"), ("text/html, text/csv;q=0.1", "", "text/csv"),
        ("application/json;q=0.5, text/csv", "", "text/csv"),
        ("text/csv", "&$format=json", "application/json"),
        ("text/html", "&$format=csv", "text/csv"),
        ("", "&format=NDJSON", "application/x-ndjson"),
    ])
    func `the client chooses`(accept: String, format: String, type: String) async throws {
        try await TestServer.run { server in
            let reply = try await server.ask(
                "\(TestServer.orders)?$top=1\(format)",
                headers: accept.isEmpty ? [:] : ["Accept": accept])
            #expect(reply.status == 200)
            #expect(reply.headers["Content-Type"] == type)
        }
    }

    @Test(arguments: [
        ("text/html", ""), ("application/xml", ""), ("application/json;q=0", ""),
        ("", "&$format=xml"), ("", "&$format=text/html"), ("", "&$format=nonsense"),
        ("text/csv", "&$format=xml"),
    ])
    func `what is not to be had is 406`(accept: String, format: String) async throws {
        try await TestServer.run { server in
            let reply = try await server.ask(
                "\(TestServer.orders)?$top=1\(format)",
                headers: accept.isEmpty ? [:] : ["Accept": accept])
            #expect(reply.status == 406)
            #expect(reply["type"]?.text == "/problems/not-acceptable")
        }
    }

    // MARK: - Counts

    @Test func `the count is of all that the filter leaves`() async throws {
        try await TestServer.run { server in
            try await server.makeOrders(named: ["a", "b", "c"])
            for (query, count) in [
                ("$count=true", "3"), ("$count=true&$top=1", "3"), ("$count=true&$skip=2", "3"),
                ("$count=true&$top=0", "3"), ("$count=true&$filter=Name ne 'a'", "2"),
                ("$count=true&$search=c", "1"), ("$count=true&$filter=false", "0"),
                ("$count=false", nil), ("$top=1", nil), ("count=TRUE", "3"),
                ("$count=true&$format=csv", "3"), ("$count=true&$format=ndjson", "3"),
            ] as [(String, String?)] {
                let reply = try await server.ask("\(TestServer.orders)?\(query)")
                #expect(reply.headers["OData-Count"] == count, "\(query)")
            }
        }
    }

    @Test func `the count alone is text`() async throws {
        try await TestServer.run { server in
            try await server.makeOrders(named: ["a", "b", "c"])
            for (query, count) in [
                ("", "3"), ("?$filter=Name ne 'a'", "2"), ("?$search=c", "1"),
                ("?$top=1&$skip=1&$orderby=Name", "3"), ("?$filter=@f&@f=false", "0"),
            ] {
                for list in [TestServer.orders, TestServer.orderFull] {
                    let reply = try await server.ask("\(list)/$count\(query)")
                    #expect(reply.text == count, "\(query)")
                    #expect(reply.headers["Content-Type"] == "text/plain; charset=utf-8")
                }
            }
            let refused = try await server.ask("\(TestServer.orders)/$count?$filter=Nam eq 'a'")
            #expect(refused.status == 400)
        }
    }
}
