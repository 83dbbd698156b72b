package import DocketCore
import Synchronization

/// A write that waits for its turn: run, perhaps more than once, then told how it ended.
package protocol WriteJob: AnyObject, Sendable {
    /// Whose rows it changes; `nil` for rows of no company.
    var company: CompanyID? { get }
    /// Whether it only adds rows, and reads none.
    var onlyAdds: Bool { get }
    /// Runs the transaction's closure; false where it threw.
    func perform(on connection: any SQLConnection) -> Bool
    /// Answers the caller: with what the closure came to last, or with `error` where it is not on
    /// disk.
    func finish(_ error: SQLError?)
}

/// A caller's closure and the continuation that waits for it. A class, since it is what the caller
/// waits for.
package final class TransactionJob<Value: Sendable>: WriteJob {
    /// Whose rows it changes.
    package let company: CompanyID?
    /// Whether it only adds rows.
    package let onlyAdds: Bool
    private let body: @Sendable (any SQLConnection) throws -> Value
    private let continuation: UnsafeContinuation<Value, any Error>
    private let result = Mutex<Result<Value, any Error>?>(nil)

    /// A job that has not been run.
    package init(
        of company: CompanyID?, onlyAdds: Bool = false,
        _ body: @escaping @Sendable (any SQLConnection) throws -> Value,
        _ continuation: UnsafeContinuation<Value, any Error>
    ) {
        self.company = company
        self.onlyAdds = onlyAdds
        self.body = body
        self.continuation = continuation
    }

    /// Runs the closure and keeps what it came to.
    package func perform(on connection: any SQLConnection) -> Bool {
        do {
            let value = try body(connection)
            result.withLock { $0 = .success(value) }
            return true
        } catch {
            result.withLock { $0 = .failure(error) }
            return false
        }
    }

    /// Answers the caller, once.
    package func finish(_ error: SQLError?) {
        if let error {
            continuation.resume(throwing: error)
        } else if let result = result.withLock({ $0 }) {
            continuation.resume(with: result)
        }
    }
}
