import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP2
import NIOSSL
import NIOTLS

/// Connections within TLS: HTTP/2 for clients that know it, HTTP/1.1 for all others, as both agree
/// on in the handshake (ALPN, RFC 7301).
///
/// Hummingbird's own channels would keep the first certificate for ever.
struct SecureChannel: ServerChildChannel {
    /// What client and server agreed on.
    typealias Agreed = NIONegotiatedHTTPVersion<DocketChannel.Value, HTTP2Channel.Connection>

    /// A connection whose handshake is under way.
    struct Value: ServerChildChannelValue {
        let agreed: EventLoopFuture<Agreed>
        let channel: any Channel
    }

    let certificate: ServerCertificate
    let http1: DocketChannel
    let http2: HTTP2Channel
    let admission: Admission

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        guard admission.takes(channel) else {
            return channel.eventLoop.makeFailedFuture(Admission.TooManyConnections())
        }
        return channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            try pipeline.addHandler(NIOSSLServerHandler(context: certificate.context))
            try pipeline.addHandler(HandshakeGuard())
        }.flatMap {
            channel.configureHTTP2AsyncSecureUpgrade(
                http1ConnectionInitializer: { http1.setup(channel: $0, logger: logger) },
                http2ConnectionInitializer: { http2.setup(channel: $0) })
        }.map { Value(agreed: $0, channel: channel) }
    }

    func handle(value: Value, logger: Logger) async {
        do {
            switch try await value.agreed.get() {
            case .http1_1(let connection): await http1.handle(value: connection, logger: logger)
            case .http2(let connection): await http2.handle(connection, logger: logger)
            }
        } catch {
            // Whoever speaks no TLS, or another one, has been cut off by the handshake.
            logger.debug("no TLS", metadata: ["error": "\(error)"])
        }
    }
}

/// Closes a connection whose handshake takes too long.
///
/// A class, since it is one connection's state; used on its event loop only.
private final class HandshakeGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private var timer: Scheduled<Void>?

    func handlerAdded(context: ChannelHandlerContext) {
        timer = context.eventLoop.assumeIsolated()
            .scheduleTask(in: .seconds(ConnectionGuard.timeoutSeconds)) {
                context.close(promise: nil)
            }
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent:
            // Nothing was asked yet, so nothing is lost.
            context.close(promise: nil)
        case let event as TLSUserEvent:
            context.fireUserInboundEventTriggered(event)
            if case .handshakeCompleted = event {
                context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
            }
        default:
            context.fireUserInboundEventTriggered(event)
        }
    }
}

@available(*, unavailable)
extension HandshakeGuard: Sendable {}
