import DocketCore
import DocketJSON
import DocketServer
import DocketService
import DocketTestKit
import HTTPTypes
import Testing

/// Every operation of the router, with every kind of token, on the own company's things, another
/// company's, and things that are not. What is new in the router is in here by itself.
@Suite struct FenceMatrixTests {
    private static let own = 14146
    private static let other = 1
    private static let unknown = "0192f3a0-0000-7000-8000-00000000000"

    /// The ids of another company's things, by the name in the path before them.
    private struct Things {
        var ids: [String: String] = [:]

        /// The path of an operation, with these things in it.
        func path(_ operation: APIOperation, company: Int) -> String {
            operation.path.split(separator: "/").map { segment in
                guard segment.hasSuffix("()") else { return String(segment) }
                let name = String(segment.dropLast(2))
                return "\(name)(\(name == "companies" ? "\(company)" : ids[name] ?? "1"))"
            }.joined(separator: "/")
        }
    }

    /// One of each, in a company that is not asked.
    private static func foreign(_ server: TestServer) async throws -> Things {
        let order = try await server.send(Samples.laterOrderFull)
        let customer = try await server.send(
            .post, "/v1/Companies(1)/CustomerFull",
            body: """
                {"CustomerTypeId": 2, "PrimaryName": "Ada",
                "Addresses": [{"AddressTypeId": 2, "CountryCode": "CA"}]}
                """)
        let employee = try await server.send(
            .post, "/v1/Companies(1)/Employees",
            body: #"{"FirstName": "A", "LastName": "B", "UserName": "matrix"}"#)
        let location = try await server.send(
            .post, "/v1/Companies(1)/Locations", body: #"{"Name": "matrix"}"#)
        let webhook = try await server.send(
            .post, "/v1/Companies(1)/Webhooks", body: #"{"Url": "https://8.8.8.8/"}"#)
        let hook = webhook["Id"]?.text ?? ""
        let delivery = try await server.send(.post, "/v1/Companies(1)/Webhooks(\(hook))/Test")
        try await server.storeClient("matrix-theirs", companies: "1")
        let user = try await server.storeUser("matrix", companies: "1")
        return Things(ids: [
            "orders": order.id, "orderfull": order.id,
            "items": order["Items", 0, "Id"]?.text ?? "",
            "customers": customer["Id"]?.text ?? "", "customerfull": customer["Id"]?.text ?? "",
            "addresses": customer["Addresses", 0, "Id"]?.text ?? "",
            "employees": employee["Id"]?.numberText ?? "",
            "locations": location["Id"]?.numberText ?? "", "webhooks": hook,
            "deliveries": delivery["Id"]?.text ?? "", "clients": "matrix-theirs",
            "users": "\(user)",
        ])
    }

    /// Ids that nothing has.
    private static var nothing: Things {
        Things(ids: [
            "orders": unknown + "1", "orderfull": unknown + "1", "items": unknown + "2",
            "customers": unknown + "3", "customerfull": unknown + "3", "addresses": unknown + "4",
            "employees": "999991", "locations": "999992", "webhooks": unknown + "5",
            "deliveries": unknown + "6", "clients": "matrix-nobody", "users": unknown + "7",
        ])
    }

    /// Operations that want a token, of a company's things.
    private static func fenced(_ server: TestServer) -> [APIOperation] {
        server.routes.filter { !$0.scopes.isEmpty && $0.path.hasPrefix("v1/companies()") }
    }

    private static func ask(
        _ server: TestServer, _ operation: APIOperation, _ things: Things, company: Int,
        token: String?, body: String = "{}"
    ) async throws -> (status: Int, text: String) {
        let method = try #require(HTTPRequest.Method(operation.method))
        let reply = try await server.send(
            method, "/" + things.path(operation, company: company),
            headers: ["X-Request-Id": "same"], body: method == .get ? nil : body, token: token)
        return (
            reply.status,
            things.ids.values.reduce(reply.text) { text, id in
                // A short number may be part of something else.
                id.count < 8
                    ? text.replacing("id \(id) ", with: "id ID ")
                    : text.replacing(id, with: "ID")
            }
        )
    }

    @Test func `the matrix knows every kind of thing in the router`() async throws {
        try await TestServer.run { server in
            let known = Set(Self.nothing.ids.keys).union(["companies"])
            for operation in server.routes {
                for segment in operation.path.split(separator: "/") where segment.hasSuffix("()") {
                    #expect(known.contains(String(segment.dropLast(2))), "\(operation.path)")
                }
            }
            #expect(Self.fenced(server).count > 50)
            let foreign = try await Self.foreign(server)
            #expect(Set(foreign.ids.keys).union(["companies"]) == known)
            #expect(foreign.ids.values.allSatisfy { !$0.isEmpty })
        }
    }

    @Test func `without a good token every operation is a 401`() async throws {
        try await TestServer.run { server in
            let expired = try await server.token(scope: "admin")
            let revoked = try await server.token(scope: "admin")
            let now = server.services.clock.now()
            #expect(try await server.services.tokens.revoke(revoked, at: now))
            try await server.advance(seconds: 13 * 3600)
            for operation in server.routes where !operation.scopes.isEmpty {
                for token in [nil, "nonsense", expired, revoked] as [String?] {
                    let answer = try await Self.ask(
                        server, operation, Self.nothing, company: Self.own, token: token)
                    #expect(answer.status == 401, "\(operation.method) \(operation.path)")
                }
            }
        }
    }

    @Test func `without the scope every operation is a 403`() async throws {
        try await TestServer.run { server in
            for operation in server.routes where !operation.scopes.isEmpty {
                let scopes = Scope.allCases.filter { scope in
                    !operation.scopes.contains { ScopeSet([scope]).allows($0) }
                }
                let token = try await server.token(
                    scope: scopes.map(\.rawValue).joined(separator: " "))
                try #require(!token.isEmpty)
                let answer = try await Self.ask(
                    server, operation, Self.nothing, company: Self.own, token: token)
                #expect(answer.status == 403, "\(operation.method) \(operation.path)")
            }
        }
    }

    @Test func `to a token for another company every operation is the same 403`() async throws {
        try await TestServer.run { server in
            let token = try await server.token(scope: "admin", companies: [Self.own])
            let foreign = try await Self.foreign(server)
            for operation in Self.fenced(server) {
                var texts: Set<String> = []
                for (company, things) in [
                    (Self.other, foreign), (Self.other, Self.nothing), (99, Self.nothing),
                ] {
                    for body in ["{}", "nonsense"] {
                        let answer = try await Self.ask(
                            server, operation, things, company: company, token: token, body: body)
                        #expect(answer.status == 403, "\(operation.method) \(operation.path)")
                        texts.insert(answer.text)
                    }
                }
                #expect(texts.count == 1, "\(operation.method) \(operation.path): \(texts)")
            }
        }
    }

    @Test func `another company's id in a path is no different from one that is not`()
        async throws
    {
        try await TestServer.run { server in
            let token = try await server.token(scope: "admin", companies: [Self.own])
            let foreign = try await Self.foreign(server)
            let before = try await Self.whole(server)
            for operation in Self.fenced(server)
            where operation.path.hasSuffix("()")
                || operation.path.dropFirst("v1/companies()".count).contains("()")
            {
                guard operation.path != "v1/companies()" else { continue }
                for body in ["{}", "nonsense"] {
                    let theirs = try await Self.ask(
                        server, operation, foreign, company: Self.own, token: token, body: body)
                    let nobodys = try await Self.ask(
                        server, operation, Self.nothing, company: Self.own, token: token,
                        body: body)
                    #expect(theirs.status == 404, "\(operation.method) \(operation.path)")
                    #expect(theirs == nobodys, "\(operation.method) \(operation.path)")
                }
            }
            #expect(try await Self.whole(server) == before)
        }
    }

    /// All that the other company has.
    private static func whole(_ server: TestServer) async throws -> [String] {
        var texts: [String] = []
        for list in [
            "OrderFull", "CustomerFull", "Employees", "Locations", "Webhooks", "Events", "Clients",
            "Users",
        ] {
            texts.append(try await server.send(.get, "/v1/Companies(\(other))/\(list)").text)
        }
        return texts
    }

    static let bodies: [(path: String, member: String, foreign: String, unknown: String)] = [
        ("Orders", "EntityId", "8", "999992"), ("Orders", "EmployeeId", "777", "999991"),
        (
            "Orders", "BillingCustomerId", #""503d1d4a-c974-4286-b4a2-002699e60ad6""#,
            #""0192f3a0-0000-7000-8000-000000000003""#
        ),
        (
            "Orders", "ShippingAddressId", #""cb39f178-3577-40bb-a7e5-032f29325b09""#,
            #""0192f3a0-0000-7000-8000-000000000004""#
        ),
        ("OrderFull", "ShippingEntityId", "8", "999992"),
    ]

    @Test(arguments: bodies)
    func `another company's id in a body is no different from one that is not`(
        path: String, member: String, foreign: String, unknown: String
    ) async throws {
        try await TestServer.run { server in
            let token = try await server.token(scope: "admin", companies: [Self.own])
            var answers: [String] = []
            for id in [foreign, unknown] {
                let usual = member == "EntityId" ? "" : #""EntityId": 14202, "#
                let reply = try await server.send(
                    .post, "/v1/Companies(\(Self.own))/\(path)",
                    headers: ["X-Request-Id": "same"],
                    body: #"{\#(usual)"OrderTypeId": 1, "\#(member)": \#(id)}"#, token: token)
                #expect(reply.status == 400)
                answers.append(
                    reply.text.replacing(id.replacing("\"", with: ""), with: "ID"))
            }
            #expect(answers[0] == answers[1])
        }
    }
}
