import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP2
import NIOHTTPTypesHTTP2

/// HTTP/2 within TLS (RFC 9113). A stream is a channel of its own, with one request, and guarded
/// like a connection of HTTP/1.1.
struct HTTP2Channel: Sendable {
    /// The streams that a client opens.
    typealias Connection = NIOHTTP2Handler.AsyncStreamMultiplexer<Stream>

    /// A stream.
    struct Stream: Sendable {
        let value: HTTP1Channel.Value
        let work: ConnectionWork
    }

    /// Answers the request of a stream; that it is of HTTP/1 makes no difference to it.
    let streams: HTTP1Channel
    let admission: Admission

    /// Streams that a client may have open at once.
    static let streamsMax = 100
    /// Streams that a client may reset, and spoil, and settings, pings and priorities that it may
    /// send, in `rateSeconds`: as many as there can be streams. What goes beyond makes work without
    /// wanting an answer (CVE-2023-44487, "Rapid Reset"), and ends the connection.
    static let disturbancesMax = 100
    /// See `disturbancesMax`.
    static let rateSeconds: Int64 = 10
    /// Frames by which a header goes on: enough for one of `ConnectionGuard.headerBytesMax`.
    private static let continuationsMax = 5
    /// Bytes of a body that may be under way, so that one of 4 MiB arrives in time from far away.
    private static let streamWindowBytes = 128 << 10
    /// Bytes of all bodies of a connection that may be under way.
    private static let connectionWindowBytes = 1 << 20
    /// Bytes of an answer that wait for the client before its handler does, as on a connection of
    /// HTTP/1.1.
    private static let outgoingBytesMax = 64 << 10

    /// Makes a connection one of HTTP/2.
    func setup(channel: any Channel) -> EventLoopFuture<Connection> {
        channel.eventLoop.makeCompletedFuture {
            let connectionGuard = HTTP2ConnectionGuard()
            let pipeline = channel.pipeline.syncOperations
            let connection = try pipeline.configureAsyncHTTP2Pipeline(
                mode: .server,
                streamDelegate: HTTP2ConnectionGuard.Streams(
                    of: connectionGuard, on: channel.eventLoop),
                frameDelegate: connectionGuard, configuration: Self.configuration
            ) { stream in
                stream.eventLoop.makeCompletedFuture { try setup(stream: stream) }
            }
            try pipeline.addHandler(connectionGuard)
            return connection
        }
    }

    private func setup(stream: any Channel) throws -> Stream {
        let pipeline = stream.pipeline.syncOperations
        let codec = HTTP2FramePayloadToHTTPServerCodec()
        try pipeline.addHandler(codec)
        let work = try admission.addHandlers(to: pipeline, behind: codec, .stream)
        return Stream(
            value: try HTTP1Channel.Value(wrappingChannelSynchronously: stream), work: work)
    }

    /// Answers what comes on a connection, until it ends.
    func handle(_ connection: Connection, logger: Logger) async {
        await withDiscardingTaskGroup { group in
            do {
                for try await stream in connection.inbound {
                    group.addTask {
                        await stream.work.run {
                            await streams.handle(value: stream.value, logger: logger)
                        }
                    }
                }
            } catch {
                // What is under way goes on, though the client did not say good-bye.
                logger.debug("HTTP/2 ended", metadata: ["error": "\(error)"])
            }
        }
    }

    private static var configuration: NIOHTTP2Handler.Configuration {
        var connection = NIOHTTP2Handler.ConnectionConfiguration()
        connection.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: streamsMax),
            HTTP2Setting(parameter: .maxHeaderListSize, value: ConnectionGuard.headerBytesMax),
        ]
        connection.maximumSequentialContinuationFrames = continuationsMax
        // What is still under way on a stream that was ended early is no fault.
        connection.maximumRecentlyResetStreams = streamsMax
        connection.targetWindowSize = connectionWindowBytes
        connection.controlFrameRateLimit.maximumCount = disturbancesMax
        connection.controlFrameRateLimit.windowLength = .seconds(rateSeconds)
        var stream = NIOHTTP2Handler.StreamConfiguration()
        stream.targetWindowSize = streamWindowBytes
        stream.outboundBufferSizeHighWatermark = outgoingBytesMax
        stream.outboundBufferSizeLowWatermark = outgoingBytesMax / 2
        stream.streamResetFrameRateLimit.maximumCount = disturbancesMax
        stream.streamResetFrameRateLimit.windowLength = .seconds(rateSeconds)
        stream.streamErrorRateLimit.maximumCount = disturbancesMax
        stream.streamErrorRateLimit.windowLength = .seconds(rateSeconds)
        return NIOHTTP2Handler.Configuration(connection: connection, stream: stream)
    }
}
