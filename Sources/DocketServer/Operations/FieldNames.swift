import DocketService
import HTTPTypes

/// Fields of the header that HTTPTypes does not know.
extension HTTPField.Name {
    /// RFC 8288.
    static let link = name("Link")
    /// RFC 7240.
    static let prefer = name("Prefer")
    /// RFC 7240.
    static let preferenceApplied = name("Preference-Applied")
    /// OData 4.01: the number of things that there are in a list.
    static let odataCount = name("OData-Count")
    /// By what a repetition is known (contract, section 10).
    static let idempotencyKey = name("Idempotency-Key")
    /// Marks a repeated answer (contract, section 10).
    static let idempotentReplayed = name("Idempotent-Replayed")
    /// The company that a request of the parcel API is about (contract, section 9).
    static let docketCompany = name("Docket-Company")
    /// Where a reader of events goes on (WHATWG HTML, "Server-sent events").
    static let lastEventID = name("Last-Event-ID")
    /// How many requests a caller may make in a window (contract, section 7).
    static let rateLimit = name("X-RateLimit-Limit")
    /// How many more in the present one.
    static let rateLimitRemaining = name("X-RateLimit-Remaining")
    /// When it ends.
    static let rateLimitReset = name("X-RateLimit-Reset")
    /// In how many seconds that is.
    static let rateLimitResetSeconds = name("X-RateLimit-ResetSeconds")
    /// For whom a proxy asks.
    static let forwardedFor = name("X-Forwarded-For")
    /// How they came to the proxy: by `http` or `https`.
    static let forwardedProto = name("X-Forwarded-Proto")
    /// The same by its standard (RFC 7239).
    static let forwarded = name("Forwarded")
    /// To which host they came.
    static let forwardedHost = name("X-Forwarded-Host")
    /// For whom a proxy asks, as some say it.
    static let realAddress = name("X-Real-IP")
    /// Through what a request came (RFC 9110, section 7.6.3).
    static let via = name("Via")
    /// In which trace a request stands (W3C Trace Context, section 3.2).
    static let traceparent = name(TraceInstrument.parentField)
    /// What other programs have noted of the trace (section 3.3).
    static let tracestate = name(TraceInstrument.stateField)
    /// Whether a page tells the next one where its reader came from (W3C Referrer Policy).
    static let referrerPolicy = name("Referrer-Policy")
    /// By what a request is found in the log.
    static let requestID = name("X-Request-Id")
    /// Whether a page may stand in another's frame (RFC 7034), for browsers that don't know CSP's
    /// `frame-ancestors`.
    static let xFrameOptions = name("X-Frame-Options")

    private static func name(_ text: String) -> HTTPField.Name {
        guard let name = HTTPField.Name(text) else {
            preconditionFailure("\(text) is a field's name")
        }
        return name
    }
}
