import DocketCore
import DocketServer
import DocketService
import DocketTestKit
import HTTPTypes
import Instrumentation
import Testing

/// Traces that go through the server (W3C Trace Context, level 1).
@Suite(.timeLimit(.minutes(30))) struct TraceTests {
    private static let trace = "0af7651916cd43dd8448eb211c80319c"
    private static let parent = "b7ad6b7169203331"
    private static let orders = "/v1/Companies(14146)/Orders"

    /// The ids in the line that a refused request gets.
    private static func ids(
        _ server: TestServer, _ log: LogRecorder, _ headers: [String: String]
    ) async throws -> (trace: String, span: String, reply: TestServer.Reply) {
        let before = log.entries.count
        let reply = try await server.send(.get, orders, headers: headers, token: "wrong")
        let line = try #require(log.entries.dropFirst(before).last)
        #expect(line.message == "access token refused")
        #expect(line.metadata["request"] == reply.headers["X-Request-Id"])
        return (line.metadata["trace"] ?? "", line.metadata["span"] ?? "", reply)
    }

    @Test func `a client's trace goes on in the log, and each request has an id in it`()
        async throws
    {
        let log = LogRecorder()
        try await TestServer.run(log: log) { server in
            let headers = [
                "traceparent": "00-\(Self.trace)-\(Self.parent)-01", "tracestate": "a=1",
            ]
            let first = try await Self.ids(server, log, headers)
            let second = try await Self.ids(server, log, headers)
            #expect(first.trace == Self.trace)
            #expect(second.trace == Self.trace)
            #expect(Set([first.span, second.span, Self.parent]).count == 3)
        }
    }

    @Test(
        arguments: [
            nil, "", "00-\(trace)-\(parent)-01-x", "ff-\(trace)-\(parent)-01",
            "00-\(trace.uppercased())-\(parent)-01", "00-\(trace)-0000000000000000-01",
        ] as [String?])
    func `without a right one a trace begins here`(field: String?) async throws {
        let log = LogRecorder()
        try await TestServer.run(log: log) { server in
            let headers = field.map { ["traceparent": $0, "tracestate": "a=1"] } ?? [:]
            let first = try await Self.ids(server, log, headers)
            let second = try await Self.ids(server, log, headers)
            #expect(first.reply.status == 401)
            for id in [first.trace, second.trace] {
                #expect(id.wholeMatch(of: /[0-9a-f]{32}/) != nil)
                #expect(id != Self.trace)
            }
            #expect(first.trace != second.trace)
        }
    }

    @Test func `a request that has no id of its client's is called as in its trace`()
        async throws
    {
        let log = LogRecorder()
        try await TestServer.run(log: log) { server in
            let own = try await Self.ids(server, log, [:])
            #expect(own.reply.headers["X-Request-Id"] == own.span)
            let clients = try await Self.ids(server, log, ["X-Request-Id": "mine"])
            #expect(clients.reply.headers["X-Request-Id"] == "mine")
            #expect(clients.span.wholeMatch(of: /[0-9a-f]{16}/) != nil)
        }
    }

    @Test func `each call of a webhook is a trace of its own that its receiver is told`()
        async throws
    {
        try await CourierDesk.run { desk in
            try await WebhookReceiver.run { receiver in
                receiver.answers { call in .status(call.number == 0 ? 500 : 200) }
                let hook = try await desk.hook(to: receiver)
                _ = try await desk.server.make()
                try await desk.withCourier {
                    try await desk.until("it is tried") { receiver.calls.count >= 1 }
                    desk.advance(seconds: 400)
                    try await desk.until("it is tried again") { receiver.calls.count >= 2 }
                }
                let fields = receiver.calls.map { $0.fields["traceparent"] ?? "" }
                for field in fields {
                    #expect(field.wholeMatch(of: /00-[0-9a-f]{32}-[0-9a-f]{16}-01/) != nil)
                }
                #expect(Set(fields.map { $0.dropFirst(3).prefix(32) }).count == fields.count)
                #expect(receiver.calls.allSatisfy { $0.fields["tracestate"] == nil })
                #expect(receiver.calls.allSatisfy { $0.isSigned(by: [hook.secret]) })
            }
        }
    }

    @Test func `whoever is called for a request is told its trace, and by whom`() throws {
        let instrument = TraceInstrument()
        var context = ServiceContext.topLevel
        instrument.extract(
            [
                "traceparent": "00-\(Self.trace)-\(Self.parent)-00",
                "tracestate": "congo=t61rcWkgMzE , rojo=00f067aa0ba902b7",
            ], into: &context, using: Fields())
        let span = try #require(context.trace).spanText
        var sent: [String: String] = [:]
        instrument.inject(context, into: &sent, using: Fields())
        #expect(
            sent == [
                "traceparent": "00-\(Self.trace)-\(span)-00",
                "tracestate": "congo=t61rcWkgMzE,rojo=00f067aa0ba902b7",
            ])
        var nothing: [String: String] = [:]
        instrument.inject(ServiceContext.topLevel, into: &nothing, using: Fields())
        #expect(nothing.isEmpty)
    }

    /// A header as a dictionary.
    private struct Fields: Extractor, Injector {
        func extract(key: String, from fields: [String: String]) -> String? { fields[key] }

        func inject(_ value: String, forKey key: String, into fields: inout [String: String]) {
            fields[key] = value
        }
    }
}
