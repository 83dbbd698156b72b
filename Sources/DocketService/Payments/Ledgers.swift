package import DocketCore
package import DocketStore

/// The money of companies: what is paid in, spent, kept back and given back.
///
/// Source: contract, section 9.
package struct Ledgers: Sendable {
    private let database: any Database
    private let changes: Changes

    /// The ledgers in `database`.
    package init(database: any Database, changes: Changes) {
        self.database = database
        self.changes = changes
    }

    /// The most that is moved at once.
    package static let amountMax = Money(pence: 1_000_000_000) ?? .zero

    /// The accounts of a company.
    ///
    /// - Throws: `ServiceError.companyNotFound`; `SQLError`.
    package func accounts(of company: CompanyID) async throws -> Ledger {
        if let kept = try await database.first(CompanyStore.ledger(of: company)) {
            return kept.ledger
        }
        guard try await database.first(CompanyStore.companyExists(company)) != nil else {
            throw ServiceError.companyNotFound(id: "\(company)")
        }
        return Ledger()
    }

    /// The accounts of a company, and its transfers behind a Sequence, in its order; both as they
    /// are at one moment.
    ///
    /// - Throws: `ServiceError.companyNotFound`; `SQLError`.
    package func statement(
        of company: CompanyID, after sequence: Int64, limit: Int
    ) async throws -> (ledger: Ledger, transfers: [KeptTransfer]) {
        try await database.read { connection in
            let store = CompanyStore(connection, company: company)
            guard let kept = try store.ledger() else {
                try store.requireCompany()
                return (Ledger(), [])
            }
            let query = CompanyStore.transfers(of: company, after: sequence, limit: limit)
            return (kept.ledger, try connection.all(query.sql, query.read))
        }
    }

    /// The transfer of that id; `nil` where there is none.
    package func transfer(_ id: GUID, of company: CompanyID) async throws -> Transfer? {
        try await database.read { connection in
            try CompanyStore(connection, company: company).transfer(id)?.transfer
        }
    }

    /// Pays money in, once under its id.
    ///
    /// - Parameters:
    ///   - id: made by whoever pays in; with one that is known nothing is moved.
    ///   - answer: gets the accounts afterwards.
    /// - Throws: `LedgerError`; `ServiceError.companyNotFound`; `SQLError`.
    package func topUp(
        _ id: GUID, by amount: Money, from source: LedgerAccount = .bank, reference: Text,
        as request: ChangeRequest, of company: CompanyID,
        answer: @escaping @Sendable (Ledger) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        try await post(as: request, of: company, answer: answer) { _ in
            [
                Transfer(
                    id: id, .topUp, from: source, to: .prepay, amount, reference: reference,
                    at: request.now, actor: Text(request.actor))
            ]
        }
    }

    /// Keeps some of prepay back for an order that is not paid yet, once under its id.
    ///
    /// - Throws: as `topUp`; `LedgerError.balanceTooLow`.
    package func hold(
        _ id: GUID, _ amount: Money, for order: GUID?, as request: ChangeRequest,
        of company: CompanyID, answer: @escaping @Sendable (Ledger) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        try await post(as: request, of: company, answer: answer) { _ in
            [
                Transfer(
                    id: id, .hold, from: .prepay, to: .held, amount, orderID: order,
                    at: request.now, actor: Text(request.actor))
            ]
        }
    }

    /// Gives what was held back to prepay, all of it, once.
    ///
    /// - Parameter hold: the id of the hold.
    /// - Throws: as `topUp`; `ParcelError.notFound` where there is no such hold,
    ///   `LedgerError.idTaken` where it was spent.
    package func void(
        _ hold: GUID, as request: ChangeRequest, of company: CompanyID,
        answer: @escaping @Sendable (Ledger) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        try await post(as: request, of: company, answer: answer) { store in
            let held = try store.requireHold(hold)
            return [
                Transfer(
                    id: hold.ended, .void, from: .held, to: .prepay, held.amount,
                    orderID: held.orderID, at: request.now, actor: Text(request.actor))
            ]
        }
    }

    /// Keeps an answer that moves no money, so that a repetition gets it again.
    ///
    /// - Throws: `ServiceError.companyNotFound`; `SQLError`.
    package func keep(
        _ answer: KeptAnswer, as request: ChangeRequest, of company: CompanyID
    ) async throws -> KeptAnswer {
        try await changes.write(request) { connection in
            try CompanyStore(connection, company: company).requireCompany()
            return answer
        }
    }

    /// Sets below what prepay must not fall.
    ///
    /// - Parameter limit: zero, or less where the company has credit.
    /// - Throws: `ServiceError.companyNotFound`; `SQLError`.
    package func setPrepayLimit(_ limit: Money, of company: CompanyID) async throws {
        try await database.write(of: company) { connection in
            let store = CompanyStore(connection, company: company)
            try store.requireCompany()
            var kept = try store.ledger() ?? KeptLedger()
            kept.ledger.prepayLimit = limit
            try store.setLedger(kept)
        }
    }

    private func post(
        as request: ChangeRequest, of company: CompanyID,
        answer: @escaping @Sendable (Ledger) throws -> KeptAnswer,
        _ transfers: @escaping @Sendable (CompanyStore) throws -> [Transfer]
    ) async throws -> KeptAnswer {
        try await changes.write(request) { connection in
            let store = CompanyStore(connection, company: company)
            try store.requireCompany()
            return try answer(try store.post(try transfers(store)))
        }
    }
}

extension CompanyStore {
    /// Moves money, each transfer once under its id.
    ///
    /// - Returns: the accounts afterwards.
    /// - Throws: `LedgerError`, `.idTaken` where another transfer has an id; `SQLError`.
    @discardableResult
    func post(_ transfers: [Transfer]) throws -> Ledger {
        var kept = try ledger() ?? KeptLedger()
        var hasMoved = false
        for transfer in transfers {
            if let known = try self.transfer(transfer.id)?.transfer {
                guard known.isRepeated(by: transfer) else { throw LedgerError.idTaken }
                continue
            }
            try kept.ledger.post(transfer)
            kept.hash = TransferSeal.hash(
                transfer, sequence: kept.ledger.sequence, of: company, after: kept.hash)
            try append(
                KeptTransfer(
                    sequence: kept.ledger.sequence, transfer: transfer, hash: kept.hash))
            hasMoved = true
        }
        if hasMoved { try setLedger(kept) }
        return kept.ledger
    }

    /// What is held under an id.
    ///
    /// - Throws: `ParcelError.notFound` where nothing ever was.
    func requireHold(_ id: GUID) throws -> Transfer {
        guard let transfer = try transfer(id)?.transfer, transfer.kind == .hold else {
            throw ParcelError.notFound("\(id)")
        }
        return transfer
    }
}

extension Transfer {
    /// Whether the other is the same wish once more, perhaps later, perhaps by somebody else.
    fileprivate func isRepeated(by other: Transfer) -> Bool {
        id == other.id && kind == other.kind && debit == other.debit && credit == other.credit
            && amount == other.amount && orderID == other.orderID && line == other.line
    }
}

extension GUID {
    /// The id of what ends a hold, by giving it back or by spending it: it is one, so that a hold
    /// ends once.
    var ended: GUID { GUID(named: "docket hold ended \(self)") }
}
