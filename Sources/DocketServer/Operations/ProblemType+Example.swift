import DocketCore
import DocketService
import HTTPTypes

extension ProblemType {
    /// A refusal of this type, as a client could get it.
    var example: Problem {
        switch self {
        case .balanceTooLow:
            Problem(
                .balanceTooLow, .badRequest,
                ParcelErrorTable.balanceText(
                    Money(pence: 599) ?? .zero, Money(pence: 1343) ?? .zero))
        case .invalidRequest:
            .of(
                Fault("/EntityId", "The EntityId field is required"),
                Fault("/Items/0/Quantity", "Quantity must be an integer"))
        case .mismatchedID: .of(.mismatchedID("/OrderId"))
        case .entityNotRelated:
            .of(Fault("/EntityId", "Entity is not related to company", kind: .entityNotRelated))
        case .billingCustomerMissing:
            .of(
                Fault(
                    "/BillingCustomerId",
                    "Billing Customer (id=\(GUID.zero)) not found for company \(Self.company). "
                        + "Processing an Order requires a Billing Customer on the Order",
                    kind: .billingCustomerMissing))
        case .notInitialState:
            .of(
                Fault(
                    "/State", "Attempt to create resource that is not at its initial state",
                    kind: .notInitialState))
        case .customerNotFound:
            .of(
                Fault(
                    "/BillingCustomerId",
                    "Customer (id=\(Self.id)) not found for company \(Self.company)",
                    kind: .customerNotFound))
        case .addressNotFound:
            .of(
                Fault(
                    "/BillingAddressId",
                    "Address (id=\(Self.id)) not found for customer \(Self.otherID)",
                    kind: .addressNotFound))
        case .employeeNotFound:
            .of(
                Fault(
                    "/EmployeeId", "Employee (id=7) not found for company \(Self.company)",
                    kind: .employeeNotFound))
        case .invalidToken: .of(RequestError.invalidToken(wasSent: true))
        case .forbidden: .of(RequestError.missingScope(.ordersWrite))
        case .notFound: .of(OrderError.orderNotFound(id: Self.id))
        case .methodNotAllowed: .of(RequestError.methodNotAllowed(allowed: ["GET", "HEAD"]))
        case .notAcceptable: .of(RequestError.notAcceptable())
        case .requestTimeout: ConnectionGuard.bodyTooSlow
        case .conflict:
            .of(ServiceError.taken("Location resource with id 14202 is there already"))
        case .preconditionFailed: .of(OrderError.stale(version: 4))
        case .keyReused: .of(ServiceError.keyReused)
        case .keyInUse: .of(ServiceError.keyInUse)
        case .orderExpired: .of(OrderError.expired)
        case .invalidTransition: .of(OrderError.illegal(from: .processed, to: .pending))
        case .bodyTooLarge: .of(RequestError.bodyTooLarge(limit: Call.bodyBytesMax))
        case .uriTooLong: .of(RequestError.targetTooLong(limit: DocketResponder.targetBytesMax))
        case .unsupportedMediaType: .of(RequestError.unsupportedMediaType("text/plain"))
        case .rateLimitExceeded: .of(RequestError.rateLimitExceeded(resetSeconds: 12))
        case .headersTooLarge: ConnectionGuard.headersTooLarge
        case .internalError: ErrorTable.internalError
        case .notSupported: .of(RequestError.notSupported("$apply on this resource"))
        case .unavailable: .of(ServiceError.overloaded)
        }
    }

    private static let company = "14146"
    private static let id = "01a1fff7-be0e-748a-8f8c-3e44d72fdae8"
    private static let otherID = "01a1fff7-c3a1-7b02-a6f4-95e1b2d8407c"
}

extension Problem {
    /// What becomes of an error.
    fileprivate static func of(_ error: any Error) -> Problem {
        ErrorTable.problem(for: error) ?? ErrorTable.internalError
    }

    /// What becomes of faults in a body.
    fileprivate static func of(_ faults: Fault...) -> Problem {
        of(OrderError.invalid(faults))
    }
}
