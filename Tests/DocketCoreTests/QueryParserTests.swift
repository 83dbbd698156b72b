import DocketCore
import Testing

@Suite struct QueryParserTests {
    @Test(arguments: [
        ("a eq 1 or b eq 2 and c eq 3", "((a eq 1) or ((b eq 2) and (c eq 3)))"),
        ("(a or b) and c", "((a or b) and c)"),
        ("a sub b sub c", "((a sub b) sub c)"),
        ("a add b mul c divby d gt 2", "((a add ((b mul c) divby d)) gt 2)"),
        ("a eq b lt c", "(a eq (b lt c))"),
        ("not a and b", "(not(a) and b)"),
        ("not(a and b)", "not((a and b))"),
        ("not contains(Name,'x')", "not(contains(Name,'x'))"),
        ("- a add -2", "(minus(a) add -2)"),
        ("NOT a AND b Eq 1", "(not(a) and (b eq 1))"),
        ("Name\teq\t'O''Neil'", "(Name eq 'O''Neil')"),
        ("Name in ('a', null ,-1) and b", "((Name in ('a',null,-1)) and b)"),
        (#"Name in ["a\u00e4\"", 'b']"#, "(Name in ('aä\"','b'))"),
        ("Name in () or Name in []", "((Name in ()) or (Name in ()))"),
        ("Name in @p", "(Name in @p)"),
        ("Name in (Names)", "(Name in Names)"),
        ("ToLower(Name) eq substring( Name , 1,2 )", "(tolower(Name) eq substring(Name,1,2))"),
        ("now( ) gt maxdatetime()", "(now() gt maxdatetime())"),
        ("$it/Name eq $this", "($it/Name eq $this)"),
        ("Items/$count gt 1", "(Items/$count gt 1)"),
        ("Items/any()", "Items/any()"),
        ("a/Items/Any( x : x/Q gt 1 and b)", "a/Items/any(x:((x/Q gt 1) and b))"),
        ("Items/all(x:x/Tags/any(y:y eq x/Name))", "Items/all(x:x/Tags/any(y:(y eq x/Name)))"),
        ("Größe gt 1 or 名前 eq _a1", "((Größe gt 1) or (名前 eq _a1))"),
        ("length eq and", "(length eq and)"),
        ("not", "not"),
    ])
    func `an expression is read by the order of its operators`(text: String, tree: String) throws {
        #expect(try QuerySyntax(parsing: text).written == tree)
    }

    @Test(
        arguments: [
            ("null", .null), ("true", .boolean(true)), ("fAlse", .boolean(false)),
            ("007.50E+03", .number("7.50e03")), ("+5", .number("5")),
            ("-0.3e-2", .number("-0.3e-2")),
            ("INF", .infinity(isNegative: false)), ("-INF", .infinity(isNegative: true)),
            ("NaN", .notANumber), ("'a;b)'", .string("a;b)")), ("''''", .string("'")),
            ("'P1D'", .string("P1D")), ("1969-12-31", .date(days: -1)),
            ("0000-01-01", .date(days: -719_528)), ("-0001-12-31", .date(days: -719_529)),
            ("10000-01-01", .date(days: 2_932_897)),
            ("1970-01-01T00:00Z", .instant(microseconds: 0, offsetMinutes: 0)),
            ("1970-01-01T01:00:00+01:00", .instant(microseconds: 0, offsetMinutes: 60)),
            ("1969-12-31t22:30:00-01:30", .instant(microseconds: 0, offsetMinutes: -90)),
            ("1970-01-01T00:00:60z", .instant(microseconds: 59_000_000, offsetMinutes: 0)),
            (
                "1970-01-01T00:00:00.123456789012Z",
                .instant(microseconds: 123_456, offsetMinutes: 0)
            ),
            ("-9999999-01-01T00:00Z", .instant(microseconds: .min, offsetMinutes: 0)),
            ("9999999-01-01T00:00Z", .instant(microseconds: .max, offsetMinutes: 0)),
            ("datetime'1970-01-01T00:00:01'", .instant(microseconds: 1_000_000, offsetMinutes: 0)),
            ("DateTime'1970-01-01T00:00:01Z'", .instant(microseconds: 1_000_000, offsetMinutes: 0)),
            (
                "datetimeoffset'1970-01-01T01:00:00+01:00'",
                .instant(microseconds: 0, offsetMinutes: 60)
            ),
            ("23:59", .timeOfDay(microseconds: 86_340_000_000)),
            ("00:00:01.5", .timeOfDay(microseconds: 1_500_000)),
            ("time'PT13H20M'", .timeOfDay(microseconds: 48_000_000_000)),
            ("duration'P1DT2H3M4.5S'", .duration(microseconds: 93_784_500_000)),
            ("duration'-PT1S'", .duration(microseconds: -1_000_000)),
            ("00000000-0000-0000-0000-00000000000A", .guid(GUID(high: 0, low: 10))),
            ("guid'00000000-0000-0000-0000-00000000000a'", .guid(GUID(high: 0, low: 10))),
            ("A.B'C,-3'", .enumeration(type: "A.B", value: "C,-3")),
        ] as [(String, QueryLiteral)])
    func `every kind of literal is read`(text: String, literal: QueryLiteral) throws {
        #expect(try QuerySyntax(parsing: text).kind == .literal(literal))
    }

    @Test(arguments: [
        ("Address/Model.A/Street", "type casts"), ("Model.A/Street eq 1", "type casts"),
        ("Model.F(a=1)/x", "functions of the model"), ("a/F()", "functions of the model"),
        ("Items(1)/Name", "key predicates"),
        ("a/Items(ID='x')/$count", "key predicates and functions of the model"),
        ("Items/$filter(a gt 3)('Sugar')", "$filter in a path"),
        ("Items/$count($filter=a eq 1;$search=b)", "options of $count"),
        ("cast(Edm.String)", "the function cast"), ("isof(a,X)", "the function isof"),
        ("case( a gt 0 : 1 ,true:0)", "the function case"),
        ("geo.length(a)", "the function geo.length"),
        ("hassubset(a,b)", "the function hassubset"),
        ("Price/@Measures.Currency#Q", "annotations"), ("@A.B/any(x:x)", "annotations"),
        ("@p/any(x:x)", "paths behind a parameter alias"), ("$root/A(1)/b", "$root"),
        ("binary'Zm8='", "binary literals"), ("['a',b]", "arrays in expressions"),
        (#"{"a":[1,{}]}"#, "objects in expressions"),
        ("geometry'SRID=0;Polygon((1 1,2 2,1 1))'", "geometry literals"),
        ("geography'SRID=0;MultiPoint()'", "geography literals"),
    ])
    func `what is right but not to be had is named`(text: String, feature: String) throws {
        let syntax = try QuerySyntax(parsing: text)
        let first: QuerySyntax
        if case .binary(_, let left, _) = syntax.kind { first = left } else { first = syntax }
        #expect(first.kind == .unsupported(feature))
        #expect(throws: QueryError.self) { try QuerySyntax(parsing: text + " and )") }
    }

    @Test func `every node knows where it begins`() throws {
        let syntax = try QuerySyntax(parsing: "(ä eq 1) and Items/any(x:x/A in ('b','c'))")
        guard case .binary(.and, let left, let right) = syntax.kind,
            case .binary(.eq, let member, let one) = left.kind,
            case .path(let path) = right.kind, case .any("x", let body?) = path[1].kind,
            case .binary(.in, let inner, let list) = body.kind, case .list(let all) = list.kind
        else { throw QueryError.invalid("another tree: \(syntax.written)", position: 0) }
        #expect([left.position, member.position, one.position] == [1, 1, 6])
        #expect([right.position, path[1].position, inner.position] == [13, 19, 25])
        #expect([list.position] + all.map(\.position) == [32, 33, 37])
    }
}

extension QuerySyntax {
    /// The tree with all its brackets.
    var written: String {
        switch kind {
        case .literal(let literal): literal.written
        case .path(let segments): segments.map(\.written).joined(separator: "/")
        case .alias(let name): "@\(name)"
        case .unary(let which, let inner): "\(which)(\(inner.written))"
        case .binary(let which, let left, let right):
            "(\(left.written) \(which.rawValue) \(right.written))"
        case .call(let name, let arguments):
            "\(name)(\(arguments.map(\.written).joined(separator: ",")))"
        case .list(let elements): "(\(elements.map(\.written).joined(separator: ",")))"
        case .unsupported(let feature): "<\(feature)>"
        }
    }
}

extension QuerySyntax.Segment {
    fileprivate var written: String {
        switch kind {
        case .name(let name): name
        case .count: "$count"
        case .any(let variable?, let body?): "any(\(variable):\(body.written))"
        case .any: "any()"
        case .all(let variable, let body): "all(\(variable):\(body.written))"
        }
    }
}

extension QueryLiteral {
    fileprivate var written: String {
        switch self {
        case .null: "null"
        case .number(let text): text
        case .string(let text):
            "'\(text.reduce(into: "") { $0 += $1 == "'" ? "''" : String($1) })'"
        default: "\(self)"
        }
    }
}
