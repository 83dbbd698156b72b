import DocketJSON
import DocketServer
import DocketTestKit
import Foundation
import HTTPTypes
import Testing

extension ServerLimits {
    /// With few places.
    fileprivate static func few(
        inFlight: Int = 512, connections: Int = 1000, eventStreams: Int = 100
    ) -> ServerLimits {
        var limits = ServerLimits.ofTests
        limits.inFlightMax = inFlight
        limits.connectionsMax = connections
        limits.eventStreamsMax = eventStreams
        return limits
    }
}

extension TestServer {
    /// Runs `body` with the server, and with a socket of the same server that has few places.
    fileprivate static func crowded(
        _ limits: ServerLimits, _ body: @Sendable (TestServer, SocketServer) async throws -> Void
    ) async throws {
        try await run { server in
            try await SocketServer.run(on: server.services, limits: limits) { socket in
                try await body(server, socket)
            }
        }
    }
}

/// What happens to requests that the server can't work on (docs/decisions/0016-overload.md).
@Suite(.timeLimit(.minutes(30))) struct AdmissionTests {
    private static let orders = "/v1/Companies(14146)/Orders"
    private static let orderFull = "/v1/Companies(14146)/OrderFull"

    /// A request with a body that is so large that it is worked on before it is there.
    private static let upload: (head: String, body: String) = {
        let body = EndToEnd.order("upload") + String(repeating: " ", count: 20_000)
        let request = EndToEnd.request("POST", orderFull, body, fields: "Expect: 100-continue\r\n")
        return (String(request.dropLast(body.count)), body)
    }()

    /// A connection whose request has the only place and waits for its body. While the one before
    /// still has that place, it asks again.
    private static func occupant(of socket: SocketServer) throws -> RawConnection {
        while true {
            let connection = try RawConnection(port: socket.port)
            connection.send(upload.head)
            if try connection.mayContinue() { return connection }
        }
    }

    /// Asks again until the answer has a status; for ever where it never has.
    private static func ask(
        _ connection: RawConnection, until status: Int, _ path: String = orders
    ) throws -> RawAnswer {
        while true {
            connection.send(EndToEnd.request("GET", path))
            let answer = try connection.answer()
            if answer.status == status { return answer }
        }
    }

    @Test func `beyond the limit a request is refused at once, and what was accepted is served`()
        async throws
    {
        try await TestServer.crowded(.few(inFlight: 1)) { _, socket in
            try await OwnThread.run {
                let first = try Self.occupant(of: socket)
                let second = try RawConnection(port: socket.port)
                let refusal = try Self.ask(second, until: 503)
                #expect(refusal["Retry-After"] == "1")
                #expect(refusal["Content-Type"] == "application/problem+json")
                #expect(refusal["X-RateLimit-Limit"] != nil)
                #expect(refusal.json["type"]?.text == "/problems/unavailable")
                #expect(refusal.json["traceId"]?.text == refusal["X-Request-Id"])
                #expect(refusal.json["Message"] == refusal.json["detail"])
                // Its connection goes on, as does the one that has the place.
                second.send(EndToEnd.request("GET", "/health/live"))
                #expect(try second.answer().status == 200)
                first.send(Self.upload.body)
                #expect(try first.answer().status == 201)
                #expect(try Self.ask(second, until: 200).json.elements?.count == 1)
            }
        }
    }

    @Test func `a refused change changes nothing, whatever its body`() async throws {
        try await TestServer.crowded(.few(inFlight: 1)) { server, socket in
            try await OwnThread.run {
                let first = try Self.occupant(of: socket)
                let second = try RawConnection(port: socket.port)
                _ = try Self.ask(second, until: 503)
                let small = EndToEnd.request("POST", Self.orderFull, EndToEnd.order("small"))
                for request in [small, Self.upload.head + Self.upload.body, small] {
                    second.send(request)
                    #expect(try second.answer().status == 503)
                }
                // Several at once are refused one after the other.
                second.send(small + EndToEnd.request("HEAD", Self.orders) + small)
                for isHead in [false, true, false] {
                    #expect(try second.answer(isHead: isHead).status == 503)
                }
                #expect(second.rest.isEmpty)
                withExtendedLifetime(first) {}
            }
            let list = try await server.send(.get, Self.orders)
            #expect(list.text == "[]")
        }
    }

    @Test func `a client that goes away gives its place to the next`() async throws {
        try await TestServer.crowded(.few(inFlight: 1)) { _, socket in
            try await OwnThread.run {
                let second = try RawConnection(port: socket.port)
                for _ in 0..<3 {
                    let first = try Self.occupant(of: socket)
                    _ = try Self.ask(second, until: 503)
                    withExtendedLifetime(first) {}
                }
                _ = try Self.ask(second, until: 200)
            }
        }
    }

    @Test func `who is slow with a small request takes no place`() async throws {
        try await TestServer.crowded(.few(inFlight: 1)) { _, socket in
            try await OwnThread.run {
                let order = EndToEnd.order("slow")
                let request = EndToEnd.request("POST", Self.orderFull, order)
                let chunked = EndToEnd.request(
                    "POST", Self.orderFull,
                    fields: "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n")
                let slow = try (0..<6).map { _ in try RawConnection(port: socket.port) }
                for (number, connection) in slow.enumerated() {
                    connection.send(number % 2 == 0 ? String(request.dropLast(10)) : chunked)
                }
                let other = try RawConnection(port: socket.port)
                for _ in 0..<20 {
                    other.send(EndToEnd.request("GET", Self.orders))
                    #expect(try other.answer().status == 200)
                }
                for (number, connection) in slow.enumerated() {
                    connection.send(
                        number % 2 == 0
                            ? String(request.suffix(10))
                            : "\(String(order.utf8.count, radix: 16))\r\n\(order)\r\n0\r\n\r\n")
                    #expect(try connection.answer().status == 201)
                }
            }
        }
    }

    @Test func `who follows events takes no place, but there are only so many of them`()
        async throws
    {
        try await TestServer.crowded(.few(inFlight: 1, eventStreams: 2)) { _, socket in
            try await OwnThread.run {
                let other = try RawConnection(port: socket.port)
                do {
                    let readers = try (0..<2).map { _ in
                        try EventReader(try RawConnection(port: socket.port))
                    }
                    _ = try Self.ask(other, until: 200)
                    #expect(try Self.isRefused(byStreamOf: socket))
                    withExtendedLifetime(readers) {}
                }
                // That readers have gone is seen when the next event does not reach them.
                repeat {
                    other.send(
                        EndToEnd.request("POST", Self.orderFull, EndToEnd.order("next")))
                    #expect(try other.answer().status == 201)
                } while try Self.isRefused(byStreamOf: socket)
            }
        }
    }

    /// Whether one more may not follow the events.
    private static func isRefused(byStreamOf socket: SocketServer) throws -> Bool {
        do {
            _ = try EventReader(try RawConnection(port: socket.port))
            return false
        } catch EventReader.Failure.refused(let status) {
            #expect(status == 503)
            return true
        }
    }

    @Test func `only so many lists are long at once, and others take the rest of the places`()
        async throws
    {
        try await TestServer.crowded(.few(inFlight: 4)) { server, socket in
            // Longer than a page, and than what lies between server and client.
            let item = #""Notes": "\#(String(repeating: "n", count: 4000))""#
            for _ in 0..<70 {
                let items = Array(repeating: item, count: 18)
                #expect(try await server.create(items: items).status == 201)
            }
            try await OwnThread.run {
                for _ in 0..<2 {
                    var reader = try Self.reader(of: socket)
                    let other = try RawConnection(port: socket.port)
                    other.send(EndToEnd.request("HEAD", Self.orderFull))
                    // Where the system has taken the whole list, there must be another reader.
                    while try other.answer(isHead: true).status != 503 {
                        reader = try Self.reader(of: socket)
                        other.send(EndToEnd.request("HEAD", Self.orderFull))
                    }
                    other.send(EndToEnd.request("GET", "\(Self.orderFull)?$top=1"))
                    #expect(try other.answer().status == 200)
                    // One without a named end may turn out to be short.
                    other.send(
                        EndToEnd.request("GET", "\(Self.orderFull)?$filter=State%20eq%20'Pending'"))
                    #expect(try other.answer().status == 200)
                    withExtendedLifetime(reader) {}
                }
            }
        }
    }

    @Test func `a list without an end that would wait too long for its turn is refused`()
        async throws
    {
        var limits = ServerLimits.ofTests
        limits.wholeListPatience = .nanoseconds(-1)
        try await TestServer.crowded(limits) { server, socket in
            #expect(try await server.create().status == 201)
            let whole = try await socket.send("GET", Self.orderFull)
            #expect(whole.status == 503)
            #expect(whole["Retry-After"] == "1")
            let short = try await socket.send("GET", "\(Self.orderFull)?$top=1")
            #expect(short.status == 200)
        }
    }

    /// A connection that is sent a long list and does not take it. While the one before still has
    /// its place, it asks again.
    private static func reader(of socket: SocketServer) throws -> RawConnection {
        while true {
            let connection = try RawConnection(port: socket.port)
            connection.send(EndToEnd.request("GET", orderFull))
            if try connection.comingStatus() == 200 { return connection }
        }
    }

    @Test func `beyond the limit a connection is closed, the others go on`() async throws {
        try await TestServer.crowded(.few(connections: 2)) { _, socket in
            try await OwnThread.run {
                do {
                    let first = try RawConnection(port: socket.port)
                    let second = try RawConnection(port: socket.port)
                    for connection in [first, second] {
                        connection.send(EndToEnd.request("GET", "/health/live"))
                        #expect(try connection.answer().status == 200)
                    }
                    #expect(try RawConnection(port: socket.port).isClosedAtOnce)
                    first.send(EndToEnd.request("GET", "/health/live"))
                    #expect(try first.answer().status == 200)
                    withExtendedLifetime(second) {}
                }
                // Where others have gone, there is room again.
                while true {
                    let next = try RawConnection(port: socket.port)
                    next.send(EndToEnd.request("GET", "/health/live"))
                    if (try? next.answer())?.status == 200 { break }
                }
            }
        }
    }
}
