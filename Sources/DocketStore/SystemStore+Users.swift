package import DocketCore

extension SystemStore {
    /// The user of that name; `nil` where there is none.
    package func user(_ name: String) throws(SQLError) -> User? {
        try connection.first(
            """
            SELECT id, name, password_hash, scopes, companies, disabled_at
            FROM users WHERE name = \(name)
            """
        ) { (row) throws(SQLError) in User(row) }
    }

    /// The user of that id; `nil` where there is none.
    package func user(_ id: GUID) throws(SQLError) -> User? {
        try connection.first(
            """
            SELECT id, name, password_hash, scopes, companies, disabled_at
            FROM users WHERE id = \(id)
            """
        ) { (row) throws(SQLError) in User(row) }
    }

    /// All users by name.
    package func users() throws(SQLError) -> [User] {
        try connection.all(
            """
            SELECT id, name, password_hash, scopes, companies, disabled_at
            FROM users ORDER BY name
            """
        ) { (row) throws(SQLError) in User(row) }
    }

    /// The users for one company and no other, in the order of their making.
    ///
    /// - Parameters:
    ///   - last: only those behind this one; `nil` for all.
    ///   - limit: how many at most.
    package func users(
        of company: CompanyID, after last: GUID?, limit: Int
    ) throws(SQLError) -> [User] {
        try connection.all(
            """
            SELECT id, name, password_hash, scopes, companies, disabled_at
            FROM users WHERE companies = \(company.description) AND id > \(last ?? .zero)
            ORDER BY id LIMIT \(Int64(limit))
            """
        ) { (row) throws(SQLError) in User(row) }
    }

    /// How many users there are for one company and no other.
    package func countUsers(of company: CompanyID) throws(SQLError) -> Int {
        try connection.first(
            "SELECT count(*) FROM users WHERE companies = \(company.description)"
        ) { (row) throws(SQLError) in Int(row.integer(0)) } ?? 0
    }

    /// Registers a user.
    ///
    /// - Throws: `.conflict` where the name is taken.
    package func insert(_ user: User, at now: Timestamp) throws(SQLError) {
        try connection.run(
            """
            INSERT INTO users (id, name, password_hash, scopes, companies, created_at, disabled_at)
            VALUES (\(user.id), \(user.name), \(user.passwordHash.text),
              \(user.scopes.description), \(user.companies.text), \(now),
              \(user.isDisabled ? now : nil))
            """)
    }

    /// Replaces all of a user but id, name and password, as long as they are for the companies that
    /// they were for.
    ///
    /// - Returns: false where there is no such user.
    package func update(
        _ user: User, for companies: CompanySet, at now: Timestamp
    ) throws(SQLError) -> Bool {
        try connection.announce(.access)
        return try connection.run(
            """
            UPDATE users SET scopes = \(user.scopes.description),
              companies = \(user.companies.text),
              disabled_at = CASE WHEN \(user.isDisabled) THEN coalesce(disabled_at, \(now)) END
            WHERE name = \(user.name) AND companies = \(companies.text)
            """) > 0
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

    /// Replaces what is kept of a password, as long as nobody else has done so.
    ///
    /// - Parameter former: what was kept of it.
    /// - Returns: false where something else was kept by now; then it was not replaced.
    package func renewPassword(
        _ hash: PasswordHash, of name: String, instead former: PasswordHash
    ) throws(SQLError) -> Bool {
        try connection.run(
            """
            UPDATE users SET password_hash = \(hash.text)
            WHERE name = \(name) AND password_hash = \(former.text)
            """) > 0
    }
}

extension User {
    /// A row of `users`. A password that can't be read is nobody's.
    fileprivate init(_ row: any SQLCursor) {
        self.init(
            id: row.guid(0) ?? .zero, name: row.string(1) ?? "",
            passwordHash: row.string(2).flatMap { PasswordHash($0) } ?? .ofNobody,
            scopes: row.scopes(3), companies: row.companies(4), isDisabled: !row.isNull(5))
    }
}
