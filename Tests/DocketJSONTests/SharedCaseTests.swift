import DocketJSON
import DocketTestKit
import Foundation
import Testing

@Suite(.enabled(if: SharedTestData.isThere, "\(SharedTestData.absence)"))
struct SharedCaseTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let expectation: String
        let bytes: [UInt8]

        var testDescription: String { name }
    }

    /// The RFC leaves duplicate names to the reader; this one refuses them (contract, section 1).
    static let duplicates: Set = [
        "y_object_duplicated_key.json", "y_object_duplicated_key_and_value.json",
    ]

    /// A file as Foundation reads it: the reader under test is no judge of its own cases.
    static func foundationJSON(_ path: String) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(SharedTestData.bytes(path)))
    }

    static func parsingCases() throws -> [Case] {
        let file = try foundationJSON("json/parsing-cases.json") as? [String: Any]
        let cases = file?["cases"] as? [[String: Any]] ?? []
        return cases.map { item in
            var bytes: [UInt8] = []
            if let text = item["base64"] as? String {
                bytes = Array(Data(base64Encoded: text) ?? Data())
            } else if let parts = item["repeat"] as? [String: Any] {
                let unit = parts["unit"] as? String ?? ""
                let count = parts["count"] as? Int ?? 0
                bytes = Array(String(repeating: unit, count: count).utf8)
                bytes += Array((parts["tail"] as? String ?? "").utf8)
            }
            return Case(
                name: item["name"] as? String ?? "", expectation: item["expect"] as? String ?? "",
                bytes: bytes)
        }
    }

    @Test func `every parsing case is judged as its author says`() throws {
        let cases = try Self.parsingCases()
        #expect(cases.count >= 200)
        for item in cases {
            let document = try? JSONValue(item.bytes)
            switch item.expectation {
            case "accept" where Self.duplicates.contains(item.name): #expect(document == nil)
            case "accept": #expect(document != nil, "\(item.name)")
            case "reject": #expect(document == nil, "\(item.name)")
            default: break
            }
        }
    }

    @Test func `what is accepted says the same to Foundation`() throws {
        for item in try Self.parsingCases() {
            guard let document = try? JSONValue(item.bytes) else { continue }
            let again = try JSONValue(document.encoded)
            #expect(again == document, "\(item.name)")
            if item.expectation == "accept" {
                let ours = try JSONSerialization.jsonObject(
                    with: Data(document.encoded), options: .fragmentsAllowed)
                let theirs = try JSONSerialization.jsonObject(
                    with: Data(item.bytes), options: .fragmentsAllowed)
                #expect((ours as? NSObject) == (theirs as? NSObject), "\(item.name)")
            }
        }
    }

    /// Foundation takes a byte order mark off the start of a string, even inside a document
    /// (swift-foundation of Swift 6.3): one string of the file is only that.
    static func withoutMark(_ text: String) -> [UInt8] {
        let bytes = Array(text.utf8)
        return bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
    }

    @Test func `every naughty string comes back byte for byte`() throws {
        let document = try JSONValue(SharedTestData.bytes("strings/blns.json"))
        let strings = document.elements?.compactMap(\.text) ?? []
        #expect(strings.count == 515)
        for string in strings {
            var writer = JSONWriter()
            writer.string(string)
            var reader = JSONReader(writer.bytes)
            let back = try reader.string()
            #expect(Array(back) == Array(string.utf8))
            let theirs = try JSONSerialization.jsonObject(
                with: Data(writer.bytes), options: .fragmentsAllowed)
            #expect((theirs as? String).map(Self.withoutMark) == Self.withoutMark(string))
        }
    }

    @Test func `the file of naughty strings comes back as it was`() throws {
        let document = try JSONValue(SharedTestData.bytes("strings/blns.json"))
        #expect(try JSONValue(document.encoded) == document)
        let ours = document.elements?.compactMap(\.text) ?? []
        let theirs = try Self.foundationJSON("strings/blns.json") as? [String] ?? []
        #expect(ours.count == theirs.count)
        for (our, their) in zip(ours, theirs) {
            #expect(Self.withoutMark(our) == Self.withoutMark(their))
        }
    }
}
