import DocketJSON
import DocketTestKit
import Foundation
import Testing

/// Clients of HTTP/2 that are slow, or mean harm, and the end of a connection.
@Suite(.timeLimit(.minutes(30))) struct HTTP2GuardTests {
    private static let initialWindowSize: UInt16 = 4
    private static let json = ("content-type", "application/json")

    // MARK: - Harm

    /// Does something again and again: more often than any machine is slow, but no longer than the
    /// server listens.
    private static func untilItFails(_ body: (Int) async throws -> Void) async throws {
        for number in 0..<2000 {
            do { try await body(number) } catch { return }
        }
    }

    @Test func `who opens streams and resets them without end is cut off`() async throws {
        try await HTTP2Tests.talk { peer, _ in
            try await Self.untilItFails { number in
                let stream = UInt32(2 * number + 1)
                try await peer.open(stream, "GET", HTTP2Tests.orders)
                try await peer.send(.init(kind: .reset, stream: stream, payload: [0, 0, 0, 8]))
            }
            #expect(await peer.end() == HTTP2Peer.enhanceYourCalm)
        }
    }

    @Test(arguments: [HTTP2Peer.Kind.ping, .settings])
    func `who sends pings or settings without end is cut off`(
        kind: HTTP2Peer.Kind
    ) async throws {
        try await HTTP2Tests.talk { peer, _ in
            let payload = [UInt8](repeating: 0, count: kind == .ping ? 8 : 0)
            try await Self.untilItFails { _ in
                try await peer.send(.init(kind: kind, payload: payload))
            }
            #expect(await peer.end() == HTTP2Peer.enhanceYourCalm)
        }
    }

    @Test func `a hundred streams may be open at once, and no more`() async throws {
        try await HTTP2Tests.talk { peer, _ in
            for number in 0..<100 {
                try await peer.open(
                    UInt32(2 * number + 1), "POST", HTTP2Tests.orders, fields: [Self.json],
                    isWhole: false)
            }
            try await peer.write(1, EndToEnd.order("first"))
            #expect(try await peer.answer(1).status == 201)
            for stream in [UInt32(201), 203] {
                try await peer.open(
                    stream, "POST", HTTP2Tests.orders, fields: [Self.json], isWhole: false)
            }
            #expect(await peer.end() == HTTP2Peer.protocolError)
        }
    }

    @Test func `what is no HTTP/2 ends the connection`() async throws {
        try await HTTP2Tests.talk { peer, _ in
            // A frame of a body on the connection's own stream.
            try await peer.send(.init(kind: .data, stream: 0, payload: [1]))
            #expect(await peer.end() == HTTP2Peer.protocolError)
        }
    }

    // MARK: - Time

    @Test func `a slow body is refused after 15 s, and its stream ends alone`() async throws {
        try await HTTP2Tests.talk { peer, _ in
            try await peer.open(
                1, "POST", HTTP2Tests.orders, fields: [Self.json], isWhole: false)
            let answer = try await peer.answer(1)
            #expect(answer.status == 408)
            #expect(answer.json["detail"]?.text == "The body did not arrive within 15 seconds")
            #expect(answer["connection"] == nil)
            #expect(try await peer.reset(1) == HTTP2Peer.noError)
            try await peer.open(3, "GET", HTTP2Tests.orders)
            #expect(try await peer.answer(3).text == "[]")
        }
    }

    @Test(arguments: [true, false])
    func `a connection without a stream is closed, with a farewell`(
        acknowledges: Bool
    ) async throws {
        try await HTTP2Tests.talk { peer, _ in
            peer.acknowledges = acknowledges
            #expect(await peer.end() == HTTP2Peer.noError)
        }
    }

    @Test func `after its last stream a connection is closed, too`() async throws {
        try await HTTP2Tests.talk { peer, _ in
            try await peer.open(1, "GET", "/health/live")
            #expect(try await peer.answer(1).status == 200)
            #expect(await peer.end() == HTTP2Peer.noError)
        }
    }

    @Test func `who takes nothing of an answer is cut off`() async throws {
        // The client says that it has no room for a single byte of a body.
        try await HTTP2Tests.talk(settings: [(Self.initialWindowSize, 0)]) { peer, _ in
            try await peer.open(1, "GET", "/health/live")
            var seen: [HTTP2Peer.Kind] = []
            while seen.last != .reset {
                let frame = try await peer.next()
                if frame.stream == 1 { seen.append(frame.kind) }
            }
            #expect(seen == [.headers, .reset])
        }
    }

    // MARK: - The end

    @Test func `SIGTERM finishes what is under way and says good-bye`() async throws {
        try await HTTP2Tests.talk { peer, server in
            try await peer.open(
                1, "POST", HTTP2Tests.orders, fields: [Self.json], isWhole: false)
            let order = EndToEnd.order("last")
            try await peer.write(1, String(order.prefix(10)), isLast: false)
            // Answered, so the server has seen the other stream before it hears the signal.
            try await peer.open(3, "GET", "/health/live")
            #expect(try await peer.answer(3).status == 200)
            server.signal(SIGTERM)
            while try await peer.next().kind != .goAway {}
            try await peer.write(1, String(order.dropFirst(10)))
            let answer = try await peer.answer(1)
            #expect(answer.status == 201)
            #expect(answer.json["Name"]?.text == "last")
            #expect(await peer.end() == HTTP2Peer.noError)
            #expect(await server.wait() == 0)
        }
    }
}
