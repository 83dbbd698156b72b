/// The system query options of a request, parsed, with names not looked up.
///
/// Source: OData 4.01 URL Conventions, 5.1.
package struct QueryOptions: Sendable, Equatable {
    /// Which elements.
    package var filter: QuerySyntax?
    /// In which order.
    package var orderBy: [Order] = []
    /// Which members; empty for all.
    package var select: [Selected] = []
    /// What is written inside.
    package var expand: [Expanded] = []
    /// What is searched for.
    package var search: SearchSyntax?
    /// The most that come; `nil` for all.
    package var top: Int?
    /// How many are passed over.
    package var skip: Int?
    /// Whether the count is asked for.
    package var count = false
    /// Where to go on, as handed out.
    package var skipToken: String?
    /// The media type or its short name, as written.
    package var format: String?
    /// What the parameter aliases stand for, by their names without `@`. One may stand for
    /// another, or for itself: whoever looks them up watches for circles.
    package var aliases: [String: QuerySyntax] = [:]

    /// No options.
    package init() {}

    /// Whether they make sense for one thing: they say no more than what of it is written.
    package var isOfOne: Bool {
        filter == nil && orderBy.isEmpty && search == nil && top == nil && skip == nil && !count
            && skipToken == nil
    }

    /// A key of the order.
    package struct Order: Sendable, Equatable {
        /// What is compared.
        package let expression: QuerySyntax
        /// Whether the greatest comes first.
        package let isDescending: Bool

        /// A key of the order.
        package init(_ expression: QuerySyntax, isDescending: Bool) {
            self.expression = expression
            self.isDescending = isDescending
        }
    }

    /// A member of `$select`; `*` is the name of all.
    package struct Selected: Sendable, Equatable {
        /// The names, one inside the other: `["Items", "SKU"]`.
        package let path: [String]
        /// Where it begins, in Unicode scalars.
        package let position: Int

        /// A member at a place.
        package init(_ path: [String], at position: Int) {
            self.path = path
            self.position = position
        }
    }

    /// A member of `$expand` with options of its own.
    package struct Expanded: Sendable, Equatable {
        /// The member's name; `*` for all.
        package let name: String
        /// Where it begins, in Unicode scalars.
        package let position: Int
        /// What stands in parentheses behind it.
        package let options: QueryOptions

        /// A member at a place.
        package init(_ name: String, at position: Int, options: QueryOptions) {
            self.name = name
            self.position = position
            self.options = options
        }
    }
}

/// What `$search` looks for.
///
/// Source: OData 4.01 URL Conventions, 5.1.7.
package indirect enum SearchSyntax: Sendable, Equatable {
    /// A word, or a phrase without its quotes.
    case term(String)
    case not(SearchSyntax)
    case and(SearchSyntax, SearchSyntax)
    case or(SearchSyntax, SearchSyntax)
}
