/// The proxies before the server that are believed when they say for whom they ask.
///
/// What a header says of a client's address anybody can write; only a proxy that is known to put
/// the truth there, and to leave what came before it, may be asked.
package struct TrustedProxies: Sendable, Hashable {
    private let networks: [Network]

    /// The proxies of these networks; none where there are no networks.
    package init(_ networks: [Network] = []) {
        self.networks = networks
    }

    /// Whether there are none.
    package var isEmpty: Bool { networks.isEmpty }

    /// Whether the server at that address is one.
    package func contains(_ address: NetworkAddress) -> Bool {
        networks.contains { $0.contains(address) }
    }

    /// For whom a request comes: who connected, or, where that is a trusted proxy, the last address
    /// of `X-Forwarded-For` that is none.
    ///
    /// Each proxy writes behind what it got the address that it got it from. What stands before
    /// the first one that is not trusted, from the right, may be made up. Where something is no
    /// address, the proxy that handed it on is the last one known.
    ///
    /// - Parameters:
    ///   - peer: the other end of the connection.
    ///   - forwardedFor: addresses with commas between, with or without ports; `nil` where there
    ///     are none.
    package func client(
        behind peer: NetworkAddress, forwardedFor: String?
    ) -> NetworkAddress {
        guard !isEmpty, let forwardedFor else { return peer }
        var client = peer
        for text in forwardedFor.split(separator: ",").reversed() {
            guard contains(client), let next = Self.address(text) else { break }
            client = next
        }
        return client
    }

    /// An address, with spaces round it, and in the forms that have a port: `192.0.2.1:443`,
    /// `[2001:db8::1]:443`.
    private static func address(_ text: Substring) -> NetworkAddress? {
        let isSpace: (Character) -> Bool = { $0 == " " || $0 == "\t" }
        var text = text.drop(while: isSpace)
        while let last = text.last, isSpace(last) { text.removeLast() }
        if text.first == "[" {
            guard let end = text.firstIndex(of: "]") else { return nil }
            return NetworkAddress(text: text[text.index(after: text.startIndex)..<end])
        }
        let colons = text.utf8.count { $0 == UInt8(ascii: ":") }
        return NetworkAddress(text: colons == 1 ? text.prefix { $0 != ":" } : text)
    }
}
