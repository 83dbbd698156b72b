package import DocketCore

/// What an administrator writes of a user.
package struct UserInput: Sendable, Equatable {
    /// The user's id, which only tells whether the right one is meant; `nil` where it is missing.
    package var id: String?
    /// What the person signs in with; `nil` where it is missing.
    package var userName: String?
    /// The password; `nil` where it is missing.
    package var password: String?
    /// What the person may do.
    package var allowance = AllowanceInput()
    /// What was found to be wrong while it was read.
    package var faults: [Fault] = []
    /// What kept the body from being read at all: then there is nothing else to say of it.
    package var malformed: Fault?

    /// Nothing set.
    package init() {}
}

extension UserInput {
    /// What is to be other of `user`.
    ///
    /// - Parameter most: what the caller's token allows.
    /// - Throws: `ServiceError.invalid`; what `check` throws.
    func changes(
        of user: User, within most: ScopeSet,
        checking check: (String) async throws -> Void
    ) async throws -> UserChanges {
        var faults = faults
        if let id, GUID(id) != user.id { faults.append(.mismatchedID("/Id")) }
        if let userName, userName != user.name {
            faults.append(Fault("/UserName", "can't be changed"))
        }
        return try await changes(within: most, &faults, checking: check)
    }

    /// A new user of a company.
    ///
    /// - Parameters:
    ///   - most: what the caller's token allows.
    ///   - check: refuses a password that is not to be taken, by an `AccessError`.
    /// - Returns: the user, and the password.
    /// - Throws: `ServiceError.invalid`; what else `check` throws.
    func draft(
        of company: CompanyID, within most: ScopeSet,
        checking check: (String) async throws -> Void
    ) async throws -> (user: UserDraft, password: String) {
        var faults = faults
        faults.checkName(userName, "UserName")
        if password == nil, !faults.contains(where: { $0.pointer == "/Password" }) {
            faults.append(Fault("/Password", "The Password field is required"))
        }
        let changes = try await changes(within: most, &faults, checking: check)
        let draft = try UserDraft(
            name: userName ?? "", scopes: changes.scopes ?? [], companies: .some([company]))
        return (draft, password ?? "")
    }

    private func changes(
        within most: ScopeSet, _ faults: inout [Fault],
        checking check: (String) async throws -> Void
    ) async throws -> UserChanges {
        if let malformed { throw ServiceError.invalid([malformed]) }
        var changes = UserChanges()
        changes.scopes = allowance.scopes(within: most, &faults)
        changes.isDisabled = allowance.isDisabled
        if let password {
            do {
                try await check(password)
            } catch let error as AccessError {
                faults.append(Fault("/Password", "\(error)"))
            }
        }
        guard faults.isEmpty else { throw ServiceError.invalid(faults) }
        return changes
    }
}
