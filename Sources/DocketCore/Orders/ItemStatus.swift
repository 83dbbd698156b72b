/// What kind of line an item is.
///
/// Source: seed 002, "ItemType".
package enum ItemType: Int32, Sendable, CaseIterable {
    case dropShip = 1, inStock, eCommerce, shipping

    /// The name in JSON.
    package var name: StaticString {
        switch self {
        case .dropShip: "DropShip"
        case .inStock: "InStock"
        case .eCommerce: "eCommerce"
        case .shipping: "Shipping"
        }
    }

    /// What an item of this type becomes when its order is cancelled; a Shipping item stays.
    package var cancelled: ItemStatus? {
        switch self {
        case .dropShip: .dropShipCancelled
        case .inStock: .inStockCancelled
        case .eCommerce: .eCommerceCancelled
        case .shipping: nil
        }
    }
}

/// Where an item stands; each status belongs to one type.
///
/// Source: contract, section 2, table of statuses; seed 002, "ItemStatus".
package enum ItemStatus: Int32, Sendable, CaseIterable {
    case dropShipNew = 1, dropShipCancelled, dropShipProcessed, dropShipOrdered, dropShipError
    case dropShipNotAvailable, dropShipShipped, dropShipReceived
    case inStockNew = 9, inStockProcessed, inStockError, inStockBackOrder
    case eCommerceNew = 13, eCommerceProcessed
    case shipping = 15
    case inStockCancelled = 16, eCommerceCancelled

    /// The type it belongs to.
    package var type: ItemType {
        switch self {
        case .dropShipNew, .dropShipCancelled, .dropShipProcessed, .dropShipOrdered,
            .dropShipError, .dropShipNotAvailable, .dropShipShipped, .dropShipReceived:
            .dropShip
        case .inStockNew, .inStockProcessed, .inStockError, .inStockBackOrder, .inStockCancelled:
            .inStock
        case .eCommerceNew, .eCommerceProcessed, .eCommerceCancelled:
            .eCommerce
        case .shipping:
            .shipping
        }
    }

    /// The name in JSON; the same for several types.
    package var name: StaticString {
        switch self {
        case .dropShipNew, .inStockNew, .eCommerceNew: "New"
        case .dropShipCancelled, .inStockCancelled, .eCommerceCancelled: "Cancelled"
        case .dropShipProcessed, .inStockProcessed, .eCommerceProcessed: "Processed"
        case .dropShipOrdered: "Ordered"
        case .dropShipError, .inStockError: "Error"
        case .dropShipNotAvailable: "NotAvailable"
        case .dropShipShipped: "Shipped"
        case .dropShipReceived: "Received"
        case .inStockBackOrder: "BackOrder"
        case .shipping: "Shipping"
        }
    }

    /// What a New item becomes when its order is processed; `nil` for all that is not New.
    package var processed: ItemStatus? {
        switch self {
        case .dropShipNew: .dropShipProcessed
        case .inStockNew: .inStockProcessed
        case .eCommerceNew: .eCommerceProcessed
        case .dropShipCancelled, .dropShipProcessed, .dropShipOrdered, .dropShipError,
            .dropShipNotAvailable, .dropShipShipped, .dropShipReceived, .inStockProcessed,
            .inStockError, .inStockBackOrder, .inStockCancelled, .eCommerceProcessed,
            .eCommerceCancelled, .shipping:
            nil
        }
    }

    /// What the item becomes when its order is shipped; `nil` where it stays as it is.
    package var shipped: ItemStatus? {
        self == .dropShipProcessed || self == .dropShipOrdered ? .dropShipShipped : nil
    }

    /// Whether nothing more is to be done for a DropShip item of this status, and if so whether
    /// it was delivered. `nil` while it is open.
    package var fulfilment: Fulfilment? {
        switch self {
        case .dropShipShipped, .dropShipReceived: .delivered
        case .dropShipCancelled, .dropShipNotAvailable: .dropped
        default: nil
        }
    }

    /// How a DropShip item ended.
    package enum Fulfilment: Sendable { case delivered, dropped }
}
