package import DocketCore
package import DocketStore

/// An order or an entry of the directory out of a file.
package enum ImportedEntry: Sendable {
    /// With the addresses that stand beside it.
    case customer(CustomerFullDraft)
    case location(LocationDraft)
    case employee(EmployeeDraft)
    /// With its items, and what it was given where it was before.
    case order(OrderDraft, OrderOrigin)
}

/// A line of a file: an entry, or why it is none.
package struct ImportLine: Sendable {
    /// Where the entry begins; from 1.
    package let number: Int
    /// The entry.
    package let entry: Result<ImportedEntry, Refusal>

    /// A line of a file.
    package init(number: Int, entry: Result<ImportedEntry, Refusal>) {
        self.number = number
        self.entry = entry
    }

    /// Why a line is no entry.
    package struct Refusal: Error, Sendable, Equatable {
        /// For the person at the terminal.
        package let reason: String

        /// A refusal for that reason.
        package init(_ reason: String) {
            self.reason = reason
        }
    }
}

/// A line that was not stored.
package struct BadLine: Sendable, Equatable {
    /// Where it begins; from 1.
    package let number: Int
    /// Why.
    package let reason: String
}

/// Lines were bad, so nothing was stored.
package struct ImportRefused: Error, Sendable, Equatable {
    /// How many.
    package let badLines: Int
}

/// Files of orders and of the directory.
package struct Imports: Sendable {
    private let database: any Database
    private let feed: EventFeed

    /// What is noted as the cause of an order that was imported.
    fileprivate static let actor = "import"

    /// Imports into `database`.
    package init(database: any Database, feed: EventFeed) {
        self.database = database
        self.feed = feed
    }

    /// Stores every line, or, where one of them is bad, none: one transaction.
    ///
    /// - Parameters:
    ///   - open: gives the lines from the first on, one after the other; called again where the
    ///     transaction is redone.
    ///   - report: told of each bad line; again where the transaction is redone.
    /// - Returns: the number of lines stored.
    /// - Throws: `ImportRefused`; `ServiceError.companyNotFound`; what `open` and the lines
    ///   throw; `SQLError`.
    package func importAll(
        into company: CompanyID, at now: Timestamp,
        from open: @escaping @Sendable () throws -> () throws -> ImportLine?,
        report: @escaping @Sendable (BadLine) -> Void
    ) async throws -> Int {
        try await write(to: company) { store in
            let next = try open()
            var stored = 0
            var bad = 0
            while let line = try next() {
                if let badLine = try store.add(line, at: now) {
                    report(badLine)
                    bad += 1
                } else {
                    stored += 1
                }
            }
            guard bad == 0 else { throw ImportRefused(badLines: bad) }
            return stored
        }
    }

    /// Stores the good ones of some lines: one transaction.
    ///
    /// - Returns: the bad ones.
    /// - Throws: `ServiceError.companyNotFound`; `SQLError`.
    package func importSome(
        _ lines: [ImportLine], into company: CompanyID, at now: Timestamp
    ) async throws -> [BadLine] {
        try await write(to: company) { store in
            try lines.compactMap { try store.add($0, at: now) }
        }
    }

    private func write<Value: Sendable>(
        to company: CompanyID, _ body: @escaping @Sendable (CompanyStore) throws -> Value
    ) async throws -> Value {
        let value = try await database.write(of: company) { connection in
            let store = CompanyStore(connection, company: company)
            try store.requireCompany()
            return try body(store)
        }
        feed.wake(company)
        return value
    }
}

extension CompanyStore {
    /// Stores a line; a bad one is given back, and has changed nothing.
    fileprivate func add(_ line: ImportLine, at now: Timestamp) throws -> BadLine? {
        do {
            switch try line.entry.get() {
            case .customer(let draft): _ = try create(draft, keepingIDs: true, at: now)
            case .location(let draft):
                _ = try locations.create(draft, keepingID: true, at: now)
            case .employee(let draft):
                _ = try createEmployee(draft, keepingID: true, at: now)
            case .order(let draft, let origin):
                try add(draft, from: origin, at: now)
            }
            return nil
        } catch let error as ImportLine.Refusal {
            return BadLine(number: line.number, reason: error.reason)
        } catch OrderError.invalid(let faults) {
            return BadLine(number: line.number, reason: Self.words(for: faults))
        } catch ServiceError.invalid(let faults) {
            return BadLine(number: line.number, reason: Self.words(for: faults))
        } catch ServiceError.taken(let detail) {
            return BadLine(number: line.number, reason: detail)
        }
    }

    private static func words(for faults: [Fault]) -> String {
        faults.map { fault in
            // A member of the entry itself is named by the words; one of an address or an item is
            // not.
            fault.pointer.dropFirst().contains("/")
                ? "\(fault.detail) (\(fault.pointer))" : fault.detail
        }.joined(separator: "; ")
    }

    /// Stores an order, and the event that it was made.
    private func add(_ draft: OrderDraft, from origin: OrderOrigin, at now: Timestamp) throws {
        let context = OrderContext(company: company, now: now, isLenient: true)
        var random = SecureRandom()
        for _ in 0..<Self.printableIDTries {
            let order = try Order.imported(draft, from: origin, in: context, using: &random)
            guard try orderVersion(order.id) == nil else {
                throw ServiceError.taken("there is an order \(order.id) already")
            }
            guard try insert(order) else {
                guard let taken = origin.printableID else { continue }
                throw ServiceError.taken("another order has the PrintableId \(taken)")
            }
            let document = OrderDocument.bytes(order, withItems: true)
            let event = OrderEvent(
                type: .created, orderID: order.id, version: order.version, at: now,
                actor: Imports.actor,
                changes: Text(utf8: OrderDocument.patch(adding: document)[...]))
            return try append(event, digest: EventSeal.digest(event, of: company, after: nil))
        }
        throw SQLError.unavailable(detail: "no free PrintableId was found")
    }

    /// How often another PrintableId is made up where one is taken.
    private static let printableIDTries = 16
}
