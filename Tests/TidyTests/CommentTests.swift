import Testing

/// What is said of declarations (STYLE.md, rule 9).
@Suite struct CommentTests {
    @Test func `what other targets see has a comment`() {
        var violations: [String] = []
        for file in SourceTree.sources {
            for line in Declarations(file).undocumented {
                let text = file.lines[line - 1].drop { $0 == " " }
                violations.append("\(file.place(line)) \(text)")
            }
        }
        expectNone(violations)
    }

    @Test func `a document that a comment names is there`() {
        var violations: [String] = []
        for file in SourceTree.sources {
            for comment in file.comments {
                for name in comment.text.components(between: "docs/", and: ".md")
                where !SourceTree.exists("docs/\(name).md") {
                    violations.append("\(file.place(comment.line)) names docs/\(name).md")
                }
            }
        }
        expectNone(violations)
    }

    @Test func `the reader of declarations finds what has no comment`() {
        let text = """
            package import Other

            /// Said.
            @frozen
            package struct Said {
                package let unsaid: Int
                let own: Int
                /// Said.
                package private(set) var said = 0
                package init() {}
            }
            package protocol Unsaid {
                func requirement()
                /// Said.
                var said: Int { get }
            }
            /// Said.
            package enum Kind {
                case one, two
                func own() { let inner = 3 }
            }
            """
        let found = Declarations(SwiftFile(path: "Sample.swift", text: text)).undocumented
        #expect(found == [6, 10, 12, 13])
    }
}

/// The declarations of a file that other targets see.
struct Declarations {
    /// The lines of those without a comment above, counted from 1.
    private(set) var undocumented: [Int] = []

    private static let modifiers: Set<String> = [
        "static", "final", "mutating", "nonmutating", "private(set)", "fileprivate(set)",
        "internal(set)", "package(set)", "override", "convenience", "required", "lazy", "weak",
        "unowned", "nonisolated", "indirect", "consuming", "borrowing", "isolated", "distributed",
        "nonisolated(unsafe)",
    ]
    private static let keywords: Set<String> = [
        "func", "var", "let", "struct", "enum", "protocol", "class", "actor", "init", "subscript",
        "typealias", "associatedtype", "static",
    ]
    private static let levels: Set<String> = ["package", "public", "open"]
    private static let narrower: Set<String> = ["private", "fileprivate", "internal"]

    /// Reads a file line by line.
    init(_ file: SwiftFile) {
        var depth = 0
        /// Depths at which every member is seen: in protocols and extensions that are.
        var open: Set<Int> = []
        for (index, line) in file.code.enumerated() {
            let words = Self.words(line)
            let isVisible =
                words.contains(where: Self.levels.contains)
                || (open.contains(depth) && !words.contains(where: Self.narrower.contains))
            let keyword = Self.keyword(words)
            if isVisible, let keyword, Self.keywords.contains(keyword),
                !Self.hasComment(above: index, in: file)
            {
                undocumented.append(index + 1)
            }
            let opensMembers =
                isVisible && (keyword == "protocol" || keyword == "extension") && line.contains("{")
            if opensMembers { open.insert(depth + 1) }
            depth += line.count { $0 == "{" } - line.count { $0 == "}" }
            open = open.filter { $0 <= depth }
        }
    }

    /// The words of a line up to and with its keyword; attributes are left out.
    private static func words(_ line: String) -> [String] {
        var words: [String] = []
        for word in line.split(separator: " ") where !word.hasPrefix("@") {
            let name = String(word.prefix { $0 != "(" && $0 != "<" && $0 != "?" && $0 != ":" })
            let isModifier =
                modifiers.contains(String(word)) || levels.contains(String(word))
                || narrower.contains(String(word))
            words.append(isModifier ? String(word) : name)
            if !isModifier { break }
        }
        return words
    }

    /// The keyword of a declaration: the first word that is no modifier.
    private static func keyword(_ words: [String]) -> String? {
        guard let last = words.last, !modifiers.contains(last), !levels.contains(last) else {
            return nil
        }
        return last
    }

    private static func hasComment(above index: Int, in file: SwiftFile) -> Bool {
        var line = index - 1
        while line >= 0 {
            let text = file.lines[line].drop { $0 == " " }
            if text.hasPrefix("///") || text.hasSuffix("*/") { return true }
            // Attributes, on one line or several, may stand between.
            guard text.hasPrefix("@") || text.hasPrefix(")") || text.hasSuffix(",") else {
                return false
            }
            line -= 1
        }
        return false
    }
}
