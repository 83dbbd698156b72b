package import DocketCore
import DocketStore

/// Paying parcel orders, and giving the money back: each once, whatever the timing or the number
/// of servers.
///
/// Source: contract, section 9.
package struct Payments: Sendable {
    let changes: Changes

    /// Payments of orders.
    package init(changes: Changes) {
        self.changes = changes
    }

    /// Pays an order, and has it Processed. Who pays once more gets the first answer and pays
    /// nothing.
    ///
    /// - Parameters:
    ///   - reference: the gateway's, for a card.
    ///   - hold: what is spent, where the source is what was held; just of the order's price.
    ///   - answer: gets the order as it is then.
    /// - Throws: `ParcelError.notFound`, `.notPayable`, `.balanceTooLow`; `LedgerError`;
    ///   `SQLError`.
    package func pay(
        _ number: ParcelNumber, from source: Payment.Source, reference: Text = "",
        hold: GUID? = nil, as request: ChangeRequest,
        answer: @escaping @Sendable (FullParcelOrder) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        #if DEBUG
            if let answer = try await payWithBug(
                number, from: source, as: request, answer: answer)
            {
                return answer
            }
        #endif
        return try await changes.write(request) { connection in
            let store = CompanyStore(connection, company: number.company)
            let found = try store.requireParcelOrder(number)
            if found.parcels.paid != nil { return try answer(found) }
            let paid = try store.pay(
                found, from: source, reference: reference, hold: hold, request)
            return try answer(paid)
        }
    }

    /// Gives money back to where it came from: for a line, or for all that is left; each once.
    ///
    /// - Parameters:
    ///   - line: which; `nil` for all.
    ///   - answer: gets the order as it is then.
    /// - Throws: `ParcelError.notFound`, `.notPayable` where it was not paid; `SQLError`.
    package func refund(
        _ number: ParcelNumber, line: Int32?, as request: ChangeRequest,
        answer: @escaping @Sendable (FullParcelOrder) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        try await changes.write(request) { connection in
            let store = CompanyStore(connection, company: number.company)
            let found = try store.requireParcelOrder(number)
            return try answer(try store.refund(found, line: line, request))
        }
    }
}

extension CompanyStore {
    /// Pays an order, and has it Processed.
    ///
    /// - Throws: as `Payments.pay`.
    func pay(
        _ found: FullParcelOrder, from source: Payment.Source, reference: Text, hold: GUID?,
        _ request: ChangeRequest
    ) throws -> FullParcelOrder {
        let (order, parcels) = (found.order, found.parcels)
        if let reason = order.reasonNotToPay(at: request.now) {
            throw ParcelError.notPayable(reason)
        }
        guard let exVAT = parcels.exVAT, let vat = parcels.vat, let price = found.price
        else { throw ParcelError.notPayable("The sum is too large") }
        if let hold, try requireHold(hold).amount != price {
            throw ParcelError.notPayable("The hold is not of £\(price), which the order costs")
        }
        // Before anything is written: an order may be such that it can't be Processed.
        let processed: Order
        do {
            processed = try order.paid(in: company, at: request.now)
        } catch is OrderError {
            throw ParcelError.notPayable(
                "The order can't be processed as it is; please ask whoever made it")
        }
        let payment = Payment(
            id: hold?.ended ?? GUID(named: "docket payment \(company) \(order.id)"),
            exVAT: exVAT, vat: vat, orderID: order.id)
        do {
            try post(
                payment.paying(
                    from: source, reference: reference, at: request.now,
                    actor: Text(request.actor)))
        } catch LedgerError.balanceTooLow(.prepay, _, _) {
            // What is kept: the net amount may have been enough, and the VAT too much.
            let balance = try ledger()?.ledger[.prepay] ?? .zero
            throw ParcelError.balanceTooLow(balance: balance, price: price)
        }
        let paid = ParcelOrder.Paid(at: request.now, source: source, paymentID: payment.id)
        guard try setPaid(paid, order.id) else {
            throw SQLError.conflict
        }
        var after = FullParcelOrder(
            order: processed, parcels: parcels, of: company)
        try update(order, to: after.order)
        try append(
            from: order, to: after.order, by: nil, actor: request.actor, as: .paid)
        for line in parcels.lines {
            try append(
                TrackingEvent(
                    number: 1, at: request.now, stage: .booked,
                    description: "The shipment is booked and paid."),
                to: order.id, line: line.line, at: request.now, by: request.actor)
        }
        after.parcels.paid = paid
        return after
    }

    fileprivate func refund(
        _ found: FullParcelOrder, line: Int32?, _ request: ChangeRequest
    ) throws -> FullParcelOrder {
        guard let paid = found.parcels.paid else {
            throw ParcelError.notPayable("The order was not paid, so there is nothing to refund")
        }
        if let line, !found.parcels.lines.contains(where: { $0.line == line }) {
            throw ParcelError.notFound("\(found.number.line(line))")
        }
        var after = FullParcelOrder(
            order: found.order.touched(at: request.now), parcels: found.parcels, of: company)
        var transfers: [Transfer] = []
        for place in after.parcels.lines.indices {
            let present = after.parcels.lines[place]
            guard line == nil || present.line == line, !present.isRefunded else { continue }
            let payment = Payment(
                id: GUID(named: "docket refund \(company) \(found.order.id) \(present.line)"),
                exVAT: present.exVAT, vat: present.vat, orderID: found.order.id,
                line: present.line)
            transfers += payment.refunding(
                to: paid.source, at: request.now, actor: Text(request.actor))
            after.parcels.lines[place].refundedExVAT = present.exVAT
            after.parcels.lines[place].refundedVAT = present.vat
            try setRefunded(after.parcels.lines[place], of: found.order.id)
        }
        // It was given back before.
        guard !transfers.isEmpty else { return found }
        try post(transfers)
        if paid.source == .card { try giveBack(transfers, of: found, at: request.now) }
        try update(found.order, to: after.order)
        try append(
            from: found.order, to: after.order, by: nil, actor: request.actor, as: .refunded)
        return after
    }
}

extension CompanyStore {
    /// Has the gateway give back to the card what refunds of an order have brought.
    private func giveBack(
        _ transfers: [Transfer], of found: FullParcelOrder, at now: Timestamp
    ) throws {
        let payment = try cardPayments(for: found.order.id).last { $0.state == .paid }
        guard let payment else {
            throw ParcelError.notPayable("The order's payment by card is not known")
        }
        for (line, parts) in Dictionary(grouping: transfers, by: \.line) {
            guard let amount = Money.sum(parts.map(\.amount)) else { continue }
            try giveBack(
                amount, of: payment.id,
                as: GUID(named: "docket card refund \(company) \(payment.id) \(line ?? 0)"),
                at: now)
        }
    }
}

extension Order {
    /// Why the order can't be paid; `nil` where it can.
    package func reasonNotToPay(at now: Timestamp) -> String? {
        if isExpired(at: now) { return "The order has expired; please make a new one" }
        return switch state {
        case .created, .pending, .processed: nil
        case .cancelled: "The order was cancelled"
        case .completed: "The order is completed"
        }
    }

    /// The order once it is paid: Processed, unless it was before.
    fileprivate func paid(in company: CompanyID, at now: Timestamp) throws -> Order {
        guard state.isEditable else { return touched(at: now) }
        return try performing(
            .process, bodyID: id, bodyFaults: [],
            in: OrderContext(company: company, now: now, isLenient: true))
    }
}

extension ParcelLine {
    /// Whether all of it was given back.
    package var isRefunded: Bool { refundedExVAT == exVAT && refundedVAT == vat }
}
