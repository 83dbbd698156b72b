import DocketJSON
import DocketService
import DocketStore
import DocketTestKit
import Foundation
import HTTPTypes
import Testing

private let orders = TestServer.orders
private let body = #"{"EntityId": 14202, "OrderTypeId": 1}"#

/// What a replay must have in common with the first answer beside status and body.
private let fields = ["Location", "ETag", "Content-Type"]

/// `Idempotency-Key` (contract, section 10).
@Suite struct IdempotencyTests {
    @Test(arguments: Change.all)
    func `a change under a key is made once, and answered alike each time`(
        change: Change
    ) async throws {
        try await TestServer.run { server in
            let subject = try await server.setUp(for: change)
            let key = ["Idempotency-Key": "\"8e03978e-40d5-43dd-bc93-6894a57f9324\""]
            let first = try await server.send(change, of: subject, headers: key)
            #expect((200..<300).contains(first.status), "\(first.text)")
            #expect(first.headers["Idempotent-Replayed"] == nil)
            let after = try await server.everything()
            try await server.advance(seconds: 60)
            for _ in 0..<2 {
                let again = try await server.send(change, of: subject, headers: key)
                #expect(again.status == first.status)
                #expect(again.text == first.textWithoutSecret)
                #expect(again.headers["Idempotent-Replayed"] == "true")
                for field in fields {
                    #expect(again.headers[field] == first.headers[field], "\(field)")
                }
            }
            #expect(try await server.everything() == after)
        }
    }

    @Test(arguments: Change.all.filter { $0.body != nil })
    func `another body under the key is refused and has no effect`(change: Change) async throws {
        try await TestServer.run { server in
            let subject = try await server.setUp(for: change)
            let key = ["Idempotency-Key": "k"]
            let first = try await server.send(change, of: subject, headers: key)
            #expect((200..<300).contains(first.status), "\(first.text)")
            let after = try await server.everything()
            let other = Change(
                change.method, change.path,
                change.body.map { #"{"Unknown": 1, "# + $0.dropFirst() })
            let emptied = Change(
                change.method, change.path,
                change.body.map { $0 == "{}" ? #"{"Unknown": 1}"# : $0 + " " })
            for request in [change.body == "{}" ? emptied : other, emptied] {
                let reply = try await server.send(request, of: subject, headers: key)
                #expect(reply.status == 422)
                #expect(reply["type"]?.text == "/problems/key-reused")
                #expect(reply.headers["Idempotent-Replayed"] == nil)
            }
            #expect(try await server.everything() == after)
        }
    }

    @Test func `another resource or option under the key is another request`() async throws {
        try await TestServer.run { server in
            let made = [
                try await server.make(items: ["", ""]), try await server.make(items: ["", ""]),
            ]
            let cases: [(String, HTTPRequest.Method, String, String, String?)] = [
                ("a", .patch, made[0].path, made[1].path, #"{"Name": "b"}"#),
                ("b", .patch, made[0].itemPath(0), made[0].itemPath(1), #"{"SKU": "b"}"#),
                ("c", .delete, made[0].itemPath(0), made[0].itemPath(1), nil),
                ("d", .delete, made[1].itemPath(0), "\(made[1].itemPath(0))?x=1", nil),
            ]
            for (key, method, first, second, body) in cases {
                let done = try await server.send(method, first, key: key, body: body)
                #expect((200..<300).contains(done.status), "\(done.text)")
                let reply = try await server.send(method, second, key: key, body: body)
                #expect(reply.status == 422, "\(method) \(second)")
            }
            #expect(try await server.send(.get, made[1].path)["Name"] == .null)
        }
    }

    @Test func `without a key, each request is one of its own`() async throws {
        try await TestServer.run { server in
            let first = try await server.send(.post, orders, body: body)
            let second = try await server.send(.post, orders, body: body)
            #expect(first.id != second.id)
            #expect(second.headers["Idempotent-Replayed"] == nil)
        }
    }

    @Test func `another token, company or route has its own keys`() async throws {
        try await TestServer.run { server in
            let token = try await server.token(scope: "orders.write")
            let theirs = #"{"EntityId": 1, "OrderTypeId": 1}"#
            let first = try await server.send(.post, orders, key: "k", body: body)
            for (path, body, token) in [
                (orders, body, token), ("/v1/Companies(1)/Orders", theirs, "sandbox-token"),
                (TestServer.orderFull, body, "sandbox-token"),
                ("\(orders)(\(first.id))", body, "sandbox-token"),
            ] {
                let reply = try await server.send(.post, path, key: "k", body: body, token: token)
                #expect(reply.status == 201, "\(reply.text)")
                #expect(reply.headers["Idempotent-Replayed"] == nil)
                let again = try await server.send(.post, path, key: "k", body: body, token: token)
                #expect(again.bytes == reply.bytes)
                #expect(again.headers["Idempotent-Replayed"] == "true")
            }
            let count = try await server.events().count + server.events(of: 1).count
            #expect(count == 4, "three orders here, one there; the update changes nothing")
        }
    }

    @Test func `methods of one resource have their own keys`() async throws {
        try await TestServer.run { server in
            let order = try await server.make(items: [""])
            let document = order.document.with("Name", .string("b")).body
            for method in [HTTPRequest.Method.put, .post, .patch] {
                let reply = try await server.send(method, order.path, key: "k", body: document)
                #expect((200..<300).contains(reply.status), "\(reply.text)")
                #expect(reply.headers["Idempotent-Replayed"] == nil, "\(method)")
            }
        }
    }

    @Test func `the first answer comes again whatever became of the order`() async throws {
        try await TestServer.run { server in
            let text = #"{"EntityId": 14202, "OrderTypeId": 1, "Items": [ITEM]}"#
                .replacing("ITEM", with: #"{"ItemTypeId": 1, "ItemStatusId": 1, "SKU": "é\n"}"#)
            let first = try await server.send(.post, TestServer.orderFull, key: "k", body: text)
            let order = Made(id: first.id, document: first.json)
            try await server.send(.patch, order.path, body: #"{"Name": "b", "State": "Pending"}"#)
            try await server.send(.delete, order.itemPath(0))
            try await server.perform("Cancel", on: order)
            let again = try await server.send(.post, TestServer.orderFull, key: "k", body: text)
            #expect(again.status == 201)
            #expect(again.bytes == first.bytes)
            #expect(again.headers["ETag"] == "\"1\"")
            let now = try await server.send(.get, order.fullPath)
            #expect(now["State"]?.text == "Cancelled")
        }
    }

    @Test func `a replay is not asked for a version, which it has itself made old`() async throws {
        try await TestServer.run { server in
            let order = try await server.make()
            let headers = ["Idempotency-Key": "k", "If-Match": "\"1\""]
            for isReplay in [false, true] {
                let reply = try await server.send(
                    .patch, order.path, headers: headers, body: #"{"Name": "b"}"#)
                #expect(reply.status == 200)
                #expect(reply.headers["ETag"] == "\"2\"")
                #expect((reply.headers["Idempotent-Replayed"] == "true") == isReplay)
            }
        }
    }

    @Test func `a client that may no more gets no replay`() async throws {
        try await TestServer.run { server in
            let token = try await server.token(scope: "orders.write", companies: [14146])
            let first = try await server.send(.post, orders, key: "k", body: body, token: token)
            #expect(first.status == 201)
            #expect(try await server.services.tokens.revoke(token, at: server.services.clock.now()))
            let again = try await server.send(.post, orders, key: "k", body: body, token: token)
            #expect(again.status == 401)
        }
    }
}

/// How long a key is taken.
@Suite struct IdempotencyLifeTests {
    @Test func `a refused request leaves its key free`() async throws {
        try await TestServer.run { server in
            let order = try await server.send(.post, orders, body: body)
            let path = "\(orders)(\(order.id))"
            let operation = #"{"OrderId": "\#(order.id)"}"#
            let unbilled = try await server.send(
                .post, "\(path)/Process", key: "a", body: operation)
            #expect(unbilled.status == 400)
            let early = try await server.send(.post, "\(path)/Shipped", key: "b", body: operation)
            #expect(early.status == 409)
            let stale = try await server.send(
                .patch, path, headers: ["Idempotency-Key": "c", "If-Match": "\"9\""],
                body: #"{"BillingCustomerId": "\#(TestServer.customer)"}"#)
            #expect(stale.status == 412)
            let bad = try await server.send(.post, orders, key: "d", body: "{}")
            #expect(bad.status == 400)

            let billed = try await server.send(
                .patch, path, headers: ["Idempotency-Key": "c", "If-Match": "\"1\""],
                body: #"{"BillingCustomerId": "\#(TestServer.customer)"}"#)
            #expect(billed.status == 200)
            for (operation, key) in [("Process", "a"), ("Shipped", "b")] {
                let reply = try await server.send(
                    .post, "\(path)/\(operation)", key: key,
                    body: #"{"OrderId": "\#(order.id)"}"#)
                #expect(reply.status == 201, "\(reply.text)")
                #expect(reply.headers["Idempotent-Replayed"] == nil)
            }
            let good = try await server.send(.post, orders, key: "d", body: body)
            #expect(good.status == 201)
        }
    }

    @Test func `a key of yesterday is free`() async throws {
        try await TestServer.run { server in
            let other = #"{"EntityId": 14107, "OrderTypeId": 1}"#
            let first = try await server.send(.post, orders, key: "k", body: body)
            let second = try await server.send(.post, orders, key: "l", body: body)
            // An hour to spare, however slow the machine.
            try await server.advance(seconds: 23 * 3600)
            let again = try await server.send(.post, orders, key: "k", body: body)
            #expect(again.bytes == first.bytes)
            #expect(try await server.send(.post, orders, key: "k", body: other).status == 422)
            try await server.advance(seconds: 3601)
            let fresh = try await server.send(.post, orders, key: "k", body: body)
            #expect(fresh.status == 201)
            #expect(fresh.headers["Idempotent-Replayed"] == nil)
            #expect(fresh.id != first.id)
            let different = try await server.send(.post, orders, key: "l", body: other)
            #expect(different.status == 201)
            #expect(different.id != second.id)
            // From then on they are keys as before.
            let replay = try await server.send(.post, orders, key: "k", body: body)
            #expect(replay.bytes == fresh.bytes)
            #expect(try await server.send(.post, orders, key: "l", body: body).status == 422)
        }
    }

    @Test func `a dry run takes no key`() async throws {
        try await TestServer.run { server in
            let dry = ["Idempotency-Key": "k", "Prefer": "dry-run"]
            for _ in 0..<2 {
                let reply = try await server.send(.post, orders, headers: dry, body: body)
                #expect(reply.status == 201)
                #expect(reply.headers["Idempotent-Replayed"] == nil)
            }
            #expect(try await server.keptAnswers() == 0)
            let other = #"{"EntityId": 14107, "OrderTypeId": 1}"#
            let real = try await server.send(.post, orders, key: "k", body: other)
            #expect(real.status == 201)
            #expect(real.headers["Idempotent-Replayed"] == nil)
            #expect(try await server.keptAnswers() == 1)
        }
    }

    @Test func `neither the key nor the token is kept as it came`() async throws {
        try await TestServer.run { server in
            let token = try await server.token(scope: "orders.write")
            let key = "a-key-that-nobody-else-has"
            let made = try await server.send(.post, orders, key: key, body: body, token: token)
            #expect(made.status == 201)
            let bytes = try await server.accessBytes()
            #expect(bytes.range(of: .init(key.utf8)) == nil)
        }
    }
}

extension TestServer {
    /// How many answers are kept.
    fileprivate func keptAnswers() async throws -> Int64 {
        try await database.count("SELECT count(*) FROM kept_answers")
    }
}
