import DocketCore

/// Turns bound expressions into SQL. Every value of the client is bound; what is text comes from
/// here and from the catalogue alone.
///
/// Conditions have three values as in SQL, but comparisons have two: with null they are false, so
/// that `not (EntityId gt 5)` includes the unset (contract, section 6).
struct QuerySQL {
    let dialect: SQLDialect
    /// Whether the database is spread over several machines.
    let isDistributed: Bool
    /// What is bound so far; the first is the company where there is one.
    private(set) var values: [SQLValue]
    /// Whether `values[0]` is the company.
    let hasCompany: Bool
    /// Whether the columns of what is listed are hidden from SQLite's choice of an index, since
    /// another condition finds fewer rows.
    var hidesColumns = false
    /// Where tables of letters are bound, by their names.
    var tables: [String: (from: String, to: String)] = [:]
    /// Where the rows of each scope come from.
    var sources: [Int: Source] = [QueryBinder.rootScope: .table]

    init(_ dialect: SQLDialect, isDistributed: Bool = false, company: CompanyID?) {
        self.dialect = dialect
        self.isDistributed = isDistributed
        values = company.map { [.company($0)] } ?? []
        hasCompany = company != nil
    }

    /// Binds a value; the place where it is.
    mutating func bind(_ value: SQLValue) -> String {
        values.append(value)
        return "$\(values.count)"
    }

    /// The alias of a scope's table.
    static func alias(_ scope: Int) -> String { "t\(scope)" }

    // MARK: - Conditions

    /// A condition.
    ///
    /// - Parameter isExact: whether a comparison with null must be false; else it may be NULL,
    ///   which is the same to a WHERE.
    mutating func condition(_ expression: QueryExpression, isExact: Bool = false) -> String {
        switch expression.kind {
        case .constant(.boolean(let value)): return value ? "(1 = 1)" : "(1 = 0)"
        case .constant: return "(NULL = 1)"
        case .member, .element: return operand(expression).sql
        case .not(let operand): return "(NOT \(condition(operand, isExact: true)))"
        case .and(let operands): return chain(operands, "AND", isExact)
        case .or(let operands): return chain(operands, "OR", isExact)
        case .compare(let comparison, let left, let right):
            let bound = values.count
            return exact(compare(comparison, left, right), isExact, boundBefore: bound)
        case .isIn(let value, let constants, let orNull):
            let bound = values.count
            return exact(isIn(value, constants, orNull: orNull), isExact, boundBefore: bound)
        case .call(let function, let arguments): return call(function, arguments).sql
        case .any(let collection, let body): return any(collection, body)
        case .all(let collection, let body): return all(collection, body)
        case .count, .arithmetic, .minus:
            preconditionFailure("numbers are no conditions: QueryBinder lets none through")
        }
    }

    private mutating func chain(
        _ operands: [QueryExpression], _ word: String, _ isExact: Bool
    ) -> String {
        var parts: [String] = []
        for operand in operands {
            let part = condition(operand, isExact: isExact)
            // AND binds tighter than OR: brackets would only fill the parser.
            if word == "OR", case .and = operand.kind {
                parts.append(String(part.dropFirst().dropLast()))
            } else {
                parts.append(part)
            }
        }
        // SQLite's parser remembers what stands before a bracket for as long as it is open, and
        // has room for a hundred things; so what has the most brackets comes first.
        parts = parts.sorted { $0.leadingBrackets > $1.leadingBrackets }
        return "(\(parts.joined(separator: " \(word) ")))"
    }

    /// A comparison as a condition.
    ///
    /// - Parameter bound: how many values were bound before it. PostgreSQL takes none that stand
    ///   nowhere, so where the comparison has come to a constant, those of its own are dropped.
    private mutating func exact(
        _ test: Test, _ isExact: Bool, boundBefore bound: Int
    ) -> String {
        if [Test.never.sql, Test.always.sql].contains(test.sql) {
            values.removeLast(values.count - bound)
            tables = tables.filter { _, table in
                Int(table.to.dropFirst()).map { $0 <= bound } ?? false
            }
        }
        return isExact && test.canBeNull ? "(\(test.sql) IS TRUE)" : test.sql
    }

    /// A comparison, and whether it is NULL for some rows.
    struct Test {
        let sql: String
        let canBeNull: Bool

        static let never = Test(sql: "(1 = 0)", canBeNull: false)
        static let always = Test(sql: "(1 = 1)", canBeNull: false)
    }

    // MARK: - Comparisons

    private mutating func compare(
        _ comparison: QueryComparison, _ left: QueryExpression, _ right: QueryExpression
    ) -> Test {
        if left.constant == .null || right.constant == .null {
            return compareWithNull(comparison, left.constant == .null ? right : left)
        }
        if let constant = right.constant {
            if let test = compare(comparison, left, constant) { return test }
        } else if let constant = left.constant {
            if let test = compare(comparison.mirrored, right, constant) { return test }
        }
        let (one, other) = unify(operand(left), operand(right))
        return test(comparison, one, other)
    }

    private mutating func compareWithNull(
        _ comparison: QueryComparison, _ value: QueryExpression
    ) -> Test {
        let isNull = value.constant == .null
        switch comparison {
        case .eq where isNull: return .always
        case .ne where isNull: return .never
        case .eq: return Test(sql: "(\(operand(value).sql) IS NULL)", canBeNull: false)
        case .ne: return Test(sql: "(\(operand(value).sql) IS NOT NULL)", canBeNull: false)
        case .gt, .ge, .lt, .le: return .never
        }
    }

    /// A comparison with a constant, where there is a better way than to bind it as it is; `nil`
    /// where there is none.
    private mutating func compare(
        _ comparison: QueryComparison, _ value: QueryExpression, _ constant: QueryConstant
    ) -> Test? {
        switch constant {
        case .number(let number):
            return compare(comparison, operand(value), number)
        case .string(let name) where comparison == .eq || comparison == .ne:
            guard case .member(let member, let scope) = value.kind,
                case .value(.name(let vocabulary)) = member.kind
            else { return nil }
            let numbers = vocabulary.numbers(of: name)
            guard !numbers.isEmpty else { return comparison == .eq ? .never : .always }
            let column = column(of: member, scope: scope)
            return Test(
                sql: oneOf(column, numbers, not: comparison == .ne), canBeNull: false)
        default:
            return nil
        }
    }

    private mutating func oneOf(_ column: String, _ numbers: [Int32], not: Bool) -> String {
        var places: [String] = []
        for number in numbers { places.append(place(.integer(Int64(number)), "bigint")) }
        if places.count == 1 { return "(\(column) \(not ? "<>" : "=") \(places[0]))" }
        return "(\(column) \(not ? "NOT IN" : "IN") (\(places.joined(separator: ", "))))"
    }

    /// A comparison of operands of one form.
    func test(_ comparison: QueryComparison, _ one: Operand, _ other: Operand) -> Test {
        let bothCanBeNull = one.canBeNull && other.canBeNull
        let oneCanBeNull = one.canBeNull || other.canBeNull
        let isSQLite = dialect == .sqlite
        #if DEBUG
            if PlantedBug.neAsSQLNe.isPlanted, comparison == .ne {
                return Test(sql: "(\(one.sql) <> \(other.sql))", canBeNull: oneCanBeNull)
            }
        #endif
        switch comparison {
        case .eq where bothCanBeNull:
            let same = isSQLite ? "IS" : "IS NOT DISTINCT FROM"
            return Test(sql: "(\(one.sql) \(same) \(other.sql))", canBeNull: false)
        case .ne where oneCanBeNull:
            let differs = isSQLite ? "IS NOT" : "IS DISTINCT FROM"
            return Test(sql: "(\(one.sql) \(differs) \(other.sql))", canBeNull: false)
        case .eq, .ne, .gt, .ge, .lt, .le:
            return Test(
                sql: "(\(one.sql) \(comparison.sql) \(other.sql))", canBeNull: oneCanBeNull)
        }
    }

    private mutating func isIn(
        _ value: QueryExpression, _ constants: [QueryConstant], orNull: Bool
    ) -> Test {
        if value.constant == .null { return orNull ? .always : .never }
        var tests: [String] = []
        let operand = operand(value)
        let places = constants.compactMap { listPlace($0, value, operand) }.flatMap(\.self)
        if !places.isEmpty {
            let column = listColumn(value) ?? operand.sql
            tests.append("\(column) IN (\(places.joined(separator: ", ")))")
        }
        if orNull { tests.append("\(operand.sql) IS NULL") }
        guard !tests.isEmpty else { return .never }
        return Test(
            sql: "(\(tests.joined(separator: " OR ")))", canBeNull: operand.canBeNull)
    }

    /// The column of numbers behind a member that has names.
    private func listColumn(_ value: QueryExpression) -> String? {
        guard case .member(let member, let scope) = value.kind,
            case .value(.name) = member.kind
        else { return nil }
        return column(of: member, scope: scope)
    }

    /// The places of a value of `in`; none where nothing can be equal to it.
    private mutating func listPlace(
        _ constant: QueryConstant, _ value: QueryExpression, _ operand: Operand
    ) -> [String]? {
        if case .string(let name) = constant, case .name(let vocabulary) = value.type,
            listColumn(value) != nil
        {
            return vocabulary.numbers(of: name).map { place(.integer(Int64($0)), "bigint") }
        }
        if case .number(let number) = constant {
            return exactPlace(of: number, as: operand.form).map { [$0] }
        }
        let (_, other) = unify(operand, self.operand(.constant(constant, value.type)))
        return [other.sql]
    }
}

extension String {
    /// Brackets at its beginning.
    fileprivate var leadingBrackets: Int { utf8.prefix { $0 == UInt8(ascii: "(") }.count }
}

extension QueryComparison {
    /// The operator in SQL.
    var sql: String {
        switch self {
        case .eq: "="
        case .ne: "<>"
        case .gt: ">"
        case .ge: ">="
        case .lt: "<"
        case .le: "<="
        }
    }

    /// The same with its sides changed over.
    var mirrored: QueryComparison {
        switch self {
        case .eq, .ne: self
        case .gt: .lt
        case .ge: .le
        case .lt: .gt
        case .le: .ge
        }
    }
}
