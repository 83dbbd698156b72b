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
    ///   `.defaultCompanyNotAllowed`, `.invalidRedirect`, `.tooManyRedirects`.
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
        for uri in redirectURIs where !RedirectRule.allows(uri) { throw .invalidRedirect(uri) }
        guard redirectURIs.count <= RedirectRule.countMax else {
            throw .tooManyRedirects(max: RedirectRule.countMax)
        }
        self.id = id
        self.name = name
        self.scopes = scopes
        self.companies = companies
        self.defaultCompany = defaultCompany
        self.redirectURIs = redirectURIs
        self.allowsImplicit = allowsImplicit
    }

    /// The client, with what is kept of its secret.
    package func client(secretHash: SecretHash?, isDisabled: Bool = false) -> Client {
        Client(
            id: id, name: name, secretHash: secretHash, scopes: scopes, companies: companies,
            defaultCompany: defaultCompany, redirectURIs: redirectURIs,
            allowsImplicit: allowsImplicit, isDisabled: isDisabled)
    }

    /// Whether it can be a client's id: letters, digits and `-._~:@`, none of which needs escaping
    /// in a path or a form.
    package static func isValid(id: String) -> Bool {
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
}

/// What is to be other of a client than it is; `nil` for what stays.
package struct ClientChanges: Sendable {
    /// What people call it.
    package var name: String?
    /// The most its tokens allow.
    package var scopes: ScopeSet?
    /// The companies that its tokens can be for.
    package var companies: CompanySet?
    /// The company of requests that name none.
    package var defaultCompany: CompanyID?
    /// Where a browser may be sent.
    package var redirectURIs: [String]?
    /// Whether tokens may be handed out in a redirect.
    package var allowsImplicit: Bool?
    /// Whether it is shut out.
    package var isDisabled: Bool?

    /// Nothing.
    package init() {}
}

extension Client {
    /// The client with changes, judged as a new one is. A default company that is none of its
    /// companies any more goes with them, unless the changes name it.
    ///
    /// - Throws: as `ClientDraft`.
    package func changed(by changes: ClientChanges) throws(AccessError) -> Client {
        let companies = changes.companies ?? companies
        let kept = defaultCompany.flatMap { companies.contains($0) ? $0 : nil }
        let draft = try ClientDraft(
            id: id, name: changes.name ?? name, scopes: changes.scopes ?? scopes,
            companies: companies, defaultCompany: changes.defaultCompany ?? kept,
            redirectURIs: changes.redirectURIs ?? redirectURIs,
            allowsImplicit: changes.allowsImplicit ?? allowsImplicit)
        return draft.client(
            secretHash: secretHash, isDisabled: changes.isDisabled ?? isDisabled)
    }
}
