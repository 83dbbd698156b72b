import DocketCore
import DocketStore

/// What a list may cost.
package enum ListLimits {
    /// Seconds after which a query of a page is stopped.
    package static let querySecondsMax = 5
}

extension Database {
    /// Reads a page of a list.
    ///
    /// - Throws: what `body` throws; `ServiceError.invalid` for a query that the database can't
    ///   take in, `.notSupported` for one that it can't work out; `SQLError`.
    func list<Value: Sendable>(
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value
    ) async throws -> Value {
        do {
            return try await query(forAtMost: ListLimits.querySecondsMax, body)
        } catch SQLError.tooComplex {
            let detail = "the query has too many parts, or parts too deep in one another"
            throw ServiceError.invalid([Fault("", detail)])
        } catch SQLError.unsupported {
            throw ServiceError.notSupported(
                "this combination of conditions, by the distributed database")
        }
    }
}
