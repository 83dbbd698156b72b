extension QueryBinder {
    /// Binds a value that is written out.
    func bind(
        _ literal: QueryLiteral, at position: Int
    ) throws(QueryError) -> QueryExpression {
        switch literal {
        case .null: return .constant(.null, nil)
        case .boolean(let value): return .constant(.boolean(value), .boolean)
        case .number(let text):
            guard let number = QueryNumber(text) else {
                throw .invalid("'\(text)' is no number", position: position)
            }
            // `5 div 2` is 2, `5 div 2.0` is 2.5.
            let isInteger = text.utf8.allSatisfy { $0 == 0x2D || (0x30...0x39).contains($0) }
            return .constant(.number(number), isInteger ? .integer(bits: 64) : .decimal)
        case .infinity(let isNegative):
            return .constant(.number(.infinity(isNegative: isNegative)), .decimal)
        case .notANumber: return .constant(.number(.notANumber), .decimal)
        case .string(let text): return .constant(.string(text), .string)
        case .guid(let id): return .constant(.guid(id), .guid)
        case .date(let days): return .constant(.date(QueryTime.clamp(days: days)), .date)
        case .instant(let microseconds, _):
            return .constant(.instant(QueryTime.clamp(microseconds)), .instant)
        case .timeOfDay(let microseconds):
            return .constant(.timeOfDay(microseconds), .timeOfDay)
        case .duration(let microseconds):
            guard microseconds.magnitude <= QueryTime.durationMax.magnitude else {
                throw .invalid("the duration is longer than 10,000 years", position: position)
            }
            return .constant(.duration(microseconds), .duration)
        case .enumeration(let type, let value):
            return .constant(.string(try Self.name(type, value, position)), .string)
        }
    }

    /// The name in `Docket.OrderState'Pending'`, or of the number in `Docket.OrderState'1'`.
    private static func name(
        _ type: String, _ value: String, _ position: Int
    ) throws(QueryError) -> String {
        let all: [QueryType.Vocabulary] = [
            .orderState, .orderType, .itemType, .itemStatus, .customerType, .addressType,
        ]
        guard let vocabulary = all.first(where: { type == "Docket.\($0.name)" }) else {
            throw .invalid("there is no type '\(type)'", position: position)
        }
        if !vocabulary.numbers(of: value).isEmpty { return value }
        if let name = Int32(value).flatMap({ vocabulary.names[$0] }) { return name }
        throw .invalid("there is no \(vocabulary.name) '\(value)'", position: position)
    }

    // MARK: - Functions

    /// Binds the call of a function; the parser has counted its arguments.
    mutating func call(
        _ name: String, _ syntax: [QuerySyntax], at position: Int
    ) throws(QueryError) -> QueryExpression {
        switch name {
        case "now": return .constant(.instant(now.microseconds), .instant)
        case "mindatetime": return .constant(.instant(QueryTime.earliest), .instant)
        case "maxdatetime": return .constant(.instant(QueryTime.latest), .instant)
        case "substringof":
            return try function(.contains, Array(syntax.reversed()), Signature.strings, name)
        case "matchespattern":
            return try pattern(syntax, at: position)
        default:
            guard let (function, signature) = Self.functions[name] else {
                throw .unsupported("the function \(name)", position: position)
            }
            return try self.function(function, syntax, signature, name)
        }
    }

    /// Which arguments a function takes, and what it gives.
    private struct Signature {
        let arguments: [@Sendable (QueryType) -> Bool]
        let expected: String
        let result: QueryType

        static let strings = Signature(
            arguments: [\.isString, \.isString], expected: "strings", result: .boolean)

        static func string(_ result: QueryType) -> Signature {
            Signature(arguments: [\.isString], expected: "a string", result: result)
        }

        static let number = Signature(
            arguments: [\.isNumber], expected: "a number", result: .decimal)

        static func time(_ result: QueryType, of types: QueryType...) -> Signature {
            Signature(
                arguments: [{ types.contains($0) }],
                expected: types.map(\.description).joined(separator: " or "), result: result)
        }
    }

    private static let functions: [String: (QueryFunction, Signature)] = {
        let whole = QueryType.integer(bits: 64)
        return [
            "contains": (.contains, .strings),
            "startswith": (.startsWith, .strings),
            "endswith": (.endsWith, .strings),
            "concat": (
                .concat,
                Signature(
                    arguments: [\.isString, \.isString], expected: "strings", result: .string)
            ),
            "indexof": (
                .indexOf,
                Signature(
                    arguments: [\.isString, \.isString], expected: "strings", result: whole)
            ),
            "substring": (
                .substring,
                Signature(
                    arguments: [\.isString, \.isNumber, \.isNumber],
                    expected: "a string and whole numbers", result: .string)
            ),
            "length": (.length, .string(whole)),
            "tolower": (.toLower, .string(.string)),
            "toupper": (.toUpper, .string(.string)),
            "trim": (.trim, .string(.string)),
            "year": (.year, .time(whole, of: .instant, .date)),
            "month": (.month, .time(whole, of: .instant, .date)),
            "day": (.day, .time(whole, of: .instant, .date)),
            "hour": (.hour, .time(whole, of: .instant, .timeOfDay)),
            "minute": (.minute, .time(whole, of: .instant, .timeOfDay)),
            "second": (.second, .time(whole, of: .instant, .timeOfDay)),
            "fractionalseconds": (
                .fractionalSeconds, .time(.decimal, of: .instant, .timeOfDay)
            ),
            "date": (.date, .time(.date, of: .instant)),
            "time": (.time, .time(.timeOfDay, of: .instant)),
            "totaloffsetminutes": (.totalOffsetMinutes, .time(whole, of: .instant)),
            "totalseconds": (.totalSeconds, .time(.decimal, of: .duration)),
            "round": (.round, .number),
            "floor": (.floor, .number),
            "ceiling": (.ceiling, .number),
        ]
    }()

    /// The databases do not agree on how years before 1 are counted.
    private static func refuseEarlyYears(
        _ constant: QueryConstant?, _ name: String, at position: Int
    ) throws(QueryError) {
        let isEarly =
            switch constant {
            case .instant(let microseconds): microseconds < QueryTime.earliest
            case .date(let days): days * 86_400_000_000 < QueryTime.earliest
            default: false
            }
        if isEarly { throw .unsupported("\(name) of a year before 1", position: position) }
    }

    private static let functionsOfClocks: Set = [
        "year", "month", "day", "hour", "minute", "second", "date", "time",
        "totaloffsetminutes",
    ]

    private mutating func function(
        _ function: QueryFunction, _ syntax: [QuerySyntax], _ signature: Signature,
        _ name: String
    ) throws(QueryError) -> QueryExpression {
        if let first = syntax.first, case .literal(.instant(_, let offset)) = first.kind,
            offset != 0, Self.functionsOfClocks.contains(name)
        {
            // Times are kept in UTC, so what another clock showed is not known (OData 4.01 URL
            // Conventions, 5.1.1.8).
            throw .unsupported("\(name) of a time that is not in UTC", position: first.position)
        }
        var arguments: [QueryExpression] = []
        for (argument, isFit) in zip(syntax, signature.arguments) {
            let value = try bind(argument)
            guard value.type.map(isFit) ?? true else {
                throw .invalid(
                    "\(name) wants \(signature.expected), this is \(value.type.text)",
                    position: argument.position)
            }
            try Self.refuseEarlyYears(value.constant, name, at: argument.position)
            arguments.append(value)
        }
        if arguments.contains(where: { $0.constant == .null }) {
            return .constant(.null, signature.result)
        }
        if case .substring = function,
            let fraction = arguments.dropFirst().firstIndex(where: { $0.type == .decimal })
        {
            throw .invalid("substring wants whole numbers", position: syntax[fraction].position)
        }
        if case .call(let inner, _) = arguments[0].kind, inner.isSettled(by: function) {
            return arguments[0]
        }
        return QueryExpression(kind: .call(function, arguments), type: signature.result)
    }

    private mutating func pattern(
        _ syntax: [QuerySyntax], at position: Int
    ) throws(QueryError) -> QueryExpression {
        guard syntax.count == 2 else {
            throw .invalid("matchesPattern wants a string and a pattern", position: position)
        }
        let (text, pattern) = (try bind(syntax[0]), try bind(syntax[1]))
        guard text.type?.isString ?? true else {
            throw .invalid(
                "matchesPattern wants a string, this is \(text.type.text)",
                position: syntax[0].position)
        }
        guard let constant = pattern.constant else {
            throw .unsupported(
                "a pattern that is not written out", position: syntax[1].position)
        }
        guard constant != .null, text.constant != .null else { return .constant(.null, .boolean) }
        guard case .string(let source) = constant else {
            throw .invalid(
                "matchesPattern wants a string, this is \(pattern.type.text)",
                position: syntax[1].position)
        }
        patterns += 1
        guard patterns <= QueryLimits.patternsMax else {
            throw .invalid(
                "there are more than \(QueryLimits.patternsMax) patterns", position: position)
        }
        do throws(PatternError) {
            let machine = try Pattern(source)
            return QueryExpression(
                kind: .call(.matchesPattern(machine), [text]), type: .boolean)
        } catch {
            // The pattern begins behind the literal's quote.
            var start = syntax[1].position
            if case .literal = syntax[1].kind { start += 1 }
            switch error {
            case .invalid(let text, let place):
                throw .invalid("the pattern: expected \(text)", position: start + place)
            case .unsupported(let feature, let place):
                throw .unsupported(feature, position: start + place)
            }
        }
    }
}

extension QueryFunction {
    /// Whether another call of the same function would change nothing.
    fileprivate func isSettled(by other: QueryFunction) -> Bool {
        switch (self, other) {
        case (.toLower, .toLower), (.toUpper, .toUpper), (.trim, .trim), (.round, .round),
            (.floor, .floor), (.ceiling, .ceiling):
            true
        default: false
        }
    }
}

/// The ranges of times in queries.
package enum QueryTime {
    /// 0001-01-01T00:00:00Z, in microseconds since 1970.
    package static let earliest: Int64 = -62_135_596_800_000_000
    /// 9999-12-31T23:59:59.999999Z.
    package static let latest: Int64 = 253_402_300_799_999_999
    /// 10,000 years in microseconds: the longest duration, of either sign.
    package static let durationMax: Int64 = 315_569_520_000_000_000

    /// An instant at most a year outside of what can be stored; further away makes no difference.
    static func clamp(_ microseconds: Int64) -> Int64 {
        min(max(microseconds, earliest - 31_536_000_000_000), latest + 31_536_000_000_000)
    }

    /// A day at most a year outside of what can be stored.
    static func clamp(days: Int64) -> Int64 {
        min(max(days, -719_527), 2_933_261)
    }
}
