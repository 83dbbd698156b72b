import DocketCore
import Testing

/// What an outside token allows (contract, section 7).
@Suite struct ClaimMappingTests {
    /// Claims with these scopes and companies, and nothing else that matters here.
    private static func claims(_ scopes: [String], _ companies: String) throws -> OutsideClaims {
        OutsideClaims(
            issuer: "", subject: nil, audiences: [], expiresAt: nil, notBefore: nil,
            issuedAt: nil, isIDToken: false, isBoundToKey: false, scopes: scopes,
            companies: try #require(CompanySet(companies)))
    }

    private static func allowance(
        _ scopes: ScopeSet, _ companies: String
    ) throws -> TokenAllowance {
        TokenAllowance(scopes: scopes, companies: try #require(CompanySet(companies)))
    }

    /// What is claimed, the most that there is, and what comes of it.
    static let scopes: [(claimed: [String], most: ScopeSet, allowed: ScopeSet)] = [
        (["orders.write"], .all, [.ordersRead, .ordersWrite]),
        (["orders.write", "openid"], [.ordersRead, .openID], [.ordersRead, .openID]),
        (["admin"], [.ordersWrite], [.ordersWrite]), (["orders.read"], [.admin], [.ordersRead]),
        (["profile", "email", "orders.read"], .all, [.ordersRead]),
        (["ORDERS.READ", "orders", "orders.read payment"], .all, []), ([], .all, []),
        (["payment"], [.ordersWrite], []),
    ]

    @Test(arguments: scopes)
    func `an outside token has what its claims are mapped to, and no more`(
        claimed: [String], most: ScopeSet, allowed: ScopeSet
    ) throws {
        let mapping = try ClaimMapping(most: Self.allowance(most, "*"), scopesClaim: "scope")
        let allowance = try mapping.allowance(of: Self.claims(claimed, "7"))
        #expect(allowance.scopes == allowed)
        // No claim says it, so it's what the operator says.
        #expect(allowance.companies == .all)
    }

    @Test(arguments: [
        ("1 2", "2 3", "2"), ("*", "2 3", "2 3"), ("1", "*", "1"), ("*", "*", "*"), ("1", "2", ""),
        ("", "*", ""),
    ])
    func `companies are those that are claimed and allowed`(
        claimed: String, most: String, allowed: String
    ) throws {
        let mapping = try ClaimMapping(
            most: Self.allowance([.payment], most), companiesClaim: "tenants")
        let allowance = try mapping.allowance(of: Self.claims(["admin"], claimed))
        #expect(allowance.companies.text == allowed)
        #expect(allowance.scopes == [.payment])
    }

    @Test func `an issuer's own words mean what the table says, and others nothing`() throws {
        let mapping = try ClaimMapping(
            most: Self.allowance([.ordersWrite, .payment], "*"), scopesClaim: "roles",
            scopeNames: [
                .init("clerk", means: [.ordersRead]), .init("boss", means: [.admin]),
            ])
        let meanings: [([String], ScopeSet)] = [
            (["clerk"], [.ordersRead]), (["boss"], [.ordersWrite, .payment]),
            (["clerk", "boss", "cook"], [.ordersRead, .ordersWrite, .payment]),
            (["payment", "Clerk"], []),
        ]
        for (words, allowed) in meanings {
            #expect(try mapping.allowance(of: Self.claims(words, "1")).scopes == allowed)
        }
    }

    @Test func `a mapping that never allows anything is none`() throws {
        let all = try #require(CompanySet("*"))
        for most in [
            TokenAllowance(scopes: [], companies: all),
            TokenAllowance(scopes: .all, companies: .some([])),
        ] {
            #expect(throws: OutsideIssuerError.nothingAllowed) { try ClaimMapping(most: most) }
        }
    }
}

/// Base64 as it stands in tokens (RFC 7515, section 2).
@Suite struct CanonicalBase64Tests {
    @Test(arguments: [
        ("", []), ("AA", [0]), ("AAA", [0, 0]), ("AAAA", [0, 0, 0]), ("-_8", [251, 255]),
        ("Zm9v", Array("foo".utf8)),
    ])
    func `bytes are written in one way`(text: String, bytes: [UInt8]) {
        #expect(Base64.decodeCanonicalURL(text.utf8) == bytes)
        #expect(Base64.encodeURL(bytes) == text)
    }

    @Test(arguments: [
        "A", "AAAAA", "AB", "AAB", "AA==", "AAA=", "=", "+_8", "-/8", "A A", "AAAA\n", "Zm9v?",
        "é",
    ])
    func `another way is none`(text: String) {
        #expect(Base64.decodeCanonicalURL(text.utf8) == nil)
    }
}
