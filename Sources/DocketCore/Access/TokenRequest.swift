/// A request for a token that is whole; whether it is granted is another matter.
package struct TokenRequest: Sendable {
    /// What it rests on.
    ///
    /// Source: contract, section 7.
    package enum Grant: Sendable {
        /// A user's password (RFC 6749, section 4.3).
        case password(userName: String, password: String)
        /// The client itself (section 4.4).
        case clientCredentials
        /// An earlier grant (section 6).
        case refreshToken(String)
    }

    /// What it rests on.
    package let grant: Grant
    /// Who asks.
    package let clientID: String
    /// The proof of it; public clients have none.
    package let clientSecret: String?
    /// How the token is to be narrowed.
    package let wish: TokenWish
    /// How long the access token is good for.
    package let lifeSeconds: Int64

    /// A request.
    package init(
        grant: Grant, clientID: String, clientSecret: String?, wish: TokenWish = .everything,
        lifeSeconds: Int64
    ) {
        self.grant = grant
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.wish = wish
        self.lifeSeconds = lifeSeconds
    }
}

/// What a client gets; the only time that the tokens are seen.
package struct TokenGrant: Sendable {
    /// Calls the API.
    package let accessToken: String
    /// Gets the next one, where there is one to be had.
    package let refreshToken: String?
    /// How long the access token is good for; `nil` for ever.
    package let lifeSeconds: Int64?
    /// What it allows.
    package let allowance: TokenAllowance

    /// Tokens as they go out.
    package init(
        accessToken: String, refreshToken: String?, lifeSeconds: Int64?,
        allowance: TokenAllowance
    ) {
        self.accessToken = accessToken
        self.refreshToken = refreshToken
        self.lifeSeconds = lifeSeconds
        self.allowance = allowance
    }
}
