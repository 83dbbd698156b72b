import DocketCore
import DocketJSON
import HTTPTypes

extension ProblemType {
    /// Fields that come with it.
    var headers: [HeaderDescription] {
        switch self {
        case .invalidToken: [.wwwAuthenticate]
        // It says which scope; of a company there is nothing to say.
        case .forbidden: [.wwwAuthenticate.orNone]
        case .methodNotAllowed: [.allow]
        case .keyInUse, .rateLimitExceeded, .unavailable: [.retryAfter]
        case .invalidRequest, .mismatchedID, .entityNotRelated, .billingCustomerMissing,
            .notInitialState, .customerNotFound, .addressNotFound, .employeeNotFound, .notFound,
            .notAcceptable, .requestTimeout, .conflict, .preconditionFailed, .keyReused,
            .orderExpired, .invalidTransition, .bodyTooLarge, .uriTooLong, .unsupportedMediaType,
            .headersTooLarge, .internalError, .notSupported, .balanceTooLow:
            []
        }
    }
}

extension NamedSchema {
    /// A refusal (RFC 9457).
    static let problem = NamedSchema(
        "Problem",
        .object([
            .init(
                "type", Written.name(ProblemType.allCases.map(\.uri)),
                "Which refusal it is. Programs should look here."),
            .init("title", Schema("string"), "The status in words."),
            .init(
                "status", Schema("integer", ["minimum": 400, "maximum": 599]), "The HTTP status."),
            .init("detail", Schema("string"), "What is wrong."),
            .init("Message", Schema("string"), "The same for older clients."),
            .init(
                "allowed", .array(of: Written.name(OrderState.allCases.map(\.description))),
                "Of invalid-transition: the States that an update may set now.", isRequired: false),
            .init(
                "position", Schema("integer", ["minimum": 0]),
                "Of a wrong query option: where, in its characters from 0.", isRequired: false),
            .init(
                "errors", .array(of: fault, upTo: Problem.faultsMax),
                "Everything that is wrong, place by place.", isRequired: false),
            .init(
                "ModelState",
                Schema(
                    "object",
                    ["additionalProperties": ["type": "array", "items": ["type": "string"]]]
                ), "The same for older clients.", isRequired: false),
            .init("traceId", Schema("string"), "The request's id, as in X-Request-Id."),
        ]).example(ProblemType.invalidTransition.example.json))

    private static let fault = Schema.object([
        .init(
            "pointer", Schema("string", ["format": "json-pointer"]),
            "Where in the body (RFC 6901); empty for all else."),
        .init("detail", Schema("string"), "What is wrong there."),
    ])
}

extension Problem {
    /// As clients see it.
    var json: JSONValue {
        (try? JSONValue(document(traceID: "9f86d081884c7d65"))) ?? .null
    }
}
