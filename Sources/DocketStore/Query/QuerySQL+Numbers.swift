import DocketCore

extension QuerySQL {
    /// A number as computed numbers are held.
    func number(_ operand: Operand) -> Operand {
        let sql: String
        switch (operand.form, dialect) {
        case (.integer, .sqlite): sql = "docket_number(\(operand.sql), 0)"
        case (.money, .sqlite): sql = "docket_number(\(operand.sql), 4)"
        case (.integer, .postgres): sql = "\(operand.sql)::numeric"
        default: sql = operand.sql
        }
        return Operand(sql: sql, form: .number, canBeNull: operand.canBeNull)
    }

    /// A computed number as a bound value; NULL where there is none.
    mutating func operand(_ number: ComputedNumber?) -> Operand {
        guard let number else {
            return Operand(
                sql: dialect == .sqlite ? "NULL" : "NULL::numeric", form: .number,
                canBeNull: true)
        }
        return Operand(sql: numberPlace(number), form: .number, canBeNull: false)
    }

    mutating func numberPlace(_ number: ComputedNumber) -> String {
        switch dialect {
        case .sqlite: bind(.blob(number.bytes))
        case .postgres: "\(bind(.string(number.description)))::text::numeric"
        }
    }

    // MARK: - Comparisons with numbers that are written out

    /// Compares exactly, also with what has more places than the column: `x lt 0.00001` is
    /// `x <= 0` for an amount of four places.
    mutating func compare(
        _ comparison: QueryComparison, _ operand: Operand, _ number: QueryNumber
    ) -> Test {
        if number.isNotANumber {
            return comparison == .ne ? .always : .never
        }
        let (value, isExact) = number.floor(
            scale: Self.scale(operand.form), in: Self.range(operand.form))
        var comparison = comparison
        if !isExact {
            switch comparison {
            case .eq: return .never
            case .ne: return .always
            case .lt, .le: comparison = .le
            case .gt, .ge: comparison = .gt
            }
        }
        let other = Operand(
            sql: place(of: value, as: operand.form), form: operand.form, canBeNull: false)
        return test(comparison, operand, other)
    }

    /// A number as a bound value of a form; `nil` where no value of that form is it.
    mutating func exactPlace(of number: QueryNumber, as form: Form) -> String? {
        let (value, isExact) = number.floor(scale: Self.scale(form), in: Self.range(form))
        return isExact && !number.isNotANumber ? place(of: value, as: form) : nil
    }

    private mutating func place(of value: Int128, as form: Form) -> String {
        switch (form, dialect) {
        case (.integer, _), (.money, .sqlite):
            return place(.integer(Int64(truncatingIfNeeded: value)), "bigint")
        case (_, .postgres):
            let text = ComputedNumber.text(value, places: Self.scale(form))
            return "\(bind(.string(text)))::text::numeric"
        default:
            return bind(.blob(ComputedNumber(units: value)?.bytes ?? []))
        }
    }

    private static func scale(_ form: Form) -> Int {
        switch form {
        case .integer: 0
        case .money: 4
        default: ComputedNumber.places
        }
    }

    /// All that the form can hold, and a little more, so that what is further away compares right.
    private static func range(_ form: Form) -> ClosedRange<Int128> {
        switch form {
        case .integer, .money: Int128(Int64.min)...Int128(Int64.max)
        default: -(ComputedNumber.limit - 1)...(ComputedNumber.limit - 1)
        }
    }

    // MARK: - Arithmetic

    mutating func arithmetic(
        _ operation: QueryArithmetic, _ left: QueryExpression, _ right: QueryExpression
    ) -> Operand {
        let (one, other) = (operand(left), operand(right))
        guard one.form.isNumber, other.form.isNumber else {
            return timeArithmetic(operation, one, other)
        }
        let isWhole = left.type != .decimal && right.type != .decimal
        let (first, second) = (number(one).sql, number(other).sql)
        let sql: String
        switch dialect {
        case .sqlite:
            sql = "\(Self.function(operation, isWhole))(\(first), \(second))"
        case .postgres:
            sql = Self.withinLimit(Self.formula(operation, isWhole, first, second))
        }
        return Operand(sql: sql, form: .number, canBeNull: true)
    }

    private static func function(_ operation: QueryArithmetic, _ isWhole: Bool) -> String {
        switch operation {
        case .add: "docket_add"
        case .sub: "docket_subtract"
        case .mul: "docket_multiply"
        case .div: isWhole ? "docket_divide_whole" : "docket_divide"
        case .divby: "docket_divide"
        case .mod: "docket_remainder"
        }
    }

    /// What `ComputedNumber` does, in PostgreSQL's `numeric`.
    private static func formula(
        _ operation: QueryArithmetic, _ isWhole: Bool, _ one: String, _ other: String
    ) -> String {
        switch operation {
        case .add: "\(one) + \(other)"
        case .sub: "\(one) - \(other)"
        case .mul: "trunc(\(one) * \(other), 12)"
        case .div where isWhole: "div(\(one), nullif(\(other), 0))"
        case .div, .divby:
            "div(\(one) * 1000000000000, nullif(\(other), 0)) * 0.000000000001"
        case .mod: "mod(\(one), nullif(\(other), 0))"
        }
    }

    /// NULL from 10^26 on. A query of its own, which `OFFSET 0` keeps the planner from opening, so
    /// that the formula is worked out once.
    private static func withinLimit(_ formula: String) -> String {
        """
        (SELECT CASE WHEN abs(v) < 100000000000000000000000000 THEN v END \
        FROM (SELECT \(formula) AS v OFFSET 0) AS q)
        """
    }

    mutating func minus(_ expression: QueryExpression) -> Operand {
        let operand = operand(expression)
        switch (operand.form, dialect) {
        case (.duration, _):
            return Operand(
                sql: "(- \(operand.sql))", form: .duration, canBeNull: operand.canBeNull)
        case (_, .postgres):
            return Operand(
                sql: "(- \(number(operand).sql))", form: .number, canBeNull: operand.canBeNull)
        case (_, .sqlite):
            return Operand(
                sql: "docket_minus(\(number(operand).sql))", form: .number,
                canBeNull: operand.canBeNull)
        }
    }

    mutating func rounded(_ function: QueryFunction, _ argument: QueryExpression) -> Operand {
        let operand = number(operand(argument))
        let name: String
        switch function {
        case .floor: name = dialect == .sqlite ? "docket_floor" : "floor"
        case .ceiling: name = dialect == .sqlite ? "docket_ceiling" : "ceil"
        default: name = dialect == .sqlite ? "docket_round" : "round"
        }
        // The next whole number can be beyond what computed numbers hold.
        let sql = "\(name)(\(operand.sql))"
        return Operand(
            sql: dialect == .sqlite ? sql : Self.withinLimit(sql), form: .number, canBeNull: true)
    }
}
