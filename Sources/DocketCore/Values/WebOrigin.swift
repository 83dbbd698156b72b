/// Where a script in a browser comes from, as its requests name it: scheme, host, and a port that
/// is not the scheme's own.
///
/// Source: RFC 6454, section 6.2.
package struct WebOrigin: Sendable, Hashable {
    /// As browsers write it: `https://app.example`, `http://localhost:5173`.
    package let text: String

    private static let secureScheme = "https://"
    private static let plainScheme = "http://"
    /// Hosts that are the reader's own machine, which nobody can listen in on.
    private static let loopbackHosts: Set<Substring> = ["localhost", "127.0.0.1", "[::1]"]
    private static let hostLengthMax = 253

    /// Reads an origin; upper case, and the scheme's own port, are taken for what they mean.
    ///
    /// - Returns: `nil` for what has a path, a user or a pattern, and for `http` anywhere but on a
    ///   loopback address.
    package init?(_ text: String) {
        let lower = text.lowercased()
        guard
            let scheme = [Self.secureScheme, Self.plainScheme].first(where: { lower.hasPrefix($0) })
        else { return nil }
        let authority = lower.dropFirst(scheme.count)
        guard let (host, port) = Self.split(authority), Self.isHost(host) else { return nil }
        guard scheme == Self.secureScheme || Self.loopbackHosts.contains(host) else { return nil }
        let schemePort: UInt16 = scheme == Self.secureScheme ? 443 : 80
        let suffix = port.map { $0 == schemePort ? "" : ":\($0)" } ?? ""
        self.text = "\(scheme)\(host)\(suffix)"
    }

    private static func split(_ authority: Substring) -> (host: Substring, port: UInt16?)? {
        let hostEnd =
            authority.first == "["
            ? authority.firstIndex(of: "]").map { authority.index(after: $0) }
            : authority.firstIndex(of: ":")
        let host = authority[..<(hostEnd ?? authority.endIndex)]
        let rest = authority[host.endIndex...]
        if rest.isEmpty { return (host, nil) }
        let digits = rest.dropFirst()
        guard rest.first == ":", digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }),
            let port = UInt16(digits), port > 0
        else { return nil }
        return (host, port)
    }

    /// Whether it is a name or an address, and no pattern. What no host has matches no browser.
    private static func isHost(_ host: Substring) -> Bool {
        let isBracketed = host.first == "[" && host.last == "]"
        let inner = isBracketed ? host.dropFirst().dropLast() : host
        return !inner.isEmpty && inner.utf8.count <= hostLengthMax
            && inner.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
                    || "-.".utf8.contains(byte) || (isBracketed && byte == UInt8(ascii: ":"))
            }
    }
}
