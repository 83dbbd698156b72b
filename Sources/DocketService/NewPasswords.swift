package import DocketCore
package import DocketStore

/// Passwords that people are given or choose: which ones are taken, and what is kept of them.
package struct NewPasswords: Sendable {
    private let database: any Database
    private let passwords: Passwords

    /// Passwords of the users in `database`.
    package init(database: any Database, passwords: Passwords) {
        self.database = database
        self.passwords = passwords
    }

    /// What is to be kept of a new password.
    ///
    /// - Throws: what `check` throws; `ServiceError.overloaded`.
    package func hash(
        _ password: String, of userName: String, for companies: CompanySet
    ) async throws -> PasswordHash {
        try await check(password, of: userName, for: companies)
        return try await passwords.hash(password)
    }

    /// Refuses a password that is too short or too long, or that others would guess.
    ///
    /// - Throws: `AccessError.passwordTooShort`, `.passwordTooLong`, `.passwordOfNames`,
    ///   `.passwordUsual`; `SQLError`.
    package func check(
        _ password: String, of userName: String, for companies: CompanySet
    ) async throws {
        let context = PasswordContext(
            userName: userName, companyNames: try await names(of: companies))
        try User.check(password: password, in: context)
        guard !UsualPasswords.contains(password) else { throw AccessError.passwordUsual }
    }

    /// The names of the companies; of all there are, none: there may be any number.
    private func names(of companies: CompanySet) async throws -> [String] {
        guard case .some(let companies) = companies else { return [] }
        return try await database.read { connection in
            try companies.sorted().compactMap { company in
                try connection.first(CompanyStore.companyName(company))
            }
        }
    }

    /// Hashes a password anew where what is kept of it cost less than it would today.
    ///
    /// - Parameter user: who has just signed in with it.
    /// - Returns: the user, with what is kept of the password by now.
    /// - Throws: `TokenError.signInRefused` where it is another one by now; `SQLError`.
    package func renew(_ password: String, of user: User) async throws -> User {
        let former = user.passwordHash
        guard former.cost.isLower(than: passwords.cost), former != Sandbox.passwordHash
        else { return user }
        let hash: PasswordHash
        do {
            hash = try await passwords.hash(password)
        } catch ServiceError.overloaded {
            // There will be a quieter time.
            return user
        }
        let present = try await database.write { connection -> User? in
            let store = SystemStore(connection)
            let isRenewed = try store.renewPassword(hash, of: user.name, instead: former)
            return try isRenewed ? user.with(hash) : store.user(user.name)
        }
        guard let present else {
            throw TokenError.signInRefused(userName: user.name, isDisabled: true)
        }
        if present.passwordHash == hash { return present }
        // Somebody was faster: the same person, or whoever gave them another password.
        guard try await passwords.verify(password, against: present.passwordHash) else {
            throw TokenError.signInRefused(
                userName: user.name, isDisabled: present.isDisabled)
        }
        return present
    }
}
