/// What an outside issuer's tokens allow: which claims say it, in which words, and how far they are
/// believed.
package struct ClaimMapping: Sendable, Equatable {
    /// A word of the issuer's for scopes of Docket's.
    package struct ScopeName: Sendable, Equatable {
        /// As it stands in the claim.
        package let name: String
        /// What it means.
        package let scopes: ScopeSet

        /// A word and its meaning.
        package init(_ name: String, means scopes: ScopeSet) {
            self.name = name
            self.scopes = scopes
        }
    }

    /// The most that a token allows, whatever its claims say; where no claim is named, just that.
    package let most: TokenAllowance
    /// The claim with the scopes.
    package let scopesClaim: String?
    /// The words of that claim that are known; empty where they are the names of Docket's scopes.
    package let scopeNames: [ScopeName]
    /// The claim with the companies.
    package let companiesClaim: String?

    /// A mapping.
    ///
    /// - Throws: `.nothingAllowed` where no token would ever allow anything;
    ///   `.namesWithoutClaim` for words of a claim that is not named.
    package init(
        most: TokenAllowance, scopesClaim: String? = nil, scopeNames: [ScopeName] = [],
        companiesClaim: String? = nil
    ) throws(OutsideIssuerError) {
        guard !most.scopes.isEmpty, !most.companies.isEmpty else { throw .nothingAllowed }
        guard scopesClaim != nil || scopeNames.isEmpty else { throw .namesWithoutClaim }
        self.most = most
        self.scopesClaim = scopesClaim
        self.scopeNames = scopeNames
        self.companiesClaim = companiesClaim
    }

    /// What a token with these claims allows. Words that are not known mean nothing: the issuer has
    /// others to talk to.
    package func allowance(of claims: OutsideClaims) -> TokenAllowance {
        let claimed = TokenAllowance(
            scopes: scopesClaim == nil ? most.scopes : meaning(of: claims.scopes),
            companies: companiesClaim == nil ? most.companies : claims.companies)
        return claimed.intersection(most)
    }

    private func meaning(of words: [String]) -> ScopeSet {
        guard !scopeNames.isEmpty else {
            return ScopeSet(words.compactMap { Scope(rawValue: $0) })
        }
        let known = scopeNames.filter { known in words.contains { $0.isSame(as: known.name) } }
        return ScopeSet(known.flatMap(\.scopes.scopes))
    }
}

extension String {
    /// Whether both have the same bytes. `==` takes some letters for others that look alike, such
    /// as the sign for kelvin for a K (RFC 7519, section 7.3).
    package func isSame(as other: String) -> Bool { utf8.elementsEqual(other.utf8) }
}
