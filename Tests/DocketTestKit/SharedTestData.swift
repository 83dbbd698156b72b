package import DocketJSON
package import Foundation

/// Cases that nobody here wrote: beside the checkout, or where `DOCKET_TESTDATA` says.
package enum SharedTestData {
    /// Says what a suite lacks that is skipped.
    package static let absence =
        "shared test data not found: set DOCKET_TESTDATA, or put it at ../shared/testdata"

    /// The folder; `nil` where it is missing.
    package static let folder: URL? = {
        if let path = ProcessInfo.processInfo.environment["DOCKET_TESTDATA"] {
            return URL(fileURLWithPath: path)
        }
        var root = URL(fileURLWithPath: #filePath)
        while root.path != "/" {
            root.deleteLastPathComponent()
            let manifest = root.appendingPathComponent("Package.swift").path
            guard FileManager.default.fileExists(atPath: manifest) else { continue }
            let data = root.appendingPathComponent("../shared/testdata").standardizedFileURL
            return FileManager.default.fileExists(atPath: data.path) ? data : nil
        }
        return nil
    }()

    /// Whether it is there.
    package static var isThere: Bool { folder != nil }

    /// A file of it.
    package static func bytes(_ path: String) throws -> [UInt8] {
        guard let folder else { throw CocoaError(.fileNoSuchFile) }
        return Array(try Data(contentsOf: folder.appendingPathComponent(path)))
    }

    /// A file of it, read as JSON.
    package static func json(_ path: String) throws -> JSONValue {
        try JSONValue(bytes(path))
    }

    /// The strings of the Big List of Naughty Strings.
    package static func naughtyStrings() throws -> [String] {
        try json("strings/blns.json").elements?.compactMap(\.text) ?? []
    }

    /// Strings made to be taken for SQL or JSON, and odd Unicode.
    package static func injections() throws -> [String] {
        try ["injection/sql.json", "injection/json-and-unicode.json"].flatMap { path in
            try json(path)["cases"]?.elements?.compactMap { $0["s"]?.text } ?? []
        }
    }

    /// A raw HTTP request and the verdict of the parser that it was made for.
    package struct HTTPCase: Sendable {
        /// Where it comes from and what it is about.
        package let name: String
        /// Whether that parser takes it.
        package let isAccepted: Bool
        /// What goes over the wire.
        package let bytes: [UInt8]
    }

    /// The raw HTTP requests.
    package static func httpCases() throws -> [HTTPCase] {
        let cases = try json("http/request-cases.json")["cases"]?.elements ?? []
        return cases.compactMap { item in
            guard let base64 = item["base64"]?.text, let data = Data(base64Encoded: base64) else {
                return nil
            }
            return HTTPCase(
                name: "\(item["from"]?.text ?? "") \(item["name"]?.text ?? "")",
                isAccepted: item["expect"]?.text == "accept", bytes: Array(data))
        }
    }
}
