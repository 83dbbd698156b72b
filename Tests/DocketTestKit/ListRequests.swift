package import DocketCore
package import DocketStore

extension ListQuery {
    /// What is asked of a list, with each option written as in a URL; an empty one is none.
    package static func of(
        _ entity: EntityType, _ filter: String = "", orderBy: String = "", expand: String = "",
        search: String = "", isFull: Bool = false
    ) throws -> ListQuery {
        let options = [
            ("$filter", filter), ("$orderby", orderBy), ("$expand", expand), ("$search", search),
        ]
        let texts = options.filter { !$1.isEmpty }
            .map { QueryOptionText(name: $0, value: $1) }
        return try ListQuery(
            QueryOptions(texts), of: entity, isFull: isFull, now: SampleRows.now)
    }

    /// What is asked of a list of orders.
    package static func orders(
        _ filter: String = "", orderBy: String = "", expand: String = "", search: String = "",
        isFull: Bool = false
    ) throws -> ListQuery {
        try of(
            .order, filter, orderBy: orderBy, expand: expand, search: search, isFull: isFull)
    }
}

extension Database {
    /// A page of a company's orders.
    package func orders(
        _ request: ListRequest, of company: CompanyID = SampleRows.company
    ) async throws -> ListPage<Order> {
        try await query(forAtMost: 60) { connection throws in
            try CompanyStore(connection, company: company).orders(request)
        }
    }

    /// The ids of all of a company's orders that a filter finds, in the list's own order.
    package func ids(
        _ filter: String, orderBy: String = "", of company: CompanyID = SampleRows.company
    ) async throws -> [GUID] {
        try await orders(.all(.orders(filter, orderBy: orderBy)), of: company).elements.map(\.id)
    }

    /// All pages of a company's orders, one after the other.
    package func pages(
        of size: Int, _ query: ListQuery, of company: CompanyID = SampleRows.company
    ) async throws -> [[Order]] {
        var pages: [[Order]] = []
        var request = ListRequest(query, limit: size)
        repeat {
            let page = try await orders(request, of: company)
            pages.append(page.elements)
            request.position = page.next
        } while request.position != nil && pages.count < 10_000
        return pages
    }
}

extension String {
    /// The text as a literal of a query.
    package var asQueryLiteral: String {
        let doubled = unicodeScalars.map { $0 == "'" ? "''" : "\($0)" }.joined()
        return "'\(doubled)'"
    }
}
