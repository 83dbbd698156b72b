/// What an order is for.
///
/// Source: seed 002, "OrderType".
package enum OrderType: Int32, Sendable, CaseIterable {
    case sales = 1, transfer, purchase, rma

    /// The name in JSON.
    package var name: StaticString {
        switch self {
        case .sales: "Sales"
        case .transfer: "Transfer"
        case .purchase: "Purchase"
        case .rma: "RMA"
        }
    }
}
