import DocketCore
import Testing

@Suite struct PatternTests {
    @Test(arguments: [
        ("", "", true), ("bc", "abcd", true), ("bd", "abcd", false), ("^b", "ab", false),
        ("^b", "a\nb", false), ("a$", "a\n", false), ("a$", "ba", true), ("^.$", "😀", true),
        (".", "\n\r\u{2028}\u{2029}", false), ("a|bc", "xbc", true), ("^(?:a|bc)$", "abc", false),
        ("(?<name>a)(b)", "ab", true), ("^a*?b+?c??$", "aab", true), ("^a{2,3}$", "aaaa", false),
        ("^(a{2}){2,}$", "aaaaa", false), ("^(a{0,2}){2}$", "aaaa", true), ("a{0}", "", true),
        ("\\bcat\\b", "a cat.", true), ("\\bcat\\b", "concat", false), ("\\Bcat", "concat", true),
        ("\\b", "é", false), ("(?:^|b)*a", "ba", true), ("^(a*)*$", "aab", false),
    ])
    func `a pattern is searched for`(pattern: String, text: String, answer: Bool) throws {
        #expect(try Pattern(pattern).matches(text) == answer)
    }

    @Test(arguments: [
        ("[a-c]", "b", "d"), ("[^a-c]", "\n", "b"), ("[a-]", "-", "b"), ("[^]", "\n", ""),
        ("[\\]\\^-]", "^", "\\"), ("[\\b]", "\u{8}", "b"), ("[\\d_]", "_", "a"),
        ("[😀-😂]", "😁", "😃"), ("\\d", "7", "٣"), ("\\D", "٣", "7"), ("\\w", "_", "é"),
        ("\\W", "é", "_"), ("\\s", "\u{FEFF}", "\u{85}"), ("\\S", "\u{85}", "\u{A0}"),
        ("\\t|\\n|\\v|\\f|\\r", "\u{B}", "v"), ("\\cJ", "\n", "J"), ("\\x41", "A", "x41"),
        ("\\u00e9", "é", "u00e9"), ("\\u{1F600}", "😀", "u"), ("\\uD83D\\uDE00", "😀", "\u{DE0}"),
        ("\\0", "\0", "0"), ("\\.", ".", "a"), ("\\/", "/", "\\"),
    ])
    func `a class or an escape stands for characters`(
        pattern: String, member: String, other: String
    ) throws {
        #expect(try Pattern(pattern).matches(member))
        #expect(try !Pattern(pattern).matches(other))
    }

    @Test(arguments: ["[]", "\\uD83D", "[\\uD800-\\uDFFF]", "a^", "$a", "\\b\\B"])
    func `a pattern may match nothing`(pattern: String) throws {
        #expect(try !Pattern(pattern).matches("a😀\u{FFFD}b"))
    }

    @Test(arguments: [
        ("(a", 2), (")", 0), ("a)", 1), ("[a", 2), ("*", 0), ("a**", 2), ("a|+", 2), ("^*", 1),
        ("\\b?", 2), ("{", 0), ("a{", 2), ("a{x}", 2), ("a{,2}", 2), ("a{1,x}", 4), ("a{1", 3),
        ("a{3,2}", 2), ("]", 0), ("}", 0), ("[b-a]", 1), ("[\\d-z]", 1), ("[a-\\d]", 3),
        ("\\", 1), ("é\\-", 1), ("\\a", 0), ("\\_", 0), ("\\c1", 2), ("\\x4", 3), ("\\u00", 4),
        ("\\u{110000}", 3), ("\\u{}", 3), ("\\u{41", 5), ("\\01", 2), ("(?x)", 2), ("(?<>a)", 3),
        ("(?<1>a)", 3), ("(?<a>a)(?<a>b)", 10), ("[\\B]", 1),
    ])
    func `what is no pattern is refused where it goes wrong`(pattern: String, place: Int) {
        #expect(refusal(of: pattern)?.invalid == place)
    }

    @Test(arguments: [
        ("a(?=b)", "lookahead", 1), ("a(?!b)", "lookahead", 1), ("(?<=a)b", "lookbehind", 0),
        ("(?<!a)b", "lookbehind", 0), ("(a)\\1", "back references", 3),
        ("(?<n>a)\\k<n>", "back references", 7), ("\\p{L}", "Unicode properties", 0),
        ("[\\P{L}]", "Unicode properties", 1), ("(?i)a", "flags inside a pattern", 0),
        ("(?-i:a)", "flags inside a pattern", 0),
    ])
    func `what needs more than one reading is refused by name`(
        pattern: String, feature: String, place: Int
    ) {
        #expect(refusal(of: pattern) == .unsupported(feature, position: place))
    }

    @Test func `each limit can be reached and not passed`() throws {
        typealias Limit = Pattern.Limit
        let letters = String(repeating: "a", count: Limit.scalarsMax)
        #expect(try Pattern(letters).matches(letters))
        #expect(refusal(of: letters + "a")?.invalid == Limit.scalarsMax)
        #expect(try Pattern("a{\(Limit.statesMax)}").matches(letters) == false)
        #expect(refusal(of: "ba{\(Limit.statesMax)}")?.invalid == 0)
        let nested = String(repeating: "(", count: Limit.nestingMax)
        let closed = String(repeating: ")", count: Limit.nestingMax)
        #expect(try Pattern(nested + "a" + closed).matches("a"))
        #expect(refusal(of: nested + "(a)" + closed)?.invalid == Limit.nestingMax)
    }

    @Test(arguments: [
        "((a{1000}){1000}){1000}", "(a{99999999999999999999}){99999999999999999999}",
        "(a{1,200}){1,10}(b|c){900}", "(a*b*){400}", "(a?b?){300}", "(?:\\b|a){20}",
        "(?:\\b|\\B|^|$|a){6}c",
    ])
    func `what would grow too large is refused at once`(pattern: String) {
        #expect(refusal(of: pattern)?.invalid != nil)
    }

    @Test(arguments: [
        ("(a+)+$", true), ("(a+)+c$", false), ("(a|a)*b", false), ("(a*)*b", false),
        ("(.*a){20}", true), ("(.*b){20}", false), ("(x+x+)+y", false), ("(a?){900}b", false),
        ("a.{20}b", false), ("(a|aa)+$", true), ("[^b]{400}(a|b)*c", false),
    ])
    func `a pattern that makes others backtrack is answered`(
        pattern: String, answer: Bool
    ) throws {
        #expect(try Pattern(pattern).matches(String(repeating: "a", count: 4_000)) == answer)
    }

    @Test func `bytes that are no UTF-8 are replacement characters`() throws {
        let bytes: [UInt8] = [0x61, 0xFF, 0x62, 0xE2, 0x82]
        let pattern = try Pattern("^a\\uFFFDb\\uFFFD+$")
        #expect(bytes.withUnsafeBufferPointer { pattern.matches($0) })
    }

    @Test(arguments: [
        ("a1_", "a1_"), ("\\*{2}", "\\u002A{2,2}"), ("[^a]", "[\\u0000-\\u0060b-\\U0010FFFF]"),
        ("😀+?", "\\U0001F600+"), ("^a|b$", "\\Aa|b\\Z"), ("(a|b)c", "(?:a|b)c"),
        ("(ab)*", "(?:ab)*"), ("a{300}", "a{255}a{45,45}"), ("a{2,300}", "a{2}a{0,255}a{0,43}"),
        ("(a?){4}", "a{0,4}"), ("[]", "[^\\u0000-\\U0010FFFF]"), ("(\\b)*", ""),
        (
            "\\b",
            "(?:(?<=[0-9A-Z_a-z])(?![0-9A-Z_a-z])|(?<![0-9A-Z_a-z])(?=[0-9A-Z_a-z]))"
        ),
    ])
    func `PostgreSQL gets the same pattern in its own words`(
        pattern: String, postgres: String
    ) throws {
        #expect(try Pattern(pattern).postgres == "***:" + postgres)
    }

    private func refusal(of pattern: String) -> PatternError? {
        do throws(PatternError) {
            _ = try Pattern(pattern)
            return nil
        } catch { return error }
    }
}

extension PatternError {
    /// Where a pattern goes wrong, if it does.
    fileprivate var invalid: Int? {
        if case .invalid(_, let position) = self { position } else { nil }
    }
}
