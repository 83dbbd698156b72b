import DocketCore
import DocketStore

/// Sees whether a company's money is where its transfers brought it: nobody has changed them, each
/// could be made, the sum over all accounts is zero, and what orders say of their payment is true.
///
/// Source: contract, section 9.
struct LedgerCheck {
    /// Transfers that are read at a time.
    private static let transfersMax = 512

    private let database: any Database
    private let company: CompanyID

    init(_ database: any Database, of company: CompanyID) {
        self.database = database
        self.company = company
    }

    /// Checks all, up to where the accounts were when it began.
    ///
    /// - Returns: how many transfers there are.
    /// - Throws: `CheckFinding` at the first thing that differs; `SQLError`.
    func run() async throws -> Int {
        var replay = Replay(company: company)
        while true {
            let page = try await database.all(
                CompanyStore.transfers(
                    of: company, after: replay.ledger.sequence, limit: Self.transfersMax))
            for transfer in page { try replay.take(transfer) }
            if page.count < Self.transfersMax { break }
        }
        let behind = replay
        return try await database.read { connection in
            try Self.finish(behind, CompanyStore(connection, company: company))
        }
    }

    /// Takes what came meanwhile, and compares all with what is kept: in one snapshot, since a
    /// server may be at work.
    private static func finish(_ behind: Replay, _ store: CompanyStore) throws -> Int {
        var replay = behind
        for transfer in try store.transfers(after: replay.ledger.sequence) {
            try replay.take(transfer)
        }
        let kept = try store.ledger() ?? KeptLedger()
        guard replay.ledger.sequence == kept.ledger.sequence, replay.hash == kept.hash else {
            throw CheckFinding.brokenTransfer(
                company: store.company, sequence: kept.ledger.sequence)
        }
        for account in LedgerAccount.allCases where replay.ledger[account] != kept.ledger[account] {
            throw CheckFinding.balance(company: store.company, account: account.rawValue)
        }
        let cards = try store.cardSums()
        guard cards.paid == replay.fromCards, cards.refunded == replay.toCards else {
            throw CheckFinding.cards(company: store.company)
        }
        if let order = try store.orderPaidOtherwise(than: replay.paid) {
            throw CheckFinding.payment(company: store.company, order: order)
        }
        return Int(kept.ledger.sequence)
    }

    /// The accounts, transfer by transfer.
    private struct Replay {
        let company: CompanyID
        var ledger: Ledger
        var hash = KeptLedger().hash
        /// What was paid for orders, less what was given back.
        var paid: [GUID: Money] = [:]
        /// What came from the gateway.
        var fromCards = Money.zero
        /// What went back to it.
        var toCards = Money.zero

        init(company: CompanyID) {
            self.company = company
            // The limit may have been lower at some time: what it is now says nothing.
            ledger = Ledger(prepayLimit: Money(tenThousandths: 1 - Money.limit) ?? .zero)
        }

        mutating func take(_ kept: KeptTransfer) throws {
            let broken = CheckFinding.brokenTransfer(company: company, sequence: kept.sequence)
            guard kept.sequence == ledger.sequence + 1 else { throw broken }
            hash = TransferSeal.hash(
                kept.transfer, sequence: kept.sequence, of: company, after: hash)
            guard hash == kept.hash else { throw broken }
            do {
                try ledger.post(kept.transfer)
            } catch {
                throw broken
            }
            note(kept.transfer)
        }

        private mutating func note(_ transfer: Transfer) {
            if transfer.debit == .gateway {
                fromCards = fromCards.adding(transfer.amount) ?? .zero
            }
            if transfer.credit == .gateway {
                toCards = toCards.adding(transfer.amount) ?? .zero
            }
            guard let order = transfer.orderID else { return }
            let before = paid[order] ?? .zero
            switch transfer.kind {
            case .payment, .capture: paid[order] = before.adding(transfer.amount)
            case .refund: paid[order] = before.subtracting(transfer.amount)
            case .topUp, .hold, .void: break
            }
        }
    }
}
