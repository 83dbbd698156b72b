/// Patterns with texts that they match or don't, for the tests of both databases.
package enum PatternCases {
    /// The answers are ECMAScript's, as Node.js gives them with the `u` flag.
    package static let all: [(pattern: String, text: String, matches: Bool)] =
        [
            characters, classes, escapes, places, choices, repetitions, special, large,
        ].flatMap { $0 }

    private typealias Cases = [(pattern: String, text: String, matches: Bool)]

    private static let characters: Cases = [
        ("", "", true), ("", "a", true), ("b", "abc", true), ("bc", "abc", true),
        ("d", "abc", false), ("B", "abc", false), ("é", "café", true), ("é", "cafe", false),
        ("😀", "x😀y", true), (".", "", false), (".", "\n", false), (".", "\r", false),
        (".", "\u{2028}", false), (".", "\u{2029}", false), (".", "\u{85}", true),
        ("^.$", "😀", true), ("^..$", "😀", false), ("^.$", "e\u{301}", false),
        ("a.c", "a\nc", false), ("a.c", "abc", true),
    ]

    private static let classes: Cases = [
        ("[abc]", "xbx", true), ("[a-c]", "d", false), ("[^a-c]", "abc", false),
        ("[^a-c]", "abcd", true), ("[^a]", "\n", true), ("[]", "a", false), ("[^]", "\n", true),
        ("[^]", "", false), ("[a-]", "-", true), ("[-a]", "-", true), ("[\\]]", "]", true),
        ("[\\^]", "^", true), ("[.]", "a", false), ("[.]", ".", true), ("[\\b]", "\u{8}", true),
        ("[\\d_]", "_", true), ("[^\\d]", "5", false), ("[😀-😂]", "😁", true),
        ("[😀-😂]", "😃", false), ("[[]", "[", true), ("[[:alpha:]", ":", true),
        ("[[:alpha:]", "b", false), ("[\\w-]", "-", true), ("[^\\s\\S]", "a", false),
    ]

    private static let escapes: Cases = [
        ("\\d", "x7", true), ("\\d", "٣", false), ("\\D", "7", false), ("\\w", "é", false),
        ("\\w", "_", true), ("\\W", "é", true), ("\\s", "\u{A0}", true), ("\\s", "\u{FEFF}", true),
        ("\\s", "\u{2028}", true), ("\\s", "\u{85}", false), ("\\s", "\u{180E}", false),
        ("\\S", " ", false), ("\\t\\n\\v\\f\\r", "\t\n\u{B}\u{C}\r", true), ("\\cJ", "\n", true),
        ("\\x41", "A", true), ("\\u00e9", "é", true), ("\\u{1F600}", "😀", true),
        ("\\uD83D\\uDE00", "😀", true), ("\\uD83D", "😀", false), ("\\.", "a", false),
        ("\\/\\$\\^", "/$^", true), ("\\\\", "\\", true), ("\\0", "a", false),
    ]

    private static let places: Cases = [
        ("^b", "ab", false), ("^b", "a\nb", false), ("^a", "ab", true), ("a$", "ab", false),
        ("a$", "a\n", false), ("a$", "ba", true), ("^$", "", true), ("^$", "a", false),
        ("$^", "", true), ("a^b", "ab", false), ("\\bcat\\b", "the cat.", true),
        ("\\bcat\\b", "concat", false), ("\\Bcat", "concat", true), ("\\Bcat", "cat", false),
        ("\\b", "", false), ("\\B", "", true), ("\\b", "é", false), ("\\bé", "aé", true),
        ("\\bé", " é", false), ("(?:\\b|a){3}c", "aac", true), ("(^|x)a", "ba", false),
    ]

    private static let choices: Cases = [
        ("a|b", "b", true), ("a|b", "c", false), ("^a|b$", "cb", true), ("^(a|b)$", "ab", false),
        ("a|", "c", true), ("(|a)b", "b", true), ("(?:ab|cd)e", "cde", true),
        ("(?<year>\\d{4})-(?<month>\\d\\d)", "on 2024-05", true), ("()", "", true),
    ]

    private static let repetitions: Cases = [
        ("^a*$", "", true), ("^a*$", "aab", false), ("^a+$", "", false), ("^ab?c$", "ac", true),
        ("^ab?c$", "abbc", false), ("^a{3}$", "aaa", true), ("^a{3}$", "aaaa", false),
        ("^a{2,}$", "a", false), ("^a{2,}$", "aaa", true), ("^a{1,2}$", "aaa", false),
        ("^a{0}$", "", true), ("^a{0}$", "a", false), ("^a{0,0}b$", "b", true),
        ("^a+?b*?c??d{2}?$", "aadd", true), ("^(a*)*$", "aab", false), ("^(a*)+$", "aaa", true),
        ("^(ab){2}$", "abab", true), ("^(ab){2}$", "abba", false), ("^(a{0,2}){2}$", "aaaa", true),
        ("^(a{0,2}){2}$", "aaaaa", false), ("^(a{2}){2,}$", "aaaaa", false),
        ("^(a{2}){0,2}$", "aaa", false), ("^(a{2,})*$", "a", false), ("^(a+)?$", "", true),
        ("^(a{2,3})?$", "a", false), ("^(?:a?){3}$", "aaaa", false),
    ]

    /// What another kind of regular expression would understand differently.
    private static let special: Cases = [
        ("\\*\\*\\*=a", "***=a", true), ("\\*\\*\\*:a", "a", false), ("#a b", "#a b", true),
        ("a b", "ab", false), ("~!@%&_=;:'\",<>`", "~!@%&_=;:'\",<>`", true),
        ("\\(\\?i\\)a", "A", false), ("[a\\-z]", "b", false), ("[=a=]", "=", true),
        ("--x", "--x", true), ("a\\{2\\}", "a{2}", true),
    ]

    private static let large: Cases = [
        ("^a{300}$", String(repeating: "a", count: 300), true),
        ("^a{300}$", String(repeating: "a", count: 301), false),
        ("^a{300,}$", String(repeating: "a", count: 299), false),
        ("^a{300,}$", String(repeating: "a", count: 999), true),
        ("^a{10,600}$", String(repeating: "a", count: 9), false),
        ("^a{10,600}$", String(repeating: "a", count: 600), true),
        ("^a{10,600}$", String(repeating: "a", count: 601), false),
        ("(a+)+$", String(repeating: "a", count: 4_000) + "b", false),
        ("(a|a)*b", String(repeating: "a", count: 4_000), false),
        ("(.*a){20}", String(repeating: "ab", count: 2_000), true),
        ("a.{20}c", String(repeating: "ab", count: 2_000), false),
    ]
}
