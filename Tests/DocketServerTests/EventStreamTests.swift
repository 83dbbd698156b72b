import DocketJSON
import DocketService
import DocketTestKit
import HTTPTypes
import Testing

extension TestServer {
    /// Runs `body` with the server, and with a socket of the same server.
    fileprivate static func stream(
        _ body: @Sendable (TestServer, SocketServer) async throws -> Void
    ) async throws {
        try await run { server in
            try await SocketServer.run(on: server.services) { socket in
                try await body(server, socket)
            }
        }
    }
}

extension SocketServer {
    /// Follows a company's events beside `body`, which begins once the stream has.
    fileprivate func follow<Value: Sendable>(
        company: Int = 14146, query: String = "", fields: String = "",
        token: String = "sandbox-token",
        reading: @escaping @Sendable (EventReader) throws -> Value,
        while body: @Sendable () async throws -> Void
    ) async throws -> Value {
        let hasBegun = Gate()
        async let read = RawConnection.talk(to: port) { connection throws in
            // Whoever waits must not wait for ever where the stream is refused.
            defer { hasBegun.open() }
            let reader = try EventReader(
                connection, company: company, query: query, fields: fields, token: token)
            hasBegun.open()
            return try reading(reader)
        }
        while !hasBegun.isOpen { try await Task.sleep(for: .milliseconds(5)) }
        try await body()
        return try await read
    }
}

/// `GET /Companies({c})/Events` as a stream (contract, section 10).
@Suite(.timeLimit(.minutes(30))) struct EventStreamTests {
    @Test func `a stream begins now, and has the same events as the pages`() async throws {
        try await TestServer.stream { server, socket in
            let order = try await server.make()
            let events = try await socket.follow { reader in
                try reader.read(2)
            } while: {
                try await server.send(
                    .patch, order.path,
                    body: JSONValue.Member("Name", .string("\n\r\u{2028}:é"))
                        .asObject)
                try await server.perform("Process", on: order)
            }
            #expect(events.map(\.id) == [2, 3])
            #expect(events.map(\.type) == ["order.updated", "order.processed"])
            #expect(events.map(\.json) == (try await server.events(after: 1)))
        }
    }

    @Test(arguments: [
        ("?after=0", "", 1), ("?after=2", "", 3), ("", "Last-Event-ID: 1\r\n", 2),
        ("?after=3", "Last-Event-ID: 1\r\n", 2), ("?after=0", "Last-Event-ID: 3\r\n", 4),
        ("", "Last-Event-ID: 0\r\n", 1),
    ])
    func `a stream begins behind what the client has; Last-Event-ID counts most`(
        query: String, fields: String, first: Int
    ) async throws {
        try await TestServer.stream { server, socket in
            let order = try await server.make()
            for number in 0..<3 {
                try await server.send(.patch, order.path, body: #"{"Name": "\#(number)"}"#)
            }
            let events = try await socket.follow(query: query, fields: fields) { reader in
                try reader.read(6 - first)
            } while: {
                try await server.send(.patch, order.path, body: #"{"Name": "late"}"#)
            }
            #expect(events.map(\.id) == Array(first...5))
        }
    }

    @Test func `the answer is a stream that nobody keeps`() async throws {
        try await TestServer.stream { server, socket in
            let (isTyped, isStored) = try await RawConnection.talk(to: socket.port) {
                connection throws in
                _ = try EventReader(connection)
                let header = String(decoding: connection.rest, as: UTF8.self).lowercased()
                return (
                    header.contains("content-type: text/event-stream\r\n"),
                    !header.contains("cache-control: no-store\r\n")
                )
            }
            #expect(isTyped)
            #expect(!isStored)
            let unknown = try await server.send(
                .get, "/v1/Companies(99)/Events", headers: ["Accept": "text/event-stream"])
            #expect(unknown.status == 404)
        }
    }

    @Test(arguments: ["x", "-1", "", "1.5", "99999999999999999999"])
    func `a Last-Event-ID that is none is refused`(id: String) async throws {
        try await TestServer.run { server in
            let reply = try await server.send(
                .get, "/v1/Companies(14146)/Events",
                headers: ["Accept": "text/event-stream", "Last-Event-ID": id])
            #expect(reply.status == 400)
        }
    }

    @Test func `readers miss nothing and get nothing twice while many write`() async throws {
        let (writers, each) = (4, 15)
        let all = Array(1...writers * (each + 1))
        try await TestServer.stream { server, socket in
            let streams = try await withThrowingTaskGroup(of: [Int].self) { group in
                for _ in 0..<3 {
                    group.addTask {
                        try await socket.follow(query: "?after=0") { reader in
                            try reader.read(all.count).map(\.id)
                        } while: {
                        }
                    }
                }
                group.addTask { try await Self.readInPieces(socket, upTo: all.count) }
                for _ in 0..<writers {
                    group.addTask {
                        let order = try await server.make()
                        for number in 0..<each {
                            try await server.send(
                                .patch, order.path, body: #"{"Name": "\#(number)"}"#)
                        }
                        return all
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(streams.count == writers + 4)
            for stream in streams { #expect(stream == all) }
        }
    }

    /// Reads a few events at a time, each time over a new connection that goes on where the last
    /// one was cut off.
    private static func readInPieces(_ socket: SocketServer, upTo last: Int) async throws -> [Int] {
        var found: [Int] = []
        while found.count < last {
            let known = found.last ?? 0
            found += try await RawConnection.talk(to: socket.port) { connection throws in
                let reader = try EventReader(
                    connection, query: "?after=1000000", fields: "Last-Event-ID: \(known)\r\n")
                // Whatever has come beyond is thrown away, as by a client that is cut off.
                return try reader.read(1).prefix(5).map(\.id)
            }
        }
        return found
    }

    @Test func `a stream has the events of its company only`() async throws {
        try await TestServer.stream { server, socket in
            let token = try await server.token(scope: "orders.read", companies: [1])
            let body = #"{"EntityId": 1, "OrderTypeId": 1}"#
            let events = try await socket.follow(company: 1, query: "?after=0", token: token) {
                try $0.read(3)
            } while: {
                for _ in 0..<3 {
                    _ = try await server.make()
                    try await server.send(.post, "/v1/Companies(1)/Orders", body: body)
                }
            }
            let theirs = try await server.events(of: 1)
            #expect(events.map(\.json) == theirs)
            #expect(theirs.count == 3)
            for (token, company) in [(token, 14146), ("nonsense", 1)] {
                let reply = try await server.send(
                    .get, "/v1/Companies(\(company))/Events",
                    headers: ["Accept": "text/event-stream"], token: token)
                #expect(reply.status == (company == 1 ? 401 : 403))
            }
        }
    }

    @Test func `what is only tried, or refused, is not in the stream`() async throws {
        try await TestServer.stream { server, socket in
            let order = try await server.make()
            let events = try await socket.follow {
                try $0.read(1)
            } while: {
                try await server.send(
                    .patch, order.path, headers: ["Prefer": "dry-run"], body: #"{"Name": "x"}"#)
                try await server.perform("Shipped", on: order)
                try await server.perform("Process", on: order)
            }
            #expect(events.map(\.type) == ["order.processed"])
            #expect(events.map(\.id) == [2])
        }
    }

    @Test func `what the clock does is in the stream`() async throws {
        try await TestServer.stream { server, socket in
            _ = try await server.make(#""OrderExpiryHours": 1"#)
            let events = try await socket.follow {
                try $0.read(1)
            } while: {
                try await server.advance(seconds: 3600)
            }
            #expect(events.map(\.type) == ["order.expired"])
        }
    }
}

/// How a stream lives and ends.
@Suite(.timeLimit(.minutes(30))) struct EventStreamLifeTests {
    @Test func `a stream on which nothing happens stays open`() async throws {
        try await TestServer.stream { server, socket in
            let order = try await server.make()
            let (events, comments) = try await socket.follow { reader in
                // Longer than the server waits for a client that owes it something: 15 s.
                try reader.read(seconds: 18)
                let comments = reader.comments
                return (try reader.read(1), comments)
            } while: {
                try await Task.sleep(for: .seconds(19))
                try await server.perform("Process", on: order)
            }
            #expect(events.map(\.type) == ["order.processed"])
            #expect(comments > 1, "so that nothing between takes the connection for dead")
        }
    }

    @Test(arguments: [true, false])
    func `a stream ends when its token does`(isRevoked: Bool) async throws {
        try await TestServer.stream { server, socket in
            let token = try await server.token(scope: "orders.read")
            let order = try await server.make()
            let events = try await socket.follow(token: token) { reader in
                try reader.readToEnd()
            } while: {
                try await server.perform("Process", on: order)
                if isRevoked {
                    let clock = server.services.clock
                    #expect(try await server.services.tokens.revoke(token, at: clock.now()))
                } else {
                    try await server.advance(seconds: 13 * 3600)
                }
            }
            #expect(events.map(\.type) == ["order.processed"])
            let again = try await socket.send(
                "GET", "/v1/Companies(14146)/Events", fields: "Accept: text/event-stream\r\n",
                token: token)
            #expect(again.status == 401)
        }
    }

    @Test func `streams end well when the server stops`() async throws {
        try await TestServer.stream { server, socket in
            let order = try await server.make()
            let ends = try await withThrowingTaskGroup(of: [StreamedEvent].self) { group in
                let begun = Shared(0)
                for _ in 0..<5 {
                    group.addTask {
                        try await socket.follow {
                            try $0.readToEnd()
                        } while: {
                            begun.change { $0 += 1 }
                        }
                    }
                }
                while begun.value < 5 { try await Task.sleep(for: .milliseconds(5)) }
                try await server.perform("Process", on: order)
                try await Task.sleep(for: .milliseconds(50))
                await socket.shutDown()
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(ends.count == 5)
            for events in ends { #expect(events.count <= 1) }
        }
    }

    @Test func `a client that goes away leaves the others undisturbed`() async throws {
        try await TestServer.stream { server, socket in
            let order = try await server.make()
            for _ in 0..<20 {
                try await RawConnection.talk(to: socket.port) { connection throws in
                    _ = try EventReader(connection)
                }
            }
            let events = try await socket.follow {
                try $0.read(3)
            } while: {
                for number in 0..<3 {
                    try await server.send(.patch, order.path, body: #"{"Name": "\#(number)"}"#)
                }
            }
            #expect(events.map(\.id) == [2, 3, 4])
        }
    }

    @Test func `what one server writes, another's streams tell`() async throws {
        try await TwoServers.run { first, second in
            let body = #"{"EntityId": 14202, "OrderTypeId": 1}"#
            let read: @Sendable (EventReader) throws -> [StreamedEvent] = { try $0.read(20) }
            async let here = first.follow(query: "?after=0", reading: read) {}
            let there = try await second.follow(query: "?after=0", reading: read) {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for number in 0..<20 {
                        group.addTask {
                            let server = number % 2 == 0 ? first : second
                            let reply = try await server.send("POST", TestServer.orders, body)
                            #expect(reply.status == 201)
                        }
                    }
                    try await group.waitForAll()
                }
            }
            #expect(there.map(\.id) == Array(1...20))
            #expect(try await here == there)
        }
    }
}

extension JSONValue.Member {
    /// A document of it alone.
    fileprivate var asObject: String { JSONValue.object([self]).body }
}
