import DocketCore

extension QuerySQL {
    private static let dayMicroseconds: Int64 = 86_400_000_000

    /// A date as midnight, UTC.
    func instant(_ operand: Operand) -> Operand {
        Operand(
            sql: dialect == .sqlite
                ? "(\(operand.sql) * \(Self.dayMicroseconds))"
                : "((\(operand.sql))::timestamp AT TIME ZONE 'UTC')",
            form: .instant, canBeNull: operand.canBeNull)
    }

    mutating func datePlace(_ days: Int64) -> String {
        let place = bind(.integer(days))
        return dialect == .sqlite ? place : "(date '1970-01-01' + \(place)::bigint::integer)"
    }

    mutating func timeOfDayPlace(_ microseconds: Int64) -> String {
        let place = bind(.integer(microseconds))
        return dialect == .sqlite
            ? place : "(time '00:00' + \(place)::bigint * interval '1 microsecond')"
    }

    /// In PostgreSQL days and microseconds apart: the product of an interval is a binary float.
    mutating func durationPlace(_ microseconds: Int64) -> String {
        if dialect == .sqlite { return bind(.integer(microseconds)) }
        let (days, rest) = microseconds.quotientAndRemainder(dividingBy: Self.dayMicroseconds)
        return "(\(bind(.integer(days)))::bigint * interval '1 day'"
            + " + \(bind(.integer(rest)))::bigint * interval '1 microsecond')"
    }

    // MARK: - Arithmetic

    func timeArithmetic(
        _ operation: QueryArithmetic, _ one: Operand, _ other: Operand
    ) -> Operand {
        let form: Form =
            switch (one.form, other.form) {
            case (.instant, .duration): .instant
            case (.date, .duration): .date
            default: .duration
            }
        let sql =
            dialect == .sqlite
            ? Self.sqlite(operation, one, other, form) : postgres(operation, one, other, form)
        return Operand(sql: sql, form: form, canBeNull: true)
    }

    private static func sqlite(
        _ operation: QueryArithmetic, _ one: Operand, _ other: Operand, _ form: Form
    ) -> String {
        let sign = operation == .add ? 1 : -1
        switch form {
        case .instant: return "docket_instant_add(\(one.sql), \(other.sql), \(sign))"
        case .date: return "docket_date_add(\(one.sql), \(other.sql), \(sign))"
        default:
            let scale = one.form == .date ? dayMicroseconds : 1
            return "docket_duration_add(\(one.sql), \(other.sql), \(sign), \(scale))"
        }
    }

    /// The same formulas, with NULL for what lies outside of the calendar; see `withinLimit`.
    private func postgres(
        _ operation: QueryArithmetic, _ one: Operand, _ other: Operand, _ form: Form
    ) -> String {
        let sign = operation == .add ? "+" : "-"
        let formula =
            one.form == .date && other.form == .date
            ? "(\(one.sql) - \(other.sql)) * interval '1 day'"
            : "\(one.sql) \(sign) \(other.sql)"
        switch form {
        case .instant: return Self.within("v >= '0001-01-01Z' AND v < '10000-01-01Z'", formula)
        case .date:
            return Self.within(
                "v >= date '0001-01-01' AND v < date '10000-01-01'", "(\(formula))::date")
        default:
            return Self.within(
                "v BETWEEN interval '-3652425 days' AND interval '3652425 days'", formula)
        }
    }

    private static func within(_ condition: String, _ formula: String) -> String {
        "(SELECT CASE WHEN \(condition) THEN v END FROM (SELECT \(formula) AS v OFFSET 0) AS q)"
    }

    // MARK: - Functions

    /// A part of an instant, a date or a time of day.
    mutating func part(_ name: String, of argument: QueryExpression) -> Operand {
        let operand = operand(argument)
        if name == "fraction" { return fraction(operand) }
        let sql: String
        switch dialect {
        case .sqlite:
            let scale = operand.form == .date ? " * \(Self.dayMicroseconds)" : ""
            sql = "docket_part('\(name)', \(operand.sql)\(scale))"
        case .postgres:
            sql = "trunc(extract(\(name) from \(Self.local(operand))))::bigint"
        }
        return Operand(sql: sql, form: .integer, canBeNull: operand.canBeNull)
    }

    private func fraction(_ operand: Operand) -> Operand {
        Operand(
            sql: dialect == .sqlite
                ? "docket_fraction(\(operand.sql))"
                : "mod(extract(second from \(Self.local(operand))), 1)",
            form: .number, canBeNull: operand.canBeNull)
    }

    /// An instant as PostgreSQL's clock in UTC shows it.
    private static func local(_ operand: Operand) -> String {
        operand.form == .instant ? "(\(operand.sql) AT TIME ZONE 'UTC')" : operand.sql
    }

    mutating func date(of argument: QueryExpression) -> Operand {
        dateOrTime("days", of: operand(argument), postgres: "date", form: .date)
    }

    mutating func timeOfDay(of argument: QueryExpression) -> Operand {
        dateOrTime("time", of: operand(argument), postgres: "time", form: .timeOfDay)
    }

    /// The date or the time of day of an instant.
    private func dateOrTime(
        _ name: String, of operand: Operand, postgres type: String, form: Form
    ) -> Operand {
        Operand(
            sql: dialect == .sqlite
                ? "docket_part('\(name)', \(operand.sql))" : "\(Self.local(operand))::\(type)",
            form: form, canBeNull: operand.canBeNull)
    }

    mutating func totalSeconds(of argument: QueryExpression) -> Operand {
        let operand = operand(argument)
        return Operand(
            sql: dialect == .sqlite
                ? "docket_number(\(operand.sql), 6)"
                : "extract(epoch from \(operand.sql))::numeric",
            form: .number, canBeNull: operand.canBeNull)
    }
}
