/// Where a webhook's deliveries go, split the one way that no two programs can read differently:
/// `http` or `https`, a host, perhaps a port, path and query, and nothing else of what RFC 3986
/// allows.
package struct WebhookURL: Sendable, Equatable {
    /// Why a text is no such address.
    package struct Refusal: Error, Equatable {
        /// For the client, after the name of the member.
        package let reason: String
    }

    /// The whole address, host and all before it in lower case.
    package let target: String
    /// The host in lower case; of an address of version 6 without the brackets.
    package let host: String
    /// The address, where the host is written as one.
    package let literal: NetworkAddress?

    /// The longest address, in characters.
    package static let lengthMax = 2048

    /// Reads an address.
    ///
    /// - Throws: `Refusal`.
    package init(_ text: String) throws(Refusal) {
        guard text.utf8.count <= Self.lengthMax else {
            throw Refusal(reason: "must have \(Self.lengthMax) characters at most")
        }
        let isPlain = text.utf8.allSatisfy { byte in
            (0x21...0x7E).contains(byte) && !#""\<>^`{|}#"#.utf8.contains(byte)
        }
        guard isPlain else {
            throw Refusal(reason: "must have only characters of a URL, and no fragment")
        }
        let lower = text.lowercased()
        guard let scheme = ["https://", "http://"].first(where: { lower.hasPrefix($0) }) else {
            throw Refusal(reason: "must begin with https:// or http://")
        }
        let authority = lower.dropFirst(scheme.count).prefix { $0 != "/" && $0 != "?" }
        guard let (host, port) = Self.split(authority), Self.isPort(port) else {
            throw Refusal(reason: "must have a host, perhaps a port, and no user")
        }
        let start = scheme + authority
        target = start + text.dropFirst(start.count)
        if host.hasPrefix("[") {
            let inner = host.dropFirst().dropLast()
            guard inner.contains(":"), let address = NetworkAddress(text: inner) else {
                throw Refusal(reason: "must have an address in its brackets")
            }
            self.host = String(inner)
            literal = address
        } else {
            guard Self.isName(host) else { throw Refusal(reason: "must have a host") }
            self.host = String(host)
            literal = NetworkAddress(text: host)
            if literal == nil, Self.endsInNumber(host) {
                throw Refusal(reason: "must have its host's address as four numbers, or a name")
            }
        }
    }

    /// Whether the host is a name that no public host has: of one part, or in `localhost` (RFC
    /// 6761, section 6.3).
    package var isLocalName: Bool {
        guard literal == nil else { return false }
        let labels = host.split(separator: ".")
        return labels.count < 2 || labels.last == "localhost"
    }

    private static func split(_ authority: Substring) -> (host: Substring, port: Substring?)? {
        guard authority.first == "[" else {
            let parts = authority.split(
                separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            return parts[0].isEmpty ? nil : (parts[0], parts.count > 1 ? parts[1] : nil)
        }
        guard let end = authority.firstIndex(of: "]") else { return nil }
        let rest = authority[authority.index(after: end)...]
        if rest.isEmpty { return (authority[...end], nil) }
        return rest.first == ":" ? (authority[...end], rest.dropFirst()) : nil
    }

    private static func isPort(_ port: Substring?) -> Bool {
        guard let port else { return true }
        return port.utf8.allSatisfy { (0x30...0x39).contains($0) }
            && (UInt16(port).map { $0 > 0 } ?? false)
    }

    private static func isName(_ host: Substring) -> Bool {
        host.utf8.count <= 253
            && host.utf8.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte)
                    || "-._".utf8.contains(byte)
            }
    }

    /// Whether old programs take the host for an address: `0x7f.1`, `127.1`, `2130706433`
    /// (WHATWG URL, "ends in a number checker").
    private static func endsInNumber(_ host: Substring) -> Bool {
        let labels = host.split(separator: ".")
        guard let last = labels.last else { return true }
        return last.utf8.allSatisfy { (0x30...0x39).contains($0) } || last.hasPrefix("0x")
    }
}
