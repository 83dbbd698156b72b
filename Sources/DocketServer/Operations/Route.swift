import DocketCore
import HTTPTypes

/// One operation: a method on a path, what it needs, and what it does.
struct Route: Sendable {
    /// Whom an operation lets in.
    enum Access: Sendable {
        /// Anybody, without a token.
        case anyone
        /// A token with this scope; where the path has a company, for that company.
        case scope(Scope)
    }

    let method: HTTPRequest.Method
    /// Segments as `ResourcePath.signature` has them: `v1/companies()/orders()`.
    let path: String
    let access: Access
    let handler: @Sendable (Call) async throws -> Answer

    init(
        _ method: HTTPRequest.Method, _ path: String, _ access: Access,
        _ handler: @escaping @Sendable (Call) async throws -> Answer
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.handler = handler
    }
}
