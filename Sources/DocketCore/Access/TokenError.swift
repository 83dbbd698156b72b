/// Why a request for a token was refused.
package enum TokenError: Error, Sendable, Equatable {
    /// The body is not `application/x-www-form-urlencoded`.
    case notAForm
    /// The body is not what its type says: `%` without two hex digits, or not UTF-8.
    case malformedForm
    /// A parameter that the grant needs is not there.
    case missing(parameter: String)
    /// A parameter is there twice.
    case repeated(parameter: String)
    /// The client proved itself twice, by its header and by the body.
    case twoCredentials
    /// A `company` that is no positive number.
    case malformedCompany(String)
    /// No client, an unknown or disabled one, or not its secret; `clientID` where there is such a
    /// client.
    case clientRefused(clientID: String?)
    /// An unknown or disabled user, or not their password; `userName` where there is such a user.
    case signInRefused(userName: String?, isDisabled: Bool)
    /// Wrong passwords came before; so many seconds are to pass until the next is looked at.
    /// `userName` where there is such a user.
    case signInDelayed(seconds: Int64, userName: String?)
    /// A code that is unknown, expired, used, another client's, or of another verifier.
    case codeRefused
    /// A code that was exchanged before; the tokens of that exchange are taken back.
    case codeReused(TokenReuse)
    /// A refresh token that is unknown, expired, revoked, or another client's.
    case refreshTokenRefused
    /// A refresh token that was exchanged before; all tokens of its sign-in are taken back.
    case refreshTokenReused(TokenReuse)
    /// A client without a secret can't ask for a token of its own.
    case clientNotConfidential
    /// A `grant_type` that isn't offered.
    case unsupportedGrantType(String)
    /// A scope that there isn't.
    case unknownScope(String)
    /// Scopes that the client, the user or the refresh token doesn't have.
    case scopesNotAllowed(ScopeSet)
    /// A company that the client, the user or the refresh token isn't for.
    case companyNotAllowed(CompanyID)
    /// Client and user have no scope or no company in common.
    case nothingAllowed
}

/// Whose tokens were taken back since a code or a refresh token came twice.
package struct TokenReuse: Sendable, Equatable {
    /// Those tokens.
    package let family: GUID
    /// Who signed in for them; `nil` where nobody did.
    package let userName: String?

    /// Tokens of somebody.
    package init(family: GUID, userName: String?) {
        self.family = family
        self.userName = userName
    }
}

extension TokenError {
    /// What programs read.
    ///
    /// Source: RFC 6749, section 5.2.
    package enum Code: String, Sendable, CaseIterable {
        case invalidRequest = "invalid_request"
        case invalidClient = "invalid_client"
        case invalidGrant = "invalid_grant"
        case unauthorizedClient = "unauthorized_client"
        case unsupportedGrantType = "unsupported_grant_type"
        case invalidScope = "invalid_scope"
    }

    /// Which of the codes it is.
    package var code: Code {
        switch self {
        case .notAForm, .malformedForm, .missing, .repeated, .twoCredentials, .malformedCompany:
            .invalidRequest
        case .clientRefused: .invalidClient
        case .signInRefused, .signInDelayed, .codeRefused, .codeReused, .refreshTokenRefused,
            .refreshTokenReused:
            .invalidGrant
        case .clientNotConfidential: .unauthorizedClient
        case .unsupportedGrantType: .unsupportedGrantType
        case .unknownScope, .scopesNotAllowed, .companyNotAllowed, .nothingAllowed: .invalidScope
        }
    }
}

extension TokenError: CustomStringConvertible {
    /// What people read: printable ASCII without quotes and backslashes (RFC 6749, section 5.2).
    package var description: String {
        switch self {
        case .notAForm: "The body must be application/x-www-form-urlencoded"
        case .malformedForm: "The body is not a well-formed form"
        case .missing(let parameter): "The parameter \(parameter) is missing"
        case .repeated(let parameter): "The parameter \(Self.plain(parameter)) is repeated"
        case .twoCredentials: "The client must use either the Authorization header or the body"
        case .malformedCompany(let text): "'\(Self.plain(text))' is not a company"
        case .clientRefused: "The client is unknown or its secret is wrong"
        case .signInRefused: "The user name or the password is wrong"
        case .signInDelayed(let seconds, _):
            "There were too many wrong passwords; the next one is looked at in \(seconds) s"
        // Who uses one twice is told no more than others.
        case .codeRefused, .codeReused:
            "The code is not valid, or its verifier or redirect is another"
        case .refreshTokenRefused, .refreshTokenReused: "The refresh token is not valid"
        case .clientNotConfidential: "A client without a secret can not use client_credentials"
        case .unsupportedGrantType(let type):
            "The authorization grant type '\(Self.plain(type))' is not supported by the"
                + " authorization server"
        case .unknownScope(let name): "There is no scope '\(Self.plain(name))'"
        case .scopesNotAllowed(let scopes): "Not allowed: \(scopes)"
        case .companyNotAllowed(let company): "Not allowed for company \(company)"
        case .nothingAllowed: "The client and the user have no scope or no company in common"
        }
    }

    /// What a client sent, cut and cleaned for being shown to it.
    private static func plain(_ text: String) -> String {
        let bytes = text.utf8.prefix(64).map { byte in
            let isAllowed =
                (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "\"")
                && byte != UInt8(ascii: "\\")
            return isAllowed ? byte : UInt8(ascii: "?")
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
