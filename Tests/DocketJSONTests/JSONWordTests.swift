import DocketJSON
import Testing

/// Reader and writer look at eight bytes at a time: what they look for may stand at each of them.
@Suite struct JSONWordTests {
    static let lengths = 0...40

    static func read(_ bytes: [UInt8]) throws(JSONError) -> [UInt8] {
        var reader = JSONReader(bytes)
        let text = Array(try reader.string())
        try reader.end()
        return text
    }

    static func written(_ text: String) -> [UInt8] {
        var writer = JSONWriter()
        writer.string(text)
        return writer.bytes
    }

    @Test(arguments: ["\"", "\\", "\u{0}", "\u{1f}", "\n", " ", "!", "#", "[", "]", "\u{7f}"])
    func `a byte is found at every place of a string`(special: String) throws {
        for length in Self.lengths {
            for place in 0...length {
                let text =
                    String(repeating: "a", count: place) + special
                    + String(repeating: "b", count: length - place)
                #expect(try Self.read(Self.written(text)) == Array(text.utf8))
            }
        }
    }

    @Test(arguments: ["é", "€", "😀", "\u{80}", "\u{7ff}", "\u{800}", "\u{ffff}", "\u{10ffff}"])
    func `a scalar of several bytes is read at every place`(scalar: String) throws {
        for length in Self.lengths {
            for place in 0...length {
                let text =
                    String(repeating: "a", count: place) + scalar
                    + String(repeating: "b", count: length - place)
                let bytes = Self.written(text)
                #expect(bytes == [0x22] + Array(text.utf8) + [0x22])
                #expect(try Self.read(bytes) == Array(text.utf8))
            }
        }
    }

    @Test(arguments: [0x00, 0x0A, 0x1F, 0x80, 0xC0, 0xFF] as [UInt8])
    func `a byte that may not be there is refused at every place`(byte: UInt8) {
        for length in Self.lengths {
            for place in 0...length {
                var text = [UInt8](repeating: 0x61, count: length)
                text.insert(byte, at: place)
                let error = #expect(throws: JSONError.self) {
                    try Self.read([0x22] + text + [0x22])
                }
                #expect(error?.offset == place + 1)
            }
        }
    }

    @Test func `text and names of every length are written whole`() throws {
        for length in 0...300 {
            let text = String(repeating: "x", count: length)
            var writer = JSONWriter(capacity: 0)
            writer.beginObject()
            for name in [text, text + "\"", text + "é"] {
                writer.key(name)
                writer.string(text)
            }
            writer.endObject()
            let document = try JSONValue(writer.bytes)
            #expect(document.members?.map(\.name) == [text, text + "\"", text + "é"])
            #expect(document.members?.allSatisfy { $0.value.text == text } == true)
        }
    }

    @Test func `a name that is a static string is written as it is`() {
        let name: StaticString = "Name"
        let long: StaticString = """
            ANameThatIsLongerThanWhatTheWriterPutsTogetherAsideANameThatIsLongerThanWhatTheWriter\
            PutsTogetherAsideANameThatIsLongerThanWhatTheWriterPutsTogetherAside
            """
        var writer = JSONWriter()
        writer.beginObject()
        writer.key(name)
        writer.integer(-7)
        writer.key(long)
        writer.string(utf8: ArraySlice("a\"b".utf8))
        writer.endObject()
        #expect(
            String(decoding: writer.bytes, as: UTF8.self) == #"{"Name":-7,""# + "\(long)"
                + #"":"a\"b"}"#)
    }
}
