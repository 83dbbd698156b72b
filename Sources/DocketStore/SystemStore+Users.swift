package import DocketCore

extension SystemStore {
    /// The user of that name; `nil` where there is none.
    package func user(_ name: String) throws(SQLError) -> User? {
        try connection.first(
            """
            SELECT name, password_hash, scopes, companies, disabled_at
            FROM users WHERE name = \(name)
            """
        ) { (row) throws(SQLError) in User(row) }
    }

    /// All users by name.
    package func users() throws(SQLError) -> [User] {
        try connection.all(
            """
            SELECT name, password_hash, scopes, companies, disabled_at
            FROM users ORDER BY name
            """
        ) { (row) throws(SQLError) in User(row) }
    }

    /// Registers a user.
    ///
    /// - Throws: `.conflict` where the name is taken.
    package func insert(_ user: User, at now: Timestamp) throws(SQLError) {
        try connection.run(
            """
            INSERT INTO users (name, password_hash, scopes, companies, created_at, disabled_at)
            VALUES (\(user.name), \(user.passwordHash.text), \(user.scopes.description),
              \(user.companies.text), \(now), \(user.isDisabled ? now : nil))
            """)
    }

    /// Shuts a user out; their tokens stop at once, since each look-up sees it.
    ///
    /// - Returns: false where there is no such user.
    package func disableUser(_ name: String, at now: Timestamp) throws(SQLError) -> Bool {
        try connection.announce(.access)
        return try connection.run(
            """
            UPDATE users SET disabled_at = coalesce(disabled_at, \(now)) WHERE name = \(name)
            """) > 0
    }

    /// Replaces a user's password.
    ///
    /// - Returns: false where there is no such user.
    package func setPassword(_ hash: PasswordHash, of name: String) throws(SQLError) -> Bool {
        try connection.run(
            "UPDATE users SET password_hash = \(hash.text) WHERE name = \(name)") > 0
    }
}

extension User {
    /// A row of `users`. A password that can't be read is nobody's.
    fileprivate init(_ row: any SQLCursor) {
        self.init(
            name: row.string(0) ?? "",
            passwordHash: row.string(1).flatMap { PasswordHash($0) } ?? .ofNobody,
            scopes: row.scopes(2), companies: row.companies(3), isDisabled: !row.isNull(4))
    }
}
