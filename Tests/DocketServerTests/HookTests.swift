import DocketCore
import DocketJSON
import DocketStore
import DocketTestKit
import HTTPTypes
import Testing

@Suite struct HookTests {
    static let members = [
        "Id", "Url", "EventTypes", "Filter", "Disabled", "DisabledReason", "CreatedDateUtc",
        "ModifiedDateUtc",
    ]

    private static let all = #"""
        "EventTypes": ["order.created", "order.shipped"], "Filter": "EntityId eq 14202", \#
        "Disabled": true
        """#

    @Test func `a webhook is made, read and listed`() async throws {
        try await TestServer.run { server in
            let made = try await server.createHook(Self.all)
            #expect(made.status == 201)
            #expect(made.headers["Location"] == "\(TestServer.webhooks)(\(made.id))")
            #expect(made.headers["Content-Type"]?.hasPrefix("application/json") == true)
            #expect(made["Url"] == .string("https://8.8.8.8/hook"))
            #expect(
                made["EventTypes"] == .array([.string("order.created"), .string("order.shipped")]))
            #expect(made["Filter"] == .string("EntityId eq 14202"))
            #expect(made["Disabled"] == .boolean(true))
            #expect(made["DisabledReason"] == .null)
            #expect(made["CreatedDateUtc"] == made["ModifiedDateUtc"])
            let read = try await server.send(.get, "\(TestServer.webhooks)(\(made.id))")
            #expect(read.status == 200)
            #expect(read.json.members?.map(\.name) == Self.members)
            #expect(read.json == made.json.with("Secret", nil))
            let second = try await server.makeHook()
            let list = try await server.send(.get, TestServer.webhooks)
            #expect(list.status == 200)
            #expect(list.json[0] == read.json)
            #expect(list.ids == [made.id, second.id])
        }
    }

    @Test func `what is not said is unset`() async throws {
        try await TestServer.run { server in
            let nulls = #""EventTypes": null, "Filter": null, "Disabled": null"#
            for members in ["", nulls] {
                let made = try await server.createHook(members)
                #expect(made.status == 201)
                #expect(made["EventTypes"] == .array([]))
                #expect(made["Filter"] == .null)
                #expect(made["Disabled"] == .boolean(false))
            }
        }
    }

    @Test func `a webhook is replaced as a whole`() async throws {
        try await TestServer.run { server in
            let hook = try await server.makeHook(Self.all)
            try await server.advance(seconds: 10)
            let body = #"{"Url": "http://9.9.9.9:8080/other?x=1"}"#
            let put = try await server.send(.put, hook.path, body: body)
            #expect(put.status == 200)
            #expect(put["Id"]?.text == hook.id)
            #expect(put["Url"] == .string("http://9.9.9.9:8080/other?x=1"))
            #expect(put["EventTypes"] == .array([]))
            #expect(put["Filter"] == .null)
            #expect(put["Disabled"] == .boolean(false))
            #expect(put["CreatedDateUtc"] == hook.document["CreatedDateUtc"])
            #expect(put["ModifiedDateUtc"] != put["CreatedDateUtc"])
            #expect(try await server.send(.get, hook.path).json == put.json)
            #expect(try await server.stored(hook)?.secrets.map(\.text) == [hook.secret])
        }
    }

    @Test func `a webhook that is deleted is gone, with its deliveries`() async throws {
        try await TestServer.run { server in
            let hook = try await server.makeHook()
            let other = try await server.makeHook()
            _ = try await server.store(3, of: hook)
            let kept = try await server.store(1, of: other)
            let deleted = try await server.send(.delete, hook.path)
            #expect(deleted.status == 204)
            #expect(deleted.bytes.isEmpty)
            #expect(try await server.send(.get, hook.path).status == 404)
            #expect(try await server.send(.delete, hook.path).status == 404)
            #expect(try await server.send(.get, TestServer.webhooks).ids == [other.id])
            #expect(try await server.send(.get, other.deliveries).ids == kept)
            #expect(
                try await server.database.count("SELECT count(*) FROM webhook_deliveries") == 1)
        }
    }

    @Test func `members match by any case, and what is the server's is not taken`() async throws {
        try await TestServer.run { server in
            let body = #"""
                {"url": "https://8.8.8.8/", "EVENTTYPES": ["order.paid"], "x": {"Url": 1}, \#
                "eventTypes2": 1, "Id": "0192f3a0-0000-7000-8000-000000000001", \#
                "Secret": "whsec_AAAA", "DisabledReason": "mine", "disabled": true, \#
                "CreatedDateUtc": "2001-01-01T00:00:00Z"}
                """#.replacing("order.paid", with: "order.created")
            let made = try await server.send(.post, TestServer.webhooks, body: body)
            #expect(made.status == 201)
            #expect(made.id != "0192f3a0-0000-7000-8000-000000000001")
            #expect(made["Secret"] != .string("whsec_AAAA"))
            #expect(made["DisabledReason"] == .null)
            #expect(made["Disabled"] == .boolean(true))
            #expect(made["CreatedDateUtc"] != .string("2001-01-01T00:00:00.000Z"))
            #expect(made["EventTypes"] == .array([.string("order.created")]))
        }
    }

    @Test func `an event type that is named twice is one`() async throws {
        try await TestServer.run { server in
            let made = try await server.createHook(
                #""EventTypes": ["order.updated", "order.created", "order.updated"]"#)
            #expect(
                made["EventTypes"] == .array([.string("order.updated"), .string("order.created")]))
        }
    }

    @Test func `every event type can be asked for`() async throws {
        try await TestServer.run { server in
            let names = OrderEventType.allCases.map { JSONValue.string($0.rawValue) }
            let made = try await server.createHook(
                "\"EventTypes\": \(JSONValue.array(names).body)")
            #expect(made["EventTypes"] == .array(names))
        }
    }

    @Test func `the server's reason goes when the webhook is enabled again`() async throws {
        try await TestServer.run { server in
            let hook = try await server.makeHook()
            var webhook = try #require(try await server.stored(hook))
            webhook.isDisabled = true
            webhook.disabledReason = "The receiver answered 410 Gone"
            try await server.update(webhook)
            let read = try await server.send(.get, hook.path)
            #expect(read["Disabled"] == .boolean(true))
            #expect(read["DisabledReason"] == .string("The receiver answered 410 Gone"))
            let enabled = try await server.send(
                .put, hook.path, body: "{\(TestServer.hookURL), \"Disabled\": false}")
            #expect(enabled["Disabled"] == .boolean(false))
            #expect(enabled["DisabledReason"] == .null)
        }
    }

    @Test func `a company has fifty webhooks at most`() async throws {
        try await TestServer.run { server in
            for _ in 0..<50 { #expect(try await server.createHook().status == 201) }
            let refused = try await server.createHook()
            #expect(refused.status == 409)
            #expect(refused.message.contains("50"))
            let ids = try await server.send(.get, TestServer.webhooks).ids
            #expect(ids.count == 50)
            let other = try await server.send(
                .post, "/v1/Companies(1)/Webhooks", body: "{\(TestServer.hookURL)}")
            #expect(other.status == 201)
            #expect(
                try await server.send(.delete, "\(TestServer.webhooks)(\(ids[0]))").status == 204)
            #expect(try await server.createHook().status == 201)
        }
    }
}
