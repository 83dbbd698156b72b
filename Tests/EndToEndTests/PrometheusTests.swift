import DocketJSON
import DocketTestKit
import Foundation
import Testing

/// Debian's Prometheus, which nobody here has written, on the figures of the real binary.
@Suite(
    .enabled(if: PrometheusProcess.isThere, "no Prometheus: scripts/setup test installs one"),
    .timeLimit(.minutes(30)))
struct PrometheusTests {
    private static let token = "a-token-of-the-operator"
    private static let answers =
        #"docket_http_requests_total{route="/v1/Companies({companyId})/OrderFull",status="2xx"}"#

    @Test(arguments: [false, true])
    func `it scrapes a server by the documents' configuration, and answers with its figures`(
        hasToken: Bool
    ) async throws {
        try await EndToEnd.run { folder in
            let tokenFile = folder.folder.path("token")
            try Data("\(Self.token)\n".utf8).write(to: URL(fileURLWithPath: tokenFile))
            let server = try await ServerProcess(
                database: folder.database,
                environment: hasToken ? ["DOCKET_METRICS_TOKEN_FILE": tokenFile] : [:])
            defer { server.signal(SIGKILL) }
            for number in 1...3 {
                let made = try await EndToEnd.send(
                    to: server, "POST", "/v1/Companies(14146)/OrderFull",
                    EndToEnd.order("scraped \(number)"))
                #expect(made.status == 201)
            }
            let prometheus = try PrometheusProcess(
                in: folder.folder, scraping: server.port, tokenFile: hasToken ? tokenFile : nil)
            defer { prometheus.stop() }
            #expect(try await prometheus.value(of: Self.answers, until: 3) == 3)
            #expect(try await prometheus.value(of: "up", until: 1) == 1)
            #expect(
                try await prometheus.value(of: #"docket_orders{state="Created"}"#, until: 3) == 3)
            // What the documents ask of the last minutes, asked of all time.
            let queries = try PrometheusProcess.queries().map { query in
                query.replacing(/rate\((\w+)((?:\{[^}]*\})?)\[\w+\]\)/) { match in
                    "\(match.output.1)\(match.output.2)"
                }
            }
            #expect(queries.count >= 5)
            let empty = #"status="5xx""#
            for query in queries where !query.contains(empty) && !query.contains("webhook") {
                #expect(try await prometheus.value(of: query, until: nil) > 0, "\(query)")
            }
        }
    }

    @Test func `its own checker has nothing to say against the figures`() async throws {
        try await EndToEnd.run { folder in
            let server = try await ServerProcess(database: folder.database)
            defer { server.signal(SIGKILL) }
            for path in ["/v1/Companies(14146)/Orders", "/nothing", "/health/ready"] {
                _ = try await EndToEnd.send(to: server, "GET", path)
            }
            let figures = try await EndToEnd.send(to: server, "GET", "/metrics", token: nil)
            #expect(figures.status == 200)
            let outcome = try await ChildProcess.run(
                PrometheusProcess.checker, ["check", "metrics"], input: figures.text,
                environment: [:])
            #expect(outcome.exitCode == 0)
            #expect(outcome.standardError == "")
            #expect(outcome.standardOutput == "")
        }
    }
}

/// A Prometheus that scrapes one server each second.
///
/// A class: it is the identity of the process.
final class PrometheusProcess {
    private static let program = "/usr/bin/prometheus"
    static let checker = "/usr/bin/promtool"

    /// Whether Debian's package is installed.
    static var isThere: Bool {
        [program, checker].allSatisfy(FileManager.default.isExecutableFile)
    }

    private let process = Process()
    private let port: Int

    /// Starts one, by the configuration in docs/operating.md.
    init(in folder: TemporaryFolder, scraping target: Int, tokenFile: String?) throws {
        port = try EndToEnd.freePort()
        let configuration = folder.path("prometheus.yml")
        try Self.configuration(target, tokenFile).write(
            toFile: configuration, atomically: true, encoding: .utf8)
        process.executableURL = URL(fileURLWithPath: Self.program)
        process.arguments = [
            "--config.file=\(configuration)", "--storage.tsdb.path=\(folder.path("data"))",
            "--web.listen-address=127.0.0.1:\(port)", "--log.level=error",
        ]
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
    }

    /// What the documents tell to ask for.
    static func queries() throws -> [String] {
        let table = try page().components(separatedBy: "| to know | ask Prometheus |").last ?? ""
        return table.components(separatedBy: "\n").dropFirst(2).prefix { $0.hasPrefix("|") }
            .map { $0.components(separatedBy: "`").dropFirst().first ?? "" }
    }

    private static func page() throws -> String {
        let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../docs/operating.md").standardizedFileURL
        return try String(contentsOf: page, encoding: .utf8)
    }

    /// The documents' sample, for a server of this machine.
    private static func configuration(_ target: Int, _ tokenFile: String?) throws -> String {
        let sample = try #require(
            page().components(separatedBy: "```yaml\n").dropFirst()
                .map { $0.components(separatedBy: "```")[0] }
                .first { $0.hasPrefix("scrape_configs:") })
        var lines = sample.components(separatedBy: "\n")
        if tokenFile == nil {
            lines.removeAll { $0.contains("authorization") || $0.contains("credentials") }
        }
        let own = lines.joined(separator: "\n")
            .replacing(/scrape_interval: \w+/, with: "scrape_interval: 1s")
            .replacing(/credentials_file: \S+/, with: "credentials_file: \(tokenFile ?? "")")
            .replacing(/targets: \[.*\]/, with: #"targets: ["127.0.0.1:\#(target)"]"#)
        #expect(own.contains("1s") && own.contains("127.0.0.1:\(target)"))
        return own
    }

    /// Ends it.
    func stop() {
        process.terminate()
        process.waitUntilExit()
    }

    /// What a query comes to.
    ///
    /// - Parameter wanted: for what value is waited, since it scrapes now and then; `nil` for any.
    func value(of query: String, until wanted: Double?) async throws -> Double {
        let path = "/api/v1/query?query=\(Self.encoded(query))"
        let end = ContinuousClock.now + .seconds(120)
        while true {
            let text = EndToEnd.request("GET", path, token: nil)
            let answer = try? await RawConnection.talk(to: port) { connection throws in
                connection.send(text)
                return try connection.answer()
            }
            let value = answer?.json["data"]?["result"]?[0]?["value"]?[1]?.text
                .flatMap { Double($0) }
            if let value, value == wanted ?? value { return value }
            try #require(
                ContinuousClock.now < end, "\(query) is \(answer?.text ?? "not answered")")
            try await Task.sleep(for: .milliseconds(100))
        }
    }

    private static func encoded(_ text: String) -> String {
        text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
    }
}
