import DocketCore
import DocketJSON
import DocketService
import DocketStore
import DocketTestKit
import HTTPTypes
import Testing

/// `/Clients`: what an administrator can do with them.
@Suite struct ClientsAPITests {
    private static let clients = TestServer.clients

    @Test func `a client is made, and comes back as it was`() async throws {
        try await TestServer.run { server in
            let made = try await server.send(
                .post, Self.clients,
                body: """
                    {"Id": "web-shop", "Name": "Web shop", "Role": "Clerk", "AllowsImplicit": true,
                     "RedirectUris": ["https://shop.example/back", "com.example.app:/back"]}
                    """)
            #expect(made.status == 201, "\(made.text)")
            #expect(made.headers["Location"] == "/v1/Companies(14146)/Clients(web-shop)")
            let secret = made["Secret"]?.text ?? ""
            #expect(secret.utf8.count == 43)
            let shown = """
                {"Id":"web-shop","Name":"Web shop","Role":"clerk",\
                "Scopes":["orders.write","directory.read"],\
                "RedirectUris":["https://shop.example/back","com.example.app:/back"],\
                "AllowsImplicit":true,"Public":false,"Disabled":false
                """
            #expect(made.text == "\(shown),\"Secret\":\"\(secret)\"}")
            let read = try await server.send(.get, "\(Self.clients)(web-shop)")
            #expect(read.text == "\(shown)}")
            #expect(try await server.send(.get, Self.clients).text == "[\(shown)}]")
            let grant = try await server.clientGrant("web-shop", secret: secret)
            #expect(grant["scope"]?.text == "orders.write directory.read")
            let token = grant["access_token"]?.text
            #expect(try await server.status("Orders", with: token) == 200)
            let elsewhere = try await server.send(.get, "/v1/Companies(1)/Orders", token: token)
            #expect(elsewhere.status == 403)
        }
    }

    @Test func `who names no id gets one, and each another secret`() async throws {
        try await TestServer.run { server in
            var seen: Set<String> = []
            for _ in 0..<3 {
                let made = try await server.send(
                    .post, Self.clients, body: #"{"Name": "A", "Scopes": ["orders.read"]}"#)
                #expect(made.status == 201)
                #expect(GUID(made.id) != nil)
                #expect(made.headers["Location"] == "\(Self.clients)(\(made.id))")
                seen.formUnion([made.id, made["Secret"]?.text ?? ""])
            }
            #expect(seen.count == 6)
        }
    }

    @Test func `a public client has no secret, and can't get one`() async throws {
        try await TestServer.run { server in
            let made = try await server.send(
                .post, Self.clients,
                body: #"{"Id": "p", "Name": "A", "Role": "reader", "Public": true}"#)
            #expect(made.status == 201)
            #expect(made["Secret"] == .null)
            #expect(made["Public"] == .boolean(true))
            let rotated = try await server.send(.post, "\(Self.clients)(p)/RotateSecret")
            #expect(rotated.status == 409)
            // What a client is, it stays.
            let put = try await server.send(
                .put, "\(Self.clients)(p)",
                body: #"{"Name": "A", "Role": "reader", "Public": false}"#)
            #expect(put["Public"] == .boolean(true))
        }
    }

    @Test func `PUT replaces what may be written, but for Disabled and the secret`() async throws {
        try await TestServer.run { server in
            try await server.storeClient("shop", redirectURIs: ["https://a.example/"])
            let path = "\(Self.clients)(shop)"
            let put = try await server.send(
                .put, path, body: #"{"Id": "shop", "Name": "B", "Scopes": ["payment"]}"#)
            #expect(put.status == 200, "\(put.text)")
            #expect(
                put.text == """
                    {"Id":"shop","Name":"B","Role":null,"Scopes":["payment"],"RedirectUris":[],\
                    "AllowsImplicit":false,"Public":false,"Disabled":false}
                    """)
            #expect(try await server.send(.get, path).text == put.text)
            #expect(try await server.clientGrant("shop").status == 200)

            let body = #"{"Name": "B", "Scopes": ["payment"], "Disabled": true}"#
            #expect(try await server.send(.put, path, body: body)["Disabled"] == .boolean(true))
            #expect(try await server.clientGrant("shop")["error"]?.text == "invalid_client")
            let silent = #"{"Name": "C", "Scopes": ["payment"]}"#
            #expect(try await server.send(.put, path, body: silent)["Disabled"] == .boolean(true))
            let enabled = #"{"Name": "C", "Scopes": ["payment"], "Disabled": false}"#
            #expect(try await server.send(.put, path, body: enabled).status == 200)
            #expect(try await server.clientGrant("shop").status == 200)
        }
    }

    @Test func `what a client loses its tokens lose at once, and what it gets they don't`()
        async throws
    {
        try await TestServer.run { server in
            try await server.storeClient("shop", scopes: [.ordersRead, .directoryRead])
            let token = try await server.clientGrant("shop")["access_token"]?.text
            for (scopes, orders, locations) in [
                (#"["orders.read", "directory.read"]"#, 200, 200), (#"["orders.read"]"#, 200, 403),
                (#"["payment"]"#, 403, 403), (#"["admin"]"#, 200, 200),
            ] {
                let put = try await server.send(
                    .put, "\(Self.clients)(shop)",
                    body: #"{"Name": "A", "Scopes": \#(scopes)}"#)
                #expect(put.status == 200)
                #expect(try await server.status("Orders", with: token) == orders, "\(scopes)")
                #expect(try await server.status("Locations", with: token) == locations)
                #expect(try await server.status("Clients", with: token) == 403)
            }
        }
    }

    @Test func `DELETE shuts a client out, and its tokens stay revoked`() async throws {
        try await TestServer.run { server in
            try await server.storeClient("shop")
            let path = "\(Self.clients)(shop)"
            let token = try await server.clientGrant("shop")["access_token"]?.text
            #expect(try await server.status("Orders", with: token) == 200)
            for _ in 0..<2 {
                #expect(try await server.send(.delete, path).status == 204)
                #expect(try await server.status("Orders", with: token) == 401)
            }
            #expect(try await server.clientGrant("shop")["error"]?.text == "invalid_client")
            #expect(try await server.send(.get, path)["Disabled"] == .boolean(true))
            let put = try await server.send(
                .put, path, body: #"{"Name": "A", "Role": "administrator", "Disabled": false}"#)
            #expect(put.status == 200)
            #expect(try await server.status("Orders", with: token) == 401)
            #expect(try await server.clientGrant("shop").status == 200)
        }
    }

    @Test func `a new secret ends the old one at once`() async throws {
        try await TestServer.run { server in
            try await server.storeClient("shop")
            let token = try await server.clientGrant("shop")["access_token"]?.text
            let rotated = try await server.send(.post, "\(Self.clients)(shop)/RotateSecret")
            #expect(rotated.status == 200)
            let secret = rotated["Secret"]?.text ?? ""
            #expect(secret.utf8.count == 43)
            #expect(try await server.clientGrant("shop")["error"]?.text == "invalid_client")
            #expect(try await server.clientGrant("shop", secret: secret).status == 200)
            #expect(try await server.status("Orders", with: token) == 200, "tokens go on")
        }
    }

    @Test func `the list comes in pages, by Id`() async throws {
        try await TestServer.run { server in
            for id in ["c", "a", "B", "e", "d"] { try await server.storeClient(id) }
            var next: String? = "\(Self.clients)?$top=2"
            var pages: [[String]] = []
            while let path = next, pages.count < 9 {
                let page = try await server.send(.get, path)
                #expect(page.status == 200, "\(page.text)")
                pages.append(page.ids)
                next = page.next
            }
            #expect(pages == [["B", "a"], ["c", "d"], ["e"]])
            #expect(try await server.send(.get, "\(Self.clients)?after=d").ids == ["e"])
        }
    }

    @Test(arguments: [
        "$top=0", "$top=201", "$top=x", "$top=1&top=1", "after=", "after=a%20b", "after=a&after=b",
        "$filter=Id%20eq%20'a'", "x=1",
    ])
    func `other options of the list are refused`(option: String) async throws {
        try await TestServer.run { server in
            let reply = try await server.send(.get, "\(Self.clients)?\(option)")
            #expect(reply.status == 400, "\(reply.text)")
        }
    }

    @Test func `a company has not too many clients`() async throws {
        try await TestServer.run { server in
            let clients = (0..<1_000).map { number in
                Client(
                    id: "c\(number)", name: "A", secretHash: nil, scopes: [.admin],
                    companies: CompanySet("14146") ?? .all)
            }
            let now = server.services.clock.now()
            try await server.database.write { connection in
                for client in clients { try SystemStore(connection).insert(client, at: now) }
            }
            let body = #"{"Name": "A", "Role": "reader"}"#
            let refused = try await server.send(.post, Self.clients, body: body)
            #expect(refused.status == 409)
            let elsewhere = try await server.send(.post, "/v1/Companies(1)/Clients", body: body)
            #expect(elsewhere.status == 201)
        }
    }
}
