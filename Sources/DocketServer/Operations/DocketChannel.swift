import HTTPTypes
import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Hummingbird's HTTP/1 channel, and in it what it lacks: the end of a connection that the client
/// does not want kept (RFC 9112, section 9.3).
struct DocketChannel: ServerChildChannel {
    let http1: HTTP1Channel

    func setup(
        channel: any Channel, logger: Logger
    ) -> EventLoopFuture<HTTP1Channel.Value> {
        http1.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let codec = try pipeline.handler(type: HTTP1ToHTTPServerCodec.self)
            try pipeline.addHandler(LastRequestHandler(), position: .before(codec))
            return value
        }
    }

    func handle(value: HTTP1Channel.Value, logger: Logger) async {
        await http1.handle(value: value, logger: logger)
    }
}

/// Closes the connection behind the answer to a request of HTTP/1.0 without `keep-alive`, or of
/// HTTP/1.1 with `close`.
///
/// A class, since it is one connection's state; used on its event loop only.
private final class LastRequestHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private var isLast = false

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        // What comes behind the last request is not looked at.
        guard !isLast || !isHead(data) else { return }
        if case .head(let head) = unwrapInboundIn(data), !head.isKeepAlive { isLast = true }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard isLast, case .end = unwrapOutboundIn(data) else {
            context.write(data, promise: promise)
            return
        }
        context.writeAndFlush(data, promise: promise)
        context.close(promise: nil)
    }

    private func isHead(_ data: NIOAny) -> Bool {
        if case .head = unwrapInboundIn(data) { true } else { false }
    }
}

@available(*, unavailable)
extension LastRequestHandler: Sendable {}
