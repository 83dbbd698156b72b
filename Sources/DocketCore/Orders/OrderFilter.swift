/// Which orders a list is of.
///
/// Source: contract, section 6, the documents' own two filters.
package enum OrderFilter: Sendable, Equatable {
    /// All of the company.
    case all
    /// The one with that PrintableId, as text: what is no PrintableId matches none.
    case printableID(String)
    /// Those in a state at a Location.
    case state(OrderState, entityID: Int32)
}

/// A place in a list of orders: behind which order to go on.
package struct OrderPosition: Sendable, Equatable {
    /// When that order was made.
    package let createdAt: Timestamp
    /// Its id.
    package let id: GUID

    /// Behind that order.
    package init(after order: Order) {
        createdAt = order.createdAt
        id = order.id
    }

    private init(createdAt: Timestamp, id: GUID) {
        self.createdAt = createdAt
        self.id = id
    }

    /// Before all orders.
    package static let start = OrderPosition(
        createdAt: Timestamp(microseconds: .min), id: .zero)
}
