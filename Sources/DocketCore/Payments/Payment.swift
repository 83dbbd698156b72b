/// What is moved when something is paid, held, or given back: the net amount and the VAT go to
/// accounts of their own.
package struct Payment: Sendable, Equatable {
    /// Where the money comes from.
    package enum Source: String, Sendable, CaseIterable {
        case prepay = "Prepay"
        case card = "Card"
        /// What was held of prepay before.
        case held = "Held"

        /// The account that it comes from.
        package var account: LedgerAccount {
            switch self {
            case .prepay: .prepay
            case .card: .gateway
            case .held: .held
            }
        }
    }

    /// Made by whoever pays.
    package let id: GUID
    /// Without VAT.
    package let exVAT: Money
    /// The VAT.
    package let vat: Money
    /// The order that is paid.
    package let orderID: GUID
    /// The line that it is about; `nil` for all.
    package let line: Int32?

    /// A payment.
    package init(id: GUID, exVAT: Money, vat: Money, orderID: GUID, line: Int32? = nil) {
        self.id = id
        self.exVAT = exVAT
        self.vat = vat
        self.orderID = orderID
        self.line = line
    }

    /// The transfers of paying: what costs nothing needs none.
    ///
    /// - Parameter reference: the gateway's, for a card.
    package func paying(
        from source: Source, reference: Text = "", at now: Timestamp, actor: Text
    ) -> [Transfer] {
        let kind: Transfer.Kind = source == .held ? .capture : .payment
        return transfers(
            kind, net: (source.account, .revenue), vat: (source.account, .vat), reference, now,
            actor)
    }

    /// The transfers of giving it back to where it came from.
    package func refunding(
        to source: Source, reference: Text = "", at now: Timestamp, actor: Text
    ) -> [Transfer] {
        let account: LedgerAccount = source == .card ? .gateway : .prepay
        return transfers(
            .refund, net: (.refunds, account), vat: (.vat, account), reference, now, actor)
    }

    private func transfers(
        _ kind: Transfer.Kind, net: (LedgerAccount, LedgerAccount),
        vat vatAccounts: (LedgerAccount, LedgerAccount), _ reference: Text, _ now: Timestamp,
        _ actor: Text
    ) -> [Transfer] {
        [
            Transfer(
                id: id, kind, from: net.0, to: net.1, exVAT, orderID: orderID, line: line,
                reference: reference, at: now, actor: actor),
            Transfer(
                id: id.next, kind, from: vatAccounts.0, to: vatAccounts.1, vat, orderID: orderID,
                line: line, reference: reference, at: now, actor: actor),
        ].filter { $0.amount > .zero }
    }
}

extension GUID {
    /// The one that differs from it in the last bit: what goes together has ids that do.
    package var next: GUID { GUID(high: high, low: low ^ 1) }
}
