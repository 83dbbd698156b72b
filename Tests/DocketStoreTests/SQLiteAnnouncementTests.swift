import DocketCore
import DocketService
import DocketSQLite
import DocketStore
import DocketTestKit
import Testing

/// On SQLite a server keeps in memory what tokens give, though commands change the same file.
@Suite struct SQLiteAnnouncementTests {
    /// A file that a server and a command have open, and a token that the server has looked up.
    private struct Desk {
        let server: SQLiteDatabase
        let command: SQLiteDatabase
        let token: String

        static func run(_ body: (Desk) async throws -> Void) async throws {
            let folder = try TemporaryFolder()
            defer { folder.remove() }
            let path = folder.path("docket.db")
            let (server, command) = (
                try SQLiteDatabase(path: path), try SQLiteDatabase(path: path)
            )
            let client = try ClientDraft(id: "shop", name: "Shop", scopes: .all, companies: .all)
            _ = try await Clients(database: server).create(
                client, secret: .random, at: SampleRows.now)
            let grant = try await Tokens(database: server).create(
                forClient: "shop", userName: nil, wish: .everything, lifeSeconds: nil,
                at: SampleRows.now)
            let desk = Desk(server: server, command: command, token: grant.accessToken)
            try await body(desk)
            await server.close()
            await command.close()
        }

        func revoke(by database: SQLiteDatabase) async throws {
            #expect(try await Tokens(database: database).revoke(token, at: SampleRows.now))
        }
    }

    @Test func `what a command takes back is gone when it ends`() async throws {
        for _ in 0..<20 {
            try await Desk.run { desk in
                let tokens = Tokens(database: desk.server)
                #expect(
                    try await tokens.principal(forAccessToken: desk.token, at: SampleRows.now)
                        != nil)
                try await desk.revoke(by: desk.command)
                await desk.command.close()
                #expect(
                    try await tokens.principal(forAccessToken: desk.token, at: SampleRows.now)
                        == nil)
            }
        }
    }

    @Test func `what the server takes back itself is gone at once`() async throws {
        for _ in 0..<20 {
            try await Desk.run { desk in
                let tokens = Tokens(database: desk.server)
                #expect(
                    try await tokens.principal(forAccessToken: desk.token, at: SampleRows.now)
                        != nil)
                try await desk.revoke(by: desk.server)
                #expect(
                    try await tokens.principal(forAccessToken: desk.token, at: SampleRows.now)
                        == nil)
            }
        }
    }

    @Test func `a listener is told by name of its own process's changes, and of others' without`()
        async throws
    {
        try await Desk.run { desk in
            let heard = Shared<[Announcement?]>([])
            desk.server.listen { change in heard.change { $0.append(change) } }
            #expect(desk.server.hearsOthers)
            heard.change { $0 = [] }
            try await desk.revoke(by: desk.server)
            #expect(heard.value.contains(.access))
            heard.change { $0 = [] }
            try await desk.command.write { connection in
                try SystemStore(connection).setSetting("word", to: "new")
            }
            while !heard.value.contains(nil) { _ = desk.server.hearsOthers }
            #expect(!heard.value.contains(.schema))
        }
    }
}
