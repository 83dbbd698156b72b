package import DocketCore
package import DocketStore

/// Tokens: given, looked up, taken back. What is kept of one is its hash.
package struct Tokens: Sendable {
    let database: any Database
    private let signIn: SignIn
    private let issuers: OutsideIssuers?
    private let known: HeardCache<SecretHash, SystemStore.Access>

    /// Tokens in `database`.
    ///
    /// - Parameter issuers: whose tokens are taken beside Docket's own.
    package init(
        database: any Database, passwords: Passwords = Passwords(),
        issuers: OutsideIssuers? = nil
    ) {
        self.database = database
        signIn = SignIn(database: database, passwords: passwords)
        self.issuers = issuers
        known = HeardCache(of: database, until: .access)
    }

    /// Who calls with an access token; `nil` where it isn't good.
    package func principal(
        forAccessToken token: some StringProtocol, at now: Timestamp
    ) async throws -> Principal? {
        if let issuers, CompactToken.isShaped(token) {
            return await issuers.principal(forToken: token, at: now)
        }
        let hash = SecretHash(of: token)
        if let access = known.value(of: hash), access.expiresAt.map({ $0 > now }) ?? true {
            return access.principal
        }
        let generation = known.generation
        let access = try await database.first(SystemStore.access(byToken: hash, at: now))
        if let access { known.keep(access, of: hash, since: generation) }
        return access?.principal
    }

    /// Gives a client what it asks for.
    ///
    /// - Parameter onSignIn: told who it is once a password is seen to be theirs, whether or not
    ///   the client then gets what it asks for.
    /// - Throws: `TokenError`; `ServiceError.overloaded`; `SQLError`.
    package func issue(
        _ request: TokenRequest, at now: Timestamp,
        onSignIn: @Sendable (_ userName: String) -> Void = { _ in }
    ) async throws -> TokenGrant {
        let secret = request.clientSecret.map { SecretHash(of: $0) }
        try await database.read { connection in
            _ = try SystemStore(connection).requireClient(request.clientID, secret: secret)
        }
        var user: User?
        if case .password(let name, let password) = request.grant {
            // The password is checked outside the transaction, which must not wait for it.
            let found = try await signIn.user(
                name, password: password, from: request.address, at: now)
            onSignIn(found.name)
            user = found
        }
        let issue = TokenIssue(
            request: request, presented: secret, user: user, fresh: FreshTokens(at: now), now: now)
        return try await database.write { connection in
            try issue.run(SystemStore(connection))
        }.get()
    }

    /// Takes a token back, and all that descend from the same sign-in.
    ///
    /// - Returns: false where there is no such token.
    package func revoke(_ token: String, at now: Timestamp) async throws -> Bool {
        let hash = SecretHash(of: token)
        return try await database.write { connection in
            let store = SystemStore(connection)
            guard let token = try store.token(hash) else { return false }
            try store.revokeTokens(family: token.family, at: now)
            return true
        }
    }

    /// Takes the tokens of a family back.
    ///
    /// - Throws: `AccessError.tokenUnknown` where there is none that is left.
    package func revoke(family: GUID, at now: Timestamp) async throws {
        try await database.write { connection in
            guard try SystemStore(connection).revokeTokens(family: family, at: now) > 0
            else { throw AccessError.tokenUnknown("\(family)") }
        }
    }

    /// The newest tokens that are good, at most `listMax`.
    package func list(at now: Timestamp) async throws -> [Token] {
        try await database.read { connection in
            try SystemStore(connection).tokens(at: now, limit: Self.listMax)
        }
    }

    /// How many tokens `list` gives at most.
    package static let listMax: Int64 = 1000

    /// Deletes what has expired, few at a time, so that no writer waits long.
    ///
    /// - Returns: how many were deleted.
    @discardableResult
    package func removeExpired(at now: Timestamp) async throws -> Int {
        var removed = 0
        while true {
            let count = try await database.write { connection in
                try SystemStore(connection)
                    .deleteExpiredTokens(at: now, limit: Self.removedAtOnceMax)
            }
            removed += count
            if count < Self.removedAtOnceMax { return removed }
        }
    }

    private static let removedAtOnceMax: Int64 = 500
}

// MARK: - By an operator

extension Tokens {
    /// Makes an access token without a sign-in, for an operator.
    ///
    /// - Parameters:
    ///   - userName: the user behind it, if there is to be one.
    ///   - lifeSeconds: how long it is good for; `nil` for ever.
    /// - Throws: `AccessError`; `TokenError` where `wish` is beyond what client and user have;
    ///   `SQLError`.
    package func create(
        forClient clientID: String, userName: String?, wish: TokenWish, lifeSeconds: Int64?,
        at now: Timestamp
    ) async throws -> TokenGrant {
        let fresh = FreshTokens(at: now)
        let allowance = try await database.write { connection in
            let store = SystemStore(connection)
            guard let client = try store.client(clientID) else {
                throw AccessError.clientUnknown(clientID)
            }
            guard !client.isDisabled else { throw AccessError.clientDisabled(clientID) }
            var allowance = client.allowance
            if let userName {
                guard let user = try store.user(userName) else {
                    throw AccessError.userUnknown(userName)
                }
                guard !user.isDisabled else { throw AccessError.userDisabled(userName) }
                allowance = allowance.intersection(user.allowance)
            }
            allowance = try allowance.narrowed(to: wish)
            try store.insert(
                Token(
                    hash: fresh.access.hash, kind: .access, family: fresh.family,
                    clientID: clientID, userName: userName, allowance: allowance,
                    issuedAt: now, expiresAt: lifeSeconds.map { now.adding(seconds: $0) }))
            return allowance
        }
        return TokenGrant(
            accessToken: fresh.access.text, refreshToken: nil, lifeSeconds: lifeSeconds,
            allowance: allowance)
    }
}
