/// Where an order stands. JSON carries the name.
///
/// Source: contract, section 3; seed 002, "OrderState".
package enum OrderState: Int32, Sendable, CaseIterable {
    case created = 0, pending, processed, cancelled, completed

    /// The name in JSON.
    package var name: StaticString {
        switch self {
        case .created: "Created"
        case .pending: "Pending"
        case .processed: "Processed"
        case .cancelled: "Cancelled"
        case .completed: "Completed"
        }
    }

    /// The state of that exact name.
    package init?(name: String) {
        guard let state = Self.allCases.first(where: { "\($0.name)" == name }) else { return nil }
        self = state
    }

    /// Whether the order's own members and its list of items may change.
    package var isEditable: Bool {
        switch self {
        case .created, .pending: true
        case .processed, .cancelled, .completed: false
        }
    }

    /// The states that `cause` leads to from here, in the order of their ids.
    package func successors(by cause: OrderTransition.Cause) -> [OrderState] {
        OrderTransition.table.filter { $0.from == self && $0.cause == cause }.map(\.to)
    }
}

extension OrderState: CustomStringConvertible {
    /// The name in JSON.
    package var description: String { "\(name)" }
}

/// A step from one state to another, and what takes it.
package struct OrderTransition: Sendable, Hashable {
    /// What moves an order.
    package enum Cause: String, Sendable, CaseIterable {
        /// An update that names the State.
        case update = "State"
        /// `POST …/Process`.
        case process = "Process"
        /// `POST …/Shipped`.
        case shipped = "Shipped"
        /// `POST …/Cancel`.
        case cancel = "Cancel"
        /// The last open DropShip item was fulfilled.
        case fulfilment = "all items done"
    }

    /// The state before.
    package let from: OrderState
    /// The state after.
    package let to: OrderState
    /// What takes the step.
    package let cause: Cause

    /// Every step there is: the 409s and the documentation come from here (contract, section 3).
    package static let table: [OrderTransition] = [
        OrderTransition(from: .created, to: .pending, cause: .update),
        OrderTransition(from: .created, to: .processed, cause: .process),
        OrderTransition(from: .pending, to: .processed, cause: .process),
        OrderTransition(from: .pending, to: .cancelled, cause: .update),
        OrderTransition(from: .pending, to: .cancelled, cause: .cancel),
        OrderTransition(from: .processed, to: .completed, cause: .shipped),
        OrderTransition(from: .processed, to: .completed, cause: .fulfilment),
    ]

    /// The states in which an order may be created.
    package static let initial: [OrderState] = [.created, .pending]
}
