/// What a list is asked for, with all names known and all types fitting.
///
/// Source: contract, section 6.
package struct ListQuery: Sendable {
    /// What is listed.
    package let entity: EntityType
    /// Which of them: `$filter` and `$search` together; `nil` for all.
    package private(set) var condition: QueryExpression?
    /// In which order, before the order that the list has by itself.
    package private(set) var order: [Key] = []
    /// The most that come; `nil` for all.
    package private(set) var top: Int?
    /// How many are passed over.
    package private(set) var skip = 0
    /// Whether the count is asked for.
    package private(set) var wantsCount = false
    /// Where to go on, as handed out.
    package private(set) var skipToken: String?
    /// What is written of each.
    package private(set) var selection: Selection
    /// The media type that is asked for in place of Accept's.
    package private(set) var format: String?

    /// What the things are ordered by; null is the least.
    package struct Key: Sendable {
        /// What is compared.
        package let expression: QueryExpression
        /// Whether the greatest comes first.
        package let isDescending: Bool
    }

    /// Binds the options of a list.
    ///
    /// - Parameters:
    ///   - isFull: whether the lists inside are written without being asked for by `$expand`.
    ///   - now: the instant of the request.
    ///   - isInside: whether it is a list inside of things, as in `$expand`.
    /// - Throws: the first option that is wrong or not to be had.
    package init(
        _ options: QueryOptions, of entity: EntityType, isFull: Bool, now: Timestamp,
        isInside: Bool = false
    ) throws(QueryOptionError) {
        self.entity = entity
        top = options.top
        skip = options.skip ?? 0
        wantsCount = options.count
        skipToken = options.skipToken
        format = options.format
        var binder = QueryBinder(
            entity, aliases: options.aliases, now: now, isInside: isInside)
        if let filter = options.filter {
            condition = try Self.blaming("$filter") { () throws(QueryError) in
                try binder.condition(filter)
            }
        }
        if let search = options.search {
            let found = try Self.blaming("$search") { () throws(QueryError) in
                try SearchCondition.requireFewTerms(search)
                return SearchCondition(entity).expression(search)
            }
            condition =
                condition.map {
                    QueryExpression(kind: .and([$0, found]), type: .boolean)
                } ?? found
        }
        order = try Self.blaming("$orderby") { () throws(QueryError) in
            var keys: [Key] = []
            for key in options.orderBy {
                keys.append(
                    Key(
                        expression: try binder.bind(key.expression),
                        isDescending: key.isDescending))
            }
            return keys
        }
        selection = try Selection(options, of: entity, isFull: isFull, now: now)
    }

    /// All of a kind, in the list's own order.
    package init(all entity: EntityType, isFull: Bool) {
        self.entity = entity
        selection = Selection(all: entity, isFull: isFull)
    }

    /// The text of an option is to blame for what is wrong in `body`.
    static func blaming<Value>(
        _ option: String, _ body: () throws(QueryError) -> Value
    ) throws(QueryOptionError) -> Value {
        do throws(QueryError) {
            return try body()
        } catch {
            throw QueryOptionError(option: option, error: error)
        }
    }
}

/// Which members of a thing are written, and what of the things inside it.
///
/// Source: OData 4.01 URL Conventions, 5.1.3 and 5.1.4.
package struct Selection: Sendable {
    /// Whether every member is written that the list writes by itself.
    package let isWhole: Bool
    private let names: Set<String>
    private let inside: [String: ListQuery]

    /// Every member; the lists inside where `isFull`.
    init(all entity: EntityType, isFull: Bool) {
        isWhole = true
        (names, inside) = Self.all(entity, isFull: isFull)
    }

    private static func all(
        _ entity: EntityType, isFull: Bool
    ) -> (names: Set<String>, inside: [String: ListQuery]) {
        var (names, inside) = (Set<String>(), [String: ListQuery]())
        for member in entity.members {
            if case .elements(let type) = member.kind, type.key != nil {
                guard isFull else { continue }
                inside[member.name] = ListQuery(all: type, isFull: true)
            }
            names.insert(member.name)
        }
        return (names, inside)
    }

    init(
        _ options: QueryOptions, of entity: EntityType, isFull: Bool, now: Timestamp
    ) throws(QueryOptionError) {
        var (names, inside) = Self.all(entity, isFull: isFull)
        if !options.select.isEmpty {
            (names, inside) = try ListQuery.blaming("$select") { () throws(QueryError) in
                try Self.selected(options.select, of: entity, isFull: isFull)
            }
        }
        var seen: Set<String> = []
        for expanded in options.expand {
            guard seen.insert(expanded.name.lowercased()).inserted else {
                throw QueryOptionError(
                    option: "$expand",
                    error: .invalid(
                        "\(expanded.name) is there more than once", position: expanded.position))
            }
            let (member, query) = try Self.expanded(
                expanded, aliases: options.aliases, of: entity, now: now)
            names.insert(member)
            inside[member] = query
        }
        self.names = names
        self.inside = inside
        isWhole = options.select.isEmpty && options.expand.isEmpty
    }

    /// Whether a member is written.
    package func contains(_ member: String) -> Bool { names.contains(member) }

    /// What is asked of a list inside; `nil` where it is not written.
    package func list(_ member: String) -> ListQuery? { inside[member] }

    // MARK: - Binding

    private static func selected(
        _ select: [QueryOptions.Selected], of entity: EntityType, isFull: Bool
    ) throws(QueryError) -> (Set<String>, [String: ListQuery]) {
        let all = all(entity, isFull: isFull)
        var names: Set<String> = []
        var inner: [String: [QueryOptions.Selected]] = [:]
        var whole: Set<String> = []
        for selected in select {
            guard let first = selected.path.first, first != "*" else {
                names.formUnion(all.names)
                whole.formUnion(all.names)
                continue
            }
            guard let member = entity.member(first) else {
                throw .unknownMember(first, of: entity, position: selected.position)
            }
            names.insert(member.name)
            let rest = Array(selected.path.dropFirst())
            if rest.isEmpty {
                whole.insert(member.name)
            } else {
                inner[member.name, default: []].append(
                    QueryOptions.Selected(rest, at: selected.position))
            }
        }
        var inside: [String: ListQuery] = [:]
        for name in names {
            guard let kind = entity.member(name)?.kind else { continue }
            let parts = inner[name] ?? []
            guard case .elements(let type) = kind, type.key != nil else {
                if let part = parts.first {
                    throw .unsupported("parts of \(name) in $select", position: part.position)
                }
                continue
            }
            var options = QueryOptions()
            if !whole.contains(name) { options.select = parts }
            do throws(QueryOptionError) {
                inside[name] = try ListQuery(
                    options, of: type, isFull: true, now: Timestamp(microseconds: 0))
            } catch {
                throw error.error
            }
        }
        return (names, inside)
    }

    private static func expanded(
        _ expanded: QueryOptions.Expanded, aliases: [String: QuerySyntax],
        of entity: EntityType, now: Timestamp
    ) throws(QueryOptionError) -> (String, ListQuery) {
        let expandable = entity.members.filter { member in
            if case .elements(let type) = member.kind { type.key != nil } else { false }
        }
        let named = expandable.first { $0.name.lowercased() == expanded.name.lowercased() }
        let member = named ?? (expanded.name == "*" ? expandable.first : nil)
        guard let member, case .elements(let type) = member.kind else {
            throw QueryOptionError(
                option: "$expand",
                error: cannotExpand(expanded, of: entity, expandable.map(\.name)))
        }
        if expanded.options.count {
            throw QueryOptionError(
                option: "$expand",
                error: .unsupported("$count of a list inside", position: expanded.position))
        }
        var options = expanded.options
        options.aliases.merge(aliases) { own, _ in own }
        do throws(QueryOptionError) {
            let query = try ListQuery(
                options, of: type, isFull: true, now: now, isInside: true)
            return (member.name, query)
        } catch {
            throw QueryOptionError(option: "$expand", error: error.error)
        }
    }

    private static func cannotExpand(
        _ expanded: QueryOptions.Expanded, of entity: EntityType, _ names: [String]
    ) -> QueryError {
        if entity.member(expanded.name) != nil {
            return .invalid(
                "\(expanded.name) is no list of things that can be expanded",
                position: expanded.position)
        }
        let hint =
            Spelling.nearest(to: expanded.name, among: names)
            .map { "; did you mean '\($0)'?" } ?? ""
        return .invalid(
            "\(entity.name) has no list '\(expanded.name)'\(hint)", position: expanded.position)
    }
}
