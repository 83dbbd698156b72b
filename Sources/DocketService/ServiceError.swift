package import DocketCore
import DocketStore

/// Refusals that are no rule of an order.
package enum ServiceError: Error, Sendable, Equatable {
    /// There is no such company; `id` as the client wrote it.
    case companyNotFound(id: String)
    /// There is no such `resource`, such as `Customer`.
    case notFound(String, id: String)
    /// What was sent is wrong, in each of these places.
    case invalid([Fault])
    /// An id or a name that another has; the words say which.
    case taken(String)
    /// A query that this database has no way to work out; the words say what is not to be had.
    case notSupported(String)
    /// The key was used for another request.
    case keyReused
    /// What was first asked for under the key is being done.
    case keyInUse
    /// Too many changes wait; nothing was done.
    case overloaded
    /// A query that was stopped after `ListLimits.querySecondsMax`.
    case tookTooLong
    /// The database can't be written or read at present; nothing was done.
    case unavailable
    /// The database went away while a change was being stored: it is there whole, or not at all.
    case outcomeUnknown

    /// What an outage of the database means to a caller; `nil` for a fault of the program.
    package init?(_ error: any Error) {
        switch error as? SQLError {
        case .overloaded: self = .overloaded
        case .tookTooLong: self = .tookTooLong
        case .unavailable: self = .unavailable
        case .outcomeUnknown: self = .outcomeUnknown
        case .tooComplex, .unsupported, .conflict, .constraint, .misuse, .none: return nil
        }
    }
}
