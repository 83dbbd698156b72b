import NIOCore
import NIOHTTP2

/// Guards a connection of HTTP/2 as a whole: ends it when no stream was open for a while, when its
/// client breaks the rules or takes nothing, and, once all answers are out, when the server stops.
/// Each stream has a `ConnectionGuard` of its own.
///
/// A class, since it is one connection's state; used on its event loop only.
final class HTTP2ConnectionGuard: ChannelDuplexHandler {
    typealias InboundIn = HTTP2Frame
    typealias InboundOut = HTTP2Frame
    typealias OutboundIn = HTTP2Frame
    typealias OutboundOut = HTTP2Frame

    /// For a client to acknowledge that no more streams are taken.
    private static let farewellSeconds: Int64 = 5

    private enum State {
        /// Streams are taken.
        case open
        /// The client was told to open no more, but may not know yet. Those that it opens until
        /// then are answered (RFC 9113, section 6.8).
        case leaving(HTTP2PingData)
        /// The client knows; the last stream ends the connection.
        case left
    }

    private var state = State.open
    private var openStreams = 0
    private var lastStream = HTTP2StreamID.rootStream
    /// When the client has had its time: to open a stream, or to acknowledge the farewell.
    private var deadline = NIODeadline.distantFuture
    private var timer: Scheduled<Void>?
    private var writeTimer: Scheduled<Void>?
    /// Whether the client was told that it broke the rules.
    private var isBroken = false
    private var context: ChannelHandlerContext?

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        // The connection is long since active: its handshake is over.
        wait(ConnectionGuard.timeoutSeconds, context)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        timer?.cancel()
        writeTimer?.cancel()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if case .ping(let ping, ack: true) = unwrapInboundIn(data).payload,
            case .leaving(let farewell) = state, ping == farewell
        {
            leave(context)
        }
        context.fireChannelRead(data)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent:
            sayFarewell(context)
        case ChannelEvent.inputClosed:
            // The client can't open another stream; what it has asked is answered.
            state = .left
            closeIfDone(context)
        default:
            break
        }
        context.fireUserInboundEventTriggered(event)
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        writeTimer?.cancel()
        writeTimer = nil
        if !context.channel.isWritable {
            writeTimer = schedule(
                context, at: .now() + .seconds(ConnectionGuard.timeoutSeconds)
            ) { _, context in context.close(promise: nil) }
        }
        context.fireChannelWritabilityChanged()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // What is wrong with one stream comes by here too, but has ended that stream only.
        if isBroken || !(error is any NIOHTTP2Error) { context.close(promise: nil) }
        context.fireErrorCaught(error)
    }

    // MARK: - Streams

    private func streamOpened(_ stream: HTTP2StreamID) {
        openStreams += 1
        lastStream = stream
    }

    private func streamClosed() {
        openStreams -= 1
        guard openStreams == 0, let context else { return }
        switch state {
        case .open: wait(ConnectionGuard.timeoutSeconds, context)
        case .leaving: break
        // The stream's last frame has been written, but not been flushed yet.
        case .left: context.eventLoop.assumeIsolated().execute { self.closeIfDone(context) }
        }
    }

    // MARK: - Time

    /// Notes until when something is wanted. The timer is left to run: it looks at the deadline
    /// when it fires, so that a stream costs no timer of the connection's.
    private func wait(_ seconds: Int64, _ context: ChannelHandlerContext) {
        deadline = .now() + .seconds(seconds)
        if timer == nil { startTimer(context) }
    }

    private func startTimer(_ context: ChannelHandlerContext) {
        timer = schedule(context, at: deadline) { $0.timerFired($1) }
    }

    private func timerFired(_ context: ChannelHandlerContext) {
        timer = nil
        if case .open = state, openStreams > 0 { return }
        guard NIODeadline.now() >= deadline else { return startTimer(context) }
        switch state {
        case .open: sayFarewell(context)
        case .leaving: leave(context)
        case .left: closeIfDone(context)
        }
    }

    private func schedule(
        _ context: ChannelHandlerContext, at deadline: NIODeadline,
        _ action: @escaping (HTTP2ConnectionGuard, ChannelHandlerContext) -> Void
    ) -> Scheduled<Void> {
        context.eventLoop.assumeIsolated().scheduleTask(deadline: deadline) {
            action(self, context)
        }
    }

    // MARK: - The end

    /// Tells the client to open no more streams, and asks it to say when it knows.
    private func sayFarewell(_ context: ChannelHandlerContext) {
        guard case .open = state else { return }
        let farewell = HTTP2PingData(withInteger: .random(in: .min ... .max))
        state = .leaving(farewell)
        write(.goAway(lastStreamID: .maxID, errorCode: .noError, opaqueData: nil), context)
        write(.ping(farewell, ack: false), context)
        context.flush()
        timer?.cancel()
        timer = nil
        wait(Self.farewellSeconds, context)
    }

    /// Takes no more streams, and closes as soon as none is open.
    private func leave(_ context: ChannelHandlerContext) {
        state = .left
        write(.goAway(lastStreamID: lastStream, errorCode: .noError, opaqueData: nil), context)
        context.flush()
        closeIfDone(context)
    }

    private func closeIfDone(_ context: ChannelHandlerContext) {
        if openStreams == 0 { context.close(promise: nil) }
    }

    private func write(_ payload: HTTP2Frame.FramePayload, _ context: ChannelHandlerContext) {
        let frame = HTTP2Frame(streamID: .rootStream, payload: payload)
        context.write(wrapOutboundOut(frame), promise: nil)
    }
}

extension HTTP2ConnectionGuard: NIOHTTP2FrameDelegate {
    /// Of all errors, those of the connection are told by a frame of their own.
    func wroteFrame(_ frame: HTTP2Frame) {
        if case .goAway(_, let code, _) = frame.payload, code != .noError { isBroken = true }
    }
}

extension HTTP2ConnectionGuard {
    /// Counts the streams of a connection, on its event loop.
    struct Streams: NIOHTTP2StreamDelegate {
        private let counter: NIOLoopBound<HTTP2ConnectionGuard>

        init(of connectionGuard: HTTP2ConnectionGuard, on eventLoop: any EventLoop) {
            counter = NIOLoopBound(connectionGuard, eventLoop: eventLoop)
        }

        func streamCreated(_ id: HTTP2StreamID, channel: any Channel) {
            counter.value.streamOpened(id)
        }

        func streamClosed(_ id: HTTP2StreamID, channel: any Channel) {
            counter.value.streamClosed()
        }
    }
}

@available(*, unavailable)
extension HTTP2ConnectionGuard: Sendable {}
