import DocketCore
import DocketService
import DocketStore
import DocketTestKit
import Testing

@Suite struct PaymentTests {
    @Test func `a parcel order is an order, and is paid once however often it is asked`()
        async throws
    {
        try await TestServer.run { server in
            let desk = try ParcelDesk(server)
            let made = try await desk.order(try Parcels.draft())
            #expect("\(made.parcels.exVAT ?? .zero) \(made.parcels.vat ?? .zero)" == "11.19 2.24")
            let paid = try await desk.pay(made.number)
            let again = try await desk.pay(made.number)
            #expect(paid.order.state == .processed)
            #expect(again.order == paid.order)
            #expect(again.parcels == paid.parcels)
            #expect(try await desk.balance() == "86.57")
            #expect(try await desk.balance(.revenue) == "11.19")
            #expect(try await desk.balance(.vat) == "2.24")
            #expect(try await desk.check().transfers == 3)
        }
    }

    @Test func `of many who pay at once one pays`() async throws {
        try await TestServer.run { server in
            let desk = try ParcelDesk(server)
            let number = try await desk.order(try Parcels.draft()).number
            let versions = try await withThrowingTaskGroup(of: Int64.self) { group in
                for _ in 0..<12 {
                    group.addTask { try await desk.pay(number).order.version }
                }
                return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
            }
            #expect(versions == [2])
            #expect(try await desk.balance() == "86.57")
        }
    }

    @Test func `without enough money nothing is paid`() async throws {
        try await TestServer.run { server in
            let desk = try ParcelDesk(server)
            let first = try await desk.order(try Parcels.draft(items: 7))
            let second = try await desk.order(try Parcels.draft())
            try await desk.pay(first.number)
            let price = try #require(Money(pence: 1343))
            let left = try #require(Money(pence: 10_000 - 7 * 1343))
            await #expect(throws: ParcelError.balanceTooLow(balance: left, price: price)) {
                try await desk.pay(second.number)
            }
            #expect(try await desk.balance() == left.description)
            try await desk.topUp(GUID(named: "one"), pence: 744)
            try await desk.pay(second.number)
            #expect(try await desk.balance() == "0")
            _ = try await desk.check()
        }
    }

    @Test func `the refusal names what is there, also where the VAT alone is too much`()
        async throws
    {
        try await TestServer.run { server in
            let desk = try ParcelDesk(server)
            let dear = try await desk.order(try Parcels.draft(items: 7))
            let order = try await desk.order(try Parcels.draft())
            try await desk.pay(dear.number)
            try await desk.topUp(GUID(named: "one"), pence: 700)
            let (left, price) = (
                try #require(Money(pence: 1299)), try #require(Money(pence: 1343))
            )
            await #expect(throws: ParcelError.balanceTooLow(balance: left, price: price)) {
                try await desk.pay(order.number)
            }
            #expect(try await desk.balance() == "12.99")
        }
    }

    @Test func `holds whose ids follow one another end like any others`() async throws {
        try await TestServer.run { server in
            let desk = try ParcelDesk(server)
            let ledgers = server.services.ledgers
            let ids = (0..<8).map { GUID(high: 0x7000, low: 0x8000_0000_0000_0100 + $0) }
            let pound = try #require(Money(pence: 100))
            for id in ids {
                _ = try await ledgers.hold(
                    id, pound, for: nil, as: desk.request(), of: desk.company
                ) { _ in KeptAnswer(status: 200) }
            }
            #expect(try await desk.balance(.held) == "8")
            for id in ids {
                _ = try await ledgers.void(id, as: desk.request(), of: desk.company) { _ in
                    KeptAnswer(status: 200)
                }
            }
            #expect(try await desk.balance(.held) == "0")
            #expect(try await desk.balance() == "100")
        }
    }

    @Test func `a top-up happens once under its id`() async throws {
        try await TestServer.run { server in
            let desk = try ParcelDesk(server)
            let id = GUID(named: "one")
            try await desk.topUp(id, pence: 1000)
            try await desk.topUp(id, pence: 1000)
            #expect(try await desk.balance() == "110")
            await #expect(throws: LedgerError.idTaken) { try await desk.topUp(id, pence: 1001) }
            await #expect(throws: LedgerError.noTransfer) {
                try await desk.topUp(GUID(named: "two"), pence: 0)
            }
            await #expect(throws: LedgerError.noTransfer) {
                try await desk.topUp(GUID(named: "two"), pence: -5)
            }
            #expect(try await desk.balance() == "110")
        }
    }

    @Test func `money is given back line by line, each once`() async throws {
        try await TestServer.run { server in
            let desk = try ParcelDesk(server)
            let made = try await desk.order(try Parcels.draft(items: 3))
            await #expect(throws: ParcelError.self) { try await desk.refund(made.number) }
            try await desk.pay(made.number)
            try await desk.refund(made.number, line: 2)
            #expect(try await desk.balance() == "73.14")
            #expect(try await desk.refund(made.number, line: 2).order.version == 3)
            #expect(try await desk.balance() == "73.14")
            await #expect(throws: ParcelError.notFound("\(made.number.line(4))")) {
                try await desk.refund(made.number, line: 4)
            }
            let rest = try await desk.refund(made.number)
            #expect(rest.order.version == 4)
            #expect(try await desk.balance() == "100")
            #expect(try await desk.balance(.refunds) == "-33.57")
            #expect(try await desk.balance(.vat) == "0")
            #expect(try await desk.check().transfers == 9)
        }
    }

    @Test func `what is held can't be spent, and ends once`() async throws {
        try await TestServer.run { server in
            let desk = try ParcelDesk(server)
            let (ledgers, id) = (server.services.ledgers, GUID(named: "hold"))
            let ninety = try #require(Money(pence: 9000))
            let answer: @Sendable (Ledger) throws -> KeptAnswer = { _ in KeptAnswer(status: 200) }
            _ = try await ledgers.hold(
                id, ninety, for: nil, as: desk.request(), of: desk.company, answer: answer)
            let number = try await desk.order(try Parcels.draft()).number
            await #expect(throws: ParcelError.self) { try await desk.pay(number) }
            for _ in 0..<2 {
                _ = try await ledgers.void(
                    id, as: desk.request(), of: desk.company, answer: answer)
            }
            #expect(try await desk.balance() == "100")
            #expect(try await desk.balance(.held) == "0")
            try await desk.pay(number)
            let none = GUID(named: "none")
            await #expect(throws: ParcelError.notFound("\(none)")) {
                try await ledgers.void(
                    none, as: desk.request(), of: desk.company, answer: answer)
            }
        }
    }

    @Test func `an order of another company is not there`() async throws {
        try await TestServer.run { server in
            let (desk, other) = (try ParcelDesk(server), try ParcelDesk(server, 1))
            let made = try await desk.order(try Parcels.draft())
            let number = ParcelNumber(company: other.company, order: made.order.printableID)
            await #expect(throws: ParcelError.notFound("\(number)")) {
                try await other.pay(number)
            }
        }
    }
}
