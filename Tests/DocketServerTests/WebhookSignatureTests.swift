import DocketCore
import DocketJSON
import DocketService
import DocketTestKit
import Testing

@Suite struct WebhookSignatureTests {
    private static let id = GUID(high: 1, low: 2)
    private static let now = Timestamp(microseconds: 1_700_000_000_999_000)
    private static let body = Array(#"{"type": "webhook.test"}"#.utf8)

    private static func secret(_ byte: UInt8, until end: Timestamp? = nil) -> WebhookSecret {
        WebhookSecret(bytes: [UInt8](repeating: byte, count: 32), validUntil: end)
    }

    private static func fields(_ secrets: [WebhookSecret], at now: Timestamp = now) -> [String] {
        WebhookSignature.fields(id: id, at: now, body: body, secrets: secrets).map(\.value)
    }

    private static func sign(_ byte: UInt8, at seconds: Int64 = 1_700_000_000) -> String {
        WebhookSignature.sign("\(id)", at: seconds, body: body, by: secret(byte).bytes)
    }

    @Test(.enabled(if: SharedTestData.isThere, "\(SharedTestData.absence)"))
    func `every vector of Standard Webhooks is signed as its author says`() throws {
        let file = try SharedTestData.json("webhooks/standard-webhooks-vectors.json")
        let cases = try #require(file["cases"]?.elements)
        #expect(cases.count >= 20)
        for item in cases {
            let text = try #require(item["secret"]?.text)
            #expect(text.hasPrefix("whsec_"))
            let bytes = try #require(Base64.decode(text.dropFirst(6)))
            let seconds = try #require(item["webhook-timestamp"]?.numberText.flatMap { Int64($0) })
            let signature = WebhookSignature.sign(
                try #require(item["webhook-id"]?.text), at: seconds,
                body: Array(try #require(item["body"]?.text).utf8), by: bytes)
            #expect(signature == item["webhook-signature"]?.text)
            #expect(WebhookSecret(bytes: bytes, validUntil: nil).text == text)
        }
    }

    @Test func `a delivery has three fields of its own`() {
        let fields = WebhookSignature.fields(
            id: Self.id, at: Self.now, body: Self.body, secrets: [Self.secret(1)])
        #expect(fields.map(\.name) == ["webhook-id", "webhook-timestamp", "webhook-signature"])
        #expect(fields.map(\.value) == ["\(Self.id)", "1700000000", Self.sign(1)])
    }

    @Test func `both secrets sign while the old one lasts, the new one first`() {
        let secrets = [Self.secret(2), Self.secret(1, until: Self.now.adding(seconds: 1))]
        #expect(Self.fields(secrets).last == "\(Self.sign(2)) \(Self.sign(1))")
    }

    @Test(arguments: [0, 1, 86_400] as [Int64])
    func `the old secret signs no more from its end on`(secondsAfter: Int64) {
        let secrets = [Self.secret(2), Self.secret(1, until: Self.now)]
        let later = Self.now.adding(seconds: secondsAfter)
        let signature = Self.sign(2, at: 1_700_000_000 + secondsAfter)
        #expect(Self.fields(secrets, at: later).last == signature)
    }

    @Test func `whatever is signed changes the signature`() {
        let signature = WebhookSignature.sign("a", at: 1, body: [1], by: [1])
        let others = [
            WebhookSignature.sign("b", at: 1, body: [1], by: [1]),
            WebhookSignature.sign("a", at: 2, body: [1], by: [1]),
            WebhookSignature.sign("a", at: 1, body: [2], by: [1]),
            WebhookSignature.sign("a", at: 1, body: [1], by: [2]),
            WebhookSignature.sign("a", at: 1, body: [], by: [1]),
        ]
        #expect(Set(others + [signature]).count == 6)
        #expect(signature.hasPrefix("v1,"))
        #expect(Base64.decode(signature.dropFirst(3))?.count == 32)
    }
}
