import Foundation

/// Where a database is, as far as its URL tells.
struct DatabasePlace: Equatable {
    /// An SQLite file without links and detours; `nil` for a server's database.
    let path: String?
    private let url: String?

    init(_ url: String) {
        guard url.hasPrefix("sqlite:") else {
            path = nil
            self.url = url
            return
        }
        path =
            URL(fileURLWithPath: String(url.dropFirst("sqlite:".count)))
            .resolvingSymlinksInPath().standardizedFileURL.path
        self.url = nil
    }
}
