/// A payment by card that a gateway was asked for.
package struct CardPayment: Sendable, Equatable {
    /// What is paid.
    package enum Purpose: Sendable, Hashable {
        /// An order.
        case order(GUID)
        /// Money for prepay, once under its id.
        case topUp(GUID)

        /// Of the order, or of the top-up.
        package var id: GUID {
            switch self {
            case .order(let id), .topUp(let id): id
            }
        }
    }

    /// How far it is.
    package enum State: String, Sendable, CaseIterable {
        /// The customer is at the gateway, or never came back.
        case open = "Open"
        /// The gateway has the money.
        case paid = "Paid"
        /// The gateway refused it, or the customer gave up.
        case failed = "Failed"
        /// The gateway has the money, and there is nothing any more to pay with it: it goes back
        /// to the card.
        case surplus = "Surplus"
    }

    /// Made when it is asked for; the gateway gets it, so that it is asked once.
    package let id: GUID
    /// What it is for.
    package let purpose: Purpose
    /// How much.
    package let amount: Money
    /// Which gateway, by its name.
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
        id: GUID, for purpose: Purpose, amount: Money, gateway: Text, reference: Text? = nil,
        state: State = .open, createdAt: Timestamp, modifiedAt: Timestamp, actor: Text
    ) {
        self.id = id
        self.purpose = purpose
        self.amount = amount
        self.gateway = gateway
        self.reference = reference
        self.state = state
        self.createdAt = createdAt
        self.modifiedAt = modifiedAt
        self.actor = actor
    }

    /// Whether the gateway has the money.
    package var isPaid: Bool { state == .paid || state == .surplus }
}

/// Money that a gateway is to give back to a card.
package struct CardRefund: Sendable, Equatable {
    /// Made when it is wanted; the gateway gets it, so that it gives back once.
    package let id: GUID
    /// The payment that it is of.
    package let paymentID: GUID
    /// How much, with VAT.
    package let amount: Money
    /// How often the gateway was asked in vain.
    package var tries: Int32
    /// When the gateway is to be asked; `nil` once it has given the money back.
    package var dueAt: Timestamp?
    /// When it was wanted.
    package let createdAt: Timestamp
    /// When it last changed.
    package var modifiedAt: Timestamp

    /// A refund.
    package init(
        id: GUID, of paymentID: GUID, amount: Money, tries: Int32 = 0, dueAt: Timestamp?,
        createdAt: Timestamp, modifiedAt: Timestamp
    ) {
        self.id = id
        self.paymentID = paymentID
        self.amount = amount
        self.tries = tries
        self.dueAt = dueAt
        self.createdAt = createdAt
        self.modifiedAt = modifiedAt
    }

    /// The first pause after a try in vain, in seconds; each one after it is twice as long.
    private static let pauseSeconds: Int64 = 30
    /// The longest pause, in seconds.
    private static let pauseSecondsMax: Int64 = 3600

    /// The refund after a try in vain: the money is owed, so that it is tried until it is given.
    package func postponed(at now: Timestamp) -> CardRefund {
        var after = self
        let pause = Self.pauseSeconds << Int64(min(tries, 10))
        after.tries += 1
        after.dueAt = now.adding(seconds: min(pause, Self.pauseSecondsMax))
        after.modifiedAt = now
        return after
    }

    /// The refund once the gateway has given the money back.
    package func done(at now: Timestamp) -> CardRefund {
        var after = self
        after.dueAt = nil
        after.modifiedAt = now
        return after
    }
}
