import DocketJSON
import HTTPTypes

// Discovery, in the words of docs/api/tokens.md.

extension OperationDescription {
    static let discoverOpenID = discovery("discoverOpenID")
    static let discoverOAuth = discovery("discoverOAuth")
    static let discoverParcels = discovery("discoverParcels")

    private static func discovery(_ id: String) -> OperationDescription {
        OperationDescription(
            id, .tokens, "Tells clients where everything is", "And what there is.",
            answers: [.ok("Where, and what.", NamedSchema.discovery.reference)])
    }

    static let readKeys = OperationDescription(
        "readKeys", .tokens, "Reads the keys that sign an `id_token`",
        "A new one signs every 90 days.",
        answers: [
            .ok(
                "The keys (RFC 7517).",
                .object([
                    .init("keys", .array(of: key), "Those that are good by now.")
                ]))
        ])

    private static let key = Schema.object([
        .init("kty", Written.name(["RSA"]), "Which kind.", "RSA"),
        .init("use", Written.name(["sig"]), "For what.", "sig"),
        .init("alg", Written.name(["RS256"]), "By which algorithm.", "RS256"),
        .init("kid", Schema("string"), "Its name.", "k1"),
        .init("n", Schema("string"), "Its modulus.", "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2"),
        .init("e", Schema("string"), "Its exponent.", "AQAB"),
    ])
}

extension NamedSchema {
    /// Where everything is (RFC 8414).
    fileprivate static let discovery = NamedSchema(
        "Discovery",
        .object([
            .place("issuer", "The server's name.", ""),
            .place("authorization_endpoint", "Where a browser is sent.", "/v1/oauth2/authorize"),
            .place("token_endpoint", "Where tokens are got.", "/v1/oauth2/token"),
            .place("jwks_uri", "The keys.", "/auth/connect/jwks"),
            .place(
                "revocation_endpoint", "Where they are taken back.", "/auth/connect/revocation"),
            .place(
                "introspection_endpoint", "Where they are asked about.",
                "/auth/connect/introspect"),
            .place("userinfo_endpoint", "Who is behind one.", "/auth/connect/userinfo"),
            .choice("scopes_supported", "Scopes.", "orders.read"),
            .choice("response_types_supported", "What a redirect may bring.", "code"),
            .choice("response_modes_supported", "In which part of it.", "query"),
            .choice("grant_types_supported", "What a token may rest on.", "authorization_code"),
            .choice("subject_types_supported", "That `sub` is the same to all.", "public"),
            .choice("id_token_signing_alg_values_supported", "How it is signed.", "RS256"),
            .choice("token_endpoint_auth_methods_supported", "Proofs.", "client_secret_basic"),
            .choice("revocation_endpoint_auth_methods_supported", "Proofs.", "none"),
            .choice(
                "introspection_endpoint_auth_methods_supported", "Proofs.", "client_secret_post"),
            .choice("code_challenge_methods_supported", "Challenges of PKCE.", "S256"),
            .choice("prompt_values_supported", "Values of `prompt`.", "none"),
            .choice("claims_supported", "What an `id_token` says.", "sub"),
            .init(
                "authorization_response_iss_parameter_supported", Written.flag,
                "That redirects carry `iss` (RFC 9207).", true),
        ]))
}

extension Schema.Property {
    fileprivate static func place(_ name: String, _ words: String, _ path: String) -> Self {
        Self(name, Schema("string"), words, .string("http://127.0.0.1:8080\(path)"))
    }

    fileprivate static func choice(
        _ name: String, _ words: String, _ example: JSONValue
    ) -> Self {
        Self(name, .array(of: Schema("string")), words, [example])
    }
}
