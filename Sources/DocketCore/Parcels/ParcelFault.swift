/// One thing that is wrong with a parcel order, as its API tells it.
///
/// Source: `domain.md` B2, "Validation errors".
package struct ParcelFault: Sendable, Equatable {
    /// What it is about.
    package enum Subject: String, Sendable, CaseIterable {
        case order = "Order"
        case customer = "Customer"
        case item = "Item"
        case service = "Service"
        case collectionDate = "CollectionDate"
        case address = "Address"
        case parcel = "Parcel"
        case extra = "Upsell"
        case customs = "Customs"
    }

    /// What it is about.
    package let subject: Subject
    /// What is wrong and what to do, for people's eyes.
    package let detail: String
    /// The client's id of the item; `nil` where it is about the order itself.
    package let itemID: String?

    /// A fault of an item, or of the order.
    package init(_ subject: Subject, _ detail: String, itemID: String? = nil) {
        self.subject = subject
        self.detail = detail
        self.itemID = itemID
    }
}

/// Why a parcel order was not made, not shown or not paid.
package enum ParcelError: Error, Sendable, Equatable {
    /// What was sent is wrong, in each of these respects.
    case invalid([ParcelFault])
    /// No such order or line; also where the hash is wrong, or the order is somebody else's.
    case notFound(String)
    /// The prepay balance is too low.
    case balanceTooLow(balance: Money, price: Money)
    /// The order can't be paid any more.
    case notPayable(String)
    /// There is no label, since the order is not paid.
    case noLabel
}
