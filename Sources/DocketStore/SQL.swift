package import DocketCore

/// A statement with its values. Values are always bound, never part of the text.
///
/// Hot statements are `SQLStatement`s, prepared once a connection; all others are string
/// interpolations: `"… WHERE company_id = \(company) AND id = \(id)"`.
package struct SQL: Sendable {
    /// How the text was written, which decides whether it is kept prepared.
    package enum Source: Sendable {
        /// Prepared once a connection.
        case prepared(SQLStatement)
        /// Put together at run time.
        case built(String)
    }

    /// The text, in which `$n` is `values[n - 1]`.
    package let source: Source
    /// The bound values.
    package let values: [SQLValue]

    /// A hot statement with its values.
    package init(_ statement: SQLStatement, _ values: [SQLValue] = []) {
        source = .prepared(statement)
        self.values = values
    }

    /// A statement without values, put together at run time: schema changes.
    package init(unbound text: String) {
        source = .built(text)
        values = []
    }

    /// A statement that was put together at run time, of text of the program's own.
    init(built text: String, _ values: [SQLValue]) {
        source = .built(text)
        self.values = values
    }

    /// The statement's text.
    package var text: String {
        switch source {
        case .prepared(let statement): statement.text
        case .built(let text): text
        }
    }
}

/// A hot statement, written once and kept. A class, since connections know by its
/// identity that they have prepared it.
package final class SQLStatement: Sendable {
    /// The text, with `$1`, `$2`, … for the values.
    package let text: String

    /// A statement of that text.
    package init(_ text: String) {
        self.text = text
    }
}

/// A value that is bound to a statement.
package enum SQLValue: Sendable {
    case null
    case integer(Int64)
    case boolean(Bool)
    case guid(GUID)
    case text(Text)
    case string(String)
    case blob([UInt8])
    case money(Money)
    case time(Timestamp)

    /// A number, or NULL.
    package static func integer(_ value: Int32?) -> SQLValue {
        value.map { .integer(Int64($0)) } ?? .null
    }

    /// An identifier, or NULL.
    package static func guid(_ value: GUID?) -> SQLValue { value.map { .guid($0) } ?? .null }

    /// A text, or NULL.
    package static func text(_ value: Text?) -> SQLValue { value.map { .text($0) } ?? .null }

    /// A string, or NULL.
    package static func string(_ value: String?) -> SQLValue { value.map { .string($0) } ?? .null }

    /// An instant, or NULL.
    package static func time(_ value: Timestamp?) -> SQLValue { value.map { .time($0) } ?? .null }

    /// A company's number.
    package static func company(_ value: CompanyID) -> SQLValue { .integer(Int64(value.number)) }
}

extension SQL: ExpressibleByStringInterpolation {
    /// A statement without values.
    package init(stringLiteral text: String) {
        self.init(unbound: text)
    }

    /// A statement whose interpolated values are bound.
    package init(stringInterpolation: Interpolation) {
        source = .built(stringInterpolation.text)
        values = stringInterpolation.values
    }

    /// Collects text and values.
    package struct Interpolation: StringInterpolationProtocol {
        var text = ""
        var values: [SQLValue] = []

        /// Starts with room for what is to come.
        package init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + 4 * interpolationCount)
        }

        /// Text of the statement itself.
        package mutating func appendLiteral(_ literal: String) { text += literal }

        /// A bound value.
        package mutating func appendInterpolation(_ value: SQLValue) {
            values.append(value)
            text += "$\(values.count)"
        }

        /// A bound company.
        package mutating func appendInterpolation(_ company: CompanyID) {
            appendInterpolation(.company(company))
        }

        /// A bound identifier, or NULL.
        package mutating func appendInterpolation(_ id: GUID?) {
            appendInterpolation(SQLValue.guid(id))
        }

        /// A bound number, or NULL.
        package mutating func appendInterpolation(_ number: Int32?) {
            appendInterpolation(SQLValue.integer(number))
        }

        /// A bound number.
        package mutating func appendInterpolation(_ number: Int64) {
            appendInterpolation(SQLValue.integer(number))
        }

        /// A bound string, or NULL.
        package mutating func appendInterpolation(_ string: String?) {
            appendInterpolation(SQLValue.string(string))
        }

        /// Bound bytes.
        package mutating func appendInterpolation(_ blob: [UInt8]) {
            appendInterpolation(SQLValue.blob(blob))
        }

        /// A bound instant, or NULL.
        package mutating func appendInterpolation(_ time: Timestamp?) {
            appendInterpolation(SQLValue.time(time))
        }

        /// A bound truth value.
        package mutating func appendInterpolation(_ flag: Bool) {
            appendInterpolation(.boolean(flag))
        }

        /// Names of this program's own schema, which can't be bound.
        package mutating func appendInterpolation(schema name: String) { text += name }
    }
}
