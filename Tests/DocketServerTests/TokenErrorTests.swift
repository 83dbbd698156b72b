import DocketCore
import DocketJSON
import DocketService
import DocketTestKit
import Foundation
import HTTPTypes
import Testing

@Suite struct TokenErrorAnswerTests {
    private static let type = "application/x-www-form-urlencoded"
    private static let client = "&client_id=sandbox&client_secret=sandbox-secret"
    private static let path = "/v1/oauth2/token"

    @Test(arguments: [
        ("", "invalid_request"),
        ("grant_type=" + client, "invalid_request"),
        ("grant_type=password&username=a" + client, "invalid_request"),
        ("grant_type=refresh_token" + client, "invalid_request"),
        (
            "grant_type=client_credentials&grant_type=client_credentials" + client,
            "invalid_request"
        ),
        ("grant_type=client_credentials&scope=%ZZ" + client, "invalid_request"),
        ("grant_type=client_credentials&scope=%FF" + client, "invalid_request"),
        ("grant_type=client_credentials&company=0" + client, "invalid_request"),
        ("grant_type=client_credentials", "invalid_client"),
        ("grant_type=client_credentials&client_id=sandbox", "invalid_client"),
        ("grant_type=client_credentials&client_id=sandbox&client_secret=x", "invalid_client"),
        ("grant_type=client_credentials&client_id=nobody&client_secret=x", "invalid_client"),
        (
            "grant_type=password&username=sandbox%40example.test&password=x" + client,
            "invalid_grant"
        ),
        ("grant_type=password&username=nobody&password=x" + client, "invalid_grant"),
        ("grant_type=refresh_token&refresh_token=x" + client, "invalid_grant"),
        ("grant_type=device_code&code=x" + client, "unsupported_grant_type"),
        ("grant_type=client_credentials&scope=orders" + client, "invalid_scope"),
    ])
    func `a refusal has the code of RFC 6749`(form: String, code: String) async throws {
        try await TestServer.run { server in
            let reply = try await server.send(
                .post, Self.path, headers: ["Content-Type": Self.type], body: form, token: nil)
            #expect(reply.status == 400)
            #expect(reply["error"]?.text == code)
            #expect(reply["error_description"]?.text?.isEmpty == false)
            #expect(reply.headers["Content-Type"] == "application/json")
            #expect(reply.headers["Cache-Control"] == "no-store")
            #expect(reply.headers["Pragma"] == "no-cache")
        }
    }

    @Test(arguments: ["application/json", "text/plain", "multipart/form-data"])
    func `only a form is read`(type: String) async throws {
        try await TestServer.run { server in
            let reply = try await server.send(
                .post, Self.path, headers: ["Content-Type": type],
                body: "grant_type=client_credentials" + Self.client, token: nil)
            #expect(reply.status == 400)
            #expect(reply["error"]?.text == "invalid_request")
        }
    }

    @Test func `a form may name its charset`() async throws {
        try await TestServer.run { server in
            let reply = try await server.send(
                .post, Self.path, headers: ["Content-Type": Self.type + "; charset=UTF-8"],
                body: "grant_type=client_credentials" + Self.client, token: nil)
            #expect(reply.status == 200)
        }
    }

    @Test func `a form beyond 64 KiB is too large`() async throws {
        try await TestServer.run { server in
            let reply = try await server.send(
                .post, Self.path, headers: ["Content-Type": Self.type],
                body: String(repeating: "a", count: 65_537), token: nil)
            #expect(reply.status == 413)
        }
    }

    @Test func `a client without a secret gets no token of its own`() async throws {
        try await TestServer.run { server in
            let draft = try ClientDraft(
                id: "page", name: "Page", scopes: .all, companies: .all)
            _ = try await Clients(database: server.database)
                .create(draft, secret: .none, at: server.services.clock.now())
            let reply = try await server.send(
                .post, Self.path, headers: ["Content-Type": Self.type],
                body: "grant_type=client_credentials&client_id=page", token: nil)
            #expect(reply["error"]?.text == "unauthorized_client")
        }
    }

    @Test func `a client can't have what it was not registered for`() async throws {
        try await TestServer.run { server in
            let draft = try ClientDraft(
                id: "shop", name: "Shop", scopes: [.ordersRead],
                companies: try #require(CompanySet("1")))
            _ = try await Clients(database: server.database).create(
                draft, secret: .given("another-long-secret"), at: server.services.clock.now())
            for wish in ["&scope=orders.write", "&company=14146", "&company=1&company=14146"] {
                let reply = try await server.send(
                    .post, Self.path, headers: ["Content-Type": Self.type],
                    body: "grant_type=client_credentials&client_id=shop"
                        + "&client_secret=another-long-secret" + wish,
                    token: nil)
                #expect(reply["error"]?.text == "invalid_scope")
            }
        }
    }
}

@Suite struct TokenBasicTests {
    private static func headers(_ credentials: String) -> [String: String] {
        [
            "Content-Type": "application/x-www-form-urlencoded",
            "Authorization": "Basic \(Data(credentials.utf8).base64EncodedString())",
        ]
    }

    private static func ask(
        _ credentials: String, _ form: String = "", on server: TestServer
    ) async throws -> TestServer.Reply {
        try await server.send(
            .post, "/auth/connect/token", headers: headers(credentials),
            body: "grant_type=client_credentials" + form, token: nil)
    }

    @Test(arguments: [
        "sandbox:sandbox-secret", "%73andbox:sandbox%2Dsecret",
    ])
    func `a client can come by the header, encoded as in a form`(
        credentials: String
    ) async throws {
        try await TestServer.run { server in
            let reply = try await Self.ask(credentials, on: server)
            #expect(reply.status == 200)
        }
    }

    @Test(arguments: ["sandbox:wrong", "sandbox", "sandbox:", ":", "%ZZ:a", "nobody:secret"])
    func `a client that came by the header is refused with 401 and the scheme`(
        credentials: String
    ) async throws {
        try await TestServer.run { server in
            let reply = try await Self.ask(credentials, on: server)
            #expect(reply.status == 401)
            #expect(reply["error"]?.text == "invalid_client")
            #expect(reply.headers["WWW-Authenticate"] == #"Basic realm="docket""#)
            #expect(reply.headers["Cache-Control"] == "no-store")
        }
    }

    @Test(arguments: [
        "&client_id=sandbox&client_secret=sandbox-secret", "&client_secret=sandbox-secret",
        "&client_id=shop",
    ])
    func `header and body together are refused`(form: String) async throws {
        try await TestServer.run { server in
            let reply = try await Self.ask("sandbox:sandbox-secret", form, on: server)
            #expect(reply.status == 400)
            #expect(reply["error"]?.text == "invalid_request")
        }
    }

    @Test func `the header's own id may stand in the body`() async throws {
        try await TestServer.run { server in
            let reply = try await Self.ask(
                "sandbox:sandbox-secret", "&client_id=sandbox", on: server)
            #expect(reply.status == 200)
        }
    }
}

@Suite struct BearerTests {
    @Test(arguments: [
        ("Bearer sandbox-token", 200), ("bearer sandbox-token", 200),
        ("BEARER  sandbox-token", 200), ("Bearer", 401), ("Bearer ", 401),
        ("Bearer sandbox-token x", 401), ("Bearer =", 401), ("Bearer sandbox-token,", 401),
        ("Basic sandbox-token", 401), ("sandbox-token", 401), ("Bearersandbox-token", 401),
        ("Bearer a=b", 401), ("Bearer sandbox-tokex", 401),
    ])
    func `a token is read strictly`(field: String, status: Int) async throws {
        try await TestServer.run { server in
            let reply = try await server.send(
                .get, "/v1/Companies(14146)/Orders", headers: ["Authorization": field],
                token: nil)
            #expect(reply.status == status)
            if status == 401 {
                #expect(reply["Message"]?.text == "Invalid token")
                #expect(reply.headers["WWW-Authenticate"]?.hasPrefix("Bearer") == true)
            }
        }
    }
}
