import Crypto
package import DocketCore

/// How a receiver knows that a delivery comes from this server.
///
/// Source: Standard Webhooks, "Signature scheme": HMAC-SHA256 over id, time and body.
package enum WebhookSignature {
    /// The header fields of a delivery.
    ///
    /// - Parameters:
    ///   - id: the same for every try.
    ///   - now: when it is sent; whole seconds go out.
    ///   - secrets: each signs, so that a receiver can take a new one in its own time.
    package static func fields(
        id: GUID, at now: Timestamp, body: [UInt8], secrets: [WebhookSecret]
    ) -> [(name: String, value: String)] {
        let seconds = now.microseconds / 1_000_000
        let signatures = secrets.filter { $0.validUntil.map { now < $0 } ?? true }
            .map { sign("\(id)", at: seconds, body: body, by: $0.bytes) }
        return [
            ("webhook-id", "\(id)"), ("webhook-timestamp", "\(seconds)"),
            ("webhook-signature", signatures.joined(separator: " ")),
        ]
    }

    /// One signature, as it stands in `webhook-signature`.
    ///
    /// - Parameter seconds: since 1970.
    package static func sign(
        _ id: String, at seconds: Int64, body: [UInt8], by secret: [UInt8]
    ) -> String {
        var hmac = HMAC<SHA256>(key: SymmetricKey(data: secret))
        hmac.update(data: Array("\(id).\(seconds).".utf8))
        hmac.update(data: body)
        return "v1," + Base64.encode(Array(hmac.finalize()))
    }
}
