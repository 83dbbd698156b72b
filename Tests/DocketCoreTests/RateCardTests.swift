import DocketCore
import DocketTestKit
import Testing

@Suite struct RateCardTests {
    static let card = Result { try RateCard(tables: RateCard.sandboxTables) }

    @Test func `the sandbox's card has twelve services of three couriers in four zones`() throws {
        let card = try Self.card.get()
        #expect(card.services.count >= 12)
        #expect(Set(card.services.map(\.courierSlug)).count == 3)
        #expect(card.zones.count == 4)
        for service in card.services {
            #expect(card.bands.contains { $0.service == service.slug }, "\(service.slug)")
        }
    }

    @Test(arguments: [
        ("GBR", "LS1 1AA", "UK"), ("GBR", "bt1 1aa", "UK-REMOTE"), ("GBR", "B1 1TT", "UK"),
        ("GBR", "IM1 1AA", "UK-REMOTE"), ("GBR", "PA19 1AA", "UK"),
        ("GBR", "PA20 1AA", "UK-REMOTE"),
        ("GBR", "PA78 6SY", "UK-REMOTE"), ("GBR", "KA27 8AA", "UK-REMOTE"),
        ("GBR", "KA2 7AA", "UK"),
        ("GBR", "HS1", "UK-REMOTE"), ("GBR", "", "UK"), ("FRA", "75001", "EU"),
        ("USA", "10001", "WORLD"),
    ])
    func `a place is in the narrowest zone that names it`(
        country: String, postcode: String, zone: String
    ) throws {
        let card = try Self.card.get()
        #expect(card.zone(of: Postcode(postcode), in: country)?.code == zone)
    }

    @Test(arguments: [
        ("97000-98999", "97400", true), ("97000-98999", "96999", false), ("971", "97100", true),
        ("D", "D02 X285", true), ("D", "T12 W8KP", false),
    ])
    func `abroad, a range is how postcodes begin`(
        range: String, postcode: String, isInside: Bool
    ) throws {
        let range = try #require(PostcodeRange(range))
        #expect((range.narrowness(of: Postcode(postcode), in: "FRA") != nil) == isInside)
    }

    @Test(arguments: [
        "", "-", "PA20-", "PA20-10", "PA-20", "PA20-30-40", "é", "A 1", "1234567890123",
    ])
    func `what is no range of postcodes is none`(text: String) {
        #expect(PostcodeRange(text) == nil)
    }

    @Test(arguments: [
        (RateTableName.services, 5, "Lorry", "CollectionType must be one of"),
        (.services, 4, "Boat", "CollectionType must be one of"),
        (.services, 0, "A b", "Slug must be"),
        (.services, 8, "25:00", "CutOff must be a time of day"),
        (.services, 10, "-1", "MaxLength must"),
        (.services, 10, "1.234", "MaxLength must be a number from 0 to 1000"),
        (.services, 9, "GB", "CollectsFrom must be countries"),
        (.services, 16, "Maybe", "must be Yes or No"),
        (.zones, 2, "100.01", "VatRate must be a number from 0 to 100"),
        (.zones, 1, "", "Name is empty"),
        (.places, 0, "MOON", "there is no zone MOON"), (.places, 1, "XXX", "Country must be"),
        (.bands, 0, "nobody", "there is no service of the Slug nobody"),
        (.bands, 3, "1.999", "Price must be a number"), (.bands, 2, "nothing", "MaxWeight must be"),
        (.surcharges, 3, "Luck", "Basis must be one of"),
        (.extras, 1, "Luck", "Type must be one of"),
        (.holidays, 0, "2026-02-30", "Date must be a day"),
    ])
    func `a row that is wrong is refused with its place and a reason`(
        table: RateTableName, column: Int, cell: String, reason: String
    ) throws {
        var tables = RateCard.sandboxTables
        let position = table == .services && column == 5 ? 4 : column
        tables[table]?[0][position] = cell
        let error = #expect(throws: RateCardFaults.self) { try RateCard(tables: tables) }
        let fault = try #require(error?.faults.first)
        #expect(fault.table == table)
        #expect(fault.row == 1)
        #expect(fault.detail.contains(reason), "\(fault.detail)")
    }

    @Test func `all that is wrong is told at once`() {
        var tables = RateCard.sandboxTables
        tables[.zones]?[1][0] = "UK"
        tables[.holidays]?[3][0] = "soon"
        tables[.bands]?[0].append("")
        let error = #expect(throws: RateCardFaults.self) { try RateCard(tables: tables) }
        // What names the zone that is there no more is wrong, too.
        let found = Set((error?.faults ?? []).map(\.table))
        #expect(found.isSuperset(of: [.zones, .bands, .holidays]))
        #expect(throws: RateCardFaults.self) { try RateCard(tables: [:]) }
    }
}
