package import DocketCore
package import DocketStore

/// People let clients act for them: what they are asked, and what comes of it.
///
/// Source: contract, section 7; RFC 6749, sections 4.1 and 4.2.
package struct Authorizations: Sendable {
    private let database: any Database

    /// Consents in `database`.
    package init(database: any Database) {
        self.database = database
    }

    /// Why a request leads nowhere: the browser must not be sent on.
    package enum Refusal: Error, Sendable, Equatable {
        /// There is no such client.
        case clientUnknown
        /// The client is not registered for that address.
        case redirectUnknown
    }

    /// The client of a request, and where its answer goes.
    ///
    /// - Parameter redirectURI: the parameter of that name; `nil` where it is absent.
    /// - Throws: `Refusal`; `SQLError`.
    package func client(
        _ id: String?, redirectURI: String?
    ) async throws -> (client: Client, redirect: RedirectURI) {
        guard let id else { throw Refusal.clientUnknown }
        let found = try await database.read { connection in
            try SystemStore(connection).client(id)
        }
        guard let client = found, !client.isDisabled else { throw Refusal.clientUnknown }
        guard let redirect = RedirectURI(redirectURI, of: client.redirectURIs) else {
            throw Refusal.redirectUnknown
        }
        return (client, redirect)
    }

    /// What a person is asked to allow.
    package struct Question: Sendable {
        /// What the client gets.
        package let allowance: TokenAllowance
        /// The companies that it is for by their names, as far as `companiesMax` goes; empty for
        /// all there are.
        package let companies: [String]
    }

    /// Companies that a question names at most.
    package static let companiesMax = 20

    /// What a person is asked to allow a client.
    ///
    /// - Throws: `AuthorizationError.implicitNotAllowed`; `TokenError` for more than client or
    ///   person have; `SQLError`.
    package func question(
        _ request: AuthorizationRequest, of client: Client, to userName: String
    ) async throws -> Question {
        let allowance = try await database.read { connection in
            try Self.allowance(request, client, userName, SystemStore(connection))
        }
        guard case .some(let companies) = allowance.companies else {
            return Question(allowance: allowance, companies: [])
        }
        var names: [String] = []
        for company in companies.sorted().prefix(Self.companiesMax) {
            let name = try await database.first(CompanyStore.companyName(company))
            names.append(name ?? "\(company)")
        }
        return Question(allowance: allowance, companies: names)
    }

    /// What a client gets by the browser.
    package enum Grant: Sendable {
        /// A code.
        case code(String)
        /// A token.
        case token(TokenGrant)
    }

    /// Gives a client what the person has allowed.
    ///
    /// - Parameters:
    ///   - redirectURI: as of `client(_:redirectURI:)`.
    ///   - lifeSeconds: how long a token is good for that goes by the browser.
    /// - Throws: as `question`.
    package func grant(
        _ request: AuthorizationRequest, to client: Client, redirectURI: String?,
        by session: Session, lifeSeconds: Int64, at now: Timestamp
    ) async throws -> Grant {
        let fresh = FreshTokens(at: now)
        return try await database.write { connection in
            let store = SystemStore(connection)
            // Who signed out, or got another password, while this one was looked at.
            guard try connection.first(SystemStore.session(session.hash)) != nil else {
                throw AuthorizationError.signInNeeded
            }
            let allowance = try Self.allowance(request, client, session.userName, store)
            switch request.response {
            case .code(let challenge):
                try store.insert(
                    AuthorizationCode(
                        hash: fresh.access.hash, clientID: client.id, userName: session.userName,
                        allowance: allowance, redirectURI: redirectURI, challenge: challenge,
                        nonce: request.nonce, signedInAt: session.signedInAt,
                        expiresAt: now.adding(seconds: AuthorizationCode.lifeSeconds)))
                return .code(fresh.access.text)
            case .token:
                try store.insert(
                    Token(
                        hash: fresh.access.hash, kind: .access, family: fresh.family,
                        clientID: client.id, userName: session.userName, allowance: allowance,
                        issuedAt: now, expiresAt: now.adding(seconds: lifeSeconds)))
                return .token(
                    TokenGrant(
                        accessToken: fresh.access.text, refreshToken: nil,
                        lifeSeconds: lifeSeconds, allowance: allowance,
                        userName: session.userName))
            }
        }
    }

    private static func allowance(
        _ request: AuthorizationRequest, _ client: Client, _ userName: String,
        _ store: SystemStore
    ) throws -> TokenAllowance {
        guard let client = try store.client(client.id), !client.isDisabled else {
            throw Refusal.clientUnknown
        }
        if request.response == .token, !client.allowsImplicit {
            throw AuthorizationError.implicitNotAllowed
        }
        guard let user = try store.user(userName), !user.isDisabled else {
            throw AuthorizationError.signInNeeded
        }
        return try client.allowance.intersection(user.allowance).narrowed(to: request.wish)
    }
}
