import AsyncHTTPClient
import DocketCore
import DocketJSON
import NIOCore
import NIOHTTP1

/// How Stripe is reached.
package struct StripeSettings: Sendable {
    /// The secret key, such as `sk_live_…`.
    package let key: String
    /// The secret that signs the events of the endpoint, such as `whsec_…`.
    package let webhookSecret: String
    /// Where the API is, without a slash at its end.
    package let url: String

    /// Where Stripe's API is.
    package static let usualURL = "https://api.stripe.com"

    /// Settings.
    package init(key: String, webhookSecret: String, url: String = usualURL) {
        self.key = key
        self.webhookSecret = webhookSecret
        self.url = url
    }
}

/// Stripe Checkout: the customer pays on Stripe's page; an event confirms it.
///
/// Source: Stripe's API reference, "Checkout Sessions", "Refunds", "Idempotent requests"; "Fulfill
/// orders".
struct StripeGateway: CardGateway {
    static let name = "stripe"

    private let settings: StripeSettings
    /// The time by which Stripe signs: the machine's, also where the sandbox's is ahead.
    private let clock = WallClock()

    /// How long Stripe may take for an answer, in seconds.
    private static let seconds: Int64 = 30
    private static let answerBytesMax = 1 << 20
    /// The version of the API that this is written for.
    private static let version = "2024-06-20"

    init(_ settings: StripeSettings) { self.settings = settings }

    var name: String { Self.name }
    var signatureField: String { "Stripe-Signature" }

    var pageOrigins: [String] {
        settings.url == StripeSettings.usualURL
            ? ["https://checkout.stripe.com"] : [settings.url]
    }

    // MARK: - Payments

    func begin(_ checkout: CardCheckout) async throws -> GatewayPayment {
        let (payment, back) = (checkout.payment, checkout.wish.server + checkout.wish.returnPath)
        let form = [
            ("mode", "payment"), ("client_reference_id", "\(payment.id)"),
            ("success_url", back), ("cancel_url", back),
            ("metadata[company]", "\(checkout.company)"), ("metadata[payment]", "\(payment.id)"),
            ("line_items[0][quantity]", "1"), ("line_items[0][price_data][currency]", "gbp"),
            ("line_items[0][price_data][unit_amount]", "\(payment.amount.pence ?? 0)"),
            ("line_items[0][price_data][product_data][name]", checkout.wish.title),
        ]
        let answer = try await ask(
            .POST, "/v1/checkout/sessions", form, idempotencyKey: "\(payment.id)")
        return try Self.payment(answer)
    }

    func look(at checkout: CardCheckout) async throws -> GatewayPayment {
        let session = "\(checkout.payment.reference ?? "")"
        return try Self.payment(
            try await ask(.GET, "/v1/checkout/sessions/\(PercentEncoding.encode(session))"))
    }

    func refund(_ refund: CardRefund, of reference: Text) async throws {
        // Stripe knows a key for a day only; what came of a try before stands in the list.
        let query = "payment_intent=\(PercentEncoding.encode("\(reference)"))&limit=100"
        let known = try await ask(.GET, "/v1/refunds?\(query)").member("data")?.elements ?? []
        let isKnown = known.contains { given in
            given.member("metadata")?.member("refund")?.text == "\(refund.id)"
                && Self.isGiven(given)
        }
        if isKnown { return }
        let form = [
            ("payment_intent", "\(reference)"), ("amount", "\(refund.amount.pence ?? 0)"),
            ("metadata[refund]", "\(refund.id)"),
        ]
        do {
            let given = try await ask(.POST, "/v1/refunds", form, idempotencyKey: "\(refund.id)")
            guard Self.isGiven(given) else {
                throw GatewayError.refused(code: nil, detail: "the refund did not succeed")
            }
        } catch GatewayError.refused(code: "charge_already_refunded", _) {
            // Somebody has done it by hand.
        }
    }

    /// Whether the card gets the money: some banks take days; `failed` and `canceled` mean that it
    /// is back with Stripe.
    private static func isGiven(_ refund: JSONValue) -> Bool {
        ["succeeded", "pending"].contains(refund.member("status")?.text)
    }

    // MARK: - Events

    func event(_ body: [UInt8], signature: String?) async throws -> GatewayEvent? {
        guard let signature = signature.flatMap({ GatewaySignature($0) }),
            signature.isRecent(at: clock.now()),
            signature.isValid(body, by: Array(settings.webhookSecret.utf8))
        else { throw GatewayError.untrusted }
        guard let value = try? JSONValue(body), let type = value.member("type")?.text else {
            throw GatewayError.malformed
        }
        // An account may be used for other things, too.
        guard type.hasPrefix("checkout.session."),
            let session = value.member("data")?.member("object"),
            let about = session.member("metadata"),
            let company = about.member("company")?.text.flatMap({ CompanyID($0) }),
            let id = about.member("payment")?.text.flatMap({ GUID($0) })
        else { return nil }
        let payment = try Self.payment(session)
        if type == "checkout.session.async_payment_failed" {
            return GatewayEvent(
                company: company, paymentID: id,
                payment: GatewayPayment(reference: payment.reference, outcome: .failed))
        }
        return GatewayEvent(company: company, paymentID: id, payment: payment)
    }

    /// What a Checkout Session says.
    private static func payment(_ session: JSONValue) throws(GatewayError) -> GatewayPayment {
        guard let id = session.member("id")?.text, let status = session.member("status")?.text
        else { throw .malformed }
        if session.member("payment_status")?.text == "paid" {
            let pence = session.member("amount_total")?.numberText.flatMap { Int64($0) }
            let isPounds = session.member("currency")?.text == "gbp"
            return GatewayPayment(
                reference: Text(session.member("payment_intent")?.text ?? id),
                outcome: .paid(isPounds ? pence.flatMap { Money(pence: $0) } : nil))
        }
        let outcome: GatewayPayment.Outcome =
            switch status {
            case "expired": .failed
            case "complete": .open(page: nil)
            default: .open(page: session.member("url")?.text)
            }
        return GatewayPayment(reference: Text(id), outcome: outcome)
    }

    // MARK: - Requests

    private func ask(
        _ method: HTTPMethod, _ path: String, _ form: [(name: String, value: String)] = [],
        idempotencyKey: String? = nil
    ) async throws -> JSONValue {
        var request = HTTPClientRequest(url: settings.url + path)
        request.method = method
        request.headers = [
            "Authorization": "Bearer \(settings.key)", "Stripe-Version": Self.version,
            "User-Agent": "docket",
        ]
        if let idempotencyKey {
            request.headers.add(name: "Idempotency-Key", value: idempotencyKey)
            request.headers.add(name: "Content-Type", value: "application/x-www-form-urlencoded")
            let pairs = form.map { name, value in
                "\(PercentEncoding.encode(name))=\(PercentEncoding.encode(value))"
            }
            request.body = .bytes(ByteBuffer(string: pairs.joined(separator: "&")))
        }
        let status: UInt
        let body: ByteBuffer
        do {
            let answer = try await HTTPClient.shared.execute(
                request, timeout: .seconds(Self.seconds))
            status = answer.status.code
            body = try await answer.body.collect(upTo: Self.answerBytesMax)
        } catch {
            throw GatewayError.unavailable(detail: "no answer: \(type(of: error))")
        }
        let value = try? JSONValue(Array(body.readableBytesView))
        guard (200..<300).contains(status), let value else {
            // Its words are for whoever keeps the server; they name no card and no key.
            let refusal = value?.member("error")
            let words = refusal?.member("message")?.text ?? "status \(status)"
            throw status == 429 || status >= 500 || value == nil
                ? GatewayError.unavailable(detail: words)
                : .refused(code: refusal?.member("code")?.text, detail: words)
        }
        return value
    }
}
