import DocketCore
package import Logging

/// What the log tells of who came in, who did not, and who was given what.
///
/// A name is in it only where it is known to be somebody's: people type passwords into the field of
/// the name.
///
/// Source: ASVS 5.0, 16.2.1, 16.3.1 to 16.3.4; docs/operating.md, "Logs", has the list.
enum SecurityEvent: Sendable {
    case signInTaken(user: String, SignInWay)
    case signInRefused(user: String?, SignInReason, SignInWay)
    case tokenGiven(GrantType, client: String, user: String?, scopes: ScopeSet)
    case tokenRefused(TokenError.Code, GrantType?, client: String?)
    case introspectionRefused(TokenError.Code, client: String?)
    case revocationRefused(TokenError.Code, client: String?)
    case codeReused(TokenReuse, client: String?)
    case refreshTokenReused(TokenReuse, client: String?)
    case tokenRevoked(family: GUID, client: String, user: String?)
    case authorizationAllowed(client: String, user: String)
    case authorizationDenied(client: String, user: String)
    case accessTokenRefused(wasSent: Bool)
    case scopeMissing(Scope, Principal?, route: String?, company: CompanyID?)
    case companyNotAllowed(Principal?, route: String?, company: CompanyID?)
    case rateLimitMet(limit: Int, Principal?)
    case clientCreated(PeopleChange)
    case clientChanged(PeopleChange)
    case clientDisabled(PeopleChange)
    case clientSecretRotated(PeopleChange)
    case userCreated(PeopleChange)
    case userChanged(PeopleChange)
    case userDisabled(PeopleChange)
    case userPasswordReplaced(PeopleChange)
    case passwordChanged(user: String)
    case webhookAddressRefused(Principal?, company: CompanyID?)
    case gatewayEventRefused(gateway: String)

    /// Where a person gave their password.
    enum SignInWay: Sendable {
        /// On our own page.
        case page
        /// To a client, which asked for a token with it.
        case client(String?)
    }

    /// Why a password was no use.
    enum SignInReason: String, Sendable {
        /// It was not that user's; or there is no such user.
        case password
        /// The user is disabled.
        case disabled
        /// It was not looked at, after too many wrong ones.
        case delayed
    }

    /// What a token rests on, as requests have it (RFC 6749, sections 4 and 6).
    enum GrantType: String, Sendable, CaseIterable {
        case password
        case clientCredentials = "client_credentials"
        case authorizationCode = "authorization_code"
        case refreshToken = "refresh_token"
        case implicit
    }

    /// A change of a client or a user by an administrator.
    struct PeopleChange: Sendable {
        /// Who changed it.
        let principal: Principal?
        /// In which company.
        let company: String
        /// Its path below the company's, such as `Clients(web-shop)`.
        let resource: String
        /// What it is now, without secrets.
        let now: String
    }
}

// MARK: - Names and levels

/// The name of each event: its message, and its value of `event`.
package enum SecurityEventName: String, Sendable, CaseIterable {
    case signInTaken = "sign-in taken"
    case signInRefused = "sign-in refused"
    case tokenGiven = "token given"
    case tokenRefused = "token refused"
    case introspectionRefused = "introspection refused"
    case revocationRefused = "revocation refused"
    case codeReused = "authorization code reused"
    case refreshTokenReused = "refresh token reused"
    case tokenRevoked = "token revoked"
    case authorizationAllowed = "authorization allowed"
    case authorizationDenied = "authorization denied"
    case accessTokenRefused = "access token refused"
    case scopeMissing = "scope missing"
    case companyNotAllowed = "company not allowed"
    case rateLimitMet = "rate limit met"
    case clientCreated = "client created"
    case clientChanged = "client changed"
    case clientDisabled = "client disabled"
    case clientSecretRotated = "client secret rotated"
    case userCreated = "user created"
    case userChanged = "user changed"
    case userDisabled = "user disabled"
    case userPasswordReplaced = "user password replaced"
    case passwordChanged = "password changed"
    case webhookAddressRefused = "webhook address refused"
    case gatewayEventRefused = "gateway event refused"

    /// What goes well is `info`, and so is what anybody can send, whoever they are; what is refused
    /// or changed is `notice`; what only a thief, or a client that is broken, does is `warning`.
    package var level: Logger.Level {
        switch self {
        case .signInTaken, .tokenGiven, .tokenRevoked, .authorizationAllowed, .authorizationDenied,
            .accessTokenRefused:
            .info
        case .signInRefused, .tokenRefused, .introspectionRefused, .revocationRefused,
            .scopeMissing, .companyNotAllowed, .rateLimitMet, .clientCreated, .clientChanged,
            .clientDisabled, .clientSecretRotated, .userCreated, .userChanged, .userDisabled,
            .userPasswordReplaced, .passwordChanged, .webhookAddressRefused,
            .gatewayEventRefused:
            .notice
        case .codeReused, .refreshTokenReused: .warning
        }
    }
}

extension SecurityEvent {
    /// Which of the events it is.
    var name: SecurityEventName {
        switch self {
        case .signInTaken: .signInTaken
        case .signInRefused: .signInRefused
        case .tokenGiven: .tokenGiven
        case .tokenRefused: .tokenRefused
        case .introspectionRefused: .introspectionRefused
        case .revocationRefused: .revocationRefused
        case .codeReused: .codeReused
        case .refreshTokenReused: .refreshTokenReused
        case .tokenRevoked: .tokenRevoked
        case .authorizationAllowed: .authorizationAllowed
        case .authorizationDenied: .authorizationDenied
        case .accessTokenRefused: .accessTokenRefused
        case .scopeMissing: .scopeMissing
        case .companyNotAllowed: .companyNotAllowed
        case .rateLimitMet: .rateLimitMet
        case .clientCreated: .clientCreated
        case .clientChanged: .clientChanged
        case .clientDisabled: .clientDisabled
        case .clientSecretRotated: .clientSecretRotated
        case .userCreated: .userCreated
        case .userChanged: .userChanged
        case .userDisabled: .userDisabled
        case .userPasswordReplaced: .userPasswordReplaced
        case .passwordChanged: .passwordChanged
        case .webhookAddressRefused: .webhookAddressRefused
        case .gatewayEventRefused: .gatewayEventRefused
        }
    }
}

extension SecurityEvent {
    /// A password that was no use on a page; `nil` for any other error.
    init?(refused error: any Error) {
        switch error {
        case TokenError.signInDelayed(_, let user):
            self = .signInRefused(user: user, .delayed, .page)
        case TokenError.signInRefused(let user, let isDisabled):
            self = .signInRefused(user: user, isDisabled ? .disabled : .password, .page)
        default:
            return nil
        }
    }
}

// MARK: - What it names

extension SecurityEvent {
    /// What it names beside the request and its address; `nil` for what is not known.
    var fields: [String: String?] {
        switch self {
        case .signInTaken(let user, let way):
            way.fields.merging(["user": user]) { $1 }
        case .signInRefused(let user, let reason, let way):
            way.fields.merging(["user": user ?? "unknown", "reason": reason.rawValue]) { $1 }
        case .tokenGiven(let grant, let client, let user, let scopes):
            [
                "grant": grant.rawValue, "client": client, "user": user,
                "scope": scopes.description,
            ]
        case .tokenRefused(let error, let grant, let client):
            ["error": error.rawValue, "grant": grant?.rawValue, "client": client]
        case .introspectionRefused(let error, let client),
            .revocationRefused(let error, let client):
            ["error": error.rawValue, "client": client]
        case .codeReused(let reuse, let client), .refreshTokenReused(let reuse, let client):
            ["client": client, "user": reuse.userName, "family": "\(reuse.family)"]
        case .tokenRevoked(let family, let client, let user):
            ["client": client, "user": user, "family": "\(family)"]
        case .authorizationAllowed(let client, let user),
            .authorizationDenied(let client, let user):
            ["client": client, "user": user]
        case .accessTokenRefused(let wasSent):
            ["reason": wasSent ? "not good" : "missing"]
        case .scopeMissing(let scope, let principal, let route, let company):
            Self.fields(of: principal, route: route, company: company)
                .merging(["scope": scope.rawValue]) { $1 }
        case .companyNotAllowed(let principal, let route, let company):
            Self.fields(of: principal, route: route, company: company)
        case .rateLimitMet(let limit, let principal):
            Self.fields(of: principal).merging(["limit": "\(limit)"]) { $1 }
        case .clientCreated(let change), .clientChanged(let change), .clientDisabled(let change),
            .clientSecretRotated(let change), .userCreated(let change), .userChanged(let change),
            .userDisabled(let change), .userPasswordReplaced(let change):
            change.fields
        case .passwordChanged(let user):
            ["user": user]
        case .webhookAddressRefused(let principal, let company):
            Self.fields(of: principal, company: company)
        case .gatewayEventRefused(let gateway):
            ["gateway": gateway]
        }
    }

    private static func fields(
        of principal: Principal?, route: String? = nil, company: CompanyID? = nil
    ) -> [String: String?] {
        [
            "client": principal?.clientID, "user": principal?.userName, "route": route,
            "company": company?.description,
        ]
    }
}

extension SecurityEvent.SignInWay {
    fileprivate var fields: [String: String?] {
        switch self {
        case .page: ["way": "page"]
        case .client(let client): ["way": "token", "client": client]
        }
    }
}

extension SecurityEvent.PeopleChange {
    fileprivate var fields: [String: String?] {
        [
            "client": principal?.clientID, "user": principal?.userName, "company": company,
            "resource": resource, "now": now,
        ]
    }
}
