extension QueryBinder {
    /// Binds `left eq right` and the like; both must be of one kind.
    mutating func comparison(
        _ comparison: QueryComparison, _ left: QuerySyntax, _ right: QuerySyntax
    ) throws(QueryError) -> QueryExpression {
        var one = try bind(left)
        var other = try bind(right)
        one = try Self.fit(one, at: left.position, to: other, comparison)
        other = try Self.fit(other, at: right.position, to: one, comparison)
        if let type = one.type, let otherType = other.type, !type.isComparable(to: otherType) {
            throw .invalid(
                "\(type) can't be compared with \(otherType)"
                    + Self.hint(type, otherType), position: left.position)
        }
        return QueryExpression(kind: .compare(comparison, one, other), type: .boolean)
    }

    /// Binds `left in (…)`.
    mutating func membership(
        _ left: QuerySyntax, _ right: QuerySyntax
    ) throws(QueryError) -> QueryExpression {
        let value = try bind(left)
        var orNull = false
        var constants: [QueryConstant] = []
        for element in try elements(right) {
            let bound = try Self.fit(
                try bind(element), at: element.position, to: value, .eq)
            guard let constant = bound.constant else {
                throw .invalid("a literal value was expected", position: element.position)
            }
            if let type = value.type, let other = bound.type, !type.isComparable(to: other) {
                throw .invalid(
                    "\(type) can't be compared with \(other)" + Self.hint(type, other),
                    position: element.position)
            }
            if constant == .null { orNull = true } else { constants.append(constant) }
        }
        return QueryExpression(kind: .isIn(value, constants, orNull: orNull), type: .boolean)
    }

    private mutating func elements(
        _ syntax: QuerySyntax
    ) throws(QueryError) -> [QuerySyntax] {
        switch syntax.kind {
        case .list(let elements):
            return elements
        case .alias(let name):
            guard let value = aliasValue(name) else { return [] }
            guard case .list(let elements) = value.kind else {
                throw .invalid("@\(name) must be a list", position: syntax.position)
            }
            return elements
        case .unsupported(let feature):
            throw .unsupported(feature, position: syntax.position)
        case .literal, .path, .unary, .binary, .call:
            throw .invalid("a list was expected", position: syntax.position)
        }
    }

    /// Makes a constant what the other side of a comparison wants: a name that there is, `null`
    /// for the 0 of an identifier that is unset.
    private static func fit(
        _ value: QueryExpression, at position: Int, to other: QueryExpression,
        _ comparison: QueryComparison
    ) throws(QueryError) -> QueryExpression {
        let isEquality = comparison == .eq || comparison == .ne
        if other.isZeroWhenUnset, isEquality {
            if case .number(let number) = value.constant {
                return number.isZero ? .constant(.null, nil) : value
            }
            if value.constant == nil, value.type?.isNumber ?? false, !value.isZeroWhenUnset {
                return QueryExpression(kind: .call(.nullIfZero, [value]), type: value.type)
            }
        }
        guard case .name(let vocabulary) = other.type else { return value }
        if vocabulary == .itemTypeID, case .number(let number) = value.constant,
            number.isWhole
        {
            let (whole, _) = number.floor(scale: 0, in: -1...Int128(Int32.max))
            return .constant(.string("\(whole)"), .string)
        }
        if isEquality, vocabulary != .itemTypeID, case .string(let name) = value.constant,
            vocabulary.numbers(of: name).isEmpty
        {
            let names = Set(vocabulary.names.values).sorted()
            let hint =
                Spelling.nearest(to: name, among: names)
                .map { "did you mean '\($0)'?" } ?? "there are \(names.joined(separator: ", "))"
            throw .invalid("there is no \(vocabulary.name) '\(name)'; \(hint)", position: position)
        }
        return value
    }

    /// How to write what was probably meant.
    private static func hint(_ left: QueryType, _ right: QueryType) -> String {
        guard left.isString != right.isString else { return "" }
        switch left.isString ? right : left {
        case .guid: return "; a GUID has no quotes"
        case .instant, .date: return "; a time has no quotes"
        case .integer, .decimal: return "; a number has no quotes, a string has"
        case .boolean: return "; true and false have no quotes"
        case .string, .name, .timeOfDay, .duration: return ""
        }
    }

    // MARK: - Arithmetic

    /// Binds `left add right` and the like.
    mutating func arithmetic(
        _ operation: QueryArithmetic, _ left: QuerySyntax, _ right: QuerySyntax
    ) throws(QueryError) -> QueryExpression {
        let (one, other) = (try bind(left), try bind(right))
        guard let type = one.type, let otherType = other.type else {
            return .constant(.null, one.type ?? other.type)
        }
        if type.isNumber, otherType.isNumber {
            if case .number(let left) = one.constant, case .number(let right) = other.constant {
                return Self.worked(operation, left, right, type, otherType)
            }
            let isWhole = type != .decimal && otherType != .decimal && operation != .divby
            return QueryExpression(
                kind: .arithmetic(operation, one, other),
                type: isWhole ? .integer(bits: 64) : .decimal)
        }
        if let result = Self.timeResult(operation, type, otherType) {
            return QueryExpression(kind: .arithmetic(operation, one, other), type: result)
        }
        if type == .duration && otherType.isNumber || type.isNumber && otherType == .duration,
            operation == .mul || operation == .div || operation == .divby
        {
            throw .unsupported("multiples of durations", position: left.position)
        }
        throw .invalid(
            "\(type) and \(otherType) can't be put together so", position: left.position)
    }

    /// What two written numbers come to.
    private static func worked(
        _ operation: QueryArithmetic, _ left: QueryNumber, _ right: QueryNumber,
        _ leftType: QueryType, _ rightType: QueryType
    ) -> QueryExpression {
        let isWhole = leftType != .decimal && rightType != .decimal
        let type: QueryType =
            isWhole && operation != .divby ? .integer(bits: 64) : .decimal
        guard let one = left.computed, let other = right.computed else {
            return .constant(.null, type)
        }
        let result =
            switch operation {
            case .add: one.adding(other)
            case .sub: one.subtracting(other)
            case .mul: one.multiplied(by: other)
            case .div: isWhole ? one.dividedWhole(by: other) : one.divided(by: other)
            case .divby: one.divided(by: other)
            case .mod: one.remainder(by: other)
            }
        let number = result.flatMap { QueryNumber($0.description) }
        return .constant(number.map { .number($0) } ?? .null, type)
    }

    /// What adding or subtracting times gives; `nil` where it makes no sense
    /// (OData 4.01 URL Conventions, 5.1.1.2).
    private static func timeResult(
        _ operation: QueryArithmetic, _ left: QueryType, _ right: QueryType
    ) -> QueryType? {
        switch (operation, left, right) {
        case (.add, .instant, .duration), (.sub, .instant, .duration): .instant
        case (.add, .date, .duration), (.sub, .date, .duration): .date
        case (.add, .duration, .duration), (.sub, .duration, .duration): .duration
        case (.sub, .instant, .instant), (.sub, .date, .date): .duration
        default: nil
        }
    }
}

extension QueryExpression {
    /// Whether it is an identifier that goes out as 0 where it is unset.
    fileprivate var isZeroWhenUnset: Bool {
        if case .member(let member, _) = kind { member.isZeroWhenUnset } else { false }
    }
}
