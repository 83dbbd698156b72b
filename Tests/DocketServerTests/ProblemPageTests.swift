import DocketJSON
import DocketTestKit
import Foundation
import HTTPTypes
import Testing

/// `/problems/…`, where a problem's type leads, beside `docs/errors.md`.
@Suite struct ProblemPageTests {
    /// A row of the table of errors.
    struct Row {
        let type: String
        let status: Int
        let message: String
        /// As people read them on a page, which has no links.
        let meaning: String
        let remedy: String

        init?(_ line: String) {
            guard line.hasPrefix("| `") else { return nil }
            let cells = line.components(separatedBy: " | ")
            guard cells.count == 5, let status = Int(cells[1]) else { return nil }
            type = cells[0].filter { !"|` ".contains($0) }
            self.status = status
            message = cells[2]
            meaning = Self.html(cells[3])
            remedy = Self.html(String(cells[4].dropLast(2)))
        }

        /// A cell without its links, those in brackets with what they say.
        private static func html(_ cell: String) -> String {
            cell.replacing(/\ \(\[[^\]]*\]\([^)]*\)\)/, with: "")
                .replacing(/\[([^\]]*)\]\([^)]*\)/) { $0.output.1 }
                .replacing("&", with: "&amp;").replacing("'", with: "&#39;")
                .replacing(/`([^`]*)`/) { "<code>\($0.output.1)</code>" }
        }

        static func all() throws -> [Row] {
            try QueryDocument.repositoryText(of: "docs/errors.md")
                .components(separatedBy: "\n").compactMap(Row.init)
        }
    }

    /// What stands between two texts of a page, with its characters unescaped.
    private static func part(_ text: String, _ start: String, _ end: String) -> String {
        let rest = text.components(separatedBy: start).dropFirst().first ?? ""
        return (rest.components(separatedBy: end).first ?? "")
            .replacing("&quot;", with: "\"").replacing("&#39;", with: "'")
            .replacing("&amp;", with: "&")
    }

    @Test func `a page says what the table of errors says`() async throws {
        let rows = try Row.all()
        #expect(rows.count > 20)
        try await TestServer.run { server in
            for row in rows {
                let page = try await server.send(.get, "/problems/\(row.type)", token: nil)
                #expect(page.status == 200, "\(row.type)")
                #expect(page.text.contains("<h1>\(row.type)</h1>\n<p>\(row.status) "))
                #expect(page.text.contains("<p>\(row.meaning)</p>"), "\(row.type): \(page.text)")
                #expect(page.text.contains("<p>\(row.remedy)</p>"), "\(row.type): \(page.text)")
            }
        }
    }

    @Test func `its example is a refusal of that type, in the words of the table`() async throws {
        let rows = try Row.all()
        try await TestServer.run { server in
            for row in rows {
                let page = try await server.send(.get, "/problems/\(row.type)", token: nil)
                let example = Self.part(page.text, "<pre><code>", "</code></pre>")
                #expect(example.hasPrefix("HTTP/1.1 \(row.status) "), "\(row.type)")
                #expect(example.contains("\nContent-Type: application/problem+json\n"))
                let document = example.components(separatedBy: "\n\n").last ?? ""
                let json = try JSONValue(text: document)
                #expect(json["type"]?.text == "/problems/\(row.type)")
                #expect(json["status"]?.numberText == "\(row.status)")
                // Of some there are too many to write down.
                guard !row.message.hasPrefix("says "), !row.message.hasPrefix("names ") else {
                    continue
                }
                let patterns = row.message.replacing(/\{\w\}/, with: "…")
                    .components(separatedBy: "; ")
                let message = json["Message"]?.text ?? ""
                #expect(
                    patterns.contains { ExpectedAnswer.matches($0, message) },
                    "\(row.type): \(message)")
            }
        }
    }

    @Test func `the list leads to each page, and to nothing else`() async throws {
        let types = try Row.all().map(\.type)
        try await TestServer.run { server in
            let list = try await server.send(.get, "/problems", token: nil)
            #expect(list.status == 200)
            let links = list.text.components(separatedBy: "href=\"/problems/").dropFirst()
                .map { String($0.prefix { $0 != "\"" }) }
            #expect(links.sorted() == types.sorted())
        }
    }

    @Test func `the type of a problem is the path of its page`() async throws {
        try await TestServer.run { server in
            let refusals = [
                try await server.send(.get, "/v1/nothing"),
                try await server.send(.get, "/v1/Companies", token: nil),
                try await server.send(.post, "/v1/Companies(14146)/Orders", body: "{}"),
            ]
            #expect(refusals.map(\.status) == [404, 401, 400])
            for refusal in refusals {
                let path = try #require(refusal["type"]?.text)
                let page = try await server.send(.get, path, token: nil)
                #expect(page.status == 200)
                #expect(page.headers["Content-Type"] == "text/html; charset=utf-8")
            }
        }
    }

    @Test(arguments: ["/problems/nothing", "/problems/internal/x", "/problems/internalError"])
    func `what is no problem has no page`(path: String) async throws {
        try await TestServer.run { server in
            let reply = try await server.send(.get, path, token: nil)
            #expect(reply.status == 404)
        }
    }

    @Test(arguments: ["/problems", "/problems/invalid-request"])
    func `a page has no script, stands in no frame, and counts as a request`(
        path: String
    ) async throws {
        try await TestServer.run { server in
            let page = try await server.send(.get, path, token: nil)
            let policy = page.headers["Content-Security-Policy"] ?? ""
            for rule in ["default-src 'none'", "style-src 'self'", "frame-ancestors 'none'"] {
                #expect(policy.contains(rule))
            }
            #expect(!policy.contains("script-src") && !policy.contains("unsafe"))
            #expect(page.headers["X-Frame-Options"] == "DENY")
            #expect(page.headers["X-RateLimit-Limit"] != nil)
            #expect(!page.text.contains("<script") && !page.text.contains("://"))
            let head = try await server.send(.head, path, token: nil)
            #expect(head.status == 200)
            #expect(head.bytes.isEmpty)
        }
    }
}
