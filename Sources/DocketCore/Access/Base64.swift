/// Bytes as text of 64 characters (RFC 4648), without Foundation.
package enum Base64 {
    /// The alphabet that needs no escaping in a URL, without padding (RFC 4648, section 5): how
    /// tokens are written.
    package static func encodeURL(_ bytes: some Collection<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count * 4 + 2) / 3)
        var pending: UInt32 = 0
        var bits = 0
        for byte in bytes {
            pending = pending << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(character(pending >> UInt32(bits) & 0x3F))
            }
        }
        if bits > 0 { text.append(character(pending << UInt32(6 - bits) & 0x3F)) }
        return String(decoding: text, as: UTF8.self)
    }

    /// The plain alphabet, with padding (RFC 4648, section 4).
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        let text = encodeURL(bytes).replacing("-", with: "+").replacing("_", with: "/")
        return text + String(repeating: "=", count: (4 - text.utf8.count % 4) % 4)
    }

    /// Reads either alphabet, with or without padding.
    ///
    /// - Returns: `nil` for any other character, and for a length that no bytes have.
    package static func decode(_ text: some StringProtocol) -> [UInt8]? {
        var characters = Array(text.utf8)
        while let last = characters.last, last == UInt8(ascii: "="), characters.count % 4 != 1 {
            characters.removeLast()
        }
        guard characters.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(characters.count * 3 / 4)
        var pending: UInt32 = 0
        var bits = 0
        for character in characters {
            guard let value = value(character) else { return nil }
            pending = pending << 6 | value
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: pending >> UInt32(bits)))
            }
        }
        return bytes
    }

    /// Reads the alphabet of URLs without padding, in the one way that bytes are written: bits that
    /// stand for nothing must be zero, so that no two texts are the same bytes (RFC 4648, sections
    /// 3.5 and 5; RFC 7515, section 2).
    ///
    /// - Returns: `nil` for anything else.
    package static func decodeCanonicalURL(_ text: some Collection<UInt8>) -> [UInt8]? {
        let isURL = text.allSatisfy { byte in
            value(byte) != nil && byte != UInt8(ascii: "+") && byte != UInt8(ascii: "/")
        }
        guard isURL, let bytes = decode(String(decoding: text, as: UTF8.self)),
            encodeURL(bytes).utf8.elementsEqual(text)
        else { return nil }
        return bytes
    }

    private static func character(_ value: UInt32) -> UInt8 {
        let value = UInt8(truncatingIfNeeded: value)
        return switch value {
        case 0..<26: UInt8(ascii: "A") + value
        case 26..<52: UInt8(ascii: "a") + value - 26
        case 52..<62: UInt8(ascii: "0") + value - 52
        case 62: UInt8(ascii: "-")
        default: UInt8(ascii: "_")
        }
    }

    private static func value(_ character: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character) - 65
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character) - 97 + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character) - 48 + 52
        case UInt8(ascii: "-"), UInt8(ascii: "+"): 62
        case UInt8(ascii: "_"), UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
