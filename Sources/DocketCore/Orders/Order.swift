/// What a client may write of an order, but for its State and its expiry; `nil` is unset.
package struct OrderFields: Sendable, Equatable {
    /// Display name.
    package var name: Text?
    /// What the order is for; only a draft lacks it.
    package var type: OrderType?
    /// The Location that the order belongs to; only a draft lacks it.
    package var entityID: Int32?
    /// Customer billed.
    package var billingCustomerID: GUID?
    /// Address billed.
    package var billingAddressID: GUID?
    /// Customer shipped to.
    package var shippingCustomerID: GUID?
    /// Address shipped to.
    package var shippingAddressID: GUID?
    /// Location shipped to.
    package var shippingEntityID: Int32?
    /// Kept for old clients, never checked.
    package var customerID: Text?
    /// Employee who made the order.
    package var employeeID: Int32?
    /// Discount on the whole order, not negative.
    package var discountAmount: Money = .zero
    /// Code of the discount.
    package var discountCode: Text?
    /// Words for the discount.
    package var discountDescription: Text?
    /// Invoice number of the system that made the order.
    package var tenderID: Text?
    /// Reserved; stored and returned.
    package var tenderOrigin: Text?
    /// Originating system; stored and returned.
    package var sourceID: Text?
    /// Its name; stored and returned.
    package var sourceName: Text?

    /// Nothing set.
    package init() {}
}

/// An order with its items.
///
/// Source: contract, sections 2 and 3.
package struct Order: Sendable, Equatable {
    /// UUID version 7, made on create.
    package let id: GUID
    /// The number that people read and print.
    package let printableID: PrintableID
    /// What clients write.
    package var fields: OrderFields
    /// Where it stands.
    package var state: OrderState
    /// Hours from creation to expiry, 1 to 87,600.
    package var expiryHours: Int32
    /// When it was made.
    package let createdAt: Timestamp
    /// When it last changed.
    package var modifiedAt: Timestamp
    /// 1 on create, one more with each change.
    package var version: Int64
    /// In the order of `Index`, then of `id`.
    package var items: [OrderItem]

    /// An order as it was stored.
    package init(
        id: GUID, printableID: PrintableID, fields: OrderFields, state: OrderState,
        expiryHours: Int32, createdAt: Timestamp, modifiedAt: Timestamp, version: Int64,
        items: [OrderItem]
    ) {
        self.id = id
        self.printableID = printableID
        self.fields = fields
        self.state = state
        self.expiryHours = expiryHours
        self.createdAt = createdAt
        self.modifiedAt = modifiedAt
        self.version = version
        self.items = items
    }

    /// From this instant on the order is expired, while Created or Pending.
    package var expiresAt: Timestamp { createdAt.adding(hours: Int(expiryHours)) }

    /// Whether it is too late to change the order; at `expiresAt` itself it already is.
    package func isExpired(at now: Timestamp) -> Bool {
        #if DEBUG
            if PlantedBug.expiryByStartClock.isPlanted {
                return state.isEditable && PlantedBug.start(now) >= expiresAt
            }
        #endif
        return state.isEditable && now >= expiresAt
    }
}

/// A line of an order.
package struct OrderItem: Sendable, Equatable {
    /// UUID version 7, made when the item is added.
    package let id: GUID
    /// What clients write.
    package var fields: ItemFields

    /// An item as it was stored.
    package init(id: GUID, fields: ItemFields) {
        self.id = id
        self.fields = fields
    }
}

/// What a client may write of an item; `nil` is unset.
package struct ItemFields: Sendable, Equatable {
    /// What kind of line it is; only a draft lacks it.
    package var type: ItemType?
    /// Where it stands; only a draft lacks it.
    package var status: ItemStatus?
    /// Place among the items; only a draft lacks it.
    package var index: Int32?
    /// Product; unique among the order's items where it is set and not empty.
    package var productID: Text?
    /// Supplier.
    package var supplierEntityID: Int32?
    /// Words for the supplier.
    package var supplierReference: Text?
    /// Pieces, 0 or more.
    package var quantity: Int32 = 0
    /// What a piece cost the retailer.
    package var cost: Money = .zero
    /// What a piece is listed at.
    package var listPrice: Money = .zero
    /// What a piece was sold for.
    package var sellingPrice: Money = .zero
    /// Words for the item.
    package var description: Text?
    /// Notes.
    package var notes: Text?
    /// Stock keeping unit.
    package var sku: Text?
    /// Chosen way of shipping.
    package var shippingOptionID: Text?
    /// Serial numbers of the pieces.
    package var serialNumbers: [Text] = []
    /// Parcels under way.
    package var tracking: [Tracking] = []

    /// Nothing set.
    package init() {}
}

/// A parcel of an item.
package struct Tracking: Sendable, Equatable {
    /// Pieces in it, 1 or more.
    package let quantity: Int32
    /// The carrier's number, not empty.
    package let number: Text

    /// A parcel under way.
    package init(quantity: Int32, number: Text) {
        self.quantity = quantity
        self.number = number
    }
}
