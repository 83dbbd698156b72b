import DocketCore
import DocketJSON
import DocketTestKit
import Foundation
import HTTPTypes
import Testing

/// `docs/api/queries.md` says what is so.
@Suite struct QueryDocumentTests {
    @Test func `every example is answered as the page says`() async throws {
        let document = try QueryDocument.read()
        try await TestServer.run { server in
            var token = ""
            for example in document.examples {
                let target = example.target.replacing("$skiptoken=…", with: "$skiptoken=\(token)")
                let reply = try await server.ask(
                    target, example.method, headers: example.headers, body: example.body)
                token = reply.nextToken ?? token
                Self.expect(reply, example)
                // Each order a second after the one before, so that their order is sure.
                if example.method == .post { try await server.advance(seconds: 1) }
            }
        }
    }

    @Test func `every row of a table finds what the page says`() async throws {
        let document = try QueryDocument.read()
        try await TestServer.run { server in
            for example in document.examples where example.method == .post {
                let reply = try await server.ask(example.target, .post, body: example.body)
                #expect(reply.status == 201, "\(reply.text)")
                try await server.advance(seconds: 1)
            }
            for row in document.rows {
                let reply = try await server.ask(
                    "/v1/Companies(1)/Orders?$select=Name&\(row.option)")
                #expect(reply.names == row.names, "\(row.option): \(reply.text)")
            }
        }
    }

    @Test func `there are examples enough`() throws {
        let document = try QueryDocument.read()
        #expect(document.examples.count >= 25)
        #expect(document.examples.count + document.rows.count >= 40)
    }

    @Test func `every request has an answer that can be read`() throws {
        for example in try QueryDocument.read().examples {
            #expect(example.answer.status != 0, "\(example.target)")
        }
    }

    @Test(arguments: QueryOperator.allCases)
    func `every operator has a row`(found: QueryOperator) throws {
        let name = "`\(found.rawValue)`"
        // There is nothing that it could find.
        if found == .has {
            #expect(try QueryDocument.read().text.contains(name))
        } else {
            #expect(try Self.firstCells().contains { $0.hasPrefix(name) })
        }
    }

    @Test func `every function that is to be had has a row`() throws {
        let source = try QueryDocument.repositoryText(
            of: "Sources/DocketCore/Query/QueryParser+Functions.swift")
        let names = Self.names(in: source, behind: "static let functions:")
        #expect(names.count > 20)
        let cells = Set(try Self.firstCells().map { $0.lowercased() })
        #expect(names.filter { !cells.contains("`\($0)`") } == [])
    }

    @Test func `every function that is not to be had is named`() throws {
        let source = try QueryDocument.repositoryText(
            of: "Sources/DocketCore/Query/QueryParser+Functions.swift")
        let names = Self.names(in: source, behind: "static let unsupportedFunctions:")
        #expect(!names.isEmpty)
        let page = try QueryDocument.read().text
        #expect(names.filter { !page.contains("`\($0)`") } == [])
    }

    @Test(arguments: [
        ("a…c", "abc", true), ("a…", "a", true), ("a…c…e", "abcde", true), ("abc", "abc", true),
        ("a…c", "ab", false), ("a…x…c", "abc", false), ("abc", "abcd", false),
    ])
    func `three dots stand for any text`(shown: String, found: String, isRight: Bool) {
        #expect(ExpectedAnswer.matches(shown, found) == isRight)
    }

    @Test(arguments: [
        (#"[{"a": 1}]"#, #"[{"a": 2}]"#), (#"[{"a": 1}]"#, #"[{"a": 1, "b": 2}]"#),
        (#"[{"a": 1}]"#, #"[]"#), (#"{"status": 400}"#, #"{"status": 501}"#),
    ])
    func `an answer that differs is noticed`(shown: String, found: String) throws {
        let (one, other) = (try JSONValue(text: shown), try JSONValue(text: found))
        #expect(!ExpectedAnswer.matches(one, other))
    }

    private static func expect(_ reply: TestServer.Reply, _ example: QueryDocument.Example) {
        let answer = example.answer
        #expect(reply.status == answer.status, "\(example.target): \(reply.text)")
        for (name, value) in answer.headers {
            #expect(
                ExpectedAnswer.matches(value, reply.headers[name] ?? ""),
                "\(example.target): \(name)")
        }
        if let json = answer.json {
            #expect(ExpectedAnswer.matches(json, reply.json), "\(example.target): \(reply.text)")
        }
        if let text = answer.text {
            let lines = reply.text.replacing("\r\n", with: "\n")
                .trimmingCharacters(in: .newlines)
            #expect(lines == text, "\(example.target)")
        }
    }

    /// The first cells of the tables with examples.
    private static func firstCells() throws -> [String] {
        try QueryDocument.read().text.components(separatedBy: "\n").compactMap { line in
            guard line.hasPrefix("| `") else { return nil }
            return line.components(separatedBy: "|").dropFirst().first?
                .trimmingCharacters(in: .whitespaces)
        }
    }

    /// The keys of a dictionary in a source file.
    private static func names(in source: String, behind declaration: String) -> [String] {
        guard let start = source.firstRange(of: declaration),
            let opening = source[start.upperBound...].firstRange(of: "= ["),
            let end = source[opening.upperBound...].firstRange(of: "\n    ]")
        else { return [] }
        let literals = source[opening.upperBound..<end.lowerBound].components(separatedBy: "\"")
        return literals.enumerated().filter { !$0.offset.isMultiple(of: 2) }.map(\.element)
    }
}
