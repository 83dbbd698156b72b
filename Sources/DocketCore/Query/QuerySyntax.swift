/// An expression as it was written: its grammar is right, its names are not looked up and its
/// types are not known yet.
///
/// Source: OData 4.01 ABNF construction rules, "Common Expressions".
package struct QuerySyntax: Sendable, Equatable {
    /// What stands there.
    package let kind: Kind
    /// Where it begins, in Unicode scalars of the decoded option, from 0.
    package let position: Int

    /// What an expression can be.
    package indirect enum Kind: Sendable, Equatable {
        /// A value that is written out.
        case literal(QueryLiteral)
        /// Members, one inside the other: `Name`, `$it/Name`, `Items/any(…)`, `x/SKU`.
        case path([Segment])
        /// A parameter alias without its `@`, to be looked up among the aliases.
        case alias(String)
        /// `not` or the unary minus.
        case unary(QueryOperator.Unary, QuerySyntax)
        /// Two operands with an operator between them.
        case binary(QueryOperator, QuerySyntax, QuerySyntax)
        /// A call of a function of OData's own, its name in lower case.
        case call(String, [QuerySyntax])
        /// Literals right of `in`, or what a parameter alias stands for there.
        case list([QuerySyntax])
        /// Right by the grammar, not to be had: the name of the feature.
        case unsupported(String)
    }

    /// A step of a path.
    package struct Segment: Sendable, Equatable {
        /// What the step is.
        package let kind: Kind
        /// Where it begins, in Unicode scalars.
        package let position: Int

        /// What a step can be.
        package enum Kind: Sendable, Equatable {
            /// A member, a lambda's variable, `$it` or `$this`, as written.
            case name(String)
            /// `$count`.
            case count
            /// `any(x: …)` or `any()`.
            case any(variable: String?, QuerySyntax?)
            /// `all(x: …)`.
            case all(variable: String, QuerySyntax)
        }

        /// A step at a place.
        package init(_ kind: Kind, at position: Int) {
            self.kind = kind
            self.position = position
        }
    }

    /// An expression at a place.
    package init(_ kind: Kind, at position: Int) {
        self.kind = kind
        self.position = position
    }
}

extension QuerySyntax {
    /// `member eq value`.
    package static func isEqual(_ member: String, _ value: QueryLiteral) -> QuerySyntax {
        let path = QuerySyntax(.path([Segment(.name(member), at: 0)]), at: 0)
        return QuerySyntax(.binary(.eq, path, QuerySyntax(.literal(value), at: 0)), at: 0)
    }
}

/// The operators with two operands.
///
/// Source: OData 4.01 URL Conventions, 5.1.1.1 and 5.1.1.2.
package enum QueryOperator: String, Sendable, CaseIterable {
    case or, and, eq, ne, gt, ge, lt, le, `in`, has, add, sub, mul, div, divby, mod

    /// The operators with one operand.
    package enum Unary: Sendable {
        case not, minus
    }
}

/// A value that is written out in a query.
///
/// Source: OData 4.01 ABNF construction rules, "Literal Data Values".
package enum QueryLiteral: Sendable, Equatable {
    case null
    case boolean(Bool)
    /// A number as written, such as `-3.14e-2`, without a leading `+` and leading zeros: a number
    /// of JSON.
    case number(String)
    /// `INF` and `-INF`.
    case infinity(isNegative: Bool)
    /// `NaN`.
    case notANumber
    /// A string without its quotes, doubled quotes made single.
    case string(String)
    case guid(GUID)
    /// Days since 1970-01-01 in the proleptic Gregorian calendar.
    case date(days: Int64)
    /// An instant, in microseconds since 1970 in UTC (at the ends of `Int64` where it is further
    /// away), and the offset it was written with.
    case instant(microseconds: Int64, offsetMinutes: Int)
    /// Microseconds since midnight.
    case timeOfDay(microseconds: Int64)
    /// Microseconds; negative for `-P1D`.
    case duration(microseconds: Int64)
    /// `Namespace.Type'Value'`: the type's qualified name, and what stands between the quotes.
    case enumeration(type: String, value: String)
}

/// Why a query is refused. Positions are Unicode scalars of the decoded option, from 0.
package enum QueryError: Error, Sendable, Equatable {
    /// Wrong: a 400. The text says what was expected.
    case invalid(String, position: Int)
    /// Right by the grammar, not to be had: a 501. Names the feature.
    case unsupported(String, position: Int)
}
