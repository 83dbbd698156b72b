package import DocketCore
package import DocketStore

/// Notes in the history that orders have expired; the orders stay as they are (contract, sections
/// 3 and 10).
package struct Expiries: Sendable {
    private let database: any Database
    private let feed: EventFeed

    /// Orders of one transaction.
    private static let ordersMax = 50
    /// Companies of one look.
    private static let companiesMax: Int64 = 1000
    /// What is noted as the cause.
    private static let actor = "docket"

    /// The expiries in `database`.
    package init(database: any Database, feed: EventFeed) {
        self.database = database
        self.feed = feed
    }

    /// The companies that have orders which have expired since the last time.
    func companies(at now: Timestamp) async throws -> [CompanyID] {
        try await database.all(SystemStore.companiesWithExpiries(at: now, limit: Self.companiesMax))
            .compactMap(\.self)
    }

    /// Appends an event to each order, of whatever company, that has expired since the last time.
    package func noteAll(at now: Timestamp) async throws {
        while true {
            let companies = try await companies(at: now)
            for company in companies { _ = try await note(of: company, at: now) }
            if companies.count < Self.companiesMax { return }
        }
    }

    /// Appends an event to each order of a company that has expired since the last time.
    ///
    /// - Returns: how many there were.
    package func note(of company: CompanyID, at now: Timestamp) async throws -> Int {
        var sum = 0
        while true {
            let count = try await database.write(of: company) { connection in
                try CompanyStore(connection, company: company).noteExpiries(at: now)
            }
            sum += count
            if count > 0 { feed.wake(company) }
            if count < Self.ordersMax { return sum }
        }
    }

    fileprivate static func event(of order: Order, isFirst: Bool) -> OrderEvent {
        let changes =
            isFirst
            ? OrderDocument.patch(adding: OrderDocument.bytes(order, withItems: true))
            : OrderDocument.patch(from: order, to: order)
        return OrderEvent(
            type: .expired, orderID: order.id, version: order.version, at: order.expiresAt,
            actor: actor, changes: Text(utf8: changes[...]))
    }

    fileprivate static let limit = ordersMax
}

extension CompanyStore {
    fileprivate func noteExpiries(at now: Timestamp) throws(SQLError) -> Int {
        let due = try ordersToExpire(at: now, limit: Expiries.limit)
        for id in due {
            guard let order = try order(id, withItems: true) else { continue }
            let previous = try lastHash(of: id)
            let event = Expiries.event(of: order, isFirst: previous == nil)
            try append(event, digest: EventSeal.digest(event, of: company, after: previous))
            try noteExpiry(of: id)
        }
        return due.count
    }
}
