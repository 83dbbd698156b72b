import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

/// What a query finds, on both databases.
@Suite struct QueryTests {
    /// A query and the names of the orders that it finds, `-` for the one that has none.
    typealias Found = (query: String, names: [String])

    /// The orders that the tests ask for.
    static let orders: [(members: String, items: [String])] = [
        (
            #""Name": "a", "TenderId": "T1", "EmployeeId": 15, "DiscountAmount": 5"#,
            [
                #""SKU": "00001", "Quantity": 2, "SellingPrice":9.99, "SerialNumbers":["s1","s2"]"#,
                #""SKU": "00003", "Quantity": 1, "SellingPrice": 4.5, "Description": "Cable""#,
            ]
        ),
        (
            #""Name": "B", "State": "Pending", "ShippingEntityId": 14107, "OrderExpiryHours": 24"#,
            [#""SKU": "00002", "Quantity": 10, "SellingPrice": 24.5, "Description": "CHARGER""#]
        ),
        (#""Name": "ä", "DiscountAmount": 0.01, "DiscountCode": "cable""#, []),
        (
            #""Name": "O'Neil", "SourceName": "50% _off\\", "#
                + "\"BillingCustomerId\": \"\(TestServer.customer)\"",
            [#""SKU": "00001", "Quantity": 1, "SellingPrice": 9.99"#]
        ),
        (#""DiscountAmount": 2.5, "TenderId": """#, []),
    ]

    private static func expect(_ table: [Found]) async throws {
        try await TestServer.run { server in
            try await server.makeOrders(orders)
            for (query, names) in table {
                #expect(try await server.names(query) == names, "\(query)")
            }
        }
    }

    @Test func `conditions and what joins them`() async throws {
        try await Self.expect([
            ("$filter=true", ["a", "B", "ä", "O'Neil", "-"]),
            ("$filter=false", []),
            ("$filter=null", []),
            ("$filter=not null", []),
            ("$filter=Name eq 'a'", ["a"]),
            ("$filter='a' eq Name", ["a"]),
            ("$filter=Name eq 'A'", []),
            ("$filter=Name eq 'O''Neil'", ["O'Neil"]),
            ("$filter=State eq 'Pending' or Name eq 'a'", ["a", "B"]),
            ("$filter=Name eq 'a' or Name eq 'B' and State eq 'Created'", ["a"]),
            ("$filter=(Name eq 'a' or Name eq 'B') and State eq 'Pending'", ["B"]),
            ("$filter=not (State eq 'Pending') and not (Name eq 'a')", ["ä", "O'Neil", "-"]),
            ("$filter=not(Name eq 'a')", ["B", "ä", "O'Neil", "-"]),
            ("$filter=DiscountAmount ge 2.5", ["a", "-"]),
            ("$filter=DiscountAmount gt 2.5", ["a"]),
            ("$filter=DiscountAmount lt 0.01", ["B", "O'Neil"]),
            ("$filter=DiscountAmount le 0.01", ["B", "ä", "O'Neil"]),
            ("$filter=Name in ('a','ä')", ["a", "ä"]),
            ("$filter=Name in ()", []),
            ("$filter=(DiscountAmount gt 1) eq (State eq 'Created')", ["a", "B", "-"]),
            ("$filter=OrderType eq 'Sales' and OrderTypeId eq 1 and Name eq 'a'", ["a"]),
            ("$filter=BillingCustomerId eq 659C2A38-D083-4421-9330-46D779702F85", ["O'Neil"]),
            ("filter=name EQ 'a'", ["a"]),
        ])
    }

    @Test func `null is found by eq and ne alone`() async throws {
        try await Self.expect([
            ("$filter=TenderId eq null", ["B", "ä", "O'Neil"]),
            ("$filter=null eq TenderId", ["B", "ä", "O'Neil"]),
            ("$filter=TenderId ne null", ["a", "-"]),
            ("$filter=TenderId eq ''", ["-"]),
            ("$filter=TenderId ne 'T1'", ["B", "ä", "O'Neil", "-"]),
            ("$filter=not (TenderId eq 'T1')", ["B", "ä", "O'Neil", "-"]),
            ("$filter=not (TenderId ne 'T1')", ["a"]),
            ("$filter=TenderId gt ''", ["a"]),
            ("$filter=not (TenderId gt '')", ["B", "ä", "O'Neil", "-"]),
            ("$filter=TenderId ge null", []),
            ("$filter=TenderId in ('T1',null)", ["a", "B", "ä", "O'Neil"]),
            ("$filter=contains(TenderId,'T')", ["a"]),
            ("$filter=not contains(TenderId,'T')", ["-"]),
            ("$filter=length(TenderId) eq null", ["B", "ä", "O'Neil"]),
            ("$filter=TenderId eq DiscountCode", ["B", "O'Neil"]),
            ("$filter=TenderId ne DiscountCode", ["a", "ä", "-"]),
            ("$filter=null eq null and Name eq 'a'", ["a"]),
        ])
    }

    @Test func `0 and null are the same for ids that go out as 0`() async throws {
        try await Self.expect([
            ("$filter=EmployeeId eq 0", ["B", "ä", "O'Neil", "-"]),
            ("$filter=EmployeeId eq null", ["B", "ä", "O'Neil", "-"]),
            ("$filter=EmployeeId ne 0", ["a"]),
            ("$filter=EmployeeId ne null", ["a"]),
            ("$filter=EmployeeId ne 15", ["B", "ä", "O'Neil", "-"]),
            ("$filter=EmployeeId in (0)", ["B", "ä", "O'Neil", "-"]),
            ("$filter=EmployeeId in (15,0)", ["a", "B", "ä", "O'Neil", "-"]),
            ("$filter=EmployeeId lt 100", ["a"]),
            ("$filter=EmployeeId ge 0", ["a"]),
            ("$filter=EmployeeId eq 1 sub 1", ["B", "ä", "O'Neil", "-"]),
            ("$filter=ShippingEntityId eq 14107", ["B"]),
            ("$filter=EmployeeId eq ShippingEntityId", ["ä", "O'Neil", "-"]),
            ("$filter=DiscountAmount eq 0", ["B", "O'Neil"]),
            ("$filter=DiscountAmount eq null", []),
        ])
    }

    @Test func `numbers are exact`() async throws {
        try await Self.expect([
            ("$filter=DiscountAmount eq 5.000", ["a"]),
            ("$filter=DiscountAmount eq 1e-2", ["ä"]),
            ("$filter=DiscountAmount add 0.1 eq 5.1", ["a"]),
            ("$filter=DiscountAmount sub 5 eq 0", ["a"]),
            ("$filter=DiscountAmount mul 3 eq 0.03", ["ä"]),
            ("$filter=DiscountAmount div 3 eq 1.666666666666", ["a"]),
            ("$filter=DiscountAmount div 0 eq null", ["a", "B", "ä", "O'Neil", "-"]),
            ("$filter=1 div 0 eq 1", []),
            ("$filter=7 div 2 eq 3 and 7 divby 2 eq 3.5 and Name eq 'a'", ["a"]),
            ("$filter=7.0 div 2 eq 3.5 and Name eq 'a'", ["a"]),
            ("$filter=-7 div 2 eq -3 and -7 mod 2 eq -1 and Name eq 'a'", ["a"]),
            ("$filter=DiscountAmount mod 2 eq 0.5", ["-"]),
            ("$filter=-DiscountAmount lt -2.5", ["a"]),
            ("$filter=round(DiscountAmount) eq 3", ["-"]),
            ("$filter=floor(DiscountAmount) eq 2", ["-"]),
            ("$filter=ceiling(DiscountAmount) eq 1", ["ä"]),
            ("$filter=round(-2.5) eq -3 and Name eq 'a'", ["a"]),
            ("$filter=DiscountAmount lt INF and DiscountAmount gt -INF and Name eq 'a'", ["a"]),
            ("$filter=DiscountAmount eq NaN", []),
            ("$filter=DiscountAmount lt 1e400 and Name eq 'a'", ["a"]),
            ("$filter=2 add 3 mul 2 eq 8 and Name eq 'a'", ["a"]),
        ])
    }

    @Test func `texts are compared by code point`() async throws {
        try await Self.expect([
            ("$filter=Name gt 'Z'", ["a", "ä"]),
            ("$filter=Name lt 'a'", ["B", "O'Neil"]),
            ("$filter=contains(SourceName,'%25')", ["O'Neil"]),
            ("$filter=contains(SourceName,'_o')", ["O'Neil"]),
            ("$filter=contains(SourceName,'x_o')", []),
            ("$filter=contains(SourceName,'5%25f')", []),
            ("$filter=endswith(SourceName,'\\')", ["O'Neil"]),
            ("$filter=startswith(SourceName,'50%25 ')", ["O'Neil"]),
            ("$filter=contains(Name,'')", ["a", "B", "ä", "O'Neil"]),
            ("$filter=length(Name) eq 1", ["a", "B", "ä"]),
            ("$filter=indexof(Name,'N') eq 2", ["O'Neil"]),
            ("$filter=indexof(Name,'x') eq -1", ["a", "B", "ä", "O'Neil"]),
            ("$filter=substring(Name,2) eq 'Neil'", ["O'Neil"]),
            ("$filter=substring(Name,2,1) eq 'N'", ["O'Neil"]),
            ("$filter=toupper(Name) eq 'Ä'", ["ä"]),
            ("$filter=tolower(Name) eq 'b'", ["B"]),
            ("$filter=trim(concat(' ',concat(Name,' '))) eq 'a'", ["a"]),
            ("$filter=concat(Name,TenderId) eq 'aT1'", ["a"]),
            ("$filter=matchesPattern(Name,'^.$')", ["a", "B", "ä"]),
            ("$filter=matchesPattern(Name,'^[a-z]')", ["a"]),
            ("$filter=substringof('Nei',Name)", ["O'Neil"]),
        ])
    }

    @Test func `lists inside are asked with lambdas`() async throws {
        try await Self.expect([
            ("$filter=Items/any(i: i/SKU eq '00001')", ["a", "O'Neil"]),
            ("$filter=items/any(i:i/sku eq '00001' and i/quantity gt 1)", ["a"]),
            ("$filter=Items/any(i: i/SKU eq '00003' and i/Quantity gt 1)", []),
            ("$filter=Items/any()", ["a", "B", "O'Neil"]),
            ("$filter=not Items/any()", ["ä", "-"]),
            ("$filter=Items/all(i: i/Quantity ge 2)", ["B", "ä", "-"]),
            ("$filter=not Items/all(i: i/Quantity ge 2)", ["a", "O'Neil"]),
            ("$filter=Items/$count eq 2", ["a"]),
            ("$filter=Items/$count gt 0 and State eq 'Created'", ["a", "O'Neil"]),
            ("$filter=Items/any(i: i/Description eq null)", ["a", "O'Neil"]),
            ("$filter=Items/all(i: i/Description ne null)", ["B", "ä", "-"]),
            ("$filter=Items/any(i: i/SerialNumbers/any(s: s eq 's2'))", ["a"]),
            ("$filter=Items/any(i: i/SerialNumbers/$count eq 0)", ["a", "B", "O'Neil"]),
            ("$filter=Items/any(i: i/SellingPrice mul i/Quantity gt 100)", ["B"]),
            ("$filter=Items/any(i: i/SellingPrice lt $it/DiscountAmount)", ["a"]),
            ("$filter=Items/any(i: i/SellingPrice lt DiscountAmount)", ["a"]),
            ("$filter=Items/any(i: $it/Items/any(j: j/Quantity gt i/Quantity))", ["a"]),
            ("$filter=Items/any(i: i/ItemTypeId eq 1) and State eq 'Pending'", ["B"]),
            ("$filter=Items/any(i: i/ItemTypeId eq '1') and State eq 'Pending'", ["B"]),
            ("$filter=Items/any(i: i/ItemStatus eq 'New' and i/SKU eq '00002')", ["B"]),
        ])
    }

    @Test func `times are compared, added and taken apart`() async throws {
        try await Self.expect([
            ("$filter=OrderExpiryDate sub CreatedDateUtc eq duration'P1D'", ["B"]),
            ("$filter=CreatedDateUtc add duration'PT24H' eq OrderExpiryDate", ["B"]),
            ("$filter=totalseconds(OrderExpiryDate sub CreatedDateUtc) eq 86400", ["B"]),
            ("$filter=date(OrderExpiryDate) gt date(CreatedDateUtc) and Name eq 'a'", ["a"]),
            ("$filter=time(OrderExpiryDate) eq time(CreatedDateUtc) and Name eq 'a'", ["a"]),
            ("$filter=CreatedDateUtc le now() and Name eq 'a'", ["a"]),
            ("$filter=CreatedDateUtc gt now()", []),
            ("$filter=CreatedDateUtc gt 2020-01-01 and Name eq 'a'", ["a"]),
            ("$filter=CreatedDateUtc lt datetime'2020-01-01T00:00:00'", []),
            ("$filter=day(2015-03-27T23:59:59Z) eq 27 and Name eq 'a'", ["a"]),
            ("$filter=2015-03-27T23:59:59-01:00 eq 2015-03-28T00:59:59Z and Name eq 'a'", ["a"]),
            ("$filter=totaloffsetminutes(CreatedDateUtc) eq 0 and Name eq 'a'", ["a"]),
            ("$filter=mindatetime() lt CreatedDateUtc and Name eq 'a'", ["a"]),
            ("$filter=fractionalseconds(18:47:29.901) eq 0.901 and Name eq 'a'", ["a"]),
            ("$filter=month(now()) in (1,2,3,4,5,6,7,8,9,10,11,12) and Name eq 'a'", ["a"]),
        ])
    }

    @Test func `an alias stands for its value`() async throws {
        try await Self.expect([
            ("$filter=Name eq @n&@n='a'", ["a"]),
            ("$filter=Name in @n&@n=['a','B']", ["a", "B"]),
            ("$filter=Name eq @n", ["-"]),
            ("$filter=@c&@c=State eq 'Pending'", ["B"]),
            ("$filter=Items/any(i: i/SKU eq @s)&@s='00002'", ["B"]),
            ("$filter=Name eq @one&@one=@other&@other='a'", ["a"]),
            ("$orderby=@k desc,Name&@k=DiscountAmount&$top=1", ["a"]),
        ])
    }

    @Test func `a search looks into the texts, in any letter case`() async throws {
        try await Self.expect([
            ("$search=cable", ["a", "ä"]),
            ("$search=CABL", ["a", "ä"]),
            ("$search=charger", ["B"]),
            ("$search=cable 00001", ["a"]),
            ("$search=cable OR charger", ["a", "B", "ä"]),
            ("$search=00001 NOT cable", ["O'Neil"]),
            ("$search=NOT 00001", ["B", "ä", "-"]),
            ("$search=(s2 OR charger) AND 0000", ["a", "B"]),
            ("$search=\"O'Neil\"", ["O'Neil"]),
            ("$search=Ä", ["ä"]),
            ("$search=%25", []),
            ("$search=cable&$filter=DiscountAmount gt 1", ["a"]),
        ])
    }

    @Test func `the order is the one that is asked for`() async throws {
        try await Self.expect([
            ("$orderby=Name", ["-", "B", "O'Neil", "a", "ä"]),
            ("$orderby=Name desc", ["ä", "a", "O'Neil", "B", "-"]),
            ("$orderby=DiscountAmount desc", ["a", "-", "ä", "B", "O'Neil"]),
            ("$orderby=State,DiscountAmount", ["O'Neil", "ä", "-", "a", "B"]),
            ("$orderby=EmployeeId,Name", ["-", "B", "O'Neil", "ä", "a"]),
            ("$orderby=EmployeeId desc,Name desc", ["a", "ä", "O'Neil", "B", "-"]),
            ("$orderby=Items/$count desc,Name", ["a", "B", "O'Neil", "-", "ä"]),
            ("$orderby=tolower(Name)", ["-", "a", "B", "O'Neil", "ä"]),
            ("$orderby=CreatedDateUtc desc", ["-", "O'Neil", "ä", "B", "a"]),
            ("$orderby=OrderTypeId", ["a", "B", "ä", "O'Neil", "-"]),
            ("$orderby=Name desc&$skip=1&$top=2", ["a", "O'Neil"]),
        ])
    }
}
