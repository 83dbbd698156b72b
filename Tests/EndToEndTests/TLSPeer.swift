import DocketTestKit
import NIOCore
import NIOPosix
import NIOSSL

/// A connection within TLS whose every byte the test writes and reads by itself.
struct TLSPeer {
    private var parts: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    private let writer: NIOAsyncChannelOutboundWriter<ByteBuffer>
    private var received: [UInt8] = []

    /// The other side closed the connection before all was there.
    struct Closed: Error {}

    /// Connects, and runs `body`.
    ///
    /// - Parameters:
    ///   - configuration: what a client is made of, such as `TestCertificate.trusted` gives.
    ///   - protocols: what the client says it speaks (ALPN).
    /// - Throws: what the handshake throws, too.
    static func talk<Value: Sendable>(
        to port: Int, _ configuration: TLSConfiguration, protocols: [String],
        _ body: (inout TLSPeer) async throws -> Value
    ) async throws -> Value {
        var configuration = configuration
        configuration.applicationProtocols = protocols
        let context = try NIOSSLContext(configuration: configuration)
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(
                        NIOSSLClientHandler(context: context, serverHostname: nil))
                    return try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel)
                }
            }
        return try await channel.executeThenClose { parts, writer in
            var peer = TLSPeer(parts: parts.makeAsyncIterator(), writer: writer)
            return try await body(&peer)
        }
    }

    /// Asks for `/health/live` by HTTP/1.1 on a new connection.
    ///
    /// - Returns: the first line of the answer.
    static func askOnce(to port: Int, _ configuration: TLSConfiguration) async throws -> String {
        try await talk(to: port, configuration, protocols: []) { peer in
            try await peer.ask("/health/live")
        }
    }

    /// Asks by HTTP/1.1, and reads the answer up to the end of its header.
    ///
    /// - Returns: the first line of the answer.
    mutating func ask(_ path: String) async throws -> String {
        try await send(Array("HEAD \(path) HTTP/1.1\r\nHost: docket\r\n\r\n".utf8))
        var header: [UInt8] = []
        while !header.ends(with: Array("\r\n\r\n".utf8)) { header += try await read(1) }
        return String(decoding: header.prefix { $0 != 13 }, as: UTF8.self)
    }

    /// Sends bytes.
    func send(_ bytes: [UInt8]) async throws {
        try await writer.write(ByteBuffer(bytes: bytes))
    }

    /// Reads so many bytes.
    ///
    /// - Throws: `Closed`, or what the connection ended with.
    mutating func read(_ count: Int) async throws -> [UInt8] {
        while received.count < count {
            guard let part = try await parts.next() else { throw Closed() }
            received += part.readableBytesView
        }
        defer { received.removeFirst(count) }
        return Array(received[..<count])
    }
}

extension [UInt8] {
    fileprivate func ends(with end: [UInt8]) -> Bool { suffix(end.count) == end[...] }
}
