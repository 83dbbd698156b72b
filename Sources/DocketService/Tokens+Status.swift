package import DocketCore
import DocketStore

extension Tokens {
    /// What a token is, for a client that may know.
    package struct Status: Sendable {
        /// The token, which is good.
        package let token: Token
    }

    /// What is known of a token (RFC 7662, section 2.2). A client may ask about its own; one with
    /// the scope `admin` about those for its companies.
    ///
    /// - Returns: `nil` for a token that isn't good, isn't there, or is none of the client's
    ///   business: these look alike.
    /// - Throws: `TokenError.clientRefused`; `.clientNotConfidential` for a client that can't prove
    ///   who it is; `SQLError`.
    package func status(
        of text: String, askedBy clientID: String, secret: String?, at now: Timestamp
    ) async throws -> Status? {
        let presented = secret.map { SecretHash(of: $0) }
        let hash = SecretHash(of: text)
        return try await database.read { connection in
            let store = SystemStore(connection)
            let client = try store.requireClient(clientID, secret: presented)
            guard client.secretHash != nil else { throw TokenError.clientNotConfidential }
            guard let token = try store.token(hash), token.isGood(at: now) else { return nil }
            let isMine = token.clientID == client.id
            let mayKnow =
                client.scopes.allows(.admin)
                && client.companies.intersection(token.allowance.companies)
                    == token.allowance.companies
            guard isMine || mayKnow else { return nil }
            guard let owner = try store.client(token.clientID), !owner.isDisabled else {
                return nil
            }
            if let name = token.userName {
                guard let user = try store.user(name), !user.isDisabled else { return nil }
            }
            return Status(token: token)
        }
    }

    /// Takes a client's token back, and all that descend from the same consent (RFC 7009). One
    /// that is unknown, or another client's, is left as it is, without a word.
    ///
    /// - Returns: what was taken back; `nil` where there was nothing left to take.
    /// - Throws: `TokenError.clientRefused`; `SQLError`.
    package func revoke(
        _ text: String, askedBy clientID: String, secret: String?, at now: Timestamp
    ) async throws -> Token? {
        let presented = secret.map { SecretHash(of: $0) }
        let hash = SecretHash(of: text)
        return try await database.write { connection in
            let store = SystemStore(connection)
            let client = try store.requireClient(clientID, secret: presented)
            guard let token = try store.token(hash), token.clientID == client.id,
                try store.revokeTokens(family: token.family, at: now) > 0
            else { return nil }
            return token
        }
    }
}

extension Token {
    /// Whether it gives anything: not taken back, not used, not expired.
    fileprivate func isGood(at now: Timestamp) -> Bool {
        revokedAt == nil && usedAt == nil && expiresAt.map { $0 > now } ?? true
    }
}
