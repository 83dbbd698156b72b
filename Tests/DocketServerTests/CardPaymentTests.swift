import DocketCore
import DocketJSON
import DocketService
import DocketStore
import DocketTestKit
import HTTPTypes
import Logging
import Testing

@Suite struct CardPaymentTests {
    @Test func `a card pays an order on the sandbox's gateway`() async throws {
        try await TestServer.run { server in
            let customer = try PaymentDesk(server)
            let (number, page) = try await customer.order()
            let back = try await customer.payByCard(at: page)
            #expect(back.status == 200)
            #expect(back.text.contains("<h1>Paid</h1>"))
            #expect(back.text.contains("£13.43 was paid on"))
            #expect(try await customer.desk.balance() == "100")
            #expect(try await customer.desk.balance(.gateway) == "-13.43")
            #expect(try await customer.desk.balance(.revenue) == "11.19")
            let order = try await server.services.parcelOrders.get(number)
            #expect(order.order.state == .processed)
            #expect(order.parcels.paid?.source == .card)
            #expect(try await customer.desk.check().transfers == 3)
        }
    }

    @Test func `a card that is declined pays nothing, and another one can be taken`()
        async throws
    {
        try await TestServer.run { server in
            let customer = try PaymentDesk(server)
            let (_, page) = try await customer.order()
            let gateway = try await customer.chooseCard(at: page)
            let declined = try await customer.press("card", "declined", at: gateway)
            #expect(declined.status == 400)
            #expect(declined.text.contains("The card was declined"))
            let back = try await customer.browser.get("\(page)&from=gateway")
            #expect(back.text.contains("Nothing was paid by card"))
            #expect(try await customer.desk.balance(.gateway) == "0")
            let visit = try await customer.press("card", "succeeds", at: gateway)
            #expect(visit.status == 303)
            #expect(try await customer.desk.balance(.gateway) == "-13.43")
        }
    }

    @Test func `a bank may ask the customer first`() async throws {
        try await TestServer.run { server in
            let customer = try PaymentDesk(server)
            let (_, page) = try await customer.order()
            let gateway = try await customer.chooseCard(at: page)
            let asked = try await customer.press("card", "challenged", at: gateway)
            #expect(asked.text.contains("is it you who pays?"))
            #expect(try await customer.desk.balance(.gateway) == "0")
            let refused = try await customer.press("step", "refuse", at: gateway)
            #expect(refused.status == 400)
            #expect(try await customer.desk.balance(.gateway) == "0")
            let confirmed = try await customer.press("step", "confirm", at: gateway)
            #expect(confirmed.status == 303)
            #expect(try await customer.desk.balance(.gateway) == "-13.43")
        }
    }

    @Test func `an event that comes again changes nothing`() async throws {
        try await TestServer.run { server in
            let customer = try PaymentDesk(server)
            let (_, page) = try await customer.order()
            let gateway = try await customer.chooseCard(at: page)
            let event = try await customer.event(of: gateway)
            for _ in 0..<3 {
                let reply = try await customer.tell(event.body, event.signature)
                #expect(reply.status == 200)
            }
            #expect(try await customer.desk.balance(.gateway) == "-13.43")
            #expect(try await customer.waitingRefunds() == [])
            _ = try await customer.desk.check()
        }
    }

    @Test func `of events that come at once one pays`() async throws {
        try await TestServer.run { server in
            let customer = try PaymentDesk(server)
            let (_, page) = try await customer.order()
            let event = try await customer.event(of: try await customer.chooseCard(at: page))
            let statuses = try await withThrowingTaskGroup(of: Int.self) { group in
                for _ in 0..<8 {
                    group.addTask {
                        try await PaymentDesk(server).tell(event.body, event.signature).status
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(statuses.allSatisfy { [200, 409, 503].contains($0) }, "\(statuses)")
            #expect(statuses.contains(200))
            #expect(try await customer.desk.balance(.gateway) == "-13.43")
            #expect(try await customer.waitingRefunds() == [])
        }
    }

    @Test func `an event that the gateway has not signed, or long ago, is refused`()
        async throws
    {
        try await TestServer.run { server in
            let customer = try PaymentDesk(server)
            let (_, page) = try await customer.order()
            let event = try await customer.event(of: try await customer.chooseCard(at: page))
            let parts = event.signature.split(separator: ",v1=").map { String($0) }
            let other = String(parts[1].reversed())
            for wrong in [
                nil, "", "v1=\(parts[1])", parts[0], "\(parts[0]),v0=\(parts[1])",
                "\(parts[0]),v1=\(other)", "t=1,v1=\(parts[1])", "\(parts[0]),v1=",
                "\(parts[0]),v1=\(parts[1].dropLast())", "\(parts[0]),v1=\(parts[1])00", "a,b,c",
            ] as [String?] {
                let reply = try await customer.tell(event.body, wrong)
                #expect(reply.status == 400, "\(wrong ?? "none")")
                #expect(reply["Message"]?.text?.contains("signature") == true)
            }
            let changed = event.body.replacing("1343", with: "1344")
            #expect(try await customer.tell(changed, event.signature).status == 400)
            #expect(
                try await customer.tell(event.body, event.signature, gateway: "stripe").status
                    == 404)
            server.services.clock.set(
                secondsAhead: server.services.clock.secondsAhead + 302)
            #expect(try await customer.tell(event.body, event.signature).status == 400)
            #expect(try await customer.desk.balance(.gateway) == "0")
        }
    }

    @Test func `an event of what nobody asked for changes nothing`() async throws {
        try await TestServer.run { server in
            let customer = try PaymentDesk(server)
            let (_, page) = try await customer.order()
            let gateway = try await customer.chooseCard(at: page)
            let id = try #require(gateway.split(separator: "payment=").last?.prefix(36))
            let unknown = gateway.replacing(id, with: "\(GUID(named: "unknown"))")
            let elsewhere = gateway.replacing("company=14146", with: "company=1")
            for wrong in [unknown, elsewhere] {
                let event = try await customer.event(of: wrong)
                #expect(try await customer.tell(event.body, event.signature).status == 200)
            }
            #expect(try await customer.desk.balance(.gateway) == "0")
        }
    }

    @Test func `what a card pays too late or twice goes back to it`() async throws {
        try await TestServer.run { server in
            let customer = try PaymentDesk(server)
            for place in 0..<3 {
                let (number, page) = try await customer.order()
                let gateway = try await customer.chooseCard(at: page)
                switch place {
                case 0: try await customer.desk.pay(number)
                case 1: try await customer.desk.cancel(number)
                default:
                    server.services.clock.set(
                        secondsAhead: server.services.clock.secondsAhead + 73 * 3600)
                }
                let event = try await customer.event(of: gateway)
                for _ in 0..<2 {
                    #expect(try await customer.tell(event.body, event.signature).status == 200)
                }
                #expect(try await customer.waitingRefunds() == ["13.43"])
                try await customer.giveRefunds()
                #expect(try await customer.waitingRefunds() == [])
            }
            #expect(try await customer.desk.balance(.gateway) == "0")
            #expect(try await customer.desk.balance() == "86.57")
            _ = try await customer.desk.check()
        }
    }

    @Test func `what a card pays for an order that can't be processed goes back to it`()
        async throws
    {
        try await TestServer.run { server in
            let customer = try PaymentDesk(server)
            let (number, page) = try await customer.order()
            let event = try await customer.event(of: try await customer.chooseCard(at: page))
            let id = try await server.services.parcelOrders.get(number).order.id
            let unbilled = try await server.send(
                .patch, "/v1/Companies(14146)/Orders(\(id))", body: #"{"BillingCustomerId": null}"#)
            #expect(unbilled.status == 200, "\(unbilled.text)")
            #expect(try await customer.tell(event.body, event.signature).status == 200)
            #expect(try await customer.waitingRefunds() == ["13.43"])
            let refused = try await server.send(.post, "/api/orders/\(number)/paywithprepay")
            #expect(refused.status == 409, "\(refused.text)")
            #expect(try await customer.desk.balance() == "100")
            #expect(try await customer.desk.balance(.gateway) == "0")
            _ = try await customer.desk.check()
        }
    }

    @Test func `another amount than was asked for pays nothing and goes back`() async throws {
        try await TestServer.run { server in
            let customer = try PaymentDesk(server)
            let (number, page) = try await customer.order()
            let gateway = try await customer.chooseCard(at: page)
            let event = try await customer.event(of: gateway, pence: 1)
            #expect(try await customer.tell(event.body, event.signature).status == 200)
            #expect(try await customer.waitingRefunds() == ["0.01"])
            let order = try await server.services.parcelOrders.get(number)
            #expect(order.parcels.paid == nil)
            try await customer.payByCard(at: page)
            #expect(try await customer.desk.balance(.gateway) == "-13.43")
            _ = try await customer.desk.check()
        }
    }

    @Test func `who chooses the card again goes on with the same payment`() async throws {
        try await TestServer.run { server in
            let customer = try PaymentDesk(server)
            let (_, page) = try await customer.order()
            let first = try await customer.chooseCard(at: page)
            let second = try await PaymentDesk(server).chooseCard(at: page)
            #expect(first == second)
        }
    }

    @Test func `what is given back of an order reaches the card, once`() async throws {
        try await TestServer.run { server in
            let customer = try PaymentDesk(server)
            let (number, page) = try await customer.order()
            try await customer.payByCard(at: page)
            try await customer.desk.refund(number)
            try await customer.desk.refund(number, line: 1)
            #expect(try await customer.desk.balance(.gateway) == "0")
            #expect(try await customer.desk.balance() == "100")
            #expect(try await customer.waitingRefunds() == ["13.43"])
            let sweeper = Sweeper(
                database: server.database, services: server.services,
                logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
            try await sweeper.sweep()
            #expect(try await customer.waitingRefunds() == [])
            _ = try await customer.desk.check()
            let visit = try await customer.browser.get(page)
            #expect(visit.text.contains("£13.43 was given back"))
        }
    }

    @Test func `a check sees what a card has paid that is not in the ledger`() async throws {
        try await TestServer.run { server in
            let customer = try PaymentDesk(server)
            let (_, page) = try await customer.order()
            try await customer.payByCard(at: page)
            _ = try await server.database.write(of: customer.desk.company) { connection in
                try connection.run(
                    SQL(unbound: "UPDATE card_payments SET amount = amount + 100"))
            }
            await #expect(throws: CheckFinding.cards(company: customer.desk.company)) {
                try await customer.desk.check()
            }
        }
    }
}
