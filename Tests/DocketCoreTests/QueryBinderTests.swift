import DocketCore
import Testing

@Suite struct QueryBinderTests {
    private static let now = Timestamp(microseconds: 1_700_000_000_000_000)

    private static func bind(
        _ text: String, aliases: [String: String] = [:], of entity: EntityType = .order
    ) throws -> QueryExpression {
        var trees: [String: QuerySyntax] = [:]
        for (name, value) in aliases { trees[name] = try QuerySyntax(parsing: value) }
        var binder = QueryBinder(entity, aliases: trees, now: now)
        return try binder.condition(try QuerySyntax(parsing: text))
    }

    private static func refusal(
        _ text: String, aliases: [String: String] = [:], of entity: EntityType = .order
    ) -> QueryError? {
        do {
            _ = try bind(text, aliases: aliases, of: entity)
            return nil
        } catch {
            return error as? QueryError
        }
    }

    @Test(arguments: [
        "EntityId eq '1'", "Name eq 1", "Id eq '659c2a38-d083-4421-9330-46d779702f85'",
        "CreatedDateUtc gt '2026-01-01'", "Name gt true", "length(1) eq 1", "year(Name) eq 1",
        "Name add 1 eq 1", "-Name eq 1", "not Name", "Name and true", "Name", "1", "DiscountAmount",
        "Name in (1,2)", "EntityId in ('a')", "round('x') eq 1", "contains(Name,1)",
        "substring(Name,1.5) eq 'a'", "Items/any(i: i/SKU)", "hour(date(CreatedDateUtc)) eq 1",
        "CreatedDateUtc add 1 gt now()", "Name has 'x'",
    ])
    func `types that do not fit are refused`(text: String) {
        guard case .invalid = Self.refusal(text) else {
            Issue.record("\(text) was taken")
            return
        }
    }

    @Test(arguments: [
        "EntityId eq 1.0", "DiscountAmount gt 1", "DiscountAmount eq EntityId",
        "Name eq null", "null eq null", "not (Name eq null)", "CreatedDateUtc gt 2026-01-01",
        "date(CreatedDateUtc) eq 2026-01-01", "State eq 'Pending'", "State gt 'A'",
        "contains(State,'end')", "State eq Docket.OrderState'Pending'",
        "State eq Docket.OrderState'1'", "Items/any(i: i/ItemTypeId eq 1)",
        "Items/any(i: i/ItemTypeId eq '1')", "Items/any(i: i/Quantity gt EntityId)",
        "Items/all(i: i/SerialNumbers/any(s: s eq i/SKU))", "Items/$count gt 2", "Items/any()",
        "$it/Name eq 'x'", "name eq 'x'", "ITEMS/any(i: i/sku eq 'x')", "null",
        "CreatedDateUtc sub duration'P1D' gt ModifiedDateUtc",
        "ModifiedDateUtc sub CreatedDateUtc gt duration'PT1H'",
        "totalseconds(ModifiedDateUtc sub CreatedDateUtc) gt 3600",
        "Items/any(i: i/TrackingInformation/any(t: t/Quantity eq 1))",
        "length(null) eq null", "EntityId in (1,null)", "true", "EntityId eq INF",
    ])
    func `types that fit are taken`(text: String) {
        #expect(Self.refusal(text) == nil)
    }

    @Test(
        arguments: [
            ("Nmae eq 'x'", "Order has no member 'Nmae'; did you mean 'Name'?", 0),
            (
                "Name eq 'x' and Stat eq 'x'", "Order has no member 'Stat'; did you mean 'State'?",
                16
            ),
            ("Items/any(i: i/Skuu eq 'x')", "Item has no member 'Skuu'; did you mean 'SKU'?", 15),
            ("State eq 'Pendng'", "there is no OrderState 'Pendng'; did you mean 'Pending'?", 9),
            ("Name/x eq 1", "a single value has no members", 5),
            (
                "Items eq 1",
                "Items is a list: ask Items/any(x: …), Items/all(x: …) or Items/$count", 0
            ),
            ("Items/SKU eq '1'", "Items is a list: ask Items/any(x: x/SKU …)", 6),
            ("style eq Sales.Pattern'Yellow'", "Order has no member 'style'", 0),
            ("Name eq Sales.Pattern'Yellow'", "there is no type 'Sales.Pattern'", 8),
            ("matchesPattern(Name,'a(')", nil, 23),
        ] as [(String, String?, Int)])
    func `a refusal says where and what was expected`(
        text: String, message: String?, position: Int
    ) {
        guard case .invalid(let found, let place) = Self.refusal(text) else {
            Issue.record("\(text) was taken")
            return
        }
        if let message { #expect(found == message) }
        #expect(place == position)
    }

    @Test(arguments: [
        ("StoreHours eq null", EntityType.location), ("Logo eq null", .company),
        ("cast(Name,Edm.String) eq 'x'", .order), ("Name eq $root/Orders", .order),
        ("matchesPattern(Name,'(?=a)')", .order), ("matchesPattern(Name,Name)", .order),
        ("(duration'P1D' mul 2) eq duration'P2D'", .order),
    ])
    func `what is not to be had is refused as such`(text: String, entity: EntityType) {
        guard case .unsupported = Self.refusal(text, of: entity) else {
            Issue.record("\(text): \(String(describing: Self.refusal(text, of: entity)))")
            return
        }
    }

    @Test func `an alias stands for its value, one without a value for null`() throws {
        #expect(Self.refusal("Name eq @p", aliases: ["p": "'x'"]) == nil)
        #expect(Self.refusal("Name eq @p") == nil)
        #expect(Self.refusal("EntityId eq @p", aliases: ["p": "'x'"]) != nil)
        #expect(Self.refusal("@p", aliases: ["p": "Name eq 'x'"]) == nil)
    }

    @Test func `aliases in a circle are refused`() {
        let circle = ["a": "@b", "b": "@a"]
        guard case .invalid(let text, _) = Self.refusal("Name eq @a", aliases: circle) else {
            Issue.record("a circle was taken")
            return
        }
        #expect(text.contains("stands for itself"))
    }

    @Test func `aliases that multiply each other meet the limit`() {
        var aliases = ["a0": "1"]
        for level in 1...10 {
            let before = Array(repeating: "@a\(level - 1)", count: 4).joined(separator: " or ")
            aliases["a\(level)"] = level == 1 ? "Name eq 'x' or Name eq 'y'" : before
        }
        guard case .invalid(let text, _) = Self.refusal("@a10", aliases: aliases) else {
            Issue.record("a million operands were taken")
            return
        }
        #expect(text.contains("\(QueryLimits.nodesMax)"))
    }

    @Test func `a thousand operands in a row are no depth`() throws {
        let chain = Array(repeating: "EntityId eq 1", count: 250).joined(separator: " or ")
        guard case .or(let operands) = try Self.bind(chain).kind else {
            Issue.record("not a chain")
            return
        }
        #expect(operands.count == 250)
    }

    @Test func `a long sum is deep`() {
        let sum = Array(repeating: "EntityId", count: 150).joined(separator: " add ")
        #expect(Self.refusal("\(sum) eq 1") != nil)
    }
}
