import DocketCore
import DocketPostgres
import DocketStore
import DocketTestKit
import Testing

/// What goes to PostgreSQL comes back as it was.
@Suite(.timeLimit(.minutes(30))) struct PostgresValueTests {
    /// Runs `body` on an empty database.
    private static func run(
        _ body: @Sendable (PostgresDatabase) async throws -> Void
    ) async throws {
        try await PostgresServer.shared().withDatabase { place in
            let database = try PostgresDatabase(PostgresSettings(url: place.url))
            try await body(database)
            await database.close()
        }
    }

    /// What PostgreSQL makes of a value, and that as a text.
    private static func echo(
        _ value: SQLValue, as type: String, _ database: PostgresDatabase,
        _ check:
            @escaping @Sendable (_ row: any SQLCursor, _ text: String?) throws(SQLError) -> Void
    ) async throws {
        try await database.read { connection throws in
            let query: SQL = "SELECT v, v::text FROM (SELECT \(value)::\(schema: type) AS v) AS x"
            var count = 0
            try connection.each(query) { (row) throws(SQLError) in
                count += 1
                try check(row, row.string(1))
            }
            #expect(count == 1)
        }
    }

    @Test func `amounts are exact to the last digit`() async throws {
        let limit = Money.limit - 1
        let amounts: [(Int64, String)] = [
            (0, "0.0000"), (1, "0.0001"), (-1, "-0.0001"), (9_999, "0.9999"), (10_000, "1.0000"),
            (-10_000, "-1.0000"), (100_000_000, "10000.0000"), (100_000_001, "10000.0001"),
            (99_990_000, "9999.0000"), (1_000_000_000_000, "100000000.0000"),
            (limit, "99999999999999.9999"), (-limit, "-99999999999999.9999"),
        ]
        try await Self.run { database in
            for (amount, text) in amounts {
                let money = try #require(Money(tenThousandths: amount))
                try await Self.echo(.money(money), as: "numeric(19,4)", database) {
                    (row, found) throws(SQLError) in
                    #expect(row.money(0) == money)
                    #expect(found == text)
                }
            }
        }
    }

    @Test func `instants are exact from the year 1 to 9999`() async throws {
        let instants: [(Timestamp, String)] = [
            (SampleRows.dawn, "0001-01-01 00:00:00+00"),
            (SampleRows.dusk, "9999-12-31 23:59:59.999999+00"),
            (Timestamp(microseconds: 0), "1970-01-01 00:00:00+00"),
            (Timestamp(microseconds: -1), "1969-12-31 23:59:59.999999+00"),
            (Timestamp(microseconds: 946_684_799_999_999), "1999-12-31 23:59:59.999999+00"),
            (Timestamp(microseconds: 946_684_800_000_000), "2000-01-01 00:00:00+00"),
            (Timestamp(microseconds: 951_782_400_000_001), "2000-02-29 00:00:00.000001+00"),
        ]
        try await Self.run { database in
            for (time, text) in instants {
                try await Self.echo(.time(time), as: "timestamptz", database) {
                    (row, found) throws(SQLError) in
                    #expect(row.time(0) == time)
                    #expect(found == text)
                }
            }
        }
    }

    @Test func `numbers, truth, ids and bytes come back`() async throws {
        let everyByte = (0..<512).map { UInt8(truncatingIfNeeded: $0) }
        let ids: [(GUID, String)] = [
            (.zero, "00000000-0000-0000-0000-000000000000"),
            (GUID(high: .max, low: .max), "ffffffff-ffff-ffff-ffff-ffffffffffff"),
            (GUID(high: 1, low: 1 << 63), "00000000-0000-0001-8000-000000000000"),
        ]
        try await Self.run { database in
            for number in [0, 1, -1, Int64.max, .min] {
                try await Self.echo(.integer(number), as: "bigint", database) {
                    (row, text) throws(SQLError) in
                    #expect(row.integer(0) == number)
                    #expect(text == "\(number)")
                }
            }
            for flag in [true, false] {
                try await Self.echo(.boolean(flag), as: "boolean", database) {
                    (row, text) throws(SQLError) in
                    #expect(row.boolean(0) == flag)
                    #expect(text == "\(flag)")
                }
            }
            for (id, text) in ids {
                try await Self.echo(.guid(id), as: "uuid", database) {
                    (row, found) throws(SQLError) in
                    #expect(row.guid(0) == id)
                    #expect(found == text)
                }
            }
            for blob in [[], [0], everyByte] {
                try await Self.echo(.blob(blob), as: "bytea", database) {
                    (row, text) throws(SQLError) in
                    #expect(row.blob(0) == blob)
                    #expect(!row.isNull(0), "no bytes are not nothing")
                    #expect(text?.count == 2 + 2 * blob.count)
                }
            }
        }
    }

    @Test(arguments: [
        "bigint", "boolean", "uuid", "text", "bytea", "numeric(19,4)", "timestamptz", "jsonb",
        "json",
    ])
    func `nothing is nothing of every type`(type: String) async throws {
        try await Self.run { database in
            try await Self.echo(.null, as: type, database) { (row, text) throws(SQLError) in
                #expect(row.isNull(0) && text == nil)
                #expect(row.integer(0) == 0 && row.blob(0) == [] && row.time(0) == nil)
            }
        }
    }

    @Test func `all of Unicode but U+0000 comes back, and the empty text`() async throws {
        var all = String.UnicodeScalarView()
        for value in UInt32(1)...0x10_FFFF {
            if let scalar = Unicode.Scalar(value) { all.append(scalar) }
        }
        let texts = ["", String(all), "e\u{301}", "\u{E9}", "\\x00", "\u{FFFE}\u{FFFF}"]
        try await Self.run { database in
            try await database.write { connection throws in
                for (number, text) in texts.enumerated() {
                    try SystemStore(connection).setSetting("text \(number)", to: text)
                }
            }
            for (number, text) in texts.enumerated() {
                let found = try await database.read { connection throws in
                    try SystemStore(connection).setting("text \(number)")
                }
                // Byte for byte: equal strings may be of other scalars.
                #expect(found.map { Array($0.utf8) } == Array(text.utf8), "text \(number)")
                try await Self.echo(.text(Text(text)), as: "text", database) {
                    (row, _) throws(SQLError) in
                    #expect(row.blob(0) == Array(text.utf8))
                    #expect(!row.isNull(0))
                }
            }
        }
    }

    @Test func `U+0000 is refused, and the server goes on`() async throws {
        try await Self.run { database in
            await #expect(throws: SQLError.self) {
                try await database.write { connection throws in
                    try SystemStore(connection).setSetting("zero", to: "a\u{0}b")
                }
            }
            #expect(try await database.settingCount() == 0)
            try await database.write { try SystemStore($0).setSetting("after", to: "b") }
            #expect(try await database.settingCount() == 1)
        }
    }

    @Test func `a value of another kind than its place is a fault of the program`() async throws {
        try await Self.run { database in
            for (value, type) in [
                (SQLValue.string("1"), "bigint"), (.integer(1), "text"), (.boolean(true), "uuid"),
                (.blob([1]), "timestamptz"), (.guid(.zero), "numeric(19,4)"),
            ] {
                do {
                    try await Self.echo(value, as: type, database) { (_, _) throws(SQLError) in }
                    Issue.record("\(value) was taken for \(type)")
                } catch SQLError.misuse {}
            }
            #expect(try await database.count("SELECT 1::bigint") == 1, "the connection goes on")
        }
    }
}
