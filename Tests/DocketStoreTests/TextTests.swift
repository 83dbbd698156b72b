import DocketCore
import DocketJSON
import DocketSQLite
import DocketStore
import DocketTestKit
import Foundation
import HTTPTypes
import Testing

/// Strings that others have found to break things, through the store and through HTTP.
@Suite(.enabled(if: SharedTestData.isThere, "\(SharedTestData.absence)"), .timeLimit(.minutes(30)))
struct TextTests {
    /// Each string once.
    private static func strings() throws -> [String] {
        var seen: Set<[UInt8]> = []
        let all = try SharedTestData.naughtyStrings() + SharedTestData.injections()
        // By bytes: a Swift String takes two writings of one character for the same.
        return all.filter { seen.insert(Array($0.utf8)).inserted }
    }

    @Test func `the store keeps every string as it is`() async throws {
        let strings = try Self.strings()
        #expect(strings.count > 1500)
        try await SQLiteFolder.run { folder in
            let database = try folder.open()
            try await database.makeSampleCompanies()
            try await StoreConformance.roundTrip(strings, through: database)
            await database.close()
        }
    }

    @Test func `an order keeps every string in every member, or is refused`() async throws {
        try await Self.throughHTTP { server, string in
            let sent = Self.orderMembers.map { ($0, Self.text(string)) }
            var item = Self.itemMembers.map { ($0, Self.text(string)) }
            item.append(("SerialNumbers", .array([Self.text(string), Self.text(string)])))
            // A tracking number may not be empty.
            let number = string.isEmpty ? "1" : string
            item.append(("TrackingInformation", .array([Self.tracking(number)])))
            let body = Self.object(
                sent + [("OrderTypeId", .number("1")), ("EntityId", .number("14202"))] + [
                    (
                        "Items",
                        .array([
                            Self.object(
                                item + [
                                    ("ItemTypeId", .number("1")), ("ItemStatusId", .number("1")),
                                ])
                        ])
                    )
                ])
            let made = try await server.send(
                .post, "/v1/Companies(14146)/OrderFull", body: Self.text(of: body))
            guard Self.isLegal(string) else {
                #expect(made.status == 400)
                return
            }
            try #require(made.status == 201, "\(made.text)")
            let path = "/v1/Companies(14146)/OrderFull(\(made["Id"]?.text ?? ""))"
            for reply in [made, try await server.send(.get, path)] {
                for (name, value) in sent {
                    #expect(reply[name]?.encoded == value.encoded, "\(name)")
                }
                for (name, value) in item {
                    #expect(reply["Items", 0, name]?.encoded == value.encoded, "\(name)")
                }
            }
        }
    }

    @Test func `the directory keeps every string in every member, or refuses it`() async throws {
        try await Self.throughHTTP { server, string in
            for noun in Self.nouns {
                var sent = noun.members.map { ($0, Self.text(string)) }
                if string.isEmpty { sent.removeAll { noun.required.contains($0.0) } }
                let filler = noun.required.filter { name in !sent.contains { $0.0 == name } }
                    .map { ($0, Self.text("x")) }
                let body = Self.object(sent + filler + noun.rest)
                let made = try await server.send(
                    .post, "/v1/Companies(14146)/\(noun.path)", body: Self.text(of: body))
                guard Self.isLegal(string) else {
                    #expect(made.status == 400, "\(noun.path)")
                    continue
                }
                try #require(
                    made.status == 201 || made.status == 409, "\(noun.path): \(made.text)")
                for (name, value) in sent where made.status == 201 {
                    #expect(made[name]?.encoded == value.encoded, "\(noun.path) \(name)")
                }
            }
        }
    }

    @Test func `a string in a path or a filter is data`() async throws {
        try await Self.throughHTTP { server, string in
            var unreserved = CharacterSet.alphanumerics
            unreserved = unreserved.intersection(CharacterSet(charactersIn: "\u{0}"..."\u{7E}"))
            guard
                let quoted = string.replacingOccurrences(of: "'", with: "''")
                    .addingPercentEncoding(withAllowedCharacters: unreserved),
                let plain = string.addingPercentEncoding(withAllowedCharacters: unreserved),
                plain.utf8.count < 8000
            else { return }
            for path in ["Orders(\(plain))", "Orders(\(plain))/Items", "x\(plain)"] {
                let reply = try await server.send(.get, "/v1/Companies(14146)/\(path)")
                #expect((400..<500).contains(reply.status), "\(path): \(reply.status)")
            }
            let list = "/v1/Companies(14146)/Orders?%24filter="
            let found = try await server.send(
                .get, "\(list)PrintableId%20eq%20%27\(quoted)%27")
            #expect(found.status == 200 && found.text == "[]", "\(found.status)")
            let bare = try await server.send(.get, "\(list)\(plain)")
            // Some are conditions by themselves, such as `true`.
            var binder = QueryBinder(.order, aliases: [:], now: Timestamp(microseconds: 0))
            let isCondition =
                (try? QuerySyntax(parsing: string)).map { syntax in
                    (try? binder.condition(syntax)) != nil
                } ?? string.isEmpty
            #expect(
                (400..<500).contains(bare.status) || bare.status == 501 || isCondition,
                "\(bare.status): \(string)")
        }
    }

    @Test func `what is no order is refused as a body`() async throws {
        try await Self.throughHTTP { server, string in
            let made = try await server.send(
                .post, "/v1/Companies(14146)/OrderFull", body: string)
            #expect((400..<500).contains(made.status), "\(made.status)")
        }
    }

    // MARK: - Steps

    private static let orderMembers = [
        "Name", "CustomerId", "DiscountCode", "DiscountDescription", "TenderId", "TenderOrigin",
        "SourceId", "SourceName",
    ]
    private static let itemMembers = [
        "ProductId", "SupplierReference", "Description", "Notes", "SKU", "ShippingOptionId",
    ]

    private struct Noun: Sendable {
        let path: String
        let members: [String]
        var required: [String] = []
        var rest: [(String, JSONValue)] = []
    }

    private static let nouns = [
        Noun(
            path: "Customers",
            members: [
                "PrimaryName", "MiddleName", "FamilyName", "AlternateName", "Notes", "Title",
            ],
            required: ["PrimaryName"], rest: [("CustomerTypeId", .number("2"))]),
        Noun(
            path: "Customers(659c2a38-d083-4421-9330-46d779702f85)/Addresses",
            members: [
                "AttentionTo", "StreetAddress1", "StreetAddress2", "Locality", "PostalCode",
                "Notes",
            ],
            rest: [("AddressTypeId", .number("1"))]),
    ]

    /// Runs `check` with every string on one server, several at a time, and looks in the end that
    /// nothing else has happened to it.
    private static func throughHTTP(
        _ check: @escaping @Sendable (TestServer, String) async throws -> Void
    ) async throws {
        let strings = try strings()
        try await TestServer.run { server in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, string) in strings.enumerated() {
                    if number >= 8 { try await group.next() }
                    group.addTask {
                        do {
                            try await check(server, string)
                        } catch {
                            Issue.record(error, "\(string.prefix(300))")
                        }
                    }
                }
                try await group.waitForAll()
            }
            let company = try await server.send(.get, "/v1/Companies(14146)")
            #expect(company["Name"]?.text == "Kestrel Wireless")
            #expect(try await server.database.count("SELECT count(*) FROM companies") == 2)
            #expect(try await server.database.count("SELECT count(*) FROM clients") == 1)
        }
    }

    /// Contract, section 1: at most 255 scalars, and no control characters but tab and line ends.
    private static func isLegal(_ string: String) -> Bool {
        string.unicodeScalars.count <= 255
            && string.unicodeScalars.allSatisfy {
                $0.properties.generalCategory != .control || ["\t", "\n", "\r"].contains($0)
            }
    }

    private static func text(_ string: String) -> JSONValue { .string(string) }

    private static func tracking(_ number: String) -> JSONValue {
        object([("Quantity", .number("1")), ("TrackingNumber", .string(number))])
    }

    private static func object(_ members: [(String, JSONValue)]) -> JSONValue {
        .object(members.map { JSONValue.Member($0.0, $0.1) })
    }

    private static func text(of value: JSONValue) -> String {
        String(decoding: value.encoded, as: UTF8.self)
    }
}
