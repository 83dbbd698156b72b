import Crypto
package import DocketCore

/// Random bytes from the system's generator, which is fit for secrets.
enum RandomBytes {
    /// So many of them.
    static func make(count: Int) -> [UInt8] {
        var random = SystemRandomNumberGenerator()
        return (0..<count).map { _ in random.next() }
    }
}

/// A token or a client's secret in plain, on its way out: seen once, never kept.
package struct Secret: Sendable {
    /// As the client gets it.
    package let text: String

    /// 256 random bits in 43 characters of base64url.
    package static func random() -> Secret {
        Secret(text: Base64.encodeURL(RandomBytes.make(count: 32)))
    }

    /// What is kept of it.
    package var hash: SecretHash { SecretHash(of: text) }
}

extension SecretHash {
    /// What is kept of a token or a secret.
    package init(of secret: some StringProtocol) {
        self.init(bytes: Array(SHA256.hash(data: Array(secret.utf8))))
    }
}
