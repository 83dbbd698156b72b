package import Foundation

/// What the tests of `/docs` need, put there by `scripts/setup test`.
package enum Explorer {
    private static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Where the files of Swagger UI are that the program has compiled in.
    package static let folder = root.appendingPathComponent(".build/swagger-ui")

    /// Whether they are there.
    package static var isThere: Bool {
        FileManager.default.fileExists(atPath: folder.appendingPathComponent("VERSION").path)
    }

    /// Why tests are skipped where they are not.
    package static let absence = "no Swagger UI in \(folder.path): scripts/setup fetches it"

    /// Where Debian has Chromium.
    package static let chromium = "/usr/bin/chromium"

    /// Whether it is there.
    package static var isChromiumThere: Bool {
        FileManager.default.isExecutableFile(atPath: chromium)
    }

    /// Why tests are skipped where it is not.
    package static let chromiumAbsence = "no \(chromium): scripts/setup test installs it"
}
