import DocketCore
import DocketJSON
import DocketService
import HTTPTypes

/// What clients can find out by themselves: where everything is, what is on offer, and the keys.
///
/// Source: contract, section 7; OpenID Connect Discovery, section 3; RFC 8414; RFC 7517.
struct DiscoveryEndpoint: Sendable {
    let issuer: Issuer
    let keys: SigningKeys

    /// All of it, for the table of routes.
    var routes: [Route] {
        [
            Route(.get, ".well-known/openid-configuration", .anyone, .discoverOpenID) { call in
                document(call, authorize: "/v1/oauth2/authorize", token: "/v1/oauth2/token")
            },
            Route(.get, ".well-known/oauth-authorization-server", .anyone, .discoverOAuth) { call in
                document(call, authorize: "/v1/oauth2/authorize", token: "/v1/oauth2/token")
            },
            Route(.get, "auth/.well-known/openid-configuration", .anyone, .discoverParcels) {
                call in
                document(
                    call, authorize: "/auth/connect/authorize", token: "/auth/connect/token")
            },
            Route(.get, "auth/connect/jwks", .anyone, .readKeys, getKeys),
        ]
    }

    private func document(_ call: Call, authorize: String, token: String) -> Answer {
        let name = issuer.name(for: call)
        let places = [
            ("issuer", name), ("authorization_endpoint", name + authorize),
            ("token_endpoint", name + token), ("jwks_uri", name + "/auth/connect/jwks"),
            ("revocation_endpoint", name + "/auth/connect/revocation"),
            ("introspection_endpoint", name + "/auth/connect/introspect"),
            ("userinfo_endpoint", name + "/auth/connect/userinfo"),
        ]
        let lists: [(String, [String])] = [
            ("scopes_supported", Scope.allCases.map(\.rawValue)),
            ("response_types_supported", ["code", "token"]),
            ("response_modes_supported", ["query", "fragment"]),
            (
                "grant_types_supported",
                [
                    "authorization_code", "implicit", "password", "client_credentials",
                    "refresh_token",
                ]
            ),
            ("subject_types_supported", ["public"]),
            ("id_token_signing_alg_values_supported", ["RS256"]),
            (
                "token_endpoint_auth_methods_supported",
                ["client_secret_basic", "client_secret_post", "none"]
            ),
            (
                "revocation_endpoint_auth_methods_supported",
                ["client_secret_basic", "client_secret_post", "none"]
            ),
            (
                "introspection_endpoint_auth_methods_supported",
                ["client_secret_basic", "client_secret_post"]
            ),
            ("code_challenge_methods_supported", ["S256"]),
            ("prompt_values_supported", AuthorizationRequest.Prompt.allCases.map(\.rawValue)),
            (
                "claims_supported",
                ["iss", "sub", "aud", "iat", "exp", "auth_time", "nonce"]
            ),
        ]
        var writer = JSONWriter(capacity: 2048)
        writer.beginObject()
        for (name, value) in places {
            writer.key(name)
            writer.string(value)
        }
        for (name, values) in lists {
            writer.key(name)
            writer.beginArray()
            for value in values { writer.string(value) }
            writer.endArray()
        }
        writer.key("authorization_response_iss_parameter_supported")
        writer.boolean(true)
        writer.endObject()
        return .json(.ok, writer.bytes)
    }

    @Sendable private func getKeys(_ call: Call) async throws -> Answer {
        var writer = JSONWriter(capacity: 1024)
        writer.beginObject()
        writer.key("keys")
        writer.beginArray()
        for key in try await keys.published(at: call.now) {
            writer.beginObject()
            for (name, value) in [
                ("kty", "RSA"), ("use", "sig"), ("alg", "RS256"), ("kid", key.id),
                ("n", key.modulus), ("e", key.exponent),
            ] {
                writer.key(name)
                writer.string(value)
            }
            writer.endObject()
        }
        writer.endArray()
        writer.endObject()
        return .json(.ok, writer.bytes).adding(.cacheControl, "max-age=3600")
    }
}
