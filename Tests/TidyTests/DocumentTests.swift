import Foundation
import Testing

/// What the documents say is what there is.
@Suite struct DocumentTests {
    @Test func `a link within the documents leads somewhere`() {
        var violations: [String] = []
        for path in SourceTree.markdown {
            let folder = path.split(separator: "/").dropLast().joined(separator: "/")
            for link in Self.links(in: SourceTree.text(of: path)) {
                let target = link.prefix { $0 != "#" }
                guard !target.isEmpty, !target.contains("://"), !target.hasPrefix("mailto:") else {
                    continue
                }
                let place = folder.isEmpty ? String(target) : "\(folder)/\(target)"
                if !SourceTree.exists(place) { violations.append("\(path) links to \(target)") }
            }
        }
        expectNone(violations)
    }

    @Test func `the table of errors has every problem type and no other`() {
        let source = "Sources/DocketServer/Operations/ProblemType.swift"
        let code = SwiftFile(path: source, text: SourceTree.text(of: source))
        let types = code.literals.map(\.text)
        #expect(!types.isEmpty)
        #expect(Self.firstCells(of: "docs/errors.md").sorted() == types.sorted())
    }

    @Test func `the table of transitions is the one in the code`() {
        let source = SourceTree.text(of: "Sources/DocketCore/Orders/OrderState.swift")
        var causes: [String: String] = [:]
        for line in source.split(separator: "\n") {
            let words = line.split(separator: " ", maxSplits: 3).map(String.init)
            guard words.count == 4, words[0] == "case", words[2] == "=" else { continue }
            causes[words[1]] = words[3].filter { $0 != "\"" }
        }
        let steps = source.components(between: "OrderTransition(from: .", and: ")").map { step in
            let names = step.components(separatedBy: ", ").map {
                $0.split(separator: ".").last ?? ""
            }
            let states = names.prefix(2).map(\.capitalized)
            return (states + [causes[String(names.last ?? "")] ?? "?"]).joined(separator: " | ")
        }
        #expect(!steps.isEmpty)
        let rows = Self.rows(of: "docs/api/orders.md", below: "### Transitions")
            .map { $0.prefix(3).joined(separator: " | ") }
        #expect(rows.sorted() == steps.sorted())
    }

    @Test func `the documents have every operation and no other`() {
        let pages = SourceTree.markdown
            .filter { $0.hasPrefix("docs/api/") || $0 == "docs/operating.md" }
            .map { SourceTree.text(of: $0) }.joined()
        let documented = Set(pages.components(between: "`", and: "`").compactMap(Self.operation))
        let routes = Set(
            SourceTree.sources.filter { $0.target == "DocketServer" }.flatMap(Self.routes))
        #expect(!routes.isEmpty)
        expectNone(routes.subtracting(documented).sorted().map { "not documented: \($0)" })
        expectNone(documented.subtracting(routes).sorted().map { "no such operation: \($0)" })
    }

    @Test func `the changelog has a place for what is to come`() {
        #expect(SourceTree.text(of: "CHANGELOG.md").contains("\n## [Unreleased]\n"))
    }

    /// The targets of `[…](…)` outside code.
    private static func links(in text: String) -> [String] {
        let prose = text.components(separatedBy: "```").enumerated()
            .filter { $0.offset.isMultiple(of: 2) }.map(\.element).joined()
        return prose.components(between: "](", and: ")")
    }

    /// The rows of the first table below a heading, without its head.
    private static func rows(of path: String, below heading: String) -> [[String]] {
        let lines = SourceTree.text(of: path).components(separatedBy: "\n")
        guard let start = lines.firstIndex(of: heading),
            let head = lines[start...].firstIndex(where: { $0.hasPrefix("|") })
        else { return [] }
        return lines[head...].prefix { $0.hasPrefix("|") }.dropFirst(2).map { line in
            line.split(separator: "|").map {
                $0.trimmingCharacters(in: .whitespaces).filter { $0 != "`" }
            }
        }
    }

    /// What stands in backticks in the first cell of each row, in all tables of a page.
    private static func firstCells(of path: String) -> [String] {
        SourceTree.text(of: path).components(separatedBy: "\n").compactMap { line in
            guard line.hasPrefix("| `") else { return nil }
            return line.components(between: "`", and: "`").first
        }
    }

    /// The operations of a file, as `METHOD path`: what stands in `Route(.method, path, …)`.
    private static func routes(of file: SwiftFile) -> [String] {
        let text = file.lines.joined(separator: "\n")
        return text.components(between: "Route(", and: ", .").flatMap { route -> [String] in
            let parts = route.components(separatedBy: ",").map {
                $0.trimmingCharacters(in: .whitespacesAndNewlines)
            }
            guard parts.count == 2, parts[0].hasPrefix(".") else { return [] }
            let method = parts[0].dropFirst().uppercased()
            return paths(parts[1], in: text).map { "\(method) \($0)" }
        }
    }

    /// The paths that an expression stands for: a literal, a constant of the file, a literal with
    /// the constant `path` in it, or what the file calls `list` with.
    private static func paths(_ expression: String, in text: String) -> [String] {
        let constant = { (name: String) in
            text.components(between: "let \(name) = \"", and: "\"").first ?? "?"
        }
        if expression.hasPrefix("Self.") { return [constant(String(expression.dropFirst(5)))] }
        // What stands for one of several is written in braces: `problems/\(type.rawValue)`.
        let literal = expression.filter { $0 != "\"" }
            .replacing(/\\\((\w+)\.\w+\)/) { "{\($0.output.1)}" }
        guard expression.hasPrefix("path") else {
            return [literal.replacing("\\(path)", with: constant("path"))]
        }
        let end = literal.dropFirst("path".count).drop { $0 == " " || $0 == "+" }
        return text.components(between: "list(\"v1/", and: "\"").map { "v1/\($0)\(end)" }
    }

    /// `POST /Orders({o})/Process` as the table of routes has it; paths without `/v1` and the like
    /// are below a company.
    private static func operation(_ text: String) -> String? {
        let words = text.split(separator: " ")
        guard words.count == 2, words[1].hasPrefix("/"),
            ["GET", "POST", "PUT", "PATCH", "DELETE"].contains(words[0])
        else { return nil }
        var path = ""
        var depth = 0
        for character in words[1].lowercased() {
            if character == ")" { depth -= 1 }
            if depth == 0 { path.append(character) }
            if character == "(" { depth += 1 }
        }
        let roots = [
            "/v1/", "/auth/", "/.well-known/", "/health/", "/metrics", "/sandbox/", "/docs",
            "/problems", "/openapi.json", "/api/", "/order/payment", "/prepay/payment",
            "/tracking/",
        ]
        let isWhole = roots.contains { path.hasPrefix($0) }
        // A segment in braces may be any.
        if path.hasPrefix("/api/") || path.hasPrefix("/tracking/") {
            path.replace(/\{\w+\}/, with: "{}")
        }
        return "\(words[0]) " + (isWhole ? String(path.dropFirst()) : "v1/companies()\(path)")
    }
}
