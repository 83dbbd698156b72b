import Foundation
import Testing

/// The papers on security name tests that there are, and leave no requirement out.
@Suite struct SecurityTableTests {
    /// The pages.
    static let papers: [String] =
        ["SECURITY.md"] + SourceTree.markdown.filter { $0.hasPrefix("docs/security/") }

    /// The table of requirements.
    static let table = "docs/security/asvs.md"

    /// How many requirements of level 1 and 2 a section of ASVS 5.0.0 has; their numbers begin at 1
    /// and leave none out.
    static let requirements: [String: Int] = [
        "1.1": 2, "1.2": 9, "1.3": 11, "1.4": 3, "1.5": 2, "2.1": 3, "2.2": 3, "2.3": 4,
        "2.4": 1, "3.2": 2, "3.3": 4, "3.4": 6, "3.5": 5, "3.7": 2, "4.1": 3, "4.2": 1,
        "4.3": 2, "4.4": 4, "5.1": 1, "5.2": 3, "5.3": 2, "5.4": 3, "6.1": 3, "6.2": 12,
        "6.3": 4, "6.4": 4, "6.5": 5, "6.6": 3, "6.8": 4, "7.1": 3, "7.2": 4, "7.3": 2,
        "7.4": 5, "7.5": 2, "7.6": 2, "8.1": 2, "8.2": 3, "8.3": 1, "8.4": 1, "9.1": 3,
        "9.2": 4, "10.1": 2, "10.2": 2, "10.3": 4, "10.4": 11, "10.5": 5, "10.6": 2, "10.7": 3,
        "11.1": 2, "11.2": 3, "11.3": 3, "11.4": 4, "11.5": 1, "11.6": 1, "12.1": 3, "12.2": 2,
        "12.3": 4, "13.1": 1, "13.2": 5, "13.3": 2, "13.4": 5, "14.1": 2, "14.2": 4, "14.3": 3,
        "15.1": 3, "15.2": 3, "15.3": 7, "16.1": 1, "16.2": 5, "16.3": 4, "16.4": 3, "16.5": 3,
        "17.1": 1, "17.2": 4, "17.3": 2,
    ]

    @Test func `every test that they name is a test of that suite`() {
        let tests = Self.tests(in: SourceTree.swiftFiles)
        for path in Self.papers {
            let named = Self.named(in: SourceTree.text(of: path))
            #expect(path.hasSuffix("data.md") || named.count > 3, "\(path)")
            expectNone(
                named.filter { tests[$0.suite]?.contains($0.sentence) != true }
                    .map { "\(path): \($0.suite) has no test '\($0.sentence)'" })
        }
    }

    @Test func `a test is known by its suite, and by its sentence to the letter`() {
        let text = """
            private struct Helper {
                func `this is none`() {}
            }
            @Suite(.serialized) struct OneTests {
                struct Inner {}
                @Test func `water runs`() async throws {}
            }
            extension OtherTests {
                @Test(arguments: [1]) fileprivate func `water
            }
            """
        let tests = Self.tests(in: [SwiftFile(path: "Tests/A/B.swift", text: text)])
        #expect(tests == ["Helper": ["this is none"], "OneTests": ["water runs"]])
        let named = Self.named(in: "`OneTests`: `water\nruns`; `x`, `OtherTests`: `y`")
        #expect(named.map(\.suite) == ["OneTests", "OtherTests"])
        #expect(named.map(\.sentence) == ["water runs", "y"])
    }

    @Test func `every promise in brackets is one that databases are held to`() {
        let kit = SourceTree.swiftFiles.filter { $0.path.hasPrefix("Tests/DocketTestKit/") }
        let promises = Set(kit.flatMap { $0.literals.map(\.text) })
        for path in Self.papers {
            let text = Self.unwrapped(SourceTree.text(of: path))
            let named = text.components(between: "every database promises` (`", and: "`")
            expectNone(named.filter { !promises.contains($0) }.map { "\(path): '\($0)'" })
            #expect(path != Self.table || !named.isEmpty)
        }
    }

    @Test func `nothing in them is left to do`() {
        // Put together, so that no other test finds it here.
        let note = "TO" + "DO"
        expectNone(Self.papers.filter { SourceTree.text(of: $0).contains(note) })
    }

    @Test func `every requirement of ASVS is there once`() {
        let wanted = Self.requirements.flatMap { section, count in
            (1...count).map { "\(section).\($0)" }
        }
        #expect(wanted.count == 253)
        #expect((Self.rows.map(\.id) + Self.others).sorted() == wanted.sorted())
    }

    @Test func `a row without a test names its page, or says so`() {
        #expect(Self.rows.count > 100)
        let silent = Self.rows.filter { row in
            Self.named(in: row.cells[4]).isEmpty && !row.cells[4].contains("no test")
                && !(row.cells[3] + row.cells[4]).contains("](")
        }
        expectNone(silent.map(\.id))
    }

    @Test func `what is not met is listed at the top`() {
        let list =
            SourceTree.text(of: Self.table)
            .components(between: "\n\nNOT MET: ", and: ".\n\n").first ?? ""
        let missing = Self.rows.filter { $0.cells[3].hasPrefix("NOT MET") }.map(\.id)
        #expect(Self.unwrapped(list).components(separatedBy: ", ") == missing)
    }

    // MARK: - The papers

    /// A text with each line's end a space, since a sentence may go over two.
    private static func unwrapped(_ text: String) -> String {
        text.replacing("\n", with: " ")
    }

    /// The tests that a text names, as `Suite`: `sentence`.
    private static func named(in text: String) -> [(suite: String, sentence: String)] {
        unwrapped(text).matches(of: /`(\w+Tests)`: `([^`]+)`/)
            .map { (String($0.output.1), String($0.output.2)) }
    }

    /// The rows of requirements: id, level, what it asks, how it is met, test.
    private static var rows: [(id: String, cells: [String])] {
        lines.filter { $0.hasPrefix("| ") }.compactMap { line in
            let cells = line.dropFirst().dropLast().components(separatedBy: "|")
                .map { $0.trimmingCharacters(in: .whitespaces) }
            return cells.count == 5 && isID(cells[0]) ? (cells[0], cells) : nil
        }
    }

    /// The ids of what does not apply, or is the operator's: `- 1.2.6, 1.2.7: why`.
    private static var others: [String] {
        lines.filter { $0.hasPrefix("- ") }.flatMap { line in
            line.dropFirst(2).prefix { $0 != ":" }.components(separatedBy: ", ").filter(isID)
        }
    }

    private static var lines: [String] {
        SourceTree.text(of: table).components(separatedBy: "\n")
    }

    private static func isID(_ text: String) -> Bool {
        text.wholeMatch(of: /\d+\.\d+\.\d+/) != nil
    }

    // MARK: - The tests

    /// The sentences of each suite.
    private static func tests(in files: [SwiftFile]) -> [String: Set<String>] {
        var tests: [String: Set<String>] = [:]
        for file in files where file.path.hasPrefix("Tests/") {
            var suite = ""
            for line in file.lines {
                // What stands within a type is indented.
                if line.first?.isWhitespace == false, let name = typeName(line) { suite = name }
                guard let sentence = String(line).components(between: "func `", and: "`").first
                else { continue }
                tests[suite, default: []].insert(sentence)
            }
        }
        return tests
    }

    /// The type that a line declares or extends.
    private static func typeName(_ line: Substring) -> String? {
        line.firstMatch(of: /\b(?:struct|class|enum|actor|extension) (\w+)/)
            .map { String($0.output.1) }
    }
}
