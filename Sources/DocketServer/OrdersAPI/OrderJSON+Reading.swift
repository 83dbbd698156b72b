import DocketCore
import DocketJSON

/// Orders and items as JSON: the members of seed 002, read without a tree between.
package enum OrderJSON {
    /// How a body is to be read.
    enum Purpose: Sendable {
        /// A new order with its items: ids in the body are read-only and not looked at.
        case create
        /// A new item of the order that the URI names: only `OrderId` can contradict it.
        case add
        /// A change of what the URI names: ids in the body must not contradict it.
        case update
    }

    private static let orderFields = JSONFields(OrderMember.allCases.map { "\($0.name)" })
    private static let operationFields = JSONFields(["OrderId"])

    /// Reads an order.
    ///
    /// - Parameters:
    ///   - withItems: whether `Items` is heeded (OrderFull) or an unknown member (Order).
    ///   - requiresID: whether a missing `Id` is a fault (PUT).
    static func orderDraft(
        _ body: [UInt8], for purpose: Purpose, withItems: Bool, requiresID: Bool = false
    ) -> OrderDraft {
        var draft = OrderDraft()
        var values = FieldReader()
        var reader = JSONReader(body)
        do {
            try reader.requireObject()
            try reader.object(orderFields) { (index, reader) throws(JSONError) in
                guard let member = OrderMember(rawValue: index) else { return }
                draft.given.insert(member)
                if member == .items, withItems {
                    draft.items = try itemDrafts(&reader, for: purpose, &values)
                } else {
                    let value = try reader.scalar()
                    read(value, as: member, into: &draft, &values, for: purpose)
                }
            }
            try reader.end()
        } catch {
            var unreadable = OrderDraft()
            unreadable.malformed = Fault(error)
            return unreadable
        }
        if requiresID, draft.id == nil, !values.faults.contains(where: { $0.pointer == "/Id" }) {
            values.note("Id", "The Id field is required")
        }
        draft.faults = values.faults
        return draft
    }

    /// Reads the body of Process, Shipped and Cancel.
    static func operation(_ body: [UInt8]) -> (orderID: GUID?, faults: [Fault]) {
        var values = FieldReader()
        var orderID: GUID?
        var reader = JSONReader(body)
        do {
            try reader.requireObject()
            try reader.object(operationFields) { (_, reader) throws(JSONError) in
                orderID = values.guid(try reader.scalar(), "OrderId")
            }
            try reader.end()
        } catch {
            return (nil, [Fault(error)])
        }
        return (orderID, values.faults)
    }

    private static func read(
        _ value: JSONScalar, as member: OrderMember, into draft: inout OrderDraft,
        _ values: inout FieldReader, for purpose: Purpose
    ) {
        let name = member.name
        switch member {
        case .id: if purpose == .update { draft.id = values.guid(value, name) }
        case .orderID: if purpose != .create { draft.orderID = values.guid(value, name) }
        case .name: draft.fields.name = values.text(value, name)
        case .billingAddressID: draft.fields.billingAddressID = values.guid(value, name)
        case .billingCustomerID: draft.fields.billingCustomerID = values.guid(value, name)
        case .discountAmount: draft.fields.discountAmount = discount(value, &values)
        case .discountCode: draft.fields.discountCode = values.text(value, name)
        case .discountDescription:
            draft.fields.discountDescription = values.text(
                value, name, max: OrderLimits.longTextScalarsMax)
        case .employeeID: draft.fields.employeeID = values.optionalID(value, name)
        case .entityID: draft.fields.entityID = values.int32(value, name)
        case .orderExpiryHours: draft.expiryHours = expiryHours(value, &values)
        case .orderTypeID: draft.fields.type = orderType(value, &values)
        case .shippingAddressID: draft.fields.shippingAddressID = values.guid(value, name)
        case .shippingCustomerID: draft.fields.shippingCustomerID = values.guid(value, name)
        case .shippingEntityID: draft.fields.shippingEntityID = values.optionalID(value, name)
        case .state: draft.state = state(value, &values)
        case .tenderID: draft.fields.tenderID = values.text(value, name)
        case .customerID: draft.fields.customerID = values.text(value, name)
        case .sourceID: draft.fields.sourceID = values.text(value, name)
        case .sourceName: draft.fields.sourceName = values.text(value, name)
        case .tenderOrigin: draft.fields.tenderOrigin = values.text(value, name)
        case .createdDateUTC, .orderExpiryDate, .orderType, .printableID, .version,
            .modifiedDateUTC, .items:
            break
        }
    }

    private static func discount(_ value: JSONScalar, _ values: inout FieldReader) -> Money {
        let amount = values.money(value, "DiscountAmount")
        if amount < .zero { values.note("DiscountAmount", "DiscountAmount must not be negative") }
        return amount
    }

    private static func expiryHours(_ value: JSONScalar, _ values: inout FieldReader) -> Int32? {
        guard let hours = values.int32(value, "OrderExpiryHours") else { return nil }
        let range = OrderLimits.expiryHours
        if range.contains(hours) { return hours }
        values.note(
            "OrderExpiryHours",
            "OrderExpiryHours must be from \(range.lowerBound) to \(range.upperBound)")
        return nil
    }

    private static func orderType(_ value: JSONScalar, _ values: inout FieldReader) -> OrderType? {
        guard let id = values.int32(value, "OrderTypeId") else { return nil }
        if let type = OrderType(rawValue: id) { return type }
        values.note(
            "OrderTypeId", "OrderTypeId must be 1 (Sales), 2 (Transfer), 3 (Purchase) or 4 (RMA)")
        return nil
    }

    private static func state(_ value: JSONScalar, _ values: inout FieldReader) -> OrderState? {
        if case .null = value { return nil }
        if case .string(let utf8) = value,
            let state = OrderState(name: String(decoding: utf8, as: UTF8.self))
        {
            return state
        }
        let names = OrderState.allCases.map { "\($0)" }.joined(separator: ", ")
        values.note("State", "State must be one of \(names)")
        return nil
    }
}

extension JSONReader {
    /// Refuses a document that is something else than an object.
    mutating func requireObject() throws(JSONError) {
        if try peek() != .object {
            // Reading one names the place and what stands there instead.
            try object(JSONFields([])) { (_, _) throws(JSONError) in }
        }
    }
}
