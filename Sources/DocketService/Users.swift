package import DocketCore
package import DocketStore

/// The people who sign in with a password, as an operator manages them: all there are, for whatever
/// companies.
package struct Users: Sendable {
    private let database: any Database
    private let newPasswords: NewPasswords

    /// Users in `database`.
    package init(database: any Database, passwords: Passwords = Passwords()) {
        self.database = database
        newPasswords = NewPasswords(database: database, passwords: passwords)
    }

    /// Registers a user.
    ///
    /// - Throws: `AccessError.userExists`, `.companyUnknown`, and what `NewPasswords.hash` throws;
    ///   `SQLError`.
    package func create(
        _ draft: UserDraft, password: String, at now: Timestamp
    ) async throws {
        let hash = try await newPasswords.hash(password, of: draft.name, for: draft.companies)
        var random = SecureRandom()
        let user = draft.user(id: .version7(at: now, using: &random), passwordHash: hash)
        try await database.write { connection in
            try user.companies.requireAll(on: connection)
            guard try SystemStore(connection).add(user, at: now) else {
                throw AccessError.userExists(user.name)
            }
        }
    }

    /// All users by name.
    package func list() async throws -> [User] {
        try await database.read { connection in try SystemStore(connection).users() }
    }

    /// The user of that name.
    ///
    /// - Throws: `AccessError.userUnknown`; `SQLError`.
    package func get(_ name: String) async throws -> User {
        try await database.read { connection in try SystemStore(connection).knownUser(name) }
    }

    /// Changes a user. What tokens for the person allow is cut at once to what they have by then;
    /// one who is shut out loses them.
    ///
    /// - Throws: `AccessError`; `SQLError`.
    package func change(
        _ name: String, by changes: UserChanges, at now: Timestamp
    ) async throws {
        try await database.write { connection in
            let store = SystemStore(connection)
            let before = try store.knownUser(name)
            try changes.companies?.requireAll(on: connection)
            guard try store.change(before, to: try before.changed(by: changes), at: now) else {
                throw AccessError.userUnknown(name)
            }
        }
    }

    /// Shuts a user out, and stops their tokens.
    ///
    /// - Throws: `AccessError.userUnknown`; `SQLError`.
    package func disable(_ name: String, at now: Timestamp) async throws {
        try await database.write { connection in
            try SystemStore(connection).shutOut(user: name, at: now)
        }
    }

    /// Replaces a user's password, and takes back what the old one got.
    ///
    /// - Throws: `AccessError.userUnknown`, and what `NewPasswords.hash` throws; `SQLError`.
    package func setPassword(
        _ password: String, of name: String, at now: Timestamp
    ) async throws {
        let user = try await get(name)
        let hash = try await newPasswords.hash(password, of: name, for: user.companies)
        try await database.write { connection in
            guard try SystemStore(connection).replacePassword(hash, of: name, at: now) else {
                throw AccessError.userUnknown(name)
            }
        }
    }
}

extension SystemStore {
    /// Registers a user.
    ///
    /// - Returns: false where the name is taken.
    func add(_ user: User, at now: Timestamp) throws(SQLError) -> Bool {
        guard try self.user(user.name) == nil else { return false }
        do throws(SQLError) {
            try insert(user, at: now)
            return true
        } catch {
            // Another server was faster.
            guard error == .conflict else { throw error }
            return false
        }
    }

    /// Replaces all of a user but the password.
    ///
    /// - Returns: false where they are not as they were.
    func change(_ before: User, to after: User, at now: Timestamp) throws(SQLError) -> Bool {
        guard after != before else { return true }
        guard try update(after, for: before.companies, at: now) else { return false }
        if after.isDisabled { try signOut(user: after.name, at: now) }
        return true
    }

    /// Replaces a user's password, and takes back what the old one got.
    ///
    /// - Returns: false where there is no such user.
    func replacePassword(
        _ hash: PasswordHash, of name: String, at now: Timestamp
    ) throws(SQLError) -> Bool {
        guard try setPassword(hash, of: name) else { return false }
        try signOut(user: name, at: now)
        return true
    }

    /// Replaces a user's password by one of their own choice, and takes back what the old one got.
    ///
    /// - Parameter former: what was kept of the one that they have shown to know.
    /// - Returns: false where it is another by now.
    func replacePassword(
        _ hash: PasswordHash, of name: String, instead former: PasswordHash, at now: Timestamp
    ) throws(SQLError) -> Bool {
        guard try renewPassword(hash, of: name, instead: former) else { return false }
        try signOut(user: name, at: now)
        return true
    }

    /// Shuts a user out.
    ///
    /// - Throws: `AccessError.userUnknown`; `SQLError`.
    func shutOut(user name: String, at now: Timestamp) throws {
        guard try disableUser(name, at: now) else { throw AccessError.userUnknown(name) }
        try signOut(user: name, at: now)
    }

    /// Ends all that a user has by having signed in, for good: it is not to come back with a user
    /// who is let in again.
    private func signOut(user name: String, at now: Timestamp) throws(SQLError) {
        try revokeTokens(ofUser: name, at: now)
        try deleteCodes(ofUser: name)
        try endSessions(ofUser: name)
    }

    fileprivate func knownUser(_ name: String) throws -> User {
        guard let user = try user(name) else { throw AccessError.userUnknown(name) }
        return user
    }
}
