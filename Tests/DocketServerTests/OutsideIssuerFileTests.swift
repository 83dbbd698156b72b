import DocketCore
import DocketService
import Testing

/// What an operator writes of outside issuers.
@Suite struct OutsideIssuerFileTests {
    /// The members of an issuer that is right.
    private static let usual: [String: String] = [
        "Name": #""corp""#, "Issuer": #""https://corp.example/""#, "Audience": #""docket""#,
        "Algorithms": #"["ES256"]"#, "Keys": #""https://corp.example/keys""#,
        "Scopes": #""orders.write""#, "Companies": "[1]",
    ]

    private static func issuer(_ changes: [String: String?] = [:]) -> String {
        let members = usual.mapValues(Optional.some).merging(changes) { $1 }
        let texts = members.sorted { $0.key < $1.key }.compactMap { name, value in
            value.map { "\"\(name)\": \($0)" }
        }
        return "{\(texts.joined(separator: ", "))}"
    }

    private static func read(_ text: String) throws -> [OutsideIssuer] {
        try OutsideIssuerFile.issuers(Array(text.utf8))
    }

    @Test func `an issuer needs no more than this`() throws {
        let issuers = try Self.read("[\(Self.issuer())]")
        let companies = try #require(CompanySet("1"))
        let expected = try OutsideIssuer(
            name: "corp", issuer: "https://corp.example/", audience: "docket",
            algorithms: [.es256], keys: .address("https://corp.example/keys"),
            mapping: ClaimMapping(
                most: TokenAllowance(scopes: [.ordersWrite], companies: companies)))
        #expect(issuers == [expected])
        #expect(expected.tokenType == nil)
        #expect(!expected.takesIDTokens)
    }

    @Test func `everything can be said`() throws {
        let issuers = try Self.read(
            "["
                + Self.issuer([
                    "Keys": #""keys.json""#, "Algorithms": #"["RS256", "HS256"]"#,
                    "Scopes": #"["orders.write", "payment"]"#, "ScopesClaim": #""roles""#,
                    "ScopeNames": #"{"clerk": "orders.write", "boss": ["payment", "admin"]}"#,
                    "Companies": #""*""#, "CompaniesClaim": #""tenants""#,
                    "TokenType": #""application/AT+jwt""#, "AllowIdTokens": "true",
                ]) + ", " + Self.issuer(["Name": #""b""#, "Issuer": #""b""#]) + "]")
        #expect(issuers.map(\.name) == ["corp", "b"])
        let first = try #require(issuers.first)
        #expect(first.keys == .file(path: "keys.json"))
        #expect(first.algorithms == [.rs256, .hs256])
        #expect(first.tokenType == "at+jwt")
        #expect(first.takesIDTokens)
        let mapping = try ClaimMapping(
            most: TokenAllowance(scopes: [.ordersWrite, .payment], companies: .all),
            scopesClaim: "roles",
            scopeNames: [
                .init("clerk", means: [.ordersWrite]), .init("boss", means: [.payment, .admin]),
            ],
            companiesClaim: "tenants")
        #expect(first.mapping == mapping)
    }

    /// Members that are otherwise, and the words of the refusal.
    static let wrong: [(changes: [String: String?], words: String)] = [
        (["Name": nil], "Name is missing"), (["Issuer": nil], "Issuer is missing"),
        (["Audience": nil], "Audience is missing"),
        (["Algorithms": nil], "Algorithms is missing"), (["Keys": nil], "Keys is missing"),
        (["Scopes": nil], "Scopes is missing"), (["Companies": nil], "Companies is missing"),
        (["Audience": #""""#], "Audience must be a text that is not empty"),
        (["Audience": #"["docket"]"#], "Audience must be a text"),
        (["Name": #""a b""#], "Name must be 1 to 100 letters"),
        (["Name": #""a/b""#], "Name must be 1 to 100 letters"),
        (["Issuer": #""a b""#], "Issuer must be 1 to 1000 visible ASCII characters"),
        (["Algorithms": #""ES256""#], "Algorithms must be a list of texts"),
        (["Algorithms": "[]"], "Algorithms must have one at least"),
        (["Algorithms": #"["none"]"#], "Algorithms has 'none'; there are ES256, "),
        (["Algorithms": #"["es256"]"#], "Algorithms has 'es256'"),
        (["Algorithms": #"["HS256"]"#], "HS256 goes by a secret, so Keys must be a file"),
        (["Keys": #""http://corp.example/keys""#], "Keys must begin with https://"),
        (["Keys": #""http://127.0.0.1.corp.example/""#], "Keys must begin with https://"),
        (["Keys": #""HTTP://10.0.0.1/""#], "Keys must begin with https://"),
        (["Keys": #""https:/keys""#], "Keys must begin with https:// or http://"),
        (["Keys": #""https://user@corp.example/""#], "Keys must have a host"),
        (["Keys": #""https://corp.example/#keys""#], "Keys must have only characters of a URL"),
        (["Scopes": #""""#], "Scopes and Companies must have one at least"),
        (["Scopes": #""orders""#], "there is no scope 'orders'"),
        (["Scopes": "7"], "Scopes must be a list of texts"),
        (["Companies": "[]"], "Scopes and Companies must have one at least"),
        (["Companies": "[0]"], "Companies must be a list of companies' numbers"),
        (["Companies": "1"], "Companies must be a list of companies' numbers"),
        (["ScopeNames": #"{"a": "payment"}"#], "ScopeNames goes with a ScopesClaim"),
        (["ScopesClaim": #""a""#, "ScopeNames": "[]"], "ScopeNames must be an object"),
        (["ScopesClaim": #""a""#, "ScopeNames": #"{"a": "b"}"#], "there is no scope 'b'"),
        (["AllowIdTokens": #""no""#], "AllowIdTokens must be true or false"),
        (["TokenType": "1"], "TokenType must be a text"),
        (["Audiences": "1"], "there is no member 'Audiences'; did you mean Audience?"),
        (["audience": "1"], "is there more than once"),
        (["Colour": "1"], "there is no member 'Colour'"),
    ]

    @Test(arguments: wrong)
    func `what can't be is refused in words`(
        changes: [String: String?], words: String
    ) {
        let fault = #expect(throws: OutsideIssuerFault.self) {
            try Self.read("[\(Self.issuer(changes))]")
        }
        let text = fault.map { "\($0)" } ?? ""
        #expect(text.contains(words), "\(text)")
    }

    @Test(arguments: [
        ("", "it is no JSON"), ("{}", "it must be a list of issuers"),
        ("[]", "it has no issuer; leave the setting out"),
        ("[7]", "issuer 1: must be an object"),
    ])
    func `the file is a list of issuers`(text: String, words: String) {
        let fault = #expect(throws: OutsideIssuerFault.self) { try Self.read(text) }
        #expect(fault.map { "\($0)" }?.hasPrefix(words) == true)
    }

    @Test(arguments: ["Name", "Issuer"])
    func `no two issuers are called the same`(member: String) {
        var changes: [String: String?] = ["Name": #""b""#, "Issuer": #""https://b.example""#]
        changes.removeValue(forKey: member)
        let other = Self.issuer(changes)
        let fault = #expect(throws: OutsideIssuerFault.self) {
            try Self.read("[\(Self.issuer()), \(other)]")
        }
        #expect(fault.map { "\($0)" } == "issuer 2: another issuer has the same \(member)")
    }

    @Test(arguments: [
        "http://127.0.0.1:8000/keys", "http://127.1.2.3/", "http://[::1]/keys",
        "http://localhost:9/", "https://10.0.0.1/keys",
    ])
    func `keys come by TLS, or from this machine`(address: String) throws {
        #expect(try OutsideKeyPlace(address) == .address(address))
    }
}
