import DocketCore
import DocketJSON
import DocketService
import DocketTestKit
import HTTPTypes
import Testing

/// What is wrong with a client or a user, and where.
@Suite struct PeopleFaultTests {
    private static let clients = TestServer.clients
    private static let users = TestServer.users

    @Test(arguments: [
        ("{}", ["/Name", "/Scopes"]), (#"{"Name": null, "Role": null}"#, ["/Name", "/Scopes"]),
        (#"{R, "Name": ""}"#, ["/Name"]), (#"{R, "Name": "a\u0007"}"#, ["/Name"]),
        (#"{R, "Name": {}}"#, ["/Name"]), (#"{R, "Name": true}"#, ["/Name"]),
        (#"{N, "Scopes": []}"#, ["/Scopes"]), (#"{N, "Scopes": "admin"}"#, ["/Scopes"]),
        (#"{N, "Scopes": ["orders"]}"#, ["/Scopes/0"]),
        (#"{N, "Scopes": ["orders.read", 5, "x"]}"#, ["/Scopes/1", "/Scopes/2"]),
        (#"{N, "Scopes": ["Orders.Read"]}"#, ["/Scopes/0"]),
        (#"{N, "Role": "owner"}"#, ["/Role"]), (#"{N, "Role": []}"#, ["/Role"]),
        (#"{N, "Role": "clerk", "Scopes": ["admin"]}"#, ["/Role"]),
        (#"{N, "Role": "clerk", "Scopes": []}"#, ["/Role"]),
        (#"{N, R, "RedirectUris": "https://a.example/"}"#, ["/RedirectUris"]),
        (#"{N, R, "RedirectUris": [null]}"#, ["/RedirectUris/0"]),
        (
            #"{N, R, "RedirectUris": ["https://a.example/", "javascript:alert(1)", "data:,x"]}"#,
            ["/RedirectUris/1", "/RedirectUris/2"]
        ),
        (#"{N, R, "AllowsImplicit": "yes"}"#, ["/AllowsImplicit"]),
        (#"{N, R, "Disabled": 1}"#, ["/Disabled"]), (#"{N, R, "Public": 1}"#, ["/Public"]),
        (
            #"{"Name": 7, "Role": "x", "RedirectUris": ["x"], "Disabled": "no"}"#,
            ["/Disabled", "/RedirectUris/0", "/Role"]
        ),
    ])
    func `each fault of a client is told by where it is, all at once`(
        body: String, pointers: [String]
    ) async throws {
        try await TestServer.run { server in
            try await server.storeClient("shop")
            let body = body.replacing("{N", with: #"{"Name": "A""#)
                .replacing("R,", with: #""Role": "reader","#)
            let before = try await server.send(.get, Self.clients).text
            for (method, path) in [(.post, Self.clients), (.put, "\(Self.clients)(shop)")]
                as [(HTTPRequest.Method, String)]
            {
                let refused = try await server.send(method, path, body: body)
                #expect(refused.status == 400, "\(method) \(body): \(refused.text)")
                #expect(refused.message == "The request is invalid")
                #expect(refused.pointers.sorted() == pointers)
            }
            #expect(try await server.send(.get, Self.clients).text == before)
        }
    }

    @Test func `a client's id is chosen once, by what it may have`() async throws {
        try await TestServer.run { server in
            try await server.storeClient("shop")
            for id in ["", "a b", "a/b", "é", "a\\u0000", String(repeating: "a", count: 101)] {
                let refused = try await server.send(
                    .post, Self.clients, body: #"{"Id": "\#(id)", "Name": "A", "Role": "reader"}"#)
                #expect(refused.status == 400)
                #expect(refused.pointers == ["/Id"], "\(id): \(refused.text)")
            }
            let other = try await server.send(
                .put, "\(Self.clients)(shop)",
                body: #"{"Id": "Shop", "Name": "A", "Role": "reader"}"#)
            #expect(other.status == 400)
            #expect(other["type"]?.text == "/problems/mismatched-id")
            let taken = try await server.send(
                .post, Self.clients, body: #"{"Id": "shop", "Name": "A", "Role": "reader"}"#)
            #expect(taken.status == 409)
            #expect(taken["type"]?.text == "/problems/conflict")
        }
    }

    @Test func `a client has many redirects, not too many`() async throws {
        try await TestServer.run { server in
            for (count, status) in [(20, 201), (21, 400), (150, 400)] {
                let list = (0..<count).map { "\"https://a.example/\($0)\"" }
                    .joined(separator: ", ")
                let reply = try await server.send(
                    .post, Self.clients,
                    body: #"{"Name": "A", "Role": "reader", "RedirectUris": [\#(list)]}"#)
                #expect(reply.status == status)
                #expect(reply.pointers == (status == 400 ? ["/RedirectUris"] : []))
            }
        }
    }

    @Test(arguments: [
        ("{}", ["/Password", "/Scopes", "/UserName"]),
        (#"{"UserName": "a\u0000", "Password": "correct horse", "Role": "reader"}"#, ["/UserName"]),
        (#"{"UserName": {}, "Password": "correct horse", "Role": "reader"}"#, ["/UserName"]),
        (#"{"UserName": "ann", "Password": [], "Role": "reader"}"#, ["/Password"]),
        (#"{"UserName": "ann", "Password": "correct horse", "Role": "x"}"#, ["/Role"]),
        (
            #"{"UserName": "", "Password": "short", "Scopes": ["x"], "Disabled": 0}"#,
            ["/Disabled", "/Password", "/Scopes/0", "/UserName"]
        ),
    ])
    func `each fault of a new user is told by where it is, all at once`(
        body: String, pointers: [String]
    ) async throws {
        try await TestServer.run { server in
            let refused = try await server.send(.post, Self.users, body: body)
            #expect(refused.status == 400, "\(refused.text)")
            #expect(refused.message == "The request is invalid")
            #expect(refused.pointers.sorted() == pointers)
            #expect(try await server.send(.get, Self.users).text == "[]")
        }
    }

    @Test func `a user's id and name stay as they are`() async throws {
        try await TestServer.run { server in
            let id = try await server.storeUser("ann")
            let path = "\(Self.users)(\(id))"
            let renamed = try await server.send(
                .put, path, body: #"{"UserName": "bob", "Role": "reader"}"#)
            #expect(renamed.status == 400)
            #expect(renamed.pointers == ["/UserName"])
            for other in [#""\#(GUID.largest)""#, #""ann""#, "7"] {
                let reply = try await server.send(
                    .put, path, body: #"{"Id": \#(other), "Role": "reader"}"#)
                #expect(reply.status == 400)
                #expect(reply["type"]?.text == "/problems/mismatched-id")
            }
            #expect(try await server.signIn("ann").status == 200)
        }
    }

    @Test(arguments: [
        "nonsense", "", "[]", "null", "1", #"{"Name": }"#, #"{"Name": "A"} x"#,
        #"{"Role": "reader", "role": "reader"}"#, #"{"X": 1, "x": 1}"#,
    ])
    func `what is no JSON, or no object, is refused`(body: String) async throws {
        try await TestServer.run { server in
            try await server.storeClient("shop")
            let id = try await server.storeUser("ann")
            for (method, path) in [
                (.post, Self.clients), (.put, "\(Self.clients)(shop)"), (.post, Self.users),
                (.put, "\(Self.users)(\(id))"),
            ] as [(HTTPRequest.Method, String)] {
                let refused = try await server.send(method, path, body: body)
                #expect(refused.status == 400)
                #expect(refused.message == "The request is invalid")
                #expect(refused.pointers == [""])
            }
        }
    }
}

/// Which passwords are taken.
@Suite struct PasswordRuleTests {
    /// What an attempt to give `ann@example.test` a password is told; empty where it is taken.
    private static func refusal(_ password: String, _ server: TestServer) async throws -> String {
        let password = JSONValue.string(password)
        let body = JSONValue.object([
            .init("UserName", .string("ann@example.test")), .init("Password", password),
            .init("Role", .string("reader")),
        ])
        let reply = try await server.send(
            .post, TestServer.users, headers: ["Prefer": "dry-run"], body: body.body)
        if reply.status == 201 { return "" }
        #expect(reply.status == 400)
        #expect(reply.pointers == ["/Password"], "\(reply.text)")
        return reply["errors", 0, "detail"]?.text ?? "?"
    }

    @Test(arguments: [
        "password", "12345678", "Password1", "QWERTYUIOP", "iloveyou", "football", "1q2w3e4r",
        "trustno1", "sunshine", "princess", "superman", "11111111",
    ])
    func `a password that everybody has is refused`(password: String) async throws {
        try await TestServer.run { server in
            let refusal = try await Self.refusal(password, server)
            #expect(refusal.contains("most people take"), "\(refusal)")
        }
    }

    @Test(arguments: [
        "ann@example.test", "ANN@EXAMPLE.TEST", "example1", "docket-2026", "Docket docket",
    ])
    func `a password that is the user's name, or the product's, is refused`(
        password: String
    ) async throws {
        try await TestServer.run { server in
            let refusal = try await Self.refusal(password, server)
            #expect(refusal.contains("names"), "\(refusal)")
        }
    }

    @Test func `a password that is the company's name is refused, by the API and by the command`()
        async throws
    {
        try await TestServer.run { server in
            let renamed = try await server.send(
                .put, "/v1/Companies(14146)", body: #"{"Name": "Wunderbar & Söhne"}"#)
            #expect(renamed.status == 200)
            let refusal = try await Self.refusal("wunderbar söhne 1", server)
            #expect(refusal.contains("names"), "\(refusal)")
            let draft = try UserDraft(
                name: "ann", scopes: .all, companies: try #require(CompanySet("1 14146")))
            let now = server.services.clock.now()
            await #expect(throws: AccessError.passwordOfNames) {
                try await Users(database: server.database)
                    .create(draft, password: "Wunderbar1!", at: now)
            }
            await #expect(throws: AccessError.passwordUsual) {
                try await Users(database: server.database)
                    .setPassword("password1", of: Sandbox.userName, at: now)
            }
        }
    }

    @Test(arguments: ["        x", "пароль 🐎", "\"\\\u{7}\n1234"])
    func `a password is taken as it is, to the last character`(password: String) async throws {
        try await TestServer.run { server in
            let body = JSONValue.object([
                .init("UserName", .string("ann")), .init("Password", .string(password)),
                .init("Role", .string("reader")),
            ])
            let made = try await server.send(.post, TestServer.users, body: body.body)
            #expect(made.status == 201, "\(made.text)")
            let passwords = TestPasswords.passwords()
            let kept = try await Users(database: server.database).get("ann").passwordHash
            #expect(try await passwords.verify(password, against: kept))
            #expect(try await !passwords.verify(String(password.dropLast()), against: kept))
        }
    }
}
