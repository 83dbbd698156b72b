import DocketJSON
import DocketTestKit
import Foundation
import HTTPTypes
import Testing

/// OASIS's own cases over HTTP. Whether they are read rightly is the parser's test; here only what
/// becomes of the request.
@Suite(.enabled(if: SharedTestData.isThere, Comment(rawValue: SharedTestData.absence)))
struct QueryCaseTests {
    @Test func `a right case is answered, named as not to be had, or names what isn't there`()
        async throws
    {
        let cases = try QueryCase.all().filter(\.isRight)
        #expect(cases.count > 250)
        try await TestServer.run { server in
            var refused: [String] = []
            for item in cases {
                let reply = try await server.ask(item.target)
                #expect([200, 400, 501].contains(reply.status), "\(item.target): \(reply.text)")
                let isOfNames = QueryCase.refusals.contains { reply.fault.contains($0) }
                if reply.status == 400, !isOfNames {
                    refused.append("\(item.rule): \(item.target): \(reply.fault)")
                }
            }
            let share = 100 * (cases.count - refused.count) / cases.count
            print("\(share) % of \(cases.count) right cases get past the parser")
            #expect(share >= 95, "\(refused)")
        }
    }

    @Test func `a wrong case is refused`() async throws {
        let cases = try QueryCase.all().filter { !$0.isRight }
        #expect(cases.count > 25)
        try await TestServer.run { server in
            for item in cases {
                let reply = try await server.ask(item.target)
                // A number is no date, but it is a value.
                let expected = item.group == "literal" ? [400, 200] : [400]
                #expect(expected.contains(reply.status), "\(item.target): \(reply.text)")
            }
        }
    }
}

/// A case as a request.
private struct QueryCase {
    let rule: String
    let group: String
    let target: String
    let isRight: Bool

    /// What a right case is refused for: names and types that orders lack, and what the grammar
    /// leaves to the prose.
    static let refusals = [
        "has no member", "has no list", "there is no type", "there is no query option",
        "a condition was expected", "one of its members was expected", "wants an enumeration",
        "given more than once", "was not handed out",
    ]

    static func all() throws -> [QueryCase] {
        let cases = try SharedTestData.json("odata/abnf-cases.json")["cases"]?.elements ?? []
        return cases.compactMap { item in
            guard let rule = item["rule"]?.text, let group = item["group"]?.text,
                let input = item["input"]?.text, let query = query(rule, group, input)
            else { return nil }
            return QueryCase(
                rule: rule, group: group, target: "\(TestServer.orders)?\(query)",
                isRight: item["ok"] == .boolean(true))
        }
    }

    /// The options of the request; `nil` for what stands in no address.
    private static func query(_ rule: String, _ group: String, _ input: String) -> String? {
        switch (group, rule) {
        case (_, "booleanValue"), (_, "primitiveValue"): nil
        case ("options", _), ("orderby", _), ("select", _), ("expand", _), ("search", "search"),
            ("filter", "filter"):
            input
        case ("search", _): "$search=\(input)"
        case ("filter", "anyExpr"): "$filter=Items/\(input)"
        case ("filter", _): "$filter=\(input)"
        case ("geo", _): "$filter=null eq \(input)"
        case ("literal", "stringInUrl"): "$filter=Name in [\(input)]"
        case ("literal", "durationValue"): "$filter=null eq duration'\(encoded(input))'"
        case ("literal", "enumValue"): "$filter=null eq Model.Kind'\(encoded(input))'"
        case ("literal", _):
            // Values of a payload are not percent-encoded yet.
            "$filter=null eq \(rule.hasSuffix("Value") ? encoded(input) : input)"
        default: nil
        }
    }

    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? text
    }
}
