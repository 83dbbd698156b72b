import DocketCore

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
        var signature: [UInt8] = []
        segments.reserveCapacity(4)
        signature.reserveCapacity(64)
        for part in path.utf8.split(separator: UInt8(ascii: "/")) {
            if !signature.isEmpty { signature.append(UInt8(ascii: "/")) }
            if part.contains(UInt8(ascii: "%")) {
                guard let decoded = PercentEncoding.decode(Substring(part)) else { return nil }
                segments.append(Self.segment(Substring(decoded).utf8, &signature))
            } else {
                segments.append(Self.segment(part, &signature))
            }
        }
        self.segments = segments
        self.signature = String(decoding: signature, as: UTF8.self)
    }

    /// The key behind the first segment of that name, in lower case.
    func key(of name: String) -> String? {
        segments.first { $0.name == name && $0.key != nil }?.key
    }

    /// Splits a segment and appends its part of the signature.
    private static func segment(
        _ text: Substring.UTF8View, _ signature: inout [UInt8]
    ) -> Segment {
        let start = signature.count
        let split = text.withContiguousStorageIfAvailable { segment($0, &signature) }
        let key = split ?? Array(text).withUnsafeBufferPointer { segment($0, &signature) }
        let name = String(decoding: signature[start...], as: UTF8.self)
        if key != nil { signature.append(contentsOf: "()".utf8) }
        return Segment(name: name, key: key)
    }

    /// Appends the name in lower case and returns the key.
    private static func segment(
        _ bytes: UnsafeBufferPointer<UInt8>, _ signature: inout [UInt8]
    ) -> String? {
        let open =
            bytes.last == UInt8(ascii: ")") ? bytes.firstIndex(of: UInt8(ascii: "(")) : nil
        for byte in bytes[..<(open ?? bytes.endIndex)] {
            signature.append(byte &- 0x41 < 26 ? byte | 0x20 : byte)
        }
        return open.map { String(decoding: bytes[($0 + 1)..<(bytes.count - 1)], as: UTF8.self) }
    }
}
