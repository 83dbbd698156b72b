/// The limits of one order.
///
/// Source: contract, sections 1 and 2.
package enum OrderLimits {
    /// Unicode scalars of a string.
    package static let textScalarsMax = 255
    /// Unicode scalars of Description, Notes and DiscountDescription.
    package static let longTextScalarsMax = 4000
    /// Items of an order.
    package static let itemsMax = 1000
    /// Serial numbers of an item.
    package static let serialNumbersMax = 1000
    /// Tracking entries of an item.
    package static let trackingEntriesMax = 1000
    /// Hours after which an order expires.
    package static let expiryHours: ClosedRange<Int32> = 1...87_600
    /// Hours where a client names none.
    package static let expiryHoursDefault: Int32 = 72
}
