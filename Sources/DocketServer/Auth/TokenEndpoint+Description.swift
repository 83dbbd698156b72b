import DocketCore
import DocketJSON
import HTTPTypes

// Tokens, in the words of docs/api/tokens.md.

extension OperationDescription {
    static let getOrdersToken = token("getOrdersToken", "Good for 12 hours.")
    static let getParcelsToken = token("getParcelsToken", "Good for 2 hours.")

    private static func token(_ id: String, _ words: String) -> OperationDescription {
        OperationDescription(
            id, .tokens, "Gets a token",
            "\(words) The client proves itself by HTTP Basic, or by `client_id` and "
                + "`client_secret` in the body, not both.",
            body: .form(.tokenRequest, Examples.tokenRequest),
            answers: [
                .ok("The token.", NamedSchema.token.reference, headers: [.pragma]), .oauthRefused,
                .clientRefused,
                .json(
                    .tooManyRequests, "Too many wrong passwords came before.",
                    NamedSchema.oauthError.reference, headers: [.pragma.orNone]),
            ])
    }

    static let revokeToken = revocation("revokeToken")
    static let revokeTokenOAuth = revocation("revokeTokenOAuth")

    private static func revocation(_ id: String) -> OperationDescription {
        OperationDescription(
            id, .tokens, "Takes a token back",
            "And all that descend from the same sign-in (RFC 7009).",
            body: .form(.tokenQuestion, Examples.token),
            answers: [
                AnswerDescription(
                    status: .ok, words: "It is good no more, whatever it was.", headers: [.pragma]),
                .oauthRefused, .clientRefused,
            ])
    }

    static let introspectToken = introspection("introspectToken")
    static let introspectTokenOAuth = introspection("introspectTokenOAuth")

    private static func introspection(_ id: String) -> OperationDescription {
        OperationDescription(
            id, .tokens, "Tells what a token is",
            "A client asks about its own; with `admin`, about those for its companies (RFC 7662).",
            body: .form(.tokenQuestion, Examples.token),
            answers: [
                .ok("What it is.", NamedSchema.tokenStatus.reference, headers: [.pragma]),
                .oauthRefused, .clientRefused,
            ])
    }

    static let readUserInfo = OperationDescription(
        "readUserInfo", .tokens, "Tells who is behind the token",
        answers: [
            .ok(
                "Who it is.",
                .object([
                    .init(
                        "sub", Schema("string"), "The user's name, or the client's id.",
                        "ann@example.test")
                ]))
        ])
}

extension AnswerDescription {
    /// The refusal of RFC 6749, section 5.2.
    fileprivate static let oauthRefused = json(
        .badRequest, "Refused, as RFC 6749 has it.", NamedSchema.oauthError.reference,
        headers: [.pragma.orNone])
    /// The same for a client that came by HTTP Basic.
    fileprivate static let clientRefused = json(
        .unauthorized, "The client came by HTTP Basic, and is unknown or its secret is wrong.",
        NamedSchema.oauthError.reference, headers: [.wwwAuthenticate, .pragma])
}

extension NamedSchema {
    /// What a client sends for a token.
    static let tokenRequest = NamedSchema(
        "TokenRequest",
        .any([
            grant(
                "password",
                [
                    .formText("username", "Who signs in.", "sandbox@example.test"),
                    .formText("password", "Their password.", "sandbox-password"),
                ]),
            grant("client_credentials", []),
            grant(
                "authorization_code",
                [
                    .formText("code", "What came in the redirect.", "SplxlOBeZQQYbYS6WxSbIA"),
                    .formText(
                        "code_verifier", "What its challenge was made of (RFC 7636).",
                        "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
                ],
                [
                    .formText(
                        "redirect_uri", "As in the request for the code, where it was there.",
                        "http://127.0.0.1/callback",
                        isRequired: false)
                ]),
            grant(
                "refresh_token",
                [
                    .formText(
                        "refresh_token", "The last one of the sign-in.", "tGzv3JOkF0XG5Qx2TlKWIA")
                ]),
        ]))

    private static func grant(
        _ type: String, _ required: [Schema.Property], _ more: [Schema.Property] = []
    ) -> Schema {
        let kind = Written.name([type])
        // One without a value is as good as none (RFC 6749, section 3.2).
        let company = Schema("string", ["pattern": "^(0*[1-9][0-9]{0,9})?$"])
        let wish: [Schema.Property] = [
            .init("grant_type", kind, "What the token is to rest on.", .string(type)),
            .formText(
                "scope",
                "Names with spaces between; all that there are to have where it is absent.",
                "orders.write",
                isRequired: false),
            .init(
                "company", .array(of: company), "Which Companies it is to be for.",
                ["14146"], isRequired: false),
        ]
        return .object(wish + required + more + proof)
    }

    private static let proof: [Schema.Property] = [
        .formText("client_id", "Who asks.", "sandbox", isRequired: false),
        .formText("client_secret", "The proof of it.", "sandbox-secret", isRequired: false),
    ]

    /// A token that something is to be done with.
    static let tokenQuestion = NamedSchema(
        "TokenQuestion",
        .object([.formText("token", "An access or a refresh token.", "mF_9.B5f-4.1JqM")] + proof))

    /// A token, as RFC 6749, section 5.1, has it.
    static let token = NamedSchema(
        "Token",
        .object([
            .init(
                "access_token", Schema("string"), "What every request has in its header.",
                "mF_9.B5f-4.1JqM"),
            .init("token_type", Written.name(["Bearer"]), "How.", "Bearer"),
            .init(
                "expires_in", Schema("integer", ["minimum": 1]), "For how many seconds it is good.",
                43199, isRequired: false),
            .init(
                "refresh_token", Schema("string"), "For the next one, where somebody signed in.",
                "tGzv3JOkF0XG5Qx2TlKWIA", isRequired: false),
            .init(
                "id_token", Schema("string"), "Who signed in, with the scope `openid`.",
                "eyJhbGciOiJSUzI1NiJ9.e30.c2ln", isRequired: false),
            .init("scope", Schema("string"), "What it allows.", "orders.write orders.process"),
        ]))

    /// A refusal, as RFC 6749, section 5.2, has it.
    static let oauthError = NamedSchema(
        "OAuthError",
        .object([
            .init(
                "error", Written.name(TokenError.Code.allCases.map(\.rawValue)), "Which it is.",
                "invalid_grant"),
            .init(
                "error_description", Schema("string"), "What is wrong.",
                "The user name or the password is wrong"),
        ]))

    /// What a token is, as RFC 7662 has it.
    static let tokenStatus = NamedSchema(
        "TokenStatus",
        .object([
            .init(
                "active", Written.flag,
                "Whether it is good; nothing else is said of one that is not.",
                true),
            .of("scope", "What it allows.", "orders.read"),
            .of("client_id", "Who got it.", "sandbox"),
            .of("username", "Who signed in.", "ann@example.test"),
            .of("sub", "The user's name, or the client's id.", "ann@example.test"),
            .of("token_type", "`Bearer`, or `refresh_token`.", "Bearer"),
            .of("iss", "The server.", "http://127.0.0.1:8080"),
            .of("companies", "For which Companies.", "14146"),
            .of("iat", "Since when, in seconds since 1970.", 1_795_295_780, Written.longInteger),
            .of("exp", "Until when.", 1_795_338_979, Written.longInteger),
        ]))
}

extension Schema.Property {
    /// Something that is told of a token that is good.
    fileprivate static func of(
        _ name: String, _ words: String, _ example: JSONValue, _ schema: Schema = Schema("string")
    ) -> Self {
        Self(name, schema, words, example, isRequired: false)
    }
}

extension Schema.Property {
    /// A parameter of a form; an empty one is as if it were absent.
    static func formText(
        _ name: String, _ words: String, _ example: JSONValue, isRequired: Bool = true
    ) -> Self {
        let schema = isRequired ? Schema("string", ["minLength": 1]) : Schema("string")
        return Self(name, schema, words, example, isRequired: isRequired)
    }
}
