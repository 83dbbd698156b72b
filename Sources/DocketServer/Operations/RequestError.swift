import DocketCore

/// Refusals that the edge decides by itself, before or beside the rules of orders.
enum RequestError: Error, Sendable {
    /// No token, or one that is not valid (any more).
    case invalidToken(wasSent: Bool)
    /// The token lacks the scope.
    case missingScope(Scope)
    /// The token is not for that company.
    case wrongCompany
    /// The caller asks too often.
    case rateLimitExceeded(resetSeconds: Int)
    /// `resource` such as `Order`; `id` as the client wrote it.
    case notFoundResource(String, id: String)
    /// No such path.
    case unknownPath
    /// The resource lacks the method.
    case methodNotAllowed(allowed: [String])
    /// No form of the answer is acceptable to the client: the forms that there are.
    case notAcceptable(offers: [String] = ["application/json"])
    /// The body is not JSON.
    case unsupportedMediaType(String)
    /// The body is larger than `limit` bytes.
    case bodyTooLarge(limit: Int)
    /// The target is longer than `limit` bytes.
    case targetTooLong(limit: Int)
    /// Something wrong outside the body: a query, a header.
    case badRequest(String, position: Int?)
    /// Faults of a body outside the orders.
    case invalid([Fault])
    /// An id that is taken.
    case conflict(String)
    /// Right by the grammar, not to be had (yet).
    case notSupported(String)

    /// A resource that is not there.
    static func notFound(_ resource: String, id: String) -> RequestError {
        .notFoundResource(resource, id: id)
    }
}
