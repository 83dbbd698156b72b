import DocketCore
import DocketTestKit
import Foundation
import Testing

@Suite struct ShipmentPriceTests {
    private static let card = Result { try RateCard(tables: RateCard.sandboxTables) }
    private static let bolton = Shipment.Place(country: "GBR", postcode: Postcode("BL1 1AA"))
    private static let leeds = Shipment.Place(country: "GBR", postcode: Postcode("LS1 1AA"))

    private static func shipment(
        kilograms: Double = 1.5, sides: [Int64] = [2000, 1500, 1000],
        to place: Shipment.Place? = nil,
        value: Int64 = 2500, extras: [Shipment.Choice] = [], on day: String? = nil
    ) throws -> Shipment {
        let size = try #require(
            ParcelSize(sides[0], sides[1], sides[2], grams: Int64(kilograms * 1000)))
        let parcel = Shipment.Parcel(
            size: size, value: try #require(Money(pence: value)), destination: place ?? leeds)
        return Shipment(
            from: bolton, [parcel], extras: extras, collection: day.flatMap { CalendarDay($0) })
    }

    private static func price(
        _ shipment: Shipment, _ slug: String = "courier-next-day"
    ) throws -> ShipmentPrice {
        let card = try card.get()
        return try card.price(of: shipment, by: try #require(card.service(slug)))
    }

    @Test func `the example of the documents comes out`() throws {
        let price = try Self.price(try Self.shipment())
        #expect("\(price.exVAT) + \(price.vat) = \(price.total)" == "11.19 + 2.24 = 13.43")
        #expect(price.parts.map(\.words) == ["Parcel 1, up to 2 kg"])
    }

    @Test(arguments: [
        (1119, 2000, 224), (5, 1000, 1), (4, 1000, 0), (-5, 1000, -1), (15, 1000, 2), (0, 2000, 0),
    ])
    func `VAT is rounded half away from zero`(pence: Int64, rate: Int64, vat: Int64) throws {
        #expect(try #require(Money(pence: pence)).share(rate)?.pence == vat)
    }

    @Test(arguments: [
        (
            "courier-next-day", [6000, 5000, 4000] as [Int64], 2.0,
            "Parcel 1, up to 30 kg by its volume", "27.49"
        ),
        ("tarn-economy", [5000, 5000, 5000], 2.0, "Parcel 1, up to 2 kg", "4.59"),
        ("wren-small", [3500, 2500, 250], 0.75, "Parcel 1, up to 0.75 kg", "2.49"),
    ])
    func `room counts as weight where the service says so`(
        slug: String, sides: [Int64], kilograms: Double, words: String, amount: String
    ) throws {
        let part = try #require(
            try Self.price(try Self.shipment(kilograms: kilograms, sides: sides), slug).parts.first)
        #expect(part.words == words)
        #expect("\(part.amount)" == amount)
    }

    @Test func `surcharges and extras are parts of the price`() throws {
        let long = try Self.shipment(
            kilograms: 26, sides: [16000, 1000, 1000], extras: [.init(.signature), .init(.cover)])
        let price = try Self.price(long, "tarn-large")
        #expect(
            price.parts.map { "\($0.words): \($0.amount)" } == [
                "Parcel 1, up to 30 kg: 26.99", "Parcel 1, over 1.5 m long: 8.5",
                "Parcel 1, heavier than 25 kg: 4", "Signature on delivery: 0.85",
                "Cover to £50: 1",
            ])
        let saturday = try Self.price(try Self.shipment(on: "2026-11-28"))
        #expect(saturday.parts.map(\.words).last == "Parcel 1, collected on a Saturday")
        let share = try Self.price(
            try Self.shipment(to: .init(country: "USA", postcode: Postcode("10001"))),
            "courier-worldwide")
        #expect(share.parts.map { "\($0.amount)" } == ["61.49", "7.69"])
        #expect(share.vat == .zero)
        #expect(share.requiresCustoms)
    }

    @Test func `what a service does not take is refused with the reason`() throws {
        let card = try Self.card.get()
        let service = try #require(card.service("wren-small"))
        func refusal(_ shipment: Shipment) -> PriceRefusal? {
            do {
                _ = try card.price(of: shipment, by: service)
                return nil
            } catch {
                return error
            }
        }
        let paris = Shipment.Place(country: "FRA", postcode: Postcode("75001"))
        #expect(refusal(try Self.shipment()) == .tooLarge(parcel: 0))
        let flat: [Int64] = [2000, 1000, 200]
        #expect(
            refusal(try Self.shipment(kilograms: 0.8, sides: flat))
                == .tooHeavy(parcel: 0, gramsMax: 750))
        #expect(
            refusal(try Self.shipment(kilograms: 0.5, sides: flat, to: paris))
                == .notDelivered(parcel: 0, country: "FRA"))
        #expect(
            refusal(
                try Self.shipment(kilograms: 0.5, sides: flat, extras: [.init(.deliveryGuarantee)]))
                == .extraNotOffered(.deliveryGuarantee))
        #expect(
            refusal(
                try Self.shipment(
                    kilograms: 0.5, sides: flat, value: 100_001, extras: [.init(.cover)]))
                == .coverTooHigh(most: try #require(Money(pence: 100_000))))
        var away = try Self.shipment(kilograms: 0.5, sides: flat)
        away.origin = paris
        #expect(refusal(away) == .notCollected(country: "FRA"))
        var apart = try Self.shipment(kilograms: 0.5, sides: flat)
        var other = apart.parcels[0]
        other.destination = .init(country: "GBR", postcode: Postcode("BT1 1AA"))
        apart.parcels.append(other)
        #expect(refusal(apart) == .severalZones)
    }

    /// `DOCKET_BASKETS` says how many.
    @Test func `the sums of random baskets are exact and explained`() throws {
        let card = try Self.card.get()
        let count =
            ProcessInfo.processInfo.environment["DOCKET_BASKETS"].flatMap { Int($0) } ?? 5000
        var random = SeededRandom(seed: 8)
        var priced = 0
        for _ in 0..<count {
            guard let line = try Self.randomLine(card, using: &random) else { continue }
            priced += 1
            let pence = try [line.exVAT, line.vat, line.total].map { try #require($0.pence) }
            let parts = try line.parts.map { try #require($0.amount.pence) }
            // By integers alone, in another way than the program's.
            let exact = parts.reduce(0, +) * line.vatRate
            let vat = exact / 10_000 + (exact % 10_000 >= 5000 ? 1 : 0)
            guard parts.reduce(0, +) == pence[0], pence[1] == vat, pence[0] + pence[1] == pence[2]
            else {
                Issue.record("\(line)")
                return
            }
        }
        #expect(priced > count / 20)
    }

    private static func randomLine(
        _ card: RateCard, using random: inout SeededRandom
    ) throws -> ShipmentPrice? {
        let service = try #require(card.services.randomElement(using: &random))
        let places = [
            leeds, .init(country: "GBR", postcode: Postcode("ZE1 0AA")),
            .init(country: "DEU", postcode: Postcode("10115")),
            .init(country: "JPN", postcode: Postcode("100-0001")),
        ]
        let place = try #require(places.randomElement(using: &random))
        let parcels = try (0...Int.random(in: 0...3, using: &random)).map { _ in
            let size = try #require(
                ParcelSize(
                    .random(in: 1...7000, using: &random), .random(in: 1...5000, using: &random),
                    .random(in: 1...3000, using: &random),
                    grams: .random(in: 1...12_000, using: &random)))
            let value = try #require(Money(pence: .random(in: 1...30_000, using: &random)))
            return Shipment.Parcel(size: size, value: value, destination: place)
        }
        let kinds = card.extras(with: service).map(\.kind)
        let extras = Set(kinds).filter { _ in Int.random(in: 0..<4, using: &random) == 0 }
        let shipment = Shipment(
            from: bolton, parcels,
            extras: extras.sorted { $0.rawValue < $1.rawValue }.map { .init($0) },
            collection: CalendarDay(number: .random(in: 20_000...20_030, using: &random)))
        return try? card.price(of: shipment, by: service)
    }
}
