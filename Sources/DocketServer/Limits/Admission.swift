import DocketCore
import HTTPTypes
import NIOCore

/// All that decides what is let in, and what refusals say, as connections need it.
struct Admission: Sendable {
    let capacity: Capacity
    let limiter: RateLimiter
    let proxies: TrustedProxies
    /// The fields that every answer has.
    let security: SecurityHeaders

    /// There are as many connections as may be.
    struct TooManyConnections: Error {}

    /// Counts a connection until it is closed, and limits how long the system keeps what its client
    /// does not take. One too many is closed without a word, which costs
    /// the least.
    ///
    /// - Returns: whether there is room for it.
    func takes(_ channel: any Channel) -> Bool {
        guard let permit = capacity.connections.permit() else {
            capacity.noteRefusal()
            channel.close(promise: nil)
            return false
        }
        channel.closeFuture.whenComplete { _ in withExtendedLifetime(permit) {} }
        limitSending(channel)
        return true
    }

    /// Has the system give up what a client does not take in time, also behind a connection that is
    /// closed on this side (RFC 5482). Without the option, its own time holds, which is longer.
    private func limitSending(_ channel: any Channel) {
        #if os(Linux)
            // TCP_USER_TIMEOUT of linux/tcp.h, in milliseconds.
            let option = NIOBSDSocket.Option(rawValue: 18)
            let milliseconds = SocketOptionValue(ConnectionGuard.timeoutSeconds * 1000)
            try? channel.syncOptions?.setOption(.tcpOption(option), value: milliseconds)
        #endif
    }

    /// Adds what guards a connection, or a stream of one, and lets its requests in.
    ///
    /// - Returns: what must be kept until all work for the connection is done.
    func addHandlers(
        to pipeline: ChannelPipeline.SynchronousOperations, behind codec: any ChannelHandler,
        _ carrier: ConnectionGuard.Carrier
    ) throws -> ConnectionPlace {
        let place = ConnectionPlace(of: capacity.requests)
        try pipeline.addHandler(
            AdmissionHandler(carrier, admission: self, place: place), position: .after(codec))
        try pipeline.addHandler(ConnectionGuard(carrier, admission: self), position: .after(codec))
        return place
    }

    /// What an answer says of the limit that nobody looked into the request for: what holds for
    /// the connection's other end.
    func count(for channel: any Channel) -> RateCount {
        let peer = Peer(address: channel.remoteAddress, proxies: proxies)
        return limiter.look(at: .address(peer.client([:])))
    }
}
