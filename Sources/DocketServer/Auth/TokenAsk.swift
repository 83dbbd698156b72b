import DocketCore

/// A request about tokens, as far as it is understood: what the log tells of it once it is refused.
struct TokenAsk {
    /// What is wanted.
    enum Kind: Sendable {
        /// A token.
        case token
        /// To know what a token is.
        case introspection
        /// To have one taken back.
        case revocation
    }

    /// What is wanted.
    let kind: Kind
    /// What the token is to rest on, where that is something there is.
    var grant: SecurityEvent.GrantType?
    /// Who says to ask, from when on a refusal would say so if there were no such client.
    var clientID: String?

    /// A request of which nothing is known yet.
    init(_ kind: Kind) {
        self.kind = kind
    }

    /// What the log tells of its refusal.
    func event(of error: TokenError) -> SecurityEvent {
        switch error {
        case .signInRefused(let user, let isDisabled):
            .signInRefused(user: user, isDisabled ? .disabled : .password, .client(clientID))
        case .signInDelayed(_, let user):
            .signInRefused(user: user, .delayed, .client(clientID))
        case .codeReused(let reuse): .codeReused(reuse, client: clientID)
        case .refreshTokenReused(let reuse): .refreshTokenReused(reuse, client: clientID)
        case .clientRefused(let known): refused(error.code, client: known)
        case .notAForm, .malformedForm, .missing, .repeated, .twoCredentials, .malformedCompany,
            .codeRefused, .refreshTokenRefused, .clientNotConfidential, .unsupportedGrantType,
            .unknownScope, .scopesNotAllowed, .companyNotAllowed, .nothingAllowed:
            refused(error.code, client: clientID)
        }
    }

    private func refused(_ code: TokenError.Code, client: String?) -> SecurityEvent {
        switch kind {
        case .token: .tokenRefused(code, grant, client: client)
        case .introspection: .introspectionRefused(code, client: client)
        case .revocation: .revocationRefused(code, client: client)
        }
    }
}
