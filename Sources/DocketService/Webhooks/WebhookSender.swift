import AsyncHTTPClient
import DocketCore
import Instrumentation
import NIOCore
import NIOHTTP1

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// What came of a try to deliver.
struct DeliveryOutcome: Sendable, Equatable {
    /// What the receiver answered; `nil` where it did not.
    var status: Int?
    /// Why there was no answer; `nil` where there was.
    var failure: String?
    /// Seconds after which it wants to be called again; `nil` where it does not say.
    var retryAfter: Int64?

    /// Whether the receiver took it.
    var isTaken: Bool { status.map { (200..<300).contains($0) } ?? false }

    /// Whether the receiver works, be it that it does not take this.
    var isFromWorking: Bool { status.map { $0 < 500 && $0 != 429 } ?? false }
}

/// Calls one host, at the address that was checked and no other.
struct WebhookSender: Sendable {
    private let client: HTTPClient
    private let url: WebhookURL
    /// What a try may take altogether, in seconds.
    private let seconds: Int64
    /// What it may take until there is a connection, in seconds.
    private let connectSeconds: Int64

    /// What the rest of an answer may take, in seconds.
    private static let answerSeconds = 1
    /// Bytes of an answer that are read, so that the connection can be used again.
    private static let answerBytesMax = 16 << 10

    /// A sender to the host of `url`, which is at `address`. It is to be shut down.
    ///
    /// - Parameter seconds: what a try may take; a third of it until there is a connection.
    init(_ url: WebhookURL, at address: NetworkAddress, in seconds: Int64) {
        self.url = url
        self.seconds = seconds
        connectSeconds = max(1, seconds / 3)
        var configuration = HTTPClient.Configuration(
            redirectConfiguration: .disallow,
            timeout: .init(
                connect: .seconds(connectSeconds), read: .seconds(seconds)))
        configuration.httpVersion = .http1Only
        if url.literal == nil { configuration.dnsOverride[url.host] = address.description }
        client = HTTPClient(
            eventLoopGroup: HTTPClient.defaultEventLoopGroup, configuration: configuration)
    }

    /// Sends a delivery.
    ///
    /// - Parameters:
    ///   - context: in which trace; the receiver is told.
    ///   - now: what `Retry-After` counts from where it is an instant.
    func send(
        _ body: [UInt8], _ fields: [(name: String, value: String)], in context: ServiceContext,
        by tracing: TraceInstrument, at now: Timestamp
    ) async -> DeliveryOutcome {
        var request = HTTPClientRequest(url: url.target)
        request.method = .POST
        request.headers = HTTPHeaders(
            [("Content-Type", "application/json"), ("User-Agent", "docket")] + fields)
        tracing.inject(context, into: &request.headers, using: FieldInjector())
        request.body = .bytes(body)
        do {
            let response = try await client.execute(
                request, deadline: .now() + .seconds(seconds))
            await pass(over: response.body)
            return DeliveryOutcome(
                status: Int(response.status.code),
                retryAfter: Self.pause(response.headers.first(name: "Retry-After"), from: now))
        } catch {
            return DeliveryOutcome(failure: words(for: error))
        }
    }

    /// Closes its connections.
    func shutDown() async {
        try? await client.shutdown()
    }

    /// What matters was in the head; whatever goes wrong behind it costs the connection and no
    /// more.
    private func pass(over body: HTTPClientResponse.Body) async {
        await withTaskGroup { group in
            group.addTask {
                var count = 0
                do {
                    for try await chunk in body {
                        count += chunk.readableBytes
                        if count > Self.answerBytesMax { return }
                    }
                } catch {}
            }
            group.addTask { try? await Task.sleep(for: .seconds(Self.answerSeconds)) }
            await group.next()
            group.cancelAll()
        }
    }

    /// What `Retry-After` says, in seconds or as an instant (RFC 9110, section 10.2.3).
    private static func pause(_ field: String?, from now: Timestamp) -> Int64? {
        guard let field else { return nil }
        let seconds =
            Int64(field)
            ?? Timestamp(httpDate: field).map { date in
                (date.microseconds - now.microseconds) / 1_000_000
            }
        return seconds.flatMap { $0 > 0 ? $0 : nil }
    }

    /// What people see among the deliveries.
    private func words(for error: any Error) -> String {
        switch error as? HTTPClientError {
        case .connectTimeout?: return "no connection within \(connectSeconds) s"
        case .readTimeout?, .deadlineExceeded?, .writeTimeout?:
            return "no answer within \(seconds) s"
        case .remoteConnectionClosed?: return "the connection was closed before an answer"
        case let error?: return "\(error.shortDescription)"
        case nil where (error as? IOError)?.errnoCode == ECONNREFUSED:
            return "the connection was refused"
        case nil:
            // The system's own words would tell of the operator's network.
            return "\(type(of: error))".contains("SSL")
                ? "no connection by TLS, such as for a certificate that is not trusted"
                : "no connection"
        }
    }
}

/// Writes what is passed on of a trace into a request's header.
private struct FieldInjector: Injector {
    func inject(_ value: String, forKey key: String, into fields: inout HTTPHeaders) {
        fields.replaceOrAdd(name: key, value: value)
    }
}
