import Foundation

/// The package's own files, as its rules look at them.
enum SourceTree {
    /// The folder of Package.swift: above this file, or where `DOCKET_ROOT` says.
    static let root: URL = {
        if let path = ProcessInfo.processInfo.environment["DOCKET_ROOT"] {
            return URL(fileURLWithPath: path)
        }
        var folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        while folder.path != "/", !isRoot(folder) { folder.deleteLastPathComponent() }
        return folder
    }()

    /// Every Swift file of the folders, by path.
    static let swiftFiles: [SwiftFile] =
        (files(in: "Sources", ending: ".swift") + files(in: "Tests", ending: ".swift")
        + files(in: "Benchmarks", ending: ".swift"))
        .map { SwiftFile(path: $0, text: text(of: $0)) }

    /// The Swift files of the product itself.
    static var sources: [SwiftFile] { swiftFiles.filter { $0.path.hasPrefix("Sources/") } }

    /// The paths of the Markdown files.
    static var markdown: [String] { files(in: "", ending: ".md") }

    /// The text of a file; empty where it can't be read, which some test then notices.
    static func text(of path: String) -> String {
        (try? String(contentsOf: root.appendingPathComponent(path), encoding: .utf8)) ?? ""
    }

    /// Whether there is a file or a folder at a path.
    static func exists(_ path: String) -> Bool {
        FileManager.default.fileExists(atPath: root.appendingPathComponent(path).path)
    }

    /// The paths of the files below a folder, hidden folders such as `.build` left out.
    private static func files(in folder: String, ending: String) -> [String] {
        let start = folder.isEmpty ? root : root.appendingPathComponent(folder)
        let prefix = root.resolvingSymlinksInPath().path + "/"
        let found = FileManager.default.enumerator(
            at: start, includingPropertiesForKeys: nil, options: [.skipsHiddenFiles])
        var paths: [String] = []
        while let url = found?.nextObject() as? URL {
            let path = url.resolvingSymlinksInPath().path
            guard path.hasSuffix(ending), path.hasPrefix(prefix) else { continue }
            paths.append(String(path.dropFirst(prefix.count)))
        }
        return paths.sorted()
    }

    private static func isRoot(_ folder: URL) -> Bool {
        let manager = FileManager.default
        return manager.fileExists(atPath: folder.appendingPathComponent("Package.swift").path)
            && manager.fileExists(atPath: folder.appendingPathComponent("Sources/DocketCore").path)
    }
}

/// A Swift file, with its comments and literals told from its code.
struct SwiftFile: Sendable {
    /// A piece of text and the line it starts on, counted from 1.
    struct Piece: Sendable {
        let line: Int
        let text: String
    }

    /// From the package's root.
    let path: String
    /// As they are.
    let lines: [Substring]
    /// The lines with comments, literals and names in backticks blanked.
    let code: [String]
    /// What stands in comments.
    let comments: [Piece]
    /// What stands in string literals.
    let literals: [Piece]

    /// Takes a file apart.
    init(path: String, text: String) {
        self.path = path
        var ending = text.split(separator: "\n", omittingEmptySubsequences: false)
        if ending.last?.isEmpty == true { ending.removeLast() }
        lines = ending
        var scrubber = Scrubber(text)
        scrubber.run()
        code = String(decoding: scrubber.code, as: UTF8.self)
            .split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        comments = scrubber.comments
        literals = scrubber.literals
    }

    /// The target of a file of Sources, such as `DocketCore`; otherwise the test target.
    var target: String { String(path.split(separator: "/").dropFirst().first ?? "") }

    /// Where a line is, for a report.
    func place(_ line: Int) -> String { "\(path):\(line)" }

    /// The modules that the file imports, each with its line.
    var imports: [Piece] {
        code.indices.compactMap { index in
            let words = code[index].split(separator: " ")
            guard let place = words.firstIndex(of: "import"),
                words[..<place].allSatisfy({ $0.hasPrefix("@") || Self.accessLevels.contains($0) })
            else { return nil }
            let kinds: Set<Substring> = [
                "struct", "class", "enum", "func", "protocol", "var", "let",
            ]
            guard let module = words[(place + 1)...].first(where: { !kinds.contains($0) })
            else { return nil }
            return Piece(line: index + 1, text: String(module.prefix { $0 != "." }))
        }
    }

    private static let accessLevels: Set<Substring> = [
        "package", "public", "internal", "fileprivate", "private",
    ]
}
