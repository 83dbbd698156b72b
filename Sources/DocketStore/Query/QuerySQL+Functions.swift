import DocketCore

extension QuerySQL {
    mutating func call(_ function: QueryFunction, _ arguments: [QueryExpression]) -> Operand {
        switch function {
        case .contains, .startsWith, .endsWith, .indexOf, .concat:
            return twoTexts(function, arguments[0], arguments[1])
        case .matchesPattern(let pattern):
            return matches(pattern, arguments[0])
        case .length, .toLower, .toUpper, .trim:
            return oneText(function, arguments[0])
        case .substring:
            return substring(arguments)
        case .year: return part("year", of: arguments[0])
        case .month: return part("month", of: arguments[0])
        case .day: return part("day", of: arguments[0])
        case .hour: return part("hour", of: arguments[0])
        case .minute: return part("minute", of: arguments[0])
        case .second: return part("second", of: arguments[0])
        case .fractionalSeconds: return part("fraction", of: arguments[0])
        case .date: return date(of: arguments[0])
        case .time: return timeOfDay(of: arguments[0])
        case .totalSeconds: return totalSeconds(of: arguments[0])
        case .totalOffsetMinutes:
            // Instants are kept in UTC.
            let operand = operand(arguments[0])
            return Operand(
                sql: "(CASE WHEN \(operand.sql) IS NOT NULL THEN 0 END)", form: .integer,
                canBeNull: operand.canBeNull)
        case .round, .floor, .ceiling:
            return rounded(function, arguments[0])
        case .nullIfZero:
            let value = number(operand(arguments[0])).sql
            let zero = numberPlace(ComputedNumber(0, scale: 0))
            return Operand(sql: "nullif(\(value), \(zero))", form: .number, canBeNull: true)
        }
    }

    // MARK: - Texts

    private mutating func twoTexts(
        _ function: QueryFunction, _ first: QueryExpression, _ second: QueryExpression
    ) -> Operand {
        let one = operand(first)
        if case .startsWith = function, case .string(let prefix) = second.constant {
            return startsWith(one, prefix)
        }
        let other = operand(second)
        let isSQLite = dialect == .sqlite
        let canBeNull = one.canBeNull || other.canBeNull
        let place = "\(isSQLite ? "instr" : "strpos")(\(one.sql), \(other.sql))"
        #if DEBUG
            if PlantedBug.likeUnescaped.isPlanted, case .contains = function {
                let sql = "(\(one.sql) LIKE '%' || \(other.sql) || '%')"
                return Operand(sql: sql, form: .boolean, canBeNull: canBeNull)
            }
        #endif
        switch function {
        case .contains:
            return Operand(sql: "(\(place) > 0)", form: .boolean, canBeNull: canBeNull)
        case .indexOf:
            return Operand(sql: "(\(place) - 1)", form: .integer, canBeNull: canBeNull)
        case .concat:
            return Operand(
                sql: "(\(one.sql) || \(other.sql))", form: .text, canBeNull: canBeNull)
        case .startsWith:
            let name = isSQLite ? "docket_starts_with" : "starts_with"
            return Operand(
                sql: "\(name)(\(one.sql), \(other.sql))", form: .boolean, canBeNull: canBeNull)
        default:
            return Operand(
                sql: isSQLite
                    ? "docket_ends_with(\(one.sql), \(other.sql))"
                    : "(right(\(one.sql), length(\(other.sql))) = \(other.sql))",
                form: .boolean, canBeNull: canBeNull)
        }
    }

    /// As a range, which an index can find: all texts from the prefix to the next one that does
    /// not begin with it.
    private mutating func startsWith(_ operand: Operand, _ prefix: String) -> Operand {
        let from = textPlace(prefix)
        var scalars = Array(prefix.unicodeScalars)
        var sql = "(\(operand.sql) >= \(from))"
        while let last = scalars.popLast() {
            // Surrogates are no characters; behind the last character there is none.
            let next = last.value == 0xD7FF ? 0xE000 : last.value + 1
            guard let successor = Unicode.Scalar(next) else { continue }
            var end = String.UnicodeScalarView(scalars)
            end.append(successor)
            sql = "(\(operand.sql) >= \(from) AND \(operand.sql) < \(textPlace(String(end))))"
            break
        }
        return Operand(sql: sql, form: .boolean, canBeNull: operand.canBeNull)
    }

    private mutating func oneText(
        _ function: QueryFunction, _ argument: QueryExpression
    ) -> Operand {
        let text = operand(argument)
        let isSQLite = dialect == .sqlite
        switch function {
        case .length:
            return Operand(
                sql: "length(\(text.sql))", form: .integer, canBeNull: text.canBeNull)
        case .trim:
            let spaces = textPlace(TextMapping.whiteSpace)
            return Operand(
                sql: "\(isSQLite ? "trim" : "btrim")(\(text.sql), \(spaces))", form: .text,
                canBeNull: text.canBeNull)
        case .toUpper:
            return Operand(
                sql: isSQLite
                    ? "docket_upper(\(text.sql))" : translated(text.sql, TextMapping.upper),
                form: .text, canBeNull: text.canBeNull)
        default:
            return Operand(
                sql: isSQLite
                    ? "docket_lower(\(text.sql))" : translated(text.sql, TextMapping.lower),
                form: .text, canBeNull: text.canBeNull)
        }
    }

    /// Letter by letter, by a table of our own: PostgreSQL's `lower` depends on the machine's
    /// locales, and of collation C maps ASCII alone. `translate` goes through the table for each
    /// letter, so texts of Latin letters have a short one.
    private mutating func translated(_ text: String, _ mapping: TextMapping) -> String {
        let latin = tablePlaces(mapping.latin, "\(mapping.function) latin")
        let all = tablePlaces((mapping.from, mapping.to), mapping.function)
        return """
            (SELECT CASE WHEN octet_length(v) = length(v) THEN \(mapping.function)(v) \
            WHEN v ~ '^[\\u0001-\\u017F]*$' \
            THEN translate(\(mapping.function)(v), \(latin.from)::text, \(latin.to)::text) \
            ELSE translate(v, \(all.from)::text, \(all.to)::text) END \
            FROM (SELECT \(text) COLLATE "C" AS v OFFSET 0) AS q)
            """
    }

    /// The places of a table of letters, bound once however often it is used.
    private mutating func tablePlaces(
        _ table: (from: String, to: String), _ name: String
    ) -> (from: String, to: String) {
        if let known = tables[name] { return known }
        let places = (from: bind(.string(table.from)), to: bind(.string(table.to)))
        tables[name] = places
        return places
    }

    private mutating func substring(_ arguments: [QueryExpression]) -> Operand {
        let text = operand(arguments[0])
        let start = whole(arguments[1])
        var sql = "substr(\(text.sql), \(start.sql) + 1"
        var canBeNull = text.canBeNull || start.canBeNull
        if arguments.count > 2 {
            let count = whole(arguments[2])
            canBeNull = canBeNull || count.canBeNull
            sql += ", \(count.sql)"
        }
        return Operand(sql: sql + ")", form: .text, canBeNull: canBeNull)
    }

    /// A number as a whole one from 0 on that fits 32 bits; beyond makes no difference to a text.
    private mutating func whole(_ argument: QueryExpression) -> Operand {
        if case .number(let number) = argument.constant {
            let value = Int64(number.floor(scale: 0, in: 0...Int128(Int32.max) - 1).value)
            return Operand(sql: place(.integer(value), "integer"), form: .integer, canBeNull: false)
        }
        let operand = operand(argument)
        let text = number(operand).sql
        return Operand(
            sql: dialect == .sqlite
                ? "docket_whole(\(text))"
                : """
                (SELECT CASE WHEN v < 0 THEN 0 WHEN v > 2147483646 THEN 2147483646 ELSE v END \
                FROM (SELECT trunc(\(text)) AS v OFFSET 0) AS q)::integer
                """,
            form: .integer, canBeNull: true)
    }

    private mutating func matches(_ pattern: Pattern, _ argument: QueryExpression) -> Operand {
        let text = operand(argument)
        switch dialect {
        case .sqlite:
            let place = bind(.string(pattern.source))
            return Operand(
                sql: "docket_matches(\(text.sql), \(place))", form: .boolean,
                canBeNull: text.canBeNull)
        case .postgres:
            let place = textPlace(pattern.postgres)
            return Operand(
                sql: "(\(text.sql) ~ \(place))", form: .boolean, canBeNull: text.canBeNull)
        }
    }
}
