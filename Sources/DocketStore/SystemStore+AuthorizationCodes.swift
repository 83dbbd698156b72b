package import DocketCore

/// What people have consented to, until a client takes it.
extension SystemStore {
    /// The code of that hash; `nil` where there is none. In PostgreSQL it is locked: of two who
    /// exchange it at once, the second sees what the first did.
    package func authorizationCode(_ hash: SecretHash) throws(SQLError) -> AuthorizationCode? {
        let locking = connection.dialect == .postgres ? "FOR UPDATE" : ""
        return try connection.first(
            """
            SELECT client_id, user_name, scopes, companies, redirect_uri, challenge, nonce,
              signed_in_at, expires_at, family
            FROM authorization_codes WHERE hash = \(hash.bytes) \(schema: locking)
            """
        ) { (row) throws(SQLError) in
            AuthorizationCode(
                hash: hash, clientID: row.string(0) ?? "", userName: row.string(1) ?? "",
                allowance: TokenAllowance(scopes: row.scopes(2), companies: row.companies(3)),
                redirectURI: row.string(4), challenge: CodeChallenge(bytes: row.blob(5)),
                nonce: row.string(6), signedInAt: Timestamp(microseconds: row.integer(7)),
                expiresAt: Timestamp(microseconds: row.integer(8)), family: row.guid(9))
        }
    }

    /// Keeps a new code.
    package func insert(_ code: AuthorizationCode) throws(SQLError) {
        try connection.run(
            """
            INSERT INTO authorization_codes (hash, client_id, user_name, scopes, companies,
              redirect_uri, challenge, nonce, signed_in_at, expires_at, family)
            VALUES (\(code.hash.bytes), \(code.clientID), \(code.userName),
              \(code.allowance.scopes.description), \(code.allowance.companies.text),
              \(code.redirectURI), \(code.challenge.bytes), \(code.nonce), \(code.signedInAt),
              \(code.expiresAt), \(code.family))
            """)
    }

    /// Notes for which tokens a code was exchanged.
    package func markExchanged(_ hash: SecretHash, for family: GUID) throws(SQLError) {
        try connection.run(
            "UPDATE authorization_codes SET family = \(family) WHERE hash = \(hash.bytes)")
    }

    /// Deletes all codes of a user, whose tokens have been taken back.
    package func deleteCodes(ofUser name: String) throws(SQLError) {
        try connection.run("DELETE FROM authorization_codes WHERE user_name = \(name)")
    }

    /// Deletes codes that expired before `earliest`. One that was exchanged is kept as long as
    /// that, for noticing that it is used again.
    ///
    /// - Parameter limit: how many at most.
    /// - Returns: how many were deleted.
    package func deleteCodes(before earliest: Timestamp, limit: Int64) throws(SQLError) -> Int {
        try connection.run(
            """
            DELETE FROM authorization_codes WHERE hash IN (
              SELECT hash FROM authorization_codes WHERE expires_at < \(earliest)
              LIMIT \(limit))
            """)
    }
}

/// The keys by which an `id_token` is signed.
extension SystemStore {
    /// A key.
    package struct SigningKey: Sendable, Equatable {
        /// What clients know it by.
        package let id: String
        /// The private key, in PEM.
        package let privateKey: String
        /// When it was made.
        package let madeAt: Timestamp

        /// A key.
        package init(id: String, privateKey: String, madeAt: Timestamp) {
            self.id = id
            self.privateKey = privateKey
            self.madeAt = madeAt
        }
    }

    /// All keys, the newest first.
    package func signingKeys() throws(SQLError) -> [SigningKey] {
        try connection.all(
            "SELECT id, private_key, made_at FROM signing_keys ORDER BY made_at DESC, id"
        ) { (row) throws(SQLError) in
            SigningKey(
                id: row.string(0) ?? "", privateKey: row.string(1) ?? "",
                madeAt: Timestamp(microseconds: row.integer(2)))
        }
    }

    /// Keeps a new key.
    package func insert(_ key: SigningKey) throws(SQLError) {
        try connection.run(
            """
            INSERT INTO signing_keys (id, private_key, made_at)
            VALUES (\(key.id), \(key.privateKey), \(key.madeAt))
            """)
    }

    /// Deletes the keys that were made before `earliest`.
    package func deleteSigningKeys(before earliest: Timestamp) throws(SQLError) {
        try connection.run("DELETE FROM signing_keys WHERE made_at < \(earliest)")
    }
}
