import DocketJSON
import Testing

@Suite struct JSONReaderTests {
    static let fields = JSONFields(["Id", "Name", "Items"])

    static func members(_ text: String) throws(JSONError) -> [String] {
        var reader = JSONReader(Array(text.utf8))
        var found: [String] = []
        try reader.object(fields) { (index, reader) throws(JSONError) in
            try reader.skip()
            found.append(fields.names[index])
        }
        try reader.end()
        return found
    }

    static func error(_ text: String) -> JSONError? {
        do {
            _ = try JSONValue(text: text)
            return nil
        } catch {
            return error
        }
    }

    @Test(arguments: [
        (#"{"Id":1,"Name":2,"Items":[]}"#, ["Id", "Name", "Items"]),
        (#"{"items":[],"NAME":2,"iD":1}"#, ["Items", "Name", "Id"]),
        (#"{"Name":2,"Other":{"Id":3},"Id":1}"#, ["Name", "Id"]),
        (#"{"\u0049d":1}"#, ["Id"]),
        (#"{"Idx":1,"I":2,"":3}"#, []),
        (" { } ", []),
    ])
    func `members are found in any order and any case`(text: String, found: [String]) throws {
        #expect(try Self.members(text) == found)
    }

    @Test(arguments: [
        #"{"Id":1,"Id":2}"#, #"{"Id":1,"ID":2}"#, #"{"x":1,"X":2}"#, #"{"a":1,"\u0041":2}"#,
        #"{"Name":{"q":1,"Q":1}}"#, #"{"":1,"":2}"#,
        #"{"a":1,"b":1,"c":1,"d":1,"e":1,"f":1,"g":1,"h":1,"i":1,"j":1,"J":1}"#,
    ])
    func `a name that is there twice is refused, known or not, by any case`(text: String) {
        #expect(throws: JSONError.self) { try Self.members(text) }
    }

    @Test func `64 levels are read and 65 are not`() throws {
        func nested(_ levels: Int) -> String {
            String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        }
        _ = try JSONValue(text: nested(64))
        #expect(Self.error(nested(65))?.reason == .tooDeep)
        #expect(Self.error(nested(100_000))?.offset == 64)
        let objects = String(repeating: #"{"a":"#, count: 65)
        #expect(Self.error(objects)?.reason == .tooDeep)
    }

    @Test(arguments: [
        ("{\n  \"a\": 1,\n  }", 14, 3, 3), ("[1 2]", 3, 1, 4), ("", 0, 1, 1),
        ("[\"é\" x]", 6, 1, 6), ("{\"a\" 1}", 5, 1, 6), ("[01]", 2, 1, 3), ("nul", 0, 1, 1),
        ("[1]x", 3, 1, 4), ("\"a\u{1}\"", 2, 1, 3), ("[1.]", 3, 1, 4),
    ])
    func `an error names the place`(text: String, offset: Int, line: Int, column: Int) {
        let error = Self.error(text)
        #expect(error?.offset == offset)
        #expect(error?.line == line)
        #expect(error?.column == column)
    }

    @Test func `an error says what was wanted`() {
        #expect(
            Self.error("{\"a\":1 \"b\":2}")?.description
                == "expected ',' or '}' but found '\"' at line 1, column 8")
        #expect(
            Self.error("[1,")?.description
                == "expected a value but found the end at line 1, column 4")
    }

    @Test(arguments: [
        (#""a\u00e9\n\t\"\\\/\b\f\r""#, "a\u{e9}\n\t\"\\/\u{8}\u{c}\r"),
        (#""\ud83d\ude00""#, "😀"), (#""\uD800\uDC00""#, "\u{10000}"), (#""\u0000""#, "\0"),
    ])
    func `escapes are decoded`(text: String, value: String) throws {
        var reader = JSONReader(Array(text.utf8))
        #expect(Array(try reader.string()) == Array(value.utf8))
    }

    @Test(arguments: [
        #""\ud800""#, #""\udc00""#, #""\ud800\u0041""#, #""\ud800x""#, #""\x41""#, #""\u12g4""#,
        #""\u12"#, #""\"#, "\"",
    ])
    func `half a pair and broken escapes are refused`(text: String) {
        #expect(Self.error(text) != nil)
    }

    @Test(
        arguments: [
            [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xFF, 0x22],
            [0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], [0x22, 0xE2, 0x82, 0x22],
            [0xEF, 0xBB, 0xBF, 0x22, 0x22], [0x22, 0x80, 0x22], [0x22, 0xE0, 0x80, 0x80, 0x22],
        ] as [[UInt8]])
    func `what is not UTF-8 is refused`(bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSONValue(bytes) }
    }

    @Test func `a string without escapes is a slice of the input`() throws {
        let bytes = Array(#"["plain text","esc\n"]"#.utf8)
        var reader = JSONReader(bytes)
        try reader.array { (index, reader) throws(JSONError) in
            let text = try reader.string()
            if index == 0 { #expect(text.startIndex == 2) }
        }
    }

    @Test(arguments: ["0", "-0", "1.50", "1e5", "-12.34E-7", "123456789012345678901234567890"])
    func `a number stays the text it was`(text: String) throws {
        var reader = JSONReader(Array(text.utf8))
        #expect(String(decoding: try reader.number(), as: UTF8.self) == text)
    }

    @Test(arguments: ["+1", ".5", "1.", "1e", "1e+", "0x1", "-", "01", "Infinity", "NaN", "１"])
    func `what is no number is refused`(text: String) {
        #expect(Self.error(text) != nil)
    }
}
