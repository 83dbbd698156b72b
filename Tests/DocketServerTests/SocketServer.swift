import DocketServer
import DocketService
import DocketTestKit
import Foundation
import Logging
import ServiceLifecycle

/// A server that listens on a port of its own, for what only a socket shows: bytes that no client
/// would send, and answers that come piece by piece.
struct SocketServer: Sendable {
    /// Where it listens.
    let port: Int
    private let group: ServiceGroup

    /// Why there is no server.
    enum Failure: Error { case notListening }

    /// Starts a server of `services`, runs `body`, and shuts the server down.
    ///
    /// - Parameters:
    ///   - log: gets what the server logs.
    ///   - metrics: counts what it does.
    ///   - access: who may read that.
    ///   - hasAccessLog: whether the log has a line for each request.
    static func run(
        on services: DocketServices, limits: ServerLimits = .ofTests, log: LogRecorder? = nil,
        metrics: MetricsRegistry = MetricsRegistry(), access: MetricsAccess = MetricsAccess(),
        hasAccessLog: Bool = false,
        _ body: @Sendable (SocketServer) async throws -> Void
    ) async throws {
        var settings = ServerSettings(port: 0, isSandbox: true)
        settings.limits = limits
        var logger = log?.logger ?? Logger(label: "docket-test")
        if log == nil { logger.logLevel = .critical }
        let (ports, continuation) = AsyncStream<Int>.makeStream()
        let application = DocketApplication(
            settings: settings, services: services, logger: logger,
            observation: Observation(
                metrics: metrics, access: access,
                accessLog: hasAccessLog ? log.map { AccessLog(level: .trace, $0.add) } : nil)
        ).build { port in continuation.yield(port) }
        let group = ServiceGroup(
            configuration: ServiceGroupConfiguration(services: [application], logger: logger))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask {
                defer { continuation.finish() }
                try await group.run()
            }
            var iterator = ports.makeAsyncIterator()
            guard let port = await iterator.next() else { throw Failure.notListening }
            let result: Result<Void, any Error>
            do {
                result = .success(try await body(SocketServer(port: port, group: group)))
            } catch {
                result = .failure(error)
            }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
            try result.get()
        }
    }

    /// Has the server stop, as SIGTERM does; it finishes what runs.
    func shutDown() async { await group.triggerGracefulShutdown() }

    /// Sends one request on a connection of its own.
    ///
    /// - Parameter fields: header lines, each with its line end.
    func send(
        _ method: String, _ path: String, _ body: String? = nil, fields: String = "",
        token: String? = "sandbox-token"
    ) async throws -> RawAnswer {
        try await RawConnection.talk(to: port) { connection throws in
            connection.send(
                EndToEnd.request(method, path, body, token: token, fields: fields))
            return try connection.answer(isHead: method == "HEAD")
        }
    }

    /// Sends a form for a client that a proxy says is at an address.
    ///
    /// - Parameter cookies: what the client's browser keeps, if it is one.
    func form(
        _ path: String, _ fields: [String: String], from address: String, cookies: String = ""
    ) async throws -> RawAnswer {
        let body = fields.map { "\($0.key)=\(TestBrowser.encoded($0.value))" }
            .joined(separator: "&")
        let head = EndToEnd.request(
            "POST", path, token: nil,
            fields: "X-Forwarded-For: \(address)\r\n"
                + "Content-Type: application/x-www-form-urlencoded\r\n"
                + "Content-Length: \(body.utf8.count)\r\n"
                + (cookies.isEmpty ? "" : "Cookie: \(cookies)\r\n"))
        return try await RawConnection.talk(to: port) { connection throws in
            connection.send(head + body)
            return try connection.answer()
        }
    }

    /// Asks, as the sandbox's client, for a token by somebody's password.
    func signIn(
        _ name: String, _ password: String = "sandbox-password", from address: String
    ) async throws -> RawAnswer {
        try await form(
            "/v1/oauth2/token",
            [
                "grant_type": "password", "username": name, "password": password,
                "client_id": "sandbox", "client_secret": "sandbox-secret",
            ], from: address)
    }

    /// Signs in on the page.
    func signInOnPage(
        _ name: String, _ password: String = "sandbox-password", from address: String
    ) async throws -> RawAnswer {
        let page = try await send("GET", "/auth/sign-in", token: nil)
        let cookie = (page["Set-Cookie"] ?? "").prefix { $0 != ";" }
        let start = page.text.components(separatedBy: #"name="csrf" value=""#).last ?? ""
        return try await form(
            "/auth/sign-in",
            ["csrf": String(start.prefix { $0 != "\"" }), "name": name, "password": password],
            from: address, cookies: String(cookie))
    }

    /// Sends one request with a header line of any bytes.
    func send(
        _ method: String, _ path: String, _ body: String, line: [UInt8]
    ) async throws -> RawAnswer {
        let request = EndToEnd.request(method, path, body)
        let start = request.utf8.firstRange(of: Array("Host:".utf8))?.lowerBound
        return try await RawConnection.talk(to: port) { connection throws in
            let bytes = Array(request.utf8)
            let place = start.map { request.utf8.distance(from: request.startIndex, to: $0) } ?? 0
            connection.send(bytes[..<place] + line + Array("\r\n".utf8) + bytes[place...])
            return try connection.answer()
        }
    }
}
