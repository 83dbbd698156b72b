import DocketCore
import DocketService
import DocketStore
import DocketTestKit
import Testing

@Suite struct LedgerCheckTests {
    /// What somebody does to the rows behind the program's back, and what the check says of it.
    private static let tampering: [(change: String, finding: String)] = [
        ("UPDATE transfers SET amount = amount + amount WHERE sequence = 2", "transfer 2"),
        ("UPDATE transfers SET debit = 'bank' WHERE sequence = 2", "transfer 2"),
        ("UPDATE transfers SET actor = 'nobody' WHERE sequence = 1", "transfer 1"),
        ("DELETE FROM transfers WHERE sequence = 2", "transfer 3"),
        ("DELETE FROM transfers WHERE sequence = 3", "transfer 3"),
        ("UPDATE ledgers SET prepay = prepay + prepay", "account prepay"),
        ("UPDATE ledgers SET bank = bank - prepay, prepay = prepay + prepay", "account prepay"),
        ("UPDATE ledgers SET sequence = 9", "transfer 9"),
        ("UPDATE parcel_orders SET paid_at = NULL", "what order"),
        ("UPDATE shipments SET refunded_vat = vat", "what order"),
    ]

    @Test(arguments: tampering.indices)
    func `the check finds what was changed by hand`(index: Int) async throws {
        let (change, finding) = Self.tampering[index]
        try await TestServer.run { server in
            let desk = try ParcelDesk(server)
            let number = try await desk.order(try Parcels.draft()).number
            try await desk.pay(number)
            _ = try await desk.check()
            try await server.database.write { connection in
                _ = try connection.run(
                    SQL(
                        unbound: change + (change.contains("WHERE") ? " AND" : " WHERE")
                            + " company_id = 14146"))
            }
            let found = await #expect(throws: CheckFinding.self) { try await desk.check() }
            #expect(found?.description.contains(finding) ?? false, "\(found as Any)")
        }
    }
}
