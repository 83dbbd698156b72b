/// A person who signs in with a password.
package struct User: Sendable, Equatable {
    /// The shortest password that is taken.
    package static let passwordCharactersMin = 8
    /// The longest.
    package static let passwordBytesMax = 1024

    /// UUID version 7, by which the API knows the person: names would stand in addresses, and
    /// those in the logs of others.
    package let id: GUID
    /// What the person signs in with, such as an e-mail address; unique, case counts.
    package let name: String
    /// What is kept of the password.
    package let passwordHash: PasswordHash
    /// The most that a token for the person allows.
    package let scopes: ScopeSet
    /// The companies that such a token can be for.
    package let companies: CompanySet
    /// Whether the person has been shut out, and all tokens with them.
    package let isDisabled: Bool

    /// A registered user.
    package init(
        id: GUID, name: String, passwordHash: PasswordHash, scopes: ScopeSet,
        companies: CompanySet, isDisabled: Bool = false
    ) {
        self.id = id
        self.name = name
        self.passwordHash = passwordHash
        self.scopes = scopes
        self.companies = companies
        self.isDisabled = isDisabled
    }

    /// What tokens for the person can be at most, whichever client asks.
    package var allowance: TokenAllowance {
        TokenAllowance(scopes: scopes, companies: companies)
    }

    /// Refuses a password that is too short or too long to be kept, or that whoever knows the user
    /// would guess.
    ///
    /// - Throws: `.passwordTooShort`, `.passwordTooLong`, `.passwordOfNames`.
    package static func check(
        password: String, in context: PasswordContext
    ) throws(AccessError) {
        guard password.unicodeScalars.count >= passwordCharactersMin else {
            throw .passwordTooShort(charactersMin: passwordCharactersMin)
        }
        guard password.utf8.count <= passwordBytesMax else {
            throw .passwordTooLong(bytesMax: passwordBytesMax)
        }
        guard !context.isAll(of: password) else { throw .passwordOfNames }
    }
}

/// What is to be other of a user than it is; `nil` for what stays.
package struct UserChanges: Sendable {
    /// The most that a token for the person allows.
    package var scopes: ScopeSet?
    /// The companies that such a token can be for.
    package var companies: CompanySet?
    /// Whether the person is shut out.
    package var isDisabled: Bool?

    /// Nothing.
    package init() {}
}

extension User {
    /// The user with changes, judged as a new one is.
    ///
    /// - Throws: as `UserDraft`.
    package func changed(by changes: UserChanges) throws(AccessError) -> User {
        let draft = try UserDraft(
            name: name, scopes: changes.scopes ?? scopes,
            companies: changes.companies ?? companies)
        return draft.user(
            id: id, passwordHash: passwordHash, isDisabled: changes.isDisabled ?? isDisabled)
    }

    /// The user with another password.
    package func with(_ passwordHash: PasswordHash) -> User {
        User(
            id: id, name: name, passwordHash: passwordHash, scopes: scopes,
            companies: companies, isDisabled: isDisabled)
    }
}

/// What people are called here, and what they call their programs.
package enum AccessName {
    /// Whether it is 1 to 255 characters long and has no control characters.
    package static func isValid(_ name: String) -> Bool {
        (1...ClientDraft.nameCharactersMax).contains(name.unicodeScalars.count)
            && name.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
}

/// What an operator says to register a user.
package struct UserDraft: Sendable {
    /// What the person signs in with.
    package let name: String
    /// The most that a token for the person allows.
    package let scopes: ScopeSet
    /// The companies that such a token can be for.
    package let companies: CompanySet

    /// A user to be.
    ///
    /// - Throws: `.invalidName`, `.nothingAllowed`.
    package init(name: String, scopes: ScopeSet, companies: CompanySet) throws(AccessError) {
        guard AccessName.isValid(name) else { throw .invalidName(name) }
        guard !scopes.isEmpty, !companies.isEmpty else { throw .nothingAllowed }
        self.name = name
        self.scopes = scopes
        self.companies = companies
    }

    /// The user, with what is kept of the password.
    package func user(
        id: GUID, passwordHash: PasswordHash, isDisabled: Bool = false
    ) -> User {
        User(
            id: id, name: name, passwordHash: passwordHash, scopes: scopes,
            companies: companies, isDisabled: isDisabled)
    }
}
