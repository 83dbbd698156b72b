import DocketCore

/// The statements of a list: a page of it from a place on, and its count.
///
/// Pages are found by the values of the order, never by counting rows, so that the last page costs
/// what the first one does and rows that come or go between two pages change nothing for others.
struct ListStatement {
    private let query: ListQuery
    private var sql: QuerySQL
    private var keys: [Key] = []
    /// Whether the rows are few, and sorted once they are found; SQLite, which knows nothing of how
    /// many there are, would rather go through all in the list's order.
    var sortsFew: Bool

    /// A value that rows are ordered by.
    private struct Key {
        let sql: String
        let form: QuerySQL.Form
        let isDescending: Bool
        let canBeNull: Bool
    }

    /// - Parameter connection: what it is to run on.
    init(_ query: ListQuery, on connection: any SQLConnection, company: CompanyID?) {
        self.query = query
        sql = QuerySQL(
            connection.dialect, isDistributed: connection.isDistributed, company: company)
        sortsFew = query.condition.map(Self.isSelective) ?? false
        sql.hidesColumns = query.condition.map(Self.namesItems) ?? false
    }

    /// How many rows there are.
    mutating func count<Element>(of source: ListSource<Element>) -> SQL {
        let conditions = conditions(source)
        return SQL(
            built: "SELECT count(*) FROM \(source.table) AS t0\(Self.where(conditions))",
            sql.values)
    }

    /// A page: the source's columns, then the values of the order.
    mutating func page<Element>(
        of source: ListSource<Element>, _ request: ListRequest, rows: Int
    ) -> SQL {
        var conditions = conditions(source)
        keys = query.order.map { key in
            let operand = sql.operand(key.expression)
            return Key(
                sql: sql.ordered(operand), form: operand.form, isDescending: key.isDescending,
                canBeNull: operand.canBeNull)
        }
        // What the client orders by goes before the key alone, else the list's own order counts.
        let rest = query.order.isEmpty ? source.order[...] : source.order.suffix(1)
        keys += rest.map { column, form in
            Key(sql: "t0.\(column)", form: form, isDescending: false, canBeNull: false)
        }
        if let position = request.position { conditions += behind(position) }
        let columns = [source.columns] + keys.map { sql.carried($0.sql, $0.form) }
        // With a plus before it SQLite looks for no index that has the order.
        let plus = sortsFew && sql.dialect == .sqlite ? "+" : ""
        let order = keys.map { key in
            "\(plus)\(key.sql) \(key.isDescending ? "DESC" : "ASC")\(nulls(key))"
        }
        let text = """
            SELECT \(columns.joined(separator: ", ")) \
            FROM \(source.table) AS t0\(Self.where(conditions)) \
            ORDER BY \(order.joined(separator: ", ")) \
            LIMIT \(sql.bind(.integer(Int64(rows)))) \
            OFFSET \(sql.bind(.integer(Int64(request.skip))))
            """
        return SQL(built: text, sql.values)
    }

    /// The place of a row that `page` has found.
    ///
    /// - Parameter first: the column with the first value of the order.
    func position(_ row: any SQLCursor, from first: Int) -> ListPosition {
        ListPosition(
            values: keys.enumerated().map { offset, key in
                let column = first + offset
                if row.isNull(column) { return .null }
                return key.form.isCarriedAsBytes
                    ? .bytes(row.blob(column)) : .integer(row.integer(column))
            })
    }

    // MARK: - Few rows

    /// Whether a condition names orders by what is said of few, or items by their SKU or serial
    /// number.
    private static func isSelective(_ condition: QueryExpression) -> Bool {
        switch condition.kind {
        case .and(let conditions): return conditions.contains(where: isSelective)
        case .any(let collection, let body?): return QuerySQL.isSelective(collection, body)
        case .isIn(let value, _, orNull: false):
            if case .member(let member, QueryBinder.rootScope) = value.kind {
                return named.contains(member.name)
            }
            return false
        default: return false
        }
    }

    /// Whether a condition names items by their SKU or serial number.
    private static func namesItems(_ condition: QueryExpression) -> Bool {
        switch condition.kind {
        case .and(let conditions): conditions.contains(where: namesItems)
        case .any(let collection, let body?): QuerySQL.isSelective(collection, body)
        default: false
        }
    }

    /// The members that say of which few orders a list is.
    private static let named: Set = [
        "Id", "PrintableId", "TenderId", "CustomerId", "BillingCustomerId",
        "ShippingCustomerId",
    ]

    /// Finds a row where there are more than a few that have what an index finds; `nil` where no
    /// such thing is asked, or the list's order has an index with it. A client that looks for what
    /// is new or open mostly finds little.
    func probe<Element>(of source: ListSource<Element>) -> SQL? {
        guard sql.dialect == .sqlite, query.order.isEmpty, source.table == "orders",
            let condition = query.condition.flatMap(Self.probed)
        else { return nil }
        var probe = QuerySQL(.sqlite, company: source.company)
        let test = probe.condition(condition)
        let text = """
            SELECT 1 FROM orders AS t0 WHERE t0.company_id = $1 AND \(test) \
            LIMIT 1 OFFSET \(Self.fewRows)
            """
        return SQL(built: text, probe.values)
    }

    private static let fewRows = 2000

    /// The part of a condition that says since when rows must have changed, or their State.
    private static func probed(_ condition: QueryExpression) -> QueryExpression? {
        guard case .and(let conditions) = condition.kind else {
            return ["ModifiedDateUtc", "State"].contains(member(of: condition)) ? condition : nil
        }
        // State and EntityId have an index with the list's order.
        let hasLocation = conditions.contains { member(of: $0) == "EntityId" }
        return conditions.first { member(of: $0) == "ModifiedDateUtc" }
            ?? (hasLocation ? nil : conditions.first { member(of: $0) == "State" })
    }

    /// The member that is compared with a constant, where few rows may pass.
    private static func member(of condition: QueryExpression) -> String? {
        switch condition.kind {
        case .compare(let comparison, let left, let right):
            let (value, other) = left.constant == nil ? (left, right) : (right, left)
            guard comparison != .ne, other.constant != nil,
                case .member(let member, QueryBinder.rootScope) = value.kind
            else { return nil }
            let isRange = comparison != .eq
            return isRange && member.name != "ModifiedDateUtc" ? nil : member.name
        case .isIn(let value, _, orNull: false):
            guard case .member(let member, QueryBinder.rootScope) = value.kind else { return nil }
            return member.name
        default:
            return nil
        }
    }

    // MARK: - Conditions

    private mutating func conditions<Element>(_ source: ListSource<Element>) -> [String] {
        var conditions: [String] = []
        if source.company != nil { conditions.append("t0.company_id = $1") }
        if let rows = source.rows {
            let places = rows.isOneOf.map { sql.bind($0) }
            conditions.append(
                places.count == 1
                    ? "t0.\(rows.column) = \(places[0])"
                    : places.isEmpty
                        ? "(1 = 0)" : "t0.\(rows.column) IN (\(places.joined(separator: ", ")))")
        }
        if let condition = query.condition { conditions.append(sql.condition(condition)) }
        return conditions
    }

    private static func `where`(_ conditions: [String]) -> String {
        conditions.isEmpty ? "" : " WHERE \(conditions.joined(separator: " AND "))"
    }

    /// Null is the least value, as it is in SQLite.
    private func nulls(_ key: Key) -> String {
        guard sql.dialect == .postgres, key.canBeNull else { return "" }
        return key.isDescending ? " NULLS LAST" : " NULLS FIRST"
    }

    /// What rows behind a place have.
    private mutating func behind(_ position: ListPosition) -> [String] {
        // A place of another order has other values; `ListTokens` hands none on.
        guard position.values.count == keys.count else { return ["(1 = 0)"] }
        let places = zip(keys, position.values).map { key, value in
            sql.place(value, key.form)
        }
        if keys.allSatisfy({ !$0.isDescending && !$0.canBeNull }) {
            let columns = keys.map(\.sql).joined(separator: ", ")
            return ["(\(columns)) > (\(places.joined(separator: ", ")))"]
        }
        var condition = ""
        for (key, (place, value)) in zip(keys, zip(places, position.values)).reversed() {
            let isNull = value == .null
            let same = isNull ? "\(key.sql) IS NULL" : "\(key.sql) = \(place)"
            let after = Self.after(key, place, isNull: isNull)
            condition =
                condition.isEmpty ? after : "(\(after) OR (\(same) AND \(condition)))"
        }
        guard let first = keys.first, !first.canBeNull else { return [condition] }
        // The same once more for the first value alone, as a range that an index can find.
        return ["\(first.sql) \(first.isDescending ? "<=" : ">=") \(places[0])", condition]
    }

    private static func after(_ key: Key, _ place: String, isNull: Bool) -> String {
        switch (key.isDescending, isNull) {
        case (false, true): "\(key.sql) IS NOT NULL"
        case (false, false): "\(key.sql) > \(place)"
        case (true, true): "(1 = 0)"
        case (true, false) where key.canBeNull: "(\(key.sql) < \(place) OR \(key.sql) IS NULL)"
        case (true, false): "\(key.sql) < \(place)"
        }
    }
}

// MARK: - Values of the order

extension QuerySQL {
    /// A value as rows are ordered by it: durations and times of day as the numbers that they are
    /// handed on as.
    func ordered(_ operand: Operand) -> String {
        guard dialect == .postgres else { return operand.sql }
        switch operand.form {
        case .timeOfDay, .duration:
            return "(extract(epoch from \(operand.sql)) * 1000000)::bigint"
        case .date:
            return "(\(operand.sql) - date '1970-01-01')"
        default:
            return operand.sql
        }
    }

    /// A value of the order as a column from which it can be handed on.
    func carried(_ sql: String, _ form: Form) -> String {
        dialect == .postgres && form == .number ? "(\(sql))::text" : sql
    }

    /// A value that was handed on, bound again.
    mutating func place(_ value: ListPosition.Value, _ form: Form) -> String {
        switch value {
        case .null: return "NULL"
        case .integer(let number): return place(number, form)
        case .bytes(let bytes): return place(bytes, form)
        }
    }

    private mutating func place(_ number: Int64, _ form: Form) -> String {
        switch form {
        case .instant:
            return place(.time(Timestamp(microseconds: number)), "timestamptz")
        case .money:
            return place(.money(Money(tenThousandths: number) ?? .zero), "numeric")
        case .boolean:
            return place(.boolean(number != 0), "boolean")
        default:
            return place(.integer(number), "bigint")
        }
    }

    private mutating func place(_ bytes: [UInt8], _ form: Form) -> String {
        switch form {
        case .guid:
            // Big-endian, as every cursor has it.
            let halves = [bytes.prefix(8), bytes.dropFirst(8).prefix(8)].map { half in
                half.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            }
            return place(.guid(GUID(high: halves[0], low: halves[1])), "uuid")
        case .number:
            if dialect == .sqlite { return bind(.blob(bytes)) }
            return "\(bind(.string(String(decoding: bytes, as: UTF8.self))))::text::numeric"
        default:
            return textPlace(String(decoding: bytes, as: UTF8.self))
        }
    }
}

extension QuerySQL.Form {
    /// Whether it is handed on as bytes, not as a number.
    var isCarriedAsBytes: Bool {
        switch self {
        case .text, .guid, .number: true
        case .boolean, .integer, .money, .instant, .date, .timeOfDay, .duration: false
        }
    }
}
