import DocketCore
import HTTPTypes

/// What scripts of other origins may do with the API in a browser: nothing, unless the operator
/// names their origin.
///
/// Cookies are never allowed, so what a script can do it does with a token of its own.
///
/// Source: WHATWG Fetch, "HTTP-CORS protocol".
struct CORSPolicy: Sendable {
    private let origins: Set<String>

    /// How long a browser may go by what it was told, in seconds.
    private static let maxAgeSeconds = 600
    /// Fields that a script may send.
    private static let requestFields =
        "Authorization, Content-Type, If-Match, If-None-Match, Idempotency-Key, Prefer, "
        + "X-Request-Id, Last-Event-ID, OData-Version, OData-MaxVersion, traceparent, tracestate"
    /// Fields that a script may read.
    private static let answerFields =
        "ETag, Location, Link, Retry-After, Idempotent-Replayed, Preference-Applied, "
        + "OData-Version, OData-Count, X-RateLimit-Limit, X-RateLimit-Remaining, "
        + "X-RateLimit-Reset, X-RateLimit-ResetSeconds, X-Request-Id, WWW-Authenticate"

    /// - Parameter origins: whose scripts may use the API.
    init(origins: [WebOrigin]) {
        self.origins = Set(origins.map(\.text))
    }

    /// Adds to an answer what its request's browser wants to know.
    func complete(_ header: inout HTTPFields, to request: HTTPRequest) {
        guard !origins.isEmpty, Self.isForScripts(request.path ?? "/") else { return }
        // A cache must not give one origin what was allowed to another.
        header[.vary] = header[.vary].map { "\($0), Origin" } ?? "Origin"
        guard let origin = request.headerFields[.origin], origins.contains(origin) else { return }
        header[.accessControlAllowOrigin] = origin
        let isPreflight =
            request.method == .options
            && request.headerFields.contains(.accessControlRequestMethod)
        if isPreflight {
            header[.accessControlAllowMethods] = header[.allow]
            header[.accessControlAllowHeaders] = Self.requestFields
            header[.accessControlMaxAge] = "\(Self.maxAgeSeconds)"
        } else {
            header[.accessControlExposeHeaders] = Self.answerFields
        }
    }

    /// Whether a script has any business there: not on the pages where people sign in and agree.
    private static func isForScripts(_ target: String) -> Bool {
        let end = target.utf8.firstIndex(of: UInt8(ascii: "?")) ?? target.endIndex
        // As it is routed, whatever is percent-encoded in it.
        guard let path = ResourcePath(target[..<end])?.signature else { return false }
        guard path == "auth" || path.hasPrefix("auth/") else {
            return path != "v1/oauth2/authorize"
        }
        return path.hasPrefix("auth/.well-known/") || scriptEndpoints.contains(path)
    }

    /// Below `/auth`, where everything else is a page.
    private static let scriptEndpoints: Set = [
        "auth/connect/token", "auth/connect/revocation", "auth/connect/userinfo",
    ]
}
