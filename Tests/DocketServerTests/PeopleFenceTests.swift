import DocketCore
import DocketJSON
import DocketService
import DocketTestKit
import HTTPTypes
import Testing

/// An operation on clients or users; `ID` stands for the client's or the user's id.
private struct Operation: Sendable, CustomTestStringConvertible {
    let method: HTTPRequest.Method
    let path: String
    var body: String?
    /// The status where all is well.
    let status: Int

    init(
        _ method: HTTPRequest.Method, _ path: String, body: String? = nil, gives status: Int
    ) {
        self.method = method
        self.path = path
        self.body = body
        self.status = status
    }

    var testDescription: String { "\(method) \(path)" }

    private static let client = #"{"Name": "A", "Role": "reader"}"#
    private static let user = #"{"Role": "reader"}"#
    private static let newUser =
        #"{"UserName": "new", "Password": "correct horse", "Role": "reader"}"#

    static let lists = [
        Operation(.get, "Clients", gives: 200),
        Operation(.post, "Clients", body: client, gives: 201),
        Operation(.get, "Users", gives: 200),
        Operation(.post, "Users", body: newUser, gives: 201),
    ]

    static let ones = [
        Operation(.get, "Clients(ID)", gives: 200),
        Operation(.put, "Clients(ID)", body: client, gives: 200),
        Operation(.post, "Clients(ID)/RotateSecret", gives: 200),
        Operation(.delete, "Clients(ID)", gives: 204),
        Operation(.get, "Users(ID)", gives: 200),
        Operation(.put, "Users(ID)", body: user, gives: 200),
        Operation(.delete, "Users(ID)", gives: 204),
    ]

    static let all = lists + ones

    var isOnUsers: Bool { path.hasPrefix("Users") }
    /// As a refusal names it.
    var noun: String { isOnUsers ? "User" : "Client" }
}

/// Ids of a client and a user.
private struct Pair: Sendable {
    let client: String
    let user: String

    /// Nobody's.
    static let unknown = Pair(client: "nobody", user: "0192f3a0-0000-7000-8000-000000000001")

    func id(for operation: Operation) -> String { operation.isOnUsers ? user : client }
}

extension TestServer {
    /// Stores a client and a user for some companies.
    fileprivate func pair(_ name: String, companies: String = "14146") async throws -> Pair {
        try await storeClient(name, companies: companies)
        let user = try await storeUser(name, companies: companies)
        return Pair(client: name, user: "\(user)")
    }

    fileprivate func perform(
        _ operation: Operation, on id: String, company: String = "14146",
        token: String? = "sandbox-token", body: String? = nil
    ) async throws -> Reply {
        try await send(
            operation.method,
            "/v1/Companies(\(company))/\(operation.path.replacing("ID", with: id))",
            headers: ["X-Request-Id": "same"], body: body ?? operation.body, token: token)
    }

    /// Whether a client and a user are as they were stored, whatever company they are for.
    fileprivate func isUntouched(_ name: String) async throws -> Bool {
        let client = try await Clients(database: database).get(name)
        let user = try await Users(database: database).get(name)
        return client.name == "Stored" && client.secretHash == SecretHash(of: Self.secret)
            && !client.isDisabled && user.passwordHash.text == TestPasswords.sandboxHash
            && user.scopes == [.admin] && !user.isDisabled
    }
}

@Suite struct PeopleFenceTests {
    @Test(arguments: Operation.all)
    fileprivate func `admin allows everything of the company`(operation: Operation) async throws {
        try await TestServer.run { server in
            let pair = try await server.pair("ann")
            let token = try await server.token(scope: "admin", companies: [14_146])
            let reply = try await server.perform(
                operation, on: pair.id(for: operation), token: token)
            #expect(reply.status == operation.status, "\(reply.text)")
        }
    }

    @Test(arguments: Operation.all)
    fileprivate func `everything else together does not do for admin`(
        operation: Operation
    ) async throws {
        try await TestServer.run { server in
            let pair = try await server.pair("ann")
            let scopes = Scope.allCases.filter { $0 != .admin && $0 != .openID }
            let token = try await server.token(scope: scopes.map(\.rawValue).joined(separator: " "))
            #expect(!token.isEmpty)
            for pair in [pair, .unknown] {
                let reply = try await server.perform(
                    operation, on: pair.id(for: operation), token: token)
                #expect(reply.status == 403)
            }
            #expect(try await server.isUntouched("ann"))
        }
    }

    @Test(arguments: Operation.all)
    fileprivate func `a token for another company is a 403, the company there or not`(
        operation: Operation
    ) async throws {
        try await TestServer.run { server in
            let pair = try await server.pair("ann")
            let token = try await server.token(scope: "admin", companies: [1])
            for company in ["14146", "99"] {
                for body in [nil, "nonsense"] as [String?] {
                    let reply = try await server.perform(
                        operation, on: pair.id(for: operation), company: company, token: token,
                        body: operation.body == nil ? nil : body)
                    #expect(reply.status == 403)
                }
            }
        }
    }

    @Test(arguments: Operation.all)
    fileprivate func `without a token there is nothing`(operation: Operation) async throws {
        try await TestServer.run { server in
            let pair = try await server.pair("ann")
            for token in [nil, "nonsense"] as [String?] {
                let reply = try await server.perform(
                    operation, on: pair.id(for: operation), token: token, body: "nonsense")
                #expect(reply.status == 401)
            }
        }
    }

    /// To whom those of others, of several companies and of all are as good as none, whatever
    /// companies the caller's own token is for.
    @Test(arguments: Operation.ones)
    fileprivate func `an administrator of one company has no hand on another's clients and users`(
        operation: Operation
    ) async throws {
        try await TestServer.run { server in
            let narrow = try await server.token(scope: "admin", companies: [14_146])
            var texts: Set<String> = []
            for (name, companies) in [("other", "1"), ("both", "1 14146"), ("all", "*")] {
                let pair = try await server.pair(name, companies: companies)
                for (pair, token) in [
                    (pair, narrow), (pair, "sandbox-token"), (.unknown, narrow),
                ] as [(Pair, String)] {
                    let id = pair.id(for: operation)
                    for body in [nil, "{}", "nonsense"] as [String?] {
                        let reply = try await server.perform(
                            operation, on: id, token: token,
                            body: operation.body == nil ? nil : body)
                        #expect(reply.status == 404, "\(name): \(reply.text)")
                        texts.insert(reply.text.replacing(id, with: "ID"))
                    }
                }
                #expect(try await server.isUntouched(name))
            }
            #expect(texts.count == 1)
            let message = "\(operation.noun) resource with id ID cannot be found"
            #expect(texts.first?.contains(message) == true)
        }
    }

    @Test func `lists have the company's own and no others`() async throws {
        try await TestServer.run { server in
            let own = try await server.pair("own")
            for (name, companies) in [("other", "1"), ("both", "1 14146"), ("all", "*")] {
                _ = try await server.pair(name, companies: companies)
            }
            #expect(try await server.send(.get, TestServer.clients).ids == [own.client])
            #expect(try await server.send(.get, TestServer.users).ids == [own.user])
            #expect(try await server.send(.get, "/v1/Companies(2)/Clients").status == 404)
        }
    }

    @Test func `a name that is taken elsewhere is a 409 that says no more`() async throws {
        try await TestServer.run { server in
            for (name, companies) in [("other", "1"), ("both", "1 14146"), ("all", "*")] {
                _ = try await server.pair(name, companies: companies)
                for (list, body) in [
                    ("Clients", #"{"Id": "NAME", "Name": "A", "Role": "reader"}"#),
                    (
                        "Users",
                        #"{"UserName": "NAME", "Password": "correct horse", "Role": "reader"}"#
                    ),
                ] {
                    let reply = try await server.send(
                        .post, "/v1/Companies(14146)/\(list)",
                        body: body.replacing("NAME", with: name))
                    #expect(reply.status == 409)
                    let messages = [
                        "Client resource with id \(name) is there already", "The UserName is taken",
                    ]
                    #expect(messages.contains(reply.message), "\(reply.text)")
                }
                #expect(try await server.isUntouched(name))
            }
            #expect(try await server.send(.get, TestServer.clients).text == "[]")
            #expect(try await server.send(.get, TestServer.users).text == "[]")
        }
    }

    @Test(arguments: Operation.ones)
    fileprivate func `an id that can be none is a 404`(operation: Operation) async throws {
        try await TestServer.run { server in
            for id in ["", "%00", "a%20b", "%C3%A4", String(repeating: "a", count: 101)] {
                let reply = try await server.perform(operation, on: id)
                #expect(reply.status == 404, "\(id): \(reply.text)")
            }
        }
    }

    @Test(arguments: Operation.all)
    fileprivate func `a company that is not is a 404, before a bad body is a 400`(
        operation: Operation
    ) async throws {
        try await TestServer.run { server in
            for body in [nil, "{}", "nonsense"] as [String?] {
                let reply = try await server.perform(
                    operation, on: Pair.unknown.id(for: operation), company: "99",
                    body: operation.body == nil ? nil : body)
                #expect(reply.status == 404, "\(body ?? "")")
                #expect(reply.message == "Company resource with id 99 cannot be found")
            }
        }
    }

    @Test func `nobody gives a client or a user more than they have themselves`() async throws {
        try await TestServer.run { server in
            let company = try #require(CompanyID(14_146))
            let request = ChangeRequest(
                company: company, actor: "test", now: server.services.clock.now())
            let most: ScopeSet = [.ordersWrite, .directoryRead]
            for (role, scopes, pointer) in [
                ("manager", nil, "/Role"), (nil, ["orders.read", "payment"], "/Scopes/1"),
                (nil, ["admin"], "/Scopes/0"),
            ] as [(String?, [String?]?, String)] {
                let (client, user) = Self.inputs(role, scopes)
                let refusal = ServiceError.invalid([
                    Fault(pointer, "is more than your token allows")
                ])
                await #expect(throws: refusal) {
                    _ = try await server.services.clients.create(
                        client, of: company, within: most, as: request
                    ) { _ in KeptAnswer(status: 201) }
                }
                await #expect(throws: refusal) {
                    _ = try await server.services.users.create(
                        user, of: company, within: most, as: request
                    ) { _ in KeptAnswer(status: 201) }
                }
            }
            #expect(try await server.send(.get, TestServer.clients).text == "[]")
        }
    }

    private static func inputs(
        _ role: String?, _ scopes: [String?]?
    ) -> (client: ClientInput, user: UserInput) {
        var allowance = AllowanceInput()
        allowance.role = role
        allowance.scopes = scopes
        var client = ClientInput()
        client.name = "A"
        client.allowance = allowance
        var user = UserInput()
        user.userName = "ann"
        user.password = "correct horse"
        user.allowance = allowance
        return (client, user)
    }

    @Test func `other methods are not there`() async throws {
        try await TestServer.run { server in
            let pair = try await server.pair("ann")
            for (method, path) in [
                (.delete, "Clients"), (.patch, "Clients(ann)"), (.post, "Clients(ann)"),
                (.get, "Clients(ann)/RotateSecret"), (.put, "Users"),
                (.patch, "Users(\(pair.user))"), (.post, "Users(\(pair.user))"),
            ] as [(HTTPRequest.Method, String)] {
                let reply = try await server.send(method, "/v1/Companies(14146)/\(path)")
                #expect(reply.status == 405, "\(method) \(path)")
            }
        }
    }
}
