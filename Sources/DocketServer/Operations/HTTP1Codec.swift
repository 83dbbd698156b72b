import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Turns messages of HTTP/1 into those that all versions of HTTP share, and back. It sees to the
/// rules that the parser leaves to its users, and closes the connection behind the answer to a
/// request that is the last one: one of HTTP/1.0 without `keep-alive`, or of HTTP/1.1 with `close`
/// (RFC 9112, section 9.3).
///
/// The codec that comes with swift-nio-extras takes each target for a URL of any kind, which costs
/// more than all else that it does; nearly every one is a path already.
///
/// A class, since it is one connection's state; used on its event loop only.
final class HTTP1Codec: ChannelDuplexHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    /// Whether the last request has begun.
    private var isLast = false
    /// Whether nothing more is looked at.
    private var isAtEnd = false
    /// Requests whose answer is not finished, in order.
    private var unanswered: [Unanswered] = []
    /// Whether the end of the connection is what ends the present answer.
    private var endsByClosing = false

    /// What the answer to a request depends on.
    private struct Unanswered {
        /// Whether its answer is a header alone.
        let isHead: Bool
        /// Whether its client knows no chunks: one of HTTP/1.0.
        let isOld: Bool
    }

    // MARK: - Requests

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !isAtEnd else { return }
        switch unwrapInboundIn(data) {
        case .head(let head):
            do {
                let rules = HTTP1Rules(head)
                if let fault = rules.fault { throw fault }
                let request = try Self.request(head)
                unanswered.append(
                    Unanswered(isHead: head.method == .HEAD, isOld: head.version.minor < 1))
                isLast = rules.isLast
                context.fireChannelRead(wrapInboundOut(.head(request)))
            } catch {
                isAtEnd = true
                context.fireErrorCaught(error as? MessageFault ?? .malformed)
            }
        case .body(let bytes):
            context.fireChannelRead(wrapInboundOut(.body(bytes)))
        case .end(let trailers):
            isAtEnd = isLast
            let fields = trailers.map { HTTPFields($0, splitCookie: false) }
            context.fireChannelRead(wrapInboundOut(.end(fields)))
        }
    }

    private static func request(_ head: HTTPRequestHead) throws -> HTTPRequest {
        guard head.uri.utf8.first == UInt8(ascii: "/") else {
            return try HTTPRequest(head, secure: false, splitCookie: false)
        }
        return HTTPRequest(
            method: try HTTPRequest.Method(head.method), scheme: "http",
            authority: head.headers.first(name: "Host"), path: head.uri,
            headerFields: HTTPFields(head.headers, splitCookie: false))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        // What comes behind the last request may be anything.
        if isAtEnd, error is HTTPParserError || error is ByteToMessageDecoderError { return }
        context.fireErrorCaught(error)
    }

    // MARK: - Answers

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        let endsConnection = endsByClosing || (isLast && unanswered.count <= 1)
        switch unwrapOutboundIn(data) {
        case .head(let response):
            var head = HTTPResponseHead(response)
            if response.status.kind != .informational {
                frame(&head)
                if endsConnection || endsByClosing {
                    head.headers.replaceOrAdd(name: "Connection", value: "close")
                }
            }
            context.write(wrapOutboundOut(.head(head)), promise: promise)
        case .body(let bytes):
            context.write(wrapOutboundOut(.body(.byteBuffer(bytes))), promise: promise)
        case .end(let trailers):
            if !unanswered.isEmpty { unanswered.removeFirst() }
            let end = wrapOutboundOut(.end(trailers.map(HTTPHeaders.init)))
            guard endsConnection else { return context.write(end, promise: promise) }
            context.writeAndFlush(end, promise: promise)
            isAtEnd = true
            context.close(promise: nil)
        }
    }

    /// Says where the body of an answer ends: where its length says so, behind its last chunk, or,
    /// to a client that knows of neither, with the connection (RFC 9112, section 6.3). NIO's own
    /// way puts a last chunk behind the answer to a HEAD too, which is then taken for the beginning
    /// of the next answer.
    private func frame(_ head: inout HTTPResponseHead) {
        guard head.status.mayHaveResponseBody else {
            return head.headers.remove(name: "Content-Length")
        }
        let request = unanswered.first
        guard request?.isHead != true, !head.headers.contains(name: "Content-Length") else {
            return
        }
        if request?.isOld == true {
            endsByClosing = true
        } else {
            head.headers.replaceOrAdd(name: "Transfer-Encoding", value: "chunked")
        }
    }
}

extension HTTPResponseEncoder {
    /// One that leaves to the codec how a body is framed.
    static func ofFramedAnswers() -> HTTPResponseEncoder {
        var configuration = Configuration()
        configuration.automaticallySetFramingHeaders = false
        return HTTPResponseEncoder(configuration: configuration)
    }
}

@available(*, unavailable)
extension HTTP1Codec: Sendable {}
