import DocketCore
import DocketService
import HTTPTypes

/// The one table from error to answer of `/v1` (contract, section 5).
enum ErrorTable {
    /// The answer to an error; `nil` for one that nobody foresaw, which is a 500.
    static func problem(for error: any Error) -> Problem? {
        switch error {
        case let error as OrderError: orderProblem(error)
        case let error as RequestError: requestProblem(error)
        case let error as ServiceError: serviceProblem(error)
        default: nil
        }
    }

    /// What is said of an error that nobody foresaw: nothing of its own text.
    static var internalError: Problem {
        Problem(.internalError, .internalServerError, "An error has occurred")
    }

    private static func orderProblem(_ error: OrderError) -> Problem {
        switch error {
        case .orderNotFound(let id):
            return notFound("Order", id)
        case .itemNotFound(let id):
            return notFound("Item", id)
        case .invalid(let faults):
            return invalid(faults)
        case .stale(let version):
            return Problem(
                .preconditionFailed, .preconditionFailed,
                "The order is at version \(version), which If-Match or If-None-Match rules out")
        case .expired:
            return Problem(
                .orderExpired, .conflict, "Order expired and can no longer be updated")
        case .illegalTransition(let from, let to, let allowed):
            var problem = Problem(
                .invalidTransition, .conflict,
                "Resource state transition from \(from) to \(to) is invalid")
            problem.allowed = allowed
            return problem
        }
    }

    private static func serviceProblem(_ error: ServiceError) -> Problem {
        switch error {
        case .companyNotFound(let id):
            return notFound("Company", id)
        case .notFound(let resource, let id):
            return notFound(resource, id)
        case .invalid(let faults):
            return invalid(faults)
        case .taken(let detail):
            return Problem(.conflict, .conflict, detail)
        case .notSupported(let feature):
            return notSupported(feature)
        case .keyReused:
            return Problem(
                .keyReused, .unprocessableContent,
                "The Idempotency-Key was used for another request")
        case .keyInUse:
            var problem = Problem(
                .keyInUse, .conflict, "The first request with this Idempotency-Key is still running"
            )
            problem.headers[.retryAfter] = "1"
            return problem
        case .overloaded:
            var problem = Problem(
                .unavailable, .serviceUnavailable, "The server has more work than it can take")
            problem.headers[.retryAfter] = "1"
            return problem
        case .tookTooLong:
            var problem = Problem(
                .unavailable, .serviceUnavailable,
                "The query was stopped after \(ListLimits.querySecondsMax) seconds; ask for less, "
                    + "or by a member that has an index")
            problem.headers[.retryAfter] = "5"
            return problem
        case .unavailable:
            var problem = Problem(
                .unavailable, .serviceUnavailable, "The server can't store or read at present")
            problem.headers[.retryAfter] = "5"
            return problem
        case .outcomeUnknown:
            var problem = Problem(
                .unavailable, .serviceUnavailable,
                "It is not known whether the change was stored; look before you send it again")
            problem.headers[.retryAfter] = "5"
            return problem
        }
    }

    private static func requestProblem(_ error: RequestError) -> Problem {
        switch error {
        case .invalidToken(let wasSent):
            var problem = Problem(.invalidToken, .unauthorized, "Invalid token")
            problem.headers[.wwwAuthenticate] =
                #"Bearer realm="docket""# + (wasSent ? #", error="invalid_token""# : "")
            return problem
        case .missingScope(let scope):
            var problem = Problem(
                .forbidden, .forbidden, "The token lacks the scope \(scope.rawValue)")
            problem.headers[.wwwAuthenticate] =
                #"Bearer realm="docket", error="insufficient_scope", scope="\#(scope.rawValue)""#
            return problem
        case .rateLimitExceeded(let resetSeconds):
            var problem = Problem(
                .rateLimitExceeded, .tooManyRequests, "rate limit exceeded")
            problem.headers[.retryAfter] = "\(resetSeconds)"
            return problem
        case .wrongCompany:
            return Problem(.forbidden, .forbidden, "The token is not for this company")
        case .notFoundResource(let resource, let id):
            return notFound(resource, id)
        case .unknownPath:
            return Problem(.notFound, .notFound, "There is no resource at this address")
        case .methodNotAllowed(let allowed):
            var problem = Problem(
                .methodNotAllowed, .methodNotAllowed,
                "The resource has the methods \(allowed.joined(separator: ", "))")
            problem.headers[.allow] = allowed.joined(separator: ", ")
            return problem
        default:
            return bodyProblem(for: error)
        }
    }

    private static func bodyProblem(for error: RequestError) -> Problem {
        switch error {
        case .unsupportedMediaType(let type):
            return Problem(
                .unsupportedMediaType, .unsupportedMediaType,
                "The body must be application/json, not \(type)")
        case .notAcceptable(let offers):
            return Problem(
                .notAcceptable, .notAcceptable,
                "The resource is to be had as \(offers.joined(separator: " or "))")
        case .bodyTooLarge(let limit):
            return Problem(
                .bodyTooLarge, .contentTooLarge, "The body is larger than \(limit) bytes")
        case .targetTooLong(let limit):
            return Problem(.uriTooLong, .uriTooLong, "The address is longer than \(limit) bytes")
        case .badRequest(let detail, let position):
            var problem = Problem(.invalidRequest, .badRequest, "The request is invalid")
            problem.faults = [Fault("", detail)]
            problem.position = position
            return problem
        case .invalid(let faults):
            return invalid(faults)
        case .conflict(let detail):
            return Problem(.conflict, .conflict, detail)
        case .notSupported(let feature):
            return notSupported(feature)
        case .invalidToken, .missingScope, .wrongCompany, .rateLimitExceeded, .notFoundResource,
            .unknownPath, .methodNotAllowed:
            return internalError
        }
    }

    /// A single fault with a text of its own is the Message; all others are listed below a
    /// general one.
    private static func invalid(_ faults: [Fault]) -> Problem {
        var problem: Problem
        if faults.count == 1, let fault = faults.first, let type = type(of: fault.kind) {
            problem = Problem(type, .badRequest, fault.detail)
        } else {
            problem = Problem(.invalidRequest, .badRequest, "The request is invalid")
        }
        problem.faults = faults
        return problem
    }

    private static func type(of kind: FaultKind) -> ProblemType? {
        switch kind {
        case .invalid: nil
        case .mismatchedID: .mismatchedID
        case .entityNotRelated: .entityNotRelated
        case .notInitialState: .notInitialState
        case .billingCustomerMissing: .billingCustomerMissing
        case .customerNotFound: .customerNotFound
        case .addressNotFound: .addressNotFound
        case .employeeNotFound: .employeeNotFound
        }
    }

    private static func notSupported(_ feature: String) -> Problem {
        Problem(.notSupported, .notImplemented, "Not supported: \(feature)")
    }

    private static func notFound(_ resource: String, _ id: String) -> Problem {
        Problem(
            .notFound, .notFound,
            "\(resource) resource with id \(id.prefix(64)) cannot be found")
    }
}
