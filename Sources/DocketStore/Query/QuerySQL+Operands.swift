import DocketCore

extension QuerySQL {
    /// A value in SQL.
    struct Operand {
        let sql: String
        let form: Form
        let canBeNull: Bool
    }

    /// How a value is held.
    enum Form {
        case boolean
        /// A whole number.
        case integer
        /// Ten-thousandths as a whole number in SQLite, `numeric` in PostgreSQL.
        case money
        /// A `ComputedNumber`: its bytes in SQLite, `numeric` in PostgreSQL.
        case number
        case text
        case guid
        /// Microseconds since 1970 in SQLite, `timestamptz` in PostgreSQL.
        case instant
        /// Days since 1970 in SQLite, `date` in PostgreSQL.
        case date
        /// Microseconds since midnight in SQLite, `time` in PostgreSQL.
        case timeOfDay
        /// Microseconds in SQLite, `interval` in PostgreSQL.
        case duration
    }

    /// The place of a bound value, with its type where the database must be told.
    mutating func place(_ value: SQLValue, _ postgresType: String) -> String {
        let place = bind(value)
        return dialect == .sqlite ? place : "\(place)::\(postgresType)"
    }

    /// The place of a text, compared by code point.
    mutating func textPlace(_ text: String) -> String {
        let place = bind(.string(text))
        return dialect == .sqlite ? place : "(\(place)::text COLLATE \"C\")"
    }

    /// Any expression as a value.
    mutating func operand(_ expression: QueryExpression) -> Operand {
        switch expression.kind {
        case .constant(let constant):
            return operand(constant, expression.type)
        case .member(let member, let scope):
            return operand(member, scope)
        case .element(let scope):
            return element(scope)
        case .arithmetic(let operation, let left, let right):
            return arithmetic(operation, left, right)
        case .minus(let operand):
            return minus(operand)
        case .call(let function, let arguments):
            return call(function, arguments)
        case .count(let collection):
            return count(collection)
        case .not, .and, .or, .compare, .isIn, .any, .all:
            return Operand(
                sql: condition(expression, isExact: true), form: .boolean, canBeNull: true)
        }
    }

    private mutating func operand(_ constant: QueryConstant, _ type: QueryType?) -> Operand {
        switch constant {
        case .null:
            return Operand(sql: null(type), form: Self.form(of: type), canBeNull: true)
        case .boolean(let value):
            return Operand(sql: value ? "(1 = 1)" : "(1 = 0)", form: .boolean, canBeNull: false)
        case .number(let number):
            return operand(number.computed)
        case .string(let text):
            return Operand(sql: textPlace(text), form: .text, canBeNull: false)
        case .guid(let id):
            return Operand(sql: place(.guid(id), "uuid"), form: .guid, canBeNull: false)
        case .instant(let microseconds):
            let time = Timestamp(microseconds: microseconds)
            return Operand(
                sql: place(.time(time), "timestamptz"), form: .instant, canBeNull: false)
        case .date(let days):
            return Operand(sql: datePlace(days), form: .date, canBeNull: false)
        case .timeOfDay(let microseconds):
            return Operand(
                sql: timeOfDayPlace(microseconds), form: .timeOfDay, canBeNull: false)
        case .duration(let microseconds):
            return Operand(
                sql: durationPlace(microseconds), form: .duration, canBeNull: false)
        }
    }

    private static func form(of type: QueryType?) -> Form {
        switch type {
        case .boolean: .boolean
        case .integer, .decimal: .number
        case .string, .name, nil: .text
        case .guid: .guid
        case .instant: .instant
        case .date: .date
        case .timeOfDay: .timeOfDay
        case .duration: .duration
        }
    }

    private func null(_ type: QueryType?) -> String {
        guard dialect == .postgres else { return "NULL" }
        switch Self.form(of: type) {
        case .boolean: return "NULL::boolean"
        case .integer, .money, .number: return "NULL::numeric"
        case .text: return "(NULL::text COLLATE \"C\")"
        case .guid: return "NULL::uuid"
        case .instant: return "NULL::timestamptz"
        case .date: return "NULL::date"
        case .timeOfDay: return "NULL::time"
        case .duration: return "NULL::interval"
        }
    }

    // MARK: - Members

    private mutating func operand(_ member: EntityType.Member, _ scope: Int) -> Operand {
        guard case .value(let type) = member.kind else {
            preconditionFailure("lists are no values: QueryBinder lets none through")
        }
        let column = column(of: member, scope: scope)
        let form: Form
        switch type {
        case .name(let vocabulary):
            return Operand(
                sql: Self.names(vocabulary, of: column, dialect), form: .text,
                canBeNull: false)
        case .integer: form = .integer
        case .decimal: form = .money
        case .boolean, .string, .guid, .instant, .date, .timeOfDay, .duration:
            form = Self.form(of: type)
        }
        return Operand(sql: column, form: form, canBeNull: member.isNullable)
    }

    private static func names(
        _ vocabulary: QueryType.Vocabulary, of column: String, _ dialect: SQLDialect
    ) -> String {
        let cases = vocabulary.names.sorted { $0.key < $1.key }
            .map { "WHEN \($0.key) THEN '\($0.value)'" }.joined(separator: " ")
        let collation = dialect == .postgres ? " COLLATE \"C\"" : ""
        return "((CASE \(column) \(cases) END)\(collation))"
    }

    /// The column that holds a member, or the number behind its name.
    func column(of member: EntityType.Member, scope: Int) -> String {
        let row = Self.alias(scope)
        switch sources[scope] {
        case .table:
            let column = QueryColumns.sql(member.name, of: row, dialect)
            let isHidden = hidesColumns && scope == QueryBinder.rootScope && dialect == .sqlite
            return isHidden ? "+\(column)" : column
        case .json:
            if dialect == .sqlite { return "(\(row).value ->> '\(member.name)')" }
            let text = "(\(row).value ->> '\(member.name)')"
            if case .value(.integer) = member.kind { return "\(text)::bigint" }
            return "(\(text) COLLATE \"C\")"
        case nil:
            preconditionFailure("scope \(scope) is not open")
        }
    }

    private func element(_ scope: Int) -> Operand {
        let value = "\(Self.alias(scope)).value"
        return Operand(
            sql: dialect == .sqlite ? value : "(\(value) COLLATE \"C\")", form: .text,
            canBeNull: false)
    }

    // MARK: - Forms

    /// Two operands in a form that they have in common.
    func unify(_ one: Operand, _ other: Operand) -> (Operand, Operand) {
        if one.form == other.form { return (one, other) }
        if one.form.isNumber, other.form.isNumber { return (number(one), number(other)) }
        if one.form == .date, other.form == .instant { return (instant(one), other) }
        if one.form == .instant, other.form == .date { return (one, instant(other)) }
        preconditionFailure("\(one.form) and \(other.form): QueryBinder lets neither through")
    }
}

extension QuerySQL.Form {
    var isNumber: Bool { self == .integer || self == .money || self == .number }
}
