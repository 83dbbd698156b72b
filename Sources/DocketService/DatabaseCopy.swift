import Crypto
import DocketCore
package import DocketStore

/// Copies a whole database into an empty one, of the same kind or another.
///
/// Until the copy is whole and was found to be the same, the target has a setting by which it is
/// known to be unfinished, whatever ended the copying.
package struct DatabaseCopy: Sendable {
    private let source: any Database
    private let target: any Database

    /// What was copied.
    package struct Outcome: Sendable, Equatable {
        /// How many rows.
        package let rows: Int
        /// How many tables there are, with rows or without.
        package let tables: Int
    }

    /// A copy of `source` into `target`. Nobody else should write to either meanwhile.
    package init(from source: any Database, to target: any Database) {
        self.source = source
        self.target = target
    }

    /// Refuses a database that is a copy which was not finished.
    ///
    /// - Throws: `DatabaseRefusal.unfinishedCopy`, `SQLError`.
    package static func refuseUnfinished(_ database: any Database) async throws {
        try await database.read { try refuseUnfinished(SystemStore($0)) }
    }

    private static func refuseUnfinished(_ store: SystemStore) throws {
        guard try store.setting(SystemStore.copyingSetting) == nil else {
            throw DatabaseRefusal.unfinishedCopy
        }
    }

    /// How many rows the source has; `run` reads each of them twice, and its copy once.
    package func countRows() async throws -> Int {
        var sum = 0
        for table in TableCopy.all { sum += try await Self.count(table, in: source) }
        return sum
    }

    /// Copies every row, then compares both databases.
    ///
    /// - Parameter progress: told after each page how many rows were handled, of three times
    ///   `countRows`.
    /// - Throws: `DatabaseRefusal.unfinishedCopy`, `CopyRefusal`, `SQLError`,
    ///   `CancellationError`.
    package func run(
        progress: @escaping @Sendable (Int) -> Void = { _ in }
    ) async throws -> Outcome {
        try await claimTarget()
        var meter = Meter(report: progress)
        let companies = try await source.all(TableCopy.companies).compactMap(\.self)
        for table in TableCopy.all {
            for company in table.owners(among: companies) {
                try await copy(table, of: company, &meter)
            }
        }
        let rows = meter.rows
        try await compare(&meter)
        try await target.write {
            try SystemStore($0).removeSetting(SystemStore.copyingSetting)
        }
        return Outcome(rows: rows, tables: TableCopy.all.count)
    }

    /// Reads both databases and compares them table by table.
    ///
    /// - Throws: `CopyRefusal.differs`, `SQLError`, `CancellationError`.
    package func compare() async throws {
        var meter = Meter { _ in }
        try await compare(&meter)
    }

    /// Marks the target, where it is empty.
    private func claimTarget() async throws {
        try await target.write { connection in
            let store = SystemStore(connection)
            try Self.refuseUnfinished(store)
            for table in TableCopy.all {
                guard try table.isEmpty(on: connection) else {
                    throw CopyRefusal.targetNotEmpty(table: table.name)
                }
            }
            try store.setSetting(SystemStore.copyingSetting, to: "1")
        }
    }

    private func copy(
        _ table: TableCopy, of company: CompanyID?, _ meter: inout Meter
    ) async throws {
        var pages = TablePages(table, of: company, in: source)
        while let rows = try await pages.next() {
            do {
                try await target.write(of: company) { try table.add(rows, on: $0) }
            } catch SQLError.conflict {
                throw CopyRefusal.rowRefused(table: table.name, detail: "its key is taken")
            } catch SQLError.constraint(let detail) {
                throw CopyRefusal.rowRefused(table: table.name, detail: detail)
            }
            meter.advance(rows.count)
        }
    }

    private func compare(_ meter: inout Meter) async throws {
        let companies = try await source.all(TableCopy.companies).compactMap(\.self)
        for table in TableCopy.all {
            let original = try await Self.digest(table, of: companies, in: source, &meter)
            let copied = try await Self.digest(table, of: companies, in: target, &meter)
            // Rows of a company that only the target has are in no digest.
            let originalCount = try await Self.count(table, in: source)
            let copiedCount = try await Self.count(table, in: target)
            guard original == copied, originalCount == copiedCount else {
                throw CopyRefusal.differs(table: table.name)
            }
        }
    }

    private static func digest(
        _ table: TableCopy, of companies: [CompanyID], in database: any Database,
        _ meter: inout Meter
    ) async throws -> SHA256.Digest {
        var hash = SHA256()
        for company in table.owners(among: companies) {
            var pages = TablePages(table, of: company, in: database)
            while let rows = try await pages.next() {
                var bytes: [UInt8] = []
                for row in rows { try table.encode(row, into: &bytes) }
                hash.update(data: bytes)
                meter.advance(rows.count)
            }
        }
        return hash.finalize()
    }

    private static func count(_ table: TableCopy, in database: any Database) async throws -> Int {
        Int(try await database.first(table.count) ?? 0)
    }
}

/// Why a database was not copied, or its copy can't be used.
package enum CopyRefusal: Error, Sendable, Equatable, CustomStringConvertible {
    /// The target has rows already; it was left as it is.
    case targetNotEmpty(table: String)
    /// The target does not take a row.
    case rowRefused(table: String, detail: String)
    /// Something else is in the source than in the target.
    case differs(table: String)

    /// One line for the person at the terminal.
    package var description: String {
        switch self {
        case .targetNotEmpty(let table):
            "the target is not empty, it has rows in \(table); it was left as it is"
        case .rowRefused(let table, let detail):
            "the target does not take a row of \(table): \(detail); "
                + "stop every server on either database, empty the target and try again"
        case .differs(let table):
            "\(table) is not the same in both databases: "
                + "stop every server on either, empty the target and try again"
        }
    }
}

/// The pages of one company's rows of a table, one after the other.
private struct TablePages {
    /// Rows of a page at most.
    static let rowsMax = 500
    /// Rows of the first page, before it is known how large they are.
    static let rowsAtFirst = 50
    /// Bytes of text that a page should have; large rows come in smaller pages.
    static let bytesWanted = 4 << 20

    private let table: TableCopy
    private let company: CompanyID?
    private let database: any Database
    private var limit = rowsAtFirst
    private var last: TableCopy.Row?
    private var isAtEnd = false

    init(_ table: TableCopy, of company: CompanyID?, in database: any Database) {
        self.table = table
        self.company = company
        self.database = database
    }

    /// The next page; `nil` at the end.
    mutating func next() async throws -> [TableCopy.Row]? {
        guard !isAtEnd else { return nil }
        try Task.checkCancellation()
        let rows = try await database.all(table.page(of: company, after: last, limit: limit))
        isAtEnd = rows.count < limit
        guard let last = rows.last else { return nil }
        self.last = last
        let bytes = rows.reduce(1) { $0 + $1.byteCount }
        limit = max(1, min(Self.rowsMax, rows.count * Self.bytesWanted / bytes))
        return rows
    }
}

/// Counts rows and tells.
private struct Meter {
    private(set) var rows = 0
    let report: @Sendable (Int) -> Void

    mutating func advance(_ count: Int) {
        rows += count
        report(rows)
    }
}
