package import DocketCore
package import DocketStore

/// The people who sign in with a password.
package struct Users: Sendable {
    private let database: any Database
    private let passwords: Passwords

    /// Users in `database`.
    package init(database: any Database, passwords: Passwords = Passwords()) {
        self.database = database
        self.passwords = passwords
    }

    /// Registers a user.
    ///
    /// - Throws: `AccessError.userExists`, `.companyUnknown`, `.passwordTooShort`,
    ///   `.passwordTooLong`; `ServiceError.overloaded`; `SQLError`.
    package func create(
        _ draft: UserDraft, password: String, at now: Timestamp
    ) async throws {
        try User.check(password: password)
        let user = User(
            name: draft.name, passwordHash: try await passwords.hash(password),
            scopes: draft.scopes, companies: draft.companies)
        try await database.write { connection in
            let store = SystemStore(connection)
            guard try store.user(user.name) == nil else {
                throw AccessError.userExists(user.name)
            }
            try user.companies.requireAll(on: connection)
            try store.insert(user, at: now)
        }
    }

    /// All users by name.
    package func list() async throws -> [User] {
        try await database.read { connection in try SystemStore(connection).users() }
    }

    /// Shuts a user out, and stops their tokens.
    ///
    /// - Throws: `AccessError.userUnknown`; `SQLError`.
    package func disable(_ name: String, at now: Timestamp) async throws {
        try await database.write { connection in
            guard try SystemStore(connection).disableUser(name, at: now) else {
                throw AccessError.userUnknown(name)
            }
        }
    }

    /// Replaces a user's password, and takes back the tokens that the old one got.
    ///
    /// - Throws: `AccessError.userUnknown`, `.passwordTooShort`, `.passwordTooLong`;
    ///   `ServiceError.overloaded`; `SQLError`.
    package func setPassword(
        _ password: String, of name: String, at now: Timestamp
    ) async throws {
        try User.check(password: password)
        let hash = try await passwords.hash(password)
        try await database.write { connection in
            let store = SystemStore(connection)
            guard try store.setPassword(hash, of: name) else {
                throw AccessError.userUnknown(name)
            }
            try store.revokeTokens(ofUser: name, at: now)
        }
    }
}
