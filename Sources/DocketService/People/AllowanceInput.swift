import DocketCore

/// What an administrator writes of a client and of a user alike: what they may do.
package struct AllowanceInput: Sendable, Equatable {
    /// The name of a role; `nil` where it is missing.
    package var role: String?
    /// Scopes by name; `nil` where they are missing. What is no name is `nil`, and among the
    /// faults.
    package var scopes: [String?]?
    /// Whether nothing at all; `nil` for as it is.
    package var isDisabled: Bool?

    /// Nothing.
    package init() {}
}

extension AllowanceInput {
    /// The scopes that it comes to: those of the role, or those that are named; of both, both must
    /// say the same.
    ///
    /// - Parameters:
    ///   - most: what the caller's token allows: nobody gives more than they have.
    ///   - faults: gets what is wrong.
    func scopes(within most: ScopeSet, _ faults: inout [Fault]) -> ScopeSet {
        let faultsBefore = faults.count
        let named = namedScopes(within: most, &faults)
        guard let role else {
            let isSaid = faults.contains { fault in
                fault.pointer == "/Role" || fault.pointer.hasPrefix("/Scopes")
            }
            if named.isEmpty, !isSaid {
                faults.append(Fault("/Scopes", "Scopes or a Role is required"))
            }
            return named
        }
        guard let known = Role(name: role) else {
            faults.append(Fault("/Role", "must be one of \(Role.names)"))
            return named
        }
        if !most.allows(known.scopes) {
            faults.append(Fault("/Role", "is more than your token allows"))
        }
        guard scopes != nil else { return known.scopes }
        if faults.count == faultsBefore, Role(scopes: named) != known {
            faults.append(Fault("/Role", "is not what Scopes say; leave one of them out"))
        }
        return named
    }

    private func namedScopes(within most: ScopeSet, _ faults: inout [Fault]) -> ScopeSet {
        var named: [Scope] = []
        for (place, name) in (scopes ?? []).enumerated() {
            guard let name else { continue }
            if let scope = Scope(rawValue: name) {
                named.append(scope)
                if !most.allows(scope) {
                    faults.append(Fault("/Scopes/\(place)", "is more than your token allows"))
                }
            } else {
                faults.append(Fault("/Scopes/\(place)", "must be one of \(ScopeSet.all)"))
            }
        }
        return ScopeSet(named)
    }
}
