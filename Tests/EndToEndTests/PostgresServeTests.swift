import DocketJSON
import DocketTestKit
import Foundation
import Testing

/// `docket serve` on PostgreSQL.
@Suite(.timeLimit(.minutes(30))) struct PostgresServeTests {
    private static let orders = "/v1/Companies(14146)/Orders"
    private static let fullOrders = "/v1/Companies(14146)/OrderFull"

    /// Runs `body` with a new database.
    private static func run(
        _ body: @Sendable (PostgresServer, PostgresTestDatabase) async throws -> Void
    ) async throws {
        let postgres = try await PostgresServer.shared()
        try await postgres.withDatabase { place in try await body(postgres, place) }
    }

    /// Runs `body` with a new database and a sandbox server on it, which must end well.
    private static func serve(
        _ body: @Sendable (ServerProcess, PostgresTestDatabase) async throws -> Void
    ) async throws {
        try await run { _, place in
            let server = try await ServerProcess(database: place.url)
            defer { server.signal(SIGKILL) }
            try await body(server, place)
            server.signal(SIGTERM)
            #expect(await server.wait() == 0)
        }
    }

    private static func create(
        _ name: String, on server: ServerProcess
    ) async throws -> RawAnswer {
        try await EndToEnd.send(to: server, "POST", fullOrders, EndToEnd.order(name))
    }

    // MARK: - One server

    @Test func `an order is made, read, listed and processed, once`() async throws {
        try await Self.serve { server, _ async throws in
            let made = try await Self.create("first", on: server)
            #expect(made.status == 201)
            let id = made.json["Id"]?.text ?? ""
            let found = try await EndToEnd.send(to: server, "GET", "\(Self.fullOrders)(\(id))")
            #expect(found.status == 200)
            #expect(found.text == made.text)
            let list = try await EndToEnd.send(to: server, "GET", Self.fullOrders)
            #expect(list.json.elements?.map { $0["Id"]?.text } == [id])
            let process = "\(Self.orders)(\(id))/Process"
            let body = #"{"OrderId": "\#(id)"}"#
            let processed = try await EndToEnd.send(to: server, "POST", process, body)
            #expect(processed.status == 201)
            #expect(processed.json["Id"]?.numberText == "2")
            let again = try await EndToEnd.send(to: server, "POST", process, body)
            #expect(again.status == 409)
            let none = try await EndToEnd.send(
                to: server, "GET", "\(Self.orders)(00000000-0000-7000-8000-000000000000)")
            #expect(none.status == 404)
            let company = try await EndToEnd.send(to: server, "GET", "/v1/Companies(9)/Orders")
            #expect(company.status == 404)
            for path in ["/health/live", "/health/ready"] {
                let health = try await EndToEnd.send(to: server, "GET", path, token: nil)
                #expect(health.status == 200)
            }
        }
    }

    @Test func `what was made is there after a restart`() async throws {
        try await Self.run { _, place in
            let first = try await ServerProcess(database: place.url)
            let made = try await Self.create("kept", on: first)
            first.signal(SIGTERM)
            #expect(await first.wait() == 0)
            let second = try await ServerProcess(database: place.url)
            defer { second.signal(SIGKILL) }
            let id = made.json["Id"]?.text ?? ""
            let found = try await EndToEnd.send(to: second, "GET", "\(Self.fullOrders)(\(id))")
            #expect(found.text == made.text)
        }
    }

    @Test func `without a PostgreSQL it does not start, and prints no password`() async throws {
        let outcome = try await DocketProcess.run([
            "serve", "--port", "0",
            "--database", "postgres://docket:s3cret-word@127.0.0.1:1/docket",
        ])
        #expect(outcome.exitCode != 0)
        #expect(outcome.standardOutput == "")
        #expect(outcome.standardError.hasPrefix("Error: can't connect to the database: "))
        #expect(!outcome.standardError.contains("s3cret-word"), "\(outcome.standardError)")
    }

    @Test func `while PostgreSQL is away it says so, and goes on when it is back`() async throws {
        let postgres = try await PostgresServer(isDurable: false)
        let place = try await postgres.newDatabase()
        let server = try await ServerProcess(database: place.url)
        defer { server.signal(SIGKILL) }
        let made = try await Self.create("before", on: server)
        try await postgres.shutDown()
        let ready = try await EndToEnd.send(to: server, "GET", "/health/ready", token: nil)
        #expect(ready.status == 503)
        let live = try await EndToEnd.send(to: server, "GET", "/health/live", token: nil)
        #expect(live.status == 200)
        let refused = try await Self.create("meanwhile", on: server)
        #expect(refused.status == 503)
        #expect(refused["retry-after"] != nil)
        try await postgres.restart()
        let back = try await EndToEnd.send(to: server, "GET", "/health/ready", token: nil)
        #expect(back.status == 200)
        #expect(try await Self.create("after", on: server).status == 201)
        let list = try await EndToEnd.send(to: server, "GET", Self.fullOrders)
        #expect(list.json.elements?.map { $0["Name"]?.text } == ["before", "after"])
        #expect(made.status == 201)
        server.signal(SIGTERM)
        #expect(await server.wait() == 0)
        await postgres.stop()
    }

    // MARK: - Two servers

    @Test func `an order that one server made is changed by the other`() async throws {
        try await Self.run { _, place in
            let servers = [
                try await ServerProcess(database: place.url),
                try await ServerProcess(database: place.url),
            ]
            defer { for server in servers { server.signal(SIGKILL) } }
            let id = try await Self.create("shared", on: servers[0]).json["Id"]?.text ?? ""
            let process = try await EndToEnd.send(
                to: servers[1], "POST", "\(Self.orders)(\(id))/Process",
                #"{"OrderId": "\#(id)"}"#)
            #expect(process.status == 201)
            let found = try await EndToEnd.send(
                to: servers[0], "GET", "\(Self.orders)(\(id))")
            #expect(found.json["State"]?.text == "Processed")
        }
    }

    @Test func `a server that is killed under load loses nothing, and the other goes on`()
        async throws
    {
        try await Self.run { _, place in
            let servers = [
                try await ServerProcess(database: place.url),
                try await ServerProcess(database: place.url),
            ]
            defer { for server in servers { server.signal(SIGKILL) } }
            let load = Load()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for client in 0..<8 {
                    group.addTask { try await load.write(as: client, to: servers[client % 2]) }
                }
                try await load.wait(for: 40)
                servers[0].signal(SIGKILL)
                #expect(await servers[0].wait() == -SIGKILL)
                let before = load.acknowledged.count
                try await load.wait(for: before + 40)
                load.end()
                try await group.waitForAll()
            }
            #expect(load.surprises == [])
            try await Self.check(load, on: servers[1])
        }
    }

    @Test func `SIGTERM under load finishes what runs, and exits with 0`() async throws {
        try await Self.run { _, place in
            let server = try await ServerProcess(database: place.url)
            defer { server.signal(SIGKILL) }
            let load = Load()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for client in 0..<8 {
                    group.addTask { try await load.write(as: client, to: server) }
                }
                try await load.wait(for: 40)
                server.signal(SIGTERM)
                #expect(await server.wait() == 0)
                load.end()
                try await group.waitForAll()
            }
            #expect(load.surprises == [])
            let again = try await ServerProcess(database: place.url)
            defer { again.signal(SIGKILL) }
            // A request that was read was answered: nothing is there that nobody heard of.
            let stored = try await Self.check(load, on: again)
            #expect(stored == load.acknowledged.count)
        }
    }

    /// Sees that all that was acknowledged is there, once.
    ///
    /// - Returns: how many orders there are.
    @discardableResult
    private static func check(_ load: Load, on server: ServerProcess) async throws -> Int {
        var names: [String: [String]] = [:]
        var count = 0
        while true {
            let path = "\(orders)?%24skip=\(count)"
            let page = try await EndToEnd.send(to: server, "GET", path).json.elements ?? []
            if page.isEmpty { break }
            count += page.count
            for order in page {
                names[order["Name"]?.text ?? "", default: []].append(order["Id"]?.text ?? "")
            }
        }
        for (name, id) in load.acknowledged { #expect(names[name] == [id], "\(name)") }
        for (name, ids) in names { #expect(ids.count == 1, "\(name)") }
        return count
    }
}

/// Clients that make orders, and what they were told.
private struct Load: Sendable {
    private struct State: Sendable {
        var acknowledged: [String: String] = [:]
        var surprises: [String] = []
        var isOver = false
    }

    private let state = Shared(State())

    /// The orders of which the last byte of the answer was read: ids by names.
    var acknowledged: [String: String] { state.value.acknowledged }
    /// Answers that are none of those that may be.
    var surprises: [String] { state.value.surprises }

    /// No more orders.
    func end() { state.change { $0.isOver = true } }

    /// Waits until so many are acknowledged.
    func wait(for count: Int) async throws {
        while acknowledged.count < count { try await Task.sleep(for: .milliseconds(2)) }
    }

    /// Makes orders one after the other until it is over or the server is gone.
    func write(as client: Int, to server: ServerProcess) async throws {
        do {
            try await RawConnection.talk(to: server.port) { connection throws in
                var number = 0
                while !state.value.isOver {
                    let name = "\(client)-\(number)"
                    number += 1
                    connection.send(
                        EndToEnd.request(
                            "POST", "/v1/Companies(14146)/OrderFull", EndToEnd.order(name)))
                    let answer = try connection.answer()
                    guard answer.status == 201, let id = answer.json["Id"]?.text else {
                        state.change { $0.surprises.append("\(answer.status) \(answer.text)") }
                        return
                    }
                    state.change { $0.acknowledged[name] = id }
                    if answer["connection"]?.lowercased() == "close" { return }
                }
            }
        } catch RawConnection.Failure.closed, RawConnection.Failure.refused {
            // The server is gone, or does not take more of this connection.
        }
    }
}
