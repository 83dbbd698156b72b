import DocketJSON

/// A field of an answer's header.
struct HeaderDescription: Sendable {
    let name: String
    let words: String
    let schema: Schema
    /// Whether every answer that is said to have it has it.
    private(set) var isRequired: Bool

    /// Its name among the components.
    private(set) var key: String

    /// The same, where other answers of that kind lack it.
    var orNone: HeaderDescription {
        var header = self
        header.isRequired = false
        header.key = "\(name)-or-none"
        return header
    }

    /// As it stands among the components.
    var json: JSONValue {
        var members: [JSONValue.Member] = [.init("description", .string(words))]
        if isRequired { members.append(.init("required", true)) }
        members.append(.init("schema", schema.json))
        return .object(members)
    }

    /// Where that is.
    var reference: JSONValue { ["$ref": "#/components/headers/\(key)"] }

    private init(
        _ name: String, _ words: String, _ schema: Schema, _ example: JSONValue,
        isRequired: Bool = true
    ) {
        self.name = name
        self.words = words
        self.schema = schema.example(example)
        self.isRequired = isRequired
        key = name
    }

    private init(
        _ name: String, _ words: String, _ example: JSONValue, isRequired: Bool = true
    ) {
        self.init(name, words, Schema("string"), example, isRequired: isRequired)
    }
}

// MARK: - Of every answer

extension HeaderDescription {
    /// What every answer has, whatever it answers.
    static let common = [
        requestID, rateLimit, rateLimitRemaining, rateLimitReset, rateLimitResetSeconds,
        cacheControl, contentTypeOptions, referrerPolicy, contentSecurityPolicy,
    ]

    private static let requestID = HeaderDescription(
        "X-Request-Id", "By what the request is found in the log.", "9f86d081884c7d65")
    private static let rateLimit = HeaderDescription(
        "X-RateLimit-Limit", "How many requests may be made in a minute.", count, 1_000_000)
    private static let rateLimitRemaining = HeaderDescription(
        "X-RateLimit-Remaining", "How many more in this one.", count, 999_999)
    private static let rateLimitReset = HeaderDescription(
        "X-RateLimit-Reset", "When it ends.", "2026-11-21T21:16:00.0000000Z")
    private static let rateLimitResetSeconds = HeaderDescription(
        "X-RateLimit-ResetSeconds", "In how many seconds that is.", count, 40)
    private static let cacheControl = HeaderDescription(
        "Cache-Control", "Who may keep the answer, and for how long.", "no-store")
    private static let contentTypeOptions = HeaderDescription(
        "X-Content-Type-Options", "That `Content-Type` is to be believed.", "nosniff")
    private static let referrerPolicy = HeaderDescription(
        "Referrer-Policy", "That no other site is told of this one's addresses.", "no-referrer")
    private static let contentSecurityPolicy = HeaderDescription(
        "Content-Security-Policy", "What a browser may do with the answer.",
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'")

    private static let count = Schema("integer", ["minimum": 0])
}

// MARK: - Of some

extension HeaderDescription {
    /// The version of what is answered.
    static let eTag = HeaderDescription(
        "ETag", "What tells the answer from others; of an order, its Version.", "\"1\"")
    /// Where what was made is.
    static let location = HeaderDescription(
        "Location", "Where it is.", "/v1/Companies(14146)/Orders(\(PathKey.orderID))")
    /// Where the next page is.
    static let link = HeaderDescription(
        "Link", "Where the next page is, while there is one.",
        "</v1/Companies(14146)/Events?after=2&%24top=2>; rel=\"next\"", isRequired: false)
    /// How many there are.
    static let odataCount = HeaderDescription(
        "OData-Count", "How many the list has, where `$count` asks.", count, 2, isRequired: false)
    /// The version of OData.
    static let odataVersion = HeaderDescription(
        "OData-Version", "For which version of OData a form of OData's is written.", "4.01",
        isRequired: false)
    /// What CSV is called.
    static let contentDisposition = HeaderDescription(
        "Content-Disposition", "What a file of CSV is called.",
        "attachment; filename=\"Orders.csv\"", isRequired: false)
    /// Which preferences were heeded.
    static let preferenceApplied = HeaderDescription(
        "Preference-Applied", "Which preferences of `Prefer` were heeded.", "dry-run",
        isRequired: false)
    /// Whether it is a repetition.
    static let idempotentReplayed = HeaderDescription(
        "Idempotent-Replayed", "`true`: the first answer under the Idempotency-Key again.",
        Written.name(["true"]), "true", isRequired: false)
    /// When to try again.
    static let retryAfter = HeaderDescription(
        "Retry-After", "After how many seconds to try again.", count, 1)
    /// How to prove who asks.
    static let wwwAuthenticate = HeaderDescription(
        "WWW-Authenticate", "How to prove who asks, and what was wrong with the proof.",
        "Bearer realm=\"docket\"")
    /// What else may be asked.
    static let allow = HeaderDescription(
        "Allow", "The methods that the resource has.", "GET, HEAD, OPTIONS")
    /// What a browser keeps.
    static let setCookie = HeaderDescription(
        "Set-Cookie", "What the browser keeps of the sign-in, where that is new.",
        "__Host-docket-session=…; Path=/; Secure; HttpOnly; SameSite=Lax", isRequired: false)
    /// Where a page may stand.
    static let frameOptions = HeaderDescription(
        "X-Frame-Options", "That the page stands in no other's frame.", "DENY")
    /// What a browser forgets.
    static let clearSiteData = HeaderDescription(
        "Clear-Site-Data", "What the browser forgets.", "\"cache\", \"storage\"")
    /// Whether old caches may keep it.
    static let pragma = HeaderDescription("Pragma", "The same for old caches.", "no-cache")
}
