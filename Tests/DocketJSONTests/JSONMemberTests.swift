import DocketJSON
import Testing

/// How an object's members are told from one another.
@Suite struct JSONMemberTests {
    static let most = (0..<128).map { "Field\($0)" }

    static func found(_ text: String, _ names: [String]) throws(JSONError) -> [Int] {
        var reader = JSONReader(Array(text.utf8))
        var found: [Int] = []
        try reader.object(JSONFields(names)) { (index, reader) throws(JSONError) in
            found.append(index)
            try reader.skip()
        }
        try reader.end()
        return found
    }

    static func object(_ names: [String]) -> String {
        "{" + names.map { "\"\($0)\":{\"a\":[1]}" }.joined(separator: ",") + "}"
    }

    @Test(arguments: 0..<20)
    func `128 fields are found in any order and case`(seed: Int) throws {
        var random = SplitMix(state: UInt64(seed))
        let order = Array(Self.most.indices).shuffled(using: &random)
        let names = order.map { index in
            String(
                Self.most[index].map {
                    Bool.random(using: &random) ? Character($0.uppercased()) : $0
                })
        }
        #expect(try Self.found(Self.object(names), Self.most) == order)
    }

    @Test(arguments: [0, 1, 63, 64, 127])
    func `each of 128 fields may be there only once`(index: Int) {
        let text = Self.object(Self.most + [Self.most[index].uppercased()])
        let error = #expect(throws: JSONError.self) { try Self.found(text, Self.most) }
        #expect(error?.reason == .duplicateMember("Field\(index)"))
        #expect(error?.offset == Self.object(Self.most).utf8.count)
    }

    @Test(arguments: [1, 15, 31, 32, 33, 34, 200])
    func `an unknown name is refused the second time, however many there are`(count: Int) throws {
        let names = (0..<count).map { "unknown\($0)" }
        #expect(try Self.found(Self.object(names), ["Id"]) == [])
        for again in [0, count / 2, count - 1] {
            let text = Self.object(names + [names[again].uppercased()])
            #expect(throws: JSONError.self) { try Self.found(text, ["Id"]) }
            #expect(throws: JSONError.self) { try JSONValue(text: text) }
        }
    }

    @Test func `only letters have two cases, beyond ASCII too`() throws {
        #expect(try Self.found(Self.object(["@", "`", "[", "{", "é", "e"]), ["Id"]) == [])
        #expect(throws: JSONError.self) { try Self.found(Self.object(["é", "É"]), ["Id"]) }
    }

    @Test func `names that share a slot of the table are told apart`() throws {
        let names = (0..<64).map { "k\($0)" }
        #expect(try Self.found(Self.object(names), ["k7"]) == [0])
    }

    @Test(arguments: [
        (#"{"a":1,"A":2}"#, "A", 7), (#"{"a":1,"\u0061":2}"#, "a", 7),
        (#"{"q":{"z":1, "z":2}}"#, "z", 13),
    ])
    func `a name that comes again is named, and its place`(text: String, name: String, at: Int) {
        for read in [{ _ = try JSONValue(text: $0) }, { _ = try Self.found($0, []) }]
            as [(String) throws -> Void]
        {
            let error = #expect(throws: JSONError.self) { try read(text) }
            #expect(error?.reason == .duplicateMember(name))
            #expect(error?.offset == at)
        }
    }

    @Test func `members of a tree keep their order`() throws {
        let text = #"{"b":1,"a":{"d":[],"c":null},"":"x"}"#
        let document = try JSONValue(text: text)
        #expect(document.members?.map(\.name) == ["b", "a", ""])
        #expect(String(decoding: document.encoded, as: UTF8.self) == text)
        #expect(document["a"]?["c"] == .null)
        #expect(document["B"] == nil)
    }
}
