package import DocketCore
package import DocketStore

/// The users of a company, as its administrators manage them: one method, one transaction.
///
/// Those who are for this company and no other, as with `CompanyClients`.
package struct CompanyUsers: Sendable {
    private let database: any Database
    private let changes: Changes
    private let passwords: Passwords
    private let newPasswords: NewPasswords

    /// Users of a company, at most.
    package static let countMax = 10_000
    /// Users of a page, at most.
    package static let pageMax = 200

    /// The users in `database`.
    package init(database: any Database, changes: Changes, passwords: Passwords) {
        self.database = database
        self.changes = changes
        self.passwords = passwords
        newPasswords = NewPasswords(database: database, passwords: passwords)
    }

    /// A page of a company's users, in the order of their making.
    ///
    /// - Parameter last: the user behind whom it begins; `nil` for the first page.
    /// - Throws: `ServiceError.companyNotFound`; `SQLError`.
    package func page(
        of company: CompanyID, after last: GUID?, limit: Int
    ) async throws -> [User] {
        try await database.read { connection in
            try CompanyStore(connection, company: company).requireCompany()
            return try SystemStore(connection).users(of: company, after: last, limit: limit)
        }
    }

    /// The user of that id.
    ///
    /// - Throws: `ServiceError.companyNotFound`, `.notFound`; `SQLError`.
    package func get(_ id: GUID, of company: CompanyID) async throws -> User {
        try await database.read { connection in
            try Self.require(id, of: company, on: connection)
        }
    }

    /// Registers a user.
    ///
    /// - Parameter most: what the caller's token allows: nobody gives more than they have.
    /// - Throws: `ServiceError.companyNotFound`, `.invalid`, `.taken`, `.overloaded`; `SQLError`.
    package func create(
        _ input: UserInput, of company: CompanyID, within most: ScopeSet,
        as request: ChangeRequest, answer: @escaping @Sendable (User) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        _ = try await page(of: company, after: nil, limit: 1)
        let companies = CompanySet.some([company])
        let (draft, password) = try await input.draft(of: company, within: most) { password in
            try await newPasswords.check(password, of: input.userName ?? "", for: companies)
        }
        var random = SecureRandom()
        let user = draft.user(
            id: .version7(at: request.now, using: &random),
            passwordHash: try await passwords.hash(password),
            isDisabled: input.allowance.isDisabled ?? false)
        return try await changes.write(request) { connection in
            try CompanyStore(connection, company: company).requireCompany()
            let store = SystemStore(connection)
            guard try store.countUsers(of: company) < Self.countMax else {
                throw ServiceError.taken("A company has at most \(Self.countMax) users")
            }
            guard try store.add(user, at: request.now) else {
                throw ServiceError.taken("The UserName is taken")
            }
            return try answer(user)
        }
    }

    /// Replaces what may be written of a user. A new password takes back what the old one got.
    ///
    /// - Parameter most: what the caller's token allows.
    /// - Throws: `ServiceError.companyNotFound`, `.notFound`, `.invalid`, `.overloaded`;
    ///   `SQLError`.
    package func replace(
        _ id: GUID, with input: UserInput, of company: CompanyID, within most: ScopeSet,
        as request: ChangeRequest, answer: @escaping @Sendable (User) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        let user = try await get(id, of: company)
        let wanted = try await input.changes(of: user, within: most) { password in
            try await newPasswords.check(password, of: user.name, for: user.companies)
        }
        var hash: PasswordHash?
        if let password = input.password {
            hash = try await passwords.hash(password)
        }
        return try await changes.write(request) { [hash] connection in
            let store = SystemStore(connection)
            let before = try Self.require(id, of: company, on: connection)
            let after = try before.changed(by: wanted)
            guard try store.change(before, to: after, at: request.now) else {
                throw ServiceError.notFound("User", id: "\(id)")
            }
            if let hash { _ = try store.replacePassword(hash, of: user.name, at: request.now) }
            return try answer(after)
        }
    }

    /// Shuts a user out, and ends all that they have by having signed in.
    ///
    /// - Throws: `ServiceError.companyNotFound`, `.notFound`; `SQLError`.
    package func disable(
        _ id: GUID, of company: CompanyID, as request: ChangeRequest, answer: KeptAnswer
    ) async throws -> KeptAnswer {
        try await changes.write(request) { connection in
            let user = try Self.require(id, of: company, on: connection)
            try SystemStore(connection).shutOut(user: user.name, at: request.now)
            return answer
        }
    }

    /// The user of that id, if they are for that company and no other.
    private static func require(
        _ id: GUID, of company: CompanyID, on connection: any SQLConnection
    ) throws -> User {
        if let user = try SystemStore(connection).user(id), user.companies == .some([company]) {
            return user
        }
        try CompanyStore(connection, company: company).requireCompany()
        throw ServiceError.notFound("User", id: "\(id)")
    }
}
