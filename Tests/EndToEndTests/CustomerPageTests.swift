import DocketJSON
import DocketTestKit
import Foundation
import Testing

/// The pages for customers, of the real binary, in the browser that people have.
@Suite(
    .enabled(if: PythonScript.isThere, "\(PythonScript.absence)"),
    .enabled(if: Explorer.isChromiumThere, "\(Explorer.chromiumAbsence)"),
    .timeLimit(.minutes(30)))
struct CustomerPageTests {
    private func run(_ body: (ServerProcess, TemporaryFolder) async throws -> Void) async throws {
        try await EndToEnd.run { folder in
            let server = try await ServerProcess(database: folder.database)
            defer { server.signal(SIGKILL) }
            try await body(server, folder.folder)
        }
    }

    private func look(
        _ arguments: [String]
    ) async throws {
        let outcome = try await PythonScript.run(
            "browser_pages.py", arguments, limitSeconds: 900)
        #expect(outcome.exitCode == 0, "\(outcome.standardOutput)\(outcome.standardError)")
    }

    @Test func `axe finds nothing on any page, as narrow as a phone and as wide as a desk`()
        async throws
    {
        try await run { server, folder in
            let (open, paid) = (
                try await Shopper.order(at: server), try await Shopper.order(at: server)
            )
            let payment = try await EndToEnd.send(
                to: server, "POST", "/api/orders/\(paid.id)/paywithprepay")
            try #require(payment.status == 200, "\(payment.text)")
            let link = try await EndToEnd.send(
                to: server, "POST", "/api/prepay/create-topup-links", #"{"Amount": 50}"#)
            let gateway = try await Shopper(server).payByCard(at: open.page)["location"] ?? ""
            let tracking = try #require(
                paid.line.addingPercentEncoding(withAllowedCharacters: .alphanumerics))
            let pages = [
                server.address + open.page, server.address + paid.page,
                server.address
                    + Shopper.path(
                        of: link.json["Links"]?.elements?.first?["Link"]?.text ?? ""),
                gateway,
                "\(server.address)/order/payment?id=1&hash=2",
                "\(server.address)/tracking/\(tracking)", "\(server.address)/auth/sign-in",
            ]
            try await look(
                [Explorer.chromium, folder.path("pictures")] + pages)
        }
    }

    @Test func `people pay from prepay and by card, without a script`() async throws {
        try await run { server, folder in
            for way in [
                ["prepay", "--user", "sandbox@example.test", "--password", "sandbox-password"],
                ["card", "--card", "Succeeds"],
                ["card", "--card", "Asks for a second step"],
                ["card", "--card", "Is declined", "--expect", "Nothing was paid by card"],
            ] {
                let order = try await Shopper.order(at: server)
                try await look(
                    ["--pay", Explorer.chromium, folder.path("pictures")]
                        + [server.address + order.page] + way)
            }
            let balance = try await EndToEnd.send(to: server, "GET", "/api/prepay")
            #expect(balance.text == "86.57")
        }
    }
}
