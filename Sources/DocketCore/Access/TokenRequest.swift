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
        /// A person's consent in a browser (section 4.1.3; RFC 7636, section 4.5).
        case authorizationCode(String, redirectURI: String?, verifier: String)
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
    /// Where the request comes from, as far as that is known.
    package let address: String?

    /// A request.
    package init(
        grant: Grant, clientID: String, clientSecret: String?, wish: TokenWish = .everything,
        lifeSeconds: Int64, address: String? = nil
    ) {
        self.grant = grant
        self.clientID = clientID
        self.clientSecret = clientSecret
        self.wish = wish
        self.lifeSeconds = lifeSeconds
        self.address = address
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
    /// Who signed in, for a client that wants to know.
    package let identity: Identity?
    /// Who is behind it; `nil` where it is the client itself.
    package let userName: String?

    /// What a client is told of a person (OpenID Connect Core, section 2).
    package struct Identity: Sendable, Equatable {
        /// Who it is.
        package let userName: String
        /// What the client sent to know its own request by.
        package let nonce: String?
        /// When the person signed in, where that is known.
        package let signedInAt: Timestamp?

        /// A person.
        package init(userName: String, nonce: String? = nil, signedInAt: Timestamp? = nil) {
            self.userName = userName
            self.nonce = nonce
            self.signedInAt = signedInAt
        }
    }

    /// Tokens as they go out.
    package init(
        accessToken: String, refreshToken: String?, lifeSeconds: Int64?,
        allowance: TokenAllowance, identity: Identity? = nil, userName: String? = nil
    ) {
        self.accessToken = accessToken
        self.refreshToken = refreshToken
        self.lifeSeconds = lifeSeconds
        self.allowance = allowance
        self.identity = allowance.scopes.scopes.contains(.openID) ? identity : nil
        self.userName = userName
    }
}
