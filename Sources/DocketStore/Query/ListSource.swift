package import DocketCore

/// Where the things of a list are kept: a table, which of its rows, and how they are read.
package struct ListSource<Element: Sendable>: Sendable {
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

/// Which page of a list is wanted.
package struct ListRequest: Sendable {
    /// What the list is asked for.
    package let query: ListQuery
    /// Where the page before ended; `nil` for the first one.
    package var position: ListPosition?
    /// How many are passed over behind that.
    package var skip: Int
    /// The most that come.
    package var limit: Int
    /// Whether the whole list is counted, too.
    package var counts = false

    /// A page of a list.
    package init(_ query: ListQuery, after position: ListPosition? = nil, skip: Int = 0, limit: Int)
    {
        self.query = query
        self.position = position
        self.skip = skip
        self.limit = limit
    }

    /// All that is asked for, on one page.
    package static func all(_ query: ListQuery) -> ListRequest {
        ListRequest(query, limit: Int(Int32.max))
    }
}

/// A page of a list.
package struct ListPage<Element: Sendable>: Sendable {
    /// What is on it.
    package var elements: [Element]
    /// Behind what the next page begins; `nil` on the last one.
    package let next: ListPosition?
    /// How many the whole list has, if that was asked for.
    package let count: Int64?

    /// The same page of something else.
    package func map<Other, Failure>(
        _ body: (Element) throws(Failure) -> Other
    ) throws(Failure) -> ListPage<Other> {
        var others: [Other] = []
        for element in elements { others.append(try body(element)) }
        return ListPage<Other>(elements: others, next: next, count: count)
    }
}

/// A place in a list: the values of its order in the last row before it.
package struct ListPosition: Sendable, Equatable {
    /// The values, the key last.
    package let values: [Value]

    /// A value as it is handed on.
    package enum Value: Sendable, Equatable {
        case null
        case integer(Int64)
        case bytes([UInt8])
    }

    /// A place by its values.
    package init(values: [Value]) {
        self.values = values
    }
}

extension SQLConnection {
    /// A page of a list.
    func page<Element>(
        of source: ListSource<Element>, _ request: ListRequest
    ) throws(SQLError) -> ListPage<Element> {
        let count = request.counts ? try count(of: source, request.query) : nil
        guard request.limit > 0 else { return ListPage(elements: [], next: nil, count: count) }
        var statement = ListStatement(request.query, dialect, company: source.company)
        // One row more tells whether there is a next page.
        let sql = statement.page(of: source, request, rows: request.limit + 1)
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
        var statement = ListStatement(query, dialect, company: source.company)
        return try first(statement.count(of: source)) { (row) throws(SQLError) in
            row.integer(0)
        } ?? 0
    }
}
