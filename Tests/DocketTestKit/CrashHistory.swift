/// What clients know of the orders that they sent to a server that may die at any instant, and
/// what is wrong with the orders that it has afterwards.
///
/// An order's life has steps, each with its Version: 1 Created with items `a`, 2 Pending with
/// items `b`, 3 Processed. Each is sent only after the one before was acknowledged.
package struct CrashHistory: Sendable {
    /// Items of each order.
    package static let itemCount = 3
    /// The last step.
    package static let stepMax = 3

    /// One order, as its client knows it.
    package struct Entry: Sendable {
        /// Unique.
        package let name: String
        /// The id that the client was told; `nil` before.
        package var id: String?
        /// The last step that was acknowledged; 0 for none.
        package var acknowledged = 0
        /// The last step that was sent.
        package var sent = 1

        /// An order whose creation was sent.
        package init(_ name: String, id: String? = nil, acknowledged: Int = 0, sent: Int = 1) {
            self.name = name
            self.id = id
            self.acknowledged = acknowledged
            self.sent = sent
        }
    }

    /// One order, as the server has it.
    package struct Stored: Sendable {
        /// Its Name.
        package var name: String
        /// Its Id.
        package var id: String
        /// Its State.
        package var state: String
        /// Its Version.
        package var version: Int
        /// Its items, each by SKU and status.
        package var items: [String]

        /// An order that was found.
        package init(name: String, id: String, state: String, version: Int, items: [String]) {
            self.name = name
            self.id = id
            self.state = state
            self.version = version
            self.items = items
        }
    }

    /// All orders that were sent, by name.
    package private(set) var entries: [String: Entry] = [:]

    /// Nothing was sent.
    package init() {}

    /// Adds what a client knows.
    package mutating func add(_ more: [Entry]) {
        for entry in more { entries[entry.name] = entry }
    }

    /// Orders of which at least the creation was acknowledged.
    package var acknowledgedCount: Int { entries.values.count { $0.acknowledged > 0 } }

    /// What an order is after a step.
    package static func expected(
        after step: Int
    ) -> (state: String, items: [String])? {
        let numbers = 0..<itemCount
        switch step {
        case 1: return ("Created", numbers.map { "a\($0) New" })
        case 2: return ("Pending", numbers.map { "b\($0) New" })
        case 3: return ("Processed", numbers.map { "b\($0) Processed" })
        default: return nil
        }
    }

    /// What is wrong with the orders that the server has, one sentence each.
    ///
    /// - Parameters:
    ///   - stored: what it has of the names that `isOf` picks.
    ///   - isOf: which of the history's names are looked at.
    package func violations(
        in stored: [Stored], of isOf: (String) -> Bool = { _ in true }
    ) -> [String] {
        var violations: [String] = []
        var found: [String: [Stored]] = [:]
        for order in stored { found[order.name, default: []].append(order) }
        for (name, orders) in found where entries[name] == nil {
            violations.append("\(name): \(orders.count) stored, though nobody sent it")
        }
        for entry in entries.values where isOf(entry.name) {
            violations += Self.violations(of: entry, in: found[entry.name] ?? [])
        }
        return violations.sorted()
    }

    /// Takes what was found for known from now on: what was in doubt is settled by it, and a
    /// later loss or return of it is a violation.
    package mutating func settle(by stored: [Stored], of isOf: (String) -> Bool) {
        var versions: [String: Stored] = [:]
        for order in stored { versions[order.name] = order }
        for name in entries.keys.filter(isOf) {
            let order = versions[name]
            entries[name]?.id = order?.id
            entries[name]?.acknowledged = order?.version ?? 0
            entries[name]?.sent = order?.version ?? 0
        }
    }

    private static func violations(of entry: Entry, in found: [Stored]) -> [String] {
        guard let order = found.first else {
            return entry.acknowledged == 0
                ? [] : ["\(entry.name): lost, though step \(entry.acknowledged) was acknowledged"]
        }
        var violations: [String] = []
        if found.count > 1 { violations.append("\(entry.name): there \(found.count) times") }
        if let id = entry.id, id != order.id {
            violations.append("\(entry.name): acknowledged as \(id), there as \(order.id)")
        }
        if order.version < entry.acknowledged {
            violations.append(
                "\(entry.name): at step \(order.version), though \(entry.acknowledged) "
                    + "was acknowledged")
        }
        if order.version > entry.sent {
            violations.append(
                "\(entry.name): at step \(order.version), though only \(entry.sent) was sent")
        }
        guard let expected = expected(after: order.version) else { return violations }
        if order.state != expected.state {
            violations.append("\(entry.name): \(order.state) at step \(order.version)")
        }
        if order.items != expected.items {
            violations.append(
                "\(entry.name): half done, with items \(order.items) at step \(order.version)")
        }
        return violations
    }
}
