/// The kinds of refusals: the last part of a problem's `type` URI, `/problems/…` (RFC 9457), where
/// each is explained, as it is in docs/errors.md.
///
/// Source: contract, section 5.
enum ProblemType: String, CaseIterable, Sendable {
    case invalidRequest = "invalid-request"
    case mismatchedID = "mismatched-id"
    case entityNotRelated = "entity-not-related"
    case billingCustomerMissing = "billing-customer-missing"
    case notInitialState = "not-initial-state"
    case customerNotFound = "customer-not-found"
    case addressNotFound = "address-not-found"
    case employeeNotFound = "employee-not-found"
    case invalidToken = "invalid-token"
    case forbidden = "forbidden"
    case notFound = "not-found"
    case methodNotAllowed = "method-not-allowed"
    case notAcceptable = "not-acceptable"
    case requestTimeout = "request-timeout"
    case conflict = "conflict"
    case preconditionFailed = "precondition-failed"
    case keyReused = "key-reused"
    case keyInUse = "key-in-use"
    case orderExpired = "order-expired"
    case invalidTransition = "invalid-transition"
    case bodyTooLarge = "body-too-large"
    case uriTooLong = "uri-too-long"
    case unsupportedMediaType = "unsupported-media-type"
    case rateLimitExceeded = "rate-limit-exceeded"
    case headersTooLarge = "headers-too-large"
    case internalError = "internal"
    case notSupported = "not-supported"
    case unavailable = "unavailable"
}
