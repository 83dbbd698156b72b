import Testing

/// How long things may be (STYLE.md, rule 1).
@Suite struct SizeTests {
    static let fileLinesMax = 400
    static let lineColumnsMax = 100
    static let functionLinesMax = 70

    @Test func `no file is longer than 400 lines`() {
        expectNone(
            SourceTree.swiftFiles.filter { $0.lines.count > Self.fileLinesMax }
                .map { "\($0.path) has \($0.lines.count) lines" })
    }

    @Test func `no line is wider than 100 columns`() {
        var violations: [String] = []
        for file in SourceTree.swiftFiles + [Self.manifest] {
            for (index, line) in file.lines.enumerated() where line.count > Self.lineColumnsMax {
                violations.append("\(file.place(index + 1)) has \(line.count) columns")
            }
        }
        expectNone(violations)
    }

    @Test func `no function is longer than 70 lines`() {
        var violations: [String] = []
        for file in SourceTree.swiftFiles {
            for function in FunctionLengths(file).all where function.lines > Self.functionLinesMax {
                violations.append("\(file.place(function.start)) has \(function.lines) lines")
            }
        }
        expectNone(violations)
    }

    @Test func `the ruler measures functions, and passes over what has no body`() {
        let text = """
            protocol Shape {
                func area() -> Int
                init?(name: String)
            }
            func first(
                _ number: Int = { 3 }()
            ) throws
                -> Int
            {
                let brace = "{"  // {
                return number
            }
            func second() {}
            """
        let lengths = FunctionLengths(SwiftFile(path: "Sample.swift", text: text)).all
        #expect(lengths.map(\.start) == [5, 13])
        #expect(lengths.map(\.lines) == [8, 1])
    }

    private static var manifest: SwiftFile {
        SwiftFile(path: "Package.swift", text: SourceTree.text(of: "Package.swift"))
    }
}

/// Finds the functions of a file by their braces: roughly, but never too short.
struct FunctionLengths {
    /// A function with a body.
    struct Function {
        /// The line of its name, counted from 1.
        let start: Int
        /// Lines from there to its closing brace.
        let lines: Int
    }

    /// Every function, initializer and subscript that has a body.
    private(set) var all: [Function] = []
    private let code: [UInt8]

    /// Measures a file.
    init(_ file: SwiftFile) {
        code = Array(file.code.joined(separator: "\n").utf8)
        var line = 1
        var position = 0
        while position < code.count {
            if code[position] == UInt8(ascii: "\n") { line += 1 }
            guard isWordStart(position) else {
                position += 1
                continue
            }
            let word = word(at: position)
            let end = position + word.utf8.count
            if isFunction(word, from: position, to: end), let close = bodyEnd(from: end) {
                let lines = code[position..<close].count { $0 == UInt8(ascii: "\n") } + 1
                all.append(Function(start: line, lines: lines))
            }
            position = end
        }
    }

    private func isFunction(_ word: String, from start: Int, to end: Int) -> Bool {
        guard start == 0 || code[start - 1] != UInt8(ascii: ".") else { return false }
        switch word {
        case "func": return true
        case "init", "subscript":
            return end < code.count
                && [UInt8(ascii: "("), UInt8(ascii: "?"), UInt8(ascii: "<")]
                    .contains(code[end])
        default: return false
        }
    }

    /// Where the body's closing brace is; `nil` where there is no body.
    private func bodyEnd(from start: Int) -> Int? {
        var depth = 0
        var position = start
        while position < code.count {
            switch code[position] {
            case UInt8(ascii: "("), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: ")"), UInt8(ascii: "]"): depth -= 1
            case UInt8(ascii: "{") where depth == 0: return closingBrace(from: position)
            case UInt8(ascii: "}") where depth == 0: return nil
            case UInt8(ascii: "\n") where depth == 0 && !goesOn(after: position): return nil
            default: break
            }
            position += 1
        }
        return nil
    }

    private func closingBrace(from start: Int) -> Int? {
        var depth = 0
        for position in start..<code.count {
            if code[position] == UInt8(ascii: "{") { depth += 1 }
            if code[position] == UInt8(ascii: "}") { depth -= 1 }
            if depth == 0 { return position }
        }
        return nil
    }

    /// Whether a signature goes on in the next line.
    private func goesOn(after lineEnd: Int) -> Bool {
        let blanks = [UInt8(ascii: " "), UInt8(ascii: "\n")]
        guard let next = code[lineEnd...].firstIndex(where: { !blanks.contains($0) }) else {
            return false
        }
        if code[next] == UInt8(ascii: "{") || code[next] == UInt8(ascii: "-") { return true }
        return ["where", "throws", "async", "rethrows"].contains(word(at: next))
    }

    private func isWordStart(_ position: Int) -> Bool {
        isWord(code[position]) && (position == 0 || !isWord(code[position - 1]))
    }

    private func word(at start: Int) -> String {
        String(decoding: code[start...].prefix(while: isWord), as: UTF8.self)
    }

    private func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
            || (0x61...0x7A).contains(byte) || byte == UInt8(ascii: "_") || byte >= 0x80
    }
}
