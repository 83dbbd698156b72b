import DocketCore
import DocketStore

extension CompanyStore {
    /// Sees to it that a change leaves alone what was priced as a shipment: whoever has ordered a
    /// parcel pays what its rate card said. Asks the database only where an item of the type
    /// Shipping changes.
    ///
    /// - Throws: `OrderError.invalid`; `SQLError`.
    func requireShipments(of before: Order, keptIn after: Order) throws {
        let touched = before.items.filter { item in
            guard item.fields.type == .shipping else { return false }
            return after.item(item.id).map { !$0.costs(asMuchAs: item) } ?? true
        }
        guard !touched.isEmpty, let parcels = try parcelOrder(before.id) else { return }
        let shipments = Set(parcels.lines.map(\.itemID))
        let faults = touched.filter { shipments.contains($0.id) }.map { item in
            Fault(
                "/Items",
                "Item \(item.id) is a parcel's shipment: it can't be removed, and its type, "
                    + "quantity and prices can't be changed")
        }
        guard faults.isEmpty else { throw OrderError.invalid(faults) }
    }
}

extension OrderItem {
    /// Whether a customer pays the same for both.
    fileprivate func costs(asMuchAs other: OrderItem) -> Bool {
        fields.type == other.fields.type && fields.quantity == other.fields.quantity
            && fields.listPrice == other.fields.listPrice
            && fields.sellingPrice == other.fields.sellingPrice
    }
}
