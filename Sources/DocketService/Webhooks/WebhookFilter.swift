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
    }

    /// Whether an order as it was at some time meets the condition.
    ///
    /// The database has only the order as it is: so it is made what it was, in a transaction that
    /// is undone.
    func passes(
        _ order: Order, of company: CompanyID, in database: any Database
    ) async throws -> Bool {
        do {
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
        }
    }

    /// The judgement; undoes the transaction that it was found in.
    private struct Judged: Error {
        let passes: Bool
    }
}
