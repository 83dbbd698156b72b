import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

@Suite struct HookFaultTests {
    @Test(arguments: [
        ("{}", ["/Url"]), (#"{"Url": null}"#, ["/Url"]), (#"{"Url": 5}"#, ["/Url"]),
        (#"{"Url": true}"#, ["/Url"]), (#"{"Url": {}}"#, ["/Url"]), (#"{"Url": ["x"]}"#, ["/Url"]),
        (#"{"Url": ""}"#, ["/Url"]), (#"{"Url": "ftp://8.8.8.8/"}"#, ["/Url"]),
        (#"{U, "EventTypes": "order.created"}"#, ["/EventTypes"]),
        (#"{U, "EventTypes": 1}"#, ["/EventTypes"]), (#"{U, "EventTypes": {}}"#, ["/EventTypes"]),
        (#"{U, "EventTypes": ["order.made"]}"#, ["/EventTypes/0"]),
        (#"{U, "EventTypes": ["Order.Created"]}"#, ["/EventTypes/0"]),
        (#"{U, "EventTypes": ["webhook.test"]}"#, ["/EventTypes/0"]),
        (#"{U, "EventTypes": [""]}"#, ["/EventTypes/0"]),
        (#"{U, "EventTypes": ["order.created", 5]}"#, ["/EventTypes/1"]),
        (#"{U, "EventTypes": ["a", "order.created", "b"]}"#, ["/EventTypes/0", "/EventTypes/2"]),
        (#"{U, "Filter": 5}"#, ["/Filter"]), (#"{U, "Filter": {}}"#, ["/Filter"]),
        (#"{U, "Filter": true}"#, ["/Filter"]), (#"{U, "Filter": "("}"#, ["/Filter"]),
        (#"{U, "Filter": "EntityId"}"#, ["/Filter"]),
        (#"{U, "Filter": "Colour eq 'red'"}"#, ["/Filter"]),
        (#"{U, "Filter": "EntityId eq 'red'"}"#, ["/Filter"]),
        (#"{U, "Filter": "geo.distance(Name, Name) eq 1"}"#, ["/Filter"]),
        (#"{U, "Disabled": "true"}"#, ["/Disabled"]), (#"{U, "Disabled": 1}"#, ["/Disabled"]),
        (#"{U, "Disabled": []}"#, ["/Disabled"]),
        (
            #"{"EventTypes": ["x"], "Filter": "(", "Disabled": 0}"#,
            ["/Url", "/EventTypes/0", "/Filter", "/Disabled"]
        ),
    ])
    func `each fault is told by where it is, all at once`(
        body: String, pointers: [String]
    ) async throws {
        try await TestServer.run { server in
            let body = body.replacing("{U,", with: "{\(TestServer.hookURL),")
            let hook = try await server.makeHook()
            let refusals = [
                try await server.send(.post, TestServer.webhooks, body: body),
                try await server.send(.put, hook.path, body: body),
            ]
            for refused in refusals {
                #expect(refused.status == 400, "\(body)")
                #expect(refused.message == "The request is invalid")
                #expect(Set(refused.pointers) == Set(pointers))
                #expect(refused.pointers.count == pointers.count)
            }
            #expect(try await server.send(.get, TestServer.webhooks).ids == [hook.id])
        }
    }

    @Test(arguments: [
        (#"[5, "nope"]"#, ["/EventTypes/0", "/EventTypes/1"]),
        (#"["order.created", true, "order.updated", "nope"]"#, ["/EventTypes/1", "/EventTypes/3"]),
        (#"[null, "nope"]"#, ["/EventTypes/1"]),
    ])
    func `an unknown event type is told by its own place, whatever stands before it`(
        types: String, pointers: [String]
    ) async throws {
        try await TestServer.run { server in
            let refused = try await server.createHook("\"EventTypes\": \(types)")
            #expect(refused.status == 400)
            #expect(Set(refused.pointers).isSuperset(of: pointers))
        }
    }

    @Test(arguments: [
        ("State eq", "8"), ("State eq 'Created' and", "22"), ("Nope eq 1", "0"),
        ("EntityId eq 1 or Nope eq 1", "17"),
    ])
    func `a bad filter is told by its place`(filter: String, position: String) async throws {
        try await TestServer.run { server in
            let refused = try await server.createHook("\"Filter\": \"\(filter)\"")
            #expect(refused.pointers == ["/Filter"])
            #expect(refused.fault.contains("(at \(position))"), "\(refused.fault)")
        }
    }

    @Test func `a filter may be long, not too long`() async throws {
        try await TestServer.run { server in
            let most = 8192 - "Name eq ''".count
            for (count, status) in [(most, 201), (most + 1, 400)] {
                let name = String(repeating: "x", count: count)
                let reply = try await server.createHook("\"Filter\": \"Name eq '\(name)'\"")
                #expect(reply.status == status)
                #expect(reply.pointers == (status == 400 ? ["/Filter"] : []))
            }
        }
    }

    @Test(arguments: [
        "nonsense", "", "[]", "null", "1", #""https://8.8.8.8/""#, #"{"Url": }"#,
        #"{"Url": "https://8.8.8.8/"} x"#,
        #"{"Url": "https://8.8.8.8/", "url": "https://8.8.8.8/"}"#,
        #"{"Url": "https://8.8.8.8/", "X": 1, "x": 1}"#,
    ])
    func `what is no JSON, or no object, is refused`(body: String) async throws {
        try await TestServer.run { server in
            let hook = try await server.makeHook()
            let refusals = [
                try await server.send(.post, TestServer.webhooks, body: body),
                try await server.send(.put, hook.path, body: body),
            ]
            for refused in refusals {
                #expect(refused.status == 400)
                #expect(refused.message == "The request is invalid")
            }
            #expect(try await server.send(.get, TestServer.webhooks).ids == [hook.id])
        }
    }
}

@Suite struct HookAddressTests {
    private static func body(_ url: String) -> String {
        JSONValue.object([.init("Url", .string(url))]).body
    }

    /// Tries an address on a new webhook and on one that is there.
    private static func expectRefused(_ url: String, _ server: TestServer) async throws {
        let hook = try await server.makeHook()
        for (method, path) in [(.post, TestServer.webhooks), (.put, hook.path)]
            as [(HTTPRequest.Method, String)]
        {
            let refused = try await server.send(method, path, body: body(url))
            #expect(refused.status == 400, "\(method) \(url)")
            #expect(refused.pointers == ["/Url"], "\(method) \(url)")
        }
        #expect(try await server.send(.get, hook.path).json == hook.document.with("Secret", nil))
        #expect(try await server.send(.delete, hook.path).status == 204)
    }

    @Test(.enabled(if: SharedTestData.isThere, "\(SharedTestData.absence)"))
    func `every address that is known to lead inside is refused`() async throws {
        let cases = try SharedTestData.json("webhooks/ssrf-urls.json")["cases"]?.elements ?? []
        #expect(cases.count >= 30)
        try await TestServer.run { server in
            for item in cases {
                #expect(item["must"] == .string("refuse"))
                try await Self.expectRefused(item["url"]?.text ?? "", server)
            }
            #expect(try await server.send(.get, TestServer.webhooks).text == "[]")
        }
    }

    @Test(arguments: [
        "http://localhost/", "http://LOCALHOST:8080/", "http://localhost./", "http://intranet/",
        "http://10.0.0.1/", "http://172.16.0.1/", "http://192.168.0.1/", "http://169.254.169.254/",
        "http://100.64.0.1/", "http://255.255.255.255/", "http://224.0.0.1/", "http://[::1]/",
        "http://[::]/", "http://[fe80::1]/", "http://[fd00::1]/", "http://[ff02::1]/",
        "http://[::ffff:10.0.0.1]/", "http://[::127.0.0.1]/", "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/", "http://[2001:db8::1]/", "http://8.8.8.8@127.0.0.1/",
        "http://127.0.0.1@8.8.8.8/", "http://8.8.8.8#@127.0.0.1/", "http://8.8.8.8\\@127.0.0.1/",
        "http://127.0.0.1./", "http://8.8.8.8:0/", "http://8.8.8.8:65536/", "http://8.8.8.8/\n",
        "http://8.8.8.8/é", "//8.8.8.8/",
    ])
    func `an address that is not public, or not plain, is refused`(url: String) async throws {
        try await TestServer.run { server in try await Self.expectRefused(url, server) }
    }

    @Test(arguments: [
        "http://8.8.8.8", "https://8.8.8.8:8443/a?b=c", "HTTPS://8.8.8.8/A",
        "http://[2606:4700:4700::1111]/x", "http://[::ffff:8.8.8.8]/",
        "http://receiver.example/hook", "https://not-yet-there.example:444/",
    ])
    func `a public address is taken, and a name that nobody knows yet`(url: String) async throws {
        try await TestServer.run { server in
            let made = try await server.send(
                .post, TestServer.webhooks, body: Self.body(url))
            #expect(made.status == 201, "\(made.text)")
            #expect(made["Url"] == .string(url))
        }
    }
}
