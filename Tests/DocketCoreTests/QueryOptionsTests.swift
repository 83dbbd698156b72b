import DocketCore
import Testing

@Suite struct QueryOptionsTests {
    /// Reads `name=value` pairs that are percent-decoded.
    static func read(_ texts: String...) throws -> QueryOptions {
        try QueryOptions(
            texts.map { text in
                let parts = text.split(
                    separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
                return QueryOptionText(name: String(parts[0]), value: String(parts[1]))
            })
    }

    @Test func `every option is read, with or without the dollar sign`() throws {
        let options = try Self.read(
            "$filter=a", "ORDERBY=Name desc,Price mul 2\tASC,b", "$Select=*,Items/SKU", "$top=007",
            "skip=2147483647", "$count=True", "$skiptoken=x=1&y", "$format=text/html;a=b",
            "$search=blue", "$expand=Items")
        #expect(options.filter?.written == "a")
        #expect(options.orderBy.map(\.expression.written) == ["Name", "(Price mul 2)", "b"])
        #expect(options.orderBy.map(\.isDescending) == [true, false, false])
        #expect(options.select == [.init(["*"], at: 0), .init(["Items", "SKU"], at: 2)])
        #expect(options.top == 7 && options.skip == 2_147_483_647 && options.count)
        #expect(options.skipToken == "x=1&y" && options.format == "text/html;a=b")
        #expect(options.search == .term("blue"))
        #expect(options.expand == [.init("Items", at: 0, options: QueryOptions())])
        #expect(try QueryOptions([]) == QueryOptions())
    }

    @Test func `an expanded member has options of its own`() throws {
        let options = try Self.read(
            "$expand=*,Items($filter=a eq ';)';select=SKU;$expand=B($top=1);@p=[1,'b'])")
        let items = try #require(options.expand.last)
        #expect(items.name == "Items" && items.position == 2)
        #expect(items.options.filter?.written == "(a eq ';)')")
        #expect(items.options.select == [.init(["SKU"], at: 33)])
        #expect(items.options.expand.first?.options.top == 1)
        #expect(items.options.aliases["p"]?.written == "(1,'b')")
    }

    @Test func `an alias stands for an expression or a list`() throws {
        let options = try Self.read("$filter=a eq @b", "@b=5 add 3", "@c=['x',-1]", "@B=[a]")
        #expect(options.aliases["b"]?.written == "(5 add 3)")
        #expect(options.aliases["c"]?.written == "('x',-1)")
        #expect(options.aliases["B"]?.kind == .unsupported("arrays in expressions"))
    }

    @Test(
        arguments: [
            (
                "$fliter=a", "$fliter",
                "there is no query option '$fliter'; did you mean '$filter'?", 0
            ),
            (
                "oderby=a", "oderby",
                "there is no query option 'oderby'; did you mean '$orderby'?", 0
            ),
            ("custom=a", "custom", "there is no query option 'custom'", 0),
            ("@a.b=1", "@a.b", "there is no query option '@a.b'", 0),
            ("$filter= a", "$filter", "expected a value, found white space", 0),
            ("Top=-1", "$top", "expected a whole number from 0 to 2147483647, found '-'", 0),
            ("$top=1.5", "$top", "expected the end, found '.'", 1),
            ("$skip=2147483648", "$skip", "the number is greater than 2147483647", 0),
            (
                "$count=ture", "$count",
                "expected 'true' or 'false', found 'ture'; did you mean 'true'?", 0
            ),
            ("$count=", "$count", "expected 'true' or 'false', found the end", 0),
            ("$format=json ", "$format", "white space at the end is not allowed", 4),
            ("$index=a", "$index", "expected a whole number, found 'a'", 0),
            ("$levels=1", "$levels", "the option stands only within $expand", 0),
            (
                "$orderby=a dsc", "$orderby",
                "expected 'asc', 'desc', ',', an operator or the end, found 'dsc'; "
                    + "did you mean 'desc'?", 2
            ),
            (
                "$orderby=a asc desc", "$orderby",
                "expected 'asc', 'desc', ',', an operator or the end, found 'desc'", 6
            ),
            ("$select=a, b", "$select", "expected a member or '*', found white space", 2),
            ("$select=a b", "$select", "expected ',' or the end, found 'b'", 2),
            (
                "$expand=a($tpo=1)", "$expand",
                "there is no query option '$tpo'; did you mean '$top'?", 2
            ),
            ("$expand=a($format=b)", "$expand", "the option $format is not allowed here", 2),
            ("$expand=a($top=1;$top=2)", "$expand", "$top is given more than once", 9),
            ("$expand=a($top=1", "$expand", "expected ';' or ')', found the end", 8),
            ("$expand=a()", "$expand", "expected an option such as $top, found ')'", 2),
            ("$search=a;b", "$search", "expected a word, 'AND', 'OR' or the end, found ';'", 1),
            ("$compute=a mul 2", "$compute", "expected an operator or 'as', found the end", 7),
        ] as [(String, String, String, Int)])
    func `a refusal names the option`(text: String, option: String, message: String, place: Int) {
        let error = QueryError.invalid(message, position: place)
        #expect(throws: QueryOptionError(option: option, error: error)) { try Self.read(text) }
    }

    @Test(arguments: [["$top=1", "TOP=2"], ["$count=true", "count=true"], ["@a=1", "@a=1"]])
    func `no option is given twice`(texts: [String]) {
        #expect(throws: QueryOptionError.self) { try Self.read(texts[0], texts[1]) }
    }

    @Test(
        arguments: [
            ("$compute=a mul 2 as b,c as d", "$compute", 0), ("$apply=anything", "$apply", 0),
            ("$index=-1", "$index", 0), ("$schemaversion=*", "$schemaversion", 0),
            ("$deltatoken=a", "$deltatoken", 0), ("$id=a", "$id", 0),
            ("$expand=a($levels=max)", "$levels", 2), ("$expand=*($levels=2)", "$levels", 2),
            ("$expand=a/$ref($top=1)", "$ref in $expand", 2),
            ("$expand=a/$count($search=b)", "$count in $expand", 2),
            ("$expand=a,b/c", "paths in $expand", 2), ("$expand=A.B/c", "type casts", 0),
            ("$expand=@A.B", "annotations in $expand", 0),
            ("$expand=$value", "$value in $expand", 0),
            ("$select=a/A.B/c", "qualified names in $select", 2),
            ("$select=A.*", "operations in $select", 0),
            ("$select=F(a,b)", "options in $select", 1),
            ("$select=a($top=1;@c=2)", "options in $select", 1),
            ("$select=a,@A.B", "annotations in $select", 2),
            ("$search='\"a'", "$search in single quotes", 0),
        ] as [(String, String, Int)])
    func `what is right but not to be had is named`(text: String, feature: String, place: Int) {
        let error = #expect(throws: QueryOptionError.self) { try Self.read(text) }
        #expect(error?.error == .unsupported(feature, position: place))
    }

    @Test(arguments: [
        "$compute=a mul", "$expand=a/$ref($select=b)", "$expand=a/$count($top=1)", "$expand=A.B",
        "$expand=a($levels=0)", "$expand=a($levels=04)", "$expand=$ref", "$expand=*/a",
        "$select=A.B/", "$select=a($levels=1)", "$select=a/*", "$search='a",
        "$expand=a($search=b(c)",
        "$schemaversion=", "$id= a", "$expand=", "$select=", "$orderby=", "$search=",
    ])
    func `what is wrong is wrong even beside what is not to be had`(text: String) {
        let error = #expect(throws: QueryOptionError.self) { try Self.read("$apply=a", text) }
        guard case .unsupported(let feature, _)? = error?.error else { return }
        Issue.record("\(text) is taken for right, with \(feature)")
    }
}

@Suite struct SearchSyntaxTests {
    @Test(arguments: [
        ("a b", "(a b)"), ("a AND b OR c d", "((a b) | (c d))"), ("NOT a b", "(!a b)"),
        ("a OR NOT (b  c)", "(a | !(b c))"), ("\"blue green\" x", "(blue green x)"),
        ("NOT", "NOT"), ("OR", "OR"), ("NOT NOT", "!NOT"), ("OR AND", "(OR AND)"),
        ("AND OR NOT", "(AND | NOT)"), ("a OR", "(a OR)"), ("not a", "(not a)"),
        ("Daniel's", "Daniel's"), ("08/15", "08/15"), (" a", "a"), ("( a )", "a"), ("Δ", "Δ"),
        ("NOT NOT NOT a", "!!!a"), ("ANDy NOTe", "(ANDy NOTe)"),
    ])
    func `words are operators where they have operands`(text: String, tree: String) throws {
        #expect(try QueryOptionsTests.read("$search=\(text)").search?.written == tree)
    }

    @Test(arguments: [
        "(a", "a)", "\"a", "\"\"", "\"a\"b", "NOT(a)", "a(b)", "a ", "()", "'a", "a;b",
    ])
    func `what is no search is refused`(text: String) {
        #expect(throws: QueryOptionError.self) { try QueryOptionsTests.read("$search=\(text)") }
    }

    @Test func `a semicolon that was encoded belongs to the word`() throws {
        func search(_ value: String, raw: String) throws -> QueryOptions {
            try QueryOptions([QueryOptionText(name: "$search", value: value, rawValue: raw)])
        }
        #expect(try search("a;b", raw: "a%3Bb").search == .term("a;b"))
        #expect(throws: QueryOptionError.self) { try search("a;b", raw: "a;b") }
        #expect(throws: QueryOptionError.self) { try search("a;b c;d", raw: "a%3bb%20c;d") }
        let nested = try QueryOptions([
            QueryOptionText(
                name: "$expand", value: "A($search=a;b;$top=1)",
                rawValue: "A($search=a%3Bb;$top=1)")
        ])
        #expect(nested.expand.first?.options.search == .term("a;b"))
        #expect(nested.expand.first?.options.top == 1)
    }
}

extension SearchSyntax {
    fileprivate var written: String {
        switch self {
        case .term(let text): text
        case .not(let inner): "!\(inner.written)"
        case .and(let left, let right): "(\(left.written) \(right.written))"
        case .or(let left, let right): "(\(left.written) | \(right.written))"
        }
    }
}

@Suite struct SpellingTests {
    @Test(
        arguments: [
            ("fliter", "filter"), ("FILTR", "filter"), ("odrerby", "orderby"), ("tpo", "top"),
            ("serach", "search"), ("selects", "select"), ("x", nil), ("", nil), ("banana", nil),
            ("to", "top"), ("skpi", "skip"), ("expnad!", "expand"),
        ] as [(String, String?)])
    func `the nearest name is found, if it is near`(word: String, name: String?) {
        let names = ["filter", "orderby", "top", "skip", "search", "select", "expand"]
        #expect(Spelling.nearest(to: word, among: names) == name)
    }

    @Test func `among names as near the one with the same first letter is meant`() {
        #expect(Spelling.nearest(to: "dsc", among: ["asc", "desc"]) == "desc")
        #expect(Spelling.nearest(to: "cat", among: ["bat", "car", "can"]) == "car")
    }
}
