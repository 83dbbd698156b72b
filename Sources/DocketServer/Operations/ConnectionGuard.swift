import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTP2
import NIOHTTPTypes
import NIOHTTPTypesHTTP2

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Guards a connection, or a stream of one, against slow clients and against what is no HTTP: every
/// part of a request and of an answer has its time, a small request goes on only once it is whole,
/// and one that can't be parsed gets its answer in the shape of all others, behind the answers to
/// those before it, before the connection is closed.
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

    /// What requests come on.
    enum Carrier {
        /// A connection of HTTP/1.1.
        case connection
        /// One within TLS.
        case secureConnection
        /// A stream of HTTP/2 within TLS: it has one request, and ends with its answer.
        case stream
    }

    private enum Wait {
        /// Nothing is wanted of the client.
        case nothing
        /// The next header; on a stream, which has no next, that the rest of the answer is taken.
        case header
        case body
    }

    /// What is left to do once all requests before are answered; nothing more is read.
    private enum Ending {
        case refusal(Problem)
        case close
    }

    private let carrier: Carrier
    private let admission: Admission
    private var hasHead = false
    private var wait = Wait.nothing
    /// When it is too late for what is wanted.
    private var deadline = NIODeadline.distantFuture
    /// The request that is being read, where its handler does not know of it yet.
    private var held: HeldRequest?
    /// Requests that went on and whose answer is not finished.
    private var unanswered = 0
    /// Whether an answer has begun and not ended.
    private var isAnswering = false
    private var readTimer: Scheduled<Void>?
    private var writeTimer: Scheduled<Void>?
    private var ending: Ending?
    private var isDone = false

    init(_ carrier: Carrier, admission: Admission) {
        self.carrier = carrier
        self.admission = admission
    }

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

    // MARK: - Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isDone, ending == nil else { return }
        switch unwrapInboundIn(data) {
        case .head(var head):
            hasHead = true
            guard head.headerFields.count <= Self.fieldsMax,
                !head.headerFields.contains(where: Self.isTooLarge)
            else { return end(with: Self.headersTooLarge, context) }
            // Whatever a client of HTTP/2 says by itself.
            if carrier != .connection { head.scheme = "https" }
            expect(.body, context)
            held = HeldRequest(head)
            if held == nil { pass(head, context) }
            invite(head, context)
        case .body(let bytes):
            if held == nil {
                context.fireChannelRead(data)
            } else if held?.append(bytes) == false {
                passHeld(context)
            }
        case .end:
            passHeld(context)
            expect(unanswered == 0 ? .header : .nothing, context)
            // Fields behind a body are let go: nothing is to be had by them (RFC 9110, section
            // 6.5.1).
            context.fireChannelRead(wrapInboundOut(.end(nil)))
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        held?.letGo()
        context.fireChannelReadComplete()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // A server that stops finishes what has begun.
        if event is ChannelShouldQuiesceEvent { passHeld(context) }
        context.fireUserInboundEventTriggered(event)
    }

    /// Tells a client that waits for it to send the body, unless the request was refused already.
    private func invite(_ head: HTTPRequest, _ context: ChannelHandlerContext) {
        let isNext = held == nil ? unanswered == 1 : unanswered == 0
        guard isNext, head.headerFields[.expect]?.lowercased() == "100-continue" else { return }
        context.writeAndFlush(
            wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
    }

    private func pass(_ head: HTTPRequest, _ context: ChannelHandlerContext) {
        unanswered += 1
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    private func passHeld(_ context: ChannelHandlerContext) {
        guard let request = held else { return }
        held = nil
        pass(request.head, context)
        if request.body.readableBytes > 0 {
            context.fireChannelRead(wrapInboundOut(.body(request.body)))
        }
    }

    // MARK: - Answers

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        guard !isDone else {
            promise?.fail(ChannelError.ioOnClosedChannel)
            return
        }
        guard case .end = unwrapOutboundIn(data) else {
            isAnswering = true
            return context.write(data, promise: promise)
        }
        let isCutShort = carrier == .stream && wait == .body
        context.write(data, promise: isCutShort ? endingStream(promise, context) : promise)
        isAnswering = false
        unanswered -= 1
        guard unanswered == 0 else { return }
        switch ending {
        case .refusal(let problem):
            refuse(problem, context)
        case .close:
            context.flush()
            close(context)
        case nil:
            if wait == .nothing { expect(.header, context) }
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        writeTimer?.cancel()
        writeTimer = nil
        if !context.channel.isWritable {
            let deadline = NIODeadline.now() + .seconds(Self.timeoutSeconds)
            writeTimer = schedule(context, at: deadline) { $0.abort($1) }
        }
        context.fireChannelWritabilityChanged()
    }

    // MARK: - Faults

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // The connection is at its end already; what else comes is not looked at.
        guard !isDone, ending == nil else { return }
        if carrier == .stream, !hasHead, context.channel.isActive {
            return refuse(MessageFault.malformed.problem, context)
        }
        let problem: Problem
        switch error {
        case HTTPParserError.headerOverflow: problem = Self.headersTooLarge
        case is HTTPParserError: problem = MessageFault.malformed.problem
        case let fault as MessageFault: problem = fault.problem
        default: return context.fireErrorCaught(error)
        }
        guard wait == .body, held == nil else {
            held = nil
            return end(with: problem, context)
        }
        // Its handler answers by itself, or has answered.
        wait = .nothing
        ending = .close
        context.fireErrorCaught(error)
        if unanswered == 0 { close(context) }
    }

    /// Whoever reads the body learns that it is not whole: the end of the connection alone looks
    /// to it like the end of the body.
    private func breakOffBody(_ context: ChannelHandlerContext) {
        guard wait == .body else { return }
        wait = .nothing
        if held == nil { context.fireErrorCaught(HTTPParserError.invalidEOFState) }
        held = nil
    }

    private static func isTooLarge(_ field: HTTPField) -> Bool {
        field.name.rawName.utf8.count + field.value.utf8.count > fieldBytesMax
    }

    /// The refusal of a header that is too large.
    static var headersTooLarge: Problem {
        Problem(
            .headersTooLarge, .requestHeaderFieldsTooLarge,
            "A header field is larger than \(fieldBytesMax) bytes, all are larger than "
                + "\(headerBytesMax), or there are more than \(fieldsMax)")
    }
}

// MARK: - Time

extension ConnectionGuard {
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
        guard wait != .nothing else { return }
        if NIODeadline.now() < deadline {
            startReadTimer(context)
        } else if isDone {
            context.close(promise: nil)
        } else {
            readTimedOut(context)
        }
    }

    private func readTimedOut(_ context: ChannelHandlerContext) {
        // The client is told where there is a place for it. A header that does not end looks like
        // an idle connection, and is closed like one.
        guard wait == .body, held != nil || (unanswered == 1 && !isAnswering) else {
            return close(context)
        }
        let problem = Self.bodyTooSlow
        if held == nil { refuse(problem, context) } else { end(with: problem, context) }
    }

    /// The refusal of a body that does not come.
    static var bodyTooSlow: Problem {
        Problem(
            .requestTimeout, .requestTimeout,
            "The body did not arrive within \(timeoutSeconds) seconds")
    }

    private func schedule(
        _ context: ChannelHandlerContext, at deadline: NIODeadline,
        _ action: @escaping (ConnectionGuard, ChannelHandlerContext) -> Void
    ) -> Scheduled<Void> {
        context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            action(self, context)
        }
    }
}

// MARK: - The end

extension ConnectionGuard {
    /// Refuses what is being read once all before it is answered.
    private func end(with problem: Problem, _ context: ChannelHandlerContext) {
        held = nil
        wait = .nothing
        if unanswered == 0 {
            refuse(problem, context)
        } else {
            ending = .refusal(problem)
        }
    }

    private func refuse(_ problem: Problem, _ context: ChannelHandlerContext) {
        isDone = true
        breakOffBody(context)
        let requestID = RequestID.make()
        let body = problem.document(traceID: requestID)
        var head = HTTPResponse(status: problem.status)
        head.headerFields[.contentType] = Problem.contentType
        head.headerFields[.contentLength] = "\(body.count)"
        if carrier != .stream { head.headerFields[.connection] = "close" }
        head.headerFields[.requestID] = requestID
        admission.count(for: context.channel).note(in: &head.headerFields)
        admission.security.complete(&head.headerFields)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: body))), promise: nil)
        guard carrier == .stream else {
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
            context.close(promise: nil)
            return
        }
        expect(.header, context)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: endingStream(nil, context))
    }

    /// A promise for the end of an answer, behind which a client that has not sent its whole
    /// request is told that the rest is not wanted (RFC 9113, section 8.1). Said sooner, it would
    /// undo what waits to be sent.
    private func endingStream(
        _ promise: EventLoopPromise<Void>?, _ context: ChannelHandlerContext
    ) -> EventLoopPromise<Void> {
        let promise = promise ?? context.eventLoop.makePromise()
        promise.futureResult.assumeIsolated().whenComplete { _ in
            guard context.channel.isActive else { return }
            context.triggerUserOutboundEvent(
                NIOHTTP2FramePayloadToHTTPEvent.reset(code: .noError), promise: nil)
        }
        return promise
    }

    private func close(_ context: ChannelHandlerContext) {
        isDone = true
        breakOffBody(context)
        context.close(promise: nil)
    }

    /// Closes a connection whose client does not take what was sent, and lets go of that.
    private func abort(_ context: ChannelHandlerContext) {
        if let socket = context.channel as? any SocketOptionProvider {
            _ = socket.setSoLinger(linger(l_onoff: 1, l_linger: 0))
        }
        close(context)
    }
}

@available(*, unavailable)
extension ConnectionGuard: Sendable {}
