package import DocketCore
import DocketStore

/// Rows of parcels and money, with values at the edges of what they may be.
package enum SampleParcels {
    /// What makes an order one of parcels, paid and in part given back.
    package static func order(_ id: GUID, _ rows: inout SampleRows) -> ParcelOrder {
        var customer = ParcelCustomer()
        customer.email = "ünï@example.test"
        customer.forename = "\u{1F4E6}"
        customer.surname = "e\u{301}"
        customer.reference = "\"\\\u{2028}"
        var first = ParcelLine(
            line: 1, itemID: rows.guid(), clientItemID: "\(GUID.zero)", service: "a-b",
            exVAT: money(1119), vat: money(224), document: #"{"Service":"☂ \"x\""}"#)
        first.refundedExVAT = money(1119)
        first.refundedVAT = money(224)
        let second = ParcelLine(
            line: 999, itemID: rows.guid(), clientItemID: "", service: "",
            exVAT: money(99_999_999_999), vat: .zero, document: "{}")
        return ParcelOrder(
            orderID: id, cardVersion: .max, customer: customer, lines: [first, second],
            paid: .init(at: SampleRows.dusk, source: .card, paymentID: rows.guid()))
    }

    /// What happened to its first line.
    package static let events = [
        TrackingEvent(
            number: 1, at: SampleRows.dawn, stage: .booked, description: "", parcel: nil),
        TrackingEvent(
            number: 2, at: SampleRows.dusk, stage: .majorError, description: "Ørsted \u{1F4E6}",
            details: "a\r\n\tb", location: "e\u{301}", parcel: 50),
    ]

    /// Accounts after a transfer, and it.
    package static func money(
        of order: GUID, _ rows: inout SampleRows
    ) -> (KeptLedger, KeptTransfer) {
        let hash = [UInt8](0..<32)
        let transfer = Transfer(
            id: rows.guid(), .topUp, from: .bank, to: .prepay, money(1), orderID: order, line: 999,
            reference: "☂ 'quoted'", at: SampleRows.dusk, actor: "a/b")
        let ledger = Ledger(
            sequence: 1,
            balances: [.bank: money(-99_999_999_999), .prepay: money(99_999_999_999)],
            prepayLimit: money(-500))
        return (
            KeptLedger(ledger: ledger, hash: hash),
            KeptTransfer(sequence: 1, transfer: transfer, hash: hash)
        )
    }

    /// Payments by card, of an order and of none.
    package static func cardPayments(
        of order: GUID, _ rows: inout SampleRows
    ) -> [CardPayment] {
        [
            CardPayment(
                id: rows.guid(), for: .order(order), amount: money(1), gateway: "stripe",
                reference: "cs_☂", state: .surplus, createdAt: SampleRows.dawn,
                modifiedAt: SampleRows.dusk, actor: "a"),
            CardPayment(
                id: rows.guid(), for: .topUp(rows.guid()), amount: money(99_999_999_999),
                gateway: "",
                reference: nil, state: .open, createdAt: SampleRows.now,
                modifiedAt: SampleRows.now, actor: ""),
        ]
    }

    /// Refunds of a payment by card, one that waits and one that is done.
    package static func cardRefunds(
        of payment: GUID, _ rows: inout SampleRows
    ) -> [CardRefund] {
        [
            CardRefund(
                id: rows.guid(), of: payment, amount: money(99_999_999_999), tries: 3,
                dueAt: SampleRows.dusk, createdAt: SampleRows.dawn, modifiedAt: SampleRows.dusk),
            CardRefund(
                id: rows.guid(), of: payment, amount: money(1), dueAt: nil,
                createdAt: SampleRows.now, modifiedAt: SampleRows.now),
        ]
    }

    /// So many pence.
    package static func money(_ pence: Int64) -> Money { Money(pence: pence) ?? .zero }
}

extension Database {
    /// Puts rows into every table of parcels and money.
    ///
    /// - Parameter order: an order that is there.
    func fillParcels(
        of company: CompanyID, _ order: GUID, _ rows: inout SampleRows
    ) async throws {
        let parcels = SampleParcels.order(order, &rows)
        let (ledger, transfer) = SampleParcels.money(of: order, &rows)
        let payments = SampleParcels.cardPayments(of: order, &rows)
        let refunds = SampleParcels.cardRefunds(of: payments[0].id, &rows)
        try await write(of: company) { connection throws in
            let store = CompanyStore(connection, company: company)
            for tables in [RateCard.sandboxTables, [.zones: [["☂", "\"x\"", "", "\u{2028}"]]]] {
                _ = try store.addRateCard(tables, at: SampleRows.dusk, by: "ünïcode")
            }
            try store.insert(parcels)
            if let paid = parcels.paid { _ = try store.setPaid(paid, order) }
            for event in SampleParcels.events {
                try store.append(event, to: order, line: 1, at: SampleRows.dusk, by: "a/b")
            }
            try store.setLedger(ledger)
            try store.append(transfer)
            for payment in payments { try store.insert(payment) }
            for refund in refunds { try store.insert(refund) }
        }
    }
}
