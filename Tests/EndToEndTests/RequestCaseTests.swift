import DocketJSON
import DocketTestKit
import Foundation
import Testing

/// Raw requests of other servers' tests: gunicorn's and llhttp's.
@Suite(.enabled(if: SharedTestData.isThere, "\(SharedTestData.absence)"), .timeLimit(.minutes(30)))
struct RequestCaseTests {
    /// How a case goes over the wire.
    enum Sending: Sendable {
        /// In one piece.
        case whole
        /// One byte a packet, as far as the machine lets it.
        case byByte
        /// In two pieces, the first one of so many bytes.
        case cut(Int)
    }

    /// What came back for a case: a status, and whether anybody looked at what was asked for.
    struct Verdict: Sendable, Hashable {
        let status: Int
        let isUnderstood: Bool

        init(_ answer: RawAnswer) {
            status = answer.status
            let isMessage =
                answer.json["Message"]?.text?.hasPrefix("The request is not valid HTTP") == true
            let isRefused = [408, 431, 501].contains(status) || (status == 400 && isMessage)
            isUnderstood = !isRefused
        }
    }

    /// Connections at once.
    private static let connections = 32

    /// Cases that their parser refuses, and that are looked at here all the same.
    static let allowed: [(name: String, reason: String)] = [
        ("invalid/006.http", "the limit of the target is another one"),
        ("invalid/007.http", "the limit of a field is another one"),
        (
            "invalid/rfc9110_trailer_forbidden_host_01.http",
            "fields behind a body are let go (RFC 9112, section 7.1.2)"
        ),
        (
            "invalid/rfc9110_trailer_forbidden_te_01.http",
            "fields behind a body are let go (RFC 9112, section 7.1.2)"
        ),
        (
            "connection: CRLF between requests, explicit `close`",
            "what comes behind the last request is not looked at (RFC 9112, section 9.6)"
        ),
    ]

    private static func send(
        _ bytes: [UInt8], _ sending: Sending, to port: Int
    ) throws -> [Verdict] {
        let connection = try RawConnection(port: port)
        switch sending {
        case .whole: connection.send(bytes)
        case .byByte: for byte in bytes where connection.send([byte]) {}
        case .cut(let place):
            connection.send(bytes[..<place])
            Thread.sleep(forTimeInterval: 0.001)
            connection.send(bytes[place...])
        }
        connection.finishSending()
        return try connection.allAnswers().map { Verdict($0) }
    }

    /// Does something with each number, on a few threads at once.
    private static func each(
        of count: Int, _ body: @escaping @Sendable (Int) throws -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for first in 0..<min(connections, count) {
                group.addTask {
                    try await OwnThread.run {
                        for number in stride(from: first, to: count, by: connections) {
                            try body(number)
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    private static func withServer(
        _ body: (ServerProcess) async throws -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let server = try await ServerProcess(
            database: folder.path("docket.db"),
            arguments: ["--sandbox", "--port", "0", "--anonymous-rate-limit", "1000000000"])
        defer { server.signal(SIGKILL) }
        try await body(server)
        let list = try await EndToEnd.send(to: server, "GET", "/v1/Companies(14146)/Orders")
        #expect(list.text == "[]", "the server lives, and nothing was stored")
    }

    @Test func `what another server refuses is no request here either`() async throws {
        try await Self.withServer { server in
            let cases = try SharedTestData.httpCases().filter { !$0.isAccepted }
            #expect(cases.count > 60)
            try await Self.each(of: cases.count) { number in
                let item = cases[number]
                for sending in [Sending.whole, .byByte] {
                    let verdicts = try Self.send(item.bytes, sending, to: server.port)
                    let place: Comment = "\(item.name), \(sending): \(verdicts)"
                    #expect(verdicts.count <= 1, place)
                    let isAllowed = Self.allowed.contains { item.name.hasSuffix($0.name) }
                    for verdict in verdicts {
                        #expect(
                            (400..<500).contains(verdict.status) || verdict.status == 501, place)
                        #expect(isAllowed || !verdict.isUnderstood, place)
                    }
                }
            }
        }
    }

    @Test func `what another server takes is never a fault of this one`() async throws {
        try await Self.withServer { server in
            let cases = try SharedTestData.httpCases().filter(\.isAccepted)
            #expect(cases.count > 60)
            try await Self.each(of: cases.count) { number in
                let item = cases[number]
                for sending in [Sending.whole, .byByte] {
                    let verdicts = try Self.send(item.bytes, sending, to: server.port)
                    let place: Comment = "\(item.name), \(sending): \(verdicts)"
                    #expect(!verdicts.isEmpty, place)
                    for verdict in verdicts {
                        #expect(verdict.status < 500 || verdict.status == 501, place)
                    }
                }
            }
        }
    }

    @Test func `where a request is cut makes no difference`() async throws {
        try await Self.withServer { server in
            let cases = try SharedTestData.httpCases()
            let expected = try await Self.wholeVerdicts(cases, server)
            // Every place of every case.
            let cuts = cases.indices.flatMap { number in
                (1..<max(cases[number].bytes.count, 1)).map { (number, $0) }
            }
            #expect(cuts.count > 1_000)
            try await Self.each(of: cuts.count) { cut in
                let (number, place) = cuts[cut]
                let item = cases[number]
                let verdicts = try Self.send(item.bytes, .cut(place), to: server.port)
                #expect(verdicts == expected[number], "\(item.name) cut at \(place)")
            }
            try await Self.each(of: cases.count) { number in
                let verdicts = try Self.send(cases[number].bytes, .byByte, to: server.port)
                #expect(verdicts == expected[number], "\(cases[number].name) byte by byte")
            }
        }
    }

    private static func wholeVerdicts(
        _ cases: [SharedTestData.HTTPCase], _ server: ServerProcess
    ) async throws -> [[Verdict]] {
        let found = Shared([Int: [Verdict]]())
        try await each(of: cases.count) { number in
            let verdicts = try send(cases[number].bytes, .whole, to: server.port)
            found.change { $0[number] = verdicts }
        }
        return cases.indices.map { found.value[$0] ?? [] }
    }
}
