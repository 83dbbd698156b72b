import DocketCore
import HTTPTypes
import NIOCore

/// The other end of a connection, and what it may say of those that it asks for.
struct Peer: Sendable {
    /// `nil` where it has none: on a Unix socket.
    let address: SocketAddress?
    /// Who is believed.
    let proxies: TrustedProxies

    /// For whom a request comes; `nil` where nobody knows.
    func client(_ fields: HTTPFields) -> NetworkAddress? {
        networkAddress.map { peer in
            proxies.isEmpty
                ? peer : proxies.client(behind: peer, forwardedFor: fields[.forwardedFor])
        }
    }

    /// Whether a trusted proxy says that the client came to it by HTTPS.
    func saysHTTPS(_ fields: HTTPFields) -> Bool {
        guard !proxies.isEmpty else { return false }
        return isTrusted && fields[.forwardedProto]?.lowercased() == "https"
    }

    /// Whether it is a trusted proxy.
    var isTrusted: Bool { networkAddress.map(proxies.contains) ?? false }

    private var networkAddress: NetworkAddress? {
        address?.ipAddress.flatMap { NetworkAddress(text: $0[...]) }
    }
}
