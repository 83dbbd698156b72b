package import DocketCore

extension SystemStore {
    /// Who calls with an access token, and until when it is good; none where it is unknown,
    /// expired, revoked, or its client or user is disabled. It allows no more than client and user
    /// have by now. On the path of every request.
    ///
    /// - Parameter now: instant of the request; at its expiry itself a token is not good any more.
    package static func access(
        byToken hash: SecretHash, at now: Timestamp
    ) -> SQLQuery<Access> {
        SQLQuery(SQL(selectPrincipal, [.blob(hash.bytes), .time(now)])) { (row) throws(SQLError) in
            var allowance = row.allowance(3).intersection(row.allowance(5))
            let userName = row.string(1)
            if userName != nil { allowance = allowance.intersection(row.allowance(7)) }
            return Access(
                principal: Principal(
                    clientID: row.string(0) ?? "", userName: userName,
                    scopes: allowance.scopes, companies: allowance.companies,
                    defaultCompany: row.int32(9).flatMap { CompanyID($0) }),
                expiresAt: row.time(2))
        }
    }

    /// What an access token gives.
    package struct Access: Sendable {
        /// To whom.
        package let principal: Principal
        /// Until when; `nil` for ever.
        package let expiresAt: Timestamp?
    }

    private static let selectPrincipal = SQLStatement(
        """
        SELECT t.client_id, t.user_name, t.expires_at, t.scopes, t.companies, c.scopes,
          c.companies, u.scopes, u.companies, c.default_company
        FROM tokens t
        JOIN clients c ON c.id = t.client_id
        LEFT JOIN users u ON u.name = t.user_name
        WHERE t.hash = $1 AND t.kind = 0 AND t.revoked_at IS NULL
          AND (t.expires_at IS NULL OR t.expires_at > $2)
          AND c.disabled_at IS NULL
          AND (t.user_name IS NULL OR (u.name IS NOT NULL AND u.disabled_at IS NULL))
        """)

    /// The token of that hash, of either kind, good or not; `nil` where there is none.
    ///
    /// - Parameter isLocked: whether who else wants to change it waits for this transaction: of
    ///   two who exchange a refresh token at once, the second sees what the first did.
    package func token(
        _ hash: SecretHash, isLocked: Bool = false
    ) throws(SQLError) -> Token? {
        let locking = isLocked && connection.dialect == .postgres ? "FOR UPDATE" : ""
        return try connection.first(
            """
            SELECT hash, kind, family, client_id, user_name, scopes, companies, issued_at,
              expires_at, access_hash, revoked_at, used_at
            FROM tokens WHERE hash = \(hash.bytes) \(schema: locking)
            """
        ) { (row) throws(SQLError) in Token(row) }
    }

    /// The tokens that are good at `now` or may become so by an exchange, newest first.
    ///
    /// - Parameter limit: how many at most.
    package func tokens(at now: Timestamp, limit: Int64) throws(SQLError) -> [Token] {
        try connection.all(
            """
            SELECT hash, kind, family, client_id, user_name, scopes, companies, issued_at,
              expires_at, access_hash, revoked_at, used_at
            FROM tokens
            WHERE revoked_at IS NULL AND used_at IS NULL
              AND (expires_at IS NULL OR expires_at > \(now))
            ORDER BY issued_at DESC, family, kind LIMIT \(limit)
            """
        ) { (row) throws(SQLError) in Token(row) }
    }

    /// The families of a user that have a token which is good at `now`, or may become so by an
    /// exchange; newest first.
    ///
    /// - Parameter limit: how many at most.
    package func tokenFamilies(
        ofUser name: String, at now: Timestamp, limit: Int64
    ) throws(SQLError) -> [TokenFamily] {
        try connection.all(
            """
            SELECT DISTINCT t.family, c.name, t.scopes, c.scopes, u.scopes
            FROM tokens AS t
            JOIN clients AS c ON c.id = t.client_id
            JOIN users AS u ON u.name = t.user_name
            WHERE t.user_name = \(name) AND t.revoked_at IS NULL AND t.used_at IS NULL
              AND (t.expires_at IS NULL OR t.expires_at > \(now))
            ORDER BY t.family DESC LIMIT \(limit)
            """
        ) { (row) throws(SQLError) in
            TokenFamily(
                id: row.guid(0) ?? .zero, clientName: row.string(1) ?? "",
                scopes: row.scopes(2).intersection(row.scopes(3)).intersection(row.scopes(4)))
        }
    }

    /// Keeps a new token.
    package func insert(_ token: Token) throws(SQLError) {
        let accessHash = token.accessHash.map { SQLValue.blob($0.bytes) } ?? .null
        try connection.run(
            """
            INSERT INTO tokens (hash, kind, family, client_id, user_name, scopes, companies,
              issued_at, expires_at, access_hash, revoked_at, used_at)
            VALUES (\(token.hash.bytes), \(token.kind.rawValue), \(token.family),
              \(token.clientID), \(token.userName), \(token.allowance.scopes.description),
              \(token.allowance.companies.text), \(token.issuedAt), \(token.expiresAt),
              \(accessHash), \(token.revokedAt), \(token.usedAt))
            """)
    }

    /// Notes that a refresh token was exchanged.
    package func markUsed(_ hash: SecretHash, at now: Timestamp) throws(SQLError) {
        try connection.run("UPDATE tokens SET used_at = \(now) WHERE hash = \(hash.bytes)")
    }

    /// Takes one token back.
    package func revokeToken(_ hash: SecretHash, at now: Timestamp) throws(SQLError) {
        try connection.announce(.access)
        try connection.run(
            """
            UPDATE tokens SET revoked_at = \(now)
            WHERE hash = \(hash.bytes) AND revoked_at IS NULL
            """)
    }

    /// Takes all tokens of a family back.
    ///
    /// - Returns: how many there were that had not been taken back before.
    @discardableResult
    package func revokeTokens(family: GUID, at now: Timestamp) throws(SQLError) -> Int {
        try connection.announce(.access)
        return try connection.run(
            """
            UPDATE tokens SET revoked_at = \(now)
            WHERE family = \(family) AND revoked_at IS NULL
            """)
    }

    /// Takes all tokens of a user's own family back; another's are left as they are.
    package func revokeTokens(
        family: GUID, ofUser name: String, at now: Timestamp
    ) throws(SQLError) {
        try connection.announce(.access)
        try connection.run(
            """
            UPDATE tokens SET revoked_at = \(now)
            WHERE family = \(family) AND user_name = \(name) AND revoked_at IS NULL
            """)
    }

    /// Takes all tokens of a user back.
    package func revokeTokens(ofUser name: String, at now: Timestamp) throws(SQLError) {
        try connection.announce(.access)
        try connection.run(
            """
            UPDATE tokens SET revoked_at = \(now)
            WHERE user_name = \(name) AND revoked_at IS NULL
            """)
    }

    /// Takes all tokens back that a client has got.
    package func revokeTokens(ofClient id: String, at now: Timestamp) throws(SQLError) {
        try connection.announce(.access)
        try connection.run(
            """
            UPDATE tokens SET revoked_at = \(now)
            WHERE client_id = \(id) AND revoked_at IS NULL
            """)
    }

    /// Deletes tokens that have expired; a refresh token that was used is kept till then, for
    /// noticing that it is used again.
    ///
    /// - Parameter limit: how many at most, so that no writer waits long for it.
    /// - Returns: how many were deleted.
    package func deleteExpiredTokens(at now: Timestamp, limit: Int64) throws(SQLError) -> Int {
        try connection.run(
            """
            DELETE FROM tokens WHERE hash IN (
              SELECT hash FROM tokens WHERE expires_at <= \(now) LIMIT \(limit))
            """)
    }
}

extension SQLCursor {
    /// Scopes, and companies in the column behind.
    fileprivate func allowance(_ column: Int) -> TokenAllowance {
        TokenAllowance(scopes: scopes(column), companies: companies(column + 1))
    }
}

extension Token {
    /// A row of `tokens`.
    fileprivate init(_ row: any SQLCursor) {
        self.init(
            hash: SecretHash(bytes: row.blob(0)),
            kind: Kind(rawValue: row.integer(1)) ?? .access,
            family: row.guid(2) ?? .zero,
            clientID: row.string(3) ?? "", userName: row.string(4),
            allowance: TokenAllowance(scopes: row.scopes(5), companies: row.companies(6)),
            issuedAt: Timestamp(microseconds: row.integer(7)), expiresAt: row.time(8),
            accessHash: row.isNull(9) ? nil : SecretHash(bytes: row.blob(9)),
            revokedAt: row.time(10), usedAt: row.time(11))
    }
}
