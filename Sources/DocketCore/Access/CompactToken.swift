/// A JWT taken apart; nothing of it is believed yet.
///
/// Source: RFC 7515, section 7.1.
package struct CompactToken: Sendable {
    /// The longest token, in bytes: as long as a header field can be.
    package static let bytesMax = 16 << 10

    /// The header's bytes, which should be JSON.
    package let header: [UInt8]
    /// The payload's bytes.
    package let payload: [UInt8]
    /// The signature's bytes.
    package let signature: [UInt8]
    /// What the signature is made over: header and payload as they came, and the dot between.
    package let signed: ArraySlice<UInt8>

    /// Takes a token apart.
    ///
    /// - Throws: `.tooLong`; `.malformed` unless it is three parts in canonical base64url.
    package init(_ text: [UInt8]) throws(OutsideTokenRefusal) {
        guard text.count <= Self.bytesMax else { throw .tooLong }
        let parts = text.split(
            separator: Self.dot, maxSplits: 3, omittingEmptySubsequences: false)
        guard parts.count == 3, let header = Base64.decodeCanonicalURL(parts[0]),
            let payload = Base64.decodeCanonicalURL(parts[1]),
            let signature = Base64.decodeCanonicalURL(parts[2])
        else { throw .malformed }
        self.header = header
        self.payload = payload
        self.signature = signature
        signed = text[..<parts[1].endIndex]
    }

    /// Whether a text can be one: it has two dots. Docket's own tokens have none.
    package static func isShaped(_ text: some StringProtocol) -> Bool {
        let dots = text.utf8.withContiguousStorageIfAvailable { bytes in
            bytes.count { $0 == dot }
        }
        return (dots ?? text.utf8.count { $0 == dot }) == 2
    }

    private static let dot = UInt8(ascii: ".")
}

/// What a JWT says of how it is signed: a claim of whoever made it, and no more.
///
/// What else may stand there, such as keys and addresses of keys (`jwk`, `jku`, `x5u`, `x5c`), is
/// not even read (RFC 8725, section 3.10).
package struct TokenHeader: Sendable, Equatable {
    /// `alg`; `nil` where it is absent or none that Docket knows.
    package let algorithm: SignatureAlgorithm?
    /// `kid`, which says which of the issuer's keys it is.
    package let keyID: String?
    /// `typ`, the kind of token.
    package let type: String?
    /// Whether it wants an extension to be understood: by `crit`, or `b64` (RFC 7797).
    package let hasExtensions: Bool

    /// A header by what it says.
    package init(
        algorithm: SignatureAlgorithm?, keyID: String?, type: String?, hasExtensions: Bool
    ) {
        self.algorithm = algorithm
        self.keyID = keyID
        self.type = type
        self.hasExtensions = hasExtensions
    }
}

/// What a JWT says of whom it is for; to be believed once its signature is seen to be right.
///
/// Source: RFC 7519, section 4.1.
package struct OutsideClaims: Sendable, Equatable {
    /// `iss`, who made it.
    package let issuer: String
    /// `sub`, whom it is about.
    package let subject: String?
    /// `aud`, whom it is for.
    package let audiences: [String]
    /// `exp`: from then on it is not good.
    package let expiresAt: Timestamp?
    /// `nbf`: before, it is not good.
    package let notBefore: Timestamp?
    /// `iat`, when it was made.
    package let issuedAt: Timestamp?
    /// Whether it has `nonce` or `at_hash`, as an `id_token` does and an access token does not
    /// (OpenID Connect Core 1.0, section 2).
    package let isIDToken: Bool
    /// Whether it is good only with a key that the sender proves to have, by `cnf` (RFC 7800).
    package let isBoundToKey: Bool
    /// What the issuer's claim for scopes has, name by name.
    package let scopes: [String]
    /// What the issuer's claim for companies has.
    package let companies: CompanySet

    /// Claims by what they say.
    package init(
        issuer: String, subject: String?, audiences: [String], expiresAt: Timestamp?,
        notBefore: Timestamp?, issuedAt: Timestamp?, isIDToken: Bool, isBoundToKey: Bool,
        scopes: [String], companies: CompanySet
    ) {
        self.issuer = issuer
        self.subject = subject
        self.audiences = audiences
        self.expiresAt = expiresAt
        self.notBefore = notBefore
        self.issuedAt = issuedAt
        self.isIDToken = isIDToken
        self.isBoundToKey = isBoundToKey
        self.scopes = scopes
        self.companies = companies
    }
}
