package import DocketCore
import DocketJSON
package import DocketStore

/// What happened to orders, and what they were (contract, section 10).
package struct History: Sendable {
    private let database: any Database

    /// The history in `database`.
    package init(database: any Database) {
        self.database = database
    }

    /// A moment in an order's life.
    package enum Moment: Sendable, Equatable {
        /// When it had this Version.
        case version(Int64)
        /// An instant.
        case time(Timestamp)
    }

    /// The history of an order, oldest first.
    ///
    /// - Throws: `OrderError.orderNotFound`; `ServiceError.companyNotFound`; `SQLError`.
    package func events(of id: GUID, in company: CompanyID) async throws -> [KeptEvent] {
        let events = try await database.all(CompanyStore.events(of: id, in: company))
        if events.isEmpty { try await requireOrder(id, of: company) }
        return events
    }

    /// Events of a page, and bytes of their changes, at most; of one event these may be more.
    package static let pageMax = 1000
    private static let pageBytesMax = 4 << 20
    private static let stepMax = 16

    /// The events of the company behind a Sequence, in its order.
    ///
    /// - Parameter limit: how many at most; fewer come where they are large.
    /// - Throws: `ServiceError.companyNotFound`; `SQLError`.
    package func page(
        of company: CompanyID, after sequence: Int64, limit: Int
    ) async throws -> [KeptEvent] {
        let events = try await next(of: company, after: sequence, limit: limit)
        if events.isEmpty { try await requireCompany(company) }
        return events
    }

    /// The same of a company that is known to be there.
    package func next(
        of company: CompanyID, after sequence: Int64, limit: Int
    ) async throws -> [KeptEvent] {
        var events: [KeptEvent] = []
        var bytes = 0
        while events.count < limit, bytes < Self.pageBytesMax {
            let step = try await database.all(
                CompanyStore.events(
                    of: company, after: events.last?.sequence ?? sequence,
                    limit: min(Self.stepMax, limit - events.count)))
            events += step
            bytes += step.reduce(0) { $0 + ($1.event.changes?.utf8.count ?? 0) }
            if step.count < Self.stepMax { break }
        }
        return events
    }

    /// The Sequence of the company's last event; 0 where there is none.
    ///
    /// - Throws: `ServiceError.companyNotFound`; `SQLError`.
    package func lastSequence(of company: CompanyID) async throws -> Int64 {
        let last = try await database.first(CompanyStore.lastSequence(of: company))
        if last == nil { try await requireCompany(company) }
        return last ?? 0
    }

    /// An order as it was.
    ///
    /// - Throws: `OrderError.orderNotFound`, also where it was not yet made, or its history does
    ///   not go back so far; `ServiceError.companyNotFound`; `SQLError`.
    package func order(
        _ id: GUID, of company: CompanyID, at moment: Moment
    ) async throws -> Order {
        let events = try await events(of: id, in: company)
        // Up to the last that had happened, with all before it, whatever the clocks said then.
        let last = events.lastIndex { kept in
            switch moment {
            case .version(let version): kept.event.version <= version
            case .time(let time): kept.event.at <= time
            }
        }
        let past = events.prefix(last.map { $0 + 1 } ?? 0).map(\.event)
        guard let order = Self.replay(past) else { throw OrderError.orderNotFound(id: "\(id)") }
        if case .version(let version) = moment, order.version != version {
            throw OrderError.orderNotFound(id: "\(id)")
        }
        return order
    }

    /// The order that its events make; `nil` where they make none.
    package static func replay(_ events: some Sequence<OrderEvent>) -> Order? {
        replay(events, onto: nil).flatMap(OrderDocument.order)
    }

    /// The order's document that events make of the one before them.
    static func replay(
        _ events: some Sequence<OrderEvent>, onto before: JSONValue?
    ) -> JSONValue? {
        var document = before
        for event in events {
            guard let changes = event.changes else { continue }
            guard let tree = try? JSONValue(Array(changes.utf8)), let patch = JSONPatch(tree)
            else { return nil }
            document = patch.applied(to: document)
        }
        return document
    }

    private func requireOrder(_ id: GUID, of company: CompanyID) async throws {
        guard try await database.first(CompanyStore.orderVersion(id, of: company)) == nil else {
            return
        }
        try await requireCompany(company)
        throw OrderError.orderNotFound(id: "\(id)")
    }

    private func requireCompany(_ company: CompanyID) async throws {
        guard try await database.first(CompanyStore.companyExists(company)) != nil else {
            throw ServiceError.companyNotFound(id: "\(company)")
        }
    }
}
