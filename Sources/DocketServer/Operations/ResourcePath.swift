/// A path split into segments and their keys: `/v1/Companies(14146)/Orders(…)/Items`.
///
/// Names match without regard to case, percent-encoding is decoded once, and a trailing `/` is
/// accepted (contract, section 1).
struct ResourcePath: Sendable {
    /// A part between two slashes.
    struct Segment: Sendable {
        /// The name in lower case.
        let name: String
        /// What stands in parentheses behind it, as written; `nil` without parentheses.
        let key: String?
    }

    let segments: [Segment]
    /// The names in lower case with `()` for keys, `/` between: what the route table is asked for.
    let signature: String

    /// Splits the path of a request's target (without `?`).
    ///
    /// - Returns: `nil` for a path that is not UTF-8 after decoding, or has broken `%`.
    init?(_ path: Substring) {
        var segments: [Segment] = []
        var signature = ""
        for part in path.split(separator: "/", omittingEmptySubsequences: true) {
            guard let decoded = PercentEncoding.decode(part) else { return nil }
            let segment = Self.segment(decoded)
            segments.append(segment)
            if !signature.isEmpty { signature += "/" }
            signature += segment.name
            if segment.key != nil { signature += "()" }
        }
        self.segments = segments
        self.signature = signature
    }

    /// The key behind the first segment of that name, in lower case.
    func key(of name: String) -> String? {
        segments.first { $0.name == name && $0.key != nil }?.key
    }

    private static func segment(_ text: String) -> Segment {
        guard text.utf8.last == UInt8(ascii: ")"), let open = text.firstIndex(of: "(") else {
            return Segment(name: text.lowercased(), key: nil)
        }
        let key = text[text.index(after: open)...].dropLast()
        return Segment(name: text[..<open].lowercased(), key: String(key))
    }
}

/// Percent-encoding of URLs (RFC 3986, section 2.1).
enum PercentEncoding {
    /// Decodes once; with `form`, `+` is a space (application/x-www-form-urlencoded).
    ///
    /// - Returns: `nil` for a `%` without two hex digits behind it, and for what is not UTF-8.
    static func decode(_ text: Substring, form: Bool = false) -> String? {
        guard text.utf8.contains(where: { $0 == UInt8(ascii: "%") || $0 == UInt8(ascii: "+") })
        else { return String(text) }
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "+"), form {
                bytes.append(UInt8(ascii: " "))
            } else if byte == UInt8(ascii: "%") {
                guard let high = hex(rest.popFirst()), let low = hex(rest.popFirst()) else {
                    return nil
                }
                bytes.append(high << 4 | low)
            } else {
                bytes.append(byte)
            }
        }
        return String(validating: bytes, as: UTF8.self)
    }

    private static func hex(_ byte: UInt8?) -> UInt8? {
        switch byte {
        case .some(let byte) where (0x30...0x39).contains(byte): byte - 0x30
        case .some(let byte) where (0x41...0x46).contains(byte & 0xDF): (byte & 0xDF) - 0x37
        default: nil
        }
    }
}
