import DocketJSON
import HTTPTypes

/// `/problems`, and below it a page for each kind of refusal: where a problem's `type` leads.
///
/// Source: RFC 9457, section 3.1.1.
struct ProblemPages: Sendable {
    /// The pages' addresses, for the table of routes.
    var routes: [Route] {
        [
            Route(
                .get, "problems", .anyone, .listProblems, { _ in Self.list.answer(.ok) },
                choosesForm: true)
        ]
            + ProblemType.allCases.map { type in
                Route(
                    .get, "problems/\(type.rawValue)", .anyone, .showProblem,
                    { _ in Self.page(type).answer(.ok) }, choosesForm: true)
            }
    }

    private static var list: Page {
        let types = ProblemType.allCases.map { type -> [String: any Sendable] in
            [
                "uri": type.uri, "type": type.rawValue, "status": type.example.status.code,
                "meaning": spans(of: type.meaning),
            ]
        }
        return Page(title: "Problems", body: .problems, values: ["types": types], isWide: true)
    }

    private static func page(_ type: ProblemType) -> Page {
        let example = type.example
        return Page(
            title: type.rawValue, body: .problem,
            values: [
                "status": "\(example.status)",
                "meaning": spans(of: type.meaning), "remedy": spans(of: type.remedy),
                "example": text(of: example),
            ],
            isWide: true)
    }

    /// A text as its template takes it: what stood in backticks is code.
    private static func spans(of text: String) -> [[String: any Sendable]] {
        text.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .map { [$0.offset.isMultiple(of: 2) ? "words" : "code": String($0.element)] }
    }

    /// The answer as it goes over the wire, its document with a line for each member.
    private static func text(of problem: Problem) -> String {
        let trace = "9f86d081884c7d65"
        let fields = problem.answer(traceID: trace).headers.map { "\($0.name): \($0.value)\n" }
        return "HTTP/1.1 \(problem.status)\n\(fields.sorted().joined())\n"
            + indented(problem.document(traceID: trace))
    }

    private static func indented(_ document: [UInt8]) -> String {
        (try? JSONValue(document)).map { indented($0, at: "\n") } ?? ""
    }

    private static func indented(_ value: JSONValue, at line: String) -> String {
        let inner = line + "  "
        switch value {
        case .object(let members) where !members.isEmpty:
            let lines = members.map { member in
                let name = String(decoding: JSONValue.string(member.name).encoded, as: UTF8.self)
                return "\(inner)\(name): \(indented(member.value, at: inner))"
            }
            return "{\(lines.joined(separator: ","))\(line)}"
        case .array(let elements) where !elements.isEmpty:
            let lines = elements.map { "\(inner)\(indented($0, at: inner))" }
            return "[\(lines.joined(separator: ","))\(line)]"
        case .null, .boolean, .number, .string, .array, .object:
            return String(decoding: value.encoded, as: UTF8.self)
        }
    }
}
