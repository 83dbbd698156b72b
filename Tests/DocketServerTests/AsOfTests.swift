import DocketCore
import DocketJSON
import DocketService
import DocketTestKit
import HTTPTypes
import Testing

/// `GET /Orders({o})?asOf=` (contract, section 10).
@Suite struct AsOfTests {
    /// An order of five versions, a minute after one another, and each of them as it was.
    private static func life(
        on server: TestServer
    ) async throws -> (order: Made, versions: [TestServer.Reply]) {
        _ = try await server.make()
        try await server.advance(seconds: 60)
        let order = try await server.make(#""State": "Pending""#, items: [#""SKU": "1""#, ""])
        var versions = [try await server.send(.get, order.fullPath)]
        for (method, path, body) in [
            (.patch, order.path, #"{"Name": "b"}"#), (.delete, order.itemPath(0), nil),
            (.post, "\(order.path)/Items", #"{"ItemTypeId": 2, "ItemStatusId": 9}"#),
            (.post, "\(order.path)/Process", #"{"OrderId": "\#(order.id)"}"#),
        ] as [(HTTPRequest.Method, String, String?)] {
            try await server.advance(seconds: 60)
            let reply = try await server.send(method, path, body: body)
            #expect((200..<300).contains(reply.status), "\(reply.text)")
            versions.append(try await server.send(.get, order.fullPath))
        }
        return (order, versions)
    }

    @Test func `by Version, an order is as it was, with its items and without`() async throws {
        try await TestServer.run { server in
            let (order, versions) = try await Self.life(on: server)
            for (number, version) in versions.enumerated() {
                let full = try await server.send(.get, "\(order.fullPath)?asOf=\(number + 1)")
                #expect(full.status == 200)
                #expect(full.bytes == version.bytes)
                #expect(full.headers["ETag"] == version.headers["ETag"])
                let plain = try await server.send(.get, "\(order.path)?asOf=\(number + 1)")
                #expect(plain.json == version.json.with("Items", nil))
                let expanded = try await server.ask(
                    "\(order.path)?$expand=Items&asOf=\(number + 1)")
                #expect(expanded["Items"] == version["Items"])
                let selected = try await server.ask(
                    "\(order.path)?asOf=\(number + 1)&$select=Name,Version")
                #expect(selected.json.members?.map(\.name) == ["Name", "Version"])
                #expect(selected["Name"] == version["Name"])
            }
        }
    }

    @Test func `by time, an order is as it was at that instant`() async throws {
        try await TestServer.run { server in
            let (order, versions) = try await Self.life(on: server)
            for (number, version) in versions.enumerated() {
                let text = version.json.string("ModifiedDateUtc")
                let changed = try #require(Timestamp(text))
                for (time, at) in [
                    (changed, number), (changed.adding(seconds: 30), number),
                    (changed.adding(seconds: -1), number - 1),
                    (Timestamp(microseconds: changed.microseconds - 1000), number - 1),
                ] {
                    let reply = try await server.ask("\(order.fullPath)?asOf=\(time)")
                    if at < 0 {
                        #expect(reply.status == 404, "before it was made")
                        #expect(
                            reply.message == "Order resource with id \(order.id) cannot be found")
                    } else {
                        #expect(reply.bytes == versions[at].bytes, "\(time) of version \(at + 1)")
                    }
                }
            }
            let future = try await server.ask("\(order.fullPath)?asOf=2999-01-01T00:00:00Z")
            #expect(future.bytes == versions.last?.bytes)
        }
    }

    @Test func `a time may be written in each way that a time may`() async throws {
        try await TestServer.run { server in
            let (order, versions) = try await Self.life(on: server)
            let text = versions[1].json.string("ModifiedDateUtc")
            let bare = String(text.dropLast())
            for time in [
                text, bare, "\(bare)000000Z", "\(bare)%2B00:00", text.lowercased(),
            ] {
                let reply = try await server.ask("\(order.fullPath)?asOf=\(time)")
                #expect(reply.bytes == versions[1].bytes, "\(time): \(reply.text)")
            }
        }
    }

    @Test(arguments: [
        "", "x", "0", "-1", "1.5", "1,2", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z",
        "2026-02-03", "99999999999999999999", "'1'", "null", "1&asOf=2", "1&ASOF=1", "now",
    ])
    func `what is no moment is refused`(moment: String) async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: [""])
            for path in [order.path, order.fullPath] {
                let reply = try await server.ask("\(path)?asOf=\(moment)")
                #expect(reply.status == 400)
                #expect(reply["type"]?.text == "/problems/invalid-request")
            }
            let unknown = "\(TestServer.orders)(0192f3a0-0000-7000-8000-000000000001)"
            #expect(try await server.ask("\(unknown)?asOf=\(moment)").status == 404)
        }
    }

    @Test func `a Version that never was is not found`() async throws {
        try await TestServer.run { server in
            let (order, versions) = try await Self.life(on: server)
            for version in ["6", "1000", "9223372036854775807"] {
                #expect(try await server.ask("\(order.path)?asOf=\(version)").status == 404)
            }
            #expect(versions.count == 5)
            let elsewhere = order.path.replacing("14146", with: "1")
            #expect(try await server.ask("\(elsewhere)?asOf=1").status == 404)
        }
    }

    @Test func `what a client has of the past is not sent again`() async throws {
        try await TestServer.run { server in
            let (order, _) = try await Self.life(on: server)
            for (condition, status) in [("\"2\"", 304), ("\"5\"", 200), ("*", 304)] {
                let reply = try await server.send(
                    .get, "\(order.fullPath)?asOf=2", headers: ["If-None-Match": condition])
                #expect(reply.status == status, "\(condition)")
                #expect(reply.headers["ETag"] == "\"2\"")
            }
        }
    }

    @Test func `only one order has a past`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: [""])
            for path in [
                TestServer.orders, TestServer.orderFull, "\(order.path)/Items", order.itemPath(0),
                "\(order.path)/Totals", "\(order.path)/Events", "\(order.path)/Actions",
            ] {
                #expect(try await server.ask("\(path)?asOf=1").status == 400, "\(path)")
            }
            let change = try await server.ask("\(order.path)?asOf=1", .patch, body: "{}")
            #expect(change.status == 400)
        }
    }
}

/// What the clock does to orders, in their history.
@Suite struct ExpiryEventTests {
    private static func events(of order: Made, on server: TestServer) async throws -> [JSONValue] {
        try await server.send(.get, "\(order.path)/Events").json.elements ?? []
    }

    @Test func `an order expires once, at its own instant`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(#""OrderExpiryHours": 2"#, items: [""])
            try await server.advance(seconds: 3600)
            #expect(try await Self.events(of: order, on: server).count == 1)
            for _ in 0..<3 { try await server.advance(seconds: 5 * 3600) }
            let events = try await Self.events(of: order, on: server)
            #expect(events.map { $0.string("Type") } == ["order.created", "order.expired"])
            let expired = try #require(events.last)
            #expect(expired["At"] == order.document["OrderExpiryDate"])
            #expect(expired["Changes"] == .array([]))
            #expect(expired.integer("Version") == 1)
            #expect(expired.integer("Sequence") == 2)
            #expect(try await server.send(.get, order.fullPath).json == order.document)
            let past = try await server.send(.get, "\(order.fullPath)?asOf=1")
            #expect(past.json == order.document)
        }
    }

    @Test func `only what is Created or Pending expires`() async throws {
        try await TestServer.run { server in
            let hour = #""OrderExpiryHours": 1, "State": "Pending""#
            let created = try await server.make(#""OrderExpiryHours": 1"#)
            let pending = try await server.make(hour)
            let processed = try await server.make(hour)
            try await server.perform("Process", on: processed)
            let cancelled = try await server.make(hour)
            try await server.perform("Cancel", on: cancelled)
            let prolonged = try await server.make(hour)
            try await server.send(.patch, prolonged.path, body: #"{"OrderExpiryHours": 3}"#)
            let shortened = try await server.make()
            try await server.send(.patch, shortened.path, body: #"{"OrderExpiryHours": 1}"#)
            try await server.advance(seconds: 2 * 3600)
            for (order, isExpired) in [
                (created, true), (pending, true), (processed, false), (cancelled, false),
                (prolonged, false), (shortened, true),
            ] {
                let types = try await Self.events(of: order, on: server).map { $0.string("Type") }
                #expect((types.last == "order.expired") == isExpired, "\(types)")
            }
            try await server.advance(seconds: 2 * 3600)
            let late = try await Self.events(of: prolonged, on: server)
            #expect(late.last?.string("Type") == "order.expired")
            #expect(
                late.last?["At"]
                    == (try await server.send(.get, prolonged.path))["OrderExpiryDate"])
        }
    }

    @Test func `those who look for what has expired at once note it once`() async throws {
        try await TestServer.run { server in
            let seconds: Int64 = 7200
            for _ in 0..<60 { _ = try await server.make(#""OrderExpiryHours": 1"#) }
            let later = server.services.clock.now().adding(seconds: seconds)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<6 {
                    group.addTask { try await server.services.expiries.noteAll(at: later) }
                }
                try await group.waitForAll()
            }
            let events = try await server.events()
            #expect(events.count == 120)
            #expect(events.map { $0.integer("Sequence") } == Array(1...120))
            let expired = events.filter { $0.string("Type") == "order.expired" }
            #expect(Set(expired.map { $0.string("OrderId") }).count == 60)
        }
    }
}
