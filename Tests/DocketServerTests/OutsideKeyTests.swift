import Crypto
import DocketCore
import DocketJSON
import DocketService
import DocketTestKit
import Foundation
import Testing

/// Which keys of a set are for here (RFC 7517; RFC 8725, sections 3.1, 3.4 and 3.5).
@Suite struct OutsideKeyTests {
    private static let now = OutsideParty.now

    /// Members of a key, and whether it is taken.
    static let members: [(String, Bool)] = [
        (#""use": "sig""#, true), (#""use": "enc""#, false), (#""use": 7"#, false),
        (#""key_ops": ["verify"]"#, true), (#""key_ops": ["sign", "verify"]"#, true),
        (#""key_ops": ["encrypt"]"#, false), (#""key_ops": []"#, false),
        (#""key_ops": "verify""#, false), (#""alg": "ES256""#, true),
        (#""alg": "ES384""#, false), (#""alg": "ECDH-ES""#, false), (#""alg": 256"#, false),
        (#""x5t": "abc", "x5u": "http://127.0.0.1/""#, true),
    ]

    @Test(arguments: members)
    func `a key is taken for what it says it is for`(members: String, isTaken: Bool) throws {
        let jwk = try JSONValue(text: OutsideParty().jwk(members))
        let key = OutsideKey(jwk, algorithms: Set(SignatureAlgorithm.allCases))
        #expect((key != nil) == isTaken)
        #expect(key?.fits(.es256) != false)
        for algorithm in SignatureAlgorithm.allCases where algorithm != .es256 {
            #expect(key?.fits(algorithm) != true)
        }
    }

    /// Keys that are too short, broken, or of a kind that there isn't.
    static let broken: [String] = [
        #"{}"#, #"[]"#, #"{"kty": "EC"}"#,
        rsa(bytes: 128), rsa(bytes: 255), rsa(bytes: 0),
        secret(bytes: 31), secret(bytes: 0),
        #"{"kty": "oct", "k": "\#(String(repeating: "=", count: 44))"}"#,
        OutsideParty().jwk(#""n": "1""#).replacing("P-256", with: "P-384"),
        OutsideParty().jwk(#""n": "1""#).replacing("P-256", with: "secp256k1"),
        OutsideParty().jwk(#""n": "1""#).replacing("EC", with: "OKP"),
        OutsideParty().jwk(#""n": "1""#).replacing(#""y": "#, with: #""y": "AAAA", "z": "#),
        // On no curve.
        """
        {"kty": "EC", "crv": "P-256", "x": "\(Base64.encodeURL(numbers(32)))",
         "y": "\(Base64.encodeURL(numbers(32)))"}
        """,
        #"{"kty": "OKP", "crv": "X25519", "x": "\#(Base64.encodeURL(numbers(32)))"}"#,
        #"{"kty": "OKP", "crv": "Ed25519", "x": "\#(Base64.encodeURL(numbers(31)))"}"#,
    ]

    @Test(arguments: broken)
    func `a key that is too short is not taken, nor a broken one`(jwk: String) throws {
        let key = OutsideKey(
            try JSONValue(text: jwk), algorithms: Set(SignatureAlgorithm.allCases))
        #expect(key == nil)
    }

    @Test func `a key is good for the operator's algorithms alone`() throws {
        let jwk = try JSONValue(text: Self.secret(bytes: 32))
        let others = SignatureAlgorithm.allCases.filter { $0 != .hs256 }
        #expect(OutsideKey(jwk, algorithms: Set(others)) == nil)
        #expect(OutsideKey(jwk, algorithms: [.hs256])?.fits(.hs256) == true)
    }

    @Test func `a set is taken without the keys that are not understood`() throws {
        let set = try OutsideKeySet(
            OutsideParty.keySet("7", #"{"kty": "new"}"#, OutsideParty().jwk()),
            algorithms: [.es256])
        #expect(set.keys.map(\.id) == ["k1"])
    }

    /// Bytes that are no set of keys that is taken.
    static let bad: [(String, OutsideKeyError)] = [
        ("<html>", .noJSON("expected a value but found '<' at line 1, column 1")),
        ("", .noJSON("expected a value but found the end at line 1, column 1")),
        (
            #"{"keys": [], "keys": []}"#,
            .noJSON(#"the member "keys" is there more than once at line 1, column 14"#)
        ),
        (OutsideParty().jwk(), .noKeySet), (#"{"keys": {}}"#, .noKeySet), ("[]", .noKeySet),
        (
            "{\"keys\": [\(String(repeating: "{},", count: 100)){}]}",
            .tooManyKeys(101)
        ),
        (#"{"keys": []}"# + String(repeating: " ", count: 64 << 10), .tooLarge),
    ]

    @Test(arguments: bad)
    func `a set of keys that is too large, or no set, is not taken`(
        text: String, error: OutsideKeyError
    ) throws {
        #expect(throws: error) {
            _ = try OutsideKeySet(Array(text.utf8), algorithms: [.es256])
        }
    }

    @Test func `a modulus has 2,048 bits at least`() throws {
        for (bytes, isTaken) in [(255, false), (256, true), (512, true)] {
            let key = OutsideKey(
                try JSONValue(text: Self.rsa(bytes: bytes)), algorithms: [.rs256, .ps512])
            #expect((key != nil) == isTaken)
            #expect(key?.fits(.ps512) != false)
        }
    }

    @Test func `without a key's name there must be one that fits, and no more`() async throws {
        try await OutsideDesk.run { desk in
            let (one, two) = (OutsideParty(keyID: "k1"), OutsideParty(keyID: "k2"))
            let nameless = try one.token(header: ["kid": nil])
            let alone = try desk.trust(
                one.trusted(keys: desk.write(OutsideParty.keySet(one.jwk()))))
            #expect(await alone.principal(forToken: nameless, at: Self.now) != nil)
            let both = try desk.trust(
                one.trusted(keys: desk.write(OutsideParty.keySet(one.jwk(), two.jwk()))))
            #expect(await both.principal(forToken: nameless, at: Self.now) == nil)
            #expect(desk.log.reason == "ambiguousKey")
            #expect(try await both.principal(forToken: two.token(), at: Self.now) != nil)
        }
    }

    @Test func `a name is a key's to the byte`() async throws {
        try await OutsideDesk.run { desk in
            let party = OutsideParty(keyID: "K1")
            let issuers = try desk.trust(party)
            // To Swift's `==` the sign for kelvin is a K.
            let other = try party.token(header: ["kid": #""\u212A1""#])
            #expect(await issuers.principal(forToken: other, at: Self.now) == nil)
            #expect(desk.log.reason == "unknownKey")
            #expect(try await issuers.principal(forToken: party.token(), at: Self.now) != nil)
        }
    }

    @Test func `a secret in a file checks what is signed by it`() async throws {
        try await OutsideDesk.run { desk in
            let bytes = Self.numbers(32)
            let party = OutsideParty()
            let keys = try desk.write(OutsideParty.keySet(Self.secret(bytes: 32)))
            let issuers = try desk.trust(party.trusted(keys: keys, algorithms: [.hs256]))
            let payload = try party.token().split(separator: ".")[1]
            let text = String(
                decoding: try #require(Base64.decodeCanonicalURL(payload.utf8)), as: UTF8.self)
            for (key, isTaken) in [(bytes, true), (Array(bytes.reversed()), false)] {
                let token = OutsideParty.compact(#"{"alg": "HS256"}"#, text) { message in
                    Array(
                        HMAC<SHA256>.authenticationCode(
                            for: message, using: SymmetricKey(data: key)))
                }
                let principal = await issuers.principal(forToken: token, at: Self.now)
                #expect((principal != nil) == isTaken)
            }
        }
    }

    // MARK: - Keys of given lengths

    /// So many bytes; as a number it is odd and has no zeros in front.
    private static func numbers(_ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 + 129) | ($0 == count - 1 ? 1 : 0) }
    }

    private static func rsa(bytes: Int) -> String {
        #"{"kty": "RSA", "n": "\#(Base64.encodeURL(numbers(bytes)))", "e": "AQAB"}"#
    }

    private static func secret(bytes: Int) -> String {
        #"{"kty": "oct", "k": "\#(Base64.encodeURL(numbers(bytes)))"}"#
    }
}
