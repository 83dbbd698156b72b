import DocketCore
import DocketJSON
import DocketService
import DocketTestKit
import Foundation
import HTTPTypes
import Logging
import Testing

/// Customers who pay with a browser.
struct PaymentDesk {
    let server: TestServer
    let desk: ParcelDesk
    let browser: TestBrowser

    init(_ server: TestServer) throws {
        self.server = server
        desk = try ParcelDesk(server)
        browser = TestBrowser(server)
    }

    /// Makes an order by the API.
    ///
    /// - Returns: its number, and path and query of its page.
    func order() async throws -> (number: ParcelNumber, page: String) {
        let made = try await ParcelsAPITests.make(server)
        let number = try #require(ParcelNumber(order: made["OrderId"]?.text ?? ""))
        return (number, Self.path(try #require(made["Links", "payment"]?.text)))
    }

    /// Presses a button of a page.
    func press(
        _ button: String, _ value: String, at page: String, headers: [String: String] = [:]
    ) async throws -> TestBrowser.Visit {
        let csrf = try await browser.get(page).csrf
        return try await browser.post(
            page, [("csrf", csrf), (button, value)], headers: headers)
    }

    /// Asks to pay by card.
    ///
    /// - Returns: path and query of the gateway's page.
    func chooseCard(at page: String) async throws -> String {
        let visit = try await press("with", "card", at: page)
        try #require(visit.status == 303, "\(visit.text)")
        return Self.path(visit.location)
    }

    /// Pays by card.
    ///
    /// - Returns: the page to which the customer comes back.
    @discardableResult
    func payByCard(at page: String) async throws -> TestBrowser.Visit {
        let gateway = try await chooseCard(at: page)
        let visit = try await press("card", "succeeds", at: gateway)
        try #require(visit.status == 303, "\(visit.text)")
        return try await browser.get(visit.location)
    }

    /// The event that tells that what a gateway's page asks for was paid.
    ///
    /// - Parameter pence: how much was paid, where it is not as much as was asked for.
    func event(
        of gatewayPage: String, pence: Int64? = nil
    ) async throws -> (body: String, signature: String) {
        var options: [String: String] = [:]
        for item in URLComponents(string: gatewayPage)?.queryItems ?? [] {
            options[item.name] = item.value
        }
        if let pence { options["pence"] = "\(pence)" }
        let checkout = try #require(SandboxCheckout { options[$0] })
        let gateway = try #require(server.services.cardPayments.sandbox)
        let (body, signature) = try await gateway.paid(checkout)
        return (String(decoding: body, as: UTF8.self), signature)
    }

    /// Sends an event as the gateway does.
    func tell(
        _ body: String, _ signature: String?, gateway: String = "sandbox"
    ) async throws -> TestServer.Reply {
        try await server.send(
            .post, "/api/gateways/\(gateway)/events",
            headers: signature.map { ["Docket-Signature": $0] } ?? [:], body: body, token: nil)
    }

    /// What gateways have not given back yet.
    func waitingRefunds() async throws -> [String] {
        try await server.services.cardRefunds.waiting(of: desk.company, limit: 10)
            .map { "\($0.amount)" }
    }

    /// Has gateways give back what is due.
    func giveRefunds() async throws {
        _ = try await server.services.cardRefunds.give(
            of: desk.company, at: server.services.clock.now(), logger: .init(label: "test"))
    }

    /// Path and query of an address.
    static func path(_ address: String) -> String {
        guard let range = address.range(of: "://") else { return address }
        let rest = address[range.upperBound...]
        return String(rest[(rest.firstIndex(of: "/") ?? rest.endIndex)...])
    }
}

extension TestServer {
    /// The signature of an event, whatever stands in it, as the sandbox's gateway makes it.
    func gatewaySignature(of body: String) async throws -> String {
        let now = services.clock.now()
        let seconds = now.microseconds / 1_000_000
        let code = try await services.capabilities.keys(at: now)
            .proof("\(seconds).\(body)", for: .gateway)
        return "t=\(seconds),v1=\(code.hexadecimal)"
    }
}
