import DocketCore
import DocketJSON
import DocketService
import HTTPTypes

/// Where payment gateways tell what has become of payments: `/api/gateways/{gateway}/events`. What
/// they send is signed; whatever comes twice or late is harmless.
///
/// Source: contract, section 9; Stripe, "Receive Stripe events in your webhook endpoint".
struct GatewaysAPI: Sendable {
    let cards: CardPayments
    let log: SecurityLog

    /// Every operation, for the table of routes.
    var routes: [Route] {
        [Route(.post, "api/gateways/{}/events", .anyone, .tellGatewayEvent, tell)]
    }

    @Sendable private func tell(_ call: Call) async throws -> Answer {
        let body = try await call.jsonBody()
        let gateway = call.segment(2)
        do {
            try await cards.take(
                body, signature: { name in HTTPField.Name(name).flatMap { call.headers[$0] } },
                from: gateway, at: call.now)
        } catch GatewayError.unknown {
            throw ParcelError.notFound(gateway)
        } catch GatewayError.untrusted {
            log.note(.gatewayEventRefused(gateway: gateway), of: call)
            throw GatewayError.untrusted
        }
        return .json(.ok, Array(#"{"received":true}"#.utf8))
    }
}

extension OperationDescription {
    static let tellGatewayEvent = OperationDescription(
        "tellGatewayEvent", .money, "Tells what has become of a payment by card",
        "For gateways alone, which sign what they send: Stripe in `Stripe-Signature`, and what it "
            + "sends has members of its own; that of the sandbox in `Docket-Signature`. An event "
            + "that comes again changes nothing.",
        at: "/api/gateways/{gateway}/events",
        parameters: [.gateway, .gatewaySignature],
        body: .json(
            .gatewayEvent,
            [
                "Type": "Paid", "Company": "14146",
                "Payment": "019aa7d1-3f40-7000-8000-5b6c7d8e9f00", "Pence": "1343",
            ]),
        answers: [
            .ok(
                "It is known now.",
                .object([.init("received", Schema("boolean"), "Always true.", true)]))
        ])
}

extension ParameterDescription {
    fileprivate static let gateway = ParameterDescription(
        name: "gateway", .path, "`stripe`, or `sandbox`.",
        Schema("string", ["minLength": 1, "maxLength": 40]).example(.string(SandboxGateway.name)))

    fileprivate static let gatewaySignature = ParameterDescription(
        name: "Docket-Signature", .header,
        "Of the sandbox's gateway: the time in seconds, and the HMAC-SHA256 of time and body.",
        Schema("string", ["maxLength": 1000]).example("t=1492774577,v1=5257a869e7ecebed"))
}

extension NamedSchema {
    fileprivate static let gatewayEvent = NamedSchema(
        "GatewayEvent",
        .object([
            .init("Type", Written.name(["Paid"]), "What has happened.", "Paid"),
            .init(
                "Company", Schema("string", ["pattern": "^[1-9][0-9]{0,9}$"]), "To whom.",
                "14146"),
            .init(
                "Payment", Written.guid, "Which payment.",
                "019aa7d1-3f40-7000-8000-5b6c7d8e9f00"),
            .init(
                "Pence", Schema("string", ["pattern": "^[0-9]{1,12}$"]), "How much.", "1343"),
        ]))
}
