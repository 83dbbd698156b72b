import DocketCore
import DocketStore

/// What a new grant is made of, random: made before its transaction, which may be run twice.
struct FreshTokens: Sendable {
    let access = Secret.random()
    let refresh = Secret.random()
    /// For tokens that descend from no earlier ones.
    let family: GUID

    init(at now: Timestamp) {
        var random = SystemRandomNumberGenerator()
        family = .version7(at: now, using: &random)
    }
}

/// One request for a token, in its transaction: everything is read and decided in it, so that
/// nobody who was shut out a moment ago slips through.
struct TokenIssue: Sendable {
    let request: TokenRequest
    /// Of the client's secret.
    let presented: SecretHash?
    /// Who signed in, by a password that was checked before.
    let user: User?
    let fresh: FreshTokens
    let now: Timestamp

    /// Grants or refuses. A refusal is returned and not thrown, since it may have something to
    /// keep: the end of a family whose refresh token was used twice.
    func run(_ store: SystemStore) throws(SQLError) -> Result<TokenGrant, TokenError> {
        do {
            let client = try store.requireClient(request.clientID, secret: presented)
            return switch request.grant {
            case .password: .success(try password(client, store))
            case .clientCredentials: .success(try clientCredentials(client, store))
            case .authorizationCode(let code, let redirectURI, let verifier):
                try exchange(
                    SecretHash(of: code), redirectURI, verifier: verifier, client, store)
            case .refreshToken(let token): try refresh(SecretHash(of: token), client, store)
            }
        } catch let error as TokenError {
            return .failure(error)
        } catch let error as SQLError {
            throw error
        } catch {
            throw .misuse(detail: "\(error)")
        }
    }

    private func password(_ client: Client, _ store: SystemStore) throws -> TokenGrant {
        guard let user else {
            throw TokenError.signInRefused(userName: nil, isDisabled: false)
        }
        let present = try store.requireUnchanged(user)
        let allowance = try client.allowance.intersection(present.allowance)
            .narrowed(to: request.wish)
        return try grant(
            allowance, userName: user.name,
            identity: asksWhoItIs ? .init(userName: user.name, signedInAt: now) : nil,
            family: fresh.family, withRefresh: true, store)
    }

    /// Whether the client wants an `id_token`: clients from before it ask for no scope at all, and
    /// know none.
    private var asksWhoItIs: Bool {
        request.wish.scopes?.scopes.contains(.openID) ?? false
    }

    private func clientCredentials(_ client: Client, _ store: SystemStore) throws -> TokenGrant {
        guard client.secretHash != nil else { throw TokenError.clientNotConfidential }
        return try grant(
            try client.allowance.narrowed(to: request.wish), userName: nil, identity: nil,
            family: fresh.family, withRefresh: false, store)
    }

    private func exchange(
        _ hash: SecretHash, _ redirectURI: String?, verifier: String, _ client: Client,
        _ store: SystemStore
    ) throws -> Result<TokenGrant, TokenError> {
        guard let code = try store.authorizationCode(hash) else { return .failure(.codeRefused) }
        let challenge = CodeChallenge(bytes: SecretHash(of: verifier).bytes)
        switch code.exchange(
            by: client.id, redirectURI: redirectURI, challenge: challenge, at: now)
        {
        case .refused:
            return .failure(.codeRefused)
        case .reused(let family):
            try store.revokeTokens(family: family, at: now)
            return .failure(
                .codeReused(TokenReuse(family: family, userName: code.userName)))
        case .granted:
            break
        }
        guard let user = try store.user(code.userName), !user.isDisabled else {
            return .failure(.codeRefused)
        }
        // Client and user may have less by now than when the person consented.
        let allowance = try code.allowance.intersection(client.allowance)
            .intersection(user.allowance).narrowed(to: request.wish)
        try store.markExchanged(hash, for: fresh.family)
        let identity = TokenGrant.Identity(
            userName: user.name, nonce: code.nonce, signedInAt: code.signedInAt)
        return .success(
            try grant(
                allowance, userName: user.name, identity: identity, family: fresh.family,
                withRefresh: true, store))
    }

    private func refresh(
        _ hash: SecretHash, _ client: Client, _ store: SystemStore
    ) throws -> Result<TokenGrant, TokenError> {
        guard let token = try store.token(hash, isLocked: true) else {
            return .failure(.refreshTokenRefused)
        }
        switch token.exchange(by: client.id, at: now) {
        case .refused:
            return .failure(.refreshTokenRefused)
        case .reused:
            try store.revokeTokens(family: token.family, at: now)
            return .failure(
                .refreshTokenReused(
                    TokenReuse(family: token.family, userName: token.userName)))
        case .granted:
            break
        }
        // Client and user may have less by now than when the token was made.
        var allowance = token.allowance.intersection(client.allowance)
        if let name = token.userName {
            guard let user = try store.user(name), !user.isDisabled else {
                return .failure(.refreshTokenRefused)
            }
            allowance = allowance.intersection(user.allowance)
        }
        allowance = try allowance.narrowed(to: request.wish)
        try store.markUsed(hash, at: now)
        if let access = token.accessHash { try store.revokeToken(access, at: now) }
        return .success(
            try grant(
                allowance, userName: token.userName, identity: nil, family: token.family,
                withRefresh: true, store))
    }

    private func grant(
        _ allowance: TokenAllowance, userName: String?, identity: TokenGrant.Identity?,
        family: GUID, withRefresh: Bool, _ store: SystemStore
    ) throws(SQLError) -> TokenGrant {
        try store.insert(
            Token(
                hash: fresh.access.hash, kind: .access, family: family,
                clientID: request.clientID, userName: userName, allowance: allowance,
                issuedAt: now, expiresAt: now.adding(seconds: request.lifeSeconds)))
        if withRefresh {
            try store.insert(
                Token(
                    hash: fresh.refresh.hash, kind: .refresh, family: family,
                    clientID: request.clientID, userName: userName, allowance: allowance,
                    issuedAt: now, expiresAt: now.adding(seconds: Token.refreshLifeSeconds),
                    accessHash: fresh.access.hash))
        }
        return TokenGrant(
            accessToken: fresh.access.text, refreshToken: withRefresh ? fresh.refresh.text : nil,
            lifeSeconds: request.lifeSeconds, allowance: allowance, identity: identity,
            userName: userName)
    }
}

extension SystemStore {
    /// The client that a request comes from.
    ///
    /// - Throws: `TokenError.clientRefused` where it is unknown, disabled, or not its secret.
    func requireClient(_ id: String, secret: SecretHash?) throws -> Client {
        let client = try client(id)
        guard let client, client.accepts(secret) else {
            throw TokenError.clientRefused(clientID: client?.id)
        }
        return client
    }

    /// A user whose password was right a moment ago.
    ///
    /// - Throws: `TokenError.signInRefused` where they were shut out, or got another password,
    ///   since.
    @discardableResult
    func requireUnchanged(_ user: User) throws -> User {
        let present = try self.user(user.name)
        guard let present, !present.isDisabled, present.passwordHash == user.passwordHash else {
            throw TokenError.signInRefused(
                userName: present?.name, isDisabled: present?.isDisabled ?? false)
        }
        return present
    }
}
