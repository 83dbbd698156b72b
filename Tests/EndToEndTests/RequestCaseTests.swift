import DocketTestKit
import Foundation
import Testing

/// Raw requests of other servers' tests: gunicorn's and llhttp's.
@Suite(.enabled(if: SharedTestData.isThere, "\(SharedTestData.absence)"), .timeLimit(.minutes(30)))
struct RequestCaseTests {
    /// How a case goes over the wire.
    enum Sending: CaseIterable {
        /// In one piece.
        case whole
        /// One byte a packet, as far as the machine lets it.
        case byByte
        /// In two pieces.
        case halved
    }

    /// How long the server may be silent before the case is over.
    private static let silenceSeconds = 0.4

    private static func send(
        _ bytes: [UInt8], _ sending: Sending, to port: Int
    ) async throws -> [RawAnswer] {
        try await RawConnection.talk(to: port) { connection throws in
            switch sending {
            case .whole: connection.send(bytes)
            case .byByte: for byte in bytes where connection.send([byte]) {}
            case .halved:
                connection.send(bytes[..<(bytes.count / 2)])
                Thread.sleep(forTimeInterval: 0.02)
                connection.send(bytes[(bytes.count / 2)...])
            }
            return connection.answers(seconds: Self.silenceSeconds)
        }
    }

    /// Sends every case of a verdict to one server and looks at what comes back.
    private static func each(
        isAccepted: Bool, _ sending: Sending,
        _ check: @escaping @Sendable (SharedTestData.HTTPCase, [RawAnswer]) -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let server = try await ServerProcess(database: folder.path("docket.db"))
        defer { server.signal(SIGKILL) }
        let cases = try SharedTestData.httpCases().filter { $0.isAccepted == isAccepted }
        #expect(cases.count > 60)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, item) in cases.enumerated() {
                if number >= 24 { try await group.next() }
                group.addTask { check(item, try await send(item.bytes, sending, to: server.port)) }
            }
            try await group.waitForAll()
        }
        let list = try await EndToEnd.send(to: server, "GET", "/v1/Companies(14146)/Orders")
        #expect(list.text == "[]", "the server lives, and nothing was stored")
    }

    @Test(arguments: Sending.allCases)
    func `what another server refuses is no request here either`(sending: Sending) async throws {
        try await Self.each(isAccepted: false, sending) { item, answers in
            let statuses = answers.map(\.status)
            #expect(answers.count <= 1, "\(item.name): \(statuses)")
            for status in statuses {
                #expect(
                    (400..<500).contains(status) || status == 501 || status == 505,
                    "\(item.name): \(statuses)")
            }
        }
    }

    @Test(arguments: Sending.allCases)
    func `what another server takes is never a fault of this one`(sending: Sending) async throws {
        try await Self.each(isAccepted: true, sending) { item, answers in
            for answer in answers {
                #expect(
                    answer.status < 500 || answer.status == 501 || answer.status == 505,
                    "\(item.name): \(answer.status)")
            }
        }
    }
}
