import ArgumentParser
import DocketService
import Foundation

/// Where customers pay by card.
struct GatewayOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A file with Stripe's secret key, such as sk_live_…: then customers pay by card at "
                + "Stripe Checkout. Needs stripe-webhook-secret-file, too.",
            valueName: "file"))
    var stripeKeyFile: String?

    @Option(
        help: ArgumentHelp(
            "A file with the secret, such as whsec_…, by which Stripe signs the events that it "
                + "sends to /api/gateways/stripe/events.",
            valueName: "file"))
    var stripeWebhookSecretFile: String?

    @Option(
        name: .customLong("stripe-url"),
        help: ArgumentHelp(
            "Where Stripe's API is. (default: \(StripeSettings.usualURL))", valueName: "url"))
    var stripeURL: String?

    /// Which gateways there are.
    ///
    /// - Throws: `ValidationError`.
    func gateways(_ settings: Settings, isSandbox: Bool) throws -> GatewaySettings {
        let key = try secret("stripe-key-file", flag: stripeKeyFile, settings)
        let webhookSecret = try secret(
            "stripe-webhook-secret-file", flag: stripeWebhookSecretFile, settings)
        guard key != nil || webhookSecret != nil else {
            return GatewaySettings(isSandbox: isSandbox)
        }
        guard let key, let webhookSecret else {
            throw ValidationError(
                "stripe-key-file and stripe-webhook-secret-file go together: one of them is missing"
            )
        }
        let url = settings.string("stripe-url", flag: stripeURL, default: StripeSettings.usualURL)
        guard let parts = URLComponents(string: url), parts.host?.isEmpty == false,
            ["https", "http"].contains(parts.scheme), parts.path.isEmpty, parts.query == nil
        else {
            throw ValidationError("stripe-url must be such as https://api.stripe.com, not '\(url)'")
        }
        return GatewaySettings(
            isSandbox: isSandbox,
            stripe: StripeSettings(key: key, webhookSecret: webhookSecret, url: url))
    }

    /// The text of a file that a setting names; `nil` where it names none.
    private func secret(_ name: String, flag: String?, _ settings: Settings) throws -> String? {
        let path = settings.string(name, flag: flag, default: "")
        guard !path.isEmpty else { return nil }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ValidationError("\(name): can't read \(path)")
        }
        let text = String(decoding: data, as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty, text.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
            throw ValidationError("\(name): \(path) must have one word in it, and nothing else")
        }
        return text
    }
}
