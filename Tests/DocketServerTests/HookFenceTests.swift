import DocketCore
import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

/// An operation on webhooks; `ID` stands for the webhook's id, `DE` for a delivery's.
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

    static let lists = [
        Operation(.get, "Webhooks", gives: 200),
        Operation(.post, "Webhooks", body: #"{"Url": "https://8.8.8.8/"}"#, gives: 201),
    ]

    static let ones = [
        Operation(.get, "Webhooks(ID)", gives: 200),
        Operation(.put, "Webhooks(ID)", body: #"{"Url": "https://8.8.8.8/"}"#, gives: 200),
        Operation(.post, "Webhooks(ID)/RotateSecret", gives: 200),
        Operation(.post, "Webhooks(ID)/Test", gives: 202),
        Operation(.get, "Webhooks(ID)/Deliveries", gives: 200),
        Operation(.post, "Webhooks(ID)/Deliveries(DE)/Resend", gives: 202),
        Operation(.delete, "Webhooks(ID)", gives: 204),
    ]
}

extension TestServer {
    fileprivate func perform(
        _ operation: Operation, on id: String, delivery: String, company: String = "14146",
        token: String? = "sandbox-token", body: String? = nil
    ) async throws -> Reply {
        let path = operation.path.replacing("ID", with: id).replacing("DE", with: delivery)
        return try await send(
            operation.method, "/v1/Companies(\(company))/\(path)",
            headers: ["X-Request-Id": "same"], body: body ?? operation.body, token: token)
    }
}

@Suite struct HookFenceTests {
    private static let unknown = "0192f3a0-0000-7000-8000-000000000001"
    private static let all = Operation.lists + Operation.ones

    /// A webhook with a delivery.
    private static func target(_ server: TestServer) async throws -> (hook: Hook, id: String) {
        let hook = try await server.makeHook()
        return (hook, try await server.store(1, of: hook).first ?? "")
    }

    @Test(arguments: all)
    fileprivate func `admin allows everything of the company`(operation: Operation) async throws {
        try await TestServer.run { server in
            let (hook, delivery) = try await Self.target(server)
            let token = try await server.token(scope: "admin", companies: [14_146])
            let reply = try await server.perform(
                operation, on: hook.id, delivery: delivery, token: token)
            #expect(reply.status == operation.status, "\(reply.text)")
        }
    }

    @Test(arguments: all)
    fileprivate func `everything else together does not do for admin`(
        operation: Operation
    ) async throws {
        try await TestServer.run { server in
            let (hook, delivery) = try await Self.target(server)
            let scopes = Scope.allCases.filter { $0 != .admin && $0 != .openID }
            let token = try await server.token(scope: scopes.map(\.rawValue).joined(separator: " "))
            #expect(!token.isEmpty)
            for id in [hook.id, Self.unknown] {
                let reply = try await server.perform(
                    operation, on: id, delivery: delivery, token: token)
                #expect(reply.status == 403)
            }
            #expect(try await server.send(.get, hook.path).status == 200)
        }
    }

    @Test(arguments: all)
    fileprivate func `a token for another company is a 403, the company there or not`(
        operation: Operation
    ) async throws {
        try await TestServer.run { server in
            let (hook, delivery) = try await Self.target(server)
            let token = try await server.token(scope: "admin", companies: [1])
            for company in ["14146", "99"] {
                for body in [nil, "nonsense"] as [String?] {
                    let reply = try await server.perform(
                        operation, on: hook.id, delivery: delivery, company: company,
                        token: token, body: operation.body == nil ? nil : body)
                    #expect(reply.status == 403)
                }
            }
        }
    }

    @Test(arguments: all)
    fileprivate func `without a token there is nothing`(operation: Operation) async throws {
        try await TestServer.run { server in
            let (hook, delivery) = try await Self.target(server)
            for token in [nil, "nonsense"] as [String?] {
                let reply = try await server.perform(
                    operation, on: hook.id, delivery: delivery, token: token, body: "nonsense")
                #expect(reply.status == 401)
            }
        }
    }

    @Test(arguments: Operation.ones)
    fileprivate func `another company's webhook is no different from one that is not`(
        operation: Operation
    ) async throws {
        try await TestServer.run { server in
            let (hook, delivery) = try await Self.target(server)
            var texts: Set<String> = []
            for id in [hook.id, Self.unknown] {
                let reply = try await server.perform(
                    operation, on: id, delivery: delivery, company: "1")
                #expect(reply.status == 404)
                texts.insert(reply.text.replacing(id, with: "ID"))
            }
            #expect(texts.count == 1)
            #expect(texts.first?.contains("Webhook resource with id ID cannot be found") == true)
            #expect(try await server.send(.get, hook.path).status == 200)
        }
    }

    @Test(arguments: Operation.ones)
    fileprivate func `an id that can be none is a 404`(operation: Operation) async throws {
        try await TestServer.run { server in
            for id in ["x", "1", ""] {
                let reply = try await server.perform(operation, on: id, delivery: Self.unknown)
                #expect(reply.status == 404, "\(id)")
            }
        }
    }

    @Test(arguments: all)
    fileprivate func `a company that is not is a 404, before a bad body is a 400`(
        operation: Operation
    ) async throws {
        try await TestServer.run { server in
            for body in [nil, "{}", "nonsense"] as [String?] {
                let reply = try await server.perform(
                    operation, on: Self.unknown, delivery: Self.unknown, company: "99",
                    body: operation.body == nil ? nil : body)
                #expect(reply.status == 404, "\(body ?? "")")
                #expect(reply.message == "Company resource with id 99 cannot be found")
            }
        }
    }

    @Test(arguments: ["{}", "nonsense", #"{"Url": "http://127.0.0.1/"}"#])
    func `a webhook that is not is a 404, before a bad body is a 400`(body: String) async throws {
        try await TestServer.run { server in
            for id in [Self.unknown, "x"] {
                let reply = try await server.send(
                    .put, "\(TestServer.webhooks)(\(id))", body: body)
                #expect(reply.status == 404)
            }
        }
    }

    @Test func `a delivery is resent only through its own webhook`() async throws {
        try await TestServer.run { server in
            let (hook, delivery) = try await Self.target(server)
            let other = try await server.makeHook()
            for (path, id) in [
                (other.deliveries, delivery), (hook.deliveries, Self.unknown),
                (hook.deliveries, "x"),
            ] {
                let reply = try await server.send(.post, "\(path)(\(id))/Resend")
                #expect(reply.status == 404)
                #expect(reply.message == "Delivery resource with id \(id) cannot be found")
            }
        }
    }

    @Test func `other methods are not there`() async throws {
        try await TestServer.run { server in
            let hook = try await server.makeHook()
            for (method, path) in [
                (.delete, TestServer.webhooks), (.patch, hook.path), (.post, hook.path),
                (.get, "\(hook.path)/Test"), (.get, "\(hook.path)/RotateSecret"),
                (.post, hook.deliveries),
            ] as [(HTTPRequest.Method, String)] {
                let reply = try await server.send(method, path, body: nil)
                #expect(reply.status == 405, "\(method) \(path)")
            }
        }
    }
}
