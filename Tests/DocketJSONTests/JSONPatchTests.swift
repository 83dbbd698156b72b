import DocketJSON
import Testing

/// Patches of RFC 6902, as far as a history needs them: `add`, `remove`, `replace`.
@Suite struct JSONPatchTests {
    /// The document after a patch, as text; `nil` where it does not fit.
    private static func applied(_ patch: String, to document: String?) throws -> String? {
        let steps = try #require(JSONPatch(JSONValue(text: patch)))
        let before = try document.map { text throws in try JSONValue(text: text) }
        return steps.applied(to: before).map { String(decoding: $0.encoded, as: UTF8.self) }
    }

    /// Appendix A of the RFC, and what its text says beside.
    @Test(arguments: [
        // A.1, A.2: a member, an element.
        (
            #"{"foo":"bar"}"#, #"[{"op":"add","path":"/baz","value":"qux"}]"#,
            #"{"foo":"bar","baz":"qux"}"#
        ),
        (
            #"{"foo":["bar","baz"]}"#, #"[{"op":"add","path":"/foo/1","value":"qux"}]"#,
            #"{"foo":["bar","qux","baz"]}"#
        ),
        // A.3 to A.5.
        (#"{"baz":"qux","foo":"bar"}"#, #"[{"op":"remove","path":"/baz"}]"#, #"{"foo":"bar"}"#),
        (
            #"{"foo":["bar","qux","baz"]}"#, #"[{"op":"remove","path":"/foo/1"}]"#,
            #"{"foo":["bar","baz"]}"#
        ),
        (
            #"{"baz":"qux","foo":"bar"}"#, #"[{"op":"replace","path":"/baz","value":"boo"}]"#,
            #"{"baz":"boo","foo":"bar"}"#
        ),
        // A.10, A.11, A.16: nested, members that are not known, an array as one element.
        (
            #"{"foo":"bar"}"#, #"[{"op":"add","path":"/child","value":{"grandchild":{}}}]"#,
            #"{"foo":"bar","child":{"grandchild":{}}}"#
        ),
        (
            #"{"foo":"bar"}"#, #"[{"op":"add","path":"/baz","value":"qux","xyz":123}]"#,
            #"{"foo":"bar","baz":"qux"}"#
        ),
        (
            #"{"foo":["bar"]}"#, #"[{"op":"add","path":"/foo/-","value":["abc","def"]}]"#,
            #"{"foo":["bar",["abc","def"]]}"#
        ),
        // `add` of what is there replaces it where it stands.
        (#"{"a":1,"b":2}"#, #"[{"op":"add","path":"/a","value":null}]"#, #"{"a":null,"b":2}"#),
        // The ends of an array.
        ("[1,2]", #"[{"op":"add","path":"/0","value":0}]"#, "[0,1,2]"),
        ("[1,2]", #"[{"op":"add","path":"/2","value":3}]"#, "[1,2,3]"),
        ("[]", #"[{"op":"add","path":"/0","value":1}]"#, "[1]"),
        ("[1,2]", #"[{"op":"replace","path":"/1","value":3}]"#, "[1,3]"),
        // The whole document.
        (#"{"a":1}"#, #"[{"op":"add","path":"","value":[1]}]"#, "[1]"),
        (#"{"a":1}"#, #"[{"op":"replace","path":"","value":2}]"#, "2"),
        (#"{"a":1}"#, "[]", #"{"a":1}"#),
        // Step by step, each on what the one before has made.
        ("[1,2,3]", #"[{"op":"remove","path":"/0"},{"op":"remove","path":"/0"}]"#, "[3]"),
        (
            #"{"a":{}}"#,
            #"[{"op":"add","path":"/a/b","value":[]},{"op":"add","path":"/a/b/0","value":1}]"#,
            #"{"a":{"b":[1]}}"#
        ),
        // A name may be empty, or look like an index.
        (#"{"":1,"0":2}"#, #"[{"op":"replace","path":"/","value":3}]"#, #"{"":3,"0":2}"#),
        (#"{"":1,"0":2}"#, #"[{"op":"remove","path":"/0"}]"#, #"{"":1}"#),
        (#"{"-":1}"#, #"[{"op":"remove","path":"/-"}]"#, "{}"),
        (#"{"a":{"":{"":1}}}"#, #"[{"op":"remove","path":"/a//"}]"#, #"{"a":{"":{}}}"#),
    ])
    func `a patch does what the standard says`(
        document: String, patch: String, expected: String
    ) throws {
        #expect(try Self.applied(patch, to: document) == expected)
    }

    @Test(arguments: [
        ("/a~1b", "a/b"), ("/m~0n", "m~n"), ("/~01", "~1"), ("/~10", "/0"), ("/~0~1", "~/"),
        ("/~00", "~0"), ("/ ", " "), ("/k\\\"l", "k\\\"l"), ("/%2F", "%2F"), ("/c^d", "c^d"),
    ])
    func `names are unescaped as RFC 6901 says`(path: String, name: String) throws {
        let patch = #"[{"op":"replace","path":"\#(path)","value":2}]"#
        #expect(try Self.applied(patch, to: #"{"\#(name)":1,"b":1}"#) == #"{"\#(name)":2,"b":1}"#)
        let added = patch.replacing("replace", with: "add")
        #expect(try Self.applied(added, to: "{}") == #"{"\#(name)":2}"#)
    }

    @Test(arguments: [
        (#"{"a":1}"#, #"[{"op":"remove","path":"/b"}]"#),
        (#"{"a":1}"#, #"[{"op":"replace","path":"/b","value":1}]"#),
        (#"{"a":1}"#, #"[{"op":"add","path":"/b/c","value":1}]"#),
        (#"{"a":1}"#, #"[{"op":"add","path":"/a/b","value":1}]"#),
        (#"{"a":null}"#, #"[{"op":"add","path":"/a/b","value":1}]"#),
        ("[1]", #"[{"op":"add","path":"/2","value":1}]"#),
        ("[1]", #"[{"op":"remove","path":"/1"}]"#), ("[1]", #"[{"op":"remove","path":"/-"}]"#),
        ("[1]", #"[{"op":"replace","path":"/-","value":1}]"#),
        ("[1]", #"[{"op":"replace","path":"/1","value":1}]"#),
        ("[1]", #"[{"op":"remove","path":"/-1"}]"#), ("[1]", #"[{"op":"remove","path":"/a"}]"#),
        ("[1]", #"[{"op":"remove","path":"/"}]"#), ("[1]", #"[{"op":"remove","path":"/0/0"}]"#),
        // What went well before is undone with it.
        (#"{"a":1}"#, #"[{"op":"add","path":"/b","value":1},{"op":"remove","path":"/c"}]"#),
    ])
    func `what does not fit the document gives nothing`(document: String, patch: String) throws {
        #expect(try Self.applied(patch, to: document) == nil)
    }

    /// An index has no leading zero and no sign (RFC 6901, section 4).
    @Test(arguments: ["/00", "/01", "/+1", "/1.0", "/1e0", "/ 1", "/\u{661}"])
    func `an index is written in one way only`(path: String) throws {
        let patch = #"[{"op":"replace","path":"\#(path)","value":9}]"#
        #expect(try Self.applied(patch, to: "[1,2]") == nil)
    }

    /// Names are compared by code point, without normalization (RFC 6901, section 4).
    @Test func `names that only look alike are different`() throws {
        let patch = "[{\"op\":\"add\",\"path\":\"/e\u{301}\",\"value\":2}]"
        let after = try Self.applied(patch, to: "{\"\u{E9}\":1}")
        #expect(after.map { Array($0.utf8) } == Array("{\"\u{E9}\":1,\"e\u{301}\":2}".utf8))
    }

    @Test(arguments: [
        "{}", "null", "1", #""x""#, "[1]", "[null]", "[{}]", #"[{"op":"add","value":1}]"#,
        #"[{"path":"","value":1}]"#, #"[{"op":"add","path":"/a"}]"#,
        #"[{"op":"replace","path":"/a"}]"#, #"[{"op":"add","path":"a","value":1}]"#,
        #"[{"op":"add","path":1,"value":1}]"#, #"[{"op":"Add","path":"/a","value":1}]"#,
        #"[{"op":"test","path":"/a","value":1}]"#, #"[{"op":"copy","from":"/a","path":"/b"}]"#,
        #"[{"op":"move","from":"/a","path":"/b"}]"#,
    ])
    func `what is no such patch is not taken`(text: String) throws {
        #expect(JSONPatch(try JSONValue(text: text)) == nil)
    }

    /// `~` stands only before 0 or 1 (RFC 6901, section 3).
    @Test(arguments: ["/~", "/a~", "/~2", "/~a", "/~~0"])
    func `a pointer with a bare tilde is none`(path: String) throws {
        let text = #"[{"op":"remove","path":"\#(path)"}]"#
        #expect(JSONPatch(try JSONValue(text: text)) == nil)
    }

    @Test func `out of nothing comes only what is added whole`() throws {
        let whole = #"[{"op":"add","path":"","value":{"a":1}}]"#
        #expect(try Self.applied(whole, to: nil) == #"{"a":1}"#)
        for patch in [
            #"[{"op":"add","path":"/a","value":1}]"#, #"[{"op":"remove","path":"/a"}]"#,
        ] { #expect(try Self.applied(patch, to: nil) == nil) }
    }

    @Test func `numbers stay as they are written`() throws {
        let patch = #"[{"op":"add","path":"/b","value":1.50}]"#
        #expect(try Self.applied(patch, to: #"{"a":1e2}"#) == #"{"a":1e2,"b":1.50}"#)
    }
}
