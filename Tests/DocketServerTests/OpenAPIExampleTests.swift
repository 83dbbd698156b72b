import DocketJSON
import DocketTestKit
import Foundation
import HTTPTypes
import Testing

/// The examples of the description, sent just as they stand there; and what comes of them.
@Suite struct OpenAPIExampleTests {
    @Test func `every example is answered as its operation says`() async throws {
        try await TestServer.run { server in
            let walk = try await ExampleWalk(server)
            for exchange in walk.exchanges where exchange.isExample {
                let status = exchange.expectedStatus
                #expect(
                    exchange.reply.status == status, "\(exchange.operation): \(exchange.reply.text)"
                )
            }
            let sent = Set(walk.exchanges.filter(\.isExample).map(\.operation.id))
            #expect(sent == Set(walk.api.operations.map(\.id)))
        }
    }

    @Test func `every parameter and every form of an answer is taken`() async throws {
        try await TestServer.run { server in
            let walk = try await ExampleWalk(server)
            let others = walk.exchanges.filter { !$0.isExample }
            #expect(others.count > 200)
            for exchange in others {
                // What a parameter asks for may not be there.
                #expect(
                    exchange.reply.status < 400 || [404, 412].contains(exchange.reply.status),
                    "\(exchange.operation), \(exchange.words): \(exchange.reply.text)")
                if let type = exchange.type, exchange.reply.status == 200 {
                    let found = exchange.reply.headers["Content-Type"] ?? ""
                    // Without metadata, one thing is plain JSON.
                    let isPlain = type == "\(found);odata.metadata=none"
                    #expect(
                        isPlain || found == type || found.hasPrefix("\(type);"),
                        "\(exchange.operation)")
                }
            }
        }
    }

    @Test(.enabled(if: PythonScript.isThere, "\(PythonScript.absence)"))
    func `the description is valid, and so are its examples and real answers`() async throws {
        try await TestServer.run { server in
            let walk = try await ExampleWalk(server)
            let folder = try TemporaryFolder()
            defer { folder.remove() }
            let files = [("openapi.json", walk.api.document), ("answers.json", walk.record)].map {
                (path: folder.path($0.0), document: $0.1)
            }
            for file in files {
                try Data(file.document.encoded).write(to: URL(fileURLWithPath: file.path))
            }
            let outcome = try await PythonScript.run(
                "check_openapi.py", files.map(\.path), limitSeconds: 300)
            #expect(outcome.exitCode == 0, "\(outcome.standardError)")
        }
    }
}

/// All operations, asked one after the other in an order in which each finds what it is about.
struct ExampleWalk: Sendable {
    var api: DescribedAPI { desk.api }
    private(set) var exchanges: [Exchange] = []
    private var desk: OperationDesk

    /// A request and its answer.
    struct Exchange: Sendable {
        let operation: DescribedOperation
        let reply: TestServer.Reply
        /// What was asked beside the example; empty for the example itself.
        let words: String
        /// The media type that was asked for.
        let type: String?

        var isExample: Bool { words.isEmpty }

        /// Pages for who has a link; those of the examples lead nowhere.
        private static let ofLinks: Set = [
            "showPayment", "payOnPage", "showTopUp", "topUpOnPage", "showTracking",
            "showSandboxGateway", "payAtSandboxGateway",
        ]

        /// What the example is to be answered with. On pages nobody is signed in.
        var expectedStatus: Int {
            let good = operation.statuses.filter { $0 < 400 }.min() ?? 0
            guard operation.tag == "Pages" else { return good }
            if ["signIn", "signOut"].contains(operation.id) { return 403 }
            if Self.ofLinks.contains(operation.id) { return 404 }
            return operation.statuses.contains(303) ? 303 : good
        }
    }

    /// Walks through the whole sandbox.
    init(_ server: TestServer) async throws {
        desk = try await OperationDesk(server)
        // Lists have something in them.
        try await desk.makeOrder()
        let first = OperationDesk.creations.map(\.0)
        let all = first + desk.api.operations.map(\.id).filter { !first.contains($0) }
        let isLast = { (id: String) in Self.endings.contains { id.hasPrefix($0) } }
        for id in all.filter({ !isLast($0) }) { try await visit(id) }
        for ending in Self.endings {
            for id in all.filter({ $0.hasPrefix(ending) }) { try await visit(id) }
        }
    }

    /// How the names of operations begin that leave nothing for others to be about.
    private static let endings = ["delete", "disable", "reset"]

    private mutating func visit(_ id: String) async throws {
        let operation = try #require(api[id])
        try await desk.makeOrder(for: operation)
        try await askOtherwise(operation)
        let reply = try await desk.send(operation)
        note(reply, to: operation)
        keep(reply, of: operation)
    }

    /// Every optional parameter by itself, and every form of the answer; changes are only tried.
    private mutating func askOtherwise(_ operation: DescribedOperation) async throws {
        let fields = operation.parameters(in: "header")
        let isChange = fields.contains { $0["name"]?.text == "Idempotency-Key" }
        guard isChange || operation.method == "GET" else { return }
        for parameter in operation.parameters(in: "query") {
            guard let name = parameter["name"]?.text,
                let example = parameter["schema", "examples", 0]
            else { continue }
            let text = example.asText ?? example[0]?.asText ?? ""
            let query = "\(name.percentEncoded)=\(text.percentEncoded)"
            note(try await desk.send(operation, .init(query: query)), to: operation, name)
        }
        for parameter in fields {
            guard let name = parameter["name"]?.text,
                let example = parameter["schema", "examples", 0]?.asText
            else { continue }
            let tried = isChange ? ["Prefer": "dry-run"] : [:]
            let headers = tried.merging([name: example]) { $1 }
            note(try await desk.send(operation, .init(headers: headers)), to: operation, name)
        }
        // An answer that follows events has no end.
        for type in operation.types(of: 200)
        where type != "text/event-stream" && operation.tag != "Pages" {
            let reply = try await desk.send(operation, .init(headers: ["Accept": type]))
            note(reply, to: operation, type, type: type)
        }
    }

    private mutating func note(
        _ reply: TestServer.Reply, to operation: DescribedOperation, _ words: String = "",
        type: String? = nil
    ) {
        exchanges.append(
            Exchange(operation: operation, reply: reply, words: words, type: type))
    }

    /// Keeps the key of what was made.
    private mutating func keep(_ reply: TestServer.Reply, of operation: DescribedOperation) {
        let name = OperationDesk.creations.first { $0.0 == operation.id }?.1
        guard let name, let key = reply["Id"]?.asText else { return }
        desk.keys[name] = key
    }

    /// All exchanges, for a validator.
    var record: JSONValue {
        .array(
            exchanges.map { exchange in
                [
                    "operation": .string(exchange.operation.id),
                    "words": .string(exchange.words),
                    "status": .number("\(exchange.reply.status)"),
                    "headers": .object(
                        exchange.reply.headers.all.map { .init($0.name, .string($0.value)) }),
                    "body": .string(exchange.reply.text),
                ]
            })
    }
}
