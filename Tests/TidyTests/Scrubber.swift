/// Tells Swift code from its comments and literals, well enough for rules of layout.
struct Scrubber {
    private let bytes: [UInt8]
    private var position = 0
    private var line = 1
    /// The code: comments, literals and names in backticks are blanked, line ends stay.
    private(set) var code: [UInt8] = []
    private(set) var comments: [SwiftFile.Piece] = []
    private(set) var literals: [SwiftFile.Piece] = []

    /// Takes the text of a file.
    init(_ text: String) {
        bytes = Array(text.utf8)
        code.reserveCapacity(bytes.count)
    }

    /// Goes through the text.
    mutating func run() {
        scanCode(isInterpolation: false)
    }

    /// Goes through code: to the end, or to the `)` that closes an interpolation.
    private mutating func scanCode(isInterpolation: Bool) {
        var depth = 0
        while let byte = byte(0) {
            switch byte {
            case UInt8(ascii: "/") where self.byte(1) == UInt8(ascii: "/"):
                scanLineComment()
            case UInt8(ascii: "/") where self.byte(1) == UInt8(ascii: "*"):
                scanBlockComment()
            case UInt8(ascii: "/") where startsRegex:
                scanRegex()
            case UInt8(ascii: "`"):
                scanName()
            case UInt8(ascii: "\""), UInt8(ascii: "#"):
                let hashes = count(of: UInt8(ascii: "#"), from: 0)
                if self.byte(hashes) == UInt8(ascii: "\"") {
                    scanString(hashes: hashes)
                } else {
                    keep()
                }
            case UInt8(ascii: "("):
                depth += 1
                keep()
            case UInt8(ascii: ")"):
                if isInterpolation, depth == 0 { return }
                depth -= 1
                keep()
            default:
                keep()
            }
        }
    }

    private mutating func scanLineComment() {
        var text: [UInt8] = []
        while let byte = byte(0), byte != UInt8(ascii: "\n") {
            text.append(byte)
            blank()
        }
        comments.append(SwiftFile.Piece(line: line, text: String(decoding: text, as: UTF8.self)))
    }

    private mutating func scanBlockComment() {
        let start = line
        var text: [UInt8] = []
        var depth = 0
        while let byte = byte(0) {
            let isOpening = byte == UInt8(ascii: "/") && self.byte(1) == UInt8(ascii: "*")
            let isClosing = byte == UInt8(ascii: "*") && self.byte(1) == UInt8(ascii: "/")
            depth += isOpening ? 1 : isClosing ? -1 : 0
            text.append(byte)
            blank()
            if isOpening || isClosing { blank() }
            if depth == 0 { break }
        }
        comments.append(SwiftFile.Piece(line: start, text: String(decoding: text, as: UTF8.self)))
    }

    /// A name in backticks, which may be a sentence.
    private mutating func scanName() {
        repeat {
            replace(by: UInt8(ascii: "x"))
        } while byte(0) != nil && byte(0) != UInt8(ascii: "`")
        if byte(0) != nil { replace(by: UInt8(ascii: "x")) }
    }

    /// A string with so many `#` around it.
    private mutating func scanString(hashes: Int) {
        let start = line
        var text: [UInt8] = []
        for _ in 0..<hashes { blank() }
        let quotes = count(of: UInt8(ascii: "\""), from: 0) >= 3 ? 3 : 1
        for _ in 0..<quotes { keep() }
        while let byte = byte(0), !(quotes == 1 && byte == UInt8(ascii: "\n")) {
            if byte == UInt8(ascii: "\""), count(of: byte, from: 0) >= quotes,
                count(of: UInt8(ascii: "#"), from: quotes) >= hashes
            {
                for _ in 0..<quotes { keep() }
                for _ in 0..<hashes { blank() }
                break
            }
            guard byte == UInt8(ascii: "\\"), count(of: UInt8(ascii: "#"), from: 1) >= hashes else {
                text.append(byte)
                blank()
                continue
            }
            for _ in 0...hashes { blank() }
            guard self.byte(0) == UInt8(ascii: "(") else {
                blank()
                continue
            }
            keep()
            scanCode(isInterpolation: true)
            keep()
            text.append(UInt8(ascii: "?"))
        }
        literals.append(SwiftFile.Piece(line: start, text: String(decoding: text, as: UTF8.self)))
    }

    /// Whether a `/` starts a regular expression: an operand is due here, and it ends on this line.
    private var startsRegex: Bool {
        guard let next = byte(1), next != UInt8(ascii: " "), next != UInt8(ascii: "\n"),
            let before = code.last(where: { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "\n") }),
            [UInt8(ascii: "("), UInt8(ascii: "="), UInt8(ascii: ","), UInt8(ascii: ":")]
                .contains(before)
        else { return false }
        return bytes[(position + 1)...].prefix { $0 != UInt8(ascii: "\n") }
            .contains(UInt8(ascii: "/"))
    }

    private mutating func scanRegex() {
        blank()
        while let byte = byte(0), byte != UInt8(ascii: "/"), byte != UInt8(ascii: "\n") {
            if byte == UInt8(ascii: "\\") { blank() }
            blank()
        }
        blank()
    }

    private func byte(_ offset: Int) -> UInt8? {
        position + offset < bytes.count ? bytes[position + offset] : nil
    }

    private func count(of byte: UInt8, from offset: Int) -> Int {
        var count = 0
        while self.byte(offset + count) == byte { count += 1 }
        return count
    }

    private mutating func keep() {
        if let byte = byte(0) { replace(by: byte) }
    }

    private mutating func blank() { replace(by: UInt8(ascii: " ")) }

    /// Takes one byte of the text and puts another into the code; line ends stay.
    private mutating func replace(by other: UInt8) {
        guard let byte = byte(0) else { return }
        if byte == UInt8(ascii: "\n") { line += 1 }
        code.append(byte == UInt8(ascii: "\n") ? byte : other)
        position += 1
    }
}
