import DocketCore
import DocketJSON

/// Values as they go out.
///
/// Source: contract, section 1.
enum Written {
    static let text = Schema("string", ["maxLength": size(OrderLimits.textScalarsMax)])
    static let longText = Schema("string", ["maxLength": size(OrderLimits.longTextScalarsMax)])
    static let flag = Schema("boolean")
    static let integer = Schema("integer", ["format": "int32"])
    static let longInteger = Schema("integer", ["format": "int64"])
    static let amount = Schema(
        "number", ["exclusiveMinimum": -100_000_000_000_000, "exclusiveMaximum": amountEnd])
    static let guid = Schema(
        "string",
        ["format": "uuid", "pattern": "^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$"])
    static let time = Schema(
        "string",
        [
            "format": "date-time",
            "pattern": #"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$"#,
        ])
    static let object = Schema("object")
    static let array = Schema("array")

    /// Text that is one of a few names.
    static func name(_ names: [String]) -> Schema {
        Schema("string", ["enum": .array(names.map { .string($0) })])
    }
}

/// Values as clients may send them: just what the readers take.
///
/// Source: contract, section 1; `FieldReader`, `SentValue`.
enum Sent {
    static let amount = number.orNull
    /// An amount that must not be negative.
    static let positiveAmount = number.with(["minimum": 0]).orNull
    static let guid = Schema("string", ["pattern": .string("^(\(guidPattern))?$")]).orNull
    /// An identifier that is no unset one.
    static let requiredGUID = Schema("string", ["pattern": .string("^\(guidPattern)$")])
    static let time = Schema("string", ["pattern": .string("^\(datePattern)(\(timePattern))?$")])
        .orNull
    /// True or false, as such or as text.
    static let flag = Schema([
        .init("type", ["boolean", "string", "null"]),
        .init("pattern", "^([Tt][Rr][Uu][Ee]|[Ff][Aa][Ll][Ss][Ee])$"),
    ])
    /// True or false as such.
    static let plainFlag = Schema("boolean").orNull
    static let object = Schema("object").orNull
    static let array = Schema("array").orNull

    /// Text, or a number for its digits.
    static func text(upTo most: Int = OrderLimits.textScalarsMax) -> Schema {
        requiredText(from: 0, upTo: most).orNull
    }

    /// Text, or a number for its digits, of so many characters at least.
    static func requiredText(
        from least: Int = 1, upTo most: Int = OrderLimits.textScalarsMax,
        pattern: String = textPattern
    ) -> Schema {
        var schema = Schema([
            .init("type", ["string", "number"]), .init("maxLength", size(most)),
            .init("pattern", .string(pattern)),
        ])
        if least > 0 { schema["minLength"] = size(least) }
        return schema
    }

    /// A whole number, or its digits as text.
    static func requiredInteger(_ range: ClosedRange<Int32> = .min ... .max) -> Schema {
        Schema([
            .init("type", ["integer", "string"]),
            .init("minimum", .number("\(range.lowerBound)")),
            .init("maximum", .number("\(range.upperBound)")),
            .init("pattern", .string(numberPattern)),
        ])
    }

    /// The same, or `null`.
    static func integer(_ range: ClosedRange<Int32> = .min ... .max) -> Schema {
        requiredInteger(range).orNull
    }

    private static let number = Schema([
        .init("type", ["number", "string"]), .init("exclusiveMinimum", -100_000_000_000_000),
        .init("exclusiveMaximum", amountEnd), .init("pattern", .string(numberPattern)),
    ])

    /// A number as RFC 8259 writes one.
    private static let numberPattern = #"^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$"#
    private static let guidPattern = "[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"
    private static let datePattern = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
    private static let timePattern =
        #"[Tt ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?([Zz]|[+-][0-9]{2}:[0-9]{2})?"#
    /// Anything but control characters; tab and line ends may be.
    static let textPattern = #"^[^\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F-\u009F]*$"#

    /// A Version or a time, as `asOf` names a moment.
    static let moment = Schema(
        "string", ["pattern": .string(#"^(\+?[0-9]+|\#(datePattern)\#(timePattern))$"#)])
}

/// The first amount that is too large.
private let amountEnd: JSONValue = 100_000_000_000_000

private func size(_ count: Int) -> JSONValue { .number("\(count)") }
