import DocketCore
import DocketService
import HTTPTypes

/// `/sandbox/gateway`: the page of the gateway that the sandbox has built in, with cards that
/// succeed, that are declined, and that need a second step.
struct SandboxGatewayPage: Sendable {
    private let gateway: SandboxGateway
    private let cards: CardPayments

    private static let bodyBytesMax = 16 << 10

    /// The page; `nil` where the gateway is not there.
    init?(services: DocketServices) {
        guard let gateway = services.cardPayments.sandbox else { return nil }
        self.gateway = gateway
        cards = services.cardPayments
    }

    /// The page's address, for the table of routes.
    var routes: [Route] {
        [
            Route(
                .get, "sandbox/gateway", .anyone, .showSandboxGateway, get, choosesForm: true),
            Route(
                .post, "sandbox/gateway", .anyone, .payAtSandboxGateway, post,
                choosesForm: true),
        ]
    }

    @Sendable private func get(_ call: Call) async throws -> Answer {
        guard let checkout = try await checkout(call) else { return Self.unknown }
        return page(checkout, call)
    }

    @Sendable private func post(_ call: Call) async throws -> Answer {
        let body = try await call.body(limit: Self.bodyBytesMax)
        guard let checkout = try await checkout(call) else { return Self.unknown }
        guard let form = try? FormBody(body), Browser(call).sent(form, call.headers) else {
            return page(
                checkout, call, error: Browser.staleWords,
                status: .forbidden)
        }
        switch (form["step"], form["card"].flatMap({ SandboxGateway.Card(rawValue: $0) })) {
        case ("confirm", _), (nil, .succeeding):
            let (event, signature) = try await gateway.paid(checkout)
            try await cards.take(
                event, signature: { _ in signature }, from: gateway.name, at: call.now)
            return Answer.empty(.seeOther).adding(.location, checkout.returnPath)
                .adding(.cacheControl, "no-store")
        case (nil, .challenged):
            return page(checkout, call, isChallenge: true)
        case (nil, .declined):
            return page(
                checkout, call, error: "The card was declined. Please take another.",
                status: .badRequest)
        case ("refuse", _):
            return page(
                checkout, call, error: "The bank has not confirmed it. Please take another card.",
                status: .badRequest)
        default:
            return page(checkout, call, error: "Please choose a card.", status: .badRequest)
        }
    }

    /// The payment that the address is about, if it is proven.
    private func checkout(_ call: Call) async throws -> SandboxCheckout? {
        let options = try call.query()
        func option(_ name: String) -> String? { options.first { $0.name == name }?.value }
        guard let checkout = SandboxCheckout(option), let proof = option("proof"),
            try await gateway.isProof(proof, of: checkout)
        else { return nil }
        return checkout
    }

    private static var unknown: Answer {
        Page(
            title: "This link leads nowhere", body: .message,
            values: ["text": "Please go back, and pay from there."]
        ).answer(.notFound)
    }

    private func page(
        _ checkout: SandboxCheckout, _ call: Call, error: String? = nil,
        isChallenge: Bool = false, status: HTTPResponse.Status = .ok
    ) -> Answer {
        let browser = Browser(call)
        var values: [String: any Sendable] = [
            "what": checkout.title, "amount": checkout.amount.pounds,
            "action": "\(call.rawPath)?\(call.rawQuery)", "csrf": browser.csrf,
            "back": checkout.returnPath, "choosing": !isChallenge, "challenge": isChallenge,
            "cards": SandboxGateway.Card.allCases.map { card -> [String: any Sendable] in
                [
                    "value": card.rawValue, "words": card.words,
                    "chosen": card == .succeeding,
                ]
            },
        ]
        if let error { values["error"] = error }
        return browser.keeping(
            Page(title: "The sandbox's gateway", body: .gateway, values: values).answer(status))
    }
}

extension SandboxGateway.Card {
    /// What the page calls it.
    fileprivate var words: String {
        switch self {
        case .succeeding: "Succeeds"
        case .declined: "Is declined"
        case .challenged: "Asks for a second step"
        }
    }
}
