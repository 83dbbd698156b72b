import DocketJSON
import DocketTestKit
import Foundation
import Testing

/// What a request must be as a message before anybody looks at what it asks for (RFC 9112).
@Suite(.timeLimit(.minutes(30))) struct MessageTests {
    /// What is sent, and the statuses of all that is answered until the connection is closed.
    struct Exchange: Sendable, CustomTestStringConvertible {
        let sent: String
        let statuses: [Int]

        init(_ sent: String, _ statuses: Int...) {
            self.sent = sent
            self.statuses = statuses
        }

        var testDescription: String { sent.debugDescription }
    }

    private static let live = "GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let last = "GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"
    private static let chunked = "Host: a\r\nTransfer-Encoding: chunked\r\n"

    /// Rules that the parser leaves to the server.
    static let rules = [
        Exchange(live, 200),
        Exchange("GET /health/live HTTP/1.0\r\n\r\n", 200),
        Exchange("GET /health/live HTTP/1.0\r\nConnection: keep-alive\r\n\r\n" + live, 200, 200),
        // One Host, and a legal one.
        Exchange("GET /health/live HTTP/1.1\r\n\r\n", 400),
        Exchange("GET /health/live HTTP/1.1\r\nHost: a\r\nhost: a\r\n\r\n", 400),
        Exchange("GET /health/live HTTP/1.1\r\nHost: a b\r\n\r\n", 400),
        Exchange("GET /health/live HTTP/1.1\r\nHost: a/b\r\n\r\n", 400),
        Exchange("GET /health/live HTTP/1.1\r\nHost: user@a\r\n\r\n", 400),
        Exchange("GET /health/live HTTP/1.1\r\nHost: é\r\n\r\n", 400),
        Exchange("GET /health/live HTTP/1.1\r\nHost:\r\n\r\n", 200),
        Exchange("GET /health/live HTTP/1.1\r\nhOST: [::1]:80 \t\r\n\r\n", 200),
        // The forms of a target.
        Exchange("GET http://a/health/live HTTP/1.1\r\nHost: a\r\n\r\n", 200),
        Exchange("GET HTTPS://a:1/health/live?x HTTP/1.1\r\nHost: a\r\n\r\n", 200),
        Exchange("GET ftp://a/health/live HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        Exchange("GET http:///health/live HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        Exchange("GET http://user@a/health/live HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        Exchange("GET * HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        Exchange("GET health/live HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        Exchange("OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 404),
        // Codings.
        Exchange("POST /no HTTP/1.1\r\n\(chunked)\r\n1\r\nx\r\n0\r\n\r\n", 404),
        Exchange(
            "POST /no HTTP/1.1\r\nHost: a\r\ntransfer-encoding: CHUNKED\r\n\r\n0\r\n\r\n", 404),
        Exchange(
            "POST /no HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
            501),
        Exchange("POST /no HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\(chunked)\r\n0\r\n\r\n", 501),
        Exchange("POST /no HTTP/1.0\r\n\(chunked)\r\n0\r\n\r\n", 400),
        Exchange(
            "POST /no HTTP/1.0\r\nConnection: keep-alive\r\n\(chunked)\r\n0\r\n\r\n" + live, 400),
        // Fields behind a body do nothing.
        Exchange(
            "POST /no HTTP/1.1\r\n\(chunked)\r\n0\r\nHost: b\r\nX-Request-Id: b\r\n\r\n" + live,
            404, 200),
    ]

    /// Several requests on a connection, and where it ends.
    static let sequences = [
        Exchange(live + live + live, 200, 200, 200),
        // An answer that is on its way is not lost to what comes behind it.
        Exchange(live + "GARBAGE\r\n\r\n" + live, 200, 400),
        Exchange(live + live + "GET * HTTP/1.1\r\nHost: a\r\n\r\n" + live, 200, 200, 400),
        Exchange(live + "GET /health/live HTTP/1.1\r\nHost", 200, 400),
        Exchange(live + "POST /no HTTP/1.1\r\n\(chunked)\r\nx\r\n", 200, 400),
        Exchange(
            live + "POST /no HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc", 200, 400),
        // Nobody works for a body that is not whole: nothing of it is stored, nothing is told.
        Exchange("POST /no HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nabc", 400),
        Exchange("POST /no HTTP/1.1\r\n\(chunked)\r\n1\r\nxx\r\n0\r\n\r\n" + live, 400),
        // Behind the last request nothing is looked at.
        Exchange(last + live, 200),
        Exchange(last + "GARBAGE\r\n\r\n", 200),
        Exchange(live + last + live, 200, 200),
        Exchange(live + live + last + "\r\n\r\n", 200, 200, 200),
        Exchange("GET /health/live HTTP/1.0\r\n\r\n" + live, 200),
        // What would be another protocol is not HTTP to the parser.
        Exchange(
            "GET /health/live HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\n"
                + "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n\r\n" + live, 200),
        Exchange("CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n" + live, 404),
    ]

    @Test func `rules that the parser leaves to the server are kept`() async throws {
        try await Self.check(Self.rules)
    }

    @Test func `each request on a connection has its answer, up to its end`() async throws {
        try await Self.check(Self.sequences)
    }

    /// Sends each in one piece and byte by byte, and sees what is answered.
    private static func check(_ exchanges: [Exchange]) async throws {
        try await TestServer.run { server in
            try await SocketServer.run(on: server.services) { socket in
                for exchange in exchanges {
                    for isWhole in [true, false] {
                        let statuses = try await RawConnection.talk(to: socket.port) {
                            connection throws in
                            let bytes = Array(exchange.sent.utf8)
                            if isWhole {
                                connection.send(bytes)
                            } else {
                                for byte in bytes where connection.send([byte]) {}
                            }
                            connection.finishSending()
                            return try connection.allAnswers().map(\.status)
                        }
                        #expect(statuses == exchange.statuses, "\(exchange.testDescription)")
                    }
                }
            }
        }
    }

    @Test func `the last answer says that it is the last`() async throws {
        try await TestServer.run { server in
            try await SocketServer.run(on: server.services) { socket in
                try await RawConnection.talk(to: socket.port) { connection throws in
                    connection.send(Self.live + Self.last)
                    #expect(try connection.answer()["Connection"] == nil)
                    #expect(try connection.answer()["Connection"] == "close")
                    #expect(connection.isClosedAtOnce)
                }
            }
        }
    }

    @Test func `a coding that is not known is told`() async throws {
        try await TestServer.run { server in
            try await SocketServer.run(on: server.services) { socket in
                try await RawConnection.talk(to: socket.port) { connection throws in
                    connection.send(
                        "POST /no HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n")
                    let answer = try connection.answer()
                    #expect(answer.status == 501)
                    #expect(answer.json["type"]?.text == "/problems/not-supported")
                    #expect(answer["Content-Type"] == "application/problem+json")
                    #expect(connection.isClosedAtOnce)
                }
            }
        }
    }
}
