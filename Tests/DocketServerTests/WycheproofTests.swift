import DocketCore
import DocketJSON
import DocketService
import DocketTestKit
import Foundation
import Testing

/// Signatures that others have judged (C2SP's Wycheproof), checked as tokens of outside issuers
/// are: `valid` must be taken, `invalid` must not, `acceptable` may be either.
@Suite(.enabled(if: SharedTestData.isThere, "\(SharedTestData.absence)"))
struct WycheproofTests {
    /// A case and what is to come of it.
    private struct Case {
        let group: JSONValue
        let json: JSONValue

        var id: Int { Int(json["tcId"]?.numberText ?? "") ?? 0 }
        var result: String { json["result"]?.text ?? "" }

        func bytes(_ member: String) -> [UInt8] {
            Data(hexadecimal: json[member]?.text ?? "").map { Array($0) } ?? []
        }
    }

    private static func cases(_ file: String) throws -> [Case] {
        let groups = try SharedTestData.json("wycheproof/\(file)_test.json")["testGroups"]
        return (groups?.elements ?? []).flatMap { group in
            (group["tests"]?.elements ?? []).map { Case(group: group, json: $0) }
        }
    }

    private static let all = Set(SignatureAlgorithm.allCases)

    // MARK: - Whole tokens

    /// Whether a JWS is taken: form, header, choice of the key, signature. The payloads of these
    /// are no claims.
    private static func isTaken(_ text: String, key: JSONValue) -> Bool {
        do {
            let trusted = try OutsideParty().trusted(keys: .file(path: "-"), algorithms: all)
            let token = try CompactToken(Array(text.utf8))
            let header = try OutsideTokenJSON.header(token.header)
            let algorithm = try trusted.algorithm(of: header)
            let set = try OutsideKeySet(
                JSONValue.object([.init("keys", .array([key]))]).encoded, algorithms: all)
            let found = try set.key(header.keyID, for: algorithm)
            return found?.isSigner(token.signature, of: token.signed, by: algorithm) ?? false
        } catch {
            return false
        }
    }

    /// Cases that are judged otherwise here than there, and why that is right.
    private static let exceptions = [
        346: "the key says that it is for PS256, the token is PS384: RFC 8725, section 3.1",
        350: "the same as 346, by another key",
        347: "the key says that it is for ES521, which there isn't",
        351: "the same as 347, by another key",
        367: "called invalid, but the same to the byte as 357, which is valid",
        370: "and so is this one",
        372: "called valid, but has a '?' in its header: RFC 7515, section 2",
        373: "called valid, but has a '?' in its payload",
    ]

    @Test func `every JWS of Wycheproof is judged as its authors say`() throws {
        let cases = try Self.cases("json_web_signature")
        #expect(cases.count == 401)
        var others: Set<Int> = []
        for item in cases {
            let key = try #require(item.group["public"] ?? item.group["private"])
            let isTaken = Self.isTaken(item.json["jws"]?.text ?? "", key: key)
            switch item.result {
            case "valid": if !isTaken { others.insert(item.id) }
            case "invalid": if isTaken { others.insert(item.id) }
            default: break
            }
        }
        #expect(others == Set(Self.exceptions.keys))
    }

    @Test func `two of the exceptions are the same token as a valid one`() throws {
        let texts = try Self.cases("json_web_signature").reduce(into: [:]) { texts, item in
            texts[item.id] = item.json["jws"]?.text
        }
        #expect(texts[357] != nil)
        #expect(texts[357] == texts[367])
        #expect(texts[357] == texts[370])
    }

    // MARK: - Signatures alone

    /// Cases of a file that are judged otherwise than their authors say, and how many are not
    /// judged since their key is not taken.
    private static func judge(
        _ file: String, count: Int, by algorithm: SignatureAlgorithm, signature: String = "sig",
        jwk: (Case) -> JSONValue
    ) throws -> (others: [Int], refused: [Case]) {
        let cases = try cases(file)
        #expect(cases.count == count)
        var others: [Int] = []
        var refused: [Case] = []
        for item in cases {
            guard let key = OutsideKey(jwk(item), algorithms: [algorithm]) else {
                refused.append(item)
                continue
            }
            let isTaken = key.isSigner(
                item.bytes(signature), of: item.bytes("msg")[...], by: algorithm)
            if item.result == "valid", !isTaken { others.append(item.id) }
            if item.result == "invalid", isTaken { others.append(item.id) }
        }
        return (others, refused)
    }

    @Test func `every ES256 signature is judged as its authors say`() throws {
        let (others, refused) = try Self.judge(
            "ecdsa_secp256r1_sha256_p1363", count: 262, by: .es256
        ) { item in
            let point =
                Data(
                    hexadecimal: item.group["publicKey"]?["uncompressed"]?.text ?? "") ?? Data()
            return .object([
                .init("kty", .string("EC")), .init("crv", .string("P-256")),
                .init("x", .string(Base64.encodeURL(point.dropFirst().prefix(32)))),
                .init("y", .string(Base64.encodeURL(point.suffix(32)))),
            ])
        }
        #expect(others == [])
        #expect(refused.isEmpty)
    }

    @Test func `every Ed25519 signature is judged as its authors say`() throws {
        let (others, refused) = try Self.judge("ed25519", count: 151, by: .edDSA) { item in
            item.group["publicKeyJwk"] ?? .null
        }
        #expect(others == [])
        #expect(refused.isEmpty)
    }

    @Test func `every RS256 signature is judged as its authors say`() throws {
        let (others, refused) = try Self.judge(
            "rsa_signature_2048_sha256", count: 259, by: .rs256
        ) { item in item.group["keyJwk"] ?? .null }
        #expect(others == [])
        #expect(refused.isEmpty)
    }

    @Test func `every HS256 code is judged as its authors say, but the shortened ones`()
        throws
    {
        let (others, refused) = try Self.judge(
            "hmac_sha256", count: 174, by: .hs256, signature: "tag"
        ) { item in
            .object([
                .init("kty", .string("oct")),
                .init("k", .string(Base64.encodeURL(item.bytes("key")))),
            ])
        }
        // A JWS has the whole code (RFC 7518, section 3.2).
        let shortened = try Self.cases("hmac_sha256").filter { item in
            item.group["tagSize"]?.numberText == "128" && item.result == "valid"
                && item.group["keySize"]?.numberText != "128"
        }
        #expect(shortened.count == 30)
        #expect(others == shortened.map(\.id))
        // And a key of 256 bits at least.
        #expect(refused.count == 6)
        #expect(refused.allSatisfy { $0.group["keySize"]?.numberText == "128" })
    }
}

extension Data {
    /// Reads two digits a byte.
    fileprivate init?(hexadecimal text: String) {
        let digits = text.compactMap(\.hexDigitValue)
        guard digits.count == text.count, digits.count.isMultiple(of: 2) else { return nil }
        self.init(
            stride(from: 0, to: digits.count, by: 2).map { place in
                UInt8(digits[place] * 16 + digits[place + 1])
            })
    }
}
