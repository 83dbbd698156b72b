package import DocketCore
import DocketStore

/// A webhook's condition on orders: what `$filter` has of a list of orders with their items,
/// judged by the database just as a list is.
package struct WebhookFilter: Sendable {
    private let query: ListQuery

    /// Reads a condition.
    ///
    /// - Parameter now: what `now()` is in it.
    /// - Throws: what is wrong with it, or not to be had.
    package init(_ text: String, at now: Timestamp) throws(QueryOptionError) {
        let options = try QueryOptions([QueryOptionText(name: "$filter", value: text)])
        query = try ListQuery(options, of: .order, isFull: true, now: now)
        if let condition = query.condition, Self.multiplies(condition, depth: 0) {
            throw QueryOptionError(
                option: "$filter",
                error: .unsupported("all items compared with all items", position: 0))
        }
    }

    /// Whether all of an order's items are gone through for each of them.
    private static func multiplies(_ expression: QueryExpression, depth: Int) -> Bool {
        switch expression.kind {
        case .constant, .member, .element: return false
        case .not(let operand), .minus(let operand): return multiplies(operand, depth: depth)
        case .and(let operands), .or(let operands), .call(_, let operands):
            return operands.contains { multiplies($0, depth: depth) }
        case .compare(_, let left, let right), .arithmetic(_, let left, let right):
            return multiplies(left, depth: depth) || multiplies(right, depth: depth)
        case .isIn(let value, _, _): return multiplies(value, depth: depth)
        case .any(let collection, let body):
            return isProduct(collection, depth)
                || (body.map { multiplies($0, depth: depth + 1) } ?? false)
        case .all(let collection, let body):
            return isProduct(collection, depth) || multiplies(body, depth: depth + 1)
        case .count(let collection): return isProduct(collection, depth)
        }
    }

    private static func isProduct(_ collection: QueryCollection, _ depth: Int) -> Bool {
        depth > 0 && collection.owner == QueryBinder.rootScope
    }

    /// Whether an order as it was at some time meets the condition.
    ///
    /// The database has only the order as it is: where that is another, it is made what it was, in
    /// a transaction that is undone. What can't be judged passes.
    func passes(
        _ order: Order, of company: CompanyID, in database: any Database
    ) async throws -> Bool {
        do {
            let present = try await judge(order, of: company, in: database)
            if let present { return present }
            return try await database.write(of: company) { connection -> Bool in
                let store = CompanyStore(connection, company: company)
                guard let present = try store.order(order.id, withItems: true) else {
                    throw Judged(passes: false)
                }
                if present != order { try store.update(present, to: order) }
                throw Judged(passes: try store.order(order.id, meets: query))
            }
        } catch let judged as Judged {
            return judged.passes
        } catch let error as SQLError {
            switch error {
            case .overloaded, .unavailable, .outcomeUnknown: throw error
            case .conflict, .constraint, .tooComplex, .unsupported, .tookTooLong, .misuse:
                return true
            }
        }
    }

    /// Judges the order as it is; `nil` where it is another by now.
    private func judge(
        _ order: Order, of company: CompanyID, in database: any Database
    ) async throws -> Bool? {
        try await database.query(forAtMost: Self.seconds) { connection in
            let store = CompanyStore(connection, company: company)
            guard let present = try store.order(order.id, withItems: true), present == order else {
                return nil
            }
            return try store.order(order.id, meets: query)
        }
    }

    /// What a judgement may take, in seconds.
    private static let seconds = 2

    /// The judgement; undoes the transaction that it was found in.
    private struct Judged: Error {
        let passes: Bool
    }
}
