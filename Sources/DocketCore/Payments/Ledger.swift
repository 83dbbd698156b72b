/// Where a company's money is. What one account loses another one gets, so that the sum over all
/// of them is always zero.
///
/// Source: contract, section 9.
package enum LedgerAccount: String, Sendable, CaseIterable {
    /// Paid in advance, to be spent.
    case prepay
    /// Kept back from prepay for something that is not done yet.
    case held
    /// Earned, without VAT.
    case revenue
    /// VAT, owed to the state.
    case vat
    /// Given back of what was earned, without VAT.
    case refunds
    /// At the payment gateway: below zero by what it owes.
    case gateway
    /// Outside, such as the bank: below zero by what came from there.
    case bank

    /// Whether it has a limit below which it must not fall.
    package var isLimited: Bool {
        switch self {
        case .prepay, .held: true
        case .revenue, .vat, .refunds, .gateway, .bank: false
        }
    }
}

/// Money on its way from one account to another: never changed, never deleted.
package struct Transfer: Sendable, Hashable {
    /// What it is for.
    package enum Kind: String, Sendable, CaseIterable {
        case topUp = "TopUp"
        case payment = "Payment"
        case hold = "Hold"
        case capture = "Capture"
        case void = "Void"
        case refund = "Refund"
    }

    /// Made by whoever wants it, so that it happens once however often it is asked for.
    package let id: GUID
    /// What it is for.
    package let kind: Kind
    /// The account that loses.
    package let debit: LedgerAccount
    /// The account that gets.
    package let credit: LedgerAccount
    /// How much, above zero.
    package let amount: Money
    /// The order that it is about; `nil` for none.
    package let orderID: GUID?
    /// The order's line that it is about, from 1; `nil` for all of it.
    package let line: Int32?
    /// Words for it, such as the bank's or the gateway's; empty for none.
    package let reference: Text
    /// When it happened.
    package let at: Timestamp
    /// Who wanted it.
    package let actor: Text

    /// A transfer.
    package init(
        id: GUID, _ kind: Kind, from debit: LedgerAccount, to credit: LedgerAccount,
        _ amount: Money, orderID: GUID? = nil, line: Int32? = nil, reference: Text = "",
        at: Timestamp, actor: Text
    ) {
        self.id = id
        self.kind = kind
        self.debit = debit
        self.credit = credit
        self.amount = amount
        self.orderID = orderID
        self.line = line
        self.reference = reference
        self.at = at
        self.actor = actor
    }
}

/// Why money was not moved.
package enum LedgerError: Error, Sendable, Equatable {
    /// The amount is not above zero, or both accounts are the same.
    case noTransfer
    /// The account would fall below its limit.
    case balanceTooLow(LedgerAccount, balance: Money, wanted: Money)
    /// A sum would be too large to be kept.
    case tooMuch
    /// Another transfer has the id.
    case idTaken
}

/// A company's accounts at one moment: what follows from all transfers up to there.
package struct Ledger: Sendable, Equatable {
    /// How many transfers there were.
    package private(set) var sequence: Int64
    /// What is in each account; zero where nothing is said.
    package private(set) var balances: [LedgerAccount: Money]
    /// Below this prepay must not fall: 0, or less where there is credit.
    package var prepayLimit: Money

    /// Accounts as they were stored; nothing in a new company's.
    package init(
        sequence: Int64 = 0, balances: [LedgerAccount: Money] = [:], prepayLimit: Money = .zero
    ) {
        self.sequence = sequence
        self.balances = balances.filter { $0.value != .zero }
        self.prepayLimit = prepayLimit
    }

    /// What is in an account.
    package subscript(_ account: LedgerAccount) -> Money { balances[account] ?? .zero }

    /// The sum over all accounts; zero, unless somebody has changed what was stored. `nil` where it
    /// is too large.
    package var sum: Money? { Money.sum(LedgerAccount.allCases.map { self[$0] }) }

    /// Moves money.
    ///
    /// - Throws: `.noTransfer`, `.balanceTooLow`, `.tooMuch`; then nothing has moved.
    package mutating func post(_ transfer: Transfer) throws(LedgerError) {
        guard transfer.amount > .zero, transfer.debit != transfer.credit else {
            throw .noTransfer
        }
        guard let debit = self[transfer.debit].subtracting(transfer.amount),
            let credit = self[transfer.credit].adding(transfer.amount)
        else { throw .tooMuch }
        if transfer.debit.isLimited, debit < limit(of: transfer.debit) {
            throw .balanceTooLow(
                transfer.debit, balance: self[transfer.debit], wanted: transfer.amount)
        }
        balances[transfer.debit] = debit == .zero ? nil : debit
        balances[transfer.credit] = credit == .zero ? nil : credit
        sequence += 1
    }

    private func limit(of account: LedgerAccount) -> Money {
        account == .prepay ? prepayLimit : .zero
    }
}

/// A company's accounts as they are kept, with the seal of the last transfer.
package struct KeptLedger: Sendable, Equatable {
    /// The accounts.
    package var ledger: Ledger
    /// The hash of the last transfer; 32 zero bytes before the first.
    package var hash: [UInt8]

    /// Accounts.
    package init(ledger: Ledger = Ledger(), hash: [UInt8] = .init(repeating: 0, count: 32)) {
        self.ledger = ledger
        self.hash = hash
    }
}

/// A transfer with its place among those of the company.
package struct KeptTransfer: Sendable, Equatable {
    /// Grows by one within the company with each transfer.
    package let sequence: Int64
    /// What was moved.
    package let transfer: Transfer
    /// Seals the transfer and all before it (see `TransferSeal`).
    package let hash: [UInt8]

    /// A transfer as it was stored.
    package init(sequence: Int64, transfer: Transfer, hash: [UInt8]) {
        self.sequence = sequence
        self.transfer = transfer
        self.hash = hash
    }
}
