import DocketCore
import DocketJSON
import DocketService
import DocketTestKit
import Foundation
import HTTPTypes
import Logging
import Testing

/// What people with tokens of outside issuers can do (contract, sections 5 and 7).
@Suite struct OutsideAccessTests {
    /// Runs `body` with a server that trusts these.
    private static func run(
        _ parties: OutsideParty..., body: @Sendable (TestServer) async throws -> Void
    ) async throws {
        try await OutsideDesk.run { desk in
            let trusted = try parties.map { party in
                try party.trusted(
                    keys: desk.write(
                        OutsideParty.keySet(party.jwk()), to: "\(party.name).json"))
            }
            let log = desk.log
            try await TestServer.run(
                issuers: { OutsideIssuers(trusted, logger: log.logger) }, body)
        }
    }

    private static let order = #"{"EntityId": 14202, "OrderTypeId": 1}"#

    @Test func `an outside token does what its claims and the operator both allow`() async throws {
        let party = OutsideParty()
        try await Self.run(party) { server in
            let token = try party.token(at: server.services.clock.now())
            let made = try await server.send(
                .post, TestServer.orders, body: Self.order, token: token)
            #expect(made.status == 201)
            #expect(
                try await server.send(.get, TestServer.orders, token: token).status == 200)
            let process = try await server.send(
                .post, "\(TestServer.orders)(\(made.id))/Process",
                body: #"{"OrderId": "\#(made.id)"}"#, token: token)
            #expect(process.status == 403)
            let other = try await server.send(.get, "/v1/Companies(1)/Orders", token: token)
            #expect(other.status == 403)
        }
    }

    @Test func `a token that claims all has the operator's most`() async throws {
        let party = OutsideParty()
        try await Self.run(party) { server in
            let token = try party.token(
                ["scope": #""admin""#, "companies": #""*""#], at: server.services.clock.now())
            let statuses = [("1", 200), ("14146", 200), ("2", 403)]
            for (company, status) in statuses {
                let reply = try await server.send(
                    .get, "/v1/Companies(\(company))/Orders", token: token)
                #expect(reply.status == status, "\(company)")
            }
            let hooks = try await server.send(
                .get, "/v1/Companies(14146)/Webhooks", token: token)
            #expect(hooks.status == 403)
        }
    }

    @Test func `a token that ended is answered as any that isn't good`() async throws {
        let party = OutsideParty()
        try await Self.run(party) { server in
            let token = try party.token(at: server.services.clock.now())
            #expect(try await server.send(.get, TestServer.orders, token: token).status == 200)
            try await server.advance(seconds: 301)
            let reply = try await server.send(.get, TestServer.orders, token: token)
            #expect(reply.status == 401)
            #expect(reply["Message"]?.text == "Invalid token")
            #expect(reply.headers["WWW-Authenticate"]?.contains("invalid_token") == true)
        }
    }

    @Test func `the same subject of two issuers is two people`() async throws {
        let (one, two) = (OutsideParty("one"), OutsideParty("two"))
        try await Self.run(one, two) { server in
            let now = server.services.clock.now()
            let order = try await server.make()
            for (party, name) in [(one, "a"), (two, "b")] {
                let reply = try await server.send(
                    .patch, order.path, body: #"{"Name": "\#(name)"}"#,
                    token: try party.token(at: now))
                #expect(reply.status == 200)
            }
            let history = try await server.send(.get, "\(order.path)/Events")
            let actors = history.json.elements?.compactMap { $0["Actor"]?.text } ?? []
            #expect(actors.suffix(2) == ["one/ann", "two/ann"])
            let found = try await server.services.tokens.principal(
                forAccessToken: one.token(at: now), at: now)
            #expect(found?.isOwn == false)
        }
    }

    @Test func `neither's key makes the other's tokens`() async throws {
        let (one, two) = (OutsideParty("one"), OutsideParty("two"))
        try await Self.run(one, two) { server in
            let now = server.services.clock.now()
            let token = try one.token(["iss": "\"\(two.issuer)\""], at: now)
            #expect(try await server.send(.get, TestServer.orders, token: token).status == 401)
        }
    }

    @Test func `Docket's own tokens are as they were`() async throws {
        try await Self.run(OutsideParty()) { server in
            #expect(try await server.send(.get, TestServer.orders).status == 200)
            let own = try await server.token(scope: "orders.read", companies: [1])
            #expect(
                try await server.send(.get, "/v1/Companies(1)/Orders", token: own).status == 200)
            for token in ["a.b.c", "..", "a.b", "unknown"] {
                #expect(
                    try await server.send(.get, TestServer.orders, token: token).status == 401)
            }
        }
    }

    @Test func `where nobody is trusted, a JWT is any unknown token`() async throws {
        try await TestServer.run { server in
            let token = try OutsideParty().token(at: server.services.clock.now())
            #expect(try await server.send(.get, TestServer.orders, token: token).status == 401)
        }
    }

    @Test func `an issuer that is called as a client is, is refused at the start`()
        async throws
    {
        try await OutsideDesk.run { desk in
            let issuers = try desk.trust(OutsideParty("sandbox"))
            try await TestServer.run { server in
                await #expect(
                    throws: OutsideIssuerFault.issuer(number: 1, .nameOfClient("sandbox"))
                ) {
                    try await issuers.start(
                        on: server.database, at: server.services.clock.now())
                }
            }
        }
    }

    @Test func `a file of keys that isn't there ends the start, an address may come later`()
        async throws
    {
        try await WebhookReceiver.run { receiver in
            receiver.answers(.status(404))
            try await OutsideDesk.run { desk in
                let party = OutsideParty()
                let away = try party.trusted(keys: OutsideKeyPlace(receiver.url))
                let lost = try party.trusted(keys: .file(path: "/nonexistent/keys.json"))
                try await TestServer.run { server in
                    let now = server.services.clock.now()
                    let fault = await #expect(throws: OutsideKeyFault.self) {
                        try await desk.trust(lost).start(on: server.database, at: now)
                    }
                    #expect(fault?.error == .noFile(path: "/nonexistent/keys.json"))
                    try await desk.trust(away).start(on: server.database, at: now)
                }
                let warnings = desk.log.lines.filter { $0.level == .warning }
                #expect(warnings.last?.metadata["error"] == "the address answers 404")
            }
        }
    }
}
