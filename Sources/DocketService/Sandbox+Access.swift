package import DocketCore
package import DocketStore

extension Sandbox {
    /// The client's id.
    package static let clientID = "sandbox"
    /// The client's secret: known to everybody, so it may be short.
    package static let clientSecret = "sandbox-secret"
    /// The user's name.
    package static let userName = "sandbox@example.test"
    /// The user's password.
    package static let password = "sandbox-password"
    /// An access token that never expires.
    package static let accessToken = "sandbox-token"

    /// The hash of `password`. It is no secret, so it stands here, by an earlier cost, and is not
    /// made anew: that would cost every start of a sandbox, and every test, some 300 ms.
    static let passwordHash =
        PasswordHash(
            "scrypt$ln=15,r=8,p=1$ZG9ja2V0LXNhbmRib3gtMQ"
                + "$AJkBNlWaQP4a726qwAwO3EOu0fhBbGVTBqInjFZRcF4") ?? .ofNobody

    /// Registers the client, the user and the token that the contract names.
    ///
    /// Source: contract, section 11.
    package static func seedAccess(_ store: SystemStore, at now: Timestamp) throws(SQLError) {
        let client = Client(
            id: clientID, name: "Sandbox", secretHash: SecretHash(of: clientSecret),
            scopes: .all, companies: .all, defaultCompany: CompanyID(14146),
            // The second is that of the page that explores the API.
            redirectURIs: ["http://127.0.0.1/callback"]
                + ["127.0.0.1", "localhost"].map { "http://\($0)/docs/oauth2-redirect.html" },
            allowsImplicit: true)
        try store.insert(client, at: now)
        try store.insert(
            User(
                id: GUID(high: 0x7000, low: 0x8000_0000_0000_0002), name: userName,
                passwordHash: passwordHash, scopes: .all, companies: .all),
            at: now)
        try store.insert(
            Token(
                hash: SecretHash(of: accessToken), kind: .access,
                family: GUID(high: 0x7000, low: 0x8000_0000_0000_0001), clientID: clientID,
                userName: nil, allowance: client.allowance, issuedAt: now, expiresAt: nil))
    }
}
