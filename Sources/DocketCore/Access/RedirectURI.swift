/// Where a browser is sent with a code or a token.
package struct RedirectURI: Sendable, Hashable {
    /// The URI, as it was asked for.
    package let text: String

    /// The one that a request may have.
    ///
    /// - Parameters:
    ///   - asked: the parameter `redirect_uri`; `nil` where it is absent.
    ///   - registered: what the client is registered with.
    /// - Returns: `nil` where it is none of them, or absent and there is more than one.
    /// Source: RFC 6749, section 3.1.2.3; RFC 9700, section 2.1 (exact match).
    package init?(_ asked: String?, of registered: [String]) {
        guard let asked else {
            guard registered.count == 1, let only = registered.first else { return nil }
            text = only
            return
        }
        guard registered.contains(where: { Self.matches(asked, $0) }) else { return nil }
        text = asked
    }

    /// Whether both are the same; of a loopback's the port may be any, since a program on the
    /// user's machine takes one that is free (RFC 8252, section 7.3).
    private static func matches(_ asked: String, _ registered: String) -> Bool {
        if asked == registered { return true }
        guard let own = LoopbackURI(registered), let other = LoopbackURI(asked) else {
            return false
        }
        return own == other
    }

    /// The scheme and the host, as a policy of a page names the places that its forms may lead to;
    /// of a scheme of an app's own, the scheme.
    package var origin: String {
        guard let colon = text.firstIndex(of: ":") else { return text }
        let rest = text[text.index(after: colon)...]
        guard rest.hasPrefix("//") else { return String(text[...colon]) }
        let host = rest.dropFirst(2).prefix { $0 != "/" && $0 != "?" }
        return host.isEmpty ? String(text[...colon]) : "\(text[..<colon])://\(host)"
    }
}

/// An `http` URI of the machine itself, without its port.
private struct LoopbackURI: Equatable {
    private static let hosts = ["127.0.0.1", "[::1]", "localhost"]

    let host: String
    /// What stands behind host and port.
    let rest: Substring

    init?(_ text: String) {
        let prefix = "http://"
        guard text.hasPrefix(prefix) else { return nil }
        let behind = text.dropFirst(prefix.count)
        guard let host = Self.hosts.first(where: behind.hasPrefix) else { return nil }
        var rest = behind.dropFirst(host.count)
        if rest.first == ":" {
            let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
            guard let port = UInt16(digits), port > 0 else { return nil }
            rest = rest.dropFirst(1 + digits.count)
        }
        guard rest.isEmpty || rest.first == "/" || rest.first == "?" else { return nil }
        self.host = host
        self.rest = rest
    }
}
