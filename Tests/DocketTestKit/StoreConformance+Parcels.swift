import DocketCore
import DocketStore
import Testing

extension StoreConformance {
    static let parcels = [
        StoreConformance("a rate card comes back as it was, whatever its version", rateCards),
        StoreConformance("a parcel order comes back with its lines in their order", parcelOrder),
        StoreConformance("a parcel order is paid once", paidOnce),
        StoreConformance("what was given back of a line is kept", refunds),
        StoreConformance("tracking events come in their order, of one line", tracking),
        StoreConformance("accounts and transfers come back as they were", money),
        StoreConformance("a transfer's id is taken once", transferIDs),
        StoreConformance("a payment by card comes back, and changes", cardPayments),
        StoreConformance("refunds wait until they are done", cardRefunds),
        StoreConformance("what cards paid is summed up without what was too much", cardSums),
        StoreConformance("an order is found by its number, in its company", numbers),
        StoreConformance("orders that were paid otherwise are found", paidOtherwise),
        StoreConformance("of locations the first that is enabled is found", firstLocation),
    ]

    private static let company = SampleRows.company

    /// An order of the company, and another company's of the same id.
    private static func scene(
        _ database: any Database, seed: UInt64
    ) async throws -> (order: Order, rows: SampleRows) {
        var rows = SampleRows(seed: seed)
        let order = rows.fullOrder()
        try await database.store([order])
        try await database.store([order], of: SampleRows.otherCompany)
        try await database.fillParcels(of: SampleRows.otherCompany, order.id, &rows)
        return (order, rows)
    }

    private static func store<Value: Sendable>(
        _ database: any Database, _ body: @escaping @Sendable (CompanyStore) throws -> Value
    ) async throws -> Value {
        try await database.write(of: company) { connection in
            try body(CompanyStore(connection, company: company))
        }
    }

    @Sendable private static func rateCards(_ database: any Database) async throws {
        _ = try await scene(database, seed: 80)
        #expect(try await database.first(CompanyStore.rateCardVersion(of: company)) == .some(nil))
        var tables = RateCard.sandboxTables
        for version in 1...3 as ClosedRange<Int64> {
            tables[.holidays] = [["2026-12-0\(version)"]]
            let kept = tables
            let added = try await store(database) {
                try $0.addRateCard(kept, at: SampleRows.now, by: "a")
            }
            #expect(added == version)
        }
        #expect(try await database.first(CompanyStore.rateCardVersion(of: company)) == 3)
        let second = try await database.first(CompanyStore.rateCard(2, of: company))
        tables[.holidays] = [["2026-12-02"]]
        #expect(
            second
                == KeptRateCard(
                    version: 2, tables: tables, createdAt: SampleRows.now, actor: "a"))
        #expect(try await database.first(CompanyStore.rateCard(4, of: company)) == nil)
    }

    @Sendable private static func parcelOrder(_ database: any Database) async throws {
        var (order, rows) = try await scene(database, seed: 81)
        let id = order.id
        #expect(try await store(database) { try $0.parcelOrder(id) } == nil)
        let parcels = SampleParcels.order(id, &rows)
        try await store(database) { try $0.insert(parcels) }
        var unpaid = parcels
        unpaid.paid = nil
        #expect(try await store(database) { try $0.parcelOrder(id) } == unpaid)
    }

    @Sendable private static func paidOnce(_ database: any Database) async throws {
        var (order, rows) = try await scene(database, seed: 82)
        let (id, parcels) = (order.id, SampleParcels.order(order.id, &rows))
        let paid = try #require(parcels.paid)
        let other = ParcelOrder.Paid(at: SampleRows.now, source: .held, paymentID: rows.guid())
        try await store(database) { try $0.insert(parcels) }
        #expect(try await store(database) { try $0.setPaid(paid, id) })
        #expect(try await !store(database) { try $0.setPaid(other, id) })
        #expect(try await store(database) { try $0.parcelOrder(id) } == parcels)
    }

    @Sendable private static func refunds(_ database: any Database) async throws {
        var (order, rows) = try await scene(database, seed: 83)
        let (id, parcels) = (order.id, SampleParcels.order(order.id, &rows))
        try await store(database) { try $0.insert(parcels) }
        var line = parcels.lines[1]
        line.refundedExVAT = line.exVAT
        line.refundedVAT = SampleParcels.money(1)
        let after = line
        try await store(database) { try $0.setRefunded(after, of: id) }
        let found = try await store(database) { try $0.parcelOrder(id) }
        #expect(found?.lines == [parcels.lines[0], after])
    }

    @Sendable private static func tracking(_ database: any Database) async throws {
        let id = try await scene(database, seed: 84).order.id
        try await store(database) { store in
            for event in SampleParcels.events.reversed() {
                try store.append(event, to: id, line: 2, at: SampleRows.now, by: "a")
            }
        }
        #expect(
            try await store(database) { try $0.trackingEvents(of: id, line: 2) }
                == SampleParcels.events)
        #expect(try await store(database) { try $0.trackingEvents(of: id, line: 1) } == [])
    }

    @Sendable private static func money(_ database: any Database) async throws {
        var (order, rows) = try await scene(database, seed: 85)
        #expect(try await store(database) { try $0.ledger() } == nil)
        let (ledger, transfer) = SampleParcels.money(of: order.id, &rows)
        let plain = KeptTransfer(
            sequence: 2,
            transfer: Transfer(
                id: rows.guid(), .void, from: .held, to: .prepay, SampleParcels.money(1),
                at: SampleRows.dawn, actor: ""),
            hash: Array(repeating: 255, count: 32))
        let id = order.id
        try await store(database) { store in
            try store.setLedger(KeptLedger())
            try store.setLedger(ledger)
            try store.append(transfer)
            try store.append(plain)
        }
        #expect(try await store(database) { try $0.ledger() } == ledger)
        #expect(try await store(database) { try $0.transfer(transfer.transfer.id) } == transfer)
        #expect(try await store(database) { try $0.transfers(about: id) } == [transfer])
        #expect(try await store(database) { try $0.transfers(after: 0) } == [transfer, plain])
        let page = try await database.all(
            CompanyStore.transfers(of: company, after: 1, limit: 5))
        #expect(page == [plain])
    }

    @Sendable private static func transferIDs(_ database: any Database) async throws {
        var (order, rows) = try await scene(database, seed: 86)
        let (_, transfer) = SampleParcels.money(of: order.id, &rows)
        let again = KeptTransfer(sequence: 2, transfer: transfer.transfer, hash: transfer.hash)
        try await store(database) { try $0.append(transfer) }
        await #expect(throws: SQLError.conflict) {
            try await store(database) { try $0.append(again) }
        }
        #expect(try await store(database) { try $0.transfers(after: 0) } == [transfer])
    }

    @Sendable private static func cardPayments(_ database: any Database) async throws {
        var (order, rows) = try await scene(database, seed: 87)
        let payments = SampleParcels.cardPayments(of: order.id, &rows)
        try await store(database) { store in
            for payment in payments { try store.insert(payment) }
        }
        for payment in payments {
            #expect(try await store(database) { try $0.cardPayment(payment.id) } == payment)
            let found = try await store(database) { try $0.cardPayments(for: payment.purpose.id) }
            #expect(found == [payment])
        }
        var changed = payments[1]
        changed.state = .paid
        changed.reference = "x"
        changed.modifiedAt = SampleRows.dusk
        let after = changed
        try await store(database) { try $0.update(after) }
        #expect(try await store(database) { try $0.cardPayment(after.id) } == after)
        #expect(
            try await store(database) { try $0.cardPayment(payments[0].id) } == payments[0])
    }

    @Sendable private static func cardRefunds(_ database: any Database) async throws {
        var (order, rows) = try await scene(database, seed: 89)
        let payments = SampleParcels.cardPayments(of: order.id, &rows)
        let refunds = SampleParcels.cardRefunds(of: payments[0].id, &rows)
        try await store(database) { store in
            for payment in payments { try store.insert(payment) }
            for refund in refunds { try store.insert(refund) }
        }
        func waiting(_ time: Timestamp) async throws -> [CardRefund] {
            try await database.all(
                CompanyStore.waitingRefunds(of: SampleRows.company, dueBy: time, limit: 5))
        }
        #expect(try await waiting(SampleRows.dusk) == [refunds[0]])
        #expect(try await waiting(SampleRows.dusk.adding(seconds: -1)) == [])
        let companies = try await database.all(
            SystemStore.companiesWithRefunds(at: SampleRows.dusk, limit: 5))
        #expect(companies.contains(SampleRows.company))
        let later = refunds[0].postponed(at: SampleRows.dusk)
        try await store(database) { try $0.update(later) }
        #expect(try await waiting(SampleRows.dusk) == [])
        #expect(try await waiting(SampleRows.dusk.adding(seconds: 3600)) == [later])
        try await store(database) { try $0.update(later.done(at: SampleRows.dusk)) }
        #expect(try await waiting(Timestamp(microseconds: .max)) == [])
    }

    @Sendable private static func cardSums(_ database: any Database) async throws {
        var (order, rows) = try await scene(database, seed: 90)
        let company = try await store(database) { try $0.cardSums() }
        #expect(company == (.zero, .zero))
        var payments = SampleParcels.cardPayments(of: order.id, &rows)
        payments[1].state = .paid
        let refunds = payments.map { SampleParcels.cardRefunds(of: $0.id, &rows) }
        let stored = (payments, refunds)
        try await store(database) { store in
            for payment in stored.0 { try store.insert(payment) }
            for refund in stored.1.flatMap(\.self) { try store.insert(refund) }
        }
        let sums = try await store(database) { try $0.cardSums() }
        #expect(sums.paid == payments[1].amount)
        #expect(sums.refunded == Money.sum(refunds[1].map(\.amount)))
    }

    @Sendable private static func numbers(_ database: any Database) async throws {
        var rows = SampleRows(seed: 88)
        let (order, other) = (rows.fullOrder(), rows.fullOrder())
        try await database.store([order])
        try await database.store([other], of: SampleRows.otherCompany)
        #expect(try await store(database) { try $0.orderID(of: order.printableID) } == order.id)
        #expect(try await store(database) { try $0.orderID(of: other.printableID) } == nil)
    }

    @Sendable private static func paidOtherwise(_ database: any Database) async throws {
        var (order, rows) = try await scene(database, seed: 89)
        let (id, parcels) = (order.id, SampleParcels.order(order.id, &rows))
        let paid = try #require(parcels.paid)
        try await store(database) { store in
            try store.insert(parcels)
            _ = try store.setPaid(paid, id)
        }
        // The first line was given back.
        let right = SampleParcels.money(99_999_999_999)
        let stranger = rows.guid()
        for (amounts, wrong) in [
            ([id: right], nil), ([:], id), ([id: SampleParcels.money(1)], id),
            ([id: right, stranger: SampleParcels.money(1)], stranger),
            ([id: right, stranger: Money.zero], nil),
        ] as [([GUID: Money], GUID?)] {
            let found = try await store(database) { try $0.orderPaidOtherwise(than: amounts) }
            #expect(found == wrong)
        }
    }

    @Sendable private static func firstLocation(_ database: any Database) async throws {
        try await store(database) { store in
            for (id, isDisabled) in [(9, false), (7, false), (5, true)] as [(Int32, Bool)] {
                _ = try store.locations.insert(
                    Location(
                        LocationFields(name: "L"), isDisabled: isDisabled, id: 100_000 + id,
                        at: SampleRows.now))
            }
        }
        let first = try await store(database) { try $0.firstLocation() }
        let all = try await store(database) { try $0.locations.all() }
        #expect(first == all.filter { !$0.isDisabled }.map(\.id).min())
    }
}
