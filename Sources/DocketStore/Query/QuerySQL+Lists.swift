import DocketCore

extension QuerySQL {
    /// Where the rows of a scope come from.
    enum Source {
        /// A table of the schema.
        case table
        /// The elements of a JSON array.
        case json
    }

    /// `any`: whether one of a list's things has it.
    mutating func any(_ collection: QueryCollection, _ body: QueryExpression?) -> String {
        if let body, let test = serialNumber(collection, body) { return test }
        open(collection)
        let test = body.map { condition($0) }
        if let body, hasCompany, Self.isSelective(collection, body) {
            // By an index of the items, whose orders are then looked up; the other way round all
            // orders would be gone through.
            let (owner, row) = (Self.alias(collection.owner), Self.alias(collection.scope))
            return """
                (\(owner).id IN (SELECT \(row).order_id FROM order_items AS \(row) \
                WHERE \(row).company_id = $1 AND \(test ?? "")))
                """
        }
        return "(EXISTS (SELECT 1 FROM \(rows(collection, where: test))))"
    }

    /// `all`: whether there is none that has it not.
    mutating func all(_ collection: QueryCollection, _ body: QueryExpression) -> String {
        open(collection)
        let test = "(\(condition(body, isExact: true)) IS NOT TRUE)"
        return "(NOT EXISTS (SELECT 1 FROM \(rows(collection, where: test))))"
    }

    /// `$count`.
    mutating func count(_ collection: QueryCollection) -> Operand {
        open(collection)
        let sql: String
        if Self.table(collection) == nil {
            let function = dialect == .sqlite ? "json_array_length" : "jsonb_array_length"
            let list = QueryColumns.name(of: collection.member.name)
            sql = "\(function)(\(Self.alias(collection.owner)).\(list))"
        } else {
            sql = "(SELECT count(*) FROM \(rows(collection, where: nil)))"
        }
        return Operand(sql: sql, form: .integer, canBeNull: false)
    }

    private mutating func open(_ collection: QueryCollection) {
        sources[collection.scope] = Self.table(collection) == nil ? .json : .table
    }

    /// The table of a list's things with the column that says whose they are; `nil` for a list
    /// that is a JSON array.
    private static func table(
        _ collection: QueryCollection
    ) -> (name: String, owner: String)? {
        switch collection.member.name {
        case "Items": ("order_items", "order_id")
        case "Addresses": ("addresses", "customer_id")
        default: nil
        }
    }

    /// A list's rows, as what stands behind FROM.
    private func rows(_ collection: QueryCollection, where test: String?) -> String {
        let (owner, row) = (Self.alias(collection.owner), Self.alias(collection.scope))
        if let table = Self.table(collection) {
            let condition = test.map { " AND \($0)" } ?? ""
            return """
                \(table.name) AS \(row) WHERE \(row).company_id = \(owner).company_id \
                AND \(row).\(table.owner) = \(owner).id\(condition)
                """
        }
        let list = QueryColumns.name(of: collection.member.name)
        let elements = elements(list, collection.member.kind, of: owner, as: row)
        return elements + (test.map { " WHERE \($0)" } ?? "")
    }

    /// The elements of a JSON array of an item as rows.
    private func elements(
        _ list: String, _ kind: EntityType.Member.Kind, of owner: String, as row: String
    ) -> String {
        guard dialect == .postgres else { return "json_each(\(owner).\(list)) AS \(row)" }
        let function =
            if case .values = kind { "jsonb_array_elements_text" } else { "jsonb_array_elements" }
        guard isDistributed else { return "\(function)(\(owner).\(list)) AS \(row)(value)" }
        // Citus takes a function that makes rows only behind a SELECT from a table.
        return """
            (SELECT \(function)(\(row)_of.\(list)) AS value FROM order_items AS \(row)_of \
            WHERE \(row)_of.company_id = \(owner).company_id \
            AND \(row)_of.order_id = \(owner).order_id AND \(row)_of.id = \(owner).id) AS \(row)
            """
    }

    // MARK: - By an index

    /// `SerialNumbers/any(s: s eq '…')` by the index of serial numbers; `nil` for all else.
    private mutating func serialNumber(
        _ collection: QueryCollection, _ body: QueryExpression
    ) -> String? {
        guard let number = Self.serialNumber(collection, body) else { return nil }
        let row = Self.alias(collection.owner)
        return """
            ((\(row).order_id, \(row).id) IN (SELECT order_id, item_id FROM order_item_serials \
            WHERE company_id = $1 AND serial_number = \(textPlace(number))))
            """
    }

    private static func serialNumber(
        _ collection: QueryCollection, _ body: QueryExpression
    ) -> String? {
        guard collection.member.name == "SerialNumbers",
            case .compare(.eq, let left, let right) = body.kind
        else { return nil }
        switch (left.kind, right.kind) {
        case (.element(collection.scope), .constant(.string(let number))): return number
        case (.constant(.string(let number)), .element(collection.scope)): return number
        default: return nil
        }
    }

    /// Whether a condition on items names an SKU or a serial number, and nothing outside of them.
    static func isSelective(_ collection: QueryCollection, _ body: QueryExpression) -> Bool {
        guard collection.member.name == "Items" else { return false }
        let scope = collection.scope
        let conditions: [QueryExpression] =
            if case .and(let all) = body.kind { all } else { [body] }
        return body.scopes.allSatisfy { $0 >= scope }
            && conditions.contains { isIndexed($0, scope) }
    }

    private static func isIndexed(_ condition: QueryExpression, _ scope: Int) -> Bool {
        func isSKU(_ expression: QueryExpression) -> Bool {
            if case .member(let member, scope) = expression.kind {
                member.name == "SKU"
            } else {
                false
            }
        }
        func isText(_ expression: QueryExpression) -> Bool {
            if case .string = expression.constant { true } else { false }
        }
        switch condition.kind {
        case .compare(.eq, let left, let right):
            return isSKU(left) && isText(right) || isText(left) && isSKU(right)
        case .isIn(let value, let constants, orNull: false):
            return isSKU(value) && !constants.isEmpty
        case .call(.startsWith, let arguments):
            return isSKU(arguments[0]) && arguments[1].constant != .string("")
                && isText(arguments[1])
        case .any(let collection, let body?):
            return collection.owner == scope && serialNumber(collection, body) != nil
        default:
            return false
        }
    }
}

extension QueryExpression {
    /// The scopes that it names.
    fileprivate var scopes: Set<Int> {
        switch kind {
        case .constant: []
        case .member(_, let scope), .element(let scope): [scope]
        case .not(let operand), .minus(let operand): operand.scopes
        case .and(let operands), .or(let operands), .call(_, let operands):
            operands.reduce(into: []) { $0.formUnion($1.scopes) }
        case .compare(_, let left, let right), .arithmetic(_, let left, let right):
            left.scopes.union(right.scopes)
        case .isIn(let value, _, _): value.scopes
        case .any(let collection, let body):
            (body?.scopes ?? []).union([collection.owner])
        case .all(let collection, let body): body.scopes.union([collection.owner])
        case .count(let collection): [collection.owner]
        }
    }
}
