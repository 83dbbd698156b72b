import DocketCore
import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

@Suite struct HookSecretTests {
    @Test func `a secret is whsec_ and 32 random bytes`() async throws {
        try await TestServer.run { server in
            var secrets: Set<String> = []
            for _ in 0..<5 {
                let secret = try await server.makeHook().secret
                #expect(secret.wholeMatch(of: /whsec_[A-Za-z0-9+\/]{43}=/) != nil)
                #expect(Base64.decode(secret.dropFirst(6))?.count == 32)
                secrets.insert(secret)
            }
            #expect(secrets.count == 5)
        }
    }

    @Test func `a secret is shown when it is made, and never again`() async throws {
        try await TestServer.run { server in
            let hook = try await server.makeHook()
            let rotated = try await server.send(.post, "\(hook.path)/RotateSecret")
            #expect(rotated.status == 200)
            let next = rotated["Secret"]?.text ?? ""
            #expect(next.hasPrefix("whsec_"))
            #expect(next != hook.secret)
            let tested = try await server.send(.post, "\(hook.path)/Test")
            let body = "{\(TestServer.hookURL)}"
            let later = [
                tested, try await server.send(.get, hook.path),
                try await server.send(.get, TestServer.webhooks),
                try await server.send(.put, hook.path, body: body),
                try await server.send(.get, hook.deliveries),
                try await server.send(.post, "\(hook.deliveries)(\(tested.id))/Resend"),
            ]
            for reply in later {
                #expect((200..<300).contains(reply.status))
                #expect(!reply.text.contains("Secret"))
                #expect(!reply.text.contains("whsec_"))
            }
        }
    }

    @Test func `the secret before goes on signing for a day`() async throws {
        try await TestServer.run { server in
            let hook = try await server.makeHook()
            let rotated = try await server.send(.post, "\(hook.path)/RotateSecret")
            let webhook = try #require(try await server.stored(hook))
            #expect(webhook.secrets.map(\.text) == [rotated["Secret"]?.text ?? "", hook.secret])
            #expect(webhook.secrets.first?.validUntil == nil)
            #expect(webhook.secrets.last?.validUntil == webhook.modifiedAt.adding(hours: 24))
            #expect(rotated["ModifiedDateUtc"]?.text == "\(webhook.modifiedAt)")
        }
    }

    @Test func `a secret that has ended is kept no more`() async throws {
        try await TestServer.run { server in
            let hook = try await server.makeHook()
            var texts: [String] = []
            for _ in 0..<2 {
                let rotated = try await server.send(.post, "\(hook.path)/RotateSecret")
                texts.insert(rotated["Secret"]?.text ?? "", at: 0)
                try await server.advance(seconds: 24 * 3600 + 1)
            }
            #expect(try await server.stored(hook)?.secrets.map(\.text) == texts)
        }
    }

    @Test func `a repetition under a key tells the secret no more, and makes nothing`()
        async throws
    {
        try await TestServer.run { server in
            let key = ["Idempotency-Key": "\"hook-1\""]
            let first = try await server.createHook(headers: key)
            let again = try await server.createHook(headers: key)
            #expect(first.status == 201)
            #expect(again.status == 201)
            #expect(again.text == first.textWithoutSecret)
            #expect(again["Secret"] == .null)
            #expect(again.headers["Location"] == first.headers["Location"])
            #expect(first.headers["Idempotent-Replayed"] == nil)
            #expect(again.headers["Idempotent-Replayed"] == "true")
            #expect(try await server.send(.get, TestServer.webhooks).ids == [first.id])
            let other = try await server.createHook(#""Disabled": true"#, headers: key)
            #expect(other.status == 422)
        }
    }

    @Test func `a rotation is made once under a key`() async throws {
        try await TestServer.run { server in
            let hook = try await server.makeHook()
            let key = ["Idempotency-Key": "\"rotate-1\""]
            let path = "\(hook.path)/RotateSecret"
            let first = try await server.send(.post, path, headers: key)
            let again = try await server.send(.post, path, headers: key)
            #expect(again.text == first.textWithoutSecret)
            #expect(again["Secret"] == .null)
            #expect(try await server.stored(hook)?.secrets.count == 2)
        }
    }

    @Test func `a dry run stores nothing`() async throws {
        try await TestServer.run { server in
            let dry = ["Prefer": "dry-run"]
            let tried = try await server.createHook(headers: dry)
            #expect(tried.status == 201)
            #expect(tried.headers["Preference-Applied"]?.contains("dry-run") == true)
            #expect(try await server.send(.get, TestServer.webhooks).ids.isEmpty)

            let hook = try await server.makeHook()
            let before = try await server.stored(hook)
            for (method, path, body, status) in [
                (.put, hook.path, "{\(TestServer.hookURL), \"Disabled\": true}", 200),
                (.post, "\(hook.path)/RotateSecret", nil, 200),
                (.post, "\(hook.path)/Test", nil, 202), (.delete, hook.path, nil, 204),
            ] as [(HTTPRequest.Method, String, String?, Int)] {
                let reply = try await server.send(method, path, headers: dry, body: body)
                #expect(reply.status == status, "\(method) \(path)")
                #expect(reply.headers["Preference-Applied"]?.contains("dry-run") == true)
            }
            #expect(try await server.stored(hook) == before)
            #expect(try await server.send(.get, hook.deliveries).text == "[]")
        }
    }
}
