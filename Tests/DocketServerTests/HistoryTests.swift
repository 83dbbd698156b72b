import Crypto
import DocketCore
import DocketJSON
import DocketService
import DocketTestKit
import Foundation
import HTTPTypes
import Testing

extension TestServer {
    /// The history of an order.
    fileprivate func history(of order: Made) async throws -> [JSONValue] {
        let reply = try await send(.get, "\(order.path)/Events")
        #expect(reply.status == 200)
        return reply.json.elements ?? []
    }
}

/// `Orders({o})/Events` (contract, section 10).
@Suite struct HistoryTests {
    @Test func `each change makes one event of its type`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: [#""SKU": "1""#, ""])
            let changes: [(HTTPRequest.Method, String, String?)] = [
                (.patch, order.path, #"{"Name": "b"}"#),
                (.post, "\(order.path)/Items", #"{"ItemTypeId": 1, "ItemStatusId": 1}"#),
                (.put, order.itemPath(0), #"{"ItemTypeId": 1, "ItemStatusId": 1, "SKU": "2"}"#),
                (.patch, order.itemPath(0), #"{"SKU": "3"}"#), (.delete, order.itemPath(1), nil),
                (.put, order.path, order.document.with("State", .string("Pending")).body),
                (.post, "\(order.path)/Process", #"{"OrderId": "\#(order.id)"}"#),
                (.patch, order.itemPath(0), #"{"Notes": "n"}"#),
                (.post, "\(order.path)/Shipped", #"{"OrderId": "\#(order.id)"}"#),
            ]
            var times = [order.document.string("ModifiedDateUtc")]
            for (method, path, body) in changes {
                try await server.advance(seconds: 60)
                let reply = try await server.send(method, path, body: body)
                #expect((200..<300).contains(reply.status), "\(reply.text)")
                times.append(
                    try await server.send(.get, order.path).json.string("ModifiedDateUtc"))
            }
            let events = try await server.history(of: order)
            #expect(
                events.map { $0.string("Type") } == [
                    "order.created", "order.updated", "order.updated", "order.updated",
                    "order.updated", "order.updated", "order.updated", "order.processed",
                    "order.updated", "order.shipped",
                ])
            #expect(events.map { $0.integer("Version") } == Array(1...10))
            #expect(events.map { $0.integer("Sequence") } == Array(1...10))
            #expect(events.map { $0.string("At") } == times)
            #expect(Set(events.map { $0.string("OrderId") }) == [order.id])
            #expect(Set(events.map { $0.string("Hash") }).count == 10)
            #expect(
                events.first?.members?.map(\.name) == [
                    "Sequence", "Type", "OrderId", "Version", "At", "Actor", "Changes", "Hash",
                ])
            #expect(try await server.events() == events)
        }
    }

    @Test func `an order's end has its own type, however it comes`() async throws {
        try await TestServer.run { server in
            let pending = #""State": "Pending""#
            let cancelled = try await server.make(pending)
            try await server.perform("Cancel", on: cancelled)
            let updated = try await server.make(pending)
            try await server.send(.patch, updated.path, body: #"{"State": "Cancelled"}"#)
            let fulfilled = try await server.make(pending, items: [""])
            try await server.perform("Process", on: fulfilled)
            try await server.send(.patch, fulfilled.itemPath(0), body: #"{"ItemStatusId": 7}"#)
            for (order, last) in [
                (cancelled, "order.cancelled"), (updated, "order.cancelled"),
                (fulfilled, "order.completed"),
            ] {
                let types = try await server.history(of: order).map { $0.string("Type") }
                #expect(types.last == last)
            }
        }
    }

    @Test func `an operation answers with the Sequence of its event`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(#""State": "Pending""#)
            _ = try await server.make()
            for operation in ["Process", "Shipped"] {
                let reply = try await server.perform(operation, on: order)
                let event = try await server.history(of: order).last
                #expect(event?.integer("Sequence") == reply.json.integer("Id"))
            }
        }
    }

    @Test func `who changes nothing, or is refused, leaves no event`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: [#""SKU": "1""#])
            let item = order.document["Items"]?[0]?.body
            for (method, path, body, status) in [
                (.patch, order.path, "{}", 200), (.patch, order.path, order.document.body, 200),
                (.put, order.path, order.document.body, 200),
                (.post, order.fullPath, order.document.body, 201),
                (.put, order.fullPath, order.document.body, 200),
                (.put, order.itemPath(0), item, 200), (.patch, order.itemPath(0), "{}", 200),
                (.patch, order.path, #"{"EntityId": 99}"#, 400),
                (.post, "\(order.path)/Items", "{}", 400),
                (.post, "\(order.path)/Shipped", #"{"OrderId": "\#(order.id)"}"#, 409),
            ] as [(HTTPRequest.Method, String, String?, Int)] {
                let reply = try await server.send(method, path, body: body)
                #expect(reply.status == status, "\(method) \(path): \(reply.text)")
            }
            #expect(try await server.history(of: order).count == 1)
            #expect(try await server.send(.get, order.fullPath).json == order.document)
        }
    }

    @Test func `the actor is the client, and the user behind it`() async throws {
        try await TestServer.run { server in
            let form =
                "grant_type=password&client_id=sandbox&client_secret=sandbox-secret"
                + "&username=sandbox%40example.test&password=sandbox-password"
            let reply = try await server.send(
                .post, "/v1/oauth2/token",
                headers: ["Content-Type": "application/x-www-form-urlencoded"], body: form,
                token: nil)
            let token = reply.json.string("access_token")
            let order = try await server.make()
            try await server.send(.patch, order.path, body: #"{"Name": "b"}"#, token: token)
            let actors = try await server.history(of: order).map { $0.string("Actor") }
            #expect(actors == ["sandbox", "sandbox/sandbox@example.test"])
        }
    }

    @Test func `the history is fenced like the order`() async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            let elsewhere = order.path.replacing("14146", with: "1")
            let writer = try await server.token(scope: "orders.process")
            let other = try await server.token(scope: "orders.read", companies: [1])
            for tail in ["Events", "Actions"] {
                let mine = "\(order.path)/\(tail)"
                for (path, token, status) in [
                    (mine, "nonsense", 401), (mine, writer, 403), (mine, other, 403),
                    ("\(elsewhere)/\(tail)", "sandbox-token", 404),
                    ("\(elsewhere)/\(tail)?x=1", "sandbox-token", 404),
                    ("\(mine)?x=1", "sandbox-token", 400),
                ] {
                    let reply = try await server.send(.get, path, token: token)
                    #expect(reply.status == status, "\(path)")
                }
            }
        }
    }
}

/// What the events say, put together by other code.
@Suite(.timeLimit(.minutes(30))) struct HistoryReplayTests {
    @Test(arguments: 1...6 as ClosedRange<UInt64>)
    func `the events make the order, byte for byte, at each Version`(seed: UInt64) async throws {
        try await TestServer.run { server in
            var life = try await RandomLife(on: server, seed: seed)
            var known = [try await life.document().bytes]
            for step in 0..<40 {
                let reply = try await life.step(mayMove: step > 25)
                #expect(reply.status < 500, "\(reply.text)")
                let now = try await life.document()
                if reply.status >= 400 { #expect(now.bytes == known.last) }
                if now.bytes != known.last { known.append(now.bytes) }
                #expect(now.json.integer("Version") == known.count)
            }
            let events = try await server.history(of: life.order)
            #expect(events.count == known.count)
            for (count, bytes) in known.enumerated() {
                let made = try Replay.document(of: Array(events.prefix(count + 1)))
                #expect(made?.encoded == bytes, "version \(count + 1)")
                let path = "\(life.order.fullPath)?asOf=\(count + 1)"
                #expect(try await server.send(.get, path).bytes == bytes, "version \(count + 1)")
            }
            _ = try await DatabaseCheck(server.database).run()
        }
    }

    @Test func `each event's changes are only what changed`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: [#""SKU": "1""#, #""SKU": "2""#])
            try await server.send(.patch, order.path, body: #"{"Name": "~/\"b"}"#)
            try await server.send(.patch, order.itemPath(1), body: #"{"SKU": "3"}"#)
            try await server.send(.delete, order.itemPath(0))
            let paths = try await server.history(of: order).map { event in
                Set(event["Changes"]?.elements?.map { $0.string("path") } ?? [])
            }
            let always: Set = ["/Version", "/ModifiedDateUtc"]
            let names: [Set] = [[""], ["/Name"], ["/Items/1/SKU"], ["/Items/0"]]
            for (paths, names) in zip(paths, names) {
                #expect(paths.isSuperset(of: names))
                #expect(paths.subtracting(names).isSubset(of: always))
            }
            #expect(paths.count == 4)
        }
    }

    @Test func `the hashes are what the book says`() async throws {
        try await TestServer.run { server in
            var lives = [
                try await RandomLife(on: server, seed: 21),
                try await RandomLife(on: server, seed: 22),
            ]
            for _ in 0..<12 {
                for place in lives.indices { _ = try await lives[place].step(mayMove: true) }
            }
            try await server.advance(seconds: 9000 * 3600)
            let elsewhere = try await server.send(
                .post, "/v1/Companies(1)/Orders", body: #"{"EntityId": 1, "OrderTypeId": 1}"#)
            #expect(elsewhere.status == 201)
            for company in [1, 14146] {
                var last: [String: [UInt8]] = [:]
                for event in try await server.events(of: company) {
                    let order = event.string("OrderId")
                    let hash = try Self.hash(of: event, in: company, after: last[order])
                    let text = hash.map { String(format: "%02x", $0) }.joined()
                    #expect(event.string("Hash") == text, "\(event.integer("Sequence"))")
                    last[order] = hash
                }
                #expect(last.count == (company == 1 ? 1 : 2))
            }
        }
    }

    /// The formula of `EventSeal`, from what clients see of an event.
    private static func hash(
        of event: JSONValue, in company: Int, after previous: [UInt8]?
    ) throws -> [UInt8] {
        func number(_ value: Int64) -> [UInt8] {
            (0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * $0)) }
        }
        let hex = Array(event.string("OrderId").replacing("-", with: "").utf8)
        let order = stride(from: 0, to: hex.count, by: 2).compactMap { place in
            UInt8(String(decoding: hex[place..<place + 2], as: UTF8.self), radix: 16)
        }
        let at = try #require(Timestamp(event.string("At")))
        let changes = try #require(event["Changes"])
        var bytes = previous ?? [UInt8](repeating: 0, count: 32)
        for part in [
            number(Int64(company)), order, number(Int64(event.integer("Version"))),
            Array(event.string("Type").utf8), number(at.microseconds),
            Array(event.string("Actor").utf8), changes.encoded,
        ] { bytes += number(Int64(part.count)) + part }
        let digest = Array(SHA256.hash(data: bytes))
        return Array(
            SHA256.hash(data: digest + number(Int64(event.integer("Sequence")))))
    }

    @Test func `the Sequence has no gap, whoever writes at once`() async throws {
        try await TestServer.run { server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        let order = try await server.make(#""State": "Pending""#)
                        for number in 0..<5 {
                            try await server.send(
                                .patch, order.path, body: #"{"Name": "\#(number)"}"#)
                            // Undone again, which must use no number up.
                            try await server.perform("Shipped", on: order)
                        }
                        try await server.perform("Process", on: order)
                    }
                }
                try await group.waitForAll()
            }
            let events = try await server.events()
            #expect(events.map { $0.integer("Sequence") } == Array(1...42))
            let theirs = try await server.send(
                .post, "/v1/Companies(1)/Orders", body: #"{"EntityId": 1, "OrderTypeId": 1}"#)
            #expect(theirs.status == 201)
            #expect(try await server.events(of: 1).map { $0.integer("Sequence") } == [1])
            _ = try await DatabaseCheck(server.database).run()
        }
    }
}
