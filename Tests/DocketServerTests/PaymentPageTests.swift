import DocketCore
import DocketJSON
import DocketService
import DocketTestKit
import HTTPTypes
import Testing

@Suite struct PaymentPageTests {
    @Test func `the page says what is to be paid, and by what`() async throws {
        try await TestServer.run { server in
            let customer = try PaymentDesk(server)
            let (number, page) = try await customer.order()
            let visit = try await customer.browser.get(page)
            #expect(visit.status == 200)
            for words in [
                "<h1>Pay for your parcels</h1>", "Order \(number)", "£11.19", "£2.24", "£13.43",
                "1 parcel to Leeds, United Kingdom", "Pay £13.43 by card",
                "Sign in to pay from prepay",
            ] {
                #expect(visit.text.contains(words), "\(words)")
            }
            #expect(!visit.text.contains("<script"))
            let policy = visit.reply.headers["Content-Security-Policy"] ?? ""
            #expect(policy.contains("default-src 'none'"))
            #expect(visit.reply.headers["Cache-Control"] == "no-store")
            #expect(visit.reply.headers["Referrer-Policy"] == "no-referrer")
        }
    }

    @Test func `without the right hash there is no page and no payment`() async throws {
        try await TestServer.run { server in
            let customer = try PaymentDesk(server)
            let ((number, page), (_, other)) = (
                try await customer.order(), try await customer.order()
            )
            let hash = page.split(separator: "hash=").last ?? ""
            let otherHash = other.split(separator: "hash=").last ?? ""
            for query in [
                "", "?id=\(number)", "?hash=\(hash)", "?id=\(number)&hash=",
                "?id=\(number)&hash=\(otherHash)", "?id=\(number)&hash=\(hash.dropLast())",
                "?id=\(number)0&hash=\(hash)", "?id=1414600000000000&hash=\(hash)",
                "?id=\(number)&hash=\(hash)00",
            ] {
                let visit = try await customer.browser.get("/order/payment\(query)")
                #expect(visit.status == 404, "\(query)")
                #expect(visit.text.contains("This link leads nowhere"))
                let csrf = try await customer.browser.get(page).csrf
                let paid = try await customer.browser.post(
                    "/order/payment\(query)", [("csrf", csrf), ("with", "card")])
                #expect(paid.status == 404, "\(query)")
            }
        }
    }

    @Test func `who has signed in pays from prepay`() async throws {
        try await TestServer.run { server in
            let customer = try PaymentDesk(server)
            let (number, page) = try await customer.order()
            let asked = try await customer.press("with", "prepay", at: page)
            #expect(asked.status == 303)
            #expect(asked.location.hasPrefix("/auth/sign-in?return="))
            let signedIn = try await customer.browser.signIn(at: asked.location)
            #expect(signedIn.location == page)
            let open = try await customer.browser.get(signedIn.location)
            #expect(open.text.contains("There is £100.00 in prepay"))
            let paid = try await customer.press("with", "prepay", at: page)
            #expect(paid.status == 303)
            let done = try await customer.browser.get(paid.location)
            #expect(done.text.contains("<h1>Paid</h1>"))
            #expect(try await customer.desk.balance() == "86.57")
            let again = try await customer.browser.post(
                page, [("csrf", open.csrf), ("with", "prepay")])
            #expect(again.status == 303)
            #expect(try await customer.desk.balance() == "86.57")
            let order = try await server.services.parcelOrders.get(number)
            #expect(order.parcels.paid?.source == .prepay)
        }
    }

    @Test func `who may not spend a company's prepay can't, though they have signed in`()
        async throws
    {
        try await TestServer.run { server in
            for (company, name, scope) in [
                (14146, "a@example.test", "public-api"), (1, "b@example.test", "payment"),
            ] {
                let made = try await server.send(
                    .post, "/v1/Companies(\(company))/Users",
                    body: """
                        {"UserName": "\(name)", "Password": "correct horse battery",
                          "Scopes": ["\(scope)"]}
                        """)
                try #require(made.status == 201, "\(made.text)")
            }
            for name in ["a@example.test", "b@example.test"] {
                let customer = try PaymentDesk(server)
                let (_, page) = try await customer.order()
                _ = try await customer.browser.signIn(name: name, password: "correct horse battery")
                let visit = try await customer.browser.get(page)
                #expect(visit.text.contains("Sign in to pay from prepay"))
                #expect(!visit.text.contains("in prepay."))
                let asked = try await customer.press("with", "prepay", at: page)
                #expect(asked.location.hasPrefix("/auth/sign-in?return="), "\(name)")
                #expect(try await customer.desk.balance() == "100")
            }
        }
    }

    @Test func `too little prepay is said, and nothing is paid`() async throws {
        try await TestServer.run { server in
            let customer = try PaymentDesk(server)
            _ = try await customer.browser.signIn()
            let dear = try await customer.desk.order(try Parcels.draft(items: 7))
            try await customer.desk.pay(dear.number)
            let (_, page) = try await customer.order()
            let visit = try await customer.press("with", "prepay", at: page)
            #expect(visit.status == 400)
            #expect(visit.text.contains("£5.99 is below the price of £13.43"), "\(visit.text)")
            #expect(try await customer.desk.balance() == "5.99")
        }
    }

    @Test func `a form of another site pays nothing`() async throws {
        try await TestServer.run { server in
            let customer = try PaymentDesk(server)
            _ = try await customer.browser.signIn()
            let (_, page) = try await customer.order()
            let csrf = try await customer.browser.get(page).csrf
            for (fields, headers) in [
                ([("with", "prepay")], [:]),
                ([("csrf", "x"), ("with", "prepay")], [:]),
                ([("csrf", csrf), ("with", "prepay")], ["Sec-Fetch-Site": "cross-site"]),
                ([("csrf", ""), ("with", "card")], [:]),
            ] as [([(String, String)], [String: String])] {
                let visit = try await customer.browser.post(page, fields, headers: headers)
                #expect(visit.status == 403, "\(fields)")
            }
            #expect(try await customer.desk.balance() == "100")
            let unclear = try await customer.press("with", "shells", at: page)
            #expect(unclear.status == 400)
            #expect(unclear.text.contains("Please choose how to pay"))
        }
    }

    @Test func `each state has a page of its own`() async throws {
        try await TestServer.run { server in
            let customer = try PaymentDesk(server)
            let (cancelled, cancelledPage) = try await customer.order()
            try await customer.desk.cancel(cancelled)
            let (paid, paidPage) = try await customer.order()
            try await customer.desk.pay(paid)
            let (_, expiredPage) = try await customer.order()
            server.services.clock.set(
                secondsAhead: server.services.clock.secondsAhead + 73 * 3600)
            for (page, title) in [
                (cancelledPage, "This order was cancelled"),
                (expiredPage, "This order has expired"), (paidPage, "Paid"),
            ] {
                let visit = try await customer.browser.get(page)
                #expect(visit.status == 200)
                #expect(visit.text.contains("<h1>\(title)</h1>"))
                #expect(!visit.text.contains("<button"))
                let csrf = try await customer.browser.get("/auth/sign-in").csrf
                let late = try await customer.browser.post(
                    page, [("csrf", csrf), ("with", "card")])
                #expect(late.status == 303)
                #expect(late.location == page)
            }
            let visit = try await customer.browser.get(paidPage)
            let label = try #require(
                visit.text.split(separator: "<li><a href=\"").dropFirst().first)
            let path = PaymentDesk.path(String(label.prefix { $0 != "\"" }))
                .replacing("&amp;", with: "&")
            let file = try await server.send(
                .get, path, headers: ["Accept": "text/html,*/*;q=0.8"], token: nil)
            #expect(file.status == 200)
            #expect(file.bytes.starts(with: Array("%PDF".utf8)))
        }
    }

    @Test func `money is paid in by a link, once`() async throws {
        try await TestServer.run { server in
            let customer = try PaymentDesk(server)
            func link(_ body: String, key: String? = nil) async throws -> TestServer.Reply {
                try await server.send(
                    .post, "/api/prepay/create-topup-links",
                    headers: key.map { ["Idempotency-Key": $0] } ?? [:], body: body)
            }
            let made = try await link(#"{"Amount": "50", "CurrencyCode": "GBP"}"#, key: "one")
            #expect(made.status == 200, "\(made.text)")
            let again = try await link(#"{"Amount": "50", "CurrencyCode": "GBP"}"#, key: "one")
            #expect(again.text == made.text)
            let page = PaymentDesk.path(try #require(made["Links", 0, "Link"]?.text))
            let open = try await customer.browser.get(page)
            #expect(open.text.contains("<h1>Pay into prepay</h1>"))
            #expect(!open.text.contains("from prepay"))
            let gateway = try await customer.chooseCard(at: page)
            let paid = try await customer.payByCard(at: page)
            #expect(paid.text.contains("£50.00 was paid into prepay"))
            #expect(try await customer.desk.balance() == "150")
            #expect(try await customer.desk.balance(.gateway) == "-50")
            let late = try await customer.event(of: gateway)
            #expect(try await customer.tell(late.body, late.signature).status == 200)
            #expect(try await customer.desk.balance() == "150")
            let more = page.replacing("pence=5000", with: "pence=500000")
            #expect(try await customer.browser.get(more).status == 404)
            for wrong in [
                "{}", #"{"Amount": 0}"#, #"{"Amount": 1.005}"#, #"{"Amount": -1}"#,
                #"{"Amount": 1, "CurrencyCode": "EUR"}"#, #"{"Amount": 1, "Id": "x"}"#,
            ] {
                #expect(try await link(wrong).status == 400, "\(wrong)")
            }
            _ = try await customer.desk.check()
        }
    }

    @Test func `a link whose id something else has leads nowhere`() async throws {
        try await TestServer.run { server in
            let customer = try PaymentDesk(server)
            let id = "5f0e1c52-8a4b-4f57-9f7a-2d4f5a6b7d10"
            let made = try await server.send(
                .post, "/api/prepay/create-topup-links", body: #"{"Id": "\#(id)", "Amount": 5}"#)
            let page = PaymentDesk.path(try #require(made["Links", 0, "Link"]?.text))
            #expect(try await customer.browser.get(page).status == 200)
            let hold = try await server.send(
                .post, "/api/prepay/holds", body: #"{"Id": "\#(id)", "Amount": 5}"#)
            #expect(hold.status == 200, "\(hold.text)")
            #expect(try await customer.browser.get(page).status == 404)
            #expect(try await customer.desk.balance() == "95")
        }
    }

    @Test func `the tracking page shows how far a shipment is`() async throws {
        try await TestServer.run { server in
            let customer = try PaymentDesk(server)
            let made = try await ParcelsAPITests.make(server)
            let line = made["OrderlineIdMap", 0, "OrderLineId"]?.text ?? ""
            let reference = made["OrderlineIdMap", 0, "OrderLineIdHmac"]?.text ?? ""
            let page = "/tracking/\(reference.percentEncoded)"
            let before = try await customer.browser.get(page)
            #expect(before.status == 200)
            #expect(before.text.contains("<h1>Not paid yet</h1>"))
            let number = try #require(ParcelNumber(order: made["OrderId"]?.text ?? ""))
            try await customer.desk.pay(number)
            let event = try await server.send(
                .post, "/api/tracking/\(line)",
                body: #"{"Stage": "InTransit", "Description": "<b>Sorted</b>", "Location": "Hub"}"#)
            #expect(event.status == 200, "\(event.text)")
            let visit = try await customer.browser.get(page)
            #expect(visit.text.contains("<h1>In transit</h1>"))
            #expect(visit.text.contains("&lt;b&gt;Sorted&lt;/b&gt;"))
            #expect(visit.text.contains("aria-current=\"step\">In transit"))
            for wrong in [line, "\(line)|AAAA", String(reference.dropLast(4)) + "AAA="] {
                let nothing = try await customer.browser.get("/tracking/\(wrong.percentEncoded)")
                #expect(nothing.status == 404, "\(wrong)")
            }
        }
    }
}
