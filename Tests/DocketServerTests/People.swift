import DocketCore
import DocketJSON
import DocketService
import DocketStore
import DocketTestKit
import HTTPTypes
import Testing

// Clients and users to try things on.

extension TestServer {
    /// The clients of the company that most tests are about.
    static var clients: String { "/v1/Companies(14146)/Clients" }
    /// Its users.
    static var users: String { "/v1/Companies(14146)/Users" }

    /// Stores a client with secret `a-secret-of-the-tests`.
    ///
    /// - Parameter companies: as `CompanySet` reads them.
    func storeClient(
        _ id: String, companies: String = "14146", scopes: ScopeSet = [.admin],
        isPublic: Bool = false, redirectURIs: [String] = []
    ) async throws {
        let client = Client(
            id: id, name: "Stored", secretHash: isPublic ? nil : SecretHash(of: Self.secret),
            scopes: scopes, companies: try #require(CompanySet(companies)),
            redirectURIs: redirectURIs)
        let now = services.clock.now()
        try await database.write { try SystemStore($0).insert(client, at: now) }
    }

    /// The secret of stored clients.
    static var secret: String { "a-secret-of-the-tests" }

    /// Stores a user, with password `sandbox-password` unless told otherwise.
    ///
    /// - Returns: the user's id.
    func storeUser(
        _ name: String, companies: String = "14146", scopes: ScopeSet = [.admin],
        hash: String = TestPasswords.sandboxHash
    ) async throws -> GUID {
        let now = services.clock.now()
        var random = SystemRandomNumberGenerator()
        let user = User(
            id: .version7(at: now, using: &random), name: name,
            passwordHash: try #require(PasswordHash(hash)), scopes: scopes,
            companies: try #require(CompanySet(companies)))
        try await database.write { try SystemStore($0).insert(user, at: now) }
        return user.id
    }

    /// Asks for a token.
    func grant(_ form: String) async throws -> Reply {
        try await send(
            .post, "/v1/oauth2/token",
            headers: ["Content-Type": "application/x-www-form-urlencoded"], body: form, token: nil)
    }

    /// Asks for a token of a client's own.
    func clientGrant(_ id: String, secret: String? = Self.secret) async throws -> Reply {
        try await grant(
            "grant_type=client_credentials&client_id=\(id)&client_secret=\(secret ?? "")")
    }

    /// Asks the sandbox's client for a token for a user.
    func signIn(_ name: String, _ password: String = "sandbox-password") async throws -> Reply {
        let password = password.replacing(" ", with: "+")
        return try await grant(
            "grant_type=password&client_id=sandbox&client_secret=sandbox-secret"
                + "&username=\(name)&password=\(password)")
    }

    /// The status that a token gets for a list of the company.
    func status(_ list: String, with token: String?) async throws -> Int {
        try await send(.get, "/v1/Companies(14146)/\(list)", token: token).status
    }
}

extension TestServer.Reply {
    /// The body as it comes again under its key: with the secret left out.
    var textWithoutSecret: String {
        text.replacing(/"Secret":"[^"]*"/, with: #""Secret":null"#)
    }
}
