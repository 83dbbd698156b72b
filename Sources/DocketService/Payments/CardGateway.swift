package import DocketCore

/// Where customers pay by card: on pages of its own, so that card numbers never reach Docket.
///
/// Source: contract, section 9.
package protocol CardGateway: Sendable {
    /// What it is called in addresses, and in what is kept of payments.
    var name: String { get }
    /// The origins of its pages, such as `https://checkout.stripe.com`; none where they are this
    /// server's own.
    var pageOrigins: [String] { get }

    /// Asks for a payment; asked again for the same one, it is the same.
    ///
    /// - Throws: `GatewayError`.
    func begin(_ checkout: CardCheckout) async throws -> GatewayPayment

    /// What has become of a payment that was asked for.
    ///
    /// - Throws: `GatewayError`.
    func look(at checkout: CardCheckout) async throws -> GatewayPayment

    /// What an event says that the gateway has sent.
    ///
    /// - Parameter signature: the value of the header field `signatureField`.
    /// - Returns: `nil` where it is about nothing that was asked for.
    /// - Throws: `GatewayError.untrusted`, `.malformed`.
    func event(_ body: [UInt8], signature: String?) async throws -> GatewayEvent?

    /// The header field in which events are signed.
    var signatureField: String { get }

    /// Gives money back, once under the refund's id.
    ///
    /// - Parameter reference: what the gateway calls the payment.
    /// - Throws: `GatewayError`.
    func refund(_ refund: CardRefund, of reference: Text) async throws
}

/// A payment as a gateway is asked for it.
package struct CardCheckout: Sendable {
    /// The payment.
    package let payment: CardPayment
    /// Whose it is.
    package let company: CompanyID
    /// What the customer reads, and where they come back to.
    package let wish: CardPayments.Wish

    /// A payment that is asked for.
    package init(_ payment: CardPayment, of company: CompanyID, _ wish: CardPayments.Wish) {
        self.payment = payment
        self.company = company
        self.wish = wish
    }
}

/// How far a payment is, as the gateway sees it.
package struct GatewayPayment: Sendable, Equatable {
    /// How far it is.
    package enum Outcome: Sendable, Equatable {
        /// The customer can pay, on the page at that address; `nil` where the gateway still
        /// works on what the customer did.
        case open(page: String?)
        /// The gateway has the money; `nil` where it is of another currency.
        case paid(Money?)
        /// It will never have it.
        case failed
    }

    /// What the gateway calls it by now.
    package let reference: Text
    /// How far it is.
    package let outcome: Outcome

    /// A payment.
    package init(reference: Text, outcome: Outcome) {
        self.reference = reference
        self.outcome = outcome
    }
}

/// Something that a gateway tells.
package struct GatewayEvent: Sendable, Equatable {
    /// Whose payment it is about.
    package let company: CompanyID
    /// Which one.
    package let paymentID: GUID
    /// What has become of it.
    package let payment: GatewayPayment

    /// What a gateway tells.
    package init(company: CompanyID, paymentID: GUID, payment: GatewayPayment) {
        self.company = company
        self.paymentID = paymentID
        self.payment = payment
    }
}

/// Why a gateway did not do what it was asked.
package enum GatewayError: Error, Sendable, Equatable {
    /// There is no gateway, or none of that name.
    case unknown
    /// It did not answer, or could not work.
    case unavailable(detail: String)
    /// It would not do it; by its own word for why, where it has one.
    case refused(code: String?, detail: String)
    /// An event was not signed by it, or too long ago.
    case untrusted
    /// An event can't be read.
    case malformed
}
