import Hummingbird
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// Hummingbird's HTTP/1 channel, and in it what it lacks: limits, and what RFC 9112 leaves to
/// servers.
struct DocketChannel: ServerChildChannel {
    let carrier: ConnectionGuard.Carrier
    let http1: HTTP1Channel
    let admission: Admission

    /// A connection.
    struct Value: ServerChildChannelValue {
        let http1: HTTP1Channel.Value
        let work: ConnectionWork

        var channel: any Channel { http1.channel }
    }

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        // One within TLS was counted before its handshake.
        guard carrier != .connection || admission.takes(channel) else {
            return channel.eventLoop.makeFailedFuture(Admission.TooManyConnections())
        }
        return http1.setup(channel: channel, logger: logger).flatMapThrowing { value in
            let pipeline = channel.pipeline.syncOperations
            let codec = try pipeline.handler(type: HTTP1ToHTTPServerCodec.self)
            let ours = HTTP1Codec()
            try pipeline.addHandler(ours, position: .after(codec))
            pipeline.removeHandler(codec, promise: nil)
            let encoder = try pipeline.handler(type: HTTPResponseEncoder.self)
            try pipeline.addHandler(
                HTTPResponseEncoder.ofFramedAnswers(), position: .after(encoder))
            pipeline.removeHandler(encoder, promise: nil)
            let work = try admission.addHandlers(to: pipeline, behind: ours, carrier)
            return Value(http1: value, work: work)
        }
    }

    func handle(value: Value, logger: Logger) async {
        await value.work.run { await http1.handle(value: value.http1, logger: logger) }
    }
}
