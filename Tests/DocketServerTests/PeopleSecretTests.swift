import DocketCore
import DocketJSON
import DocketTestKit
import Foundation
import HTTPTypes
import Logging
import Testing

/// What is told of clients and users, and where.
@Suite struct PeopleSecretTests {
    private static let clients = TestServer.clients
    private static let users = TestServer.users

    @Test func `a client's secret is shown when it is made, and never again`() async throws {
        try await TestServer.run { server in
            let made = try await server.send(
                .post, Self.clients, body: #"{"Id": "shop", "Name": "A", "Role": "reader"}"#)
            let path = "\(Self.clients)(shop)"
            let rotated = try await server.send(.post, "\(path)/RotateSecret")
            let secrets = [made, rotated].compactMap { $0["Secret"]?.text }
            #expect(Set(secrets).count == 2)
            for later in [
                try await server.send(.get, path), try await server.send(.get, Self.clients),
                try await server.send(.put, path, body: #"{"Name": "B", "Role": "reader"}"#),
                try await server.send(.get, path),
            ] {
                #expect(later.status == 200)
                #expect(!later.text.contains("Secret"))
                for secret in secrets { #expect(!later.text.contains(secret)) }
            }
        }
    }

    @Test func `a repetition under a key tells the secret no more, and makes nothing`()
        async throws
    {
        try await TestServer.run { server in
            let body = #"{"Id": "shop", "Name": "A", "Role": "reader"}"#
            for (path, body) in [
                (Self.clients, body), ("\(Self.clients)(shop)/RotateSecret", nil),
            ] as [(String, String?)] {
                let first = try await server.send(.post, path, key: "k", body: body)
                let again = try await server.send(.post, path, key: "k", body: body)
                #expect(again.headers["Idempotent-Replayed"] == "true")
                #expect(again.status == first.status)
                #expect(again.headers["Location"] == first.headers["Location"])
                #expect(again.text == first.textWithoutSecret)
                #expect(again["Secret"] == .null)
                let grant = try await server.clientGrant("shop", secret: first["Secret"]?.text)
                #expect(grant.status == 200, "it is the first answer's that counts")
            }
        }
    }

    @Test func `no secret of a client and no password of a user is on disk`() async throws {
        try await TestServer.run { server in
            let client = try await server.send(
                .post, Self.clients, key: "a",
                body: #"{"Id": "shop", "Name": "On disk", "Role": "reader"}"#)
            let rotated = try await server.send(
                .post, "\(Self.clients)(shop)/RotateSecret", key: "b")
            let user = try await server.send(
                .post, Self.users, key: "c",
                body: #"{"UserName": "ann", "Password": "correct horse", "Role": "reader"}"#)
            #expect(user.status == 201)
            let bytes = try await server.accessBytes()
            #expect(bytes.range(of: Data("On disk".utf8)) != nil)
            #expect(bytes.range(of: Data(#""Secret":null"#.utf8)) != nil, "the kept answer is")
            let secrets = [client["Secret"]?.text, rotated["Secret"]?.text, "correct horse"]
            for secret in secrets {
                #expect(bytes.range(of: Data(try #require(secret).utf8)) == nil)
            }
        }
    }

    @Test func `every change is a line of the log that names who, where and what`() async throws {
        let log = LogRecorder()
        try await TestServer.run(log: log) { server in
            let before = log.entries.count
            let seen = try await Self.changeAll(server)
            let entries = log.entries.dropFirst(before).filter { $0.level == .notice }
            #expect(
                entries.map(\.message) == [
                    "client created", "client secret rotated", "client changed", "client disabled",
                    "user created", "user changed", "user password replaced", "user disabled",
                ])
            for entry in entries {
                #expect(entry.metadata["event"] == entry.message)
                #expect(entry.metadata["client"] == "sandbox")
                #expect(entry.metadata["company"] == "14146")
                #expect(entry.metadata["request"]?.isEmpty == false)
            }
            #expect(entries.prefix(4).allSatisfy { $0.metadata["resource"] == "Clients(shop)" })
            let changed = entries.dropFirst(2).first?.metadata["now"] ?? ""
            #expect(changed.contains(#""Role":"clerk""#))
            #expect(entries.last?.metadata["resource"] == "Users(\(seen.user))")
            for entry in log.entries.dropFirst(before) {
                for secret in seen.secrets { #expect(!entry.text.contains(secret)) }
            }
        }
    }

    /// Makes every change once, and tries and refuses some.
    ///
    /// - Returns: the user's id, and all that nobody is to see.
    private static func changeAll(
        _ server: TestServer
    ) async throws -> (user: String, secrets: [String]) {
        let client = #"{"Id": "shop", "Name": "A", "Role": "reader"}"#
        let dry = ["Prefer": "dry-run"]
        let path = "\(clients)(shop)"
        let made = try await server.send(.post, clients, key: "a", body: client)
        _ = try await server.send(.post, clients, key: "a", body: client)
        let rotated = try await server.send(.post, "\(path)/RotateSecret")
        _ = try await server.send(.delete, path, headers: dry)
        _ = try await server.send(.put, path, body: #"{"Name": "A", "Role": "clerk"}"#)
        _ = try await server.send(.put, path, body: #"{"Name": "A", "Role": "owner"}"#)
        _ = try await server.send(.delete, path)
        let user = try await server.send(
            .post, users,
            body: #"{"UserName": "ann", "Password": "correct horse", "Role": "reader"}"#)
        let userPath = "\(users)(\(user.id))"
        _ = try await server.send(.put, userPath, body: #"{"Role": "clerk"}"#)
        _ = try await server.send(
            .put, userPath, body: #"{"Role": "clerk", "Password": "another horse"}"#)
        _ = try await server.send(.put, userPath, body: #"{"Role": "clerk", "Password": "shrt!!"}"#)
        _ = try await server.send(.delete, userPath)
        let shown = [made, rotated].compactMap { $0["Secret"]?.text }
        #expect(shown.count == 2)
        return (user.id, shown + ["correct horse", "another horse", "shrt!!", "sandbox-token"])
    }
}
