/// Looks up the names of an expression and checks its types.
///
/// Source: OData 4.01 URL Conventions, 5.1.1; contract, section 6.
package struct QueryBinder {
    /// The scope of the things that are listed.
    package static let rootScope = 0

    private let aliases: [String: QuerySyntax]
    /// What `now()` is.
    let now: Timestamp
    /// What each scope stands for.
    private var scopes: [Scope]
    /// The variables of the lambdas that are open, the innermost last.
    private var variables: [(name: String, scope: Int)] = []
    private var openAliases: Set<String> = []
    private var nodes = 0
    private var depth = 0
    private var lambdas = 0
    private var operandDepth = 0
    /// Patterns so far.
    var patterns = 0
    /// Whether what is listed stands inside of what the request's address names: then `$it` is that
    /// (OData 4.01 URL Conventions, 5.1.1.14.4), which is out of reach.
    private let isInside: Bool

    /// What a scope stands for: a thing with members, or one of a list of values.
    private enum Scope {
        case entity(EntityType)
        case value(QueryType)
    }

    /// Binds what is asked of a list of such things.
    ///
    /// - Parameters:
    ///   - aliases: the values of `@names`, by their names.
    ///   - now: the instant of the request.
    ///   - isInside: whether they are of a list inside, as in `$expand`.
    package init(
        _ root: EntityType, aliases: [String: QuerySyntax], now: Timestamp,
        isInside: Bool = false
    ) {
        self.aliases = aliases
        self.isInside = isInside
        self.now = now
        scopes = [.entity(root)]
    }

    /// Binds a condition.
    ///
    /// - Throws: `QueryError`; also where it is no condition.
    package mutating func condition(
        _ syntax: QuerySyntax
    ) throws(QueryError) -> QueryExpression {
        let expression = try bind(syntax)
        guard expression.type == .boolean || expression.type == nil else {
            throw .invalid(
                "a condition was expected, this is \(expression.type.text)",
                position: syntax.position)
        }
        return expression
    }

    /// Binds an expression of any type.
    ///
    /// - Throws: `QueryError`.
    package mutating func bind(_ syntax: QuerySyntax) throws(QueryError) -> QueryExpression {
        nodes += 1
        depth += 1
        defer { depth -= 1 }
        guard nodes <= QueryLimits.nodesMax else {
            throw .invalid(
                "there are more than \(QueryLimits.nodesMax) operators and operands",
                position: syntax.position)
        }
        guard depth <= QueryLimits.depthMax else {
            throw .invalid(
                "expressions stand more than \(QueryLimits.depthMax) deep in one another",
                position: syntax.position)
        }
        if syntax.isOperation {
            operandDepth += 1
            guard operandDepth <= QueryLimits.operandDepthMax else {
                throw .invalid(
                    "functions, comparisons and arithmetic stand more than "
                        + "\(QueryLimits.operandDepthMax) deep in one another",
                    position: syntax.position)
            }
        }
        defer { if syntax.isOperation { operandDepth -= 1 } }
        switch syntax.kind {
        case .literal(let literal): return try bind(literal, at: syntax.position)
        case .path(let segments): return try path(segments)
        case .alias(let name): return try alias(name, at: syntax.position)
        case .unary(let unary, let operand): return try self.unary(unary, operand)
        case .binary(let binary, let left, let right):
            return try self.binary(binary, left, right, syntax)
        case .call(let name, let arguments):
            return try call(name, arguments, at: syntax.position)
        case .list:
            throw .invalid("a list stands only behind 'in'", position: syntax.position)
        case .unsupported(let feature):
            throw .unsupported(feature, position: syntax.position)
        }
    }

    // MARK: - Aliases and operators

    /// What an alias stands for; one without a value is null (OData 4.01 Protocol, 11.2.6.1.3).
    private mutating func alias(
        _ name: String, at position: Int
    ) throws(QueryError) -> QueryExpression {
        guard let syntax = aliases[name] else { return .constant(.null, nil) }
        guard openAliases.insert(name).inserted else {
            throw .invalid("@\(name) stands for itself", position: position)
        }
        defer { openAliases.remove(name) }
        do {
            return try bind(syntax)
        } catch .invalid(let text, _) {
            throw .invalid("in @\(name): \(text)", position: position)
        }
    }

    /// The value of an alias, not bound; `nil` where it has none.
    func aliasValue(_ name: String) -> QuerySyntax? { aliases[name] }

    private mutating func unary(
        _ unary: QueryOperator.Unary, _ operand: QuerySyntax
    ) throws(QueryError) -> QueryExpression {
        switch unary {
        case .not:
            return try condition(operand).negated
        case .minus:
            let value = try bind(operand)
            guard value.type?.isNumber ?? true || value.type == .duration else {
                throw .invalid(
                    "'-' wants a number or a duration, this is \(value.type.text)",
                    position: operand.position)
            }
            switch value.constant {
            case .null: return value
            case .number(let number): return .constant(.number(number.negated), value.type)
            case .duration(let duration): return .constant(.duration(-duration), .duration)
            default: break
            }
            if case .minus(let inner) = value.kind { return inner }
            return QueryExpression(kind: .minus(value), type: value.type)
        }
    }

    private mutating func binary(
        _ binary: QueryOperator, _ left: QuerySyntax, _ right: QuerySyntax,
        _ syntax: QuerySyntax
    ) throws(QueryError) -> QueryExpression {
        switch binary {
        case .and: return QueryExpression(kind: .and(try operands(syntax, .and)), type: .boolean)
        case .or: return QueryExpression(kind: .or(try operands(syntax, .or)), type: .boolean)
        case .eq: return try comparison(.eq, left, right)
        case .ne: return try comparison(.ne, left, right)
        case .gt: return try comparison(.gt, left, right)
        case .ge: return try comparison(.ge, left, right)
        case .lt: return try comparison(.lt, left, right)
        case .le: return try comparison(.le, left, right)
        case .in: return try membership(left, right)
        case .has:
            throw .invalid(
                "'has' wants an enumeration with flags, of which there is none here",
                position: left.position)
        case .add: return try arithmetic(.add, left, right)
        case .sub: return try arithmetic(.sub, left, right)
        case .mul: return try arithmetic(.mul, left, right)
        case .div: return try arithmetic(.div, left, right)
        case .divby: return try arithmetic(.divby, left, right)
        case .mod: return try arithmetic(.mod, left, right)
        }
    }

    /// The operands of a chain such as `a and b and c`, which the parser has made a tree of that
    /// only goes deeper on its left.
    private mutating func operands(
        _ syntax: QuerySyntax, _ chain: QueryOperator
    ) throws(QueryError) -> [QueryExpression] {
        var reversed: [QuerySyntax] = []
        var rest = syntax
        while case .binary(chain, let left, let right) = rest.kind {
            reversed.append(right)
            rest = left
        }
        reversed.append(rest)
        var operands: [QueryExpression] = []
        for operand in reversed.reversed() {
            let bound = try condition(operand)
            // Brackets round the same word make no difference.
            switch (chain, bound.kind) {
            case (.and, .and(let inner)), (.or, .or(let inner)): operands += inner
            default: operands.append(bound)
            }
        }
        return operands
    }

    // MARK: - Paths

    /// What a path has come to so far.
    private enum Place {
        case scope(Int)
        case value(QueryExpression)
        case collection(EntityType.Member, owner: Int)
    }

    private mutating func path(
        _ segments: [QuerySyntax.Segment]
    ) throws(QueryError) -> QueryExpression {
        var place: Place?
        for segment in segments { place = try step(from: place, to: segment) }
        let position = segments.last?.position ?? 0
        switch place {
        case .value(let value):
            return value
        case .scope(let scope):
            if case .value(let type) = scopes[scope] {
                return QueryExpression(kind: .element(scope: scope), type: type)
            }
            throw .invalid("one of its members was expected", position: position)
        case .collection(let member, _):
            throw .invalid(
                "\(member.name) is a list: ask \(member.name)/any(x: …), "
                    + "\(member.name)/all(x: …) or \(member.name)/$count",
                position: position)
        case nil:
            throw .invalid("a member was expected", position: position)
        }
    }

    private mutating func step(
        from place: Place?, to segment: QuerySyntax.Segment
    ) throws(QueryError) -> Place {
        switch place {
        case nil:
            guard case .name(let name) = segment.kind else {
                throw .invalid("a member was expected", position: segment.position)
            }
            if name == "$it", isInside {
                throw .unsupported("$it in a list inside", position: segment.position)
            }
            if name == "$it" || name == "$this" { return .scope(Self.rootScope) }
            if let variable = variables.last(where: { $0.name == name }) {
                return .scope(variable.scope)
            }
            return try member(name, of: Self.rootScope, at: segment.position)
        case .scope(let scope):
            guard case .name(let name) = segment.kind else {
                throw .invalid("one of its members was expected", position: segment.position)
            }
            return try member(name, of: scope, at: segment.position)
        case .collection(let member, let owner):
            return .value(try lambda(member, owner: owner, segment))
        case .value:
            throw .invalid("a single value has no members", position: segment.position)
        }
    }

    private func member(
        _ name: String, of scope: Int, at position: Int
    ) throws(QueryError) -> Place {
        guard case .entity(let entity) = scopes[scope] else {
            throw .invalid("a single value has no members", position: position)
        }
        guard let member = entity.member(name) else {
            throw .unknownMember(name, of: entity, position: position)
        }
        switch member.kind {
        case .value(let type):
            return .value(QueryExpression(kind: .member(member, scope: scope), type: type))
        case .values, .elements:
            return .collection(member, owner: scope)
        case .document:
            throw .unsupported("queries into \(member.name)", position: position)
        }
    }

    private mutating func lambda(
        _ member: EntityType.Member, owner: Int, _ segment: QuerySyntax.Segment
    ) throws(QueryError) -> QueryExpression {
        guard variables.count < QueryLimits.lambdaDepthMax else {
            throw .invalid(
                "lists inside are looked into more than \(QueryLimits.lambdaDepthMax) deep in "
                    + "one another", position: segment.position)
        }
        lambdas += 1
        guard lambdas <= QueryLimits.lambdasMax else {
            throw .invalid(
                "lists inside are looked into more than \(QueryLimits.lambdasMax) times",
                position: segment.position)
        }
        let element: Scope
        switch member.kind {
        case .elements(let type): element = .entity(type)
        case .values(let type): element = .value(type)
        case .value, .document: throw .invalid("not a list", position: segment.position)
        }
        scopes.append(element)
        let collection = QueryCollection(
            member: member, owner: owner, scope: scopes.count - 1)
        switch segment.kind {
        case .count:
            return QueryExpression(kind: .count(collection), type: .integer(bits: 64))
        case .any(let variable, let body):
            guard let body else {
                return QueryExpression(kind: .any(collection, nil), type: .boolean)
            }
            let bound = try lambdaBody(body, variable ?? "", collection.scope)
            return QueryExpression(kind: .any(collection, bound), type: .boolean)
        case .all(let variable, let body):
            let bound = try lambdaBody(body, variable, collection.scope)
            return QueryExpression(kind: .all(collection, bound), type: .boolean)
        case .name(let name):
            throw .invalid(
                "\(member.name) is a list: ask \(member.name)/any(x: x/\(name) …)",
                position: segment.position)
        }
    }

    private mutating func lambdaBody(
        _ body: QuerySyntax, _ variable: String, _ scope: Int
    ) throws(QueryError) -> QueryExpression {
        variables.append((variable, scope))
        let depthOutside = operandDepth
        operandDepth = 0
        defer {
            variables.removeLast()
            operandDepth = depthOutside
        }
        return try condition(body)
    }
}

extension QuerySyntax {
    /// Whether it becomes a bracket in SQL that nothing takes away.
    fileprivate var isOperation: Bool {
        switch kind {
        case .binary(.and, _, _), .binary(.or, _, _): false
        case .binary, .call, .unary(.minus, _): true
        case .literal, .path, .alias, .unary(.not, _), .list, .unsupported: false
        }
    }
}

extension QueryError {
    /// A member that there is none of, with the one that may have been meant.
    package static func unknownMember(
        _ name: String, of entity: EntityType, position: Int
    ) -> QueryError {
        let hint = Spelling.nearest(to: name, among: entity.members.map(\.name))
            .map { "; did you mean '\($0)'?" }
        return .invalid(
            "\(entity.name) has no member '\(name)'\(hint ?? "")", position: position)
    }
}

extension QueryType? {
    /// What a client calls it.
    var text: String { self?.description ?? "null" }
}
