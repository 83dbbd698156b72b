package import DocketCore
import DocketStore
package import Logging

/// Has gateways give money back to cards, until they have.
package struct CardRefunds: Sendable {
    private let payments: CardPayments

    /// Refunds of one look: a gateway may take long, and a lease ends.
    private static let refundsMax = 15
    /// Companies of one look.
    private static let companiesMax: Int64 = 1000

    /// The refunds of payments by card.
    package init(payments: CardPayments) { self.payments = payments }

    /// The companies of which a refund is due.
    func companies(at now: Timestamp) async throws -> [CompanyID?] {
        try await payments.database.all(
            SystemStore.companiesWithRefunds(at: now, limit: Self.companiesMax))
    }

    /// What was not given back yet, by when it will be tried.
    package func waiting(of company: CompanyID, limit: Int) async throws -> [CardRefund] {
        try await payments.database.all(
            CompanyStore.waitingRefunds(
                of: company, dueBy: Timestamp(microseconds: .max), limit: limit))
    }

    /// Has the gateways give back what is due of a company.
    ///
    /// - Returns: how much was given back.
    package func give(
        of company: CompanyID, at now: Timestamp, logger: Logger
    ) async throws -> Int {
        let due = try await payments.database.all(
            CompanyStore.waitingRefunds(of: company, dueBy: now, limit: Self.refundsMax))
        var count = 0
        for refund in due {
            do {
                try await give(refund, of: company)
                try await note(refund.done(at: now), of: company)
                count += 1
            } catch let error as GatewayError {
                logger.warning(
                    "can't refund a card",
                    metadata: [
                        "company": "\(company)", "refund": "\(refund.id)",
                        "tries": "\(refund.tries + 1)", "error": "\(error)",
                    ])
                try await note(refund.postponed(at: now), of: company)
            }
        }
        return count
    }

    private func give(_ refund: CardRefund, of company: CompanyID) async throws {
        let found = try await payments.database.read { connection in
            try CompanyStore(connection, company: company).cardPayment(refund.paymentID)
        }
        guard let payment = found, let reference = payment.reference,
            let gateway = payments.gateway(named: payment.gateway)
        else { throw GatewayError.unknown }
        try await gateway.refund(refund, of: reference)
    }

    private func note(_ refund: CardRefund, of company: CompanyID) async throws {
        try await payments.database.write(of: company) { connection in
            try CompanyStore(connection, company: company).update(refund)
        }
    }
}
