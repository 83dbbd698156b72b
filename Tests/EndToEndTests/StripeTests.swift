import DocketJSON
import DocketTestKit
import Foundation
import Testing

/// Payments by Stripe Checkout, of the real binary with a stand-in for Stripe.
@Suite(
    .enabled(if: PythonScript.isThere, "\(PythonScript.absence)"), .timeLimit(.minutes(30)))
struct StripeTests {
    /// A server whose customers pay at the stand-in.
    private struct Desk {
        let server: ServerProcess
        let stripe: StripeStandIn
        let shopper: Shopper

        /// The balance of an account of the sandbox's company.
        func balance(_ account: String = "Gateway") async throws -> String {
            try await EndToEnd.send(to: server, "GET", "/api/prepay/statement")
                .json["Accounts"]?[account]?.numberText ?? ""
        }

        /// Presses the button to pay by card.
        ///
        /// - Returns: the id of the Checkout Session to which it leads.
        func begin(_ page: String) async throws -> String {
            let answer = try await shopper.payByCard(at: page)
            try #require(answer.status == 303, "\(answer.text)")
            let place = answer["location"] ?? ""
            try #require(place.hasPrefix("\(stripe.address)/c/pay/"), "\(place)")
            return String(place.split(separator: "/").last?.prefix { $0 != "#" } ?? "")
        }

        /// What the customer sees on coming back.
        func comeBack(_ page: String) async throws -> String {
            try await shopper.get("\(page)&from=gateway").text
        }

        func refund(_ order: String) async throws {
            let answer = try await EndToEnd.send(
                to: server, "POST", "/api/orders/\(order)/refund", "{}")
            try #require(answer.status == 200, "\(answer.text)")
        }

        /// Waits until the stand-in has given back so many times.
        func refunds(_ count: Int) async throws -> [JSONValue] {
            for _ in 0..<1200 {
                let found = try await stripe.control("refunds")["data"]?.elements ?? []
                if found.count >= count { return found }
                try await Task.sleep(for: .milliseconds(100))
            }
            return []
        }
    }

    private func run(_ body: (Desk) async throws -> Void) async throws {
        try await EndToEnd.run { folder in
            let stripe = try await StripeStandIn()
            defer { stripe.stop() }
            let secrets = [
                ("key", StripeStandIn.key), ("webhook", StripeStandIn.webhookSecret + "\n"),
            ].map { name, text in
                let path = folder.folder.path(name)
                _ = FileManager.default.createFile(atPath: path, contents: Data(text.utf8))
                return path
            }
            let server = try await ServerProcess(
                database: folder.database,
                arguments: [
                    "--sandbox", "--port", "0", "--stripe-url", stripe.address,
                    "--stripe-key-file", secrets[0], "--stripe-webhook-secret-file", secrets[1],
                ])
            defer { server.signal(SIGKILL) }
            try await stripe.control(
                "webhook", ["url": .string("\(server.address)/api/gateways/stripe/events")])
            try await body(Desk(server: server, stripe: stripe, shopper: Shopper(server)))
            let check = try await DocketProcess.run([
                "check", "--database", "sqlite:\(folder.database)",
            ])
            #expect(check.exitCode == 0, "\(check.standardError)")
        }
    }

    @Test func `an event of Stripe's confirms a payment, once`() async throws {
        try await run { desk in
            let order = try await Shopper.order(at: desk.server)
            let session = try await desk.begin(order.page)
            try await desk.stripe.control("sessions/\(session)/pay", [:])
            #expect(try await desk.balance() == "-13.43")
            #expect(try await desk.comeBack(order.page).contains("<h1>Paid</h1>"))
            let events = try await desk.stripe.control("events")["data"]?.elements ?? []
            #expect(events.count == 1)
            for event in events {
                let id = event["id"]?.text ?? ""
                let again = try await desk.stripe.control("events/\(id)/resend", [:])
                #expect(again["status"]?.numberText == "200")
                let old = try await desk.stripe.control(
                    "events/\(id)/resend", ["at": 1_500_000_000])
                #expect(old["status"]?.numberText == "400")
                let false_ = try await desk.stripe.control(
                    "events/\(id)/resend", ["secret": "whsec_other"])
                #expect(false_["status"]?.numberText == "400")
            }
            #expect(try await desk.balance() == "-13.43")
            let calls = try await desk.stripe.control("calls")["data"]?.elements ?? []
            let form = calls.first?["form"]
            #expect(form?["mode"]?.text == "payment")
            #expect(calls.allSatisfy { $0["status"]?.numberText == "200" })
        }
    }

    @Test func `who comes back before the event is there has paid all the same`() async throws {
        try await run { desk in
            try await desk.stripe.control("webhook", ["drop": true])
            let order = try await Shopper.order(at: desk.server)
            let session = try await desk.begin(order.page)
            #expect(try await desk.comeBack(order.page).contains("Nothing was paid by card"))
            try await desk.stripe.control("sessions/\(session)/pay", [:])
            #expect(try await desk.balance() == "0")
            #expect(try await desk.comeBack(order.page).contains("<h1>Paid</h1>"))
            #expect(try await desk.balance() == "-13.43")
            // The event comes at last.
            try await desk.stripe.control("webhook", ["drop": false])
            try await desk.stripe.control("events/resend", [:])
            #expect(try await desk.balance() == "-13.43")
            #expect(try await desk.stripe.control("refunds")["data"]?.elements?.isEmpty == true)
        }
    }

    @Test func `a payment that takes days is under way until it is there or has failed`()
        async throws
    {
        try await run { desk in
            for (deed, heading) in [
                ("async_fail", "Pay for your parcels"), ("async_succeed", "Paid"),
            ] {
                let order = try await Shopper.order(at: desk.server)
                let session = try await desk.begin(order.page)
                try await desk.stripe.control("sessions/\(session)/pay_later", [:])
                #expect(try await desk.comeBack(order.page).contains("The payment is under way"))
                #expect(try await desk.balance() == "0")
                try await desk.stripe.control("sessions/\(session)/\(deed)", [:])
                let page = try await desk.shopper.get(order.page).text
                #expect(page.contains("<h1>\(heading)</h1>"), "\(deed)")
            }
            #expect(try await desk.balance() == "-13.43")
        }
    }

    @Test func `after a session that has expired another one is made`() async throws {
        try await run { desk in
            let order = try await Shopper.order(at: desk.server)
            let session = try await desk.begin(order.page)
            #expect(try await desk.begin(order.page) == session)
            try await desk.stripe.control("webhook", ["drop": true])
            try await desk.stripe.control("sessions/\(session)/expire", [:])
            let other = try await desk.begin(order.page)
            #expect(other != session)
            try await desk.stripe.control("webhook", ["drop": false])
            try await desk.stripe.control("events/resend", [:])
            try await desk.stripe.control("sessions/\(other)/pay", [:])
            #expect(try await desk.balance() == "-13.43")
        }
    }

    @Test func `where Stripe does not answer nothing is paid, and a retry asks for the same`()
        async throws
    {
        try await run { desk in
            let order = try await Shopper.order(at: desk.server)
            for fault in [
                ["how": "error", "status": 500], ["how": "close", "after": true],
                ["how": "error", "status": 429],
            ] as [JSONValue] {
                try await desk.stripe.control("faults", fault)
                let answer = try await desk.shopper.payByCard(at: order.page)
                #expect(answer.status == 503)
                #expect(answer.text.contains("Nothing was paid; please try again"))
            }
            let session = try await desk.begin(order.page)
            let sessions = try await desk.stripe.control("sessions")["data"]?.elements ?? []
            #expect(sessions.count == 1)
            try await desk.stripe.control("sessions/\(session)/pay", [:])
            #expect(try await desk.balance() == "-13.43")
        }
    }

    @Test func `Stripe gives back once, also where its answer was lost`() async throws {
        try await run { desk in
            let order = try await Shopper.order(at: desk.server)
            let session = try await desk.begin(order.page)
            try await desk.stripe.control("sessions/\(session)/pay", [:])
            try await desk.stripe.control(
                "faults", ["how": "close", "after": true, "path": "/v1/refunds", "method": "POST"])
            try await desk.refund(order.id)
            #expect(try await desk.balance() == "0")
            let refunds = try await desk.refunds(1)
            #expect(refunds.first?["amount"]?.numberText == "1343")
            // The next try sees that it is done.
            for _ in 0..<900 {
                let calls = try await desk.stripe.control("calls")["data"]?.elements ?? []
                let looks = calls.filter {
                    $0["method"]?.text == "GET" && $0["path"]?.text == "/v1/refunds"
                }
                if looks.count == 2 { break }
                try await Task.sleep(for: .milliseconds(100))
            }
            #expect(try await desk.refunds(1).count == 1)
        }
    }

    @Test func `the key is in no answer and in no log`() async throws {
        try await run { desk in
            let order = try await Shopper.order(at: desk.server)
            try await desk.stripe.control(
                "faults", ["how": "error", "status": 401, "count": 2])
            let answer = try await desk.shopper.payByCard(at: order.page)
            #expect(answer.status == 503)
            #expect(!answer.text.contains("sk_test"))
            let log = desk.server.standardError
            #expect(!log.contains("sk_test") && !log.contains("whsec"))
        }
    }

    @Test func `settings that can't work are refused with words for it`() async throws {
        try await EndToEnd.run { folder in
            let key = folder.folder.path("key")
            _ = FileManager.default.createFile(atPath: key, contents: Data("sk_test_1".utf8))
            let empty = folder.folder.path("empty")
            _ = FileManager.default.createFile(atPath: empty, contents: Data("\n".utf8))
            for (arguments, words) in [
                (["--stripe-key-file", key], "go together"),
                (["--stripe-webhook-secret-file", key], "go together"),
                (
                    ["--stripe-key-file", "/nowhere", "--stripe-webhook-secret-file", key],
                    "can't read"
                ),
                (["--stripe-key-file", empty, "--stripe-webhook-secret-file", key], "one word"),
                (
                    [
                        "--stripe-key-file", key, "--stripe-webhook-secret-file", key,
                        "--stripe-url", "stripe",
                    ], "must be such as"
                ),
            ] {
                let outcome = try await DocketProcess.run(
                    ["serve", "--database", "sqlite:\(folder.database)"] + arguments)
                #expect(outcome.exitCode != 0)
                #expect(outcome.standardError.contains(words), "\(outcome.standardError)")
            }
        }
    }
}
