/// What `$search` looks for, as a condition: a word or phrase is found where one of the searched
/// members has it in it, in any letter case.
///
/// Source: contract, section 6.
struct SearchCondition {
    private let entity: EntityType

    init(_ entity: EntityType) {
        self.entity = entity
    }

    /// The condition; it has two values only, so that NOT includes the unset.
    func expression(_ search: SearchSyntax) -> QueryExpression {
        switch search {
        case .term(let term):
            return Self.oneOf(tests(of: entity, for: TextMapping.lower(term), scope: 0))
        case .not(let operand):
            return expression(operand).negated
        case .and(let left, let right):
            let (one, other) = (expression(left), expression(right))
            guard case .and(let before) = one.kind else {
                return Self.condition(.and([one, other]))
            }
            return Self.condition(.and(before + [other]))
        case .or(let left, let right):
            let (one, other) = (expression(left), expression(right))
            guard case .or(let before) = one.kind else {
                return Self.condition(.or([one, other]))
            }
            return Self.condition(.or(before + [other]))
        }
    }

    /// Refuses what would be looked for too often.
    static func requireFewTerms(_ search: SearchSyntax) throws(QueryError) {
        guard search.termCount <= QueryLimits.searchTermsMax else {
            throw .invalid(
                "there are more than \(QueryLimits.searchTermsMax) words and phrases",
                position: 0)
        }
    }

    private func tests(
        of entity: EntityType, for term: String, scope: Int
    ) -> [QueryExpression] {
        var tests: [QueryExpression] = []
        for member in entity.members where entity.isSearched(member) {
            let inner = scope + 1
            let collection = QueryCollection(member: member, owner: scope, scope: inner)
            switch member.kind {
            case .value(let type):
                let value = QueryExpression(kind: .member(member, scope: scope), type: type)
                tests.append(Self.contains(value, term))
            case .values(let type):
                let value = QueryExpression(kind: .element(scope: inner), type: type)
                let test = Self.contains(value, term)
                tests.append(Self.condition(.any(collection, test)))
            case .elements(let type):
                let test = Self.oneOf(self.tests(of: type, for: term, scope: inner))
                tests.append(Self.condition(.any(collection, test)))
            case .document:
                break
            }
        }
        return tests
    }

    private static func contains(_ value: QueryExpression, _ term: String) -> QueryExpression {
        let lower = QueryExpression(kind: .call(.toLower, [value]), type: .string)
        let contains = condition(
            .call(.contains, [lower, .constant(.string(term), .string)]))
        return condition(.compare(.eq, contains, .constant(.boolean(true), .boolean)))
    }

    private static func oneOf(_ tests: [QueryExpression]) -> QueryExpression {
        tests.isEmpty
            ? .constant(.boolean(false), .boolean)
            : tests.count == 1 ? tests[0] : condition(.or(tests))
    }

    private static func condition(_ kind: QueryExpression.Kind) -> QueryExpression {
        QueryExpression(kind: kind, type: .boolean)
    }
}

extension SearchSyntax {
    fileprivate var termCount: Int {
        switch self {
        case .term: 1
        case .not(let operand): operand.termCount
        case .and(let left, let right), .or(let left, let right):
            left.termCount + right.termCount
        }
    }
}

extension EntityType {
    /// Whether `$search` looks into a member: for orders and items into those that the contract
    /// names, elsewhere into every string.
    func isSearched(_ member: Member) -> Bool {
        switch name {
        case "Order":
            return ["Name", "PrintableId", "TenderId", "DiscountCode", "Items"]
                .contains(member.name)
        case "Item":
            return ["Description", "SKU", "SerialNumbers"].contains(member.name)
        default:
            if case .value(.string) = member.kind { return true }
            return false
        }
    }
}
