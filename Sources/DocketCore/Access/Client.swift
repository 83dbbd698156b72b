/// A program that may ask for tokens (RFC 6749, section 2).
package struct Client: Sendable, Equatable {
    /// What it calls itself in requests; unique.
    package let id: String
    /// What people call it.
    package let name: String
    /// What is kept of its secret; a public client, such as a page in a browser, has none.
    package let secretHash: SecretHash?
    /// The most its tokens allow.
    package let scopes: ScopeSet
    /// The companies that its tokens can be for.
    package let companies: CompanySet
    /// The company of requests that name none.
    package let defaultCompany: CompanyID?
    /// Where a browser may be sent with a code or a token.
    package let redirectURIs: [String]
    /// Whether tokens may be handed out in a redirect (RFC 6749, section 4.2).
    package let allowsImplicit: Bool
    /// Whether it has been shut out, and all its tokens with it.
    package let isDisabled: Bool

    /// A registered client.
    package init(
        id: String, name: String, secretHash: SecretHash?, scopes: ScopeSet,
        companies: CompanySet, defaultCompany: CompanyID? = nil, redirectURIs: [String] = [],
        allowsImplicit: Bool = false, isDisabled: Bool = false
    ) {
        self.id = id
        self.name = name
        self.secretHash = secretHash
        self.scopes = scopes
        self.companies = companies
        self.defaultCompany = defaultCompany
        self.redirectURIs = redirectURIs
        self.allowsImplicit = allowsImplicit
        self.isDisabled = isDisabled
    }
}

extension Client {
    /// What its tokens can be at most.
    package var allowance: TokenAllowance {
        TokenAllowance(scopes: scopes, companies: companies)
    }

    /// Whether a request with this secret, or none, comes from it. One for a public client must
    /// not carry a secret: whoever sends one takes it for another.
    package func accepts(_ presented: SecretHash?) -> Bool {
        guard !isDisabled else { return false }
        return switch (secretHash, presented) {
        case (nil, nil): true
        case (nil, .some), (.some, nil): false
        case (.some(let own), .some(let presented)): own.matches(presented)
        }
    }
}

/// What an operator says to register a client.
package struct ClientDraft: Sendable {
    /// The shortest secret that an operator may choose: with SHA-256 alone over it, it has to be
    /// beyond guessing.
    package static let secretCharactersMin = 16
    /// The longest `id`.
    package static let idCharactersMax = 100
    /// The longest `name`.
    package static let nameCharactersMax = 255

    /// What it calls itself: letters, digits and `-._~:@`.
    package let id: String
    /// What people call it.
    package let name: String
    /// The most its tokens allow.
    package let scopes: ScopeSet
    /// The companies that its tokens can be for.
    package let companies: CompanySet
    /// The company of requests that name none; one of `companies`.
    package let defaultCompany: CompanyID?
    /// Where a browser may be sent.
    package let redirectURIs: [String]
    /// Whether tokens may be handed out in a redirect.
    package let allowsImplicit: Bool

    /// A client to be.
    ///
    /// - Throws: `.invalidClientID`, `.invalidName`, `.nothingAllowed`,
    ///   `.defaultCompanyNotAllowed`, `.invalidRedirect`.
    package init(
        id: String, name: String, scopes: ScopeSet, companies: CompanySet,
        defaultCompany: CompanyID? = nil, redirectURIs: [String] = [],
        allowsImplicit: Bool = false
    ) throws(AccessError) {
        guard Self.isValid(id: id) else { throw .invalidClientID(id) }
        guard AccessName.isValid(name) else { throw .invalidName(name) }
        guard !scopes.isEmpty, !companies.isEmpty else { throw .nothingAllowed }
        if let defaultCompany, !companies.contains(defaultCompany) {
            throw .defaultCompanyNotAllowed(defaultCompany)
        }
        for uri in redirectURIs where !Self.isValid(redirect: uri) { throw .invalidRedirect(uri) }
        self.id = id
        self.name = name
        self.scopes = scopes
        self.companies = companies
        self.defaultCompany = defaultCompany
        self.redirectURIs = redirectURIs
        self.allowsImplicit = allowsImplicit
    }

    /// The client, with what is kept of its secret.
    package func client(secretHash: SecretHash?) -> Client {
        Client(
            id: id, name: name, secretHash: secretHash, scopes: scopes, companies: companies,
            defaultCompany: defaultCompany, redirectURIs: redirectURIs,
            allowsImplicit: allowsImplicit)
    }

    private static func isValid(id: String) -> Bool {
        (1...idCharactersMax).contains(id.utf8.count)
            && id.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
                    UInt8(ascii: "_"), UInt8(ascii: "~"), UInt8(ascii: ":"), UInt8(ascii: "@"):
                    true
                default: false
                }
            }
    }

    /// An absolute URI without a fragment (RFC 6749, section 3.1.2).
    private static func isValid(redirect uri: String) -> Bool {
        guard let colon = uri.utf8.firstIndex(of: UInt8(ascii: ":")), colon > uri.startIndex
        else { return false }
        return uri.utf8.count <= 2000
            && uri.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "#") }
    }
}
