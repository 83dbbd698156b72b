/// What stands for one character: classes and escapes.
extension PatternParser {
    /// What an escape or a character inside brackets is.
    struct Characters {
        let set: CodePoints
        /// The code point, where it can begin or end a range.
        let point: UInt32?

        init(_ point: UInt32) {
            set = CodePoints(point)
            self.point = point
        }

        init(_ set: CodePoints) {
            self.set = set
            point = nil
        }
    }

    /// `[…]` and `[^…]`, from the opening bracket on.
    mutating func characterClass() throws(PatternError) -> CodePoints {
        let start = position
        position += 1
        let isInverted = take("^")
        var ranges: [ClosedRange<UInt32>] = []
        while !take("]") {
            guard next != nil else {
                throw .invalid("a closing bracket for the one at \(start)", position: position)
            }
            ranges += try classMember()
        }
        let set = CodePoints(ranges)
        return isInverted ? set.inverted : set
    }

    /// A character or a range of them.
    private mutating func classMember() throws(PatternError) -> [ClosedRange<UInt32>] {
        let start = position
        let low = try classCharacters()
        // A hyphen before the closing bracket stands for itself.
        guard next == "-", position + 1 < scalars.count, scalars[position + 1] != "]" else {
            return low.set.ranges
        }
        position += 1
        let middle = position
        let high = try classCharacters()
        guard let lowest = low.point else {
            throw .invalid("a single character before `-`", position: start)
        }
        guard let highest = high.point else {
            throw .invalid("a single character after `-`", position: middle)
        }
        guard lowest <= highest else {
            throw .invalid("the smaller character of a range first", position: start)
        }
        return [lowest...highest]
    }

    private mutating func classCharacters() throws(PatternError) -> Characters {
        guard let scalar = next, scalar != "\\" else { return try escape(inClass: true) }
        position += 1
        return Characters(scalar.value)
    }
}

// MARK: - Escapes

extension PatternParser {
    /// An escape that stands for characters, from the backslash on.
    mutating func escape(inClass: Bool) throws(PatternError) -> Characters {
        let start = position
        position += 1
        guard let scalar = next else {
            throw .invalid("a character after the backslash", position: position)
        }
        position += 1
        if let set = Self.sets[scalar] { return Characters(set) }
        if let point = Self.controls[scalar] { return Characters(point) }
        switch scalar {
        case "b" where inClass: return Characters(0x08)
        case "-" where inClass: return Characters(scalar.value)
        case "c": return Characters(try controlLetter())
        case "x": return Characters(try hexadecimal(digits: 2))
        case "u": return Characters(try codePoint())
        case "0": return Characters(try null())
        case "k", "1"..."9": throw .unsupported("back references", position: start)
        case "p", "P": throw .unsupported("Unicode properties", position: start)
        case _ where Self.syntax.contains(scalar): return Characters(scalar.value)
        default: throw .invalid("no backslash before this character", position: start)
        }
    }

    private static let sets: [Unicode.Scalar: CodePoints] = [
        "d": .digits, "D": CodePoints.digits.inverted, "w": .word, "W": CodePoints.word.inverted,
        "s": .whiteSpace, "S": CodePoints.whiteSpace.inverted,
    ]

    private static let controls: [Unicode.Scalar: UInt32] = [
        "t": 0x09, "n": 0x0A, "v": 0x0B, "f": 0x0C, "r": 0x0D,
    ]

    /// What a backslash makes stand for itself. Source: ECMAScript, SyntaxCharacter and `/`.
    private static let syntax: Set<Unicode.Scalar> = [
        "^", "$", "\\", ".", "*", "+", "?", "(", ")", "[", "]", "{", "}", "|", "/",
    ]

    private mutating func controlLetter() throws(PatternError) -> UInt32 {
        guard let letter = next, ("a"..."z").contains(letter) || ("A"..."Z").contains(letter) else {
            throw .invalid("a letter after `\\c`", position: position)
        }
        position += 1
        return letter.value % 32
    }

    private func null() throws(PatternError) -> UInt32 {
        guard let next, ("0"..."9").contains(next) else { return 0 }
        throw .invalid("no digit after `\\0`", position: position)
    }

    /// What follows `\u`: four digits, two times four for a pair of surrogates, or `{…}`.
    private mutating func codePoint() throws(PatternError) -> UInt32 {
        if take("{") { return try bracedCodePoint() }
        let high = try hexadecimal(digits: 4)
        let start = position
        guard (0xD800...0xDBFF).contains(high), take("\\u") else { return high }
        if next != "{" {
            let low = try hexadecimal(digits: 4)
            if (0xDC00...0xDFFF).contains(low) {
                return 0x10000 + (high - 0xD800) << 10 + (low - 0xDC00)
            }
        }
        position = start
        return high
    }

    private mutating func bracedCodePoint() throws(PatternError) -> UInt32 {
        let start = position
        var point: UInt32 = 0
        while let digit = hexadecimalDigit() {
            point = min(point << 4 + digit, CodePoints.last + 1)
        }
        guard position > start, point <= CodePoints.last else {
            throw .invalid("hexadecimal digits of at most 10FFFF", position: start)
        }
        guard take("}") else {
            throw .invalid("`}` after a code point", position: position)
        }
        return point
    }

    private mutating func hexadecimal(digits: Int) throws(PatternError) -> UInt32 {
        var number: UInt32 = 0
        for _ in 0..<digits {
            guard let digit = hexadecimalDigit() else {
                throw .invalid("\(digits) hexadecimal digits", position: position)
            }
            number = number << 4 + digit
        }
        return number
    }

    private mutating func hexadecimalDigit() -> UInt32? {
        guard let digit = next, digit.isASCII, digit.properties.isASCIIHexDigit else { return nil }
        position += 1
        return UInt32(String(digit), radix: 16)
    }
}
