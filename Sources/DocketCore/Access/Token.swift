/// A token as it is kept: its hash, what it allows, and what became of it.
package struct Token: Sendable, Equatable {
    /// What it is good for; the number is stored.
    package enum Kind: Int64, Sendable {
        /// Calls the API.
        case access = 0
        /// Gets the next access token.
        case refresh = 1
    }

    /// What is kept of the token itself.
    package let hash: SecretHash
    /// What it is good for.
    package let kind: Kind
    /// All tokens that descend from one sign-in; shown to operators as the token's id.
    package let family: GUID
    /// The client that got it.
    package let clientID: String
    /// The user behind it, where there is one.
    package let userName: String?
    /// What it allows.
    package let allowance: TokenAllowance
    /// When it was made.
    package let issuedAt: Timestamp
    /// From when on it is not good; `nil` for never.
    package let expiresAt: Timestamp?
    /// Of a refresh token: the access token that it came with.
    package let accessHash: SecretHash?
    /// When it was taken back.
    package let revokedAt: Timestamp?
    /// Of a refresh token: when it was exchanged.
    package let usedAt: Timestamp?

    /// A token, new unless it says when it was revoked or used.
    package init(
        hash: SecretHash, kind: Kind, family: GUID, clientID: String, userName: String?,
        allowance: TokenAllowance, issuedAt: Timestamp, expiresAt: Timestamp?,
        accessHash: SecretHash? = nil, revokedAt: Timestamp? = nil, usedAt: Timestamp? = nil
    ) {
        self.hash = hash
        self.kind = kind
        self.family = family
        self.clientID = clientID
        self.userName = userName
        self.allowance = allowance
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
        self.accessHash = accessHash
        self.revokedAt = revokedAt
        self.usedAt = usedAt
    }
}

extension Token {
    /// How long a refresh token is good for: 7 days (contract, section 7).
    package static let refreshLifeSeconds: Int64 = 7 * 86_400

    /// What comes of exchanging a refresh token.
    package enum Exchange: Sendable, Equatable {
        /// The next tokens, at most as much as it allows.
        case granted
        /// Nothing.
        case refused
        /// Nothing, and the end of its family: it was exchanged before, so one of the two who
        /// did so has stolen it (RFC 9700, section 4.14.2).
        case reused
    }

    /// What comes of `clientID` exchanging it.
    ///
    /// - Parameter now: instant of the request; at `expiresAt` itself it is already too late.
    package func exchange(by clientID: String, at now: Timestamp) -> Exchange {
        guard kind == .refresh, clientID == self.clientID else { return .refused }
        if usedAt != nil { return .reused }
        guard revokedAt == nil else { return .refused }
        if let expiresAt, now >= expiresAt { return .refused }
        return .granted
    }
}
