import DocketCore
import Testing

@Suite struct TokenAllowanceTests {
    private let allowance = TokenAllowance(
        scopes: [.ordersWrite, .payment], companies: CompanySet("1 2") ?? .all)

    @Test func `a silent wish gets everything`() throws {
        #expect(try allowance.narrowed(to: .everything) == allowance)
    }

    @Test(arguments: ["payment", "orders.write", "orders.read", "orders.read payment"])
    func `scope narrows to what is had or implied`(scope: String) throws {
        let wish = try TokenWish(scope: scope, company: [])
        #expect(try allowance.narrowed(to: wish).scopes.description == scope)
    }

    @Test func `company narrows`() throws {
        let wish = try TokenWish(scope: nil, company: ["2", "2"])
        #expect(try allowance.narrowed(to: wish).companies.text == "2")
    }

    @Test func `a scope that is not allowed is refused and not left out`() throws {
        let wish = try TokenWish(scope: "payment admin", company: [])
        #expect(throws: TokenError.scopesNotAllowed([.admin])) {
            try allowance.narrowed(to: wish)
        }
    }

    @Test func `a company that is not allowed is refused and not left out`() throws {
        let wish = try TokenWish(scope: nil, company: ["1", "3"])
        let company = try #require(CompanyID(3))
        #expect(throws: TokenError.companyNotAllowed(company)) {
            try allowance.narrowed(to: wish)
        }
    }

    @Test func `a client for all companies can be narrowed to any`() throws {
        let wish = try TokenWish(scope: nil, company: ["77"])
        let narrowed = try TokenAllowance(scopes: .all, companies: .all).narrowed(to: wish)
        #expect(narrowed.companies.text == "77")
    }

    @Test func `nothing in common is refused`() throws {
        let other = TokenAllowance(scopes: [.openID], companies: .all)
        #expect(throws: TokenError.nothingAllowed) {
            try allowance.intersection(other).narrowed(to: .everything)
        }
    }

    @Test func `an unknown scope is named`() {
        #expect(throws: TokenError.unknownScope("orders")) {
            try TokenWish(scope: "payment orders", company: [])
        }
    }

    @Test(arguments: ["0", "-1", "x", "1 2"])
    func `what is no company is a malformed request`(text: String) {
        #expect(throws: TokenError.malformedCompany(text)) {
            try TokenWish(scope: nil, company: [text])
        }
    }
}

@Suite struct TokenExchangeTests {
    private static let now = Timestamp(microseconds: 1_000_000)

    private static func token(
        kind: Token.Kind = .refresh, expiresAt: Timestamp? = now.adding(seconds: 1),
        revokedAt: Timestamp? = nil, usedAt: Timestamp? = nil
    ) -> Token {
        Token(
            hash: SecretHash(bytes: []), kind: kind, family: .zero, clientID: "shop",
            userName: "ann", allowance: TokenAllowance(scopes: .all, companies: .all),
            issuedAt: Timestamp(microseconds: 0), expiresAt: expiresAt, revokedAt: revokedAt,
            usedAt: usedAt)
    }

    @Test(arguments: [
        (token(), "shop", Token.Exchange.granted),
        (token(), "other", .refused),
        (token(kind: .access), "shop", .refused),
        (token(expiresAt: now), "shop", .refused),
        (token(revokedAt: now), "shop", .refused),
        (token(usedAt: now), "shop", .reused),
        (token(usedAt: now), "other", .refused),
        (token(revokedAt: now, usedAt: now), "shop", .reused),
    ])
    func `a refresh token is exchanged once, in time, by its client`(
        token: Token, clientID: String, outcome: Token.Exchange
    ) {
        #expect(token.exchange(by: clientID, at: Self.now) == outcome)
    }
}

@Suite struct ClientTests {
    private static let right = SecretHash(bytes: [1, 2])
    private static let wrong = SecretHash(bytes: [1, 3])

    private static func client(_ secret: SecretHash?, isDisabled: Bool = false) -> Client {
        Client(
            id: "shop", name: "Shop", secretHash: secret, scopes: .all, companies: .all,
            isDisabled: isDisabled)
    }

    @Test(
        arguments: [
            (client(right), right, true), (client(right), wrong, false),
            (client(right), nil, false),
            (client(nil), nil, true), (client(nil), right, false),
            (client(right, isDisabled: true), right, false),
        ] as [(Client, SecretHash?, Bool)])
    func `only the right secret is accepted, and none of a public client`(
        client: Client, presented: SecretHash?, isAccepted: Bool
    ) {
        #expect(client.accepts(presented) == isAccepted)
    }

    @Test(arguments: ["", "a b", "é", "a/b", String(repeating: "a", count: 101)])
    func `an id that needs escaping or is too long is refused`(id: String) {
        #expect(throws: AccessError.invalidClientID(id)) {
            try ClientDraft(id: id, name: "Shop", scopes: .all, companies: .all)
        }
    }

    @Test func `the default company is one of the companies`() throws {
        let company = try #require(CompanyID(3))
        #expect(throws: AccessError.defaultCompanyNotAllowed(company)) {
            try ClientDraft(
                id: "shop", name: "Shop", scopes: .all, companies: try #require(CompanySet("1")),
                defaultCompany: company)
        }
    }

    @Test func `a client has no redirect that is none, and not too many`() throws {
        let uri = "javascript:alert(1)"
        #expect(throws: AccessError.invalidRedirect(uri)) {
            try ClientDraft(
                id: "shop", name: "Shop", scopes: .all, companies: .all, redirectURIs: [uri])
        }
        let many = (0...RedirectRule.countMax).map { "https://a.example/\($0)" }
        #expect(throws: AccessError.tooManyRedirects(max: RedirectRule.countMax)) {
            try ClientDraft(
                id: "shop", name: "Shop", scopes: .all, companies: .all, redirectURIs: many)
        }
    }

    @Test func `a default company goes when the client loses it`() throws {
        let one = try #require(CompanyID(1))
        let draft = try ClientDraft(
            id: "shop", name: "Shop", scopes: .all, companies: .all, defaultCompany: one)
        var changes = ClientChanges()
        changes.companies = CompanySet("1 2")
        let narrower = try draft.client(secretHash: nil).changed(by: changes)
        #expect(narrower.defaultCompany == one)
        changes.companies = CompanySet("2")
        #expect(try narrower.changed(by: changes).defaultCompany == nil)
        changes.defaultCompany = one
        #expect(throws: AccessError.defaultCompanyNotAllowed(one)) {
            try narrower.changed(by: changes)
        }
    }
}

@Suite struct PasswordHashTests {
    @Test func `a hash is written as it was read`() {
        let text = "scrypt$ln=15,r=8,p=1$AAEC$_-8"
        #expect(PasswordHash(text)?.text == text)
    }

    @Test(arguments: [
        "", "plain", "scrypt$ln=15,r=8,p=1$AAEC", "bcrypt$ln=15,r=8,p=1$AAEC$_-8",
        "scrypt$ln=40,r=8,p=1$AAEC$_-8", "scrypt$ln=15,r=8$AAEC$_-8",
        "scrypt$ln=15,r=8,p=1$AAEC$",
    ])
    func `what is no hash, or asks too much, is refused`(text: String) {
        #expect(PasswordHash(text) == nil)
    }
}

@Suite struct TokenErrorTests {
    @Test(arguments: [
        TokenError.unsupportedGrantType("a\"\\\u{7}é"), .unknownScope("\""),
        .malformedCompany("\n"), .repeated(parameter: "\\"),
    ])
    func `descriptions have only the characters that RFC 6749 allows`(error: TokenError) {
        for byte in error.description.utf8 {
            #expect((0x20...0x7E).contains(byte) && byte != 0x22 && byte != 0x5C)
        }
    }
}
