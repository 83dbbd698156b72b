/// Somebody else whose JWTs are taken as access tokens, and by which rules.
///
/// Source: contract, section 7; RFC 8725; RFC 9068, section 4.
package struct OutsideIssuer: Sendable, Equatable {
    /// How far the clocks of issuer and server may be apart, in seconds. It never lengthens a
    /// token's life.
    package static let skewSeconds: Int64 = 60
    /// The longest `issuer` and `audience`, in characters.
    package static let identifierCharactersMax = 1000

    /// What the operator calls it: the client of its tokens, as the history has it.
    package let name: String
    /// What `iss` must be.
    package let issuer: String
    /// What `aud` must have.
    package let audience: String
    /// How its tokens may be signed.
    package let algorithms: Set<SignatureAlgorithm>
    /// Where its keys are.
    package let keys: OutsideKeyPlace
    /// What its tokens allow.
    package let mapping: ClaimMapping
    /// What `typ` must be, without `application/`, in lower case; `nil` where it may be missing,
    /// `JWT` or `at+jwt`.
    package let tokenType: String?
    /// Whether an `id_token` is taken for an access token.
    package let takesIDTokens: Bool

    /// An issuer.
    ///
    /// - Throws: `OutsideIssuerError` where a member isn't legal.
    package init(
        name: String, issuer: String, audience: String, algorithms: Set<SignatureAlgorithm>,
        keys: OutsideKeyPlace, mapping: ClaimMapping, tokenType: String? = nil,
        takesIDTokens: Bool = false
    ) throws(OutsideIssuerError) {
        guard ClientDraft.isValid(id: name) else { throw .invalidName(name) }
        guard Self.isIdentifier(issuer) else { throw .invalidIdentifier(member: "Issuer") }
        guard Self.isIdentifier(audience) else { throw .invalidIdentifier(member: "Audience") }
        guard !algorithms.isEmpty else { throw .noAlgorithm }
        if case .address = keys, let secret = algorithms.first(where: \.isSymmetric) {
            throw .secretFromAddress(secret)
        }
        if let tokenType, tokenType.isEmpty { throw .invalidIdentifier(member: "TokenType") }
        self.name = name
        self.issuer = issuer
        self.audience = audience
        self.algorithms = algorithms
        self.keys = keys
        self.mapping = mapping
        self.tokenType = tokenType.map(Self.plain)
        self.takesIDTokens = takesIDTokens
    }

    private static func isIdentifier(_ text: String) -> Bool {
        (1...identifierCharactersMax).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x21...0x7E).contains($0) }
    }

    /// A `typ` as it is compared (RFC 7515, section 4.1.9).
    private static func plain(_ type: String) -> String {
        let lower = type.lowercased()
        return lower.hasPrefix("application/")
            ? String(lower.dropFirst("application/".count)) : lower
    }
}

// MARK: - The rules

extension OutsideIssuer {
    /// How a token with this header is signed.
    ///
    /// - Throws: `.unknownExtension`, `.algorithmNotAllowed`, `.wrongType`.
    package func algorithm(
        of header: TokenHeader
    ) throws(OutsideTokenRefusal) -> SignatureAlgorithm {
        guard !header.hasExtensions else { throw .unknownExtension }
        guard let algorithm = header.algorithm, algorithms.contains(algorithm) else {
            throw .algorithmNotAllowed
        }
        guard takes(type: header.type) else { throw .wrongType }
        return algorithm
    }

    /// Tokens for other purposes name theirs: `logout+jwt`, `secevent+jwt` (RFC 8725, section
    /// 3.11).
    private func takes(type: String?) -> Bool {
        let type = type.map(Self.plain)
        if let tokenType { return type == tokenType }
        return type == nil || type == "jwt" || type == "at+jwt"
    }

    /// Who calls with a token of these claims, its signature being right.
    ///
    /// - Parameter now: instant of the request; at `exp` itself it is already too late.
    /// - Throws: `OutsideTokenRefusal`.
    package func principal(
        of claims: OutsideClaims, at now: Timestamp
    ) throws(OutsideTokenRefusal) -> Principal {
        guard claims.issuer.isSame(as: issuer) else { throw .unknownIssuer }
        guard claims.audiences.contains(where: { $0.isSame(as: audience) }) else {
            throw .wrongAudience
        }
        guard let expiresAt = claims.expiresAt else { throw .noExpiry }
        guard now < expiresAt else { throw .expired }
        let latest = now.adding(seconds: Self.skewSeconds)
        if let notBefore = claims.notBefore, notBefore > latest { throw .notYetValid }
        if let issuedAt = claims.issuedAt, issuedAt > latest { throw .notYetValid }
        guard let subject = claims.subject, AccessName.isValid(subject) else { throw .noSubject }
        if claims.isIDToken, !takesIDTokens { throw .idToken }
        guard !claims.isBoundToKey else { throw .boundToKey }
        let allowance = mapping.allowance(of: claims)
        return Principal(
            clientID: name, userName: subject, scopes: allowance.scopes,
            companies: allowance.companies, isOwn: false)
    }
}

/// Where an issuer's keys are, as a JWK Set (RFC 7517, section 5).
package enum OutsideKeyPlace: Sendable, Equatable {
    /// An address that is asked now and then.
    case address(String)
    /// A file that is read when it has changed.
    case file(path: String)

    /// Reads `https://…`, `http://…` to this machine itself, or a path.
    ///
    /// - Throws: `.badAddress`, `.plainAddress`.
    package init(_ text: String) throws(OutsideIssuerError) {
        let lower = text.lowercased()
        guard lower.hasPrefix("https:") || lower.hasPrefix("http:") else {
            guard !text.isEmpty else { throw .badAddress("must be an address or a path") }
            self = .file(path: text)
            return
        }
        let url: WebhookURL
        do throws(WebhookURL.Refusal) {
            url = try WebhookURL(text)
        } catch {
            throw .badAddress(error.reason)
        }
        if lower.hasPrefix("http:") {
            let isLoopback = url.literal.map(Self.isLoopback) ?? (url.host == "localhost")
            guard isLoopback else { throw .plainAddress }
        }
        self = .address(url.target)
    }

    private static func isLoopback(_ address: NetworkAddress) -> Bool {
        ["127.0.0.0/8", "::1"].contains { Network($0)?.contains(address) ?? false }
    }
}
