/// All tokens that descend from one sign-in or one consent, as the person behind it sees them.
package struct TokenFamily: Sendable, Equatable {
    /// What the tokens have in common.
    package let id: GUID
    /// What the client is called that has them.
    package let clientName: String
    /// What they allow by now.
    package let scopes: ScopeSet

    /// A family.
    package init(id: GUID, clientName: String, scopes: ScopeSet) {
        self.id = id
        self.clientName = clientName
        self.scopes = scopes
    }

    /// When the person signed in for it, or allowed it.
    package var since: Timestamp { id.time }
}
