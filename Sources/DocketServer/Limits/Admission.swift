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
    /// Who is told of each request that is over; `nil` for nobody.
    let traffic: Traffic?

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
    func addHandlers(
        to pipeline: ChannelPipeline.SynchronousOperations, behind codec: any ChannelHandler,
        _ carrier: ConnectionGuard.Carrier
    ) throws -> ConnectionWork {
        let place = ConnectionPlace(of: capacity.requests)
        try pipeline.addHandler(
            AdmissionHandler(carrier, admission: self, place: place), position: .after(codec))
        try pipeline.addHandler(ConnectionGuard(carrier, admission: self), position: .after(codec))
        guard let traffic else { return ConnectionWork(place: place, notes: nil) }
        let notes = RequestNotes()
        try pipeline.addHandler(
            TrafficHandler(traffic, notes: notes), position: .after(codec))
        return ConnectionWork(place: place, notes: notes)
    }

    /// What an answer says of the limit that nobody looked into the request for: what holds for
    /// the connection's other end.
    func count(for channel: any Channel) -> RateCount {
        let peer = Peer(address: channel.remoteAddress, proxies: proxies)
        return limiter.look(at: .address(peer.client([:])))
    }
}

/// What the handlers of a connection, or of a stream of one, share with the task that works for it.
struct ConnectionWork: Sendable {
    /// Kept until all work is done.
    let place: ConnectionPlace
    /// What the task finds out about requests; `nil` where nobody wants to know.
    let notes: RequestNotes?

    /// Does the work.
    func run(_ body: () async -> Void) async {
        await RequestNotes.$current.withValue(notes) { await body() }
        withExtendedLifetime(place) {}
    }
}
