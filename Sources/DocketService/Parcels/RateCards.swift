package import DocketCore
package import DocketStore
import Synchronization

/// Companies' rate cards: the one that holds, and those that older orders were priced by.
///
/// A class, since all requests share the cards that were read.
package final class RateCards: Sendable {
    /// How many cards are kept in memory.
    private static let knownMax = 64

    /// A card with its version.
    package struct Versioned: Sendable {
        /// Which version of the company's card it is.
        package let version: Int64
        /// The card.
        package let card: RateCard
    }

    private struct Key: Hashable {
        let company: CompanyID
        let version: Int64
    }

    private let database: any Database
    private let changes: Changes
    private let known = Mutex<[Key: RateCard]>([:])

    /// The cards in `database`.
    package init(database: any Database, changes: Changes) {
        self.database = database
        self.changes = changes
    }

    /// The card that holds.
    ///
    /// - Throws: `ParcelError.invalid` where the company has none; `SQLError`.
    package func current(of company: CompanyID) async throws -> Versioned {
        guard let version = try await database.first(CompanyStore.rateCardVersion(of: company)),
            let version, let card = try await card(version, of: company)
        else {
            throw ParcelError.invalid([
                ParcelFault(.service, "The company has no rate card, so it can't send parcels yet")
            ])
        }
        return Versioned(version: version, card: card)
    }

    /// A version of the card; `nil` where there is none such.
    package func card(_ version: Int64, of company: CompanyID) async throws -> RateCard? {
        let key = Key(company: company, version: version)
        if let card = known.withLock({ $0[key] }) { return card }
        guard let kept = try await kept(version, of: company) else { return nil }
        let card = try RateCard(tables: kept.tables)
        known.withLock { known in
            if known.count >= Self.knownMax { known.removeAll() }
            known[key] = card
        }
        return card
    }

    /// A version of the card as it is kept; `nil` where there is none such.
    ///
    /// - Parameter version: `nil` for the one that holds.
    package func kept(
        _ version: Int64?, of company: CompanyID
    ) async throws -> KeptRateCard? {
        var version = version
        if version == nil {
            version = try await database.first(CompanyStore.rateCardVersion(of: company)) ?? nil
        }
        guard let version else { return nil }
        return try await database.first(CompanyStore.rateCard(version, of: company))
    }

    /// Has a card hold from now on.
    ///
    /// - Parameter answer: gets the card as it is kept.
    /// - Throws: `RateCardFaults`; `ServiceError.companyNotFound`; `SQLError`.
    package func replace(
        with tables: RateTables, as request: ChangeRequest, of company: CompanyID,
        answer: @escaping @Sendable (KeptRateCard) throws -> KeptAnswer
    ) async throws -> KeptAnswer {
        _ = try RateCard(tables: tables)
        return try await changes.write(request) { connection in
            let store = CompanyStore(connection, company: company)
            try store.requireCompany()
            let version = try store.addRateCard(tables, at: request.now, by: request.actor)
            return try answer(
                KeptRateCard(
                    version: version, tables: tables, createdAt: request.now,
                    actor: request.actor))
        }
    }
}
