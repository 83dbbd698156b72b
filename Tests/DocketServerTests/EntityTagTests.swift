import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

/// The changes of an order that is there.
private let changes = Change.ofOrders.filter { $0.path.contains("ORDER") }

/// `ETag`, `If-Match` and `If-None-Match` (contract, section 10; RFC 9110, section 13).
@Suite struct EntityTagTests {
    @Test(arguments: Change.ofOrders)
    func `a change answers with the ETag that the next GET has`(change: Change) async throws {
        try await TestServer.run { server in
            let subject = try await server.setUp(for: change)
            let reply = try await server.send(change, of: subject)
            let tag = try #require(reply.headers["ETag"])
            let made = reply.headers["Location"].map { $0.contains("Items(") } ?? true
            let id = made ? subject.order.id : reply.id
            for list in [TestServer.orders, TestServer.orderFull] {
                let found = try await server.send(.get, "\(list)(\(id))")
                #expect(found.headers["ETag"] == tag)
                #expect(tag == "\"\(found.json.integer("Version"))\"")
            }
        }
    }

    @Test func `each change makes a new ETag, and what changes nothing does not`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: [""])
            var tags: [String] = []
            for name in ["a", "b", "b", "a"] {
                let reply = try await server.send(
                    .patch, order.path, body: #"{"Name": "\#(name)"}"#)
                tags.append(reply.headers["ETag"] ?? "")
            }
            #expect(tags == ["\"2\"", "\"3\"", "\"3\"", "\"4\""])
        }
    }

    @Test(arguments: changes)
    func `a stale change is refused and has no effect`(change: Change) async throws {
        try await TestServer.run { server in
            let subject = try await server.setUp(for: change)
            let tag = change.needsProcessed ? "\"1\"" : "\"0\""
            let before = try await server.everything()
            for condition in [
                ["If-Match": tag], ["If-Match": "\"99\", \(tag)"], ["If-None-Match": "*"],
                ["If-Match": "*", "If-None-Match": "\"1\", \"2\""],
            ] {
                let reply = try await server.send(change, of: subject, headers: condition)
                #expect(reply.status == 412, "\(condition)")
                #expect(reply["type"]?.text == "/problems/precondition-failed")
                #expect(reply.headers["Content-Type"] == "application/problem+json")
            }
            #expect(try await server.everything() == before)
        }
    }

    @Test(arguments: changes)
    func `a change of what the client has seen is made`(change: Change) async throws {
        let version = change.needsProcessed ? 2 : 1
        for condition in [
            ["If-Match": "\"\(version)\""], ["If-Match": "*"],
            ["If-Match": "\"77\",\"x\" , \"\(version)\""], ["If-None-Match": "\"99\""],
        ] {
            try await TestServer.run { server in
                let subject = try await server.setUp(for: change)
                let reply = try await server.send(change, of: subject, headers: condition)
                #expect((200..<300).contains(reply.status), "\(condition): \(reply.text)")
                #expect(reply.headers["ETag"] == "\"\(version + 1)\"")
            }
        }
    }

    /// `If-Match` compares strongly: character by character, and a weak tag is like no other
    /// (RFC 9110, section 8.8.3.2). A tag may have commas in it.
    @Test(arguments: [
        "W/\"1\"", "W/\"1\", \"2\"", "1", "\"\"", "\"*\"", "\"01\"", "\"+1\"", "\"1 \"", "\"1.0\"",
        "\"1-other\"", "\"1,2\"", "\"12,3\"", "\"2,1\"", "'1'", "w/\"1\"",
    ])
    func `only the very tag matches`(tag: String) async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            let reply = try await server.send(
                .patch, order.path, headers: ["If-Match": tag], body: #"{"Name": "b"}"#)
            #expect(reply.status == 412 || reply.status == 400, "\(reply.status)")
            #expect(try await server.send(.get, order.fullPath).json == order.document)
        }
    }

    @Test func `a change that changes nothing needs a fresh tag, too`() async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            for (tag, status) in [("\"2\"", 412), ("\"1\"", 200)] {
                let reply = try await server.send(
                    .patch, order.path, headers: ["If-Match": tag], body: "{}")
                #expect(reply.status == status)
            }
        }
    }

    @Test func `of many that saw the same version, one succeeds`() async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<16 {
                    group.addTask {
                        try await server.send(
                            .patch, order.path, headers: ["If-Match": "\"1\""],
                            body: #"{"Name": "\#(number)"}"#
                        ).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.sorted() == [200] + Array(repeating: 412, count: 15))
            #expect(try await server.send(.get, order.path)["Version"] == .number("2"))
        }
    }
}

/// What is told first, where several things are wrong (contract, section 5).
@Suite struct CheckOrderTests {
    private static let stale = ["If-Match": "\"9\""]

    @Test func `not there comes before stale`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: [""])
            let unknown = "0192f3a0-0000-7000-8000-000000000001"
            for (method, path, body) in [
                (.patch, "\(TestServer.orders)(\(unknown))", "{}"),
                (.post, "\(TestServer.orders)(\(unknown))/Items", "nonsense"),
                (.patch, "\(order.path)/Items(\(unknown))", "{}"),
                (.delete, "\(order.path)/Items(\(unknown))", nil),
            ] as [(HTTPRequest.Method, String, String?)] {
                let reply = try await server.send(method, path, headers: Self.stale, body: body)
                #expect(reply.status == 404, "\(method) \(path)")
            }
        }
    }

    @Test func `what is wrong by itself comes before stale`() async throws {
        try await TestServer.run { server in
            let order = try await server.send(
                .post, TestServer.orders, body: #"{"EntityId": 14202, "OrderTypeId": 1}"#)
            let path = "\(TestServer.orders)(\(order.id))"
            for (method, path, body) in [
                (.patch, path, #"{"EntityId": 99}"#), (.patch, path, "nonsense"),
                (.put, path, #"{"EntityId": 14202, "OrderTypeId": 1}"#),
                (.post, "\(path)/Items", "{}"), (.post, "\(path)/Cancel", "{}"),
                (.post, "\(path)/Process", #"{"OrderId": "\#(order.id)"}"#),
            ] as [(HTTPRequest.Method, String, String)] {
                let reply = try await server.send(method, path, headers: Self.stale, body: body)
                #expect(reply.status == 400, "\(method) \(path) \(body)")
            }
        }
    }

    @Test func `stale comes before what the order forbids`() async throws {
        try await TestServer.run { server in
            let cancelled = try await server.make(#""State": "Pending""#, items: [""])
            try await server.perform("Cancel", on: cancelled)
            let expired = try await server.make(#""OrderExpiryHours": 1"#, items: [""])
            try await server.advance(seconds: 3600)
            for order in [cancelled, expired] {
                let operation = #"{"OrderId": "\#(order.id)"}"#
                for (method, path, body) in [
                    (.patch, order.path, #"{"Name": "b"}"#), (.delete, order.itemPath(0), nil),
                    (.post, "\(order.path)/Process", operation),
                    (.post, "\(order.path)/Shipped", operation),
                ] as [(HTTPRequest.Method, String, String?)] {
                    let stale = try await server.send(
                        method, path, headers: Self.stale, body: body)
                    #expect(stale.status == 412, "\(method) \(path)")
                    let fresh = try await server.send(
                        method, path, headers: ["If-Match": "*"], body: body)
                    #expect(fresh.status == 409, "\(method) \(path)")
                }
            }
        }
    }

    @Test func `a token that may not, is told that first`() async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            let reader = try await server.token(scope: "orders.read")
            for (token, status) in [("nonsense", 401), (reader, 403)] {
                let reply = try await server.send(
                    .patch, order.path, headers: Self.stale, body: "{}", token: token)
                #expect(reply.status == status)
            }
        }
    }
}

/// `If-None-Match` on GET.
@Suite struct NotModifiedTests {
    private static func paths(of order: Made) -> [String] {
        [
            order.path, order.fullPath, "\(order.path)?$expand=Items",
            "\(order.fullPath)?$select=Name", "\(order.path)?asOf=1", order.itemPath(0),
        ]
    }

    @Test func `what the client has is not sent again`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: [""])
            for path in Self.paths(of: order) {
                let first = try await server.send(.get, path)
                let tag = try #require(first.headers["ETag"], "\(path)")
                for (condition, status) in [
                    (tag, 304), ("W/\(tag)", 304), ("*", 304), ("\"9\", \(tag)", 304),
                    ("\"x\",W/\(tag)", 304), ("\"9\"", 200), ("W/\"9\"", 200), ("\"*\"", 200),
                ] {
                    for method in [HTTPRequest.Method.get, .head] {
                        let reply = try await server.send(
                            method, path, headers: ["If-None-Match": condition])
                        #expect(reply.status == status, "\(method) \(path) \(condition)")
                        #expect(reply.headers["ETag"] == tag)
                        let isWhole = status == 200 && method == .get
                        #expect(reply.bytes == (isWhole ? first.bytes : []))
                    }
                }
            }
        }
    }

    @Test func `after a change the client gets what is new`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: [""])
            let paths = Self.paths(of: order) + ["\(order.path)/Totals"]
            for (number, path) in paths.enumerated() where !path.contains("asOf") {
                let old = try await server.send(.get, path)
                try await server.send(
                    .patch, order.itemPath(0), body: #"{"SKU": "\#(number)"}"#)
                let reply = try await server.send(
                    .get, path, headers: ["If-None-Match": old.headers["ETag"] ?? ""])
                #expect(reply.status == 200, "\(path)")
                #expect(reply.headers["ETag"] != old.headers["ETag"])
            }
        }
    }

    @Test func `forms of one order have tags of their own`() async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            var tags: [String] = []
            for form in ["application/json", "application/json;odata.metadata=minimal"] {
                let reply = try await server.send(.get, order.path, headers: ["Accept": form])
                let tag = try #require(reply.headers["ETag"])
                tags.append(tag)
                let again = try await server.send(
                    .get, order.path, headers: ["Accept": form, "If-None-Match": tag])
                #expect(again.status == 304)
                // What is got in one form may be changed by the tag of that form.
                let change = try await server.send(
                    .patch, order.path, headers: ["If-Match": tag], body: "{}")
                #expect(change.status == 200, "\(tag)")
            }
            #expect(Set(tags).count == 2)
        }
    }

    @Test func `who may not read is not told that nothing has changed`() async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            let headers = ["If-None-Match": "*"]
            let other = try await server.token(scope: "orders.read", companies: [1])
            for (token, status) in [("nonsense", 401), (other, 403)] {
                let reply = try await server.send(
                    .get, order.path, headers: headers, token: token)
                #expect(reply.status == status)
            }
            let elsewhere = order.path.replacing("14146", with: "1")
            #expect(try await server.send(.get, elsewhere, headers: headers).status == 404)
        }
    }

    @Test func `Totals that the client has are not sent again`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: [""])
            let path = "\(order.path)/Totals"
            let tag = try #require(try await server.send(.get, path).headers["ETag"])
            let reply = try await server.send(.get, path, headers: ["If-None-Match": tag])
            #expect(reply.status == 304)
        }
    }

    @Test func `a list of items says which version of the order it shows`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: [""])
            let reply = try await server.send(.get, "\(order.path)/Items")
            #expect(reply.headers["ETag"] == "\"1\"")
        }
    }
}
