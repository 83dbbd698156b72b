/// The operations that move an order without an update.
package enum OrderOperation: Sendable, CaseIterable {
    case process, shipped, cancel

    /// What it is in the table of transitions.
    var cause: OrderTransition.Cause {
        switch self {
        case .process: .process
        case .shipped: .shipped
        case .cancel: .cancel
        }
    }

    /// Where it leads.
    var target: OrderState {
        switch self {
        case .process: .processed
        case .shipped: .completed
        case .cancel: .cancelled
        }
    }
}

extension Order {
    /// The order after `operation`.
    ///
    /// - Parameters:
    ///   - bodyID: `OrderId` of the body, which is required and equal to the URI's.
    ///   - bodyFaults: what was wrong with the body otherwise.
    /// - Throws: `.invalid` (also where there is no Billing Customer to process for), `.stale`,
    ///   `.expired`, `.illegalTransition`, checked in that order.
    package func performing(
        _ operation: OrderOperation, bodyID: GUID?, bodyFaults: [Fault], in context: OrderContext
    ) throws(OrderError) -> Order {
        var faults = bodyFaults
        if let bodyID {
            if bodyID != id { faults.append(.mismatchedID("/OrderId")) }
        } else if bodyFaults.isEmpty {
            faults.append(Fault("/OrderId", "The OrderId field is required"))
        }
        if operation == .process, fields.billingCustomerID == nil {
            faults.append(.billingCustomerMissing(company: context.company))
        }
        guard faults.isEmpty else { throw .invalid(faults) }
        try context.condition.check(version)
        guard !isExpired(at: context.now) else { throw .expired }
        guard state.successors(by: operation.cause).contains(operation.target) else {
            throw .illegal(from: state, to: operation.target)
        }
        var next = self
        next.state = operation.target
        switch operation {
        case .process:
            next.mapStatuses { $0.processed }
            next.completeIfFulfilled()
        case .shipped:
            next.mapStatuses { $0.shipped }
        case .cancel:
            next.cancelItems()
        }
        return next.touched(at: context.now)
    }

    /// Every item becomes its type's Cancelled.
    mutating func cancelItems() {
        mapStatuses { $0.type.cancelled }
    }

    /// A Processed order is complete once every DropShip item is done and at least one of them
    /// was delivered; one without DropShip items is completed by Shipped (contract, section 3).
    mutating func completeIfFulfilled() {
        let ends = items.compactMap { item in
            item.fields.type == .dropShip ? .some(item.fields.status?.fulfilment) : nil
        }
        guard ends.contains(.delivered), !ends.contains(where: { $0 == nil }),
            state.successors(by: .fulfilment).contains(.completed)
        else { return }
        state = .completed
    }

    private mutating func mapStatuses(_ change: (ItemStatus) -> ItemStatus?) {
        for position in items.indices {
            guard let status = items[position].fields.status, let next = change(status)
            else { continue }
            items[position].fields.status = next
        }
    }
}

extension Fault {
    /// Processing needs somebody to bill (contract, section 3).
    static func billingCustomerMissing(company: CompanyID) -> Fault {
        Fault(
            OrderMember.billingCustomerID.pointer,
            "Billing Customer (id=\(GUID.zero)) not found for company \(company). "
                + "Processing an Order requires a Billing Customer on the Order",
            kind: .billingCustomerMissing)
    }
}
