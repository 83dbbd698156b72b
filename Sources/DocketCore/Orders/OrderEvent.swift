/// What happened to an order.
///
/// Source: contract, section 10.
package enum OrderEventType: String, Sendable, CaseIterable {
    case created = "order.created"
    case updated = "order.updated"
    case processed = "order.processed"
    case shipped = "order.shipped"
    case completed = "order.completed"
    case cancelled = "order.cancelled"
}

/// One change of an order. Its `sequence` grows within the company; the operations answer it.
package struct OrderEvent: Sendable, Equatable {
    /// Which change it was.
    package let type: OrderEventType
    /// The order that changed.
    package let orderID: GUID
    /// The order's version after the change.
    package let version: Int64
    /// When.
    package let at: Timestamp
    /// Who: the client, and the user behind it.
    package let actor: String

    /// The change from `before` to `after`; `before` is `nil` on create.
    package init(
        from before: Order?, to after: Order, by operation: OrderOperation?, actor: String
    ) {
        type = Self.type(from: before, to: after, by: operation)
        orderID = after.id
        version = after.version
        at = after.modifiedAt
        self.actor = actor
    }

    private static func type(
        from before: Order?, to after: Order, by operation: OrderOperation?
    ) -> OrderEventType {
        guard let before else { return .created }
        if operation == .shipped { return .shipped }
        guard before.state != after.state else { return .updated }
        switch after.state {
        case .created, .pending: return .updated
        case .processed: return .processed
        case .cancelled: return .cancelled
        case .completed: return .completed
        }
    }
}
