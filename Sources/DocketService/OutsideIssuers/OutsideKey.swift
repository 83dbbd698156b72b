import Crypto
import CryptoExtras
package import DocketCore
package import DocketJSON
import Foundation
import JWTKit

/// A key of an issuer's, and what it is good for.
package struct OutsideKey: Sendable {
    /// What tokens call it, in `kid`.
    package let id: String?
    /// How its signatures are checked, by each algorithm that the operator allows and that the key
    /// fits.
    private let verifiers: [SignatureAlgorithm: any JWTAlgorithm]

    /// Reads a key.
    ///
    /// - Parameters:
    ///   - jwk: a JWK (RFC 7517, section 4).
    ///   - algorithms: those that the operator allows.
    /// - Returns: `nil` for a key that is good for none of them: of another kind, for another use,
    ///   too short, or broken.
    package init?(_ jwk: JSONValue, algorithms: Set<SignatureAlgorithm>) async {
        guard Self.isForVerifying(jwk) else { return nil }
        // A key is for one algorithm where it says so (RFC 8725, section 3.1).
        let own = jwk["alg"].map { $0.text ?? "" }
        var verifiers: [SignatureAlgorithm: any JWTAlgorithm] = [:]
        for algorithm in algorithms where own == nil || own == algorithm.rawValue {
            verifiers[algorithm] = try? await Self.verifier(of: jwk, algorithm)
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
        // What is no signature at all, by its length for one, is an error to some algorithms.
        (try? verifiers[algorithm]?.verify(signature, signs: message)) ?? false
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
    ) async throws -> any JWTAlgorithm {
        // The library hands its algorithms out through a collection alone.
        let keys = JWTKeyCollection()
        switch algorithm {
        case .es256:
            let point = try point(jwk, "P-256", bytes: 32)
            await keys.add(
                ecdsa: try ES256PublicKey(
                    backing: P256.Signing.PublicKey(x963Representation: point)))
        case .es384:
            let point = try point(jwk, "P-384", bytes: 48)
            await keys.add(
                ecdsa: try ES384PublicKey(
                    backing: P384.Signing.PublicKey(x963Representation: point)))
        case .es512:
            let point = try point(jwk, "P-521", bytes: 66)
            await keys.add(
                ecdsa: try ES512PublicKey(
                    backing: P521.Signing.PublicKey(x963Representation: point)))
        case .edDSA:
            try require(jwk["kty"]?.text == "OKP" && jwk["crv"]?.text == "Ed25519")
            let key = try Curve25519.Signing.PublicKey(rawRepresentation: bytes(jwk["x"]))
            await keys.add(eddsa: EdDSA.PublicKey(backing: key))
        case .ps256: await keys.add(pss: try rsa(jwk), digestAlgorithm: .sha256)
        case .ps384: await keys.add(pss: try rsa(jwk), digestAlgorithm: .sha384)
        case .ps512: await keys.add(pss: try rsa(jwk), digestAlgorithm: .sha512)
        case .rs256: await keys.add(rsa: try rsa(jwk), digestAlgorithm: .sha256)
        case .rs384: await keys.add(rsa: try rsa(jwk), digestAlgorithm: .sha384)
        case .rs512: await keys.add(rsa: try rsa(jwk), digestAlgorithm: .sha512)
        case .hs256:
            try require(jwk["kty"]?.text == "oct")
            let secret = try bytes(jwk["k"])
            try require(secret.count >= secretBytesMin)
            await keys.add(hmac: HMACKey(from: secret), digestAlgorithm: .sha256)
        }
        return try await keys.getKey()
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

    /// A modulus of 2,048 bits at least, which the maker checks (RFC 7518, section 3.3).
    private static func rsa(_ jwk: JSONValue) throws -> JWTKit.Insecure.RSA.PublicKey {
        try require(jwk["kty"]?.text == "RSA")
        return try JWTKit.Insecure.RSA.PublicKey(
            backing: _RSA.Signing.PublicKey(n: bytes(jwk["n"]), e: bytes(jwk["e"])))
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
