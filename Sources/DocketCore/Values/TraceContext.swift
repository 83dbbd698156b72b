/// Where a piece of work stands in a trace that goes through several programs.
///
/// Source: W3C Trace Context, level 1.
package struct TraceContext: Sendable, Hashable {
    /// The trace's id: 16 bytes, not all zero.
    package let trace: TraceID
    /// The id of this piece of work; not zero.
    package let span: UInt64
    /// The id of the work that asked for this; `nil` where it began here.
    package let parent: UInt64?
    /// Whether whoever began the trace may have kept it.
    package let isSampled: Bool
    /// What other programs have noted of the trace, as it came: nobody may have looked at it.
    private let sentState: String?

    /// The id of a trace.
    package struct TraceID: Sendable, Hashable {
        fileprivate let high: UInt64
        fileprivate let low: UInt64
    }

    /// A trace that begins here.
    ///
    /// It counts as kept, since a line of the log tells of it; and whoever is called by us with a
    /// trace that is not would keep none of its own work by what most programs go by.
    package init(using random: inout some RandomNumberGenerator) {
        trace = TraceID(high: random.next(), low: Self.notZero(&random))
        span = Self.notZero(&random)
        parent = nil
        isSampled = true
        sentState = nil
    }

    /// A piece of work that somebody asks for in a trace of theirs.
    ///
    /// - Parameters:
    ///   - traceparent: the field of that name.
    ///   - tracestate: the fields of that name, joined by commas.
    /// - Returns: `nil` where `traceparent` is wrong, and a trace is to begin here (section 3.2).
    package init?(
        traceparent: String, tracestate: String?, using random: inout some RandomNumberGenerator
    ) {
        var text = traceparent
        guard let parts = text.withUTF8(Self.parts) else { return nil }
        trace = parts.trace
        parent = parts.span
        isSampled = parts.flags & Self.sampled != 0
        span = Self.notZero(&random)
        sentState = tracestate
    }

    private static func notZero(_ random: inout some RandomNumberGenerator) -> UInt64 {
        var number: UInt64
        repeat { number = random.next() } while number == 0
        return number
    }

    private static let sampled: UInt64 = 1
    /// Characters of `traceparent` in the version that we know.
    private static let length = 55

    /// What a `traceparent` says. Of a version that we don't know, the first four parts (section
    /// 3.2.4).
    private static func parts(
        of text: UnsafeBufferPointer<UInt8>
    ) -> (trace: TraceID, span: UInt64, flags: UInt64)? {
        let dash = UInt8(ascii: "-")
        guard text.count >= length, text[2] == dash, text[35] == dash, text[52] == dash,
            let version = number(text[0..<2]), version != 0xFF,
            let high = number(text[3..<19]), let low = number(text[19..<35]), high | low != 0,
            let span = number(text[36..<52]), span != 0, let flags = number(text[53..<55])
        else { return nil }
        guard text.count == length || (version > 0 && text[length] == dash) else { return nil }
        return (TraceID(high: high, low: low), span, flags)
    }

    /// Hexadecimal digits in lower case.
    private static func number(_ digits: Slice<UnsafeBufferPointer<UInt8>>) -> UInt64? {
        var number: UInt64 = 0
        for digit in digits {
            switch digit {
            case 0x30...0x39: number = number << 4 | UInt64(digit - 0x30)
            case 0x61...0x66: number = number << 4 | UInt64(digit - 0x57)
            default: return nil
            }
        }
        return number
    }
}

// MARK: - Writing

extension TraceContext {
    /// The field `traceparent` of whoever is called in the course of this work.
    package var traceparent: String {
        String(unsafeUninitializedCapacity: Self.length) { text in
            let dash = UInt8(ascii: "-")
            text[0] = UInt8(ascii: "0")
            text[1] = UInt8(ascii: "0")
            text[2] = dash
            Self.write(trace.high, to: text, at: 3)
            Self.write(trace.low, to: text, at: 19)
            text[35] = dash
            Self.write(span, to: text, at: 36)
            text[52] = dash
            text[53] = UInt8(ascii: "0")
            text[54] = UInt8(ascii: isSampled ? "1" : "0")
            return Self.length
        }
    }

    /// The field `tracestate` of whoever is called in the course of this work; `nil` where there is
    /// nothing to pass on, or what came is wrong.
    package var tracestate: String? { sentState.flatMap(TraceState.passedOn) }

    /// The trace's id in 32 hexadecimal digits.
    package var traceText: String {
        String(unsafeUninitializedCapacity: 32) { text in
            Self.write(trace.high, to: text, at: 0)
            Self.write(trace.low, to: text, at: 16)
            return 32
        }
    }

    /// The work's own id in 16 hexadecimal digits.
    package var spanText: String { Self.text(span) }

    /// That of the work that asked for it; `nil` where it began here.
    package var parentText: String? { parent.map(Self.text) }

    private static func text(_ number: UInt64) -> String {
        String(unsafeUninitializedCapacity: 16) { text in
            write(number, to: text, at: 0)
            return 16
        }
    }

    /// Writes 16 hexadecimal digits.
    private static func write(
        _ number: UInt64, to text: UnsafeMutableBufferPointer<UInt8>, at start: Int
    ) {
        var rest = number
        for place in stride(from: start + 15, through: start, by: -1) {
            let digit = UInt8(truncatingIfNeeded: rest & 15)
            text[place] = digit < 10 ? 0x30 + digit : 0x57 + digit
            rest >>= 4
        }
    }
}

/// The field `tracestate`, which we write nothing into.
///
/// Source: W3C Trace Context, level 1, section 3.3.
private enum TraceState {
    private static let membersMax = 32
    private static let lengthMax = 512

    /// What is passed on: the members as they came; `nil` where there are none, where there are
    /// more than may be, or where something is wrong with one of them.
    static func passedOn(_ text: String) -> String? {
        guard text.utf8.count <= lengthMax else { return nil }
        var keys: Set<Substring> = []
        var members: [Substring] = []
        for part in text.split(separator: ",") {
            let member = part.trimmingBlanks
            // Empty ones are allowed, and mean nothing.
            if member.isEmpty { continue }
            guard let equals = member.utf8.firstIndex(of: UInt8(ascii: "=")),
                isKey(member[..<equals]),
                isValue(member[member.index(after: equals)...]),
                keys.insert(member[..<equals]).inserted
            else { return nil }
            members.append(member)
        }
        guard (1...membersMax).contains(members.count) else { return nil }
        return members.joined(separator: ",")
    }

    /// `vendor`, or `tenant@vendor`.
    private static func isKey(_ key: Substring) -> Bool {
        let parts = key.utf8.split(
            separator: UInt8(ascii: "@"), omittingEmptySubsequences: false)
        switch parts.count {
        case 1: return isName(parts[0], lengthMax: 256) && isLetter(parts[0].first)
        case 2:
            return isName(parts[0], lengthMax: 241) && isName(parts[1], lengthMax: 14)
                && isLetter(parts[1].first)
        default: return false
        }
    }

    private static func isName(_ name: Substring.UTF8View, lengthMax: Int) -> Bool {
        guard (1...lengthMax).contains(name.count), isLetter(name.first) || isDigit(name.first)
        else { return false }
        return name.allSatisfy { isLetter($0) || isDigit($0) || "_-*/".utf8.contains($0) }
    }

    private static func isLetter(_ byte: UInt8?) -> Bool {
        byte.map { (0x61...0x7A).contains($0) } ?? false
    }

    private static func isDigit(_ byte: UInt8?) -> Bool {
        byte.map { (0x30...0x39).contains($0) } ?? false
    }

    /// Printable, without `,` and `=`; what stands round it was taken off before.
    private static func isValue(_ value: Substring) -> Bool {
        (1...256).contains(value.utf8.count)
            && value.utf8.allSatisfy { byte in
                (0x20...0x7E).contains(byte) && byte != UInt8(ascii: "=")
            }
    }
}

extension Substring {
    /// Without spaces and tabs at both ends.
    fileprivate var trimmingBlanks: Substring {
        var rest = drop { $0 == " " || $0 == "\t" }
        while rest.last == " " || rest.last == "\t" { rest.removeLast() }
        return rest
    }
}
