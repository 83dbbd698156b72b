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
    case expired = "order.expired"
    case paid = "order.paid"
    case refunded = "order.refunded"
}

/// One change of an order.
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
    /// What it changed, a JSON Patch of the order's document (RFC 6902); `nil` for what happened
    /// before histories were kept.
    package let changes: Text?

    /// An event as it was stored.
    package init(
        type: OrderEventType, orderID: GUID, version: Int64, at: Timestamp, actor: String,
        changes: Text?
    ) {
        self.type = type
        self.orderID = orderID
        self.version = version
        self.at = at
        self.actor = actor
        self.changes = changes
    }

    /// The change from `before` to `after`; `before` is `nil` on create.
    ///
    /// - Parameter type: what it is called; `nil` for what the change itself says.
    package init(
        from before: Order?, to after: Order, by operation: OrderOperation?, actor: String,
        changes: Text, as type: OrderEventType? = nil
    ) {
        self.init(
            type: type ?? Self.type(from: before, to: after, by: operation), orderID: after.id,
            version: after.version, at: after.modifiedAt, actor: actor, changes: changes)
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

/// An event with its place in the history of its company.
package struct KeptEvent: Sendable, Equatable {
    /// Grows by one within the company with each event.
    package let sequence: Int64
    /// What happened.
    package let event: OrderEvent
    /// Seals the event and the one before it of its order (see `EventSeal`); `nil` for what
    /// happened before histories were kept.
    package let hash: [UInt8]?

    /// An event as it was stored.
    package init(sequence: Int64, event: OrderEvent, hash: [UInt8]?) {
        self.sequence = sequence
        self.event = event
        self.hash = hash
    }
}
