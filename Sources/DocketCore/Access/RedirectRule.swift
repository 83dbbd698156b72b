/// Which addresses a client may be registered with for a browser to be sent to with a code or a
/// token.
///
/// Source: RFC 6749, section 3.1.2; RFC 8252, sections 7.1 and 7.3; RFC 9700, section 2.1; ASVS
/// 5.0, 1.2.2.
package enum RedirectRule {
    /// The longest address, in characters.
    package static let lengthMax = 2000
    /// Addresses of a client, at most.
    package static let countMax = 20

    /// What is allowed, for whoever sent something else.
    package static let words =
        "https://, http:// to 127.0.0.1, [::1] or localhost, or a scheme of the app's own with a "
        + "dot in it; without a user and without a fragment"

    private static let loopbackHosts = ["127.0.0.1", "::1", "localhost"]

    /// Whether it is `https`; `http` to the machine that the browser runs on, where nobody listens
    /// on the way; or a scheme of an app's own, which has a dot as its owner's domain has, and so
    /// is none that a browser acts upon itself, such as `javascript` or `data`.
    ///
    /// The scheme counts in lower case only, as it is written everywhere.
    package static func allows(_ uri: String) -> Bool {
        guard uri.utf8.count <= lengthMax, uri.utf8.allSatisfy(isPlain),
            let colon = uri.firstIndex(of: ":")
        else { return false }
        switch uri[..<colon] {
        case "https":
            return (try? WebhookURL(uri)) != nil
        case "http":
            guard let url = try? WebhookURL(uri) else { return false }
            return loopbackHosts.contains(url.host)
        case let scheme:
            let rest = uri[uri.index(after: colon)...]
            return isOwn(scheme) && !rest.isEmpty && !namesUser(rest)
        }
    }

    /// Whether a character may stand in a URI (RFC 3986, section 2) that has no fragment.
    private static func isPlain(_ byte: UInt8) -> Bool {
        (0x21...0x7E).contains(byte) && !#""\<>^`{|}#"#.utf8.contains(byte)
    }

    private static func isOwn(_ scheme: Substring) -> Bool {
        let parts = scheme.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count > 1, parts.allSatisfy({ !$0.isEmpty }),
            let first = scheme.utf8.first, isLetter(first)
        else { return false }
        return scheme.utf8.allSatisfy { byte in
            isLetter(byte) || (0x30...0x39).contains(byte) || "+-.".utf8.contains(byte)
        }
    }

    private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte) }

    /// Whether what stands behind the scheme has a user before its host.
    private static func namesUser(_ rest: Substring) -> Bool {
        rest.hasPrefix("//")
            && rest.dropFirst(2).prefix { $0 != "/" && $0 != "?" }.contains("@")
    }
}
