import DocketJSON
import DocketTestKit
import HTTPTypes
import Testing

/// What the description says of members that clients send is what the readers do.
@Suite struct OpenAPIMemberTests {
    @Test func `every member that may be sent is read, and refused where it is not of its type`()
        async throws
    {
        try await TestServer.run { server in
            let bodies = try await Bodies(server)
            for body in bodies.all {
                for member in body.schema["properties"]?.members ?? [] {
                    let wrong = try #require(Self.wrong(for: member.value, of: body.operation))
                    let reply = try await bodies.send(body, with: member.name, wrong)
                    #expect(
                        reply.isRefused,
                        "\(body.operation) takes \(member.name): \(wrong.encodedText)")
                    // The parcel API says what is wrong in words, and not where.
                    guard reply["Errors"] == nil else { continue }
                    let pointers = (reply["errors"]?.elements ?? []).compactMap {
                        $0["pointer"]?.text
                    }
                    #expect(
                        pointers.contains { $0.hasPrefix("/\(member.name)") },
                        "\(body.operation) does not blame \(member.name): \(reply.text)")
                }
            }
            #expect(bodies.all.count > 25)
        }
    }

    @Test func `a member that is not said to be sent is passed over, whatever it holds`()
        async throws
    {
        try await TestServer.run { server in
            let bodies = try await Bodies(server)
            for body in bodies.all {
                let known = Set((body.schema["properties"]?.members ?? []).map(\.name))
                let others = bodies.writtenMembers(body.operation).subtracting(known)
                for name in others.union(["Misspelt"]).sorted() {
                    let reply = try await bodies.send(body, with: name, ["deep": [true]])
                    #expect(
                        reply.status < 300, "\(body.operation) minds \(name): \(reply.text)")
                }
            }
        }
    }

    @Test func `a member without which nothing goes is said to be required`() async throws {
        try await TestServer.run { server in
            let bodies = try await Bodies(server)
            for body in bodies.all {
                let required = Set(
                    (body.schema["required"]?.elements ?? []).compactMap(\.text))
                let oneOf = (body.schema["anyOf"]?.elements ?? []).compactMap {
                    $0["required", 0]?.text
                }
                for member in body.example.members ?? [] {
                    let isOnly = body.example.members?.filter { oneOf.contains($0.name) }.count == 1
                    let isNeeded =
                        required.contains(member.name)
                        || (isOnly && oneOf.contains(member.name))
                    let reply = try await bodies.send(body, without: member.name)
                    #expect(
                        reply.isRefused == isNeeded,
                        "\(body.operation) without \(member.name): \(reply.text)")
                }
                #expect(required.isSubset(of: Set((body.example.members ?? []).map(\.name))))
            }
        }
    }

    /// A value that a schema does not allow for its type alone.
    private static func wrong(
        for schema: JSONValue, of operation: DescribedOperation
    ) -> JSONValue? {
        var types: Set<String> = []
        for choice in [schema] + (schema["anyOf"]?.elements ?? []).map(operation.resolved) {
            let type = choice["type"]
            types.formUnion((type?.elements ?? [type ?? .null]).compactMap(\.text))
        }
        let values: [(type: String, value: JSONValue)] = [
            ("boolean", true), ("object", [:]), ("array", []),
        ]
        return values.first { !types.contains($0.type) }?.value
    }
}

/// Every operation that reads JSON, with something to do it to.
private struct Bodies: Sendable {
    /// An operation and what it reads.
    struct Body: Sendable {
        let operation: DescribedOperation
        let schema: JSONValue
        let example: JSONValue
    }

    let all: [Body]
    private let desk: OperationDesk

    init(_ server: TestServer) async throws {
        var desk = try await OperationDesk(server)
        for (id, name) in [
            ("createWebhook", "webhookId"), ("createUser", "userId"), ("createClient", "clientId"),
        ] {
            // The examples themselves are yet to be sent.
            let other = ["createUser": "UserName", "createClient": "Id"][id]
            let members = (desk.api[id]?.body?.example.members ?? []).map { member in
                member.name == other ? .init(member.name, "eve") : member
            }
            let reply = try await desk.send(id, .init(body: .object(members)))
            desk.keys[name] = try #require(reply["Id"]?.text)
        }
        self.desk = desk
        all = desk.api.operations.compactMap { operation in
            guard let body = operation.body, body.type == "application/json" else { return nil }
            return Body(operation: operation, schema: body.schema, example: body.example)
        }
    }

    /// The members that the operation's answer has.
    func writtenMembers(_ operation: DescribedOperation) -> Set<String> {
        let good = operation.statuses.filter { $0 < 300 }.min() ?? 0
        let schema = operation.json["responses", "\(good)", "content"]?.members?.first?
            .value["schema"].map(operation.resolved)
        return Set((schema?["properties"]?.members ?? []).map(\.name))
    }

    /// Sends an example with another member, or with another value of one.
    func send(
        _ body: Body, with name: String, _ value: JSONValue
    ) async throws -> TestServer.Reply {
        let members = (body.example.members ?? []).filter { $0.name != name }
        return try await send(body, .object(members + [.init(name, value)]))
    }

    /// Sends an example that lacks a member.
    func send(_ body: Body, without name: String) async throws -> TestServer.Reply {
        try await send(
            body, .object((body.example.members ?? []).filter { $0.name != name }))
    }

    /// Each time to something new, and only for show: nothing that was sent is in the way of what
    /// is sent next.
    private func send(_ body: Body, _ json: JSONValue) async throws -> TestServer.Reply {
        var desk = desk
        try await desk.makeOrder(for: body.operation)
        return try await desk.send(
            body.operation, .init(headers: ["Prefer": "dry-run"], body: json))
    }
}

extension TestServer.Reply {
    /// Whether something is said to be wrong; a parcel order that is only verified is answered 200.
    fileprivate var isRefused: Bool {
        status == 400 || !(self["Errors"]?.elements ?? []).isEmpty
    }
}
