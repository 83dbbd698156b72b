import DocketCore
import Testing

/// What is taken over of a trace, and what is passed on (W3C Trace Context, level 1).
@Suite struct TraceContextTests {
    private static let trace = "0af7651916cd43dd8448eb211c80319c"
    private static let parent = "b7ad6b7169203331"

    private static func read(_ traceparent: String, _ tracestate: String? = nil) -> TraceContext? {
        var random = SystemRandomNumberGenerator()
        return TraceContext(traceparent: traceparent, tracestate: tracestate, using: &random)
    }

    @Test(arguments: [
        ("00-\(trace)-\(parent)-01", true), ("00-\(trace)-\(parent)-00", false),
        // Flags that nobody has given a meaning to yet.
        ("00-\(trace)-\(parent)-ff", true), ("00-\(trace)-\(parent)-02", false),
        // A version that is to come, with more behind or without.
        ("01-\(trace)-\(parent)-01", true), ("cc-\(trace)-\(parent)-00-what-is-to-come", false),
    ])
    func `a right traceparent is taken over`(field: String, isSampled: Bool) throws {
        let context = try #require(Self.read(field))
        #expect(context.traceText == Self.trace)
        #expect(context.parentText == Self.parent)
        #expect(context.isSampled == isSampled)
        #expect(context.spanText != Self.parent)
        #expect(context.spanText.wholeMatch(of: /[0-9a-f]{16}/) != nil)
        let passedOn = "00-\(Self.trace)-\(context.spanText)-0\(isSampled ? 1 : 0)"
        #expect(context.traceparent == passedOn)
    }

    @Test(arguments: [
        "", "00", "00-\(trace)-\(parent)", "00-\(trace)-\(parent)-1", "00-\(trace)-\(parent)-011",
        // In the version that we know nothing may stand behind.
        "00-\(trace)-\(parent)-01-x", "00-\(trace)-\(parent)-01-",
        // In another one not without a dash between.
        "01-\(trace)-\(parent)-01x", "01-\(trace)-\(parent)-01.x",
        "ff-\(trace)-\(parent)-01", "0-\(trace)-\(parent)-01", "000-\(trace)-\(parent)-01",
        "00-00000000000000000000000000000000-\(parent)-01", "00-\(trace)-0000000000000000-01",
        "00-\(trace.uppercased())-\(parent)-01", "00-\(trace)-\(parent.uppercased())-01",
        "0A-\(trace)-\(parent)-01", "00-\(trace)-\(parent)-0A", "00-\(trace)-\(parent)-0x",
        "00_\(trace)-\(parent)-01", "00-\(trace)_\(parent)-01", "00-\(trace)-\(parent)_01",
        " 00-\(trace)-\(parent)-01", "00-\(trace)-\(parent)-01 ",
        // Two fields, joined as fields are.
        "00-\(trace)-\(parent)-01, 00-\(trace)-\(parent)-01",
        "00-\(trace.dropLast())é-\(parent)-01", "00-\(trace.dropLast(2))é-\(parent)-01",
    ])
    func `a wrong traceparent is none`(field: String) {
        #expect(Self.read(field) == nil)
    }

    @Test(
        arguments: [
            ("a=1", "a=1"), ("congo=t61rcWkgMzE,rojo=00f067aa0ba902b7", nil),
            ("a=1 ,\tb=2", "a=1,b=2"), ("a=1,,b=2,", "a=1,b=2"), ("a= x y ,b=2", "a= x y,b=2"),
            ("tenant@vendor=1", nil), ("0tenant@v=1", nil), ("a-b_c*d/e=~!", nil),
            ("a=" + String(repeating: "x", count: 256), nil),
            (String(repeating: "k", count: 256) + "=1", nil),
            ((1...32).map { "k\($0)=v" }.joined(separator: ","), nil),
        ] as [(String, String?)])
    func `a right tracestate is passed on`(field: String, passedOn: String?) throws {
        let context = try #require(Self.read("00-\(Self.trace)-\(Self.parent)-01", field))
        #expect(context.tracestate == passedOn ?? field)
    }

    @Test(
        arguments: [
            nil, "", ",", "a", "=1", "a=", "a=1=2", "A=1", "a=é", "a=\u{7}", "0a=1", "a b=1", "é=1",
            "@v=1", "t@=1", "t@0=1", "a@b@c=1", "t@" + String(repeating: "v", count: 15) + "=1",
            String(repeating: "t", count: 242) + "@v=1", String(repeating: "k", count: 257) + "=1",
            "a=" + String(repeating: "x", count: 257), "a=1,a=2",
            (1...33).map { "k\($0)=v" }.joined(separator: ","),
            "a=" + String(repeating: "x", count: 250) + ",b=" + String(repeating: "x", count: 258),
        ] as [String?])
    func `a wrong tracestate is let go, and the trace is not`(field: String?) throws {
        let context = try #require(Self.read("00-\(Self.trace)-\(Self.parent)-01", field))
        #expect(context.tracestate == nil)
        #expect(context.traceText == Self.trace)
    }

    @Test func `a trace that begins here is new each time, and counts as kept`() {
        var random = SystemRandomNumberGenerator()
        let contexts = (0..<100).map { _ in TraceContext(using: &random) }
        #expect(Set(contexts.map(\.traceText)).count == 100)
        #expect(Set(contexts.map(\.spanText)).count == 100)
        #expect(contexts.allSatisfy { $0.isSampled && $0.parentText == nil })
        #expect(contexts.allSatisfy { $0.traceText.wholeMatch(of: /[0-9a-f]{32}/) != nil })
    }

    @Test func `no id is zero, whatever chance brings`() {
        var random = Zeros()
        let context = TraceContext(using: &random)
        #expect(context.traceText == "00000000000000000000000000000001")
        #expect(context.spanText == "0000000000000001")
    }

    /// Every third number is 1, all others are 0.
    private struct Zeros: RandomNumberGenerator {
        var count = 0

        mutating func next() -> UInt64 {
            count += 1
            return count.isMultiple(of: 3) ? 1 : 0
        }
    }
}
