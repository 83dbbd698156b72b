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

    /// A page with what is on it.
    package init(elements: [Element], next: ListPosition?, count: Int64?) {
        self.elements = elements
        self.next = next
        self.count = count
    }

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
