/// The companies that a client, a user or a token is for.
package enum CompanySet: Sendable, Hashable {
    /// All there are and will be.
    case all
    /// These.
    case some(Set<CompanyID>)

    /// Whether `company` is one of them.
    package func contains(_ company: CompanyID) -> Bool {
        switch self {
        case .all: true
        case .some(let companies): companies.contains(company)
        }
    }

    /// Those in both.
    package func intersection(_ other: CompanySet) -> CompanySet {
        switch (self, other) {
        case (.all, let set), (let set, .all): set
        case (.some(let left), .some(let right)): .some(left.intersection(right))
        }
    }

    /// Whether there are none.
    package var isEmpty: Bool { self == .some([]) }

    /// Reads `*`, or numbers with spaces between them; `nil` for anything else.
    package init?(_ text: String) {
        if text == "*" {
            self = .all
            return
        }
        var companies: Set<CompanyID> = []
        for number in text.split(separator: " ") {
            guard let company = CompanyID(String(number)) else { return nil }
            companies.insert(company)
        }
        self = .some(companies)
    }

    /// `*`, or the numbers in order with spaces between them.
    package var text: String {
        switch self {
        case .all: "*"
        case .some(let companies): companies.sorted().map(\.description).joined(separator: " ")
        }
    }
}

/// Who calls, as the access token says: decided once a request, at the edge.
package struct Principal: Sendable, Equatable {
    /// The client that got the token.
    package let clientID: String
    /// The user behind it, where there is one.
    package let userName: String?
    /// What it may do.
    package let scopes: ScopeSet
    /// For whom.
    package let companies: CompanySet
    /// Whether Docket gave the token itself. Where an outside issuer did, `clientID` is what the
    /// operator calls the issuer, `userName` is whom the issuer means, and neither is to be looked
    /// up among Docket's own clients and users: a user of the same name is somebody else.
    package let isOwn: Bool
    /// The company that its client means where it names none; `nil` for none.
    package let defaultCompany: CompanyID?

    /// Somebody with a valid token.
    package init(
        clientID: String, userName: String?, scopes: ScopeSet, companies: CompanySet,
        isOwn: Bool = true, defaultCompany: CompanyID? = nil
    ) {
        self.clientID = clientID
        self.userName = userName
        self.scopes = scopes
        self.companies = companies
        self.isOwn = isOwn
        self.defaultCompany = defaultCompany
    }

    /// The company that is meant by who names none: the only one that it is for, or else its
    /// client's default; `nil` where there is none such.
    package var impliedCompany: CompanyID? {
        if case .some(let some) = companies, some.count == 1 { return some.first }
        return defaultCompany.flatMap { companies.contains($0) ? $0 : nil }
    }

    /// What is noted beside a change: `client` or `client/user`.
    package var actor: String { userName.map { "\(clientID)/\($0)" } ?? clientID }
}
