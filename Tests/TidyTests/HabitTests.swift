import Testing

/// What the code does without (STYLE.md, rules 3, 4 and 15).
@Suite struct HabitTests {
    /// Words of code that are nowhere.
    static let banned = ["try!", " as!", "fatalError("]

    /// The drivers, where a lock or a thread stands behind the promise.
    static let driverFolders = ["Sources/DocketSQLite/", "Sources/DocketPostgres/"]

    @Test(arguments: banned)
    func `nothing is forced`(word: String) {
        expectNone(places(of: word))
    }

    @Test func `only the drivers promise by themselves to be Sendable`() {
        let inDrivers: (String) -> Bool = { place in
            Self.driverFolders.contains { place.hasPrefix($0) }
        }
        expectNone(places(of: "@unchecked Sendable").filter { !inDrivers($0) })
    }

    @Test func `a note of work to do names its issue`() {
        // Put together, so that this file does not find itself.
        let notes = ["TO" + "DO", "FIX" + "ME"]
        var violations: [String] = []
        for file in SourceTree.swiftFiles {
            for comment in file.comments {
                for note in notes
                where comment.text.contains(note) && !Self.namesIssue(comment.text) {
                    violations.append("\(file.place(comment.line)) \(comment.text)")
                }
            }
        }
        expectNone(violations)
    }

    @Test func `the package takes only exact versions`() {
        var violations: [String] = []
        for path in ["Package.swift", "Benchmarks/Package.swift"] where SourceTree.exists(path) {
            let dependencies = SourceTree.text(of: path).components(between: ".package(", and: ")")
            #expect(!dependencies.isEmpty, "\(path) has no dependencies")
            violations += dependencies.filter {
                !$0.contains("exact: \"") && !$0.hasPrefix("path:") && !$0.contains(", path:")
            }
            .map { "\(path): \($0)" }
        }
        expectNone(violations)
    }

    private func places(of word: String) -> [String] {
        var places: [String] = []
        for file in SourceTree.swiftFiles {
            for (index, line) in file.code.enumerated() where line.contains(word) {
                places.append("\(file.place(index + 1)) has '\(word)'")
            }
        }
        return places
    }

    /// Whether a text has `#` with a number behind it.
    private static func namesIssue(_ text: String) -> Bool {
        text.split(separator: "#", omittingEmptySubsequences: false).dropFirst()
            .contains { $0.first?.isNumber == true }
    }
}

extension String {
    /// What stands between each `start` and the first `end` behind it.
    func components(between start: String, and end: String) -> [String] {
        var found: [String] = []
        var rest = self[...]
        while let opening = rest.firstRange(of: start) {
            rest = rest[opening.upperBound...]
            guard let closing = rest.firstRange(of: end) else { break }
            found.append(String(rest[..<closing.lowerBound]))
            rest = rest[closing.upperBound...]
        }
        return found
    }
}
