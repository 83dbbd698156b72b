import DocketCore
import DocketJSON
import DocketService
import HTTPTypes

/// Where clients get their tokens: one endpoint under two paths, which differ in how long the
/// tokens are good for.
///
/// Source: contract, section 7; RFC 6749, section 3.2.
struct TokenEndpoint: Sendable {
    /// Gives the tokens.
    let tokens: Tokens
    /// Signs who is behind them.
    let keys: SigningKeys
    /// As whom.
    let issuer: Issuer
    /// Where it is told who got one.
    let log: SecurityLog

    /// The largest body.
    static let bodyBytesMax = 64 << 10

    /// The documented `expires_in`, to the second: 12 hours and 2 hours, less one second for the
    /// way of the answer.
    enum Life {
        static let orders: Int64 = 43_199
        static let parcels: Int64 = 7_199
    }

    /// Both paths, for the table of routes.
    var routes: [Route] {
        [
            Route(.post, "v1/oauth2/token", .anyone, .getOrdersToken) { call in
                try await answer(call, lifeSeconds: Life.orders)
            },
            Route(.post, "auth/connect/token", .anyone, .getParcelsToken) { call in
                try await answer(call, lifeSeconds: Life.parcels)
            },
        ]
    }

    private func answer(_ call: Call, lifeSeconds: Int64) async throws -> Answer {
        try await Self.answering(call, .token, log) { form, ask in
            let type = form["grant_type"].flatMap(SecurityEvent.GrantType.init)
            ask.grant = type
            let kind = try Self.grant(form)
            let client = try ClientCredentials(call.headers, form)
            let request = TokenRequest(
                grant: kind, clientID: client.id, clientSecret: client.secret,
                wish: try TokenWish(scope: form["scope"], company: form.companies),
                lifeSeconds: lifeSeconds, address: call.address)
            ask.clientID = client.id
            let grant = try await tokens.issue(request, at: call.now) { user in
                log.note(.signInTaken(user: user, .client(client.id)), of: call)
            }
            note(grant, to: client.id, by: type, call)
            var idToken: String?
            if let identity = grant.identity {
                idToken = try await keys.idToken(
                    of: identity, issuer: issuer.name(for: call), audience: client.id,
                    at: call.now)
            }
            return .json(.ok, Self.document(grant, idToken: idToken))
        }
    }

    private func note(
        _ grant: TokenGrant, to client: String, by type: SecurityEvent.GrantType?, _ call: Call
    ) {
        guard let type else { return }
        log.note(
            .tokenGiven(
                type, client: client, user: grant.userName, scopes: grant.allowance.scopes),
            of: call)
    }

    /// Answers a form that comes from a client, or says why not, as RFC 6749 has it.
    ///
    /// - Parameter body: notes what it understands, for the log.
    static func answering(
        _ call: Call, _ kind: TokenAsk.Kind, _ log: SecurityLog,
        _ body: (FormBody, inout TokenAsk) async throws -> Answer
    ) async throws -> Answer {
        var ask = TokenAsk(kind)
        var answer: Answer
        do {
            guard isForm(call.headers[.contentType]) else { throw TokenError.notAForm }
            let form = try FormBody(try await call.body(limit: bodyBytesMax))
            answer = try await body(form, &ask)
        } catch let error as TokenError {
            log.note(ask.event(of: error), of: call)
            answer = refusal(error, headers: call.headers)
        }
        answer.headers[.cacheControl] = "no-store"
        if let pragma = HTTPField.Name("Pragma") { answer.headers[pragma] = "no-cache" }
        return answer
    }

    private static func grant(_ form: FormBody) throws(TokenError) -> TokenRequest.Grant {
        switch try form.require("grant_type") {
        case "password":
            .password(
                userName: try form.require("username"), password: try form.require("password"))
        case "client_credentials":
            .clientCredentials
        case "authorization_code":
            .authorizationCode(
                try form.require("code"), redirectURI: form["redirect_uri"],
                verifier: try verifier(form))
        case "refresh_token":
            .refreshToken(try form.require("refresh_token"))
        case let type:
            throw .unsupportedGrantType(type)
        }
    }

    private static func verifier(_ form: FormBody) throws(TokenError) -> String {
        let verifier = try form.require("code_verifier")
        guard CodeChallenge.isVerifier(verifier) else { throw .codeRefused }
        return verifier
    }

    private static func isForm(_ type: String?) -> Bool {
        let media = type?.split(separator: ";", omittingEmptySubsequences: false).first
        return media?.trimmingSpaces.lowercased() == "application/x-www-form-urlencoded"
    }

    /// The answer to a request that was granted (RFC 6749, section 5.1).
    private static func document(_ grant: TokenGrant, idToken: String?) -> [UInt8] {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.key("access_token")
        writer.string(grant.accessToken)
        writer.key("token_type")
        writer.string("Bearer")
        if let seconds = grant.lifeSeconds {
            writer.key("expires_in")
            writer.integer(seconds)
        }
        if let token = grant.refreshToken {
            writer.key("refresh_token")
            writer.string(token)
        }
        if let idToken {
            writer.key("id_token")
            writer.string(idToken)
        }
        writer.key("scope")
        writer.string(grant.allowance.scopes.description)
        writer.endObject()
        return writer.bytes
    }

    /// The answer to one that was not (section 5.2). A client that came by the header is told
    /// the scheme, and status 401; the documents' clients, which come by the body, know 400.
    private static func refusal(_ error: TokenError, headers: HTTPFields) -> Answer {
        var writer = JSONWriter(capacity: 256)
        writer.beginObject()
        writer.key("error")
        writer.string(error.code.rawValue)
        writer.key("error_description")
        writer.string(error.description)
        writer.endObject()
        if case .signInDelayed(let seconds, _) = error {
            return .json(.tooManyRequests, writer.bytes).adding(.retryAfter, "\(seconds)")
        }
        guard error.code == .invalidClient, ClientCredentials.basicParameter(headers) != nil
        else { return .json(.badRequest, writer.bytes) }
        return .json(.unauthorized, writer.bytes)
            .adding(.wwwAuthenticate, #"Basic realm="docket""#)
    }
}
