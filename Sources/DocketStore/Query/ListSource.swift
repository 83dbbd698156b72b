import DocketCore

/// Where the things of a list are kept: a table, which of its rows, and how they are read.
struct ListSource<Element: Sendable>: Sendable {
    let table: String
    /// The columns that `read` wants, in its order.
    let columns: String
    let columnCount: Int
    /// Whose rows; `nil` for the table of companies itself.
    let company: CompanyID?
    /// What rows must have beside the company.
    var rows: ListRows?
    /// The order that the list has by itself: columns that are never null, the last one the key.
    let order: [(column: String, form: QuerySQL.Form)]
    let read: @Sendable (any SQLCursor) throws(SQLError) -> Element

}

/// Which rows of a company are meant.
struct ListRows: Sendable {
    let column: String
    let isOneOf: [SQLValue]
}

extension SQLConnection {
    /// A page of a list.
    func page<Element>(
        of source: ListSource<Element>, _ request: ListRequest
    ) throws(SQLError) -> ListPage<Element> {
        let count = request.counts ? try count(of: source, request.query) : nil
        guard request.limit > 0 else { return ListPage(elements: [], next: nil, count: count) }
        var statement = ListStatement(request.query, on: self, company: source.company)
        if !statement.sortsFew, let probe = statement.probe(of: source) {
            let isMore = try first(probe) { (_) throws(SQLError) in true } ?? false
            statement.sortsFew = !isMore
        }
        // One row more tells whether there is a next page.
        let sql = statement.page(of: source, request, rows: request.limit + 1)
        // PostgreSQL describes each to its client, which takes 30,000 bytes of it.
        guard sql.values.count <= 7000 else { throw .tooComplex }
        var elements: [Element] = []
        elements.reserveCapacity(min(request.limit, 256))
        var last: ListPosition?
        var hasMore = false
        try each(sql) { (row) throws(SQLError) in
            if elements.count == request.limit {
                hasMore = true
                return
            }
            elements.append(try source.read(row))
            if elements.count == request.limit {
                last = statement.position(row, from: source.columnCount)
            }
        }
        return ListPage(elements: elements, next: hasMore ? last : nil, count: count)
    }

    private func count<Element>(
        of source: ListSource<Element>, _ query: ListQuery
    ) throws(SQLError) -> Int64 {
        var statement = ListStatement(query, on: self, company: source.company)
        return try first(statement.count(of: source)) { (row) throws(SQLError) in
            row.integer(0)
        } ?? 0
    }
}
