import DocketJSON
import DocketTestKit
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Testing

/// A receiver of webhooks on loopback: keeps what it is sent and answers as it is told.
struct WebhookReceiver: Sendable {
    /// What it does with a call.
    enum Answer: Sendable {
        /// A status, with fields of the header.
        case status(Int, [String: String] = [:])
        /// 200 with a body.
        case content([UInt8])
        /// 200, but not before the gate is open.
        case held(Gate, [UInt8] = [])
        /// Nothing, as long as the caller waits.
        case silence
        /// A head with 200, and of its body nothing.
        case headOnly
        /// A body without an end.
        case endless
        /// The connection is reset.
        case reset
    }

    /// A delivery as it came.
    struct Call: Sendable {
        /// Calls before it.
        let number: Int
        /// The request line.
        let line: String
        /// The header fields, by name in lower case.
        let fields: [String: String]
        /// The body.
        let bytes: [UInt8]

        /// The body as JSON; `.null` where it is none.
        var json: JSONValue { (try? JSONValue(bytes)) ?? .null }
        /// By which the receiver knows repetitions.
        var id: String { fields["webhook-id"] ?? "" }
        /// When it was sent, in seconds.
        var seconds: Int64 { fields["webhook-timestamp"].flatMap { Int64($0) } ?? 0 }
        /// What happened.
        var type: String { json["type"]?.text ?? "" }
        /// The order that it happened to.
        var orderID: String { json["data"]?["event"]?["OrderId"]?.text ?? "" }
        /// What happened, and to which order.
        var event: Event { Event(type, orderID) }
    }

    /// What happened to an order.
    struct Event: Hashable, CustomStringConvertible {
        let description: String

        init(_ type: String, _ orderID: String) { description = "\(type) \(orderID)" }
    }

    private struct State: Sendable {
        var rule: @Sendable (Call) -> Answer
        var calls: [Call] = []
        var connections = 0
        var open: Set<Int> = []
    }

    /// Where it listens.
    let port: Int
    private let state: Shared<State>

    /// Its address as a webhook has it.
    var url: String { "http://127.0.0.1:\(port)/hook?x=1" }
    /// What came, the oldest first.
    var calls: [Call] { state.value.calls }
    /// The call with a number, from 0 on.
    func call(_ number: Int) throws -> Call {
        try #require(calls.dropFirst(number).first, "no call \(number)")
    }

    /// What happened, as it came.
    var events: [Event] { calls.map(\.event) }
    /// How often somebody connected.
    var connections: Int { state.value.connections }
    /// The calls whose connection is still there, without a whole answer.
    var open: Set<Int> { state.value.open }

    /// Answers otherwise from now on.
    func answers(_ rule: @escaping @Sendable (Call) -> Answer) {
        state.change { $0.rule = rule }
    }

    /// Answers all alike from now on.
    func answers(_ answer: Answer) { answers { _ in answer } }

    /// Runs `body` with a receiver, which takes everything unless it is told otherwise.
    ///
    /// - Parameter tls: how it speaks TLS; `nil` for not at all.
    static func run(
        tls: NIOSSLContext? = nil, _ body: (WebhookReceiver) async throws -> Void
    ) async throws {
        let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .bind(host: "127.0.0.1", port: 0) { channel in
                channel.eventLoop.makeCompletedFuture {
                    if let tls {
                        try channel.pipeline.syncOperations.addHandler(
                            NIOSSLServerHandler(context: tls))
                    }
                    try channel.pipeline.syncOperations.configureHTTPServerPipeline(
                        withPipeliningAssistance: false)
                    return try Connection(wrappingChannelSynchronously: channel)
                }
            }
        let receiver = WebhookReceiver(
            port: server.channel.localAddress?.port ?? 0,
            state: Shared(State(rule: { _ in .status(200) })))
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await receiver.listen(server) }
            let result: Result<Void, any Error>
            do { result = .success(try await body(receiver)) } catch { result = .failure(error) }
            group.cancelAll()
            // Ends as it was told to, by an error or without.
            _ = await group.nextResult()
            try result.get()
        }
    }
}

// MARK: - The wire

private typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>
private typealias Writer = NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>

extension WebhookReceiver {
    private func listen(_ server: NIOAsyncChannel<Connection, Never>) async throws {
        try await server.executeThenClose { connections in
            try await withThrowingDiscardingTaskGroup { group in
                for try await connection in connections {
                    state.change { $0.connections += 1 }
                    // What callers do to a connection is no failure of the test's.
                    group.addTask { try? await serve(connection) }
                }
            }
        }
    }

    private func serve(_ connection: Connection) async throws {
        let unanswered = Shared<Set<Int>>([])
        defer { state.change { $0.open.subtract(unanswered.value) } }
        try await connection.executeThenClose { parts, writer in
            var head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "")
            var body: [UInt8] = []
            for try await part in parts {
                switch part {
                case .head(let next): (head, body) = (next, [])
                case .body(let bytes): body += Array(bytes.readableBytesView)
                case .end:
                    let (number, answer) = take(head, body)
                    unanswered.change { $0 = [number] }
                    guard try await give(answer, to: connection.channel, writer) else { continue }
                    unanswered.change { $0 = [] }
                    state.change { $0.open.remove(number) }
                }
            }
        }
    }

    private func take(_ head: HTTPRequestHead, _ body: [UInt8]) -> (number: Int, answer: Answer) {
        let fields = head.headers.map { ($0.name.lowercased(), $0.value) }
        var taken = (number: 0, answer: Answer.reset)
        state.change { state in
            let call = Call(
                number: state.calls.count, line: "\(head.method.rawValue) \(head.uri)",
                fields: Dictionary(fields, uniquingKeysWith: { "\($0), \($1)" }), bytes: body)
            state.calls.append(call)
            state.open.insert(call.number)
            taken = (call.number, state.rule(call))
        }
        return taken
    }

    /// - Returns: whether the caller has a whole answer.
    private func give(
        _ answer: Answer, to channel: any Channel, _ writer: Writer
    ) async throws -> Bool {
        switch answer {
        case .status(let status, let fields):
            try await Self.write(status, fields, to: writer)
        case .content(let bytes):
            try await Self.write(200, [:], bytes, to: writer)
        case .held(let gate, let bytes):
            while !gate.isOpen { try await Task.sleep(for: .milliseconds(2)) }
            try await Self.write(200, [:], bytes, to: writer)
        case .silence:
            return false
        case .headOnly:
            let fields = HTTPHeaders([("Content-Length", "10")])
            try await writer.write(.head(.init(version: .http1_1, status: .ok, headers: fields)))
            return false
        case .endless:
            try await writer.write(.head(.init(version: .http1_1, status: .ok)))
            let chunk = ByteBuffer(repeating: UInt8(ascii: "x"), count: 4096)
            while !Task.isCancelled { try await writer.write(.body(.byteBuffer(chunk))) }
        case .reset:
            let lasting = linger(l_onoff: 1, l_linger: 0)
            try await (channel as? any SocketOptionProvider)?.setSoLinger(lasting).get()
            try await channel.close()
            return false
        }
        return true
    }

    private static func write(
        _ status: Int, _ fields: [String: String], _ body: [UInt8] = [], to writer: Writer
    ) async throws {
        var headers = HTTPHeaders([("Content-Length", "\(body.count)")])
        for (name, value) in fields { headers.add(name: name, value: value) }
        let head = HTTPResponseHead(
            version: .http1_1, status: .init(statusCode: status), headers: headers)
        try await writer.write(
            contentsOf: [
                .head(head), .body(.byteBuffer(ByteBuffer(bytes: body))), .end(nil),
            ])
    }
}
