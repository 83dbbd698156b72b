/// What a token may do, and for whom.
package struct TokenAllowance: Sendable, Equatable {
    /// What it may do.
    package let scopes: ScopeSet
    /// For whom.
    package let companies: CompanySet

    /// Scopes for companies.
    package init(scopes: ScopeSet, companies: CompanySet) {
        self.scopes = scopes
        self.companies = companies
    }

    /// What both allow: a token for a user has no more than the client and the user have.
    package func intersection(_ other: TokenAllowance) -> TokenAllowance {
        TokenAllowance(
            scopes: scopes.intersection(other.scopes),
            companies: companies.intersection(other.companies))
    }

    /// What is left of it when a client asks for `wish`; all of it where the wish is silent.
    ///
    /// - Throws: `.scopesNotAllowed` or `.companyNotAllowed` for a wish beyond it, never a smaller
    ///   token than was asked for; `.nothingAllowed` where there is nothing to give.
    /// Source: contract, section 7; RFC 6749, sections 3.3 and 6.
    package func narrowed(to wish: TokenWish) throws(TokenError) -> TokenAllowance {
        if let excess = wish.scopes?.scopes.filter({ !scopes.allows($0) }), !excess.isEmpty {
            throw .scopesNotAllowed(ScopeSet(excess))
        }
        if let excess = wish.companies?.filter({ !companies.contains($0) }).min() {
            throw .companyNotAllowed(excess)
        }
        let left = TokenAllowance(
            scopes: wish.scopes ?? scopes,
            companies: wish.companies.map { .some($0) } ?? companies)
        guard !left.scopes.isEmpty, !left.companies.isEmpty else { throw .nothingAllowed }
        return left
    }
}

/// How a client wants its token narrowed.
package struct TokenWish: Sendable, Equatable {
    /// The parameter `scope`; `nil` where it is absent.
    package let scopes: ScopeSet?
    /// The parameters `company`; `nil` where there is none.
    package let companies: Set<CompanyID>?

    /// All there is to get.
    package static let everything = TokenWish(scopes: nil, companies: nil)

    /// These scopes for these companies.
    package init(scopes: ScopeSet?, companies: Set<CompanyID>?) {
        self.scopes = scopes
        self.companies = companies
    }

    /// Reads the parameters `scope` (absent: `nil`) and `company` of a request.
    ///
    /// - Throws: `.unknownScope`, `.malformedCompany`.
    package init(scope: String?, company: [String]) throws(TokenError) {
        var companies: Set<CompanyID> = []
        for text in company {
            guard let company = CompanyID(text) else { throw .malformedCompany(text) }
            companies.insert(company)
        }
        var scopes: ScopeSet?
        if let names = scope?.split(separator: " "), !names.isEmpty {
            var known: [Scope] = []
            for name in names {
                guard let scope = Scope(rawValue: String(name)) else {
                    throw .unknownScope(String(name))
                }
                known.append(scope)
            }
            scopes = ScopeSet(known)
        }
        self.init(scopes: scopes, companies: companies.isEmpty ? nil : companies)
    }
}
