import DocketCore
import Testing

@Suite struct QueryParserRefusalTests {
    @Test(
        arguments: [
            ("", "expected a value, found the end", 0),
            (" a", "expected a value, found white space", 0),
            ("a ", "white space at the end is not allowed", 1),
            ("a eq 1 foo", "expected an operator or the end, found 'foo'", 7),
            (
                "ä eq 1 adn b",
                "expected an operator or the end, found 'adn'; did you mean 'and'?", 7
            ),
            ("a = 1", "expected an operator or the end, found '='; did you mean 'eq'?", 2),
            ("a eq", "expected a value behind 'eq', found the end", 4),
            ("a eq(1)", "expected white space behind 'eq'", 4),
            ("(a", "expected an operator or ')', found the end", 2),
            ("a)", "expected an operator or the end, found ')'", 1),
            ("a eq 'b", "the string that begins here has no end", 5),
            ("a eq \"b\"", "expected a value; strings stand in single quotes", 5),
            ("a eq 42.", "'42.' is not a number", 5), ("0time", "'0time' is not a number", 0),
            (
                "2015-02-29",
                "'2015-02-29' is not a date of the calendar, such as 2015-03-27", 0
            ),
            ("lenght(a)", "there is no function 'lenght'; did you mean 'length'?", 0),
            ("a eq Foo(b=1)", "there is no function 'Foo'", 5),
            ("concat(a)", "the function 'concat' takes 2 arguments, not 1", 0),
            ("substring(a)", "the function 'substring' takes 2 or 3 arguments, not 1", 0),
            ("now(a)", "the function 'now' takes no arguments, not 1", 0),
            ("any()", "'any' needs a list before it, as in Items/any(x: x/Name eq 'a')", 0),
            ("a/all()", "expected a variable, as in any(x: x/Name eq 'a'), found ')'", 6),
            ("guld'x'", "there is no literal guld'…'; did you mean 'guid'?", 0),
            (
                "a in ('b',c)",
                "expected a value that is written out; a list has no others, found 'c'", 10
            ),
            ("a in (b,c)", "expected a value that is written out; a list has no others", 6),
            (
                "a has b", "expected an enumeration value behind 'has', such as Model.Color'Red'", 6
            ),
            ("A.B", "expected '/' and a member behind the type, found the end", 3),
            ("$thsi", "expected a value, found '$thsi'; did you mean '$this'?", 0),
            ("cast(1,A.B))", "expected an operator or the end, found ')'", 11),
            ("a\neq 1", "expected an operator or the end, found '\n'", 1),
        ] as [(String, String, Int)])
    func `a refusal says what was expected, and where`(text: String, message: String, place: Int) {
        #expect(throws: QueryError.invalid(message, position: place)) {
            try QuerySyntax(parsing: text)
        }
    }

    @Test(arguments: [
        "a/", "a//b", "a/$it", "1 2", "a eq 1and b", "a eq 'b'c", "-", "- ", "not ", "@", "$",
        "$root", "5M", "1e", "1.5.2", "--1-", "24:00", "2012-09-03T24:00Z", "2012-09-03T10:00",
        "2012-09-03T10:00:61Z", "2012-09-03T10:00:00.1234567890123Z", "2012-13-01",
        "02012-01-01", "duration'P'", "duration'PT'", "duration'P1Y'", "duration'P1D",
        "duration'P99999999999999D'", "time'PT24H'", "binary'Zm9'", "binary'Zh'", "X'1a'",
        "A.B''", "A.B'a b'", "guid'1'", "[1,]", "[1", "{1:2}", #"{"a"}"#, #"["\q"]"#,
        #"["\ud800"]"#, "geometry'Point(1 1)'", "geometry'SRID=0;Line(1 1)'",
        "geometry'SRID=0;Point(1)'", "cast()", "case(a)", "case()", "isof(a b)", "A.F(1,2)",
        "a/$count/b", "a/any(x:y)/b", "a/any(x)", "a/any(1:2)", "a , b", "a;b", "a/*", "*",
        "Items/$count($top=1)", "a eq\u{A0}1", "\u{0}",
    ])
    func `what the grammar does not have is refused`(text: String) {
        #expect(throws: QueryError.self) { try QuerySyntax(parsing: text) }
    }

    @Test(arguments: [
        ("(", "a", ")"), ("not ", "a", ""), ("-", "a", ""), ("trim(", "a", ")"),
        ("a/any(x:", "a", ")"), ("[", "1", "]"), ("a/$filter(", "a", ")"), ("a in (", "b", ")"),
        ("cast(", "a", ",B)"), ("case(true:", "a", ")"), ("a/F(b=", "c", ")"),
        ("{\"a\":", "1", "}"),
    ])
    func `a hundred levels are read and no more`(open: String, core: String, close: String) throws {
        func text(_ depth: Int) -> String {
            String(repeating: open, count: depth) + core + String(repeating: close, count: depth)
        }
        _ = try QuerySyntax(parsing: text(QueryLimits.depthMax))
        for depth in [QueryLimits.depthMax + 1, 1000] {
            let error = #expect(throws: QueryError.self) { try QuerySyntax(parsing: text(depth)) }
            guard case .invalid(let message, _)? = error else { continue }
            #expect(message == "the expression is nested more than 100 deep")
        }
    }

    @Test func `a thousand parts are read and no more`() throws {
        let clauses = Array(repeating: "a eq 1", count: 250).joined(separator: " or ")
        _ = try QuerySyntax(parsing: clauses)
        #expect(
            throws: QueryError.invalid(
                "the expression has more than 1000 parts", position: clauses.count + 5)
        ) { try QuerySyntax(parsing: clauses + " or a") }
        let words = Array(repeating: "a", count: 1000).joined(separator: " ")
        _ = try QueryOptions([QueryOptionText(name: "$search", value: words)])
        #expect(throws: QueryOptionError.self) {
            try QueryOptions([QueryOptionText(name: "$search", value: words + " a")])
        }
    }

    @Test(arguments: [
        String(repeating: "(", count: 10_000), String(repeating: "a", count: 1_000_000),
        String(repeating: "$expand=a(", count: 1638), String(repeating: "'", count: 16_383),
        String(repeating: "1", count: 16_384), String(repeating: "F(", count: 8192),
    ])
    func `no text is too much`(text: String) {
        #expect(throws: QueryError.self) {
            _ = try QuerySyntax(parsing: text)
            throw QueryError.invalid("read", position: 0)
        }
        for name in ["$filter", "$select", "$expand", "$search", "$orderby", "@p", text] {
            _ = try? QueryOptions([QueryOptionText(name: name, value: text, rawValue: text)])
        }
        let long = QueryError.invalid("the text is longer than 16384 bytes", position: 0)
        if text.utf8.count > QueryLimits.textBytesMax {
            #expect(throws: long) { try QuerySyntax(parsing: text) }
        }
    }
}
