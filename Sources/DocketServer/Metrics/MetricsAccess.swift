package import DocketCore
import DocketService
import HTTPTypes

/// Who may read the figures. They are of all companies together, so they are the operator's.
package struct MetricsAccess: Sendable {
    /// From where they may be read without a token, beside this machine.
    private let networks: [Network]
    /// What is kept of the token that is asked of everybody; `nil` where the address decides.
    private let token: SecretHash?

    /// Characters that a token has at least.
    package static let tokenLengthMin = 16

    /// Whoever is on this machine or in one of `networks`.
    package init(networks: [Network] = []) {
        self.networks = networks
        token = nil
    }

    /// Whoever has `token`, wherever they are.
    ///
    /// - Returns: `nil` for a token that is too short, or can't be sent.
    package init?(token: String) {
        let fields: HTTPFields = [.authorization: "Bearer \(token)"]
        guard token.utf8.count >= Self.tokenLengthMin, BearerToken.read(fields) == token[...]
        else { return nil }
        networks = []
        self.token = SecretHash(of: token)
    }

    private static let loopback = ["127.0.0.0/8", "::1/128"].compactMap { Network($0) }

    /// Lets a call through, or not.
    ///
    /// - Throws: `RequestError.invalidToken`; `.unknownPath`, as if there were nothing, to whoever
    ///   comes from elsewhere, and to those of whom a proxy that is not trusted says that they do:
    ///   to us they seem to come from the proxy's machine, which may be this one.
    func admit(_ call: Call) throws {
        if let token {
            let sent = BearerToken.read(call.headers)
            guard let sent, SecretHash(of: sent).matches(token) else {
                throw RequestError.invalidToken(
                    wasSent: call.headers.contains(.authorization))
            }
            return
        }
        guard !call.peer.hidesClient(call.headers), isNear(call.peer.client(call.headers)) else {
            throw RequestError.unknownPath
        }
    }

    /// Whether an address may; a connection without one comes from this machine.
    private func isNear(_ address: NetworkAddress?) -> Bool {
        guard let address else { return true }
        return (Self.loopback + networks).contains { $0.contains(address) }
    }
}

extension Peer {
    /// The fields by which proxies tell that they ask for somebody else.
    private static let forwarding: [HTTPField.Name] = [
        .forwarded, .forwardedFor, .forwardedProto, .forwardedHost, .realAddress, .via,
    ]

    /// Whether it asks for somebody else and is not believed for whom.
    fileprivate func hidesClient(_ fields: HTTPFields) -> Bool {
        !isTrusted && Self.forwarding.contains { fields.contains($0) }
    }
}
