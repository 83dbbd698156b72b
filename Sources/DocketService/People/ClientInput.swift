package import DocketCore

/// What an administrator writes of a client.
package struct ClientInput: Sendable, Equatable {
    /// What it is to call itself; `nil` where it is missing.
    package var id: String?
    /// What people call it; `nil` where it is missing.
    package var name: String?
    /// What it may do.
    package var allowance = AllowanceInput()
    /// Where a browser may be sent. What is no text is `nil`, and among the faults.
    package var redirectURIs: [String?] = []
    /// Whether tokens may be handed out in a redirect.
    package var allowsImplicit = false
    /// Whether it can't keep a secret, and gets none; only a new one is asked.
    package var isPublic = false
    /// What was found to be wrong while it was read.
    package var faults: [Fault] = []
    /// What kept the body from being read at all: then there is nothing else to say of it.
    package var malformed: Fault?

    /// Nothing set.
    package init() {}
}

extension ClientInput {
    /// A new client of a company.
    ///
    /// - Parameter most: what the caller's token allows.
    /// - Throws: `ServiceError.invalid`.
    func draft(of company: CompanyID, within most: ScopeSet) throws -> ClientDraft {
        var faults = faults
        let wanted = id ?? Clients.randomID()
        if !ClientDraft.isValid(id: wanted) {
            faults.append(
                Fault(
                    "/Id",
                    "must be 1 to \(ClientDraft.idCharactersMax) letters, digits or -._~:@"))
        }
        let changes = try changes(within: most, &faults)
        return try ClientDraft(
            id: wanted, name: changes.name ?? "", scopes: changes.scopes ?? [],
            companies: .some([company]), redirectURIs: changes.redirectURIs ?? [],
            allowsImplicit: allowsImplicit)
    }

    /// What is to be other of the client `id`.
    ///
    /// - Throws: `ServiceError.invalid`.
    func changes(of id: String, within most: ScopeSet) throws -> ClientChanges {
        var faults = faults
        if let named = self.id, named != id { faults.append(.mismatchedID("/Id")) }
        return try changes(within: most, &faults)
    }

    private func changes(
        within most: ScopeSet, _ faults: inout [Fault]
    ) throws -> ClientChanges {
        if let malformed { throw ServiceError.invalid([malformed]) }
        var changes = ClientChanges()
        changes.name = name
        faults.checkName(name, "Name")
        changes.scopes = allowance.scopes(within: most, &faults)
        changes.redirectURIs = checkedRedirects(&faults)
        changes.allowsImplicit = allowsImplicit
        changes.isDisabled = allowance.isDisabled
        guard faults.isEmpty else { throw ServiceError.invalid(faults) }
        return changes
    }

    private func checkedRedirects(_ faults: inout [Fault]) -> [String] {
        if redirectURIs.count > RedirectRule.countMax {
            faults.append(
                Fault("/RedirectUris", "must be \(RedirectRule.countMax) at most"))
        }
        return redirectURIs.enumerated().compactMap { place, uri -> String? in
            if let uri, !RedirectRule.allows(uri) {
                faults.append(Fault("/RedirectUris/\(place)", "must be \(RedirectRule.words)"))
            }
            return uri
        }
    }
}

extension [Fault] {
    /// Notes what is wrong with a name, unless something was noted before.
    mutating func checkName(_ name: String?, _ member: String) {
        guard let name else {
            if !contains(where: { $0.pointer == "/\(member)" }) {
                append(Fault("/\(member)", "The \(member) field is required"))
            }
            return
        }
        if !AccessName.isValid(name) {
            append(
                Fault(
                    "/\(member)",
                    "must have 1 to \(ClientDraft.nameCharactersMax) characters, none of them a "
                        + "control character"))
        }
    }
}
