/// What a client says of its secret before it has a code: the SHA-256 of a verifier that it shows
/// when it exchanges the code, so that nobody else can (PKCE).
///
/// Source: RFC 7636; only `S256` (contract, section 7).
package struct CodeChallenge: Sendable, Equatable {
    /// The 32 bytes.
    package let bytes: [UInt8]

    /// Reads `code_challenge`: 43 characters of base64url; `nil` for anything else.
    package init?(_ text: String) {
        guard text.utf8.count == 43, let bytes = Base64.decode(Substring(text)),
            Base64.encodeURL(bytes) == text
        else { return nil }
        self.bytes = bytes
    }

    /// A challenge that was kept.
    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// Whether a `code_verifier` is one: 43 to 128 letters, digits or `-._~` (section 4.1).
    package static func isVerifier(_ text: String) -> Bool {
        (43...128).contains(text.utf8.count)
            && text.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                    UInt8(ascii: "_"), UInt8(ascii: "~"):
                    true
                default: false
                }
            }
    }
}
