import DocketJSON
import Foundation
import Testing

@Suite struct JSONWriterTests {
    @Test func `commas come between and nowhere else`() {
        var writer = JSONWriter()
        writer.beginArray()
        writer.integer(1)
        writer.beginObject()
        writer.key("a")
        writer.null()
        writer.key("b\"")
        writer.boolean(true)
        writer.endObject()
        writer.beginArray()
        writer.endArray()
        writer.string("x")
        writer.short(isString: false) { text in
            text[0] = UInt8(ascii: "5")
            return 1
        }
        writer.short(isString: true) { text in
            text[0] = UInt8(ascii: "6")
            return 1
        }
        writer.plain("y")
        writer.raw(ArraySlice("[]".utf8))
        writer.endArray()
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == #"[1,{"a":null,"b\"":true},[],"x",5,"6","y",[]]"#)
    }

    @Test(arguments: [0, 9, 10, -1, 12_345, .max, .min] as [Int64])
    func `whole numbers are written in full`(number: Int64) {
        var writer = JSONWriter()
        writer.integer(number)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == "\(number)")
    }

    @Test func `only what must be escaped is`() {
        var writer = JSONWriter()
        writer.string("\"\\/\u{8}\u{c}\n\r\t\u{1}\u{1f}\u{7f}\u{2028}é😀")
        #expect(
            String(decoding: writer.bytes, as: UTF8.self)
                == #""\"\\/\b\f\n\r\t\u0001\u001f"# + "\u{7f}\u{2028}é😀\"")
    }

    @Test func `random documents mean the same to Foundation`() throws {
        var random = SplitMix(state: 42)
        for _ in 0..<500 {
            let document = Self.document(depth: 4, &random)
            let theirs = try JSONSerialization.jsonObject(
                with: Data(document.encoded), options: .fragmentsAllowed)
            let back = try JSONSerialization.data(
                withJSONObject: theirs, options: [.fragmentsAllowed, .sortedKeys])
            let ours = try JSONValue(Array(back))
            #expect(Self.sorted(ours) == Self.sorted(document))
        }
    }

    private static func document(depth: Int, _ random: inout SplitMix) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 6 : 4), using: &random) {
        case 0: return .null
        case 1: return .boolean(Bool.random(using: &random))
        case 2: return .number("\(Int32.random(in: .min ... .max, using: &random))")
        case 3: return .string(text(&random))
        case 4:
            let count = Int.random(in: 0..<5, using: &random)
            return .array((0..<count).map { _ in document(depth: depth - 1, &random) })
        default:
            let count = Int.random(in: 0..<5, using: &random)
            return .object(
                (0..<count).map { position in
                    .init("\(position)" + text(&random), document(depth: depth - 1, &random))
                })
        }
    }

    private static func text(_ random: inout SplitMix) -> String {
        let scalars = "aZ \"\\\n\u{1}é€😀/".unicodeScalars.map { $0 }
        var text = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0..<12, using: &random) {
            text.append(scalars.randomElement(using: &random) ?? "x")
        }
        return String(text)
    }

    private static func sorted(_ value: JSONValue) -> JSONValue {
        switch value {
        case .array(let elements): .array(elements.map(sorted))
        case .object(let members):
            .object(
                members.map { .init($0.name, sorted($0.value)) }
                    .sorted { Array($0.name.utf8).lexicographicallyPrecedes(Array($1.name.utf8)) })
        default: value
        }
    }
}

/// A small generator that a seed repeats (Steele, Lea and Flood, "Fast Splittable Pseudorandom
/// Number Generators").
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
