import DocketCore
import HTTPTypes

/// One operation: a method on a path, what it needs, and what it does.
struct Route: Sendable {
    /// Whom an operation lets in.
    enum Access: Sendable {
        /// Anybody, without a token.
        case anyone
        /// A token with this scope, or with the other; where the path has a company, for that
        /// company.
        case scope(Scope, or: Scope? = nil)
        /// A token with this scope; or nobody, who shows a proof that the operation looks at.
        case proof(orScope: Scope)
    }

    let method: HTTPRequest.Method
    /// Segments as `ResourcePath.signature` has them: `v1/companies()/orders()`; `{}` stands for
    /// any: `api/orders/{}/paywithprepay`.
    let path: String
    let access: Access
    /// What clients are told of it.
    let description: OperationDescription
    let handler: Handler
    /// Whether the handler reads `Accept` by itself; all others answer JSON and nothing else.
    let choosesForm: Bool
    /// Whether its requests are counted, and refused where there are too many (contract, section
    /// 7).
    let isLimited: Bool

    /// What is counted of it; `nil` where nothing is.
    var figures: RouteFigures?

    /// Whether it is of the parcel API, which has refusals of a shape of its own.
    var isOfParcels: Bool { Self.isOfParcels(path) }

    /// Whether a path, with a slash before it or without, is of the parcel API.
    static func isOfParcels(_ path: some StringProtocol) -> Bool {
        path.drop { $0 == "/" }.prefix(4).lowercased() == "api/"
    }

    /// Whether it changes something, once under an `Idempotency-Key`.
    var isChange: Bool {
        if case .changing = handler { true } else { false }
    }

    /// What an operation does.
    enum Handler: Sendable {
        /// Answers.
        case answering(@Sendable (Call) async throws -> Answer)
        /// Changes something, once under an `Idempotency-Key`.
        case changing(@Sendable (Call) async throws -> KeptAnswer)
    }

    init(
        _ method: HTTPRequest.Method, _ path: String, _ access: Access,
        _ description: OperationDescription,
        _ handler: @escaping @Sendable (Call) async throws -> Answer, choosesForm: Bool = false,
        isLimited: Bool = true
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.description = description
        self.handler = .answering(handler)
        self.choosesForm = choosesForm
        self.isLimited = isLimited
    }

    init(
        _ method: HTTPRequest.Method, _ path: String, _ access: Access,
        _ description: OperationDescription,
        changing handler: @escaping @Sendable (Call) async throws -> KeptAnswer
    ) {
        self.method = method
        self.path = path
        self.access = access
        self.description = description
        self.handler = .changing(handler)
        choosesForm = false
        isLimited = true
    }
}
