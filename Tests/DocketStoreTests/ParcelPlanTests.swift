import DocketCore
import DocketSQLite
import DocketStore
import DocketTestKit
import Testing

/// What is asked of parcels and money with each payment is found by an index: no table is read
/// whole, nor all that a company has, on a database that nobody has analysed.
@Suite(.timeLimit(.minutes(10))) struct ParcelPlanTests {
    private static let ordersEach = 600

    @Test func `SQLite finds what a payment needs by an index`() async throws {
        try await SQLiteFolder.run { folder in
            let database = try folder.open()
            try await Self.check(database) { step in
                step.contains("SCAN") || step.hasSuffix("(company_id=?)")
            }
            await database.close()
        }
    }

    @Test(arguments: [false, true])
    func `PostgreSQL finds what a payment needs by an index`(isAnalysed: Bool) async throws {
        try await PostgresPair.run { pair in
            try await Self.check(
                pair.first, after: { if isAnalysed { try await pair.sql("ANALYZE") } },
                isBad: { step in
                    step.contains("Seq Scan")
                        || step.contains("Index Cond") && !step.contains(" AND ")
                })
        }
    }

    private static func check(
        _ database: any Database, after: () async throws -> Void = {},
        isBad: @escaping @Sendable (String) -> Bool
    ) async throws {
        let sample = try await fill(database)
        try await after()
        try await database.read { connection throws in
            let recorder = StatementRecorder(connection)
            let store = CompanyStore(recorder, company: SampleRows.company)
            #expect(try store.orderID(of: sample.order.printableID) == sample.order.id)
            #expect(try store.parcelOrder(sample.order.id)?.lines.isEmpty == false)
            #expect(try store.trackingEvents(of: sample.order.id, line: 1).count == 1)
            #expect(try store.transfer(sample.transfer) != nil)
            #expect(try store.transfers(about: sample.order.id).count == 1)
            #expect(try store.cardPayment(sample.payment.id) != nil)
            #expect(try store.cardPayments(for: sample.order.id).count == 1)
            let due = CompanyStore.waitingRefunds(
                of: SampleRows.company, dueBy: SampleRows.dawn, limit: 5)
            #expect(try recorder.all(due.sql, due.read).count == 1)
            #expect(recorder.queries.count == 9)
            for query in recorder.queries {
                let plan = try recorder.plan(of: query)
                #expect(
                    !plan.contains(where: isBad),
                    "\(query.text)\n\(plan.joined(separator: "\n"))")
            }
        }
    }

    // MARK: - Rows

    private struct Sample {
        let order: Order
        let transfer: GUID
        let payment: CardPayment
    }

    /// Paid orders of two companies; one refund of each is due, all others are done.
    private static func fill(_ database: any Database) async throws -> Sample {
        var rows = SampleRows(seed: 101)
        try await database.write { connection throws in
            for company in [SampleRows.company, SampleRows.otherCompany] {
                _ = try SystemStore(connection).companies.insert(
                    Company(CompanyFields(name: "x"), id: company, at: SampleRows.now))
            }
        }
        var samples: [Sample] = []
        for company in [SampleRows.company, SampleRows.otherCompany] {
            let orders = (0..<ordersEach).map { _ in
                rows.plainOrder(entityID: 1, state: .processed, items: 1, at: SampleRows.now)
            }
            try await database.store(orders, of: company)
            for (place, order) in orders.enumerated() {
                let parcels = SampleParcels.order(order.id, &rows)
                let (ledger, transfer) = SampleParcels.money(of: order.id, &rows)
                let kept = KeptTransfer(
                    sequence: Int64(place + 1), transfer: transfer.transfer, hash: transfer.hash)
                let payment = SampleParcels.cardPayments(of: order.id, &rows)[0]
                var refund = SampleParcels.cardRefunds(of: payment.id, &rows)[1]
                refund.dueAt = place == 317 ? SampleRows.dawn : nil
                samples.append(
                    Sample(order: order, transfer: transfer.transfer.id, payment: payment))
                let due = refund
                try await database.write(of: company) { connection throws in
                    let store = CompanyStore(connection, company: company)
                    try store.insert(parcels)
                    try store.append(
                        SampleParcels.events[0], to: order.id, line: 1, at: SampleRows.dusk,
                        by: "a")
                    try store.setLedger(ledger)
                    try store.append(kept)
                    try store.insert(payment)
                    try store.insert(due)
                }
            }
        }
        return try #require(samples.dropFirst(317).first)
    }
}
