import DocketJSON
import DocketService
import DocketTestKit
import HTTPTypes
import Testing

private let orders = TestServer.orders
private let body = #"{"EntityId": 14202, "OrderTypeId": 1}"#

/// How an `Idempotency-Key` may be written: as a string of RFC 8941, or bare.
@Suite struct IdempotencyKeyTests {
    @Test(arguments: [
        ["abc", "\"abc\"", "\"abc\";a=1", "  abc  "], ["\"a\\\\b\"", "\"a\\\\b\";x"],
        ["8e03978e-40d5-43dd-bc93-6894a57f9324", "\"8e03978e-40d5-43dd-bc93-6894a57f9324\""],
        ["1", "\"1\""], ["a=b:c/d'e*~", "\"a=b:c/d'e*~\""],
    ])
    func `spellings of one key are the same key`(spellings: [String]) async throws {
        try await TestServer.run { server in
            let first = try await server.send(.post, orders, key: spellings[0], body: body)
            #expect(first.status == 201, "\(first.text)")
            for spelling in spellings {
                let again = try await server.send(.post, orders, key: spelling, body: body)
                #expect(again.status == 201, "\(spelling): \(again.text)")
                #expect(again.bytes == first.bytes, "\(spelling)")
                #expect(again.headers["Idempotent-Replayed"] == "true")
            }
        }
    }

    @Test func `keys that differ in anything are different keys`() async throws {
        try await TestServer.run { server in
            var ids: Set<String> = []
            let keys = [
                "abc", "ABC", "abc.", "\" abc\"", "\"abc \"", "\"a\\\"bc\"", "\"a\\\\bc\"", "abd",
                "\"ab c\"", "'abc'",
            ]
            for key in keys {
                let reply = try await server.send(.post, orders, key: key, body: body)
                #expect(reply.status == 201, "\(key): \(reply.text)")
                ids.insert(reply.id)
            }
            #expect(ids.count == keys.count)
        }
    }

    @Test func `a key has 1 to 255 characters`() async throws {
        try await TestServer.run { server in
            for length in [1, 255] {
                for key in [
                    String(repeating: "k", count: length),
                    "\"\(String(repeating: "q", count: length))\"",
                    "\"\(String(repeating: "\\\\", count: length))\"",
                ] {
                    let reply = try await server.send(.post, orders, key: key, body: body)
                    #expect(reply.status == 201, "\(length): \(reply.text)")
                }
            }
            for key in [
                "", "\"\"", String(repeating: "k", count: 256),
                "\"\(String(repeating: "q", count: 256))\"",
                String(repeating: "k", count: 5000),
            ] {
                let reply = try await server.send(.post, orders, key: key, body: body)
                #expect(reply.status == 400, "\(key.count)")
                #expect(reply["type"]?.text == "/problems/invalid-request")
            }
            #expect(try await server.events().count == 6)
        }
    }

    @Test(arguments: Change.all)
    func `a key that is none is refused, and nothing changes`(change: Change) async throws {
        try await TestServer.run { server in
            let subject = try await server.setUp(for: change)
            let before = try await server.everything()
            for key in ["", "\"open", "two words", "a,b", "\"a\", \"b\"", "(a b)\"", ":YQ==:,"] {
                let reply = try await server.send(
                    change, of: subject, headers: ["Idempotency-Key": key])
                #expect(reply.status == 400, "\(key): \(reply.text)")
            }
            #expect(try await server.everything() == before)
        }
    }

    @Test func `two keys in one request are refused`() async throws {
        try await TestServer.run { server in
            try await SocketServer.run(on: server.services) { socket in
                for keys in [("a", "a"), ("a", "b"), ("\"a\"", "\"a\""), ("a", "")] {
                    let reply = try await socket.send(
                        "POST", orders, body,
                        fields: "Idempotency-Key: \(keys.0)\r\nIdempotency-Key: \(keys.1)\r\n")
                    #expect(reply.status == 400, "\(keys)")
                }
            }
            #expect(try await server.events().isEmpty)
        }
    }

    @Test func `on reading, a key means nothing`() async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            for key in ["k", "\"open"] {
                for path in [order.path, order.fullPath, TestServer.orders] {
                    let reply = try await server.send(.get, path, key: key)
                    #expect(reply.status == 200)
                    #expect(reply.headers["Idempotent-Replayed"] == nil)
                }
            }
        }
    }
}

/// The structured field strings that others have collected.
@Suite(.enabled(if: SharedTestData.isThere, "\(SharedTestData.absence)"))
struct StructuredKeyTests {
    /// A field as it is sent, line by line, and what is to become of it.
    struct Case: Sendable {
        let name: String
        let lines: [String]
        /// The text that it stands for; `nil` where it is no structured field string.
        let text: String?

        /// Whether Docket must take it.
        ///
        /// What is a structured field string must be taken, and nothing else, but for these:
        /// - the bare form is allowed beside it, which makes `'foo'` a key, quotes included, and
        ///   so any case whose text is no string to the standard but has only visible characters
        ///   and none of those that separate or quote;
        /// - a key has 1 to 255 characters, so that the empty string is none, nor one of 260;
        /// - a string in two lines is one string to the standard once they are joined, but two
        ///   keys to Docket, since each line might be one: `can_fail` allows that.
        var isKey: Bool {
            guard lines.count == 1 else { return false }
            if let text { return (1...255).contains(text.utf8.count) }
            let bare = lines[0].utf8.drop { $0 == 0x20 }
            return !bare.isEmpty
                && bare.allSatisfy { (0x21...0x7E).contains($0) && !"\"\\,;".utf8.contains($0) }
        }
    }

    private static func cases(_ file: String) throws -> [Case] {
        try SharedTestData.json("structured-fields/\(file)").elements?.map { item in
            Case(
                name: item["name"]?.text ?? "",
                lines: item["raw"]?.elements?.compactMap(\.text) ?? [],
                text: item["expected"]?[0]?.text)
        } ?? []
    }

    @Test(arguments: ["string.json", "string-generated.json"])
    func `what the standard takes is taken, and the rest refused`(file: String) async throws {
        let cases = try Self.cases(file)
        #expect(cases.count > 10)
        try await TestServer.run { server in
            try await SocketServer.run(on: server.services) { socket in
                for item in cases {
                    let lines = item.lines.map { "Idempotency-Key: \($0)" }
                    let reply = try await socket.send(
                        "POST", orders, body, line: Array(lines.joined(separator: "\r\n").utf8))
                    #expect(reply.status == (item.isKey ? 201 : 400), "\(item.name)")
                }
            }
            let texts = cases.filter(\.isKey).map { $0.text ?? $0.lines[0] }
            #expect(try await server.events().count == Set(texts).count)
        }
    }

    @Test func `what stands for the same text is the same key`() async throws {
        let cases = try Self.cases("string.json") + Self.cases("string-generated.json")
        try await TestServer.run { server in
            for item in cases where item.isKey {
                guard let text = item.text, !text.contains(where: { " \"\\,;".contains($0) }) else {
                    continue
                }
                let quoted = try await server.send(.post, orders, key: item.lines[0], body: body)
                #expect(quoted.status == 201, "\(item.name)")
                let bare = try await server.send(.post, orders, key: text, body: body)
                #expect(bare.bytes == quoted.bytes, "\(item.name)")
            }
        }
    }

    @Test func `an item that is no string is a key by its bare form at most`() async throws {
        let cases = try SharedTestData.json("structured-fields/item.json").elements ?? []
        #expect(!cases.isEmpty)
        try await TestServer.run { server in
            try await SocketServer.run(on: server.services) { socket in
                for item in cases {
                    let raw = item["raw"]?[0]?.text ?? ""
                    let reply = try await socket.send(
                        "POST", orders, body, line: Array("Idempotency-Key: \(raw)".utf8))
                    // HTTP takes spaces and tabs off both ends before anybody reads the value.
                    let isEmpty = raw.allSatisfy { " \t".contains($0) }
                    #expect(reply.status == (isEmpty ? 400 : 201), "\(raw)")
                }
            }
        }
    }
}

/// Many at once with one key.
@Suite(.timeLimit(.minutes(30))) struct IdempotencyRaceTests {
    @Test func `of many at once, one has an effect, and the others wait or hear of it`()
        async throws
    {
        try await TestServer.run { server in
            let order = try await server.make(#""State": "Pending""#)
            let operation = #"{"OrderId": "\#(order.id)"}"#
            for (path, body) in [
                (orders, body), (TestServer.orderFull, body), ("\(order.path)/Process", operation),
            ] {
                let before = try await server.events().count
                let replies = try await withThrowingTaskGroup(of: TestServer.Reply.self) { group in
                    for _ in 0..<24 {
                        group.addTask {
                            try await server.send(.post, path, key: "race", body: body)
                        }
                    }
                    return try await group.reduce(into: []) { $0.append($1) }
                }
                let done = replies.filter { $0.status == 201 }
                #expect(done.count { $0.headers["Idempotent-Replayed"] == nil } == 1)
                #expect(Set(done.map(\.bytes)).count == 1)
                for reply in replies where reply.status != 201 {
                    #expect(reply.status == 409)
                    #expect(reply["type"]?.text == "/problems/key-in-use")
                    #expect(reply.headers["Retry-After"] != nil)
                }
                #expect(try await server.events().count == before + 1)
                let late = try await server.send(.post, path, key: "race", body: body)
                #expect(late.bytes == done.first?.bytes)
            }
        }
    }

    @Test func `two servers on one database have one effect between them`() async throws {
        try await TwoServers.run { first, second in
            for round in 0..<10 { try await Self.race(first, second, round) }
            let events = try await second.send("GET", "/v1/Companies(14146)/Events")
            #expect(events.json.elements?.count == 10)
        }
    }

    private static func race(
        _ first: SocketServer, _ second: SocketServer, _ round: Int
    ) async throws {
        let key = "Idempotency-Key: \"round \(round)\"\r\n"
        let replies = try await race((0..<8).map { $0 % 2 == 0 ? first : second }, key: key)
        let done = replies.filter { $0.status == 201 }
        let bodies = Set(done.map(\.body))
        #expect(done.count { $0["Idempotent-Replayed"] == nil } == 1)
        #expect(bodies.count == 1)
        #expect(replies.allSatisfy { $0.status == 201 || $0.status == 409 })
        for server in [first, second] {
            let late = try await server.send("POST", orders, body, fields: key)
            #expect(bodies == [late.body])
            #expect(late["Idempotent-Replayed"] == "true")
            let other = try await server.send("POST", orders, "{}", fields: key)
            #expect(other.status == 422)
        }
    }

    /// Sends the same to each server at once.
    private static func race(
        _ servers: [SocketServer], key: String
    ) async throws -> [RawAnswer] {
        try await withThrowingTaskGroup(of: RawAnswer.self) { group in
            for server in servers {
                group.addTask { try await server.send("POST", orders, body, fields: key) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }
}
