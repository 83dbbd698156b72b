/// A set of scopes with a name, for whom picking them one by one is too much. Only the scopes are
/// kept: a role is theirs for as long as they are the same.
package enum Role: String, Sendable, CaseIterable {
    /// Looks at orders and at the directory.
    case reader
    /// Takes orders.
    case clerk
    /// Also processes them, keeps the directory, sends parcels and pays.
    case manager
    /// May do everything, and says who else may do what.
    case administrator

    /// What it allows.
    package var scopes: ScopeSet {
        switch self {
        case .reader: [.ordersRead, .directoryRead]
        case .clerk: [.ordersWrite, .directoryRead]
        case .manager: [.ordersWrite, .ordersProcess, .directoryWrite, .publicAPI, .payment]
        case .administrator: [.admin]
        }
    }

    /// The role of that name, of either case; `nil` where there is none.
    package init?(name: String) {
        self.init(rawValue: name.lowercased())
    }

    /// The role that allows just what these scopes do, implied ones counted; `nil` where none does.
    package init?(scopes: ScopeSet) {
        let isSame: (Role) -> Bool = { role in
            role.scopes.allows(scopes) && scopes.allows(role.scopes)
        }
        guard let role = Self.allCases.first(where: isSame) else { return nil }
        self = role
    }

    /// All names, as people are told them.
    package static var names: String { allCases.map(\.rawValue).joined(separator: ", ") }
}
