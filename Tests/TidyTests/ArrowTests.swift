import Testing

/// What each target may know of. The arrows of ARCHITECTURE.md are this table.
@Suite struct ArrowTests {
    /// Modules beside the machine's own that a target may import.
    static let allowed: [String: Set<String>] = [
        "DocketCore": [],
        "DocketJSON": [],
        "DocketStore": ["DocketCore", "DocketJSON", "Metrics"],
        "DocketSQLite": ["Crypto", "DocketCore", "DocketStore", "GRDB", "GRDBSQLite"],
        "DocketPostgres": ["CLibPQ", "DocketCore", "DocketStore"],
        "DocketService": [
            "AsyncHTTPClient", "Crypto", "CryptoExtras", "DocketCore", "DocketJSON",
            "DocketStore", "Instrumentation", "Logging", "Metrics", "NIOCore", "NIOHTTP1",
            "ServiceLifecycle",
        ],
        "DocketLabels": ["CPangoCairo", "CZint", "DocketCore"],
        "DocketServer": [
            "CSwaggerUI", "DocketCore", "DocketJSON", "DocketLabels", "DocketService", "HTTPTypes",
            "Hummingbird",
            "HummingbirdCore", "Instrumentation", "Logging", "Metrics", "Mustache",
            "NIOConcurrencyHelpers", "NIOCore",
            "NIOHTTP1",
            "NIOHTTP2", "NIOHTTPTypes", "NIOHTTPTypesHTTP1", "NIOHTTPTypesHTTP2", "NIOPosix",
            "NIOSSL", "NIOTLS", "RawStructuredFieldValues", "ServiceLifecycle",
        ],
        "DocketCLI": [
            "ArgumentParser", "Configuration", "Crypto", "DocketCore", "DocketJSON",
            "DocketPostgres", "DocketSQLite", "DocketServer", "DocketService", "DocketStore",
            "Hummingbird", "Logging", "Metrics", "ServiceLifecycle", "SystemPackage",
            "UnixSignals",
        ],
    ]

    /// Targets that are pure: not even Foundation, only the standard library.
    static let pure: Set<String> = ["DocketCore", "DocketJSON"]

    /// Modules of the machine, for all targets that are not pure.
    static let system: Set<String> = [
        "Darwin", "Dispatch", "Foundation", "FoundationEssentials", "Glibc", "Musl",
        "Synchronization",
    ]

    /// What one file may import beside what its target may: that of planted bugs is in no release.
    static let exceptions: [String: Set<String>] = [
        "Sources/DocketCore/PlantedBug.swift": ["Synchronization"]
    ]

    /// The targets whose business SQL is.
    static let speaksSQL: Set<String> = ["DocketStore", "DocketSQLite", "DocketPostgres"]

    @Test func `every target has its row in the table of arrows`() {
        #expect(Set(SourceTree.sources.map(\.target)) == Set(Self.allowed.keys))
    }

    @Test func `a target imports only what its arrows allow`() {
        var violations: [String] = []
        for file in SourceTree.sources {
            var modules = Self.allowed[file.target] ?? []
            modules.formUnion(Self.exceptions[file.path] ?? [])
            if !Self.pure.contains(file.target) { modules.formUnion(Self.system) }
            for piece in file.imports where !modules.contains(piece.text) {
                violations.append("\(file.place(piece.line)) imports \(piece.text)")
            }
        }
        expectNone(violations)
    }

    @Test func `SQL stands only where the rows are kept`() {
        var violations: [String] = []
        for file in SourceTree.sources where !Self.speaksSQL.contains(file.target) {
            for literal in file.literals where Self.isSQL(literal.text) {
                violations.append("\(file.place(literal.line)) has SQL: \(literal.text.prefix(40))")
            }
        }
        expectNone(violations)
    }

    /// Whether a literal holds a statement.
    private static func isSQL(_ text: String) -> Bool {
        let words = text.split { $0 == " " || $0 == "\n" }
        return ["SELECT ", "INSERT INTO ", "DELETE FROM ", "CREATE TABLE "]
            .contains { text.contains($0) }
            || (words.contains("UPDATE") && words.contains("SET"))
    }
}

/// Fails with the violations, one a line.
func expectNone(
    _ violations: [String], sourceLocation: SourceLocation = #_sourceLocation
) {
    #expect(
        violations.isEmpty, "\(violations.joined(separator: "\n"))",
        sourceLocation: sourceLocation)
}
