package import DocketCore
package import DocketStore

/// Which gateways take money by card.
package struct GatewaySettings: Sendable {
    /// Whether the sandbox's own is there.
    package var isSandbox: Bool
    /// Stripe, where that is used; then customers pay there.
    package var stripe: StripeSettings?

    /// Settings; nobody pays by card by the usual ones.
    package init(isSandbox: Bool = false, stripe: StripeSettings? = nil) {
        self.isSandbox = isSandbox
        self.stripe = stripe
    }
}

/// Payments by card: a gateway is asked, the customer pays there, and an event of the gateway
/// confirms it. Whatever comes late, twice or too much is harmless: an order is charged once, and
/// the rest goes back to the card.
///
/// Source: contract, section 9.
package struct CardPayments: Sendable {
    let database: any Database
    private let feed: EventFeed
    private let gateways: [any CardGateway]
    /// The sandbox's, where it is there.
    package let sandbox: SandboxGateway?

    /// The payments by card in `database`.
    package init(
        database: any Database, feed: EventFeed, settings: GatewaySettings,
        capabilities: Capabilities, clock: WallClock
    ) {
        self.database = database
        self.feed = feed
        sandbox =
            settings.isSandbox ? SandboxGateway(capabilities: capabilities, clock: clock) : nil
        var gateways: [any CardGateway] = []
        if let stripe = settings.stripe { gateways.append(StripeGateway(stripe)) }
        if let sandbox { gateways.append(sandbox) }
        self.gateways = gateways
    }

    /// Where customers pay; `nil` where nobody can pay by card.
    package var gateway: (any CardGateway)? { gateways.first }

    func gateway(named name: Text) -> (any CardGateway)? {
        gateways.first { Text($0.name) == name }
    }

    // MARK: - Asking for a payment

    /// What is to be paid by card.
    package struct Wish: Sendable {
        /// What it is for.
        package let purpose: CardPayment.Purpose
        /// How much.
        package let amount: Money
        /// What is paid, as the customer reads it.
        package let title: String
        /// The address of this server, without a slash at its end.
        package let server: String
        /// Path and query of the page to which the customer comes back.
        package let returnPath: String

        /// A wish.
        package init(
            _ purpose: CardPayment.Purpose, _ amount: Money, title: String, server: String,
            returnPath: String
        ) {
            self.purpose = purpose
            self.amount = amount
            self.title = title
            self.server = server
            self.returnPath = returnPath
        }
    }

    /// Where a customer goes on.
    package enum Step: Sendable, Equatable {
        /// To a page of the gateway.
        case page(String)
        /// Nowhere: it is paid.
        case paid
        /// Nowhere: the gateway still works on it.
        case working
    }

    /// Asks the gateway for a payment; who asks again, before it is paid, gets the same one.
    ///
    /// - Throws: `ParcelError.notFound`, `.notPayable`; `GatewayError`; `SQLError`.
    package func begin(
        _ wish: Wish, of company: CompanyID, actor: String, at now: Timestamp
    ) async throws -> Step {
        guard let gateway else { throw GatewayError.unknown }
        // What was open may turn out to have failed; then a second one is made.
        for _ in 0..<2 {
            let open = try await openPayment(
                wish, at: gateway.name, of: company, actor: actor, now: now)
            guard let open else { return .paid }
            if let step = try await step(of: open, wish, at: gateway, of: company, at: now) {
                return step
            }
        }
        throw GatewayError.unavailable(detail: "two payments failed one after the other")
    }

    /// Asks the gateway what has become of the payments of an order or a top-up that are open:
    /// the customer may be back before the event is here.
    ///
    /// - Returns: `nil` where nothing is open.
    /// - Throws: `GatewayError`; `SQLError`.
    package func look(
        _ wish: Wish, of company: CompanyID, at now: Timestamp
    ) async throws -> Step? {
        let payments = try await database.read { connection in
            try CompanyStore(connection, company: company).cardPayments(for: wish.purpose.id)
        }
        guard let open = payments.last(where: { $0.state == .open && $0.reference != nil }),
            let gateway = gateway(named: open.gateway)
        else { return nil }
        return try await step(of: open, wish, at: gateway, of: company, at: now)
    }

    /// - Returns: `nil` where the payment has failed.
    private func step(
        of open: CardPayment, _ wish: Wish, at gateway: any CardGateway, of company: CompanyID,
        at now: Timestamp
    ) async throws -> Step? {
        let checkout = CardCheckout(open, of: company, wish)
        let found =
            open.reference == nil
            ? try await gateway.begin(checkout) : try await gateway.look(at: checkout)
        if found.outcome != .open(page: nil) || open.reference == nil {
            try await take(
                GatewayEvent(company: company, paymentID: open.id, payment: found),
                from: gateway.name, at: now)
        }
        switch found.outcome {
        case .open(let page): return page.map { .page($0) } ?? .working
        case .paid: return .paid
        case .failed: return nil
        }
    }

    /// The payment that is open, or a new one; `nil` where all is paid.
    private func openPayment(
        _ wish: Wish, at gateway: String, of company: CompanyID, actor: String, now: Timestamp
    ) async throws -> CardPayment? {
        var random = SecureRandom()
        let id = GUID.version7(at: now, using: &random)
        return try await database.write(of: company) { connection in
            let store = CompanyStore(connection, company: company)
            guard try !store.isPaid(wish.purpose, at: now) else { return nil }
            let open = try store.cardPayments(for: wish.purpose.id).last { payment in
                payment.state == .open && payment.gateway == Text(gateway)
                    && payment.amount == wish.amount
            }
            if let open { return open }
            let made = CardPayment(
                id: id, for: wish.purpose, amount: wish.amount, gateway: Text(gateway),
                createdAt: now, modifiedAt: now, actor: Text(actor))
            try store.insert(made)
            return made
        }
    }

    // MARK: - What gateways tell

    /// Takes what a gateway has sent.
    ///
    /// - Parameters:
    ///   - name: the gateway's, as the address has it.
    ///   - signature: the value of a field of the header.
    /// - Throws: `GatewayError.unknown`, `.untrusted`, `.malformed`; `SQLError`.
    package func take(
        _ body: [UInt8], signature: (String) -> String?, from name: String, at now: Timestamp
    ) async throws {
        guard let gateway = gateway(named: Text(name)) else { throw GatewayError.unknown }
        let event = try await gateway.event(body, signature: signature(gateway.signatureField))
        guard let event else { return }
        try await take(event, from: name, at: now)
    }

    private func take(
        _ event: GatewayEvent, from gateway: String, at now: Timestamp
    ) async throws {
        let request = ChangeRequest(
            company: event.company, actor: "gateway \(gateway)", now: now)
        try await database.write(of: event.company) { connection in
            let store = CompanyStore(connection, company: event.company)
            guard let payment = try store.cardPayment(event.paymentID),
                payment.gateway == Text(gateway)
            else { return }
            try store.settle(payment, event.payment, request)
        }
        feed.wake(event.company)
    }
}

extension CompanyStore {
    /// Whether there is nothing to pay any more.
    ///
    /// - Throws: `ParcelError.notFound`, `.notPayable`; `SQLError`.
    fileprivate func isPaid(_ purpose: CardPayment.Purpose, at now: Timestamp) throws -> Bool {
        switch purpose {
        case .order(let id):
            let found = try requireParcelOrder(id)
            if found.parcels.paid != nil { return true }
            if let reason = found.order.reasonNotToPay(at: now) {
                throw ParcelError.notPayable(reason)
            }
            return false
        case .topUp(let id):
            return try transfer(id) != nil
        }
    }

    /// Has a payment become what the gateway says; once.
    fileprivate func settle(
        _ payment: CardPayment, _ found: GatewayPayment, _ request: ChangeRequest
    ) throws {
        guard !payment.isPaid else { return }
        var after = payment
        after.reference = found.reference
        after.modifiedAt = request.now
        switch found.outcome {
        case .open:
            guard payment.state == .open, payment.reference != found.reference else { return }
        case .failed:
            guard payment.state == .open else { return }
            after.reference = payment.reference
            after.state = .failed
        case .paid(let amount):
            let isUsed = try amount == payment.amount && use(after, request)
            after.state = isUsed ? .paid : .surplus
            if !isUsed {
                try giveBack(
                    amount ?? payment.amount, of: after.id, as: after.id.surplus, at: request.now)
            }
        }
        try update(after)
    }

    /// Pays with the money that the gateway has.
    ///
    /// - Returns: false where there is nothing any more to pay with it.
    private func use(_ payment: CardPayment, _ request: ChangeRequest) throws -> Bool {
        let reference = payment.reference ?? ""
        switch payment.purpose {
        case .order(let id):
            let found = try requireParcelOrder(id)
            guard found.parcels.paid == nil, found.price == payment.amount,
                found.order.reasonNotToPay(at: request.now) == nil
            else { return false }
            do {
                _ = try pay(found, from: .card, reference: reference, hold: nil, request)
            } catch ParcelError.notPayable {
                // Such as without a Customer to bill; nothing is written then.
                return false
            }
        case .topUp(let id):
            guard try transfer(id) == nil else { return false }
            try post([
                Transfer(
                    id: id, .topUp, from: .gateway, to: .prepay, payment.amount,
                    reference: reference, at: request.now, actor: payment.actor)
            ])
        }
        return true
    }

    /// Has the gateway give money back.
    func giveBack(
        _ amount: Money, of payment: GUID, as id: GUID, at now: Timestamp
    ) throws(SQLError) {
        try insert(
            CardRefund(
                id: id, of: payment, amount: amount, dueAt: now, createdAt: now, modifiedAt: now))
    }
}

extension GUID {
    /// The id of the refund of a payment that was too much.
    fileprivate var surplus: GUID { GUID(high: high, low: low ^ 3) }
}
