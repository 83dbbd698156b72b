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

    /// The largest body.
    static let bodyBytesMax = 64 << 10

    /// The documented `expires_in`, to the second: 12 hours and 2 hours, less one second for the
    /// way of the answer.
    private enum Life {
        static let orders: Int64 = 43_199
        static let parcels: Int64 = 7_199
    }

    /// Both paths, for the table of routes.
    var routes: [Route] {
        [
            Route(.post, "v1/oauth2/token", .anyone) { call in
                try await answer(call, lifeSeconds: Life.orders)
            },
            Route(.post, "auth/connect/token", .anyone) { call in
                try await answer(call, lifeSeconds: Life.parcels)
            },
        ]
    }

    private func answer(_ call: Call, lifeSeconds: Int64) async throws -> Answer {
        var answer: Answer
        do {
            let request = try await request(call, lifeSeconds: lifeSeconds)
            answer = .json(.ok, Self.document(try await tokens.issue(request, at: call.now)))
        } catch let error as TokenError {
            answer = Self.refusal(error, headers: call.headers)
        }
        answer.headers[.cacheControl] = "no-store"
        if let pragma = HTTPField.Name("Pragma") { answer.headers[pragma] = "no-cache" }
        return answer
    }

    /// Reads a request: how it is encoded, what it rests on, who asks, for what.
    private func request(_ call: Call, lifeSeconds: Int64) async throws -> TokenRequest {
        guard Self.isForm(call.headers[.contentType]) else { throw TokenError.notAForm }
        let form = try FormBody(try await call.body(limit: Self.bodyBytesMax))
        let grant = try Self.grant(form)
        let client = try ClientCredentials(call.headers, form)
        return TokenRequest(
            grant: grant, clientID: client.id, clientSecret: client.secret,
            wish: try TokenWish(scope: form["scope"], company: form.companies),
            lifeSeconds: lifeSeconds)
    }

    private static func grant(_ form: FormBody) throws(TokenError) -> TokenRequest.Grant {
        switch try form.require("grant_type") {
        case "password":
            .password(
                userName: try form.require("username"), password: try form.require("password"))
        case "client_credentials":
            .clientCredentials
        case "refresh_token":
            .refreshToken(try form.require("refresh_token"))
        case let type:
            throw .unsupportedGrantType(type)
        }
    }

    private static func isForm(_ type: String?) -> Bool {
        let media = type?.split(separator: ";", omittingEmptySubsequences: false).first
        return media?.trimmingSpaces.lowercased() == "application/x-www-form-urlencoded"
    }

    /// The answer to a request that was granted (RFC 6749, section 5.1).
    private static func document(_ grant: TokenGrant) -> [UInt8] {
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
        guard error.code == .invalidClient, ClientCredentials.basicParameter(headers) != nil
        else { return .json(.badRequest, writer.bytes) }
        return .json(.unauthorized, writer.bytes)
            .adding(.wwwAuthenticate, #"Basic realm="docket""#)
    }
}
