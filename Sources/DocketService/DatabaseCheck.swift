package import DocketCore
import DocketJSON
package import DocketStore

/// Sees whether a database is what its history says: the file is sound, what is allowed can be
/// read, nobody has changed the history, and every order is what its events make it (contract,
/// section 10). Reads only, page by page, each in a snapshot of its own, so that it can run beside
/// a server.
package struct DatabaseCheck: Sendable {
    private let database: any Database

    /// Orders that are read at a time.
    private static let ordersMax = 64

    /// What was found to be as it should be.
    package struct Outcome: Sendable, Equatable {
        /// Companies.
        package var companies = 0
        /// Orders.
        package var orders = 0
        /// Events.
        package var events = 0
        /// Transfers of money.
        package var transfers = 0
        /// Orders that can't be rebuilt, since they were last changed before histories were kept.
        package var ordersWithoutHistory = 0
    }

    /// A check of `database`.
    package init(_ database: any Database) {
        self.database = database
    }

    /// How many orders there are, for whoever shows how far it is.
    package func countOrders() async throws -> Int {
        Int(try await database.first(CompanyStore.countOfAllOrders) ?? 0)
    }

    /// Checks all.
    ///
    /// - Parameter progress: told now and then how many orders were checked.
    /// - Throws: `CheckFinding` at the first thing that differs; `SQLError`.
    package func run(
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> Outcome {
        try await checkFile()
        try await checkAccess()
        var outcome = Outcome()
        for company in try await database.all(TableCopy.companies).compactMap(\.self) {
            outcome.companies += 1
            outcome.events += try await checkSequence(of: company)
            outcome.transfers += try await LedgerCheck(database, of: company).run()
            var last: GUID?
            while true {
                let after = last
                let page = try await database.read { connection in
                    try CompanyStore(connection, company: company)
                        .checkOrders(after: after, limit: Self.ordersMax)
                }
                outcome.orders += page.count
                outcome.ordersWithoutHistory += page.withoutHistory
                progress(outcome.orders)
                guard let next = page.last else { break }
                last = next
            }
        }
        return outcome
    }

    /// Has the database look at its own pages, where it can.
    private func checkFile() async throws {
        let faults = try await database.read { connection -> [String] in
            guard connection.dialect == .sqlite else { return [] }
            return try connection.all("PRAGMA integrity_check(1)") { (row) throws(SQLError) in
                row.string(0) ?? ""
            }
                + connection.all("PRAGMA foreign_key_check") { (row) throws(SQLError) in
                    "a row of \(row.string(0) ?? "") points at nothing"
                }
        }
        guard let fault = faults.first(where: { $0 != "ok" }) else { return }
        throw CheckFinding.file(fault)
    }

    /// Sees that what is allowed can be read, and that tokens are of clients that are there.
    private func checkAccess() async throws {
        let (texts, stray) = try await database.read { connection in
            let store = SystemStore(connection)
            return (try store.unreadableAllowances(), try store.clientOfStrayToken())
        }
        if let text = texts.first { throw CheckFinding.allowance(text) }
        if let stray { throw CheckFinding.noClient(stray) }
    }

    /// Sees that the events are numbered from 1 without a gap, up to the company's count.
    ///
    /// - Returns: how many there are.
    private func checkSequence(of company: CompanyID) async throws -> Int {
        let (numbers, strays) = try await database.read { connection in
            let store = CompanyStore(connection, company: company)
            return (try store.eventNumbers(), try store.eventsWithoutOrder())
        }
        guard numbers.count == numbers.counter, numbers.largest == numbers.counter else {
            throw CheckFinding.sequence(
                company: company, count: numbers.count, last: numbers.counter)
        }
        if let stray = strays { throw CheckFinding.noOrder(company: company, sequence: stray) }
        return Int(numbers.count)
    }
}

/// The first thing that is not as it should be.
package enum CheckFinding: Error, Sendable, Equatable, CustomStringConvertible {
    /// The database finds its file damaged.
    case file(String)
    /// Scopes or companies of a client, user, code or token that can't be read.
    case allowance(String)
    /// A token of a client that is not there.
    case noClient(String)
    /// A company's events are not numbered from 1 to the number that was given last.
    case sequence(company: CompanyID, count: Int64, last: Int64)
    /// An event of an order that is not there.
    case noOrder(company: CompanyID, sequence: Int64)
    /// An event is not what it was when it was sealed, or one before it is not.
    case broken(company: CompanyID, order: GUID, sequence: Int64)
    /// An order's events don't lead to its Version.
    case version(company: CompanyID, order: GUID, found: Int64, expected: Int64)
    /// An order is not what its events make it.
    case differs(company: CompanyID, order: GUID, member: String)
    /// A transfer is not what it was when it was sealed, one before it is not, or it could never
    /// have been made.
    case brokenTransfer(company: CompanyID, sequence: Int64)
    /// A company's accounts are not what its transfers make them.
    case balance(company: CompanyID, account: String)
    /// An order is said to be paid, or given back, and there is no such transfer, or the reverse.
    case payment(company: CompanyID, order: GUID)
    /// What gateways took from cards, or are to give back, is not what was transferred.
    case cards(company: CompanyID)

    /// One line for the person at the terminal.
    package var description: String {
        switch self {
        case .file(let detail):
            "the file is damaged: \(detail.replacing("\n", with: "; "))"
        case .allowance(let text):
            "a client, user or token is allowed \(text.debugDescription), which can't be read"
        case .noClient(let id):
            "a token is of the client \(id.debugDescription), which is not there"
        case .sequence(let company, let count, let last):
            "company \(company) has \(count) events, and the last number that was given is \(last)"
        case .noOrder(let company, let sequence):
            "event \(sequence) of company \(company) is of an order that is not there"
        case .broken(let company, let order, let sequence):
            "event \(sequence) of company \(company), of order \(order), "
                + "is not what it was when it was written"
        case .version(let company, let order, let found, let expected):
            "order \(order) of company \(company) is at version \(found), "
                + "its history at version \(expected)"
        case .differs(let company, let order, let member):
            "order \(order) of company \(company) is not what its history says: \(member) differs"
        case .brokenTransfer(let company, let sequence):
            "transfer \(sequence) of company \(company) is not what it was when it was written"
        case .balance(let company, let account):
            "the account \(account) of company \(company) is not what its transfers make it"
        case .payment(let company, let order):
            "what order \(order) of company \(company) was paid is not what was transferred"
        case .cards(let company):
            "what cards have paid to company \(company) is not what was transferred"
        }
    }
}

extension CompanyStore {
    /// Checks the next orders by id.
    ///
    /// - Returns: how many; how many of them have no history; the last one's id, `nil` where there
    ///   were none.
    fileprivate func checkOrders(
        after last: GUID?, limit: Int
    ) throws -> (count: Int, withoutHistory: Int, last: GUID?) {
        let ids = try orderIDs(after: last, limit: limit)
        var withoutHistory = 0
        for id in ids {
            guard let order = try order(id, withItems: true) else { continue }
            if try !check(order, events(of: id)) { withoutHistory += 1 }
        }
        return (ids.count, withoutHistory, ids.last)
    }

    /// - Returns: false where the order has no history that it could be rebuilt from.
    private func check(_ order: Order, _ events: [KeptEvent]) throws -> Bool {
        try checkChain(of: order.id, events)
        guard let last = events.last, last.event.version == order.version else {
            throw CheckFinding.version(
                company: company, order: order.id, found: order.version,
                expected: events.last?.event.version ?? 0)
        }
        guard last.hash != nil else { return false }
        guard let rebuilt = History.replay(events.map(\.event)) else {
            throw CheckFinding.broken(
                company: company, order: order.id, sequence: last.sequence)
        }
        guard rebuilt == order else {
            throw CheckFinding.differs(
                company: company, order: order.id,
                member: OrderDocument.firstDifference(rebuilt, order))
        }
        return true
    }

    private func checkChain(of order: GUID, _ events: [KeptEvent]) throws {
        var previous: [UInt8]?
        var version: Int64 = 0
        for kept in events {
            let step = kept.event.version - version
            let isNext = kept.event.type == .expired ? step == 0 : step == 1
            let digest = EventSeal.digest(kept.event, of: company, after: previous)
            let isSealed =
                kept.hash.map { $0 == EventSeal.hash(digest, sequence: kept.sequence) }
                ?? (previous == nil && kept.event.changes == nil)
            guard isNext, isSealed else {
                throw CheckFinding.broken(
                    company: company, order: order, sequence: kept.sequence)
            }
            previous = kept.hash
            version = kept.event.version
        }
    }
}

extension OrderDocument {
    /// The first member that is not the same, as a JSON Pointer.
    fileprivate static func firstDifference(_ one: Order, _ other: Order) -> String {
        let patch = (try? JSONValue(patch(from: one, to: other))).flatMap { JSONPatch($0) }
        return patch?.operations.first.map { "/" + $0.path.joined(separator: "/") } ?? "/"
    }
}
