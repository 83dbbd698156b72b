import DocketService
import HTTPTypes
import NIOCore
import NIOHTTPTypes

/// Lets a connection's requests in while the server can work on them, and refuses the others at
/// once, before anybody works for them.
///
/// A connection has one place however many requests it sends, since they are worked on one after
/// the other. It has it while the server works: not while the body of a small request comes
/// (`ConnectionGuard` keeps that back), and not while it follows events.
///
/// A class, since it is one connection's state; used on its event loop only.
final class AdmissionHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private let carrier: ConnectionGuard.Carrier
    private let admission: Admission
    private let place: ConnectionPlace
    /// Held while a large body comes.
    private var upload: ConcurrencyLimit.Permit?
    /// Requests that were let in and whose answer is not finished.
    private var running = 0
    /// Whether what comes belongs to a request that was refused.
    private var isRefusing = false
    private var isReadDelayed = false
    /// Until when the connection is not read, and what reads it then.
    private var pauseEnd: NIODeadline?
    private var pauseTimer: Scheduled<Void>?

    init(
        _ carrier: ConnectionGuard.Carrier, admission: Admission, place: ConnectionPlace
    ) {
        self.carrier = carrier
        self.admission = admission
        self.place = place
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            if admits(head) {
                running += 1
                context.fireChannelRead(data)
            } else {
                isRefusing = true
                refuse(head, context)
            }
        case .body:
            if !isRefusing { context.fireChannelRead(data) }
        case .end:
            upload = nil
            if !isRefusing { context.fireChannelRead(data) }
            isRefusing = false
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        upload = nil
        pauseTimer?.cancel()
        context.fireChannelInactive()
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let head):
            let type = head.headerFields.first { $0.name == .contentType }
            if type?.value == EventStream.contentType { place.leave() }
        case .body:
            break
        case .end:
            running = max(0, running - 1)
            if running == 0 { place.leave() }
        }
        context.write(data, promise: promise)
    }

    // MARK: - Refusing

    private func admits(_ head: HTTPRequest) -> Bool {
        if mayBeLarge(head) {
            guard let permit = admission.capacity.uploads.permit() else { return false }
            upload = permit
        }
        // It waits for one before it that has the place.
        guard running == 0 else { return true }
        guard place.take(reserve: isWatching(head) ? Capacity.healthReserve : 0) else {
            upload = nil
            return false
        }
        return true
    }

    /// Whether it is from whoever watches over servers.
    private func isWatching(_ head: HTTPRequest) -> Bool {
        head.path.map { $0.hasPrefix("/health/") || $0 == "/metrics" } ?? false
    }

    /// Over HTTP/2 only the length says how large a body is.
    private func mayBeLarge(_ head: HTTPRequest) -> Bool {
        head.mayBeLarge
            || (carrier == .stream && !head.headerFields.contains(.contentLength)
                && head.method != .get && head.method != .head)
    }

    private func refuse(_ request: HTTPRequest, _ context: ChannelHandlerContext) {
        pauseEnd = admission.capacity.noteRefusedRequest()
        // Behind an answer that is still on its way there is no place for a refusal.
        guard running == 0 else { return context.close(promise: nil) }
        let requestID = RequestID.read(request.headerFields) ?? RequestID.make()
        let body = Overload.body(requestID: requestID)
        var head = Overload.head
        head.headerFields.append(
            HTTPField(name: .contentLength, value: "\(body.readableBytes)"))
        head.headerFields.append(HTTPField(name: .requestID, value: requestID))
        let peer = Peer(address: context.channel.remoteAddress, proxies: admission.proxies)
        admission.limiter.look(at: request.headerFields, from: peer)
            .note(in: &head.headerFields)
        admission.security.complete(&head.headerFields)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if request.method != .head {
            context.write(wrapOutboundOut(.body(body)), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    // Whoever sends requests and does not take the refusals is read no further, since these would
    // pile up; nor is whoever comes back at once, before it is their turn to be refused again.

    func read(context: ChannelHandlerContext) {
        guard running == 0 else { return context.read() }
        if let pauseEnd, NIODeadline.now() < pauseEnd {
            isReadDelayed = true
            guard pauseTimer == nil else { return }
            pauseTimer = context.eventLoop.assumeIsolated().scheduleTask(deadline: pauseEnd) {
                self.pauseTimer = nil
                self.pauseEnd = nil
                self.readDelayed(context)
            }
        } else if context.channel.isWritable {
            context.read()
        } else {
            isReadDelayed = true
        }
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if context.channel.isWritable { readDelayed(context) }
        context.fireChannelWritabilityChanged()
    }

    private func readDelayed(_ context: ChannelHandlerContext) {
        guard isReadDelayed else { return }
        isReadDelayed = false
        read(context: context)
    }
}

@available(*, unavailable)
extension AdmissionHandler: Sendable {}

/// The answer to requests that the server can't work on: what is the same each time is made once.
private enum Overload {
    private static let problem =
        ErrorTable.problem(for: ServiceError.overloaded) ?? ErrorTable.internalError

    static let head: HTTPResponse = {
        var head = HTTPResponse(status: problem.status)
        head.headerFields = problem.headers
        head.headerFields[.contentType] = Problem.contentType
        return head
    }()

    /// The document as far as the request's id, with which it ends.
    private static let start = problem.document(traceID: "").dropLast(end.utf8.count)
    private static let end = "\"}"

    /// - Parameter requestID: of characters that stand in JSON as they are.
    static func body(requestID: String) -> ByteBuffer {
        var body = ByteBuffer()
        body.reserveCapacity(start.count + requestID.utf8.count + end.utf8.count)
        body.writeBytes(start)
        body.writeString(requestID)
        body.writeString(end)
        return body
    }
}
