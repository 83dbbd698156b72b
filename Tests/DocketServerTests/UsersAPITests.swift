import DocketCore
import DocketJSON
import DocketService
import DocketStore
import DocketTestKit
import HTTPTypes
import Testing

/// `/Users`: what an administrator can do with them.
@Suite struct UsersAPITests {
    private static let users = TestServer.users

    @Test func `a user is made, signs in, and comes back without the password`() async throws {
        try await TestServer.run { server in
            let made = try await server.send(
                .post, Self.users,
                body: """
                    {"UserName": "ann@example.test", "Password": "correct horse", "Role": "clerk"}
                    """)
            #expect(made.status == 201, "\(made.text)")
            #expect(GUID(made.id) != nil)
            #expect(made.headers["Location"] == "\(Self.users)(\(made.id))")
            let shown = """
                {"Id":"\(made.id)","UserName":"ann@example.test","Role":"clerk",\
                "Scopes":["orders.write","directory.read"],"Disabled":false}
                """
            #expect(made.text == shown)
            #expect(try await server.send(.get, "\(Self.users)(\(made.id))").text == shown)
            #expect(try await server.send(.get, Self.users).text == "[\(shown)]")
            let grant = try await server.signIn("ann@example.test", "correct horse")
            #expect(grant["scope"]?.text == "orders.read orders.write directory.read")
            #expect(try await server.status("Orders", with: grant["access_token"]?.text) == 200)
            let other = try await server.signIn("ann@example.test", "correct horsf")
            #expect(other["error"]?.text == "invalid_grant")
        }
    }

    @Test func `a new password ends what the old one got, and nothing else is changed by it`()
        async throws
    {
        try await TestServer.run { server in
            let id = try await server.storeUser("ann", scopes: [.ordersRead])
            let path = "\(Self.users)(\(id))"
            let before = try await server.signIn("ann")
            let put = try await server.send(
                .put, path,
                body: #"{"Scopes": ["orders.read"], "Password": "correct horse"}"#)
            #expect(put.status == 200, "\(put.text)")
            #expect(try await server.send(.get, path).text == put.text)
            #expect(try await server.status("Orders", with: before["access_token"]?.text) == 401)
            let refresh = before["refresh_token"]?.text ?? ""
            let again = try await server.grant(
                "grant_type=refresh_token&refresh_token=\(refresh)"
                    + "&client_id=sandbox&client_secret=sandbox-secret")
            #expect(again["error"]?.text == "invalid_grant")
            #expect(try await server.signIn("ann")["error"]?.text == "invalid_grant")
            #expect(try await server.signIn("ann", "correct horse").status == 200)
        }
    }

    @Test func `PUT replaces what a user may do, at once, and leaves the rest`() async throws {
        try await TestServer.run { server in
            let id = try await server.storeUser("ann", scopes: [.ordersRead, .directoryRead])
            let path = "\(Self.users)(\(id))"
            let token = try await server.signIn("ann")["access_token"]?.text
            #expect(try await server.status("Locations", with: token) == 200)
            let put = try await server.send(
                .put, path,
                body: #"{"Id": "\#(id)", "UserName": "ann", "Scopes": ["orders.read"]}"#)
            #expect(put.status == 200, "\(put.text)")
            #expect(try await server.status("Orders", with: token) == 200)
            #expect(try await server.status("Locations", with: token) == 403)
            #expect(try await server.signIn("ann")["scope"]?.text == "orders.read")

            let body = #"{"Role": "reader", "Disabled": true}"#
            #expect(try await server.send(.put, path, body: body)["Disabled"] == .boolean(true))
            #expect(try await server.status("Orders", with: token) == 401)
            let silent = try await server.send(.put, path, body: #"{"Role": "reader"}"#)
            #expect(silent["Disabled"] == .boolean(true))
        }
    }

    @Test func `DELETE shuts a user out, and their tokens stay revoked`() async throws {
        try await TestServer.run { server in
            let id = try await server.storeUser("ann")
            let path = "\(Self.users)(\(id))"
            let token = try await server.signIn("ann")["access_token"]?.text
            #expect(try await server.status("Orders", with: token) == 200)
            for _ in 0..<2 {
                #expect(try await server.send(.delete, path).status == 204)
                #expect(try await server.status("Orders", with: token) == 401)
            }
            #expect(try await server.signIn("ann")["error"]?.text == "invalid_grant")
            let put = try await server.send(
                .put, path, body: #"{"Role": "administrator", "Disabled": false}"#)
            #expect(put.status == 200)
            #expect(try await server.status("Orders", with: token) == 401)
            #expect(try await server.signIn("ann").status == 200)
        }
    }

    @Test func `the list comes in pages, as users were made`() async throws {
        try await TestServer.run { server in
            var ids: [String] = []
            for name in ["e", "d", "c", "b", "a"] {
                let id = try await server.storeUser(name)
                ids.append("\(id)")
                // Ids go by the millisecond.
                try await server.advance(seconds: 1)
            }
            var next: String? = "\(Self.users)?$top=2"
            var pages: [[String]] = []
            while let path = next, pages.count < 9 {
                let page = try await server.send(.get, path)
                #expect(page.status == 200, "\(page.text)")
                pages.append(page.ids)
                next = page.next
            }
            #expect(pages == [Array(ids[..<2]), Array(ids[2..<4]), Array(ids[4...])])
        }
    }

    @Test(arguments: ["$top=0", "$top=201", "after=", "after=ann", "$filter=x", "x=1"])
    func `other options of the list are refused`(option: String) async throws {
        try await TestServer.run { server in
            let reply = try await server.send(.get, "\(Self.users)?\(option)")
            #expect(reply.status == 400, "\(reply.text)")
        }
    }
}

/// What is kept of passwords.
@Suite struct PasswordRenewalTests {
    private static func stored(_ server: TestServer, _ name: String) async throws -> PasswordHash? {
        try await server.database.read { try SystemStore($0).user(name)?.passwordHash }
    }

    @Test func `a password of an older cost is hashed anew when it is used`() async throws {
        try await TestServer.run { server in
            _ = try await server.storeUser("ann", hash: TestPasswords.oldHash)
            let before = try await Self.stored(server, "ann")
            #expect(before?.cost.isLower(than: TestPasswords.cost) == true)
            #expect(try await server.signIn("ann", "wrong horse")["error"]?.text == "invalid_grant")
            #expect(try await Self.stored(server, "ann") == before)
            #expect(try await server.signIn("ann", "an old password").status == 200)
            let after = try await Self.stored(server, "ann")
            #expect(after?.cost == TestPasswords.cost)
            #expect(after?.salt != before?.salt)
            #expect(try await server.signIn("ann", "an old password").status == 200)
            #expect(try await Self.stored(server, "ann") == after, "once is enough")
        }
    }

    @Test func `of two who sign in at once, both are let in`() async throws {
        try await TestServer.run { server in
            _ = try await server.storeUser("ann", hash: TestPasswords.oldHash)
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<2 {
                    group.addTask { try await server.signIn("ann", "an old password").status }
                }
                return try await group.reduce(into: [Int]()) { $0.append($1) }
            }
            #expect(statuses == [200, 200])
        }
    }

    @Test func `what a hash costs is what ASVS wants at least`() throws {
        let cost = PasswordHash.Cost.current
        #expect(cost.logRounds == 15 && cost.blockSize == 8 && cost.parallelism == 3)
        #expect(Passwords().cost == cost)
        let old = try #require(PasswordHash("scrypt$ln=15,r=8,p=1$AAEC$AAEC")).cost
        #expect(old.isLower(than: cost) && !cost.isLower(than: cost))
        #expect(old.missing(to: cost)?.parallelism == 2)
        #expect(cost.missing(to: cost) == nil)
    }
}
