/// A payment by card that a gateway was asked for.
package struct CardPayment: Sendable, Equatable {
    /// How far it is.
    package enum State: String, Sendable, CaseIterable {
        /// The customer is at the gateway, or never came back.
        case open = "Open"
        /// The gateway has the money.
        case paid = "Paid"
        /// The gateway refused it, or the customer gave up.
        case failed = "Failed"
        /// The gateway has the money, and there is nothing any more to pay with it: it is to be
        /// given back.
        case surplus = "Surplus"
    }

    /// Made when it is asked for.
    package let id: GUID
    /// The order that it is for; `nil` for a top-up.
    package let orderID: GUID?
    /// How much.
    package let amount: Money
    /// Which gateway.
    package let gateway: Text
    /// What the gateway calls it; `nil` until it is known.
    package var reference: Text?
    /// How far it is.
    package var state: State
    /// When it was asked for.
    package let createdAt: Timestamp
    /// When it last changed.
    package var modifiedAt: Timestamp
    /// Who asked.
    package let actor: Text

    /// A payment.
    package init(
        id: GUID, orderID: GUID?, amount: Money, gateway: Text, reference: Text?, state: State,
        createdAt: Timestamp, modifiedAt: Timestamp, actor: Text
    ) {
        self.id = id
        self.orderID = orderID
        self.amount = amount
        self.gateway = gateway
        self.reference = reference
        self.state = state
        self.createdAt = createdAt
        self.modifiedAt = modifiedAt
        self.actor = actor
    }
}
