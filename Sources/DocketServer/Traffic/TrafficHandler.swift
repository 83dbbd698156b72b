import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Sees each request and its answer go by, whoever gives it, and tells of it once it is over.
///
/// It stands next to the codec, so that it also sees what the handlers behind it refuse.
///
/// A class, since it is one connection's state; used on its event loop only.
final class TrafficHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let traffic: Traffic
    private let notes: RequestNotes
    /// Those that are not over, the oldest first.
    private var exchanges: [Exchange] = []

    init(_ traffic: Traffic, notes: RequestNotes) {
        self.traffic = traffic
        self.notes = notes
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            exchanges.append(Exchange(method: head.method, beganAt: .now()))
        case .body(let bytes):
            // Of one that was answered already nobody wants to know more.
            if !exchanges.isEmpty {
                exchanges[exchanges.count - 1].receivedBytes += bytes.readableBytes
            }
        case .end:
            break
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head):
            if head.status.kind != .informational { begin(head) }
        case .body(let bytes):
            if !exchanges.isEmpty { exchanges[0].sentBytes += bytes.readableBytes }
        case .end:
            if !exchanges.isEmpty {
                return end(exchanges.removeFirst(), context, data, promise)
            }
        }
        context.write(data, promise: promise)
    }

    func channelInactive(context: ChannelHandlerContext) {
        for var exchange in exchanges {
            if exchange.status == nil { exchange.note = notes.take() }
            exchange.isAborted = true
            traffic.note(exchange)
        }
        exchanges = []
        context.fireChannelInactive()
    }

    private func begin(_ head: HTTPResponse) {
        // What is no request is answered, too.
        if exchanges.isEmpty { exchanges.append(Exchange(method: nil, beganAt: .now())) }
        exchanges[0].status = head.status.code
        exchanges[0].note = notes.take()
        if exchanges[0].note == nil { exchanges[0].requestID = head.headerFields[.requestID] }
    }

    /// Writes the end of an answer. Where the client has not taken what was written before, that is
    /// waited for: it may not take it at all.
    private func end(
        _ exchange: Exchange, _ context: ChannelHandlerContext, _ data: NIOAny,
        _ promise: EventLoopPromise<Void>?
    ) {
        guard !context.channel.isWritable else {
            context.write(data, promise: promise)
            return traffic.note(exchange)
        }
        let promise = promise ?? context.eventLoop.makePromise()
        promise.futureResult.whenComplete { [traffic] result in
            var exchange = exchange
            if case .failure = result { exchange.isAborted = true }
            traffic.note(exchange)
        }
        context.write(data, promise: promise)
    }
}

@available(*, unavailable)
extension TrafficHandler: Sendable {}
