import DocketCore
import DocketPostgres
import DocketSQLite
import DocketService
import DocketStore
import DocketTestKit
import Testing

/// A kind of database, to be copied from or to.
struct CopyPlace: Sendable {
    let name: String
    /// Opens a new database; a folder and a name in it are for those that are files.
    let open: @Sendable (TemporaryFolder, String) async throws -> any Database

    static let all = [
        CopyPlace(name: "SQLite") { folder, name in
            try SQLiteDatabase(path: folder.path(name), readers: 2)
        },
        CopyPlace(name: "PostgreSQL") { _, _ in
            let place = try await PostgresServer.shared().newDatabase()
            return try PostgresDatabase(PostgresSettings(url: place.url))
        },
    ]
}

/// A source and a target, both new.
struct CopyRoute: Sendable, CustomTestStringConvertible {
    let from: CopyPlace
    let to: CopyPlace

    var testDescription: String { "\(from.name) to \(to.name)" }

    /// Every kind to every kind.
    static let all = CopyPlace.all.flatMap { from in
        CopyPlace.all.map { CopyRoute(from: from, to: $0) }
    }

    /// Runs `body` with both, the source filled.
    func run(
        _ body: (_ source: any Database, _ target: any Database, [CompanyID: [Order]]) async throws
            -> Void
    ) async throws {
        let folder = try TemporaryFolder()
        defer { folder.remove() }
        let source = try await from.open(folder, "source.db")
        let target = try await to.open(folder, "target.db")
        let orders = try await source.fillEveryTable()
        try await body(source, target, orders)
        await source.close()
        await target.close()
    }
}

@Suite(.timeLimit(.minutes(30))) struct DatabaseCopyTests {
    @Test(arguments: CopyRoute.all)
    func `every row arrives as it was`(route: CopyRoute) async throws {
        try await route.run { source, target, orders async throws in
            let copy = DatabaseCopy(from: source, to: target)
            let outcome = try await copy.run()
            #expect(outcome.tables == 30)
            #expect(try await copy.countRows() == outcome.rows)
            for table in TableCopy.all {
                let count = try await source.first(table.count) ?? 0
                #expect(count > 0, "\(table.name) has no sample")
                #expect(try await target.first(table.count) == count, "\(table.name)")
            }
            for (company, orders) in orders {
                for order in orders {
                    #expect(try await target.order(order.id, of: company) == order)
                }
            }
            try await copy.compare()
            try await DatabaseCopy.refuseUnfinished(target)
        }
    }

    @Test(arguments: CopyRoute.all)
    func `a copy is copied back`(route: CopyRoute) async throws {
        try await route.run { source, target, _ async throws in
            let outcome = try await DatabaseCopy(from: source, to: target).run()
            let folder = try TemporaryFolder()
            defer { folder.remove() }
            let third = try await route.from.open(folder, "third.db")
            #expect(try await DatabaseCopy(from: target, to: third).run() == outcome)
            try await DatabaseCopy(from: source, to: third).compare()
            await third.close()
        }
    }

    @Test(arguments: CopyRoute.all)
    func `what is written after a copy goes on where the source was`(
        route: CopyRoute
    ) async throws {
        try await route.run { source, target, orders async throws in
            _ = try await DatabaseCopy(from: source, to: target).run()
            var rows = SampleRows(seed: 91)
            try await target.store([rows.fullOrder()])
            let last = try await target.count(
                "SELECT max(sequence) FROM order_events WHERE company_id = 1")
            #expect(Int(last) == (orders[SampleRows.company]?.count ?? 0) + 1)
        }
    }

    /// One change a table, each as small as can be. The last table comes first, so that each is the
    /// first that differs once it is made.
    static let changes: [(table: String, sql: SQL)] = [
        ("card_refunds", "UPDATE card_refunds SET tries = 0 WHERE company_id = 1"),
        ("card_payments", "UPDATE card_payments SET reference = NULL WHERE company_id = 1"),
        ("transfers", "UPDATE transfers SET line = NULL WHERE company_id = 1"),
        ("ledgers", "UPDATE ledgers SET bank = 0 WHERE company_id = 2"),
        ("tracking_events", "UPDATE tracking_events SET location = NULL WHERE company_id = 1"),
        ("shipments", "UPDATE shipments SET service = '' WHERE company_id = 1"),
        ("parcel_orders", "UPDATE parcel_orders SET paid_by = 'Held' WHERE company_id = 1"),
        ("rate_cards", "UPDATE rate_cards SET actor = '' WHERE company_id = 2"),
        ("signing_keys", "UPDATE signing_keys SET private_key = ''"),
        ("sign_in_failures", "UPDATE sign_in_failures SET failures = failures + 1"),
        ("authorization_codes", "UPDATE authorization_codes SET nonce = NULL"),
        ("sessions", "UPDATE sessions SET user_name = ''"),
        ("webhook_deliveries", "UPDATE webhook_deliveries SET last_error = 'x'"),
        ("webhooks", "UPDATE webhooks SET filter = '' WHERE filter IS NULL"),
        ("kept_answers", "DELETE FROM kept_answers WHERE company_id = 0"),
        ("order_item_serials", "DELETE FROM order_item_serials WHERE company_id = 1"),
        ("leases", "DELETE FROM leases WHERE company_id = 0"),
        ("order_counters", "UPDATE order_counters SET sequence = 9 WHERE company_id = 1"),
        ("order_events", "DELETE FROM order_events WHERE company_id = 1 AND sequence = 1"),
        ("order_items", "UPDATE order_items SET tracking = '[]' WHERE company_id = 2"),
        ("orders", "UPDATE orders SET discount_code = NULL WHERE discount_code = ''"),
        ("addresses", "UPDATE addresses SET is_default = TRUE WHERE company_id = 1"),
        ("customers", "UPDATE customers SET title = '\u{E9}' WHERE title = 'e\u{301}'"),
        ("employees", "UPDATE employees SET job_title = NULL WHERE company_id = 1"),
        ("locations", "UPDATE locations SET area = '\"x\" ' WHERE company_id = 1 AND id = 1"),
        ("companies", "UPDATE companies SET version = version + 1 WHERE id = 2"),
        ("tokens", "UPDATE tokens SET used_at = NULL"),
        ("users", "UPDATE users SET scopes = ''"),
        ("clients", "UPDATE clients SET allows_implicit = FALSE WHERE id = 'shop'"),
        ("settings", "UPDATE settings SET value = ' ' WHERE value = ''"),
    ]

    @Test(arguments: CopyRoute.all)
    func `a row that differs is found`(route: CopyRoute) async throws {
        try await route.run { source, target, _ async throws in
            #expect(Self.changes.map(\.table) == TableCopy.all.map(\.name).reversed())
            let copy = DatabaseCopy(from: source, to: target)
            _ = try await copy.run()
            for change in Self.changes {
                let touched = try await target.write { try $0.run(change.sql) }
                #expect(touched > 0, "\(change.sql.text)")
                await #expect(throws: CopyRefusal.differs(table: change.table)) {
                    try await copy.compare()
                }
            }
        }
    }

    @Test(arguments: CopyRoute.all)
    func `the same JSON in other words is the same`(route: CopyRoute) async throws {
        try await route.run { source, target, _ async throws in
            let copy = DatabaseCopy(from: source, to: target)
            _ = try await copy.run()
            for (database, list) in [
                (source, #"[{"Quantity":1,"TrackingNumber":"\u00e9"}]"#),
                (target, #"[ {"TrackingNumber": "é", "Quantity": 1} ]"#),
            ] {
                let sql = "UPDATE order_items SET tracking = '\(list)' WHERE company_id = 2"
                let touched = try await database.write(of: SampleRows.otherCompany) {
                    try $0.run(SQL(unbound: sql))
                }
                #expect(touched > 500)
            }
            try await copy.compare()
        }
    }

    @Test(arguments: CopyRoute.all)
    func `a target that is not empty is left as it is`(route: CopyRoute) async throws {
        try await route.run { source, target, _ async throws in
            try await target.write { connection throws in
                _ = try SystemStore(connection).lease(
                    .removeExpiredTokens, of: nil, at: SampleRows.now, until: SampleRows.now)
            }
            let copy = DatabaseCopy(from: source, to: target)
            await #expect(throws: CopyRefusal.targetNotEmpty(table: "leases")) {
                try await copy.run()
            }
            for table in TableCopy.all {
                let expected: Int64 = table.name == "leases" ? 1 : 0
                #expect(try await target.first(table.count) == expected)
            }
            try await DatabaseCopy.refuseUnfinished(target)
        }
    }

    @Test(arguments: CopyRoute.all)
    func `a copy that was interrupted is refused`(route: CopyRoute) async throws {
        try await route.run { source, target, _ async throws in
            let copy = DatabaseCopy(from: source, to: target)
            let task = Task {
                try await copy.run { done in
                    if done > 300 { withUnsafeCurrentTask { $0?.cancel() } }
                }
            }
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try await target.count("SELECT count(*) FROM orders") > 0)
            await #expect(throws: DatabaseRefusal.unfinishedCopy) {
                try await DatabaseCopy.refuseUnfinished(target)
            }
            await #expect(throws: DatabaseRefusal.unfinishedCopy) { try await copy.run() }
        }
    }
}
