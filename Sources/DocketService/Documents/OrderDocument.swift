package import DocketCore
package import DocketJSON

/// Orders and items as JSON documents, as they go out, and as their history keeps them: every
/// documented member, in the order of seed 002.
package enum OrderDocument {
    /// One order.
    package static func bytes(_ order: Order, withItems: Bool) -> [UInt8] {
        var writer = JSONWriter(capacity: 1024 + (withItems ? 640 * order.items.count : 0))
        write(order, withItems: withItems, to: &writer)
        return writer.bytes
    }

    /// One item.
    package static func bytes(_ item: OrderItem, of orderID: GUID) -> [UInt8] {
        var writer = JSONWriter(capacity: 1024)
        write(item, of: orderID, to: &writer)
        return writer.bytes
    }

    /// The answer of Process, Shipped and Cancel.
    package static func bytes(
        _ operation: OrderOperation, sequence: Int64, orderID: GUID
    ) -> [UInt8] {
        var writer = JSONWriter(capacity: 128)
        writer.beginObject()
        writer.key("Id")
        writer.integer(sequence)
        writer.key("OrderId")
        writer.guid(orderID)
        if operation == .shipped {
            writer.key("TrackingNumber")
            writer.null()
        }
        writer.endObject()
        return writer.bytes
    }

    /// The sums of an order.
    package static func bytes(_ totals: OrderTotals) -> [UInt8] {
        var writer = JSONWriter(capacity: 128)
        writer.beginObject()
        writer.key("Subtotal")
        writer.money(totals.subtotal)
        writer.key("Discount")
        writer.money(totals.discount)
        writer.key("Total")
        writer.money(totals.total)
        writer.key("Cost")
        writer.money(totals.cost)
        writer.key("Margin")
        writer.money(totals.margin)
        writer.endObject()
        return writer.bytes
    }

    /// How orders are written with the members that are selected.
    package static func writer(
        _ selection: Selection
    ) -> @Sendable (Order, inout JSONWriter) -> Void {
        let members = OrderMember.allCases.filter {
            $0 != .orderID && selection.contains("\($0.name)")
        }
        let items = selection.list("Items").map { itemMembers($0.selection) } ?? []
        return { order, writer in write(order, members, items, to: &writer) }
    }

    /// The members of items that are selected.
    package static func itemMembers(_ selection: Selection) -> [ItemMember] {
        allItemMembers.filter { selection.contains("\($0.name)") }
    }

    /// Writes an order: every documented member, in the order of seed 002.
    package static func write(_ order: Order, withItems: Bool, to writer: inout JSONWriter) {
        write(order, withItems ? fullMembers : plainMembers, allItemMembers, to: &writer)
    }

    private static let fullMembers = OrderMember.allCases.filter { $0 != .orderID }
    private static let plainMembers = fullMembers.filter { $0 != .items }
    static let allItemMembers = ItemMember.allCases.filter { $0 != .shoppingOptionID }

    private static func write(
        _ order: Order, _ members: [OrderMember], _ itemMembers: [ItemMember],
        to writer: inout JSONWriter
    ) {
        writer.beginObject()
        for member in members {
            writer.key(member.name)
            if member == .items {
                writer.beginArray()
                for item in order.items { write(item, of: order.id, itemMembers, to: &writer) }
                writer.endArray()
            } else {
                writeValue(of: member, order, to: &writer)
            }
        }
        writer.endObject()
    }

    static func writeValue(
        of member: OrderMember, _ order: Order, to writer: inout JSONWriter
    ) {
        let fields = order.fields
        switch member {
        case .id, .orderID: writer.guid(order.id)
        case .name: writer.text(fields.name)
        case .billingAddressID: writer.guid(fields.billingAddressID)
        case .billingCustomerID: writer.guid(fields.billingCustomerID)
        case .createdDateUTC: writer.time(order.createdAt)
        case .discountAmount: writer.money(fields.discountAmount)
        case .discountCode: writer.text(fields.discountCode)
        case .discountDescription: writer.text(fields.discountDescription)
        case .employeeID: writer.integer(fields.employeeID ?? 0)
        case .entityID: writer.integer(fields.entityID ?? 0)
        case .orderExpiryDate: writer.time(order.expiresAt)
        case .orderExpiryHours: writer.integer(order.expiryHours)
        case .orderType: writer.name(fields.type?.name)
        case .orderTypeID: writer.integer(fields.type?.rawValue ?? 0)
        case .printableID: writer.printableID(order.printableID)
        case .shippingAddressID: writer.guid(fields.shippingAddressID)
        case .shippingCustomerID: writer.guid(fields.shippingCustomerID)
        case .shippingEntityID: writer.integer(fields.shippingEntityID ?? 0)
        case .state: writer.name(order.state.name)
        case .tenderID: writer.text(fields.tenderID)
        case .customerID: writer.text(fields.customerID)
        case .sourceID: writer.text(fields.sourceID)
        case .sourceName: writer.text(fields.sourceName)
        case .tenderOrigin: writer.text(fields.tenderOrigin)
        case .version: writer.integer(order.version)
        case .modifiedDateUTC: writer.time(order.modifiedAt)
        case .items: preconditionFailure("items are written by `write`")
        }
    }

    /// Writes an item: every documented member, in the order of seed 002.
    static func write(_ item: OrderItem, of orderID: GUID, to writer: inout JSONWriter) {
        write(item, of: orderID, allItemMembers, to: &writer)
    }

    /// Writes an item with these members.
    package static func write(
        _ item: OrderItem, of orderID: GUID, _ members: [ItemMember],
        to writer: inout JSONWriter
    ) {
        writer.beginObject()
        for member in members {
            writer.key(member.name)
            writeValue(of: member, item, of: orderID, to: &writer)
        }
        writer.endObject()
    }

    static func writeValue(
        of member: ItemMember, _ item: OrderItem, of orderID: GUID, to writer: inout JSONWriter
    ) {
        let fields = item.fields
        switch member {
        case .id: writer.guid(item.id)
        case .cost: writer.money(fields.cost)
        case .description: writer.text(fields.description)
        case .itemStatus: writer.name(fields.status?.name)
        case .itemStatusID: writer.integer(fields.status?.rawValue ?? 0)
        case .itemType: writer.name(fields.type?.name)
        case .itemTypeID:
            writer.short(isString: true) { text in
                text[0] = 0x30 &+ UInt8(truncatingIfNeeded: fields.type?.rawValue ?? 0)
                return 1
            }
        case .index: writer.integer(fields.index ?? 0)
        case .listPrice: writer.money(fields.listPrice)
        case .notes: writer.text(fields.notes)
        case .orderID: writer.guid(orderID)
        case .productID: writer.text(fields.productID)
        case .quantity: writer.integer(fields.quantity)
        case .sellingPrice: writer.money(fields.sellingPrice)
        case .serialNumbers:
            writer.beginArray()
            for number in fields.serialNumbers { writer.text(number) }
            writer.endArray()
        case .sku: writer.text(fields.sku)
        case .shippingOptionID, .shoppingOptionID: writer.text(fields.shippingOptionID)
        case .supplierEntityID: writer.integer(fields.supplierEntityID ?? 0)
        case .supplierReference: writer.text(fields.supplierReference)
        case .trackingInformation:
            writer.beginArray()
            for parcel in fields.tracking {
                writer.beginObject()
                writer.key("Quantity")
                writer.integer(parcel.quantity)
                writer.key("TrackingNumber")
                writer.text(parcel.number)
                writer.endObject()
            }
            writer.endArray()
        case .itemExtensions:
            writer.beginArray()
            writer.endArray()
        }
    }
}
