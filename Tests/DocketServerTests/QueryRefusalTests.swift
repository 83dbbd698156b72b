import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

/// Queries that are wrong are 400 and say where, those that Docket lacks are 501 and named.
@Suite struct QueryRefusalTests {
    /// Queries, what is wrong with them, and where.
    private static let wrong: [(query: String, fault: String, position: Int)] = [
        ("$filter=", "$filter: expected a value, found the end", 0),
        ("$filter=Stat eq 'a'", "$filter: Order has no member 'Stat'; did you mean 'State'?", 0),
        ("$filter=Name eq 'a", "$filter: the string that begins here has no end", 8),
        (
            "$filter=Name eq 'ä😀' adn true",
            "$filter: expected an operator or the end, found 'adn'; did you mean 'and'?", 13
        ),
        (
            "$filter=true and State eq 'Pendig'",
            "$filter: there is no OrderState 'Pendig'; did you mean 'Pending'?", 18
        ),
        (
            "$filter=contain(Name,'a')",
            "$filter: there is no function 'contain'; did you mean 'contains'?", 0
        ),
        (
            "$filter=contains(Name)", "$filter: the function 'contains' takes 2 arguments, not 1", 0
        ),
        (
            "$filter=contains(Name,EntityId)", "$filter: contains wants strings, this is a number",
            14
        ),
        (
            "$filter=EntityId eq '8'",
            "$filter: a number can't be compared with a string; a number has no quotes, "
                + "a string has", 0
        ),
        ("$filter=EntityId", "$filter: a condition was expected, this is a number", 0),
        ("$filter=not EntityId", "$filter: a condition was expected, this is a number", 4),
        ("$filter=Name/SKU eq 'a'", "$filter: a single value has no members", 5),
        (
            "$filter=Items/SKU eq 'a'", "$filter: Items is a list: ask Items/any(x: x/SKU …)", 6
        ),
        ("$filter=Items/any(i: i/Skew eq 1)", "$filter: Item has no member 'Skew'", 15),
        ("$filter=@a&@a=@a", "$filter: in @a: @a stands for itself", 0),
        ("$filter=@a&@a=1", "$filter: a condition was expected, this is a number", 0),
        (
            "$orderby=Name dsc",
            "$orderby: expected 'asc', 'desc', ',', an operator or the end, found 'dsc'; "
                + "did you mean 'desc'?", 5
        ),
        (
            "$orderby=Items",
            "$orderby: Items is a list: ask Items/any(x: …), Items/all(x: …) or Items/$count", 0
        ),
        (
            "$search=", "$search: expected a word or a phrase in double quotes, found the end", 0
        ),
        ("$top=-1", "$top: expected a whole number from 0 to 2147483647, found '-'", 0),
        ("$top=2147483648", "$top: the number is greater than 2147483647", 0),
        ("$skip=x", "$skip: expected a whole number from 0 to 2147483647, found 'x'", 0),
        ("$count=yes", "$count: expected 'true' or 'false', found 'yes'", 0),
        ("$fliter=true", "$fliter: there is no query option '$fliter'; did you mean '$filter'?", 0),
        ("foo=1", "foo: there is no query option 'foo'", 0),
        ("$filter=true&$filter=true", "$filter: the option is given more than once", 0),
        ("$filter=true&filter=true", "$filter: the option is given more than once", 0),
        ("$levels=2", "$levels: the option stands only within $expand", 0),
        ("$skiptoken=x", "$skiptoken: it was not handed out for this list", 0),
    ]

    @Test func `what is wrong is told with its place`() async throws {
        try await TestServer.run { server in
            for (query, fault, position) in Self.wrong {
                for list in [TestServer.orders, TestServer.orderFull] {
                    let reply = try await server.ask("\(list)?\(query)")
                    #expect(reply.status == 400, "\(query)")
                    #expect(reply["type"]?.text == "/problems/invalid-request")
                    #expect(reply.fault == fault)
                    #expect(reply.position == position, "\(query)")
                }
            }
        }
    }

    private static let malformed = [
        "$top=", "$top=1.5", "$skip=99999999999999999999", "$top=1&$top=2", "$top=%zz", "$top=%FF",
        "$filter=%00", "$filter=Name eq 'a'%00", "$filter=(true", "$filter=true)",
        "$filter=Name eq 'a' or", "$filter=eq", "$filter=1 eq", "$filter=Name in 'a'",
        "$filter=Name in (Name)", "$filter=Items/any(i: i)", "$filter=Items/all()",
        "$filter=BillingCustomerId eq 'a'", "$filter=CreatedDateUtc gt 'a'",
        "$filter=CreatedDateUtc gt 2015-02-30", "$filter=now() sub 1 gt now()",
        "$filter=Name add 1 eq 2", "$filter=Name has Docket.OrderState'Pending'",
        "$filter=State eq Docket.OrderState'Open'", "$filter=matchesPattern(Name,'[a')",
        "$filter=matchesPattern(Name,'*')", "$filter=\"a\" eq Name", "$select=,", "$expand=",
        "$orderby=,", "$orderby=Name,", "$search=\"a", "$search=(a", "$format=",
    ]

    @Test func `nothing that is wrong is passed over`() async throws {
        try await TestServer.run { server in
            for query in Self.malformed {
                let reply = try await server.ask("\(TestServer.orders)?\(query)")
                #expect(reply.status == 400, "\(query): \(reply.text)")
            }
        }
    }

    /// Queries, and the feature that they want.
    private static let lacking: [(query: String, feature: String)] = [
        ("$apply=aggregate($count as A)", "$apply"), ("$compute=Name as A", "$compute"),
        ("$index=1", "$index"), ("$schemaversion=1", "$schemaversion"),
        ("$deltatoken=x", "$deltatoken"), ("$id=x", "$id"),
        ("$filter=geo.distance(Name,Name) lt 1", "the function geo.distance"),
        ("$filter=geo.length(Name) lt 1", "the function geo.length"),
        ("$filter=geo.intersects(Name,Name)", "the function geo.intersects"),
        ("$filter=Name eq geography'SRID=0;Point(1 2)'", "geography literals"),
        ("$filter=Name eq binary'AQ=='", "binary literals"),
        ("$filter=cast(Name,Edm.String) eq 'a'", "the function cast"),
        ("$filter=isof(Edm.String)", "the function isof"),
        ("$filter=case(true:true)", "the function case"),
        ("$filter=hassubset([1],[1])", "the function hassubset"),
        ("$filter=hassubsequence([1],[1])", "the function hassubsequence"),
        ("$filter=duration'P1D' mul 2 gt duration'P1D'", "multiples of durations"),
        ("$filter=Items/any(i: i/ItemExtensions/any())", "queries into ItemExtensions"),
        (#"$filter=matchesPattern(Name,'(a)\1')"#, "back references"),
        ("$filter=matchesPattern(Name,TenderId)", "a pattern that is not written out"),
        ("$expand=Items/$ref", "$ref in $expand"), ("$expand=*($levels=2)", "$levels"),
        ("$select=Items/TrackingInformation/Quantity", "parts of TrackingInformation in $select"),
    ]

    @Test func `what Docket lacks is 501 and named`() async throws {
        try await TestServer.run { server in
            for (query, feature) in Self.lacking {
                let reply = try await server.ask("\(TestServer.orders)?\(query)")
                #expect(reply.status == 501, "\(query): \(reply.text)")
                #expect(reply["type"]?.text == "/problems/not-supported")
                #expect(reply.message.contains(feature), "\(reply.message)")
            }
        }
    }

    @Test func `a wrong query is 400 even where another part is not to be had`() async throws {
        try await TestServer.run { server in
            let reply = try await server.ask("\(TestServer.orders)?$apply=identity&$top=x")
            #expect(reply.status == 400)
            #expect(reply.fault.hasPrefix("$top: "))
        }
    }

    // MARK: - Limits

    /// Queries at a limit, and the same a little beyond it.
    private static let limits: [(name: String, within: String, beyond: String)] = [
        ("parentheses", nested("(", "true", ")", 100), nested("(", "true", ")", 101)),
        ("not", nested("not ", "true", "", 99), nested("not ", "true", "", 101)),
        (
            "calls", nested("concat('a',", "Name", ")", 15) + " eq 'a'",
            nested("concat('a',", "Name", ")", 16) + " eq 'a'"
        ),
        (
            "chains", Array(repeating: "true", count: 500).joined(separator: " and "),
            Array(repeating: "true", count: 501).joined(separator: " and ")
        ),
        (
            "a sum", "0 lt " + Array(repeating: "EntityId", count: 16).joined(separator: " add "),
            "0 lt " + Array(repeating: "EntityId", count: 17).joined(separator: " add ")
        ),
        (
            "lambdas in one another", lambdas(4), lambdas(5)
        ),
        (
            "lambdas", Array(repeating: "Items/any()", count: 25).joined(separator: " or "),
            Array(repeating: "Items/any()", count: 26).joined(separator: " or ")
        ),
        (
            "patterns",
            Array(repeating: "matchesPattern(Name,'a')", count: 10).joined(separator: " or "),
            Array(repeating: "matchesPattern(Name,'a')", count: 11).joined(separator: " or ")
        ),
        (
            "bytes", "Name eq '\(String(repeating: "a", count: 16_374))'",
            "Name eq '\(String(repeating: "a", count: 16_375))'"
        ),
        (
            "a pattern", "matchesPattern(Name,'\(String(repeating: "a", count: 1_000))')",
            "matchesPattern(Name,'\(String(repeating: "a", count: 1_001))')"
        ),
        (
            "repetitions", "matchesPattern(Name,'^(a{1,20}){1,20}$')",
            "matchesPattern(Name,'^((a{1,100}){1,100}){1,100}$')"
        ),
    ]

    private static func nested(
        _ open: String, _ inner: String, _ close: String, _ depth: Int
    ) -> String {
        String(repeating: open, count: depth) + inner + String(repeating: close, count: depth)
    }

    private static func lambdas(_ depth: Int) -> String {
        (0..<depth).map { "$it/Items/any(i\($0): " }.joined() + "true"
            + String(repeating: ")", count: depth)
    }

    @Test func `a search has twenty words, and no more`() async throws {
        try await TestServer.run { server in
            try await server.makeOrders(named: ["a b", "b"])
            let words = Array(repeating: "a", count: 20)
            #expect(try await server.names("$search=\(words.joined(separator: " "))") == ["a b"])
            let others = words.joined(separator: " OR ")
            #expect(try await server.names("$search=\(others)") == ["a b"])
            let reply = try await server.ask("\(TestServer.orders)?$search=\(others) OR b")
            #expect(reply.status == 400)
        }
    }

    @Test func `a query within the limits is answered`() async throws {
        try await TestServer.run { server in
            for limit in Self.limits {
                let reply = try await server.ask("\(TestServer.orders)?$filter=\(limit.within)")
                #expect(reply.status == 200, "\(limit.name): \(reply.text.prefix(500))")
            }
        }
    }

    @Test func `a query beyond a limit is refused`() async throws {
        try await TestServer.run { server in
            for limit in Self.limits {
                let reply = try await server.ask("\(TestServer.orders)?$filter=\(limit.beyond)")
                #expect(
                    reply.status == 400 || reply.status == 501,
                    "\(limit.name): \(reply.text.prefix(500))")
            }
        }
    }

    @Test func `a list of a thousand values is within the limits, one of two thousand isn't`()
        async throws
    {
        try await TestServer.run { server in
            for (count, status) in [(990, 200), (2_000, 400)] {
                let values = (0..<count).map(String.init).joined(separator: ",")
                let query = "$filter=EntityId in (\(values))"
                let reply = try await server.ask("\(TestServer.orders)?\(query)")
                #expect(reply.status == status, "\(count): \(reply.text.prefix(500))")
            }
        }
    }

    @Test func `a query that takes longer than 5 seconds is stopped`() async throws {
        try await TestServer.run { server in
            let items = (0..<300).map { "\"Index\": \($0)" }
            try await server.makeOrders([("", items)])
            let query =
                "$filter=Items/any(a: $it/Items/any(b: $it/Items/any(c: $it/Items/any(d: "
                + "a/Index add b/Index add c/Index add d/Index eq 5000))))"
            let reply = try await server.ask("\(TestServer.orders)?\(query)")
            #expect(reply.status == 503)
            #expect(reply["type"]?.text == "/problems/unavailable")
            // The next one finds everything in order.
            #expect(try await server.names("$filter=Items/$count eq 300") == ["-"])
        }
    }

    /// What takes other programs minutes or all of their memory.
    private static let bombs = [
        "$filter=matchesPattern(Name,'^(a+)+$')",
        "$filter=matchesPattern(Name,'(a|a)*b')",
        "$filter=matchesPattern(Name,'(.*)(.*)(.*)(.*)x')",
        "$filter=DiscountAmount eq 1e999999999",
        "$filter=DiscountAmount eq 1e-999999999",
        "$filter=1e300 mul 1e300 gt 0 and 1e300 mul 1e300 mul 1e300 gt 0",
        "$filter=Items/any(a: $it/Items/any(b: $it/Items/any(c: $it/Items/any(d: "
            + "a/SKU eq b/SKU and c/SKU eq d/SKU and a/SKU ne d/SKU))))",
        "$filter=@a or @a&@a=@b or @b&@b=@c or @c&@c=@d or @d&@d=@e or @e&@e=@f or @f&@f=@g or @g"
            + "&@g=@h or @h&@h=@i or @i&@i=@j or @j&@j=@k or @k&@k=true",
        "$search=" + Array(repeating: "a", count: 900).joined(separator: " "),
        "$filter=concat(concat(Name,Name),concat(Name,Name)) eq 'a'",
    ]

    @Test func `a query that is a bomb is answered or refused`() async throws {
        try await TestServer.run { server in
            let name = String(repeating: "a", count: 255)
            try await server.makeOrders([("\"Name\": \"\(name)\"", ["", "", ""])])
            for bomb in Self.bombs {
                let reply = try await server.ask("\(TestServer.orders)?\(bomb)")
                #expect(
                    [200, 400, 501, 503].contains(reply.status),
                    "\(bomb.prefix(100)): \(reply.text.prefix(500))")
            }
        }
    }

    @Test func `what looks like SQL is a text`() async throws {
        try await TestServer.run { server in
            let texts = [
                "'; DROP TABLE orders; --", "' OR 1=1 --", "%", "_", "\\\\", "$1", "?1", ":a", "@a",
                "${x}", "{0}", "a\\u0000b".replacing("\\u0000", with: "u0000"),
            ]
            let made = try await server.makeOrders(named: texts)
            for (text, order) in zip(texts, made) {
                let plain = text.replacing("\\\\", with: "\\")
                let literal = plain.replacing("'", with: "''").replacing("%", with: "%25")
                for condition in [
                    "Name eq '\(literal)'",
                    "contains(Name,'\(literal)') and length(Name) eq "
                        + "\(plain.unicodeScalars.count)", "Name in ('\(literal)')",
                ] {
                    let reply = try await server.ask(
                        "\(TestServer.orders)?$select=Id&$filter=\(condition)")
                    #expect(reply.values("Id") == [order.id], "\(condition)")
                }
            }
        }
    }

    /// Says of every query that looks at items what Citus says of those that it can't work out.
    private static let refusingItems = """
        CREATE FUNCTION refuse() RETURNS boolean LANGUAGE plpgsql IMMUTABLE AS
          'BEGIN RAISE feature_not_supported USING MESSAGE = ''not over these nodes''; END';
        ALTER TABLE order_items RENAME TO kept_items;
        CREATE VIEW order_items AS SELECT * FROM kept_items WHERE refuse();
        """

    @Test(arguments: [(true, 501), (false, 500)])
    func `what a Citus can't work out is a 501, elsewhere that is a fault`(
        actsAsOnCitus: Bool, status: Int
    ) async throws {
        try await TestServer.runOnPostgres(
            actsAsOnCitus: actsAsOnCitus, after: Self.refusingItems
        ) { server in
            let path = "/v1/Companies(14146)/Orders"
            let refused = try await server.send(.get, "\(path)?%24filter=Items/any()")
            #expect(refused.status == status)
            #expect(
                refused["Message"]?.text
                    == (actsAsOnCitus
                        ? "Not supported: this combination of conditions, by the distributed "
                            + "database" : "An error has occurred"))
            #expect(try await server.send(.get, path).status == 200)
        }
    }
}
