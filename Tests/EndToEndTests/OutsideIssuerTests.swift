import Crypto
import DocketCore
import DocketTestKit
import Foundation
import Testing

/// `docket serve --trusted-issuers`, as an operator sets it up.
@Suite(.timeLimit(.minutes(30))) struct OutsideIssuerTests {
    private static let secret = [UInt8](repeating: 7, count: 32)
    private static let keys =
        #"{"keys": [{"kty": "oct", "kid": "k1", "k": "\#(Base64.encodeURL(secret))"}]}"#

    /// Writes the file of issuers, with one whose keys are at `keys`.
    private static func write(
        in folder: EndToEnd.Folder, keys: String, more: String = ""
    ) throws -> String {
        let path = folder.folder.path("issuers.json")
        let text = """
            [{"Name": "corp", "Issuer": "https://corp.example", "Audience": "docket",
              "Algorithms": ["HS256"], "Keys": "\(keys)", "Scopes": "orders.read",
              "Companies": [14146]\(more)}]
            """
        try Data(text.utf8).write(to: URL(fileURLWithPath: path))
        return path
    }

    private static func token(lifeSeconds: Int) -> String {
        let end = Int(Date().timeIntervalSince1970) + lifeSeconds
        let claims =
            #"{"iss": "https://corp.example", "aud": "docket", "sub": "ann", "exp": \#(end)}"#
        let signed = [#"{"alg": "HS256", "kid": "k1"}"#, claims]
            .map { Base64.encodeURL(Array($0.utf8)) }.joined(separator: ".")
        let code = HMAC<SHA256>.authenticationCode(
            for: Data(signed.utf8), using: SymmetricKey(data: secret))
        return "\(signed).\(Base64.encodeURL(Array(code)))"
    }

    @Test(arguments: [true, false])
    func `a trusted issuer's token opens what the operator says`(byFlag: Bool) async throws {
        try await EndToEnd.run { folder in
            let keys = folder.folder.path("keys.json")
            try Data(Self.keys.utf8).write(to: URL(fileURLWithPath: keys))
            let path = try Self.write(in: folder, keys: keys)
            let server = try await ServerProcess(
                database: folder.database,
                arguments: ["--sandbox", "--port", "0"]
                    + (byFlag ? ["--trusted-issuers", path] : []),
                environment: byFlag ? [:] : ["DOCKET_TRUSTED_ISSUERS": path])
            defer { server.signal(SIGKILL) }
            let good = Self.token(lifeSeconds: 3600)
            let cases = [
                ("/v1/Companies(14146)/Orders", good, 200), ("/v1/Companies(1)/Orders", good, 403),
                ("/v1/Companies(14146)/Orders", Self.token(lifeSeconds: -1), 401),
                ("/v1/Companies(14146)/Orders", "sandbox-token", 200),
            ]
            for (target, token, status) in cases {
                let answer = try await EndToEnd.send(to: server, "GET", target, token: token)
                #expect(answer.status == status)
            }
            for part in good.split(separator: ".") { #expect(!server.log.contains(part)) }
        }
    }

    @Test func `a file that can't be is refused with a line that says why`() async throws {
        try await EndToEnd.run { folder in
            let lost = folder.folder.path("lost.json")
            for (more, words) in [
                (#", "Audiences": "x""#, "issuer 1: there is no member 'Audiences'"),
                ("", "the keys of issuer corp: can't read \(lost)"),
            ] {
                let path = try Self.write(in: folder, keys: lost, more: more)
                let outcome = try await DocketProcess.run([
                    "serve", "--port", "0", "--database", "sqlite:\(folder.database)",
                    "--trusted-issuers", path,
                ])
                #expect(outcome.exitCode != 0)
                #expect(outcome.standardOutput == "")
                #expect(outcome.standardError.contains(words), "\(outcome.standardError)")
            }
        }
    }
}
