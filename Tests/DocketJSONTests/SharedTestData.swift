import Foundation

/// Cases that nobody here wrote: beside the checkout, or where `DOCKET_TESTDATA` says.
enum SharedTestData {
    /// The folder; `nil` where it is missing.
    static let folder: URL? = {
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

    /// A file of it.
    static func bytes(_ path: String) throws -> [UInt8] {
        guard let folder else { throw CocoaError(.fileNoSuchFile) }
        return Array(try Data(contentsOf: folder.appendingPathComponent(path)))
    }

    /// A file of it as Foundation's JSON.
    static func json(_ path: String) throws -> Any {
        try JSONSerialization.jsonObject(with: Data(bytes(path)))
    }
}
