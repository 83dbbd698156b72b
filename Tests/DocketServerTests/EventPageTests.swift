import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

private let events = "/v1/Companies(14146)/Events"

/// `GET /Companies({c})/Events`, page by page (contract, section 10).
@Suite struct EventPageTests {
    @Test func `a company to which nothing has happened has no events`() async throws {
        try await TestServer.run { server in
            for query in ["", "?after=0", "?after=7", "?$top=1", "?after=9223372036854775807"] {
                let reply = try await server.ask(events + query)
                #expect(reply.status == 200)
                #expect(reply.text == "[]")
                #expect(reply.headers["Link"] == nil)
            }
        }
    }

    @Test func `the events are those of the orders, in the order of their Sequence`() async throws {
        try await TestServer.run { server in
            let made = try await server.makeOrders(named: ["a", "b", "c"])
            try await server.send(.patch, made[0].path, body: #"{"Name": "d"}"#)
            var histories: [JSONValue] = []
            for order in made {
                let reply = try await server.send(.get, "\(order.path)/Events")
                histories += reply.json.elements ?? []
            }
            histories.sort { $0.integer("Sequence") < $1.integer("Sequence") }
            let all = try await server.send(.get, events)
            #expect(all.json.elements == histories)
            #expect(all.headers["Content-Type"] == "application/json")
            for after in 0...5 {
                let reply = try await server.ask("\(events)?after=\(after)")
                #expect(reply.json.elements == Array(histories.dropFirst(after)))
                let one = try await server.ask("\(events)?AFTER=\(after)&$top=1")
                #expect(one.json.elements == Array(histories.dropFirst(after).prefix(1)))
            }
        }
    }

    @Test func `the links lead through all events, each once`() async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            for number in 1..<11 {
                try await server.send(.patch, order.path, body: #"{"Name": "\#(number)"}"#)
            }
            for size in [1, 3, 10, 11, 12, 1000] {
                var found: [Int] = []
                var pages = 0
                var next: String? = "\(events)?$top=\(size)"
                while let path = next, pages < 20 {
                    let reply = try await server.send(.get, path)
                    let sequences = reply.json.elements?.map { $0.integer("Sequence") } ?? []
                    #expect((1...size).contains(sequences.count))
                    found += sequences
                    pages += 1
                    next = reply.next
                }
                #expect(found == Array(1...11))
                #expect(pages == (11 + size - 1) / size)
            }
        }
    }

    @Test func `by itself a page has a thousand events`() async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            for number in 0..<1000 {
                try await server.send(.patch, order.path, body: #"{"Name": "\#(number)"}"#)
            }
            let first = try await server.send(.get, events)
            #expect(first.json.elements?.count == 1000)
            let next = try #require(first.next)
            let last = try await server.send(.get, next)
            #expect(last.json.elements?.map { $0.integer("Sequence") } == [1001])
            #expect(last.next == nil)
        }
    }

    @Test(arguments: [
        "after=", "after=x", "after=-1", "after=1.0", "after=1e1", "after=99999999999999999999",
        "after=1&after=2", "$top=", "$top=0", "$top=-1", "$top=1001", "$top=x", "$skip=1",
        "$filter=Sequence eq 1", "$top=1&$top=2", "x=1", "after=%zz", "$orderby=At",
    ])
    func `what can't be asked is refused`(query: String) async throws {
        try await TestServer.run { server in
            _ = try await server.make()
            for accept in ["application/json", "text/event-stream"] {
                let reply = try await server.ask(
                    "\(events)?\(query)", headers: ["Accept": accept])
                #expect(reply.status == 400)
                #expect(reply["type"]?.text == "/problems/invalid-request")
                #expect(reply.headers["Content-Type"] == "application/problem+json")
            }
        }
    }

    @Test func `a company's events are for those who may read its orders`() async throws {
        try await TestServer.run { server in
            _ = try await server.make()
            let other = try await server.token(scope: "orders.read", companies: [1])
            let process = try await server.token(scope: "orders.process directory.write")
            let reader = try await server.token(scope: "orders.read", companies: [14146])
            for (path, token, status) in [
                (events, "nonsense", 401), (events, other, 403), (events, process, 403),
                (events, reader, 200), ("/v1/Companies(1)/Events", reader, 403),
                ("/v1/Companies(99)/Events", reader, 403), ("/v1/Companies(1)/Events", other, 200),
                ("/v1/Companies(99)/Events", "sandbox-token", 404),
                ("/v1/Companies(x)/Events", "sandbox-token", 404),
            ] {
                for accept in ["application/json", "text/event-stream"]
                where status != 200 || accept == "application/json" {
                    let reply = try await server.send(
                        .get, path, headers: ["Accept": accept], token: token)
                    #expect(reply.status == status, "\(path) \(accept)")
                }
            }
            let theirs = try await server.send(.get, "/v1/Companies(1)/Events", token: other)
            #expect(theirs.text == "[]")
        }
    }

    @Test(arguments: ["after=x", "$top=0", "x=1"])
    func `not there comes before wrong`(query: String) async throws {
        try await TestServer.run { server in
            let reply = try await server.ask("/v1/Companies(99)/Events?\(query)")
            #expect(reply.status == 404)
        }
    }

    @Test func `there are two forms, and no other method`() async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            for accept in ["text/html", "text/csv"] {
                let reply = try await server.send(.get, events, headers: ["Accept": accept])
                #expect(reply.status == 406)
            }
            let head = try await server.send(.head, events)
            #expect(head.status == 200)
            #expect(head.bytes.isEmpty)
            for path in [events, "\(order.path)/Events", "\(order.path)/Actions"] {
                for method in [HTTPRequest.Method.post, .put, .patch, .delete] {
                    let reply = try await server.send(method, path, body: "{}")
                    #expect(reply.status == 405)
                    #expect(reply.headers["Allow"] == "GET, HEAD, OPTIONS")
                }
            }
        }
    }
}
