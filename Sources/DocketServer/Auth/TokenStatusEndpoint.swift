import DocketCore
import DocketJSON
import DocketService
import HTTPTypes

/// What becomes of tokens: clients take them back, ask about them, and learn who is behind them.
///
/// Source: contract, section 7; RFC 7009; RFC 7662; OpenID Connect Core, section 5.3.
struct TokenStatusEndpoint: Sendable {
    let tokens: Tokens
    let issuer: Issuer
    /// Where it is told what was taken back.
    let log: SecurityLog

    /// All of it, for the table of routes.
    var routes: [Route] {
        [
            Route(.post, "auth/connect/revocation", .anyone, .revokeToken, revoke),
            Route(.post, "v1/oauth2/revoke", .anyone, .revokeTokenOAuth, revoke),
            Route(.post, "auth/connect/introspect", .anyone, .introspectToken, introspect),
            Route(.post, "v1/oauth2/introspect", .anyone, .introspectTokenOAuth, introspect),
            Route(.get, "auth/connect/userinfo", .scope(.openID), .readUserInfo, userInfo),
        ]
    }

    @Sendable private func revoke(_ call: Call) async throws -> Answer {
        try await TokenEndpoint.answering(call, .revocation, log) { form, ask in
            let client = try ClientCredentials(call.headers, form)
            let token = try form.require("token")
            ask.clientID = client.id
            let revoked = try await tokens.revoke(
                token, askedBy: client.id, secret: client.secret, at: call.now)
            if let revoked {
                log.note(
                    .tokenRevoked(
                        family: revoked.family, client: client.id, user: revoked.userName),
                    of: call)
            }
            return .empty(.ok)
        }
    }

    @Sendable private func introspect(_ call: Call) async throws -> Answer {
        try await TokenEndpoint.answering(call, .introspection, log) { form, ask in
            let client = try ClientCredentials(call.headers, form)
            let token = try form.require("token")
            ask.clientID = client.id
            let status = try await tokens.status(
                of: token, askedBy: client.id, secret: client.secret, at: call.now)
            return .json(.ok, Self.document(status?.token, issuer: issuer.name(for: call)))
        }
    }

    private static func document(_ token: Token?, issuer: String) -> [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.key("active")
        writer.boolean(token != nil)
        if let token {
            let texts = [
                ("scope", token.allowance.scopes.description), ("client_id", token.clientID),
                ("username", token.userName), ("sub", token.userName ?? token.clientID),
                ("token_type", token.kind == .access ? "Bearer" : "refresh_token"),
                ("iss", issuer), ("companies", token.allowance.companies.text),
            ]
            for (name, value) in texts {
                guard let value else { continue }
                writer.key(name)
                writer.string(value)
            }
            writer.key("iat")
            writer.integer(token.issuedAt.microseconds / 1_000_000)
            if let end = token.expiresAt {
                writer.key("exp")
                writer.integer(end.microseconds / 1_000_000)
            }
        }
        writer.endObject()
        return writer.bytes
    }

    @Sendable private func userInfo(_ call: Call) async throws -> Answer {
        var writer = JSONWriter(capacity: 128)
        writer.beginObject()
        writer.key("sub")
        writer.string(call.principal?.userName ?? call.principal?.clientID ?? "")
        writer.endObject()
        return .json(.ok, writer.bytes).adding(.cacheControl, "no-store")
    }
}
