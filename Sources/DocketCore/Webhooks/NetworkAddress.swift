/// An address of the internet, of version 4 or 6.
package struct NetworkAddress: Sendable, Hashable {
    /// Four bytes, or sixteen.
    package let bytes: [UInt8]

    /// An address by its bytes.
    ///
    /// - Returns: `nil` unless there are four or sixteen.
    package init?(_ bytes: [UInt8]) {
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        // An address of version 4 that is written as one of version 6 (RFC 4291, section 2.5.5.2).
        let mapped: [UInt8] = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF]
        self.bytes = bytes.starts(with: mapped) ? Array(bytes[12...]) : bytes
    }

    /// Reads the usual form: `192.0.2.1`, `2001:db8::1`.
    ///
    /// - Returns: `nil` for what is none.
    package init?(text: Substring) {
        guard let bytes = Network.address(text) else { return nil }
        self.init(bytes)
    }

    /// What one customer has, as a rule: of version 4 the address itself, of version 6 the network
    /// of 64 bits (RFC 4291, section 2.5.4), in which there are more addresses than can be counted.
    package var ofCustomer: NetworkAddress {
        guard bytes.count == 16 else { return self }
        return NetworkAddress(Array(bytes[..<8]) + [UInt8](repeating: 0, count: 8)) ?? self
    }

    /// Whether it is one of the public internet: not of this machine, a private network, a
    /// protocol, documentation or a group, and not a way to one of these.
    ///
    /// Source: IANA, special-purpose address registries (RFC 6890), as of 2025.
    package var isPublic: Bool {
        if bytes.count == 4 { return !Self.special4.contains { $0.contains(self) } }
        if let inner = embedded { return inner.isPublic }
        return Self.global6.contains(self) && !Self.special6.contains { $0.contains(self) }
    }

    /// The address of version 4 that packets to this one end up at: translation (RFC 6052) and
    /// 6to4 (RFC 3056).
    private var embedded: NetworkAddress? {
        if bytes.starts(with: [0, 0x64, 0xFF, 0x9B, 0, 0, 0, 0, 0, 0, 0, 0]) {
            return NetworkAddress(Array(bytes[12...]))
        }
        if bytes.starts(with: [0x20, 0x02]) { return NetworkAddress(Array(bytes[2..<6])) }
        return nil
    }

    private static let special4 = networks(
        "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16",
        "172.16.0.0/12", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16",
        "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4")

    /// All that is given out to anybody.
    private static let global6 = Network(prefix: [0x20], length: 3, of: 16)

    private static let special6 = [
        // Protocols, Teredo among them (RFC 2928), documentation (RFC 3849, RFC 9637).
        Network(prefix: [0x20, 0x01, 0x00], length: 23, of: 16),
        Network(prefix: [0x20, 0x01, 0x0D, 0xB8], length: 32, of: 16),
        Network(prefix: [0x3F, 0xFF, 0x00], length: 20, of: 16),
    ]

    private static func networks(_ texts: String...) -> [Network] {
        texts.compactMap { Network($0) }
    }
}

extension NetworkAddress: CustomStringConvertible {
    /// The usual form; of version 6 with all its groups.
    package var description: String {
        if bytes.count == 4 { return bytes.map { "\($0)" }.joined(separator: ".") }
        return stride(from: 0, to: 16, by: 2).map { place in
            String(UInt16(bytes[place]) << 8 | UInt16(bytes[place + 1]), radix: 16)
        }.joined(separator: ":")
    }
}

/// A range of addresses: those that begin with the same bits (RFC 4632).
package struct Network: Sendable, Hashable {
    private let prefix: [UInt8]
    private let length: Int

    fileprivate init(prefix: [UInt8], length: Int, of count: Int) {
        self.prefix = prefix + [UInt8](repeating: 0, count: count - prefix.count)
        self.length = length
    }

    /// A range as operators write it: `10.0.0.0/8`, `fd00::/8`, or one address.
    ///
    /// - Returns: `nil` for what is none.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let address = Self.address(parts[0]) else { return nil }
        let bits = address.count * 8
        let length = parts.count == 2 ? UInt8(plain: parts[1]).map { Int($0) } ?? -1 : bits
        guard (0...bits).contains(length) else { return nil }
        // What is written as version 6 and means version 4 is looked for as version 4.
        let plain = NetworkAddress(address)?.bytes ?? address
        prefix = plain
        self.length = length - (address.count - plain.count) * 8
        if self.length < 0 { return nil }
    }

    /// Whether an address is in it.
    package func contains(_ address: NetworkAddress) -> Bool {
        guard address.bytes.count == prefix.count else { return false }
        for (place, (one, other)) in zip(address.bytes, prefix).enumerated() {
            let bits = min(max(length - place * 8, 0), 8)
            let mask = UInt8(truncatingIfNeeded: 0xFF00 >> bits)
            if (one ^ other) & mask != 0 { return false }
        }
        return true
    }

    fileprivate static func address(_ text: Substring) -> [UInt8]? {
        text.contains(":") ? address6(text) : address4(text)
    }

    private static func address4(_ text: Substring) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        let bytes = parts.compactMap { UInt8(plain: $0) }
        return parts.count == 4 && bytes.count == 4 ? bytes : nil
    }

    /// Eight groups of hexadecimal digits, or six and an address of version 4; `::` once for as
    /// many zeros as are missing (RFC 4291, section 2.2).
    private static func address6(_ text: Substring) -> [UInt8]? {
        guard let gap = text.range(of: "::") else {
            guard let bytes = groups(text, isEnd: true), bytes.count == 16 else { return nil }
            return bytes
        }
        guard let head = groups(text[..<gap.lowerBound], isEnd: false),
            let tail = groups(text[gap.upperBound...], isEnd: true),
            head.count + tail.count <= 14
        else { return nil }
        return head + [UInt8](repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    /// - Parameter isEnd: whether an address of version 4 may stand last.
    private static func groups(_ text: Substring, isEnd: Bool) -> [UInt8]? {
        if text.isEmpty { return [] }
        var bytes: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (place, group) in parts.enumerated() {
            if isEnd, place == parts.count - 1, let last = address4(group) { return bytes + last }
            guard (1...4).contains(group.count), group.allSatisfy(\.isHexDigit),
                let number = UInt16(group, radix: 16)
            else { return nil }
            bytes += [UInt8(number >> 8), UInt8(number & 0xFF)]
        }
        return bytes
    }
}

extension Substring {
    /// Where `text` stands first.
    fileprivate func range(of text: String) -> Range<Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) {
                return start..<index(start, offsetBy: text.count)
            }
            start = index(after: start)
        }
        return nil
    }
}

extension UInt8 {
    /// Reads decimal digits; nothing else, and no zero before them: `010` is eight to some and ten
    /// to others.
    fileprivate init?(plain text: Substring) {
        guard let number = UInt8(text), "\(number)" == text else { return nil }
        self = number
    }
}
