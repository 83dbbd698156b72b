import Crypto
import CryptoExtras
import DocketCore
import DocketJSON
import DocketService
import DocketTestKit
import Foundation
import Logging
import Testing

/// Tokens of outside issuers (contract, section 7; RFC 8725).
@Suite struct OutsideTokenTests {
    /// A token that is refused, and why.
    struct Refused: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let reason: OutsideTokenRefusal
        let make: @Sendable (OutsideParty) throws -> String

        init(
            _ description: String, _ reason: OutsideTokenRefusal,
            _ make: @escaping @Sendable (OutsideParty) throws -> String
        ) {
            testDescription = description
            self.reason = reason
            self.make = make
        }

        /// One whose payload is otherwise.
        init(_ reason: OutsideTokenRefusal, claims: [String: String?]) {
            self.init("\(claims)", reason) { try $0.token(claims) }
        }

        /// One whose header is otherwise.
        init(_ reason: OutsideTokenRefusal, header: [String: String?]) {
            self.init("\(header)", reason) { try $0.token(header: header) }
        }
    }

    private static let seconds = OutsideParty.now.microseconds / 1_000_000

    static let byHeader = [
        Refused(.algorithmNotAllowed, header: ["alg": #""none""#]),
        Refused(.algorithmNotAllowed, header: ["alg": #""es256""#]),
        Refused(.algorithmNotAllowed, header: ["alg": #""ES384""#]),
        Refused(.algorithmNotAllowed, header: ["alg": #""HS256""#]),
        Refused(.malformed, header: ["alg": nil]), Refused(.malformed, header: ["alg": "256"]),
        Refused(.unknownKey, header: ["kid": #""k2""#]),
        Refused(.unknownKey, header: ["kid": #""K1""#]),
        Refused(.malformed, header: ["kid": "1"]), Refused(.malformed, header: ["typ": "1"]),
        Refused(.unknownExtension, header: ["crit": #"["exp"]"#]),
        Refused(.unknownExtension, header: ["crit": "[]"]),
        Refused(.unknownExtension, header: ["b64": "false"]),
        Refused(.unknownExtension, header: ["crit": #"["b64"]"#, "b64": "true"]),
        Refused(.wrongType, header: ["typ": #""logout+jwt""#]),
        Refused(.wrongType, header: ["typ": #""secevent+jwt""#]),
        Refused("a header with alg twice", .malformed) { party in
            try party.signed(
                header: #"{"alg": "ES256", "alg": "ES256", "kid": "k1"}"#, payload: "{}")
        },
        Refused("a header that is a list", .malformed) { party in
            try party.signed(header: "[]", payload: "{}")
        },
    ]

    static let byClaims = [
        Refused(.unknownIssuer, claims: ["iss": #""https://corp.example""#]),
        Refused(.unknownIssuer, claims: ["iss": #""https://CORP.example/""#]),
        Refused(.malformed, claims: ["iss": nil]), Refused(.malformed, claims: ["iss": "[]"]),
        Refused(.wrongAudience, claims: ["aud": #""https://other.example""#]),
        Refused(.wrongAudience, claims: ["aud": "[]"]),
        Refused(.wrongAudience, claims: ["aud": nil]),
        Refused(.malformedClaim, claims: ["aud": #"["https://docket.example", 1]"#]),
        Refused(.expired, claims: ["exp": "\(seconds)"]),
        Refused(.expired, claims: ["exp": "\(seconds - 1)"]),
        Refused(.expired, claims: ["exp": "0"]), Refused(.noExpiry, claims: ["exp": nil]),
        Refused(.malformedClaim, claims: ["exp": "\"\(seconds + 300)\""]),
        Refused(.malformedClaim, claims: ["exp": "\(seconds)000"]),
        Refused(.malformedClaim, claims: ["exp": "1e400"]),
        Refused(.malformedClaim, claims: ["exp": "null"]),
        Refused(.notYetValid, claims: ["nbf": "\(seconds + 61)"]),
        Refused(.notYetValid, claims: ["iat": "\(seconds + 61)"]),
        Refused(.noSubject, claims: ["sub": nil]), Refused(.noSubject, claims: ["sub": #""""#]),
        Refused(.noSubject, claims: ["sub": #""a\nb""#]),
        Refused(.malformedClaim, claims: ["sub": "7"]),
        Refused(.idToken, claims: ["nonce": #""x""#]),
        Refused(.idToken, claims: ["at_hash": #""x""#]),
        Refused(.boundToKey, claims: ["cnf": #"{"jkt": "x"}"#]),
        Refused(.malformedClaim, claims: ["scope": "7"]),
        Refused(.malformedClaim, claims: ["scope": "[7]"]),
        Refused(.malformedClaim, claims: ["companies": #""all""#]),
        Refused(.malformedClaim, claims: ["companies": "[0]"]),
        Refused(.malformedClaim, claims: ["companies": "[1.5]"]),
        Refused(.malformedClaim, claims: ["companies": "{}"]),
        Refused("a payload with aud twice", .malformed) { party in
            let audience = "\"aud\": \"\(OutsideParty.audience)\""
            return try party.signed(
                header: #"{"alg": "ES256"}"#,
                payload: "{\"iss\": \"\(party.issuer)\", \(audience), \(audience)}")
        },
        Refused("a payload that is a text", .malformed) { party in
            try party.signed(header: #"{"alg": "ES256"}"#, payload: #""ann""#)
        },
    ]

    static let byForm = [
        Refused("no signature", .wrongSignature) { try Self.parts($0, 2, "") },
        Refused("half a signature", .wrongSignature) { party in
            try Self.parts(party, 2, String(Self.part(party, 2).prefix(40)))
        },
        Refused("another's signature", .wrongSignature) { party in
            try Self.parts(party, 2, Self.part(OutsideParty(), 2))
        },
        Refused("another's token", .wrongSignature) { _ in try OutsideParty().token() },
        Refused("another's key in the header", .wrongSignature) { _ in
            let stranger = OutsideParty()
            return try stranger.token(header: ["jwk": stranger.jwk()])
        },
        Refused("another payload", .wrongSignature) { party in
            try Self.parts(party, 1, Self.part(party, 1, claims: ["sub": #""bob""#]))
        },
        Refused("alg none without a signature", .algorithmNotAllowed) { party in
            let token = try party.token(header: ["alg": #""none""#])
            return String(token[...(token.lastIndex(of: ".") ?? token.startIndex)])
        },
        Refused("padding", .malformed) { try $0.token() + "=" },
        Refused("the plain alphabet", .malformed) { try Self.parts($0, 0, "e30+") },
        Refused("a line's end", .malformed) { try $0.token() + "\n" },
        Refused("no header", .malformed) { try Self.parts($0, 0, "") },
        Refused("no payload", .malformed) { try Self.parts($0, 1, "") },
        Refused("bits that stand for nothing", .malformed) { party in
            // 64 bytes end in a character of which two bits count.
            let token = try party.token()
            let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
            let last = token.last.flatMap { alphabet.firstIndex(of: $0) } ?? 0
            return String(token.dropLast()) + String(alphabet[last + 1])
        },
        Refused("more than 16 KiB", .tooLong) { party in
            let token = try party.token()
            let claim = String(repeating: "x", count: CompactToken.bytesMax - token.utf8.count)
            return try party.token(["more": "\"\(claim)\""])
        },
    ]

    @Test(arguments: byHeader + byClaims + byForm)
    func `what is not right in every respect is refused`(refused: Refused) async throws {
        try await OutsideDesk.run { desk in
            let party = OutsideParty()
            let issuers = try desk.trust(party)
            let good = try party.token()
            #expect(await issuers.principal(forToken: good, at: OutsideParty.now) != nil)
            let token = try refused.make(party)
            #expect(await issuers.principal(forToken: token, at: OutsideParty.now) == nil)
            #expect(desk.log.reason == refused.reason.rawValue)
        }
    }

    static let usual: [[String: String?]] = [
        ["aud": #"["https://other.example", "https://docket.example"]"#],
        ["nbf": "\(seconds + 60)"], ["iat": "\(seconds + 60)"], ["iat": nil],
        ["exp": "\(seconds + 1)"], ["exp": "\(seconds).5"], ["exp": "1.8000001e9"],
        ["jti": #""7""#, "client_id": #""shop""#],
    ]

    @Test(arguments: usual)
    func `what a token may say is taken`(claims: [String: String?]) async throws {
        try await OutsideDesk.run { desk in
            let party = OutsideParty()
            let token = try party.token(claims)
            let principal = try await desk.trust(party).principal(
                forToken: token, at: OutsideParty.now)
            let companies = try #require(CompanySet("14146"))
            let ann = Principal(
                clientID: "corp", userName: "ann", scopes: [.ordersWrite], companies: companies,
                isOwn: false)
            #expect(principal == ann)
        }
    }

    @Test(arguments: [nil, "JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt"])
    func `an access token need not say that it is one`(type: String?) async throws {
        try await OutsideDesk.run { desk in
            let party = OutsideParty()
            let token = try party.token(header: ["typ": type.map { "\"\($0)\"" }, "kid": nil])
            #expect(
                try await desk.trust(party).principal(forToken: token, at: OutsideParty.now)
                    != nil)
        }
    }

    @Test func `where an operator names a type, only that is taken`() async throws {
        try await OutsideDesk.run { desk in
            let party = OutsideParty()
            let keys = try desk.write(OutsideParty.keySet(party.jwk()))
            let issuers = desk.trust(try party.trusted(keys: keys, tokenType: "at+jwt"))
            let types: [(String?, Bool)] = [
                (#""application/AT+jwt""#, true), (#""JWT""#, false), (nil, false),
            ]
            for (type, isTaken) in types {
                let token = try party.token(header: ["typ": type])
                let principal = await issuers.principal(forToken: token, at: OutsideParty.now)
                #expect((principal != nil) == isTaken, "\(type ?? "none")")
            }
        }
    }

    @Test func `an id_token is no access token, unless an operator says so`() async throws {
        try await OutsideDesk.run { desk in
            let party = OutsideParty()
            let keys = try desk.write(OutsideParty.keySet(party.jwk()))
            let issuers = desk.trust(try party.trusted(keys: keys, takesIDTokens: true))
            let token = try party.token(["nonce": #""x""#, "at_hash": #""y""#])
            #expect(await issuers.principal(forToken: token, at: OutsideParty.now) != nil)
        }
    }

    @Test func `a token that was good ends when it says`() async throws {
        try await OutsideDesk.run { desk in
            let party = OutsideParty()
            let issuers = try desk.trust(party)
            let now = OutsideParty.now
            let token = try party.token(["exp": "\(Self.seconds + 30)"])
            #expect(await issuers.principal(forToken: token, at: now) != nil)
            #expect(await issuers.principal(forToken: token, at: now.adding(seconds: 29)) != nil)
            #expect(await issuers.principal(forToken: token, at: now.adding(seconds: 30)) == nil)
            #expect(await issuers.principal(forToken: token, at: now.adding(seconds: -90)) == nil)
        }
    }

    @Test func `a public key is no HMAC secret`() async throws {
        try await OutsideDesk.run { desk in
            let party = OutsideParty()
            let key = try _RSA.Signing.PrivateKey(keySize: .bits2048).publicKey
            let parts = try key.getKeyPrimitives()
            let jwk = """
                {"kty": "RSA", "kid": "k1", "n": "\(Base64.encodeURL(parts.modulus))",
                 "e": "\(Base64.encodeURL(parts.publicExponent))"}
                """
            let keys = try desk.write(OutsideParty.keySet(jwk))
            let issuers = desk.trust(
                try party.trusted(keys: keys, algorithms: [.rs256, .hs256]))
            let payload = try party.token().split(separator: ".")[1]
            for secret in [
                Data(key.pemRepresentation.utf8), key.derRepresentation, parts.modulus,
                Data(jwk.utf8), key.pkcs1DERRepresentation,
            ] {
                let header = Base64.encodeURL(Array(#"{"alg":"HS256","kid":"k1"}"#.utf8))
                let code = HMAC<SHA256>.authenticationCode(
                    for: Data("\(header).\(payload)".utf8), using: SymmetricKey(data: secret))
                let token = "\(header).\(payload).\(Base64.encodeURL(Array(code)))"
                #expect(await issuers.principal(forToken: token, at: OutsideParty.now) == nil)
                #expect(desk.log.reason == "unknownKey")
            }
        }
    }

    @Test func `keys that a token points at are not looked at`() async throws {
        try await WebhookReceiver.run { receiver in
            try await OutsideDesk.run { desk in
                let stranger = OutsideParty()
                receiver.answers(.content(OutsideParty.keySet(stranger.jwk())))
                let issuers = try desk.trust(OutsideParty())
                for name in ["jku", "x5u"] {
                    let token = try stranger.token(header: [name: "\"\(receiver.url)\""])
                    #expect(
                        await issuers.principal(forToken: token, at: OutsideParty.now) == nil)
                }
                #expect(receiver.connections == 0)
            }
        }
    }

    @Test func `no token is in the log, and strangers fill no line of the usual one`()
        async throws
    {
        try await OutsideDesk.run { desk in
            let party = OutsideParty()
            let issuers = try desk.trust(party)
            let tokens = try [
                party.token(), OutsideParty().token(), party.token(["aud": nil]),
                party.token(["sub": "7"]), party.token(header: ["alg": #""none""#]),
            ]
            for token in tokens {
                _ = await issuers.principal(forToken: token, at: OutsideParty.now)
            }
            let refusals = desk.log.lines.filter { $0.message.contains("refused") }
            #expect(refusals.map(\.level) == [.debug, .info, .info, .debug])
            for line in desk.log.lines {
                for part in tokens.flatMap({ $0.split(separator: ".") }) {
                    #expect(!line.text.contains(part))
                }
            }
        }
    }

    // MARK: - Parts

    /// A part of a good token.
    private static func part(
        _ party: OutsideParty, _ index: Int, claims: [String: String?] = [:]
    ) throws -> Substring {
        try party.token(claims).split(separator: ".")[index]
    }

    /// A good token with another part.
    private static func parts(
        _ party: OutsideParty, _ index: Int, _ part: some StringProtocol
    ) throws -> String {
        var parts = try party.token().split(separator: ".").map(String.init)
        parts[index] = String(part)
        return parts.joined(separator: ".")
    }
}
