import DocketJSON
import Testing

@Suite struct JSONErrorTests {
    static func error(_ bytes: [UInt8]) -> JSONError? {
        do {
            _ = try JSONValue(bytes)
            return nil
        } catch {
            return error
        }
    }

    @Test(
        arguments: [
            ([0x5B, 0x01], "U+0001"), ([0x5B, 0xC2, 0x85], "U+0085"),
            ([0xEF, 0xBB, 0xBF, 0x31], "U+FEFF"), ([0x5B, 0xF0, 0x9F, 0x98, 0x80], "'😀'"),
            ([0x5B, 0xFF], "a byte that is not UTF-8"),
            ([0x5B, 0xE2, 0x82], "a byte that is not UTF-8"),
            ([0x5B], "the end"), ([0x5B, 0x7D], "'}'"),
        ] as [([UInt8], String)])
    func `what was found is one scalar that can be seen`(bytes: [UInt8], found: String) {
        #expect(Self.error(bytes)?.reason == .expected("a value", found: found))
    }

    @Test func `an error is short, whatever was sent`() throws {
        let junk = [UInt8](repeating: 0x80, count: 100_000)
        let name = String(repeating: "n", count: 100_000)
        let documents = [[0x5B] + junk, Array(#"{"\#(name)":1,"\#(name)":2}"#.utf8)]
        for document in documents {
            let error = try #require(Self.error(document))
            #expect(error.description.utf8.count < 200)
        }
    }

    @Test func `a name of 64 scalars is shown whole`() {
        let name = String(repeating: "é", count: 64)
        let error = Self.error(Array(#"{"\#(name)":1,"\#(name)":2}"#.utf8))
        #expect(error?.description.contains("\"\(name)\"") == true)
    }

    @Test func `lines are counted by line feeds and columns by scalars`() {
        let error = Self.error(Array("[\r\n\"é😀\",\n\t\"ü\" x".utf8))
        #expect(error?.line == 3)
        #expect(error?.column == 6)
        #expect(error?.reason == .expected("',' or ']'", found: "'x'"))
    }
}
