import Crypto
import DocketCore

/// The signature of an event: `t=1492774577,v1=5257a8…`, the HMAC-SHA256 of the time, a dot and
/// the body.
///
/// Source: Stripe, "Verify webhook signatures manually".
struct GatewaySignature {
    /// How far the time may be from ours, in seconds: what is older may be a copy that somebody
    /// has kept. A gateway signs anew whenever it tries again.
    static let toleranceSeconds: Int64 = 300

    /// When it was signed, in seconds since 1970.
    let seconds: Int64
    /// The signatures; several while a secret is replaced.
    let codes: [[UInt8]]

    /// Reads a signature; `nil` for anything else.
    init?(_ text: String) {
        var seconds: Int64?
        var codes: [[UInt8]] = []
        for part in text.split(separator: ",") {
            let pair = part.split(separator: "=", maxSplits: 1)
            guard pair.count == 2 else { return nil }
            switch pair[0].filter({ $0 != " " }) {
            case "t": seconds = Int64(pair[1])
            case "v1": if let code = [UInt8](hexadecimal: pair[1]) { codes.append(code) }
            // Stripe reserves the right to more schemes.
            default: break
            }
        }
        guard let seconds, !codes.isEmpty else { return nil }
        self.seconds = seconds
        self.codes = codes
    }

    /// What is signed.
    static func signed(_ body: [UInt8], at seconds: Int64) -> [UInt8] {
        Array("\(seconds).".utf8) + body
    }

    /// Whether it was signed at about this time.
    func isRecent(at now: Timestamp) -> Bool {
        let age = now.microseconds / 1_000_000 - seconds
        return (-Self.toleranceSeconds...Self.toleranceSeconds).contains(age)
    }

    /// Whether a secret has signed the body. Takes as long whatever is wrong with it.
    func isValid(_ body: [UInt8], by secret: [UInt8]) -> Bool {
        let code = Array(
            HMAC<SHA256>.authenticationCode(
                for: Self.signed(body, at: seconds), using: SymmetricKey(data: secret)))
        var isFound = false
        for sent in codes where ConstantTime.equal(sent, code) { isFound = true }
        return isFound
    }
}
