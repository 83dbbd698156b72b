/// What people are told of each kind of refusal, at `/problems/…` and in docs/errors.md, which a
/// test holds against this, but for its links. What stands in backticks is code.
extension ProblemType {
    /// When it comes.
    var meaning: String {
        switch self {
        case .invalidRequest:
            "The body is no JSON, a member is missing or wrong, a limit is passed, or a "
                + "query is wrong."
        case .mismatchedID:
            "`Id` or `OrderId` in the body is another than in the URI."
        case .entityNotRelated:
            "EntityId or ShippingEntityId is no enabled Location of the Company."
        case .billingCustomerMissing:
            "The order was to be processed, and has no BillingCustomerId."
        case .notInitialState:
            "An order was to be created in another State than Created or Pending."
        case .customerNotFound:
            "BillingCustomerId or ShippingCustomerId is no enabled Customer of the Company."
        case .addressNotFound:
            "The Address is not one of that Customer's, or of the Company's where the order "
                + "has no Customer."
        case .employeeNotFound:
            "EmployeeId is no enabled Employee of the Company."
        case .invalidToken:
            "There is no token; or, where `WWW-Authenticate` has an `error`, one that is "
                + "unknown, expired or revoked."
        case .forbidden:
            "The token lacks the scope, or is not for the Company, whether there is that "
                + "Company or not."
        case .notFound:
            "The id is unknown, malformed, or another Company's; or nothing is at this path."
        case .methodNotAllowed:
            "The resource is there, but not with this method."
        case .notAcceptable:
            "`Accept`, or `$format`, excludes every form that there is: JSON, unless the "
                + "operation says more."
        case .requestTimeout:
            "The body did not arrive in the time that `detail` names."
        case .conflict:
            "An id, or a name that must be unique, belongs to another; a Company has as "
                + "many webhooks, clients or users as it may have; or a public client has no "
                + "secret to rotate."
        case .balanceTooLow:
            "There is less in prepay than the order costs. Nothing was paid."
        case .keyInUse:
            "The first request with this `Idempotency-Key` is still running."
        case .orderExpired:
            "The order's OrderExpiryDate has passed. It can be read, and not changed any more."
        case .invalidTransition:
            "The order's State forbids the change: the first State named is the present "
                + "one, the second the one that was wanted, or the same where something else was "
                + "to be changed."
        case .preconditionFailed:
            "`If-Match` or `If-None-Match` rules out the version that the order is at: "
                + "somebody changed it meanwhile."
        case .bodyTooLarge:
            "The body is larger than the operation takes."
        case .uriTooLong:
            "The address is too long."
        case .unsupportedMediaType:
            "The body is of another type than the operation reads."
        case .keyReused:
            "The `Idempotency-Key` was used within 24 hours for a request with another "
                + "path, other options or another body."
        case .rateLimitExceeded:
            "There were too many requests in this minute with the token, or without a good "
                + "one from the address. Nothing was stored."
        case .headersTooLarge:
            "A header field, or all together, are too large, or there are too many."
        case .internalError:
            "A bug. Nothing was stored."
        case .notSupported:
            "It is right by the grammar, but Docket doesn't have it (yet), such as a "
                + "`Transfer-Encoding` other than `chunked`; or it is a combination of conditions "
                + "that Citus can't work out."
        case .unavailable:
            "The server has more work than it can take, a query takes longer than 5 "
                + "seconds, the disk fails, or the database is away. Nothing was stored, unless "
                + "`detail` says that this is not known."
        }
    }

    /// What whoever gets it can do.
    var remedy: String {
        switch self {
        case .invalidRequest:
            "Look at `errors`, which has every fault with its place; of a query, `position` "
                + "says where it goes wrong."
        case .mismatchedID:
            "Send the URI's in both places."
        case .entityNotRelated:
            "Take one from the list of its Locations that is not disabled."
        case .billingCustomerMissing:
            "Set one with an update, then process the order."
        case .notInitialState:
            "Create it in one of them, or without a State. Operations lead to the others."
        case .customerNotFound:
            "Take one from the list of its Customers that is not disabled."
        case .addressNotFound:
            "Take one from the list of the Customer's Addresses."
        case .employeeNotFound:
            "Take one from the list of its Employees that is not disabled."
        case .invalidToken:
            "Get a new one."
        case .forbidden:
            "Get a token with that scope, or for that Company."
        case .notFound:
            "Check the path, and the ids in it."
        case .methodNotAllowed:
            "Take one of those that `Allow` names."
        case .notAcceptable:
            "Ask for one of the forms that `detail` names."
        case .requestTimeout:
            "Send it faster."
        case .conflict:
            "`detail` says what is taken: choose another, or make room."
        case .balanceTooLow:
            "Top prepay up, or pay by card on the order's payment page."
        case .keyInUse:
            "Send it again, the same and with the same key, after `Retry-After` seconds: "
                + "then comes the first one's answer."
        case .orderExpired:
            "Create a new order."
        case .invalidTransition:
            "`allowed` has the States that an update may set now; the order's Actions name "
                + "the operations that lead to the others."
        case .preconditionFailed:
            "Read it again, and decide anew."
        case .bodyTooLarge:
            "Send less at once; `detail` has the limit."
        case .uriTooLong:
            "Ask for less at once; `detail` has the limit."
        case .unsupportedMediaType:
            "Set `Content-Type: application/json`."
        case .keyReused:
            "Give each new request a new key."
        case .rateLimitExceeded:
            "Send it again after `Retry-After` seconds; every answer says how many are left."
        case .headersTooLarge:
            "Send smaller or fewer ones; `detail` has the limits."
        case .internalError:
            "Please report it, with the `traceId`."
        case .notSupported:
            "Do without it; `detail` names it."
        case .unavailable:
            "Try again after `Retry-After` seconds; of a query that took too long, ask for "
                + "less. Where it is not known what was stored, look before you send it again."
        }
    }
}
