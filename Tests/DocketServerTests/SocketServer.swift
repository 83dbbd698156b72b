import DocketServer
import DocketService
import DocketTestKit
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
    static func run(
        on services: DocketServices, _ body: @Sendable (SocketServer) async throws -> Void
    ) async throws {
        var logger = Logger(label: "docket-test")
        logger.logLevel = .critical
        let (ports, continuation) = AsyncStream<Int>.makeStream()
        let application = DocketApplication(
            settings: ServerSettings(port: 0, isSandbox: true), services: services, logger: logger
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
