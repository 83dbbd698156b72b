import Crypto
import CryptoExtras
package import DocketCore
package import DocketJSON
import Foundation

/// A key of an issuer's, and what it is good for.
package struct OutsideKey: Sendable {
    /// What tokens call it, in `kid`.
    package let id: String?
    /// How its signatures are checked, by each algorithm that the operator allows and that the key
    /// fits.
    private let verifiers: [SignatureAlgorithm: Verifier]

    /// Whether a signature is the key's own over a message.
    private typealias Verifier =
        @Sendable (_ signature: [UInt8], _ message: ArraySlice<UInt8>)
        -> Bool

    /// Reads a key.
    ///
    /// - Parameters:
    ///   - jwk: a JWK (RFC 7517, section 4).
    ///   - algorithms: those that the operator allows.
    /// - Returns: `nil` for a key that is good for none of them: of another kind, for another use,
    ///   too short, or broken.
    package init?(_ jwk: JSONValue, algorithms: Set<SignatureAlgorithm>) {
        guard Self.isForVerifying(jwk) else { return nil }
        // A key is for one algorithm where it says so (RFC 8725, section 3.1).
        let own = jwk["alg"].map { $0.text ?? "" }
        var verifiers: [SignatureAlgorithm: Verifier] = [:]
        for algorithm in algorithms where own == nil || own == algorithm.rawValue {
            verifiers[algorithm] = try? Self.verifier(of: jwk, algorithm)
        }
        guard !verifiers.isEmpty else { return nil }
        id = jwk["kid"]?.text
        self.verifiers = verifiers
    }

    /// Whether it is one for an algorithm.
    package func fits(_ algorithm: SignatureAlgorithm) -> Bool { verifiers[algorithm] != nil }

    /// Whether a signature over `message` is its own.
    package func isSigner(
        _ signature: [UInt8], of message: ArraySlice<UInt8>, by algorithm: SignatureAlgorithm
    ) -> Bool {
        verifiers[algorithm]?(signature, message) ?? false
    }

    /// `use` and `key_ops` (RFC 7517, sections 4.2 and 4.3).
    private static func isForVerifying(_ jwk: JSONValue) -> Bool {
        if let use = jwk["use"], use.text != "sig" { return false }
        guard let operations = jwk["key_ops"] else { return true }
        return operations.elements?.contains(.string("verify")) ?? false
    }

    // MARK: - Kinds

    /// Shorter secrets than the hash are not to be used (RFC 7518, section 3.2).
    private static let secretBytesMin = 32

    /// - Throws: whatever the key's maker has against it.
    private static func verifier(
        of jwk: JSONValue, _ algorithm: SignatureAlgorithm
    ) throws -> Verifier {
        switch algorithm {
        case .es256:
            let key = try P256.Signing.PublicKey(
                x963Representation: point(jwk, "P-256", bytes: 32))
            return { signature, message in
                (try? P256.Signing.ECDSASignature(rawRepresentation: signature))
                    .map { key.isValidSignature($0, for: message) } ?? false
            }
        case .es384:
            let key = try P384.Signing.PublicKey(
                x963Representation: point(jwk, "P-384", bytes: 48))
            return { signature, message in
                (try? P384.Signing.ECDSASignature(rawRepresentation: signature))
                    .map { key.isValidSignature($0, for: message) } ?? false
            }
        case .es512:
            let key = try P521.Signing.PublicKey(
                x963Representation: point(jwk, "P-521", bytes: 66))
            return { signature, message in
                (try? P521.Signing.ECDSASignature(rawRepresentation: signature))
                    .map { key.isValidSignature($0, for: message) } ?? false
            }
        case .edDSA:
            try require(jwk["kty"]?.text == "OKP" && jwk["crv"]?.text == "Ed25519")
            let key = try Curve25519.Signing.PublicKey(rawRepresentation: bytes(jwk["x"]))
            return { signature, message in key.isValidSignature(signature, for: message) }
        case .ps256: return try rsa(jwk, SHA256.self, .PSS)
        case .ps384: return try rsa(jwk, SHA384.self, .PSS)
        case .ps512: return try rsa(jwk, SHA512.self, .PSS)
        case .rs256: return try rsa(jwk, SHA256.self, .insecurePKCS1v1_5)
        case .rs384: return try rsa(jwk, SHA384.self, .insecurePKCS1v1_5)
        case .rs512: return try rsa(jwk, SHA512.self, .insecurePKCS1v1_5)
        case .hs256:
            try require(jwk["kty"]?.text == "oct")
            let secret = try bytes(jwk["k"])
            try require(secret.count >= secretBytesMin)
            let key = SymmetricKey(data: secret)
            return { signature, message in
                HMAC<SHA256>.isValidAuthenticationCode(
                    signature, authenticating: message, using: key)
            }
        }
    }

    /// A point of a curve, uncompressed (SEC 1, section 2.3.3). Its numbers have the curve's full
    /// length (RFC 7518, section 6.2.1.2).
    private static func point(
        _ jwk: JSONValue, _ curve: String, bytes count: Int
    ) throws -> [UInt8] {
        try require(jwk["kty"]?.text == "EC" && jwk["crv"]?.text == curve)
        let (x, y) = (try bytes(jwk["x"]), try bytes(jwk["y"]))
        try require(x.count == count && y.count == count)
        return [0x04] + x + y
    }

    /// The shortest modulus (RFC 7518, section 3.3).
    private static let modulusBitsMin = 2048

    private static func rsa<Hash: HashFunction>(
        _ jwk: JSONValue, _: Hash.Type, _ padding: _RSA.Signing.Padding
    ) throws -> Verifier {
        try require(jwk["kty"]?.text == "RSA")
        let key = try _RSA.Signing.PublicKey(n: bytes(jwk["n"]), e: bytes(jwk["e"]))
        try require(key.keySizeInBits >= modulusBitsMin)
        return { signature, message in
            key.isValidSignature(
                .init(rawRepresentation: signature), for: Hash.hash(data: message),
                padding: padding)
        }
    }

    private static func bytes(_ value: JSONValue?) throws -> [UInt8] {
        guard let text = value?.text, let bytes = Base64.decodeCanonicalURL(text.utf8) else {
            throw Unusable()
        }
        return bytes
    }

    private static func require(_ condition: Bool) throws {
        guard condition else { throw Unusable() }
    }

    /// A key that an algorithm can't use.
    private struct Unusable: Error {}
}
