import DocketCore
import DocketService
import HTTPTypes

/// Where customers pay with a browser: `/order/payment` for an order, `/prepay/payment` for money
/// that is paid in. Who has the link can pay by card; prepay is for who has signed in and may spend
/// it.
///
/// Source: contract, section 9; seed 004, "Links".
struct PaymentPages: Sendable {
    let orders: ParcelOrders
    let payments: Payments
    let cards: CardPayments
    let ledgers: Ledgers
    let sessions: Sessions
    let links: ParcelLinks

    private static let bodyBytesMax = 16 << 10

    init(services: DocketServices, links: ParcelLinks) {
        orders = services.parcelOrders
        payments = services.payments
        cards = services.cardPayments
        ledgers = services.ledgers
        sessions = services.sessions
        self.links = links
    }

    /// All of it, for the table of routes.
    var routes: [Route] {
        [
            Route(
                .get, "order/payment", .anyone, .showPayment, show(order: true),
                choosesForm: true),
            Route(
                .post, "order/payment", .anyone, .payOnPage, pay(order: true), choosesForm: true),
            Route(
                .get, "prepay/payment", .anyone, .showTopUp, show(order: false),
                choosesForm: true),
            Route(
                .post, "prepay/payment", .anyone, .topUpOnPage, pay(order: false),
                choosesForm: true),
        ]
    }

    // MARK: - What is paid

    /// An order or a top-up whose link somebody has.
    private func bill(_ call: Call, order: Bool) async throws -> Bill? {
        let options = try call.query()
        func option(_ name: String) -> String? { options.first { $0.name == name }?.value }
        let moment = try await links.at(call)
        guard order else {
            guard let topUp = TopUpLink(option), moment.isHash(option("hash") ?? "", of: topUp)
            else { return nil }
            let made = try await ledgers.transfer(topUp.id, of: topUp.company)
            // Something else has the id: nothing can be paid in by it.
            if let made, made.kind != .topUp || made.amount != topUp.amount { return nil }
            return Bill(topUp, paid: made?.at, moment)
        }
        guard let number = ParcelNumber(order: option("id") ?? ""),
            moment.isHash(option("hash") ?? "", of: number)
        else { return nil }
        do {
            return Bill(try await orders.get(number), at: call.now, moment)
        } catch ParcelError.notFound {
            return nil
        }
    }

    // MARK: - Showing it

    private func show(order: Bool) -> @Sendable (Call) async throws -> Answer {
        { call in
            guard var bill = try await bill(call, order: order) else { return Self.unknown }
            var note: String?
            var isWorking = false
            if bill.isOpen, try call.query().contains(where: { $0.name == Bill.returnOption }) {
                // The customer may be back before the gateway's event is here.
                do {
                    switch try await cards.look(bill.wish, of: bill.company, at: call.now) {
                    case .paid?: bill = try await self.bill(call, order: order) ?? bill
                    case .working?:
                        isWorking = true
                        note = "The payment is under way. This can take some minutes."
                    case .page?: note = "Nothing was paid by card."
                    case nil: note = "The payment by card did not go through. Please try again."
                    }
                } catch is GatewayError {
                    isWorking = true
                    note = "We can't see yet what became of the payment."
                }
            }
            return try await page(bill, call, note: note, isWorking: isWorking)
        }
    }

    private static var unknown: Answer {
        Page(
            title: "This link leads nowhere", body: .message,
            values: [
                "text": "Perhaps it was cut short, or it is too old. Whoever gave it to you can "
                    + "make a new one."
            ]
        ).answer(.notFound)
    }

    private func page(
        _ bill: Bill, _ call: Call, note: String? = nil, error: String? = nil,
        isWorking: Bool = false, status: HTTPResponse.Status = .ok
    ) async throws -> Answer {
        let browser = Browser(call)
        var values = bill.values
        if let note, bill.isOpen { values["note"] = note }
        if let error { values["error"] = error }
        var targets: [String] = []
        if isWorking, bill.isOpen {
            values["again"] = bill.wish.returnPath
        } else if bill.isOpen {
            if let gateway = cards.gateway {
                targets = gateway.pageOrigins
                values["card"] = [
                    "action": bill.path, "csrf": browser.csrf, "total": bill.wish.amount.pounds,
                    "where": gateway.pageOrigins.isEmpty
                        ? "At the sandbox's gateway: no money moves."
                        : "You enter the card at our payment provider, not here.",
                ]
            }
            if bill.takesPrepay {
                try await offerPrepay(bill, browser, call, in: &values)
            }
        }
        let page = Page(
            title: bill.title, body: .payment, values: values, formTargets: targets)
        return browser.keeping(page.answer(status))
    }

    /// Offers prepay to who may spend it.
    private func offerPrepay(
        _ bill: Bill, _ browser: Browser, _ call: Call, in values: inout [String: any Sendable]
    ) async throws {
        guard let payer = try await payer(browser, of: bill.company, at: call.now) else {
            values["signIn"] = "/\(SignInEndpoint.path)?return=\(PercentEncoding.encode(bill.path))"
            return
        }
        let ledger = try await ledgers.accounts(of: bill.company)
        values["prepay"] = [
            "action": bill.path, "csrf": browser.csrf, "total": bill.wish.amount.pounds,
            "user": payer.name, "balance": ledger[.prepay].pounds,
        ]
    }

    /// Who has signed in, and may spend the company's money; `nil` for anybody else.
    private func payer(
        _ browser: Browser, of company: CompanyID, at now: Timestamp
    ) async throws -> User? {
        guard let text = browser.session,
            let session = try await sessions.session(text, at: now),
            let user = try await sessions.user(of: session),
            user.scopes.allows(.payment), user.companies.contains(company)
        else { return nil }
        return user
    }

    // MARK: - Paying it

    private func pay(order: Bool) -> @Sendable (Call) async throws -> Answer {
        { call in
            let body = try await call.body(limit: Self.bodyBytesMax)
            guard let bill = try await bill(call, order: order) else { return Self.unknown }
            let browser = Browser(call)
            guard let form = try? FormBody(body), browser.sent(form, call.headers) else {
                return try await page(
                    bill, call, error: Browser.staleWords,
                    status: .forbidden)
            }
            // Paid or closed meanwhile: the page says so.
            guard bill.isOpen else { return Self.go(to: bill.path) }
            do {
                switch form["with"] {
                case "card": return try await payByCard(bill, call)
                case "prepay" where bill.takesPrepay:
                    return try await payByPrepay(bill, browser, call)
                default:
                    return try await page(
                        bill, call, error: "Please choose how to pay.", status: .badRequest)
                }
            } catch {
                guard let refusal = Refusal(error) else { throw error }
                return try await page(
                    try await self.bill(call, order: order) ?? bill, call,
                    error: refusal.words, status: refusal.status)
            }
        }
    }

    private func payByCard(_ bill: Bill, _ call: Call) async throws -> Answer {
        let step = try await cards.begin(
            bill.wish, of: bill.company, actor: call.actor, at: call.now)
        switch step {
        case .page(let page): return Self.go(to: page)
        case .paid: return Self.go(to: bill.path)
        case .working: return Self.go(to: bill.wish.returnPath)
        }
    }

    private func payByPrepay(
        _ bill: Bill, _ browser: Browser, _ call: Call
    ) async throws -> Answer {
        guard let number = bill.number else { return Self.go(to: bill.path) }
        guard let payer = try await payer(browser, of: bill.company, at: call.now) else {
            return SignInEndpoint.redirect(backTo: bill.path)
        }
        _ = try await payments.pay(
            number, from: .prepay,
            as: ChangeRequest(company: bill.company, actor: payer.name, now: call.now)
        ) { _ in KeptAnswer(status: 200) }
        return Self.go(to: bill.path)
    }

    private static func go(to place: String) -> Answer {
        Answer.empty(.seeOther).adding(.location, place).adding(.cacheControl, "no-store")
    }

    /// Why nothing was paid, as the customer reads it.
    private struct Refusal {
        let status: HTTPResponse.Status
        let words: String

        /// - Returns: `nil` for what is no refusal.
        init?(_ error: any Error) {
            switch error {
            case ParcelError.balanceTooLow(let balance, let price):
                status = .badRequest
                words = ParcelErrorTable.balanceText(balance, price) + "."
            case ParcelError.notPayable(let reason):
                status = .conflict
                words = reason + "."
            case is GatewayError:
                status = .serviceUnavailable
                words = "We can't reach our payment provider. Nothing was paid; please try again."
            default: return nil
            }
        }
    }
}
