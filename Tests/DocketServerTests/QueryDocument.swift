import DocketJSON
import Foundation
import HTTPTypes

/// The page of queries as its examples see it: requests in blocks of `http`, each with the block of
/// its answer behind it, and tables whose rows are requests.
struct QueryDocument {
    /// The requests of blocks, in their order.
    private(set) var examples: [Example] = []
    /// The rows of tables.
    private(set) var rows: [Row] = []
    /// All of it.
    let text: String

    /// Where the page is, below the folder of the package.
    static let path = "docs/api/queries.md"

    /// A request and what it is answered.
    struct Example: Sendable {
        let method: HTTPRequest.Method
        /// The address as one reads it; `…` stands for what a next link had there.
        let target: String
        let headers: [String: String]
        let body: String?
        let answer: ExpectedAnswer
    }

    /// A row of a table: an option, and the names of the orders that come.
    struct Row: Sendable {
        /// Such as `$filter=EntityId eq 8`.
        let option: String
        /// In their order.
        let names: [String]
    }

    /// Reads the page of this checkout.
    static func read() throws -> QueryDocument {
        QueryDocument(try repositoryText(of: path))
    }

    /// A text of this checkout.
    static func repositoryText(of path: String) throws -> String {
        var root = URL(fileURLWithPath: #filePath)
        for _ in 0..<3 { root.deleteLastPathComponent() }
        return try String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)
    }

    init(_ text: String) {
        self.text = text
        // Every second part stands between fences.
        let parts = text.components(separatedBy: "```")
        var blocks: [Block] = []
        for (index, part) in parts.enumerated() {
            if index.isMultiple(of: 2) {
                rows += Self.rows(of: part)
            } else {
                blocks.append(Block(part))
            }
        }
        for (index, block) in blocks.enumerated() where block.isRequest {
            let next = blocks[(index + 1)...].first
            let message = Message(block.content)
            let words = message.first.split(separator: " ", maxSplits: 1).map(String.init)
            guard words.count == 2, let method = HTTPRequest.Method(rawValue: words[0]) else {
                continue
            }
            examples.append(
                Example(
                    method: method, target: words[1], headers: message.headers,
                    body: message.body.isEmpty ? nil : message.body,
                    answer: ExpectedAnswer(to: method, next)))
        }
    }

    /// What stands between fences.
    struct Block {
        let language: String
        let content: String

        init(_ text: String) {
            let lines = text.components(separatedBy: "\n")
            language = lines.first ?? ""
            content = lines.dropFirst().joined(separator: "\n")
                .trimmingCharacters(in: .newlines)
        }

        var isRequest: Bool { language == "http" && !content.hasPrefix("HTTP/") }
    }

    /// A first line, header lines, and behind an empty line a body.
    struct Message {
        let first: String
        let headers: [String: String]
        let body: String

        init(_ text: String) {
            let lines = text.components(separatedBy: "\n")
            let head = lines.prefix { !$0.isEmpty }
            first = head.first ?? ""
            let pairs = head.dropFirst().compactMap { line -> (String, String)? in
                guard let colon = line.firstRange(of: ": ") else { return nil }
                return (String(line[..<colon.lowerBound]), String(line[colon.upperBound...]))
            }
            headers = Dictionary(pairs) { first, _ in first }
            body = lines.dropFirst(head.count + 1).joined(separator: "\n")
        }
    }

    /// The rows of the tables whose last column says what comes.
    private static func rows(of prose: String) -> [Row] {
        var rows: [Row] = []
        var option: String?
        var isBelowHead = false
        for line in prose.components(separatedBy: "\n") {
            guard line.hasPrefix("|") else {
                (option, isBelowHead) = (nil, false)
                continue
            }
            let cells = line.components(separatedBy: "|").dropFirst().dropLast()
                .map { $0.trimmingCharacters(in: .whitespaces) }
            if !isBelowHead {
                isBelowHead = true
                guard ["finds", "order"].contains(cells.last) else { continue }
                option = cells.dropLast().last.map { $0.filter { $0 != "`" } }
            } else if let option, let cell = cells.dropLast().last, cell.hasPrefix("`") {
                let names = (cells.last ?? "").components(separatedBy: ", ")
                rows.append(
                    Row(
                        option: "\(option)=\(cell.dropFirst().dropLast())",
                        names: names.filter { !$0.isEmpty }))
            }
        }
        return rows
    }
}

/// What an example says that it is answered; `…` stands for any text.
struct ExpectedAnswer: Sendable {
    private(set) var status = 200
    private(set) var headers: [String: String] = [:]
    /// The body, if it is JSON.
    private(set) var json: JSONValue?
    /// The body, if it is none.
    private(set) var text: String?

    /// The answer to a request with the block behind it.
    init(to method: HTTPRequest.Method, _ block: QueryDocument.Block?) {
        guard method != .post else {
            status = 201
            return
        }
        guard let block, !block.isRequest else {
            status = 0
            return
        }
        switch block.language {
        case "http":
            let message = QueryDocument.Message(block.content)
            let words = message.first.split(separator: " ")
            status = words.count > 1 ? Int(words[1]) ?? 0 : 0
            headers = message.headers
            json = try? JSONValue(text: message.body)
        case "json":
            json = try? JSONValue(text: block.content)
            status = json?["status"]?.numberText.flatMap { Int($0) } ?? 200
            if json == nil { status = 0 }
        default:
            text = block.content
        }
    }

    /// Whether a document is the one that is shown. Of a refusal only some members are.
    static func matches(_ shown: JSONValue, _ found: JSONValue) -> Bool {
        switch (shown, found) {
        case (.string(let pattern), .string(let text)):
            return matches(pattern, text)
        case (.array(let ones), .array(let others)):
            return ones.count == others.count && zip(ones, others).allSatisfy(matches)
        case (.object(let members), .object(let others)):
            return (shown["status"] != nil || members.map(\.name) == others.map(\.name))
                && members.allSatisfy { member in
                    found[member.name].map { matches(member.value, $0) } ?? false
                }
        default:
            return shown == found
        }
    }

    /// Whether a text is the one that is shown.
    static func matches(_ pattern: String, _ text: String) -> Bool {
        let parts = pattern.components(separatedBy: "…")
        guard parts.count > 1, let first = parts.first, let last = parts.last else {
            return pattern == text
        }
        guard text.hasPrefix(first) else { return false }
        var rest = text.dropFirst(first.count)
        for part in parts.dropFirst().dropLast() {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.hasSuffix(last)
    }
}
