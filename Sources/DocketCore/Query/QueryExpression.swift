/// An expression whose names are known and whose types fit.
package struct QueryExpression: Sendable {
    /// What it is.
    package let kind: Kind
    /// The type of its value; `nil` for `null` alone.
    package let type: QueryType?

    /// What an expression can be.
    package indirect enum Kind: Sendable {
        /// A value that was written out; `.null` and lists of `in` included.
        case constant(QueryConstant)
        /// A member of the thing that scope `scope` stands for.
        case member(EntityType.Member, scope: Int)
        /// The value that scope `scope` stands for: one of a list of values.
        case element(scope: Int)
        case not(QueryExpression)
        /// True if all are; at least two.
        case and([QueryExpression])
        /// True if one is; at least two.
        case or([QueryExpression])
        case compare(QueryComparison, QueryExpression, QueryExpression)
        /// Whether it is one of these, none of which is null; or, if `orNull`, null.
        case isIn(QueryExpression, [QueryConstant], orNull: Bool)
        case arithmetic(QueryArithmetic, QueryExpression, QueryExpression)
        case minus(QueryExpression)
        case call(QueryFunction, [QueryExpression])
        /// Whether one of a list's things has it, or, without a body, whether there is one.
        case any(QueryCollection, QueryExpression?)
        /// Whether all of a list's things have it.
        case all(QueryCollection, QueryExpression)
        /// How many things a list has.
        case count(QueryCollection)
    }
}

/// A list inside a thing.
package struct QueryCollection: Sendable {
    /// The member that is the list.
    package let member: EntityType.Member
    /// The scope of the thing that has it.
    package let owner: Int
    /// The scope of each of the list's things.
    package let scope: Int
}

/// A value with its type known.
package enum QueryConstant: Sendable, Equatable {
    case null
    case boolean(Bool)
    case number(QueryNumber)
    case string(String)
    case guid(GUID)
    /// Microseconds since 1970.
    case instant(Int64)
    /// Days since 1970-01-01.
    case date(Int64)
    /// Microseconds since midnight.
    case timeOfDay(Int64)
    /// Microseconds.
    case duration(Int64)
}

/// The comparisons.
package enum QueryComparison: Sendable {
    case eq, ne, gt, ge, lt, le
}

/// The operations on numbers and times.
package enum QueryArithmetic: Sendable {
    case add, sub, mul
    /// Division; of two whole numbers `div` is whole.
    case div, divby, mod
}

/// The functions.
///
/// Source: OData 4.01 URL Conventions, 5.1.1.4 to 5.1.1.9.
package enum QueryFunction: Sendable {
    case contains, startsWith, endsWith, length, indexOf, substring, toLower, toUpper, trim
    case concat
    /// Whether the one argument matches.
    case matchesPattern(Pattern)
    case year, month, day, hour, minute, second, fractionalSeconds, date, time
    case totalOffsetMinutes, totalSeconds
    /// Null for 0: what an identifier that is unset is compared with.
    case nullIfZero
    case round, floor, ceiling
}

extension QueryExpression {
    /// A constant of a type.
    package static func constant(_ value: QueryConstant, _ type: QueryType?) -> QueryExpression {
        QueryExpression(kind: .constant(value), type: type)
    }

    /// Its opposite, with `not` as far inside as it goes (De Morgan's laws, which hold with null as
    /// well), so that `not (not …)` never grows deep.
    package var negated: QueryExpression {
        switch kind {
        case .not(let operand): operand
        case .and(let operands):
            QueryExpression(kind: .or(operands.map(\.negated)), type: .boolean)
        case .or(let operands):
            QueryExpression(kind: .and(operands.map(\.negated)), type: .boolean)
        case .constant, .member, .element, .compare, .isIn, .arithmetic, .minus, .call, .any,
            .all, .count:
            QueryExpression(kind: .not(self), type: .boolean)
        }
    }

    /// The constant that it is; `nil` for all else.
    package var constant: QueryConstant? {
        if case .constant(let value) = kind { value } else { nil }
    }
}

extension QueryType {
    /// Whether values of both can be compared.
    func isComparable(to other: QueryType) -> Bool { group == other.group }

    var isNumber: Bool { group == .number }
    var isString: Bool { group == .string }

    /// What is compared with what.
    private var group: Group {
        switch self {
        case .boolean: .boolean
        case .integer, .decimal: .number
        case .string, .name: .string
        case .guid: .guid
        case .instant, .date: .instant
        case .timeOfDay: .timeOfDay
        case .duration: .duration
        }
    }

    private enum Group {
        case boolean, number, string, guid, instant, timeOfDay, duration
    }
}

extension QueryType: CustomStringConvertible {
    /// What a client calls it.
    package var description: String {
        switch self {
        case .boolean: "a truth value"
        case .integer, .decimal: "a number"
        case .string, .name: "a string"
        case .guid: "a GUID"
        case .instant: "a date with time"
        case .date: "a date"
        case .timeOfDay: "a time of day"
        case .duration: "a duration"
        }
    }
}
