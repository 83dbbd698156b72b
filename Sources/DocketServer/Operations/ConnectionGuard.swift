import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes

/// Guards a connection against slow clients and against what is no HTTP: every part of a request
/// and of an answer has its time, and a request that can't be parsed gets its answer in the shape
/// of all others before the connection is closed.
///
/// A class, since it is one connection's state; used on its event loop only.
final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    /// For a whole header (from the connection's or the last answer's end on), for a whole body,
    /// and for a client to take the next piece of an answer.
    static let timeoutSeconds: Int64 = 15
    /// Bytes of one header field.
    static let fieldBytesMax = 16 << 10
    /// Bytes of all header fields.
    static let headerBytesMax = 64 << 10
    /// Header fields.
    static let fieldsMax = 100

    private enum Wait {
        /// Nothing is wanted of the client.
        case nothing
        case header
        case body
    }

    private var wait = Wait.nothing
    /// When it is too late for what is wanted.
    private var deadline = NIODeadline.distantFuture
    /// Requests whose answer is not finished.
    private var unanswered = 0
    private var readTimer: Scheduled<Void>?
    private var writeTimer: Scheduled<Void>?
    private var isDone = false

    func handlerAdded(context: ChannelHandlerContext) {
        if context.channel.isActive { expect(.header, context) }
    }

    func channelActive(context: ChannelHandlerContext) {
        expect(.header, context)
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        isDone = true
        breakOffBody(context)
        readTimer?.cancel()
        writeTimer?.cancel()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isDone else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            guard !head.headerFields.contains(where: Self.isTooLarge) else {
                // Behind an answer that is still on its way there is no place for a refusal.
                return unanswered == 0 ? refuse(Self.headersTooLarge, context) : close(context)
            }
            unanswered += 1
            expect(.body, context)
            if unanswered == 1, head.headerFields[.expect]?.lowercased() == "100-continue" {
                context.writeAndFlush(
                    wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
            }
        case .body:
            break
        case .end:
            expect(.nothing, context)
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isDone else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        if case .end = unwrapOutboundIn(data) {
            unanswered -= 1
            if unanswered == 0, wait == .nothing { expect(.header, context) }
        }
        context.write(data, promise: promise)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        writeTimer?.cancel()
        writeTimer = nil
        if !context.channel.isWritable {
            let deadline = NIODeadline.now() + .seconds(Self.timeoutSeconds)
            writeTimer = schedule(context, at: deadline) { $0.close($1) }
        }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? HTTPParserError, !isDone else {
            context.fireErrorCaught(error)
            return
        }
        // An answer to an earlier request is still on its way: this one can't come before it.
        guard unanswered == 0 else {
            context.fireErrorCaught(error)
            return close(context)
        }
        switch error {
        case .headerOverflow:
            refuse(Self.headersTooLarge, context)
        default:
            refuse(
                Problem(.invalidRequest, .badRequest, "The request is not valid HTTP"), context)
        }
    }

    // MARK: - Time

    /// Notes what is wanted next, and until when. The timer is left to run: it looks at the
    /// deadline when it fires, so that a request costs no timer of its own.
    private func expect(_ next: Wait, _ context: ChannelHandlerContext) {
        wait = next
        guard next != .nothing else { return }
        deadline = .now() + .seconds(Self.timeoutSeconds)
        if readTimer == nil { startReadTimer(context) }
    }

    private func startReadTimer(_ context: ChannelHandlerContext) {
        readTimer = schedule(context, at: deadline) { $0.readTimerFired($1) }
    }

    private func readTimerFired(_ context: ChannelHandlerContext) {
        readTimer = nil
        guard !isDone, wait != .nothing else { return }
        if NIODeadline.now() < deadline {
            startReadTimer(context)
        } else {
            readTimedOut(context)
        }
    }

    private func readTimedOut(_ context: ChannelHandlerContext) {
        // Nothing answered yet and a body under way: the client is told. A header that does not
        // end looks like an idle connection, and is closed like one.
        if wait == .body, unanswered == 1 {
            refuse(
                Problem(
                    .requestTimeout, .requestTimeout,
                    "The body did not arrive within \(Self.timeoutSeconds) seconds"), context)
        } else {
            close(context)
        }
    }

    private func schedule(
        _ context: ChannelHandlerContext, at deadline: NIODeadline,
        _ action: @escaping (ConnectionGuard, ChannelHandlerContext) -> Void
    ) -> Scheduled<Void> {
        context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            action(self, context)
        }
    }

    // MARK: - The end

    /// Whoever reads the body learns that it is not whole: the end of the connection alone looks
    /// to it like the end of the body.
    private func breakOffBody(_ context: ChannelHandlerContext) {
        guard wait == .body else { return }
        wait = .nothing
        context.fireErrorCaught(HTTPParserError.invalidEOFState)
    }

    private static func isTooLarge(_ field: HTTPField) -> Bool {
        field.name.rawName.utf8.count + field.value.utf8.count > fieldBytesMax
    }

    private static var headersTooLarge: Problem {
        Problem(
            .headersTooLarge, .requestHeaderFieldsTooLarge,
            "A header field is larger than \(fieldBytesMax) bytes, all are larger than "
                + "\(headerBytesMax), or there are more than \(fieldsMax)")
    }

    private func refuse(_ problem: Problem, _ context: ChannelHandlerContext) {
        isDone = true
        breakOffBody(context)
        let requestID = RequestID.make()
        let body = problem.document(traceID: requestID)
        var head = HTTPResponse(status: problem.status)
        head.headerFields[.contentType] = "application/problem+json"
        head.headerFields[.contentLength] = "\(body.count)"
        head.headerFields[.connection] = "close"
        head.headerFields[.requestID] = requestID
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        context.close(promise: nil)
    }

    private func close(_ context: ChannelHandlerContext) {
        isDone = true
        breakOffBody(context)
        context.close(promise: nil)
    }
}

@available(*, unavailable)
extension ConnectionGuard: Sendable {}
