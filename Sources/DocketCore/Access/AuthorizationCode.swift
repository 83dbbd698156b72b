/// A person's consent, on its way to the client by the browser: exchanged once, and soon.
package struct AuthorizationCode: Sendable, Equatable {
    /// How long it is good for, in seconds (RFC 9700, section 4.5, wants it short).
    package static let lifeSeconds: Int64 = 60

    /// The SHA-256 of the code itself.
    package let hash: SecretHash
    /// The client that it is for.
    package let clientID: String
    /// Who consented.
    package let userName: String
    /// To what.
    package let allowance: TokenAllowance
    /// The `redirect_uri` of the request; `nil` where it had none.
    package let redirectURI: String?
    /// What the client is known by.
    package let challenge: CodeChallenge
    /// What stands in the `id_token`.
    package let nonce: String?
    /// When the person signed in.
    package let signedInAt: Timestamp
    /// From when on it is not good.
    package let expiresAt: Timestamp
    /// The tokens that it was exchanged for.
    package let family: GUID?

    /// A code, not exchanged unless it says so.
    package init(
        hash: SecretHash, clientID: String, userName: String, allowance: TokenAllowance,
        redirectURI: String?, challenge: CodeChallenge, nonce: String?, signedInAt: Timestamp,
        expiresAt: Timestamp, family: GUID? = nil
    ) {
        self.hash = hash
        self.clientID = clientID
        self.userName = userName
        self.allowance = allowance
        self.redirectURI = redirectURI
        self.challenge = challenge
        self.nonce = nonce
        self.signedInAt = signedInAt
        self.expiresAt = expiresAt
        self.family = family
    }

    /// What comes of exchanging it.
    package enum Exchange: Sendable, Equatable {
        /// Tokens.
        case granted
        /// Nothing.
        case refused
        /// Nothing, and the end of the tokens of this family: somebody had the code before (RFC
        /// 6749, section 4.1.2).
        case reused(GUID)
    }

    /// What comes of a client exchanging it.
    ///
    /// - Parameters:
    ///   - redirectURI: the same as in the request.
    ///   - challenge: of the verifier.
    ///   - now: instant of the request; at `expiresAt` itself it is already too late.
    package func exchange(
        by clientID: String, redirectURI: String?, challenge: CodeChallenge, at now: Timestamp
    ) -> Exchange {
        guard clientID == self.clientID,
            ConstantTime.equal(challenge.bytes, self.challenge.bytes)
        else { return .refused }
        if let family { return .reused(family) }
        guard redirectURI == self.redirectURI, now < expiresAt else { return .refused }
        return .granted
    }
}
