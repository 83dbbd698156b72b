package import DocketCore

/// The rows of one table, read and written as they are, for copying them into another database.
///
/// Rows come by company, in the order of their key, which is the same in every database: numbers by
/// value, everything else by bytes.
package struct TableCopy: Sendable {
    /// Every table, parents first.
    package static let all = Schema.tables.map { TableCopy($0) }

    /// The companies, by number.
    package static var companies: SQLQuery<CompanyID?> {
        SQLQuery(SQL(selectCompanies)) { (row) throws(SQLError) in
            row.int32(0).flatMap { CompanyID($0) }
        }
    }

    private static let selectCompanies = SQLStatement("SELECT id FROM companies ORDER BY id")

    /// The table's name.
    package let name: String
    private let columns: [Column]
    private let isGlobal: Bool
    /// Where the key's columns behind the company's stand among `columns`.
    private let keyPlaces: [Int]
    private let selectCount: SQLStatement
    private let selectAny: SQLStatement
    private let selectFirst: SQLStatement
    private let selectNext: SQLStatement
    private let insert: SQLInsert

    private init(_ table: Table) {
        name = table.name
        columns = table.columns
        isGlobal = table.isGlobal
        let owner = table.isGlobal ? nil : table.key[0]
        let order = table.key.filter { $0 != owner }
        keyPlaces = order.compactMap { name in table.columns.firstIndex { $0.name == name } }
        let names = table.columns.map(\.name)
        insert = SQLInsert(into: table.name, names)

        let counted = Self.clause(Self.unmarked(table))
        selectCount = SQLStatement("SELECT count(*) FROM \(table.name)\(counted)")

        let own =
            table.name == "settings" ? ["name <> '\(SystemStore.listTokenKeySetting)'"] : []
        selectAny = SQLStatement("SELECT 1 FROM \(table.name)\(Self.clause(own)) LIMIT 1")

        let scope = Self.unmarked(table) + (owner.map { ["\($0) = $1"] } ?? [])
        let bound = owner == nil ? 0 : 1
        let select = "SELECT \(names.joined(separator: ", ")) FROM \(table.name)"
        let sorted = table.key.joined(separator: ", ")
        selectFirst = SQLStatement(
            "\(select)\(Self.clause(scope)) ORDER BY \(sorted) LIMIT $\(bound + 1)")
        let last = bound + order.count
        let places = order.indices.map { "$\(bound + $0 + 1)" }.joined(separator: ", ")
        // A company has one row of a table whose key is the company alone.
        let behind =
            order.isEmpty ? "1 = 0" : "(\(order.joined(separator: ", "))) > (\(places))"
        selectNext = SQLStatement(
            "\(select)\(Self.clause(scope + [behind])) ORDER BY \(sorted) LIMIT $\(last + 1)")
    }

    /// The mark of a copy that is not finished, and the key that each database has of its own, are
    /// no part of what is copied.
    private static func unmarked(_ table: Table) -> [String] {
        let own = [SystemStore.copyingSetting, SystemStore.listTokenKeySetting]
        return table.name == "settings" ? own.map { "name <> '\($0)'" } : []
    }

    private static func clause(_ conditions: [String]) -> String {
        conditions.isEmpty ? "" : " WHERE " + conditions.joined(separator: " AND ")
    }
}

// MARK: - Reading

extension TableCopy {
    /// A row: the values of all columns.
    package struct Row: Sendable {
        /// In the order of the table's columns.
        let values: [SQLValue]

        /// How many bytes its texts and blobs have.
        package var byteCount: Int {
            values.reduce(0) { sum, value in
                switch value {
                case .text(let text): sum + text.utf8.count
                case .string(let string): sum + string.utf8.count
                case .blob(let blob): sum + blob.count
                case .null, .integer, .boolean, .guid, .money, .time: sum
                }
            }
        }
    }

    /// How many rows there are, of all companies.
    package var count: SQLQuery<Int64> {
        SQLQuery(SQL(selectCount)) { (row) throws(SQLError) in row.integer(0) }
    }

    /// Whether there is no row, of any company.
    package func isEmpty(on connection: any SQLConnection) throws(SQLError) -> Bool {
        try connection.first(SQL(selectAny)) { (_) throws(SQLError) in true } == nil
    }

    /// Whose rows the table has: the companies', and those of none.
    package func owners(among companies: [CompanyID]) -> [CompanyID?] {
        isGlobal ? [nil] : [nil] + companies
    }

    /// The rows behind `last` in the order of the key.
    ///
    /// - Parameters:
    ///   - company: whose; `nil` for those of none.
    ///   - last: a row that came before; `nil` for the first page.
    ///   - limit: how many at most.
    package func page(
        of company: CompanyID?, after last: Row?, limit: Int
    ) -> SQLQuery<Row> {
        var values: [SQLValue] = isGlobal ? [] : [.integer(Int64(company?.number ?? 0))]
        if let last { values += keyPlaces.map { last.values[$0] } }
        values.append(.integer(Int64(limit)))
        let statement = last == nil ? selectFirst : selectNext
        return SQLQuery(SQL(statement, values)) { [self] (row) throws(SQLError) in
            var values: [SQLValue] = []
            values.reserveCapacity(columns.count)
            for (place, column) in columns.enumerated() {
                values.append(try value(of: column, at: place, in: row))
            }
            return Row(values: values)
        }
    }

    private func value(
        of column: Column, at place: Int, in row: any SQLCursor
    ) throws(SQLError) -> SQLValue {
        if row.isNull(place) { return .null }
        switch column.kind {
        case .integer: return .integer(row.integer(place))
        case .boolean: return .boolean(row.boolean(place))
        case .text, .json, .document: return .text(Text(utf8: row.blob(place)[...]))
        case .blob: return .blob(row.blob(place))
        case .time: return .time(Timestamp(microseconds: row.integer(place)))
        case .guid:
            guard let id = row.guid(place) else { throw unreadable(column) }
            return .guid(id)
        case .money:
            guard let money = Money(tenThousandths: row.integer(place)) else {
                throw unreadable(column)
            }
            return .money(money)
        }
    }

    private func unreadable(_ column: Column) -> SQLError {
        .unavailable(detail: "\(name).\(column.name) has a value that can't be read")
    }
}

// MARK: - Writing

extension TableCopy {
    /// Adds rows, in a write transaction of the company that they were read of.
    ///
    /// - Throws: `.conflict` where a row is there, `.constraint` where its parent is not.
    package func add(_ rows: [Row], on connection: any SQLConnection) throws(SQLError) {
        for row in rows { _ = try connection.insert(insert, row.values) }
    }

    /// Appends what a row says in bytes that are the same whichever database it was read from, and
    /// never the same for two rows that differ.
    ///
    /// Each value begins with 1, or is 0 for NULL; numbers, amounts (in ten-thousandths) and
    /// instants (in microseconds) are eight bytes, texts and blobs follow their length.
    ///
    /// - Throws: `.unavailable` where JSON can't be read.
    package func encode(_ row: Row, into bytes: inout [UInt8]) throws(SQLError) {
        for (column, value) in zip(columns, row.values) {
            switch value {
            case .null:
                bytes.append(0)
                continue
            case .integer(let number): bytes.appendNumber(number)
            case .boolean(let flag): bytes += [1, flag ? 1 : 0]
            case .money(let money): bytes.appendNumber(money.tenThousandths)
            case .time(let time): bytes.appendNumber(time.microseconds)
            case .guid(let id):
                bytes.append(1)
                bytes.appendBigEndian(id.high)
                bytes.appendBigEndian(id.low)
            case .blob(let blob): bytes.appendCounted(blob)
            case .string(let string): bytes.appendCounted(string.utf8)
            case .text(let text):
                // PostgreSQL keeps what JSON means, not how it was written.
                guard column.kind == .json else {
                    bytes.appendCounted(text.utf8)
                    continue
                }
                guard let canonical = CanonicalJSON.encode(text) else { throw unreadable(column) }
                bytes.appendCounted(canonical)
            }
        }
    }
}

extension [UInt8] {
    fileprivate mutating func appendNumber(_ number: Int64) {
        append(1)
        appendBigEndian(number)
    }

    fileprivate mutating func appendCounted(_ content: some Collection<UInt8>) {
        appendNumber(Int64(content.count))
        append(contentsOf: content)
    }

    fileprivate mutating func appendBigEndian(_ number: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: number.bigEndian) { append(contentsOf: $0) }
    }
}
