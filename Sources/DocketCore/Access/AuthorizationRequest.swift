/// What a client asks a person to allow, by way of their browser.
///
/// Source: RFC 6749, sections 4.1.1 and 4.2.1; RFC 7636, section 4.3; OpenID Connect Core,
/// section 3.1.2.1.
package struct AuthorizationRequest: Sendable, Equatable {
    /// What the client wants to get.
    package enum Response: Sendable, Equatable {
        /// A code, for whoever knows the verifier.
        case code(CodeChallenge)
        /// A token, in the redirect itself.
        case token
    }

    /// What the client wants of the dialogue.
    package enum Prompt: String, Sendable, CaseIterable {
        /// None: an error where one is needed.
        case none
        /// A new sign-in.
        case login
        /// To be asked for consent, as everybody is anyway.
        case consent
    }

    /// The longest `state` and the longest `nonce`, in bytes.
    package static let echoBytesMax = 2000

    /// What it wants to get.
    package let response: Response
    /// How the token is to be narrowed.
    package let wish: TokenWish
    /// What the client gets back, to know its own request by.
    package let state: String?
    /// What stands in the `id_token`.
    package let nonce: String?
    /// What it wants of the dialogue.
    package let prompts: Set<Prompt>
    /// How old the sign-in may be, in seconds; `nil` for any age.
    package let ageSecondsMax: Int64?

    /// Reads the parameters of a request, but for those that say where the answer goes.
    ///
    /// - Parameters:
    ///   - parameter: the value of a name; `nil` where it is absent or empty.
    ///   - companies: the values of `company`.
    /// - Throws: `AuthorizationError`; `TokenError` for scopes and companies that there aren't.
    package init(
        _ parameter: (String) -> String?, companies: [String], state: String?
    ) throws {
        self.state = state
        guard let type = parameter("response_type") else {
            throw AuthorizationError.missing(parameter: "response_type")
        }
        switch type {
        case "code": response = .code(try Self.challenge(parameter))
        case "token": response = .token
        default: throw AuthorizationError.unsupportedResponseType
        }
        if let mode = parameter("response_mode"), mode != (type == "code" ? "query" : "fragment") {
            throw AuthorizationError.invalid(parameter: "response_mode")
        }
        for name in ["request", "request_uri", "registration"] where parameter(name) != nil {
            throw AuthorizationError.invalid(parameter: name)
        }
        wish = try TokenWish(scope: parameter("scope"), company: companies)
        nonce = parameter("nonce")
        guard nonce?.utf8.count ?? 0 <= Self.echoBytesMax else {
            throw AuthorizationError.invalid(parameter: "nonce")
        }
        prompts = try Self.prompts(parameter("prompt"))
        ageSecondsMax = try parameter("max_age").map { text in
            guard let seconds = Int64(text), seconds >= 0 else {
                throw AuthorizationError.invalid(parameter: "max_age")
            }
            return seconds
        }
    }

    private static func challenge(_ parameter: (String) -> String?) throws -> CodeChallenge {
        guard let text = parameter("code_challenge") else {
            throw AuthorizationError.missing(parameter: "code_challenge")
        }
        // Absent, it would mean `plain`.
        guard parameter("code_challenge_method") == "S256" else {
            throw AuthorizationError.invalid(parameter: "code_challenge_method")
        }
        guard let challenge = CodeChallenge(text) else {
            throw AuthorizationError.invalid(parameter: "code_challenge")
        }
        return challenge
    }

    private static func prompts(_ text: String?) throws -> Set<Prompt> {
        var prompts: Set<Prompt> = []
        for name in text?.split(separator: " ") ?? [] where name != "select_account" {
            guard let prompt = Prompt(rawValue: String(name)) else {
                throw AuthorizationError.invalid(parameter: "prompt")
            }
            prompts.insert(prompt)
        }
        guard !prompts.contains(.none) || prompts.count == 1 else {
            throw AuthorizationError.invalid(parameter: "prompt")
        }
        return prompts
    }

    /// Whether somebody who signed in then must do so again.
    package func needsSignIn(since signedInAt: Timestamp, at now: Timestamp) -> Bool {
        guard let ageSecondsMax else { return false }
        return signedInAt.adding(seconds: ageSecondsMax) < now
    }
}

/// Why a client gets no code and no token by way of the browser.
package enum AuthorizationError: Error, Sendable, Equatable {
    /// A parameter that is needed is not there.
    case missing(parameter: String)
    /// A parameter that says what can't be.
    case invalid(parameter: String)
    /// Neither a code nor a token.
    case unsupportedResponseType
    /// A token in the redirect, to a client that is not registered for it.
    case implicitNotAllowed
    /// The person said no.
    case denied
    /// Somebody would have to sign in, and nobody may be asked.
    case signInNeeded
    /// Somebody would have to consent, and nobody may be asked.
    case consentNeeded

    /// What programs read.
    ///
    /// Source: RFC 6749, section 4.1.2.1; OpenID Connect Core, section 3.1.2.6.
    package var code: String {
        switch self {
        case .missing, .invalid: "invalid_request"
        case .unsupportedResponseType: "unsupported_response_type"
        case .implicitNotAllowed: "unauthorized_client"
        case .denied: "access_denied"
        case .signInNeeded: "login_required"
        case .consentNeeded: "consent_required"
        }
    }
}

extension AuthorizationError: CustomStringConvertible {
    /// What people read: printable ASCII without quotes and backslashes.
    package var description: String {
        switch self {
        case .missing(let parameter): "The parameter \(parameter) is missing"
        case .invalid("code_challenge_method"): "The code_challenge_method must be S256"
        case .invalid(let parameter): "The parameter \(parameter) is not valid"
        case .unsupportedResponseType: "The response_type must be code or token"
        case .implicitNotAllowed: "The client is not registered for response_type=token"
        case .denied: "The user did not allow it"
        case .signInNeeded: "The user would have to sign in"
        case .consentNeeded: "The user would have to be asked"
        }
    }
}
