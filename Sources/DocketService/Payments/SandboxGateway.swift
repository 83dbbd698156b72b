package import DocketCore
import DocketJSON

/// The gateway of the sandbox: no money moves, and there are no card numbers. Its page is this
/// server's own; what it tells is signed as by any other gateway.
///
/// It keeps nothing: all that its page needs stands in the page's address, with a proof.
package struct SandboxGateway: CardGateway {
    /// The cards that its page offers.
    package enum Card: String, Sendable, CaseIterable {
        /// The payment succeeds.
        case succeeding = "succeeds"
        /// The bank declines.
        case declined
        /// The bank wants to know from the customer whether it is them.
        case challenged
    }

    /// Where its page is.
    package static let path = "sandbox/gateway"
    /// Its name.
    package static let name = "sandbox"

    private let capabilities: Capabilities
    private let clock: WallClock

    init(capabilities: Capabilities, clock: WallClock) {
        self.capabilities = capabilities
        self.clock = clock
    }

    /// `sandbox`.
    package var name: String { Self.name }
    /// None: its page is this server's.
    package var pageOrigins: [String] { [] }
    /// `Docket-Signature`.
    package var signatureField: String { "Docket-Signature" }

    /// The page's address; the same for the same payment.
    package func begin(_ checkout: CardCheckout) async throws -> GatewayPayment {
        let order = SandboxCheckout(checkout)
        let proof = try await capabilities.keys(at: clock.now())
            .proof(order.signedText, for: .gateway)
        return GatewayPayment(
            reference: Text("sandbox-\(order.paymentID)"),
            outcome: .open(
                page:
                    "\(checkout.wish.server)/\(Self.path)?\(order.query)&proof=\(proof.hexadecimal)"
            ))
    }

    /// The page's address again: what became of a payment, an event tells.
    package func look(at checkout: CardCheckout) async throws -> GatewayPayment {
        try await begin(checkout)
    }

    /// Whether it is a payment that was asked for.
    ///
    /// - Parameter proof: what stands in the page's address.
    package func isProof(_ proof: String, of checkout: SandboxCheckout) async throws -> Bool {
        guard let bytes = [UInt8](hexadecimal: proof) else { return false }
        return try await capabilities.keys(at: clock.now())
            .isProof(bytes, of: checkout.signedText, for: .gateway)
    }

    /// The event that tells that a payment was made.
    package func paid(
        _ checkout: SandboxCheckout
    ) async throws -> (body: [UInt8], signature: String) {
        let event: JSONValue = [
            "Type": "Paid", "Company": .string("\(checkout.company)"),
            "Payment": .string("\(checkout.paymentID)"), "Pence": .string("\(checkout.pence)"),
        ]
        let body = event.encoded
        let now = clock.now()
        let seconds = now.microseconds / 1_000_000
        let code = try await capabilities.keys(at: now)
            .proof(Self.signedText(body, at: seconds), for: .gateway)
        return (body, "t=\(seconds),v1=\(code.hexadecimal)")
    }

    /// What an event says that this gateway has sent.
    ///
    /// - Throws: `GatewayError.untrusted`, `.malformed`.
    package func event(_ body: [UInt8], signature: String?) async throws -> GatewayEvent? {
        let now = clock.now()
        guard let signature = signature.flatMap({ GatewaySignature($0) }),
            signature.isRecent(at: now)
        else { throw GatewayError.untrusted }
        let text = Self.signedText(body, at: signature.seconds)
        let keys = try await capabilities.keys(at: now)
        guard signature.codes.contains(where: { keys.isProof($0, of: text, for: .gateway) })
        else { throw GatewayError.untrusted }
        guard let value = try? JSONValue(body), value.member("Type")?.text == "Paid",
            let company = value.member("Company")?.text.flatMap({ CompanyID($0) }),
            let id = value.member("Payment")?.text.flatMap({ GUID($0) }),
            let amount = value.member("Pence")?.text.flatMap({ Int64($0) })
                .flatMap({ Money(pence: $0) })
        else { throw GatewayError.malformed }
        return GatewayEvent(
            company: company, paymentID: id,
            payment: GatewayPayment(reference: Text("sandbox-\(id)"), outcome: .paid(amount)))
    }

    /// Does nothing: no money has moved.
    package func refund(_ refund: CardRefund, of reference: Text) async throws {}

    private static func signedText(_ body: [UInt8], at seconds: Int64) -> String {
        String(decoding: GatewaySignature.signed(body, at: seconds), as: UTF8.self)
    }
}

/// A payment as the address of the sandbox gateway's page has it.
package struct SandboxCheckout: Sendable {
    /// Whose it is.
    package let company: CompanyID
    /// Which.
    package let paymentID: GUID
    /// How much.
    package let pence: Int64
    /// What is paid, as the customer reads it.
    package let title: String
    /// Path and query of the page to which the customer goes back.
    package let returnPath: String

    /// Reads an address's options; `nil` where one is missing.
    ///
    /// - Parameter option: the value of the option of that name.
    package init?(_ option: (String) -> String?) {
        guard let company = option("company").flatMap({ CompanyID($0) }),
            let id = option("payment").flatMap({ GUID($0) }),
            let pence = option("pence").flatMap({ Int64($0) }), let title = option("title"),
            let path = option("return")
        else { return nil }
        self.company = company
        paymentID = id
        self.pence = pence
        self.title = title
        returnPath = path
    }

    fileprivate init(_ checkout: CardCheckout) {
        company = checkout.company
        paymentID = checkout.payment.id
        pence = checkout.payment.amount.pence ?? 0
        title = checkout.wish.title
        returnPath = checkout.wish.returnPath
    }

    /// How much.
    package var amount: Money { Money(pence: pence) ?? .zero }

    /// The options of the address, but for the proof.
    package var query: String {
        [
            "company=\(company)", "payment=\(paymentID)", "pence=\(pence)",
            "title=\(PercentEncoding.encode(title))",
            "return=\(PercentEncoding.encode(returnPath))",
        ].joined(separator: "&")
    }

    fileprivate var signedText: String { "checkout \(query)" }
}
